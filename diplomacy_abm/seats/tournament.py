"""All policies in all seats, under the same luck.

Two parts. *Seats*: one actor after the other plays each policy while everybody else keeps its own; the yardstick is
the actor's own policy, run against run. *Leads*: the leads of the two sides play every pair of policies. What is
compared is the goal score of the seat (:mod:`diplomacy_abm.seats.goals`) and what the world gets: agreement, weeks
of peace, the intensity of the fighting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean, clustered_share, holm, paired_shares
from diplomacy_abm.analysis.parts import SIGNS, signs_of
from diplomacy_abm.analysis.study import clusters
from diplomacy_abm.api import ScenarioLike, resolve, seed_of
from diplomacy_abm.intake import arguments
from diplomacy_abm.results.quantities import describe, quantity
from diplomacy_abm.seats.score import goal_weights
from diplomacy_abm.seats.scored import Scored, score_ensemble

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from diplomacy_abm.scenario import Scenario

OUTCOMES = ("agreement", "peace weeks", "mean_escalation")
"""What the world gets, by the names of :mod:`diplomacy_abm.results.quantities`."""


@dataclass(frozen=True, eq=False)
class Tournament:
    """The tables of a tournament."""

    scenario: Scenario
    """What was played."""
    seed: int
    runs: int
    """Seed, and runs of each pairing."""
    seats: pd.DataFrame
    """One row for each seat, policy and quantity ("goal score" and :data:`OUTCOMES`): ``base`` and ``other``, the
    means with the seat's own policy and with this one, ``estimate`` (other - base) with ``low`` and ``high`` (95 %),
    ``p``, ``p_holm`` over the table's rows of that quantity, ``n`` pairs of runs, and the columns
    :data:`~diplomacy_abm.analysis.parts.SIGNS`, no
    number without a dozen runs of each of several sets of parameters. Where runs took sets, intervals are over
    these."""
    goals: pd.DataFrame
    """Where a gain in goal score comes from: one row for each seat, policy and goal that counts, ``estimate`` the
    gain in its mean level times its weight, with ``low`` and ``high``, and ``n``."""
    leads: pd.DataFrame
    """One row for each pair of policies of the two leads and quantity ("goal score: LABEL" and :data:`OUTCOMES`):
    ``estimate`` with ``low``, ``high``, and ``n`` runs; of what the world gets the ``gap`` to the leads' own policies
    too, with its :data:`SIGNS`."""
    standings: pd.DataFrame
    """One row a policy, the best first: ``estimate``, the mean over the seats of its gain in goal score over the
    seats' own policies, with ``low``, ``high`` and :data:`SIGNS`; in how many seats it is the ``best``, and in how
    many it is ``above`` or ``below`` the own policy with an interval clear of 0."""


def tournament(
    scenario: ScenarioLike = "ukraine-2025",
    runs: int = 300,
    seed: int | None = None,
    seats: Iterable[str] | None = None,
    policies: Iterable[str] | None = None,
    steps: int | None = None,
    workers: int | None = None,
    report: Callable[[int], None] | None = None,
) -> Tournament:
    """Play all policies in all seats.

    Parameters
    ----------
    scenario, seed, steps, workers
        As in :func:`diplomacy_abm.run_ensemble`.
    runs
        Runs of each pairing.
    seats
        Labels of the actors whose seats are played for; all that have moves by default.
    policies
        Names of policies; the built-in ones by default. Users' own take part by their names.
    report
        Called with the number of runs of each pairing that is done.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    from diplomacy_abm.policies import registry

    dispute = resolve(scenario, None, steps)
    runs = arguments.whole(runs, "runs", 2, arguments.RUNS)
    names = list(arguments.names(policies, "policies", "hawk")) if policies is not None else list(registry.BUILTIN)
    for name in names:
        registry.get(name)
    labels = _seats(dispute, None if seats is None else arguments.names(seats, "seats"))
    used = seed_of(dispute, seed)

    def play(assigned: Mapping[str, str], scored: Iterable[str]) -> Scored:
        found = score_ensemble(dispute, scored, runs, used, None, assigned, workers=workers)
        if report is not None:
            report(runs)
        return found

    base = play({}, labels)
    cells, goals, gains = _play_seats(dispute, labels, names, base, play)
    leads = _play_leads(dispute, names, base, play)
    standings = _standings(cells, gains, names, clusters(base.runs))
    return Tournament(dispute, used, runs, cells, goals, leads, standings)


