"""The contract that every policy keeps, as a battery that users can run on theirs."""

from collections.abc import Iterable
from typing import Any

from diplomacy_abm.engine.compiled import compiles
from diplomacy_abm.policies.forms import PolicyFaultError, is_named
from diplomacy_abm.policies.registry import PolicyFunction, as_scratch, get

CHECK_WEEKS = 30
"""Weeks of the runs in which policies with names are tried."""


class PolicyError(ValueError):
    """A policy that breaks the contract; the message is one line: which clause, on which menu."""


def check_policy(
    policy: str | PolicyFunction, *, menus: int = 200, seed: int = 0, scenario: Any = "minimal",
    actors: Iterable[str] = (),
) -> list[str]:  # fmt: skip
    """Run a policy through the contract.

    For a policy with names, in short runs: it returns an option of its menu; the same run played again gives the same
    choices, so that its only source of chance is ``view.luck`` and nothing is remembered from run to run.

    For a policy of numbers: it returns an ``int`` that is a legal index; on a menu of one it returns 0; the same inputs
    give the same answer (its only source of chance is ``u``); it leaves ``values``, ``shares``, ``tones`` and
    ``view`` as they were; what is in ``weights`` beforehand does not matter; very large and very small values
    do it no harm. Whether numba can compile it is told, not required.

    Parameters
    ----------
    policy
        Name of a registered policy or the function itself.
    menus
        Number of random menus to try.
    seed
        Seed of those menus.
    scenario, actors
        For a policy with names: the scenario in which it is tried, and whose seats it takes (all by default).

    Returns
    -------
    list of str
        One line for each clause that was checked, the last one on compilation.

    Raises
    ------
    PolicyError
        At the first clause that is broken, in one line.
    """
    import numpy as np

    function = get(policy).function if isinstance(policy, str) else policy
    if is_named(function):
        name = policy if isinstance(policy, str) else getattr(function, "__name__", "policy")
        return check_named(function, name, scenario, actors, CHECK_WEEKS)
    rng = np.random.default_rng(seed)
    for number in range(menus):
        n = 1 if number % 10 == 0 else int(rng.integers(2, 40))
        scale = (1.0, 1e-9, 1e6)[number % 3]
        _check_menu(function, _menu(rng, n, scale), float(rng.uniform(1e-12, 1.0 - 1e-12)), f"menu {number}")
    return [
        f"returns a legal index: {menus} menus",
        "returns 0 on a menu of one",
        "same inputs, same choice",
        "leaves its inputs as they were",
        "does not read old scratch values",
        f"compiles with numba: {'yes' if compiles(function) else 'no; it will run on the Mesa engine'}",
    ]


def _menu(rng: Any, n: int, scale: float) -> tuple[Any, Any, Any, Any]:
    import numpy as np

    values = rng.normal(0.0, 0.1, n) * scale
    values[0] = 0.0
    shares = 1.0 / rng.integers(1, 5, n)
    tones = rng.choice([-10.0, -7.0, 0.0, 4.0, 9.0], n)
    view = np.array([rng.uniform(0, 3), rng.uniform(-3, 3), rng.choice([-10.0, 0.0, 9.0]), *rng.uniform(0, 1, 7)])
    return values, shares, tones, view


def _check_menu(function: PolicyFunction, menu: tuple[Any, Any, Any, Any], u: float, place: str) -> None:
    import numpy as np

    values, shares, tones, view = menu
    kept = [array.copy() for array in menu]
    _, weights = as_scratch(len(values))
    try:
        first = function(values, shares, tones, 40.0, u, view, weights)
    except Exception as error:
        raise PolicyError(f"{place}: raises {type(error).__name__}: {error}") from error
    if type(first) is bool or not isinstance(first, int | np.integer):
        raise PolicyError(f"{place}: returns {type(first).__name__}, must return an int")
    if not 0 <= first < len(values):
        raise PolicyError(f"{place}: returns {first}, must be 0 to {len(values) - 1}")
    for name, array, before in zip(("values", "shares", "tones", "view"), menu, kept, strict=True):
        if not np.array_equal(array, before):
            raise PolicyError(f"{place}: writes into {name}, must leave it as it was")
    for _ in range(8):
        again = function(values, shares, tones, 40.0, u, view, np.zeros(len(values)))
        if again != first:
            break
    if again == first and function(values, shares, tones, 40.0, u, view, np.full(len(values), 7.0)) != first:
        raise PolicyError(f"{place}: reads weights before it fills them; what is in there beforehand means nothing")
    if again != first:
        raise PolicyError(f"{place}: answers {first}, then {again} to the same menu; chance must come from u alone")


# --- policies with names: they are asked in runs, since a menu without its week has nothing to view


def check_named(policy: Any, name: str, scenario: Any, actors: Iterable[str], weeks: int) -> list[str]:
    """Run a policy with names through its contract, in short runs of a scenario, in the seats of actors (or all)."""
    from diplomacy_abm.api import resolve

    dispute = resolve(scenario, steps=weeks)
    seats = list(actors) or list(dispute.actors)
    first, menus = _choices(policy, name, dispute, seats, 0)
    _, more = _choices(policy, name, dispute, seats, 1)
    again, _ = _choices(policy, name, dispute, seats, 0)
    if first != again:
        week, label, channel, one, two = next(
            (*a[:3], a[3], b[3]) for a, b in zip(first, again, strict=False) if a != b
        )  # fmt: skip
        raise PolicyError(
            f"week {week}, {label}, {channel}: chooses {one}, then {two} in the same run played again; chance must "
            "come from view.luck alone, and what is remembered belongs into the memory"
        )
    asked = menus + more
    return [
        f"returns an option of its menu: {asked} menus of {dispute.name}, in the seats of {', '.join(seats)}",
        "same run, same choices, after another run too",
        _way(policy),
    ]


def _choices(policy: Any, name: str, dispute: Any, seats: list[str], run: int) -> tuple[list[tuple[Any, ...]], int]:
    """Play a run with a policy in some seats; return its choices, and how many there were."""
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.policies.named import Past, Player

    made: list[tuple[Any, ...]] = []

    def listen(agent: Any, channel: Any, place: int) -> None:
        if agent.label in seats:
            option = agent.listed()[place]
            words = f"{option.move} {option.target or ''}".strip()
            made.append((model.now, str(agent.label), channel.name.lower(), words))

    model = DiplomacyModel(dispute, 0, run, collect=False, listener=listen)
    model.past = Past()
    records = (model.s, model.c, model.p)
    try:
        for agent in model.agents:
            if agent.label in seats:
                agent.policy = Player(name, policy, records, model.past, model.labels, agent.index)
        model.play()
    except PolicyFaultError as error:
        raise PolicyError(str(error)) from error
    finally:
        model.release()
    return made, len(made)


def _way(policy: Any) -> str:
    from diplomacy_abm.engine.own.compile import own
    from diplomacy_abm.engine.own.source import UncompilableError

    try:
        own(policy)
    except UncompilableError as error:
        return f"compiles: no ({error}); it runs interpreted"
    return "compiles: yes"
