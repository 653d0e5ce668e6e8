"""Phase 3: each actor chooses one move per channel, all from the state at the start of the step."""

from typing import Any

from diplomacy_abm.phases.common import Record, draw
from diplomacy_abm.phases.menu import fill_menu, holds_channel
from diplomacy_abm.phases.weigh import assess_coming, assess_text, worth_of_coming
from diplomacy_abm.policies import builtin
from diplomacy_abm.state import CHANNELS
from diplomacy_abm.vocabulary import CUSTOM, Policy

POLICY_FAULT = 1000
"""Fault of a run in which a policy returned an index off its menu."""


def prepare_choice(s: Record, c: Record, p: Record) -> None:
    """What the leads hope for from talks and what mediators could win, known before anybody chooses."""
    assess_text(s, c, p)
    for side in range(2):
        i = c.lead[side]
        assess_coming(s, c, p, i)
        s.wish[i] = worth_of_coming(s, c, p, i, -1, 1.0) if s.on[0] == 0 else 0.0


def fill_view(s: Record, c: Record, i: int, channel: int) -> None:
    """What actor i sees of its situation, for policies (`policies.builtin.VIEW_FIELDS`)."""
    toward = 1.0
    prevail = s.p
    enemy = c.lead[1]
    if c.side[i] == 1:
        toward = -1.0
        prevail = 1.0 - s.p
        enemy = c.lead[0]
    s.seen[builtin.BURDEN] = s.weight[i] if c.party[i] == 1 else 1.0
    s.seen[builtin.MOMENTUM] = toward * s.momentum
    s.seen[builtin.ENEMY_TONE] = s.last_hostility[enemy]
    s.seen[builtin.IN_SESSION] = s.in_session
    s.seen[builtin.STANDING] = s.standing[i]
    s.seen[builtin.PREVAIL] = prevail
    s.seen[builtin.STUCK] = s.stuck
    s.seen[builtin.WEEKS_SINCE_ROUND] = s.step - s.last_round
    s.seen[builtin.HOPE] = s.hope[i]
    s.seen[builtin.CHANNEL] = channel


def custom_policy(
    number: int, values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any
) -> int:
    """Stand for users' policies; the engines put theirs in its place. Without any, nothing is done."""
    return 0


def pick(policy: int, s: Record, n: int, precision: float, u: float) -> int:
    """Ask a built-in policy for its choice from the menu in the state."""
    values = s.alt_value[:n]
    shares = s.alt_share[:n]
    tones = s.alt_tone[:n]
    weights = s.alt_weight[:n]
    if policy == Policy.QUANTAL:
        return builtin.quantal(values, shares, tones, precision, u, s.seen, weights)
    if policy == Policy.BEST_RESPONSE:
        return builtin.best_response(values, shares, tones, precision, u, s.seen, weights)
    if policy == Policy.RANDOM:
        return builtin.random_move(values, shares, tones, precision, u, s.seen, weights)
    if policy == Policy.HAWK:
        return builtin.hawk(values, shares, tones, precision, u, s.seen, weights)
    if policy == Policy.DOVE:
        return builtin.dove(values, shares, tones, precision, u, s.seen, weights)
    if policy == Policy.TIT_FOR_TAT:
        return builtin.tit_for_tat(values, shares, tones, precision, u, s.seen, weights)
    if policy == Policy.GRIT:
        return builtin.grit(values, shares, tones, precision, u, s.seen, weights)
    if policy >= CUSTOM:
        return custom_policy(policy - CUSTOM, values, shares, tones, precision, u, s.seen, weights)
    return builtin.status_quo(values, shares, tones, precision, u, s.seen, weights)


def take(s: Record, i: int, channel: int, choice: int) -> None:
    """Note what actor i chose from the menu in the state."""
    s.move[i, channel] = s.alt_move[choice]
    s.target[i, channel] = s.alt_target[choice]


def decide(s: Record, c: Record, p: Record, i: int, channel: int) -> int:
    """Place of actor i's choice on its menu of a channel, which stays in the state."""
    fill_menu(s, c, p, i, channel)
    fill_view(s, c, i, channel)
    n = s.n_alternatives
    choice = pick(c.policy[i], s, n, p.lambda_choice, draw(s, c, i, channel))
    if choice < 0 or choice >= n:
        s.fault = POLICY_FAULT
        choice = 0
    return choice


def choose(s: Record, c: Record, p: Record, log: Any) -> None:
    """All actors choose, channel by channel; who wants to look on or to choose otherwise replaces :func:`decide`."""
    prepare_choice(s, c, p)
    for i in range(c.n):
        for channel in range(CHANNELS):
            s.move[i, channel] = c.idle[channel]
            s.target[i, channel] = -1
        if c.active[i] == 0:
            continue
        for channel in range(CHANNELS):
            if holds_channel(c, i, channel):
                take(s, i, channel, decide(s, c, p, i, channel))
