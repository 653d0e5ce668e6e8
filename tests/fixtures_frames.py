"""Made-up results in the exact shape of real ones, to test figures, stories and folders without a model.

Nothing here is a result: the numbers follow simple random walks and mean nothing.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from diplomacy_abm.results import Ensemble, Run
from diplomacy_abm.results.card import ActorCard, ScenarioCard, SideCard
from diplomacy_abm.results.sound import as_text, sums
from diplomacy_abm.vocabulary import OUTCOME_NAMES

START = date(2025, 11, 17)
EVENT_COLUMNS = [
    *("step", "date", "actor", "target", "channel", "move", "cameo", "goldstein"),
    *("accepted", "subject", "via", "value"),
]

CARD = ScenarioCard(
    name="made-up",
    title="A made-up war",
    fingerprint="0" * 16,
    start=START,
    step_days=7,
    horizon=104,
    sides={"A": SideCard("RUS", "Russia"), "B": SideCard("UKR", "Ukraine")},
    actors={
        "RUS": ActorCard("Russia", ("party",), "A"),
        "UKR": ActorCard("Ukraine", ("party",), "B"),
        "TUR": ActorCard("Türkiye", ("mediator", "patron"), ""),
        "USA": ActorCard("United States", ("patron", "mediator"), ""),
        "FRA": ActorCard("France", ("patron",), ""),
        "EUN": ActorCard("European Union", ("patron",), ""),
        "ESP": ActorCard("Spain", ("patron",), ""),
        "CHN": ActorCard("China", ("patron",), ""),
        "PRK": ActorCard("North Korea", ("patron",), ""),
        "ARE": ActorCard("United Arab Emirates", ("mediator",), ""),
        "VAT": ActorCard("Holy See", ("observer",), ""),
    },
    issues={"energy_strikes": "Energy strikes", "shipping": "Black Sea shipping"},
)

CLIENTS = {"TUR": "UKR", "USA": "UKR", "FRA": "UKR", "EUN": "UKR", "ESP": "UKR", "CHN": "RUS", "PRK": "RUS"}
MILITARY = [
    ("hold", "0", 0.0),
    ("strike", "195", -10.0),
    ("offensive", "190", -10.0),
    ("restrain", "087", 9.0),
]
SUPPORT = [
    ("no_support", "0", 0.0),
    ("pledge", "0332", 5.2),
    ("surge", "072", 8.3),
    ("press_to_talk", "1044", -2.0),
    ("sanction", "163", -8.0),
]
MEDIATION = [("stand_by", "0", 0.0), ("shuttle", "039", 5.0), ("convene", "045", 5.0), ("press", "10", -5.0)]


def event(step: int, actor: str, target: str, channel: str, move: str, **rest: object) -> dict[str, object]:
    """Return one row of the events frame."""
    row: dict[str, object] = {"cameo": "0", "goldstein": 0.0, "accepted": "", "subject": "", "via": ""}
    row |= {"value": float("nan"), "step": step, "date": day(step), "actor": actor, "target": target}
    return row | {"channel": channel, "move": move} | rest


def day(step: int) -> str:
    """Return the date of a step as results write it."""
    return (START + timedelta(days=7 * int(step))).isoformat()


def events_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return rows as an events frame."""
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


def _moves(step: int, rng: np.random.Generator) -> list[dict[str, object]]:
    rows = []
    for actor, enemy in (("RUS", "UKR"), ("UKR", "RUS")):
        move, cameo, weight = MILITARY[rng.choice(4, p=[0.15, 0.6, 0.15, 0.1])]
        rows.append(event(step, actor, enemy, "military", move, cameo=cameo, goldstein=weight))
        move = "exchange" if rng.random() < 0.5 else "no_exchange"
        rows.append(event(step, actor, enemy, "humanitarian", move, goldstein=5.0 * (move == "exchange")))
        rows.append(event(step, actor, enemy, "diplomatic", ["none", "threaten", "attend"][rng.choice(3)]))
    for actor, client in CLIENTS.items():
        move, cameo, weight = SUPPORT[rng.choice(5, p=[0.6, 0.15, 0.1, 0.1, 0.05])]
        target = client if move != "sanction" else {"UKR": "RUS", "RUS": "UKR"}[client]
        rows.append(event(step, actor, target, "support", move, cameo=cameo, goldstein=weight))
    for actor in CARD.holders("mediator"):
        move, cameo, weight = MEDIATION[rng.choice(4, p=[0.6, 0.2, 0.15, 0.05])]
        target = ["RUS", "UKR"][rng.choice(2)]
        rows.append(event(step, actor, target, "mediation", move, cameo=cameo, goldstein=weight))
    return rows


