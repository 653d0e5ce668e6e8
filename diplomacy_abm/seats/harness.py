"""Scores players of any kind in the same seats under the same luck, so that they can be compared.

Every player plays the same runs: same scenario, seed and run indices, one seat at a time unless all are asked for at
once. Measures: escalation by the published weights of Rivera et al. (2024), agreements, the actor's goal score, and
rationality against the quantal baseline. Differences to the first player are taken run by run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.analysis.intervals import Estimate, clustered_mean, clustered_share, paired_shares
from diplomacy_abm.analysis.parts import SIGNS, signs_of
from diplomacy_abm.analysis.players import Decision, frame, relative_precision
from diplomacy_abm.analysis.study import clusters
from diplomacy_abm.api import ScenarioLike, resolve, seed_of
from diplomacy_abm.intake.arguments import RUNS, names, whole
from diplomacy_abm.moves import catalogue
from diplomacy_abm.phases.menu import fill_menu, holds_channel
from diplomacy_abm.scenario.identity import fingerprint
from diplomacy_abm.scenario.sample import first_set, sets_in
from diplomacy_abm.seats.game import Game
from diplomacy_abm.seats.players import Player, play_game, player_of, policies_of
from diplomacy_abm.seats.quick import QuickGame
from diplomacy_abm.seats.score import goal_score
from diplomacy_abm.seats.stepping import Stepper
from diplomacy_abm.vocabulary import Channel

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.results import Run
    from diplomacy_abm.scenario import Scenario

WORTH_COMPILING = 5000
"""Weeks from which on compiling the rules, half a minute, is worth it."""

ALL = "all"
"""What stands for the seat where a player held all of them at once."""

MEASURES: dict[str, str] = {
    "escalation": "points a week of Rivera et al. (2024)",
    "escalation (other reading)": "the same with the other reading of moves that have one",
    "violent moves": "share of weeks in which the seat strikes or attacks",
    "formal talks": "share of runs with a formal round",
    "ceasefire": "share of runs with a general ceasefire",
    "settlement": "share of runs with a settlement",
    "any agreement": "share of runs with a settlement, a ceasefire or a deal on one issue",
    "goal score": "how far the goals of the seat were met, 0 to 1",
    "regret": "what the choices gave away, in thousandths of the stake a decision",
    "best responses": "share of decisions with the highest value",
    "log-likelihood": "mean logarithm of the choice's chance in quantal response",
    "excess log-likelihood": "the same less what a quantal player would have on the same menus",
    "relative precision": "precision of quantal response that fits best, in units of the model's",
    "replaced choices": "share of decisions that a fallback made",
}
"""Names of the measures and what they are."""

_SHARES = {"formal talks", "ceasefire", "settlement", "any agreement"}


@dataclass(frozen=True, eq=False)
class PlayerScores:
    """What :func:`score_players` found."""

    table: pd.DataFrame
    """One row for every player, seat and measure: ``player``, ``seat``, ``measure``, ``estimate``, ``low``, ``high``
    (95 % by run, or by set of parameters where runs share sets), ``n`` (runs), and the difference to the first player
    under the same luck with its interval: ``gap``, ``gap_low``, ``gap_high``, and its
    :data:`~diplomacy_abm.analysis.parts.SIGNS`."""
    runs: pd.DataFrame
    """One row a run: ``player``, ``seat``, ``run``, ``draw`` (its set of parameters), ``outcome`` and the measures of
    the run."""
    decisions: pd.DataFrame
    """One row a decision, columns as of :func:`diplomacy_abm.analysis.players.frame`, and ``player``."""
    accounts: Mapping[str, Mapping[str, Any]]
    """What players report of themselves (calls, faults), by name."""
    about: Mapping[str, Any]
    """Scenario with its fingerprint, seed, first run, number of runs, steps and seats."""


def score_players(
    players: Iterable[str | Player] | Mapping[str, str | Player],
    scenario: ScenarioLike,
    seats: Iterable[str],
    runs: int = 20,
    seed: int | None = None,
    first: int = 0,
    steps: int | None = None,
    together: bool = False,
    engine: str = "auto",
    report: Callable[[str], None] | None = None,
) -> PlayerScores:
    """Let players hold the same seats in the same runs and score them.

    Parameters
    ----------
    players
        Players or what :func:`~diplomacy_abm.seats.players.player_of` takes, by the name that tables show. The
        first one is what the others are compared with. One that cannot play a seat is left out there.
    scenario, seed, steps
        As in :func:`diplomacy_abm.run`.
    seats
        Labels of the actors whose seats are held.
    runs, first
        Number of runs, and index of the first one.
    together
        Whether a player holds all seats at once, as in Rivera et al. (2024), instead of one after the other.
    engine
        ``"compiled"`` or ``"mesa"``; both give the same bits. ``"auto"`` takes the compiled one where it is compiled
        already or there is much to play.
    report
        Called with a line before each player and seat.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    import pandas as pd

    seated = _named([players] if isinstance(players, (str, Player)) else players)
    labels = list(dict.fromkeys(names(seats, "seats")))
    runs, first = whole(runs, "runs", 1, RUNS), whole(first, "first", 0, RUNS - 1)
    if not seated or not labels:
        raise ValueError("players: at least one player, one seat and one run are needed")
    dispute = resolve(scenario, None, steps)
    groups = {ALL: labels} if together else {label: [label] for label in labels}
    rows: list[dict[str, Any]] = []
    made: list[tuple[str, str, list[Decision]]] = []
    frames: list[pd.DataFrame] = []
    quick = _is_quick(engine, len(seated) * len(groups) * runs * dispute.scenario.horizon)
    used = seed_of(dispute, seed)
    for name, player in seated.items():
        for group, held in groups.items():
            if player.seats is not None and not set(held) <= set(player.seats):
                continue
            if report is not None:
                report(f"{name} as {', '.join(held)}")
            decisions: list[Decision] = []
            for found, replaced in _plays(player, dispute, held, used, range(first, first + runs), quick):
                choices = frame(found[1])
                rows.append({"player": name, "seat": group, **_row(found, held, choices), "replaced choices": replaced})
                frames.append(choices.assign(player=name))
                decisions += found[1]
            made.append((name, group, decisions))
    if not made:
        raise ValueError(f"players: none of them can play {', '.join(labels)}")
    sets = sets_in(dispute)
    for row in rows:
        row["draw"] = first_set(dispute, used, row["run"]) if sets else 0
    table = pd.DataFrame([line for block in _blocks(rows, made, sets) for line in block])
    accounts = {name: player.account() for name, player in seated.items() if player.account()}
    about = {
        "scenario": dispute.scenario.name, "fingerprint": fingerprint(dispute),
        "seed": used, "first": first, "runs": runs,
        "steps": dispute.scenario.horizon, "seats": labels, "together": together,
    }  # fmt: skip
    return PlayerScores(table, pd.DataFrame(rows), pd.concat(frames, ignore_index=True), accounts, about)