def pairings(dispute: Scenario, seats: Iterable[str] | None, policies: Iterable[str] | None) -> int:
    """Return how many pairings a tournament plays, to show how far it is."""
    from diplomacy_abm.policies import registry

    names = list(registry.BUILTIN if policies is None else policies)
    own = [dispute.actors[label].policy for label in _seats(dispute, seats)]
    return 1 + sum(name != policy for policy in own for name in names) + len(names) ** 2


def _seats(dispute: Scenario, seats: Iterable[str] | None) -> list[str]:
    playing = [label for label, actor in dispute.actors.items() if set(actor.seats) - {"observer"}]
    for label in seats or ():
        if label not in playing:
            raise ValueError(f"seats: there is no seat with moves for {label!r}, must be one of {', '.join(playing)}")
    return playing if seats is None else list(dict.fromkeys(seats))


Play = Callable[[Mapping[str, str], Iterable[str]], Scored]
Gains = dict[tuple[str, str], np.ndarray]


def _play_seats(
    dispute: Scenario, labels: list[str], names: list[str], base: Scored, play: Play
) -> tuple[pd.DataFrame, pd.DataFrame, Gains]:
    """Put every policy in every seat, one at a time; also return the gains by goal, and run by run."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    by_goal: list[dict[str, Any]] = []
    gains: Gains = {}
    for label in labels:
        own = dispute.actors[label].policy
        for name in names:
            # the own policy is the base: the same runs, not played twice
            found = base if name == own else play({label: name}, [label])
            gains[label, name] = found.of(label) - base.of(label)
            place = {"seat": label, "policy": name, "own": name == own}
            rows += [place | row for row in _against(base, found, label, dispute.scenario.step_days)]
            if name != own:
                by_goal += [{"seat": label, "policy": name} | row for row in _by_goal(base, found, label)]
    table = pd.DataFrame(rows)
    tested = ~table["own"]
    for name in table["quantity"].unique():
        chosen = tested & (table["quantity"] == name)
        table.loc[chosen, "p_holm"] = holm(table.loc[chosen, "p"].to_numpy())
    columns = ["seat", "policy", "own", "quantity", "base", "other", "estimate", "low", "high", "p", "p_holm", "n"]
    return table[[*columns, *SIGNS]], pd.DataFrame(by_goal), gains


def _by_goal(base: Scored, found: Scored, label: str) -> Iterator[dict[str, Any]]:
    """Split the gain in goal score by goal."""
    for goal, weight in goal_weights(base.scenario, label).items():
        one, other = (x.scores.loc[x.scores["actor"] == label, goal].to_numpy() for x in (base, found))
        gain, n = _known(clustered_mean, weight * (other - one), clusters(base.runs))
        yield {"goal": goal, "weight": weight, "estimate": gain.value, "low": gain.low, "high": gain.high, "n": n}


def _against(base: Scored, found: Scored, label: str, step_days: int) -> Iterator[dict[str, Any]]:
    """Compare runs with those of the own policy, quantity by quantity."""
    of = clusters(base.runs)
    yield _row("goal score", base.of(label), found.of(label), of, share=False)
    for name in OUTCOMES:
        one, other = (quantity(x.runs, name, step_days) for x in (base, found))
        yield _row(name, one, other, of, share=describe(name).kind == "share")


def _row(name: str, base: np.ndarray, other: np.ndarray, of: np.ndarray, share: bool) -> dict[str, Any]:
    both = np.isfinite(base) & np.isfinite(other)
    base, other, of = base[both], other[both], of[both]
    gap = paired_shares(base, other, of) if share else clustered_mean(other - base, of)
    ends = {"estimate": gap.value, "low": gap.low, "high": gap.high, "p": gap.p, **signs_of(other - base, of)}
    return {"quantity": name, "base": float(base.mean()), "other": float(other.mean()), **ends, "n": len(base)}


def _play_leads(dispute: Scenario, names: list[str], base: Scored, play: Play) -> pd.DataFrame:
    """Let the two leads play every pair of policies."""
    import pandas as pd

    a, b = dispute.sides["A"].lead, dispute.sides["B"].lead
    rows = []
    for of_a in names:
        for of_b in names:
            found = play({a: of_a, b: of_b}, [a, b])
            measured = (f"goal score: {a}", f"goal score: {b}", *OUTCOMES)
            rows += [{a: of_a, b: of_b, "quantity": name, **_level(name, base, found)} for name in measured]
    return pd.DataFrame(rows)


def _level(name: str, base: Scored, found: Scored) -> dict[str, Any]:
    """Return the mean of a quantity, and of what the world gets the difference to the own policies."""
    of = clusters(found.runs)
    if name not in OUTCOMES:
        level, n = _known(clustered_mean, found.of(name.partition(": ")[2]), of)
        return _ends(level, n)
    one, other = (quantity(x.runs, name, found.scenario.scenario.step_days) for x in (base, found))
    level, n = _known(clustered_share if describe(name).kind == "share" else clustered_mean, other, of)
    both = np.isfinite(one) & np.isfinite(other)
    gap = (other - one)[both]
    return _ends(level, n) | {"gap": float(gap.mean()) if len(gap) else np.nan} | signs_of(gap, of[both])


def _ends(found: Estimate, n: int) -> dict[str, Any]:
    return {"estimate": found.value, "low": found.low, "high": found.high, "n": n}


def _known(
    estimate: Callable[[np.ndarray, np.ndarray], Estimate], values: np.ndarray, of: np.ndarray
) -> tuple[Estimate, int]:
    """Estimate from the values that are numbers, and say how many these are."""
    known = np.isfinite(values)
    return estimate(values[known], of[known]), int(known.sum())


def _standings(cells: pd.DataFrame, gains: Gains, names: list[str], of: np.ndarray) -> pd.DataFrame:
    """Order the policies by their mean gain over all seats."""
    import pandas as pd

    scores = cells[cells["quantity"] == "goal score"]
    best = scores.loc[scores.groupby("seat")["other"].idxmax()]
    rows = []
    for name in names:
        stacked = np.array([gain for (_, policy), gain in gains.items() if policy == name])
        fine = np.isfinite(stacked).all(axis=0)
        # the seats of one run share its luck, so a run is one value
        gain = stacked[:, fine].mean(axis=0)
        mean = clustered_mean(gain, of[fine])
        own = scores[(scores["policy"] == name) & ~scores["own"]]
        rows.append(
            {
                "policy": name, "estimate": mean.value, "low": mean.low, "high": mean.high,
                "best": int((best["policy"] == name).sum()), "above": int((own["low"] > 0.0).sum()),
                "below": int((own["high"] < 0.0).sum()), "seats": len(stacked), "n": int(fine.sum()),
                **signs_of(gain, of[fine]),
            }
        )  # fmt: skip
    table = pd.DataFrame(rows).sort_values("estimate", ascending=False, kind="stable", ignore_index=True)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    return table


def tables_of(found: Tournament) -> dict[str, pd.DataFrame]:
    """Return the tables of a tournament by the names of their files."""
    return {"standings": found.standings, "seats": found.seats, "goals": found.goals, "leads": found.leads}


def figures_of(found: Tournament) -> dict[str, Figure]:
    """Return the figures of a tournament by the names of their files."""
    from diplomacy_abm.plots.tournament import figure_leads, figure_seats

    names = {label: actor.name for label, actor in found.scenario.actors.items()}
    title = f"{found.scenario.scenario.title}: {found.runs} runs of each pairing"
    return {
        "seats": figure_seats(found.seats, found.standings, names, title),
        "leads": figure_leads(found.leads, names, title),
    }
