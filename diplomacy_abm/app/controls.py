"""What the page can change: the parameters that matter most, in groups, and all others by name."""

from __future__ import annotations

from typing import Any

from diplomacy_abm.parameters import PARAMETERS

GROUPS: dict[str, tuple[str, ...]] = {
    "Coming to the table": ("seen_cost", "refusal_cost", "side_benefit", "ripeness", "fruitless_cost", "attend_start"),
    "What a deal costs at home": ("concession_cost", "ceasefire_cost", "deal_cost", "standing_sd"),
    "Mediators": ("cover", "text_weight", "shuttle_gain", "host_honour", "vouch", "report_noise", "leverage_wear"),
    "Will it hold": ("honour", "deterrence", "detection", "life_settlement", "life_ceasefire", "life_truce"),
    "Trust": ("trust_gain", "trust_loss", "trust_recovery", "transfer"),
    "What lasts unseen": ("mood_sd", "engage_sd", "aid_sd", "power_sd", "line_life"),
    "The fighting": (
        "decisiveness", "front_speed", "campaign_start", "attrition", "reaction", "battlefield_noise", "shield",
    ),
    "Arms and support": ("pledge_lead", "pledge_credibility", "delivery_lump", "pledge_gain", "support_rate"),
}  # fmt: skip
"""Parameters with a slider, by what they are about; the choice is ours."""

_SPAN = 4.0


def groups() -> list[dict[str, Any]]:
    """Return the groups of sliders, and last all other parameters."""
    shown = {name for names in GROUPS.values() for name in names}
    rest = tuple(name for name in PARAMETERS if name not in shown)
    return [
        {"title": title, "open": title != "All others", "parameters": [control(name) for name in names]}
        for title, names in (*GROUPS.items(), ("All others", rest))
    ]


def control(name: str) -> dict[str, Any]:
    """Return what a slider needs to know of a parameter.

    The slider spans four times the default where the whole range is wider than anybody would want to drag;
    ``low`` and ``high`` stay what the model takes, and a number typed may use them.
    """
    row = PARAMETERS[name]
    high = min(row.high, _SPAN * row.default) if row.default > 0.0 else row.high
    return {
        "name": name,
        "meaning": row.note,
        "unit": "" if row.unit == "1" else row.unit,
        "source": row.source,
        "value": row.default,
        "low": row.low,
        "high": row.high,
        "from": row.low if row.low >= 0.0 else max(row.low, -high),
        "to": high,
    }