def _consequences(step: int) -> list[dict[str, object]]:
    def outcome(actor: str, target: str, move: str, **rest: object) -> dict[str, object]:
        return event(step, actor, target, "outcome", move, **rest)

    rows = []
    if step % 4 == 1:
        rows.append(outcome("RUS", "UKR", "exchange_held", via="ARE", goldstein=5.0))
    if step in (12, 13, 14, 60, 61):
        rows.append(outcome("RUS", "UKR", "round", subject="proximity", via="TUR"))
        rows.append(outcome("RUS", "UKR", "offer", subject="settlement", value=0.6))
        rows.append(outcome("UKR", "RUS", "reject", subject="settlement", accepted="no"))
    if step == 14:
        rows.append(outcome("RUS", "UKR", "sign", subject="energy_strikes", via="TUR"))
    if step == 22:
        rows.append(outcome("UKR", "RUS", "breach", subject="energy_strikes", goldstein=-9.0))
    if step == 50:
        rows.append(outcome("USA", "", "exogenous", subject="Midterm elections", value=-0.1))
        rows.append(outcome("FRA", "UKR", "deliver", subject="SAMP/T batteries", value=0.02))
    if step == 61:
        rows.append(outcome("RUS", "UKR", "sign", subject="ceasefire", via="TUR"))
    return rows


def _steps(count: int, rng: np.random.Generator) -> pd.DataFrame:
    step = np.arange(count)

    def walk(start: float, sd: float, low: float = 0.0, high: float = 1.0) -> np.ndarray:
        return np.clip(start + np.cumsum(rng.normal(0, sd, count)), low, high)

    track = np.ones(count, dtype=int)
    track[8:12] = 2
    track[12:15] = 3
    track[60:61] = 3
    track[61:] = 4
    form = np.where(track == 3, "proximity", "none")
    frame = pd.DataFrame({"step": step, "date": [day(s) for s in step], "track": track, "form": form})
    for name, start, sd in (
        ("front", 0.55, 0.004), ("p_contest", 0.55, 0.01), ("intensity", 0.9, 0.03), ("esc_ab", 0.65, 0.02),
        ("esc_ba", 0.5, 0.02), ("trust_ab", 0.2, 0.015), ("trust_ba", 0.15, 0.015),
    ):  # fmt: skip
        frame[name] = walk(start, sd)
    for name, start, sd in (
        ("cap_a", 1.15, 0.01), ("cap_b", 1.0, 0.01), ("hurt_a", 1.0, 0.05), ("hurt_b", 1.1, 0.05),
        ("weary_a", 1.0, 0.02), ("weary_b", 1.0, 0.02), ("belief_mean_ab", 0.14, 0.002),
        ("belief_var_ab", 0.005, 0.0001), ("belief_mean_ba", 0.12, 0.002), ("belief_var_ba", 0.005, 0.0001),
    ):  # fmt: skip
        frame[name] = walk(start, sd, 0.0001, 3.0)
    for name in ("standing_a", "standing_b", "attend_a", "attend_b", "support_a", "support_b"):
        frame[name] = walk(0.2, 0.02)
    frame["pipeline_a"], frame["pipeline_b"], frame["zone"] = 0.1, 0.2, walk(0.0, 0.01, -1.0)
    frame["missiles"], frame["drones"] = rng.poisson(40, count), rng.poisson(900, count)
    frame["deals"] = ((step >= 14) & (step < 22)).astype(int)
    frame["ceasefire"], frame["settlement"] = (track == 4).astype(int), 0
    return frame