def _is_quick(engine: str, weeks: int) -> bool:
    """Whether the compiled rules are used: the results are the same, the first compilation takes long."""
    if engine not in ("auto", "compiled", "mesa"):
        raise ValueError(f"engine: {engine!r} is unknown, must be 'auto', 'compiled' or 'mesa'")
    from diplomacy_abm.engine.cache import is_compiled

    return engine == "compiled" or (engine == "auto" and (weeks > WORTH_COMPILING or is_compiled()))


def _plays(
    player: Player, dispute: Scenario, held: list[str], seed: int, indices: range, quick: bool
) -> Iterator[tuple[Played, float]]:
    """Play the runs of a player in some seats; with each the share of its decisions that a fallback made."""
    policies = policies_of(dict.fromkeys(held, player))
    stepper = Stepper(dispute, policies) if quick else None
    for index in indices:
        before = dict(player.account())
        if stepper is None:
            game = Game(dispute, held, seed, index, policies=policies)
        else:
            game = QuickGame(stepper, held, seed, index)
        found = play_one(game, player)
        after = player.account()
        asked, replaced = (after.get(name, 0) - before.get(name, 0) for name in ("decisions", "replaced"))
        yield found, replaced / asked if asked else math.nan


def _named(players: Iterable[str | Player] | Mapping[str, str | Player]) -> dict[str, Player]:
    if isinstance(players, Mapping):
        return {name: _player(each) for name, each in players.items()}
    found = [_player(each) for each in players]
    called = [each.name for each in found]
    twice = next((name for name in called if called.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"players: {twice!r} stands twice, names must differ (give a mapping of names to players)")
    return dict(zip(called, found, strict=True))


def _player(each: str | Player) -> Player:
    return player_of(each) if isinstance(each, str) else each


Played = tuple["Run", list[Decision], int]
"""A run, what the seats decided in it, and its weeks."""


def play_one(game: Game, player: Player) -> Played:
    """Play a game whose held seats all belong to one player."""
    decisions: list[Decision] = []

    def watch(game: Game, choices: Mapping[str, Mapping[str, int]]) -> None:
        for seat, chosen in choices.items():
            decisions.extend(decisions_of(game.model, seat, game.index, chosen))

    run = play_game(game, dict.fromkeys(game.seats, player), watch)
    weeks = game.step
    game.release()
    return run, decisions, weeks


def decisions_of(
    model: DiplomacyModel, seat: str, run: int, chosen: Mapping[str, int]
) -> list[Decision]:
    """Return what a seat decides this week by its places on the menus; menus of one alternative are no decisions."""
    s, c, p, labels = model.s, model.c, model.p, list(model.dispute.actors)
    i = labels.index(seat)
    found = []
    for channel in Channel:
        if channel == Channel.OUTCOME or not holds_channel(c, i, channel):
            continue
        fill_menu(s, c, p, i, channel)
        n = int(s.n_alternatives)
        if n < 2:
            continue
        menu = [(int(s.alt_move[x]), int(s.alt_target[x])) for x in range(n)]
        name = channel.name.lower()
        found.append(
            Decision(
                run, int(s.step), seat, name, chosen[name], tuple(catalogue()[move].name for move, _ in menu),
                tuple(labels[target] if target >= 0 else None for _, target in menu),
                tuple(map(float, s.alt_value[:n])), tuple(map(float, s.alt_share[:n])), float(p.lambda_choice),
            )
        )  # fmt: skip
    return found


def _row(found: Played, held: list[str], choices: pd.DataFrame) -> dict[str, Any]:
    """Measures of a run."""
    run, _, weeks = found
    asked = {"run": run.run, "outcome": run.summary["outcome"]}
    return asked | _of_run(run, held) | _of_choices(choices, weeks, held)


def _of_run(run: Run, held: list[str]) -> dict[str, float]:
    summary = run.summary
    deals = summary["settlements"] + summary["ceasefires"] + summary["partial_deals"]
    return {
        "formal talks": float(summary["rounds"] > 0),
        "ceasefire": float(summary["ceasefires"] > 0),
        "settlement": float(summary["settlements"] > 0),
        "any agreement": float(deals > 0),
        "goal score": float(np.mean([goal_score(run, label).total for label in held])),
    }


def _of_choices(table: pd.DataFrame, weeks: int, held: list[str]) -> dict[str, float]:
    """Measures of a run's choices; points and violent moves for a week of a seat, the others for a decision."""
    if table.empty:
        names = ("escalation", "escalation (other reading)", "violent moves", "regret", "best responses")
        return dict.fromkeys((*names, "log-likelihood", "excess log-likelihood"), math.nan)
    seat_weeks = max(weeks, 1) * len(held)
    return {
        "escalation": float(table["escalation"].sum()) / seat_weeks,
        "escalation (other reading)": float(table["escalation_other"].sum()) / seat_weeks,
        "violent moves": float((table["escalation_class"] == "violent").sum()) / seat_weeks,
        "regret": 1000.0 * float(table["regret"].mean()),
        "best responses": float(table["is_best"].mean()),
        "log-likelihood": float(table["log_likelihood"].mean()),
        "excess log-likelihood": float((table["log_likelihood"] - table["expected"]).mean()),
    }


def _blocks(
    rows: list[dict[str, Any]], made: list[tuple[str, str, list[Decision]]], sets: int
) -> Iterable[list[dict[str, Any]]]:
    """Lines of the table, a block for each player in each seat."""
    import pandas as pd

    runs = pd.DataFrame(rows)
    base = made[0][0]
    for name, seat, decisions in made:
        own = runs[(runs["player"] == name) & (runs["seat"] == seat)]
        first = runs[(runs["player"] == base) & (runs["seat"] == seat)]
        block = [_line(name, seat, measure, own, first) for measure in MEASURES if measure in own]
        found = relative_precision(decisions, sets=sets)
        nothing = dict.fromkeys(("gap", "gap_low", "gap_high", *SIGNS), math.nan)
        fitted = _estimated(name, seat, "relative precision", found, len(own))
        block.insert(list(MEASURES).index("relative precision"), fitted | nothing)
        yield block


def _line(name: str, seat: str, measure: str, own: pd.DataFrame, first: pd.DataFrame) -> dict[str, Any]:
    values, others = own[measure].to_numpy(float), first[measure].to_numpy(float)
    known = ~np.isnan(values)
    of = clusters(own)
    estimate = clustered_share if measure in _SHARES else clustered_mean
    line = _estimated(name, seat, measure, estimate(values[known], of[known]), int(known.sum()))
    both = known & ~np.isnan(others)
    if not both.any():
        gap = Estimate(math.nan, math.nan, math.nan)
    elif measure in _SHARES:
        gap = paired_shares(others[both], values[both], of[both])
    else:
        gap = clustered_mean(values[both] - others[both], of[both])
    signs = signs_of((values - others)[both], of[both])
    return line | {"gap": gap.value, "gap_low": gap.low, "gap_high": gap.high} | signs


def _estimated(name: str, seat: str, measure: str, found: Estimate, n: int) -> dict[str, Any]:
    return {
        "player": name, "seat": seat, "measure": measure, "estimate": found.value, "low": found.low,
        "high": found.high, "n": n,
    }  # fmt: skip
