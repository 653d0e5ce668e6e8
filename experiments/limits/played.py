"""The model put into the limits: real phases on real records, everything else of the model switched off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from diplomacy_abm import run as run_once
from diplomacy_abm.phases.act import act, carry_message, stand_behind
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.phases.observe import observe
from diplomacy_abm.phases.text import text_level
from diplomacy_abm.policies.builtin import quantal
from diplomacy_abm.rules.attendance import hope
from diplomacy_abm.rules.choice import choice_weight, move_value, nest_share
from diplomacy_abm.rules.move_value import attend_motives
from diplomacy_abm.rules.war_value import moving_average
from diplomacy_abm.scenario import Scenario, load, with_settings
from diplomacy_abm.scenario.io import build, tables_of
from diplomacy_abm.state import GRID, STATE, view
from diplomacy_abm.tables import case_record, parameter_record, seed_words
from diplomacy_abm.vocabulary import Channel, Effect

A, B, MEDIATOR = 0, 1, 2
STEP = 1.0 / (GRID - 1)
"""Distance of two packages on the model's contract curve: no offer can be nearer to the theory's than half of it."""

ROUNDING = 1e-6
"""Where a package on the grid leaves a party exactly indifferent, rounding must not decide."""

BARE = {
    "curvature": 1.0, "lambda_accept": 1000.0, "concession_cost": 0.0, "standing_sd": 0.0, "standing_weariness": 0.0,
    "trust_spread": 0.0, "honour": 0.0, "deterrence": 0.0, "detection": 0.0, "surprise": 0.0, "belief_drift": 0.0,
    "battlefield_noise": 100.0, "shield": 0.0, "power_sd": 0.0, "fight_sd": 0.0, "mood_sd": 0.0, "engage_sd": 0.0,
    "aid_sd": 0.0, "front_speed": 0.0, "terms_interval": 1.0,
}  # fmt: skip
"""One issue, risk neutral, sharp answers, no domestic costs, no noise, nothing hidden, a front that stands still, so
that a war costs all of its cost: the world of the closed forms."""

PATIENCE = 0.995
"""A week: over one interval of a week little is lost (theory loses it too), over a war without end all is."""


def scene(settings: dict[str, Any], parameters: dict[str, float], run: int = 0) -> tuple[Any, Any, Any]:
    """Return state, case and parameters of `minimal` at the start of a run, as the phases see them."""
    dispute = with_settings(load("minimal"), settings)
    return begun(dispute, parameters, run)


def begun(dispute: Scenario, parameters: dict[str, float], run: int = 0) -> tuple[Any, Any, Any]:
    """Return state, case and parameters of a scenario at the start of a run."""
    records = np.zeros(1, STATE), case_record(dispute), parameter_record(dispute, {**BARE, **parameters})
    s, c, p = (view(record) for record in records)
    s.seed_low, s.seed_high = seed_words(1)
    s.run = run
    begin(s, c, p)
    return s, c, p


def parties(p: float, cost_a: float, cost_b: float, sd_b: float = 0.0) -> dict[str, Any]:
    """Return settings for two parties whose war A wins with probability `p`, costs as stated."""
    return {
        "actors.ALF.capability": p / (1.0 - p), "actors.BET.capability": 1.0,
        "actors.ALF.cost": cost_a, "actors.BET.cost": cost_b, "actors.ALF.cost_sd": 0.0, "actors.BET.cost_sd": sd_b,
        "actors.ALF.patience": PATIENCE, "actors.BET.patience": PATIENCE,
        "actors.ALF.optimism": 0.0, "actors.BET.optimism": 0.0,
    }  # fmt: skip


NO_LOG = np.zeros((0, 8))


def ultimatum(p: float, own_cost: float, mean: float, sd: float) -> tuple[float, float]:
    """A's demand above p and the risk of war that it runs, as the model's proposer reckons; nobody breaks its word."""
    s, c, q = scene(parties(p, own_cost, mean, sd), {"honour": 1.0})
    observe(s, c, q, NO_LOG)
    return 1.0 - s.best_q[A] * STEP - p, 1.0 - float(s.best_chance[A])


def refused(p: float, own_cost: float, mean: float, sd: float, demand: float, runs: int) -> float:
    """Share of runs whose enemy, its private cost drawn, would rather fight than take a demand."""
    count = 0
    for run in range(runs):
        s, _, _ = scene(parties(p, own_cost, mean, sd), {}, run)
        count += s.private_cost[B] < demand
    return count / runs


@dataclass(frozen=True)
class Rise:
    """A's coming rise, and what the parties fear of each other.

    Parameters
    ----------
    p, cost_a, cost_b
        Chance of A, costs of war.
    hidden
        Spread of what nobody sees of a party's will to keep its word.
    trust
        Of each in the other.
    intervals
        In how many intervals the arms arrive, evenly; terms can be changed after each.
    first_strike
        Share of strength lost in a surprise.
    coverage, bite
        Guarantee promised to B, and what a full one adds to the cost of breach.
    """

    p: float
    cost_a: float
    cost_b: float
    hidden: float = 0.0
    trust: float = 0.5
    intervals: int = 1
    first_strike: float = 0.0
    coverage: float = 0.0
    bite: float = 0.0


def zone(case: Rise, shift: float) -> float:
    """The model's zone of agreement when A is about to rise by `shift`; negative where there is none."""
    after = min(case.p + shift, 0.9999)
    rise = after / (1.0 - after) - case.p / (1.0 - case.p)
    settings = parties(case.p, case.cost_a, case.cost_b) | {
        "relations.ALF.BET.trust": case.trust, "relations.BET.ALF.trust": case.trust,
        "actors.BET.guarantee": case.coverage, "actors.ALF.guarantee": 0.0,
    }  # fmt: skip
    knobs = {"deterrence": case.bite, "standing_sd": case.hidden, "surprise": case.first_strike}
    s, c, q = scene(settings, knobs)
    s.standing[A] = s.standing[B] = 0.0
    if rise > 0.0:
        s.n_pipelines = 1
        s.pl_recipient[0], s.pl_supplier[0] = A, A
        s.pl_rate[0], s.pl_first[0], s.pl_last[0] = rise / case.intervals, 1.0, 1.0 + case.intervals
        s.pl_credibility[0] = 1.0
    observe(s, c, q, NO_LOG)
    return float(s.zone)


