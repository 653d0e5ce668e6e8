"""Results and aggregates made up for the tests on events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diplomacy_abm.events.codes import QUADS
from diplomacy_abm.results import Run
from tests.fixtures_frames import CARD, event, events_frame, made_up_run


def run_of(*rows: dict[str, object]) -> Run:
    """A made-up run whose record holds these rows only."""
    from dataclasses import replace

    return replace(made_up_run(), events=events_frame(list(rows)))


def act(step: int, actor: str, target: str, move: str, cameo: str, **rest: object) -> dict[str, object]:
    return event(step, actor, target, "any", move, cameo=cameo, **rest)


def weekly(net: dict[tuple[str, str], np.ndarray], events: dict[tuple[str, str], np.ndarray]) -> pd.DataFrame:
    """Aggregates with these sums of weights and counts, a week from 2025-01-06 on each."""
    rows = []
    for (source, target), sums in net.items():
        for week, (total, count) in enumerate(zip(sums, events[source, target], strict=True)):
            if count:
                period = pd.Timestamp("2025-01-06") + pd.Timedelta(weeks=week)
                quads = dict.fromkeys(QUADS, 0) | {QUADS[3 if total < 0 else 0]: int(count)}
                rows.append(
                    {"every": "week", "period": period, "source": source, "target": target, "events": int(count)}
                    | quads | {"weighed": int(count), "mean_goldstein": total / count, "fatalities": np.nan}
                )  # fmt: skip
    return pd.DataFrame(rows)


__all__ = ["CARD", "act", "run_of", "weekly"]