def _state(steps: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    fixed = {(a, b): rng.uniform(0.15, 0.9) for a in CARD.actors for b in CARD.actors if a != b}
    for row in steps.itertuples():
        sides = {("RUS", "UKR"): (row.trust_ab, row.esc_ab), ("UKR", "RUS"): (row.trust_ba, row.esc_ba)}
        for (a, b), (trust, escalation) in sides.items():
            rows.append((row.step, row.date, "trust", a, b, trust))
            rows.append((row.step, row.date, "escalation", a, b, escalation))
        for patron, client in CLIENTS.items():
            rows.append((row.step, row.date, "support", patron, client, fixed[patron, client]))
        for mediator in CARD.holders("mediator"):
            for party in ("RUS", "UKR"):
                rows.append((row.step, row.date, "leverage", mediator, party, 0.05))
                rows.append((row.step, row.date, "credibility", mediator, party, fixed[party, mediator]))
        for party, cap, hurt in (("RUS", row.cap_a, row.hurt_a), ("UKR", row.cap_b, row.hurt_b)):
            rows.append((row.step, row.date, "capability", party, "", cap))
            rows.append((row.step, row.date, "hurt", party, "", hurt))
    return pd.DataFrame(rows, columns=["step", "date", "variable", "actor", "target", "value"])


@cache
def made_up_run(count: int = 104, seed: int = 1) -> Run:
    """Return a run whose frames have the shape of real ones and made-up numbers."""
    rng = np.random.default_rng(seed)
    steps = _steps(count, rng)
    rows = [row for step in range(count) for row in [*_moves(step, rng), *_consequences(step)]]
    rows.append(event(count - 1, "", "", "outcome", "end", subject="ceasefire"))
    summary = {
        "run": 0, "seed": seed, "status": "ok", "reason": "", "outcome": "ceasefire", "end_step": count - 1,
        "track_max": 4, "track_max_step": 61, "first_formal": 12, "first_formal_form": "proximity",
        "first_formal_host": "TUR", "rounds": 5, "exchanges": 26, "first_ceasefire": 61,
        "ceasefire_weeks": 43,
        "partial_deals": 1, "breaches": 1, "first_settlement": -1, "settlements": 0,
        "settlement_q": float("nan"),
        "front_end": float(steps["front"].iloc[-1]),
    }  # fmt: skip
    return Run(CARD, seed, 0, events_frame(rows), steps, _state(steps, rng), summary)


@cache
def made_up_ensemble(count: int = 60, seed: int = 1, keep: bool = True) -> Ensemble:
    """Return an ensemble with one failed run among made-up ones."""
    rng = np.random.default_rng(seed)
    names = list(OUTCOME_NAMES.values())
    outcome = rng.choice(names, count, p=[0.02, 0.02, 0.12, 0.04, 0.1, 0.6, 0.08, 0.02])
    formal = np.where(np.isin(outcome, ["early discussions only", "no contact"]), -1, rng.integers(3, 60, count))
    settled = np.where(np.char.startswith(outcome.astype(str), "settlement"), rng.integers(60, 100, count), -1)
    ceasefire = np.where(outcome == "ceasefire", rng.integers(60, 100, count), -1)
    runs = pd.DataFrame(
        {
            "run": np.arange(count), "seed": seed, "status": "ok", "reason": "", "outcome": outcome,
            "end_step": 103, "first_formal": formal, "first_ceasefire": ceasefire,
            "first_settlement": settled, "ceasefire_stood": np.where(outcome == "ceasefire", 104 - ceasefire, 0),
            "settlement_stood": np.where(outcome == "settlement held", 104 - settled, 0),
            "first_formal_form": np.where(formal < 0, "", "direct"), "first_formal_host": "", "rounds": 5,
            "exchanges": rng.integers(10, 40, count), "settlement_q": np.where(settled < 0, np.nan, 0.5),
        }
    )  # fmt: skip
    runs.loc[count - 1, ["status", "reason", "outcome"]] = ["failed", "made to fail", ""]
    steps = None
    if keep:
        parts = [_steps(104, rng).assign(run=index) for index in range(count - 1)]
        steps = pd.concat(parts, ignore_index=True)
        steps.insert(0, "run", steps.pop("run"))
    return Ensemble(CARD, seed, runs, steps, None)


def resealed(folder: Path, **changes: object) -> None:
    """Make the sums of a folder fit again, as somebody who writes such a folder by hand would."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | changes
    rows = {name: said["rows"] for name, said in manifest["files"].items() if "rows" in said}
    path.write_text(as_text(manifest | {"files": sums(folder, rows)}), "utf-8")