def largest_shift(case: Rise) -> float:
    """Largest rise of A at which the model still sees a zone of agreement, by bisection."""
    low, high = 0.0, 0.999 - case.p
    if zone(case, high) >= -ROUNDING:
        return high
    for _ in range(14):
        middle = 0.5 * (low + high)
        if zone(case, middle) >= -ROUNDING:
            low = middle
        else:
            high = middle
    return low


def surprise(p: float, share: float) -> float:
    """What a surprise costs B at the start, in the model's reckoning."""
    s, c, q = scene(parties(p, 0.1, 0.1), {"surprise": share})
    observe(s, c, q, NO_LOG)
    return float(s.surprise[B])


def word_of_weakness(bias: float, error: float, war: float, own: float, low: float, high: float, tries: int) -> float:
    """How often a mediator that hears 'weak' says 'weak' to A, at a given bias toward A."""
    settings = parties(0.5, own, 0.5 * (low + high), 0.5 * (high - low)) | {
        "actors.MED.bias": bias, "actors.MED.accuracy": 1.0 - error
    }  # fmt: skip
    s, c, q = scene(settings, {"kydd_war": war, "lambda_message": 1000.0})
    s.private_cost[B] = s.public_mean[B] + 0.5 * (high - low)
    said = 0
    for attempt in range(tries):
        s.run = attempt
        carry_message(s, c, q, NO_LOG, MEDIATOR, A)
        said += s.report[A] == 0
    return said / tries / (1.0 - error)


