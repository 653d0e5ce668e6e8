"""The door to the PettingZoo environment: says in a line what to install where the extra is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from diplomacy_abm.api import ScenarioLike

if TYPE_CHECKING:
    from diplomacy_abm.seats.env import Seats, SeatsEnv


def parallel_env(
    scenario: ScenarioLike,
    seats: Seats,
    seed: int | None = None,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Mapping[str, object] | None = None,
    render_mode: str | None = None,
    engine: str = "compiled",
) -> SeatsEnv:
    """Make a PettingZoo environment in which learners hold seats (extra ``rl``).

    An episode is a run, a step a week. Everybody else plays by the policies of the scenario, under the rules and the
    luck of :func:`diplomacy_abm.run`: a learner that chooses as the actor's own policy would changes nothing.

    *Observations* are the numbers of the seat's briefing, float32, named by ``env.observation_names(agent)``.
    *Actions* are a fixed list of moves and targets, named by ``env.actions(agent)``. A seat with one channel has a
    ``Discrete`` space and observations ``{"observation", "action_mask"}``; one with several has a ``MultiDiscrete``
    space with a plain observation, and its masks, in the form that ``sample`` takes, in
    ``infos[agent]["action_mask"]``, where a single channel's mask stands too. What is not on the menu does nothing
    and is noted in ``infos[agent]["illegal"]``. ``infos`` also has the worth of each choice by the actor's own
    reckoning (``action_values``) and the choice of its own policy (``own_choice``); at the end ``outcome``,
    ``score`` and ``levels``.
    *Rewards* are the weekly change of the goal score (:func:`diplomacy_abm.seats.goal_score`), so that their sum
    over a run is the score, from 0 to 1.

    Parameters
    ----------
    scenario, steps, policies, without, settings, parameters
        As in :func:`diplomacy_abm.run`.
    seats
        Labels of the actors that are held, or a mapping from labels to the names of the channels that are held
        (``{"TUR": ["mediation"]}``); on the others the actor's own policy chooses.
    seed
        Seed of the runs until ``reset`` gives another; the scenario's own by default.
    render_mode
        ``"ansi"`` for a text of the week, ``"rgb_array"`` for a picture of the relations; keeps the state of every
        week, which takes longer than the week itself.
    engine
        ``"compiled"``, or ``"plain"`` for the same functions uncompiled, with the same bits.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used, or without the extra.

    Examples
    --------
    >>> import diplomacy_abm
    >>> env = diplomacy_abm.parallel_env("minimal", ["MED"], seed=1)
    >>> observations, infos = env.reset()
    >>> observations["MED"]["action_mask"].shape == (env.action_space("MED").n,)
    True
    """
    try:
        from diplomacy_abm.seats.env import SeatsEnv
    except ModuleNotFoundError as error:
        missing = str(error.name).split(".")[0]
        if missing not in ("pettingzoo", "gymnasium"):
            raise
        where = "pip install 'diplomacy-abm[rl]'"
        raise ValueError(f"parallel_env needs {missing}, which is not installed: {where}") from None
    return SeatsEnv(
        scenario, seats, seed, steps, policies, without, settings, parameters, render_mode, engine
    )  # fmt: skip