def vouches(bias: float, loss: float, gain: float, failure: float, war: float) -> bool:
    """Whether a mediator's vouching carries any trust, at a given bias and with its two cares at their unit."""
    settings = {"actors.MED.bias": bias, "actors.MED.goals.prestige": 1.0, "actors.MED.goals.peace": 1.0}
    knobs = {
        "kydd_loss": loss, "kydd_gain": gain, "kydd_failure": failure, "kydd_war": war, "lambda_message": 1000.0,
    }  # fmt: skip
    s, c, q = scene(settings, knobs)
    s.factor = 1.0
    stand_behind(s, c, q, MEDIATOR)
    full = q.vouch * 0.6 * (2.0 * 0.7 - 1.0)
    return bool(s.vouched[A] > 0.5 * full)


def text(gains: np.ndarray, solution: int) -> int:
    """Package that the model's mediator tables, for gains of shape (2, GRID) over war."""
    s, c, p = scene({"actors.MED.bias": 0.0}, {"text_solution": float(solution)})
    for side in (A, B):
        s.war_public[side] = 0.0
        for q in range(GRID):
            s.agreed[side, q] = float(gains[side, q])
    return text_level(s, c, p, MEDIATOR)


def joint_pressure(number: int, overlap: float) -> float:
    """Pressure that n mediators bring on A in one week, relative to what one brings."""
    tables = tables_of(load("minimal"))
    one = tables["actors"].pop("MED")
    for k in range(number):
        tables["actors"][f"M{k:02d}"] = {**one, "name": f"Mediator {k}"}
    s, c, p = begun(build(tables, "rivals"), {"overlap": overlap})
    move = c.ef_row[Effect.PRESS]
    for k in range(number):
        s.move[2 + k, Channel.MEDIATION], s.target[2 + k, Channel.MEDIATION] = move, A
    for i in range(c.n):
        for channel in range(5):
            if channel != Channel.MEDIATION or i < 2:
                s.move[i, channel] = c.idle[channel]
    act(s, c, p, NO_LOG)
    return float(s.pressure[A]) / (0.02 * float(c.mv_size[move]))


def attendance_frequencies(
    worth: tuple[float, float], audience: tuple[float, float], precision: float, rounds: int, seed: int
) -> tuple[float, float]:
    """Long-run attendance of two parties that meet again and again, all else frozen.

    Each weighs coming by the model's value of it, with what it has seen of the other as a moving average, and chooses
    by the model's quantal policy. There are two doors to the same table, one of them a little worse: they are one
    family, so that they take no more place than the better one alone.
    """
    rng = np.random.default_rng(seed)
    seen, came = [0.5, 0.5], [0, 0]
    tones, work = np.zeros(3), np.zeros(3)
    for _ in range(rounds):
        chosen = []
        for i in (A, B):
            motives = attend_motives(seen[1 - i], hope(1.0, 1.0, worth[i]), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                                     audience[i], 0.0)  # fmt: skip
            value = move_value(*motives, 0.0, 0.0)
            menu = np.array([0.0, value, value - 0.02])
            total = sum(choice_weight(x, value, precision, 1.0) for x in menu[1:])
            shares = np.array([nest_share(1.0), nest_share(total), nest_share(total)])
            chosen.append(quantal(menu, shares, tones, precision, float(rng.random()), np.zeros(10), work) > 0)
        for i in (A, B):
            seen[i] = moving_average(seen[i], float(chosen[i]), 0.002)
            came[i] += chosen[i]
    return came[A] / rounds, came[B] / rounds


def deviations(reaction: float, fatigue: float, start: tuple[float, float], steps: int) -> np.ndarray:
    """Escalation of both sides over rest, step by step, with every actor at `status-quo`; shape (steps, 2)."""
    settings = {
        "relations.ALF.BET.escalation": 0.5 + start[0], "relations.BET.ALF.escalation": 0.5 + start[1],
    }  # fmt: skip
    played = run_once(
        "minimal", steps=steps, settings=settings,
        parameters={"reaction": reaction, "fatigue": fatigue, "fight_sd": 0.0},
        policies=dict.fromkeys(("ALF", "BET", "MED"), "status-quo"),
    )  # fmt: skip
    return played.steps[["esc_ab", "esc_ba"]].to_numpy() - 0.5

