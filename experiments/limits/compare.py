"""Each limit on random parameters: what theory says beside what the model does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.limits import oracles, played, theory

GRID_STEP = played.STEP


@dataclass(frozen=True)
class Limit:
    """A limit: pairs of numbers from theory and from the model, and how far apart they may be.

    Parameters
    ----------
    id, name, source : str
        What it is and whose.
    measure : str
        What is compared, with its unit.
    tolerance : float
        Largest deviation allowed, and `because`, where it comes from.
    expected, found : numpy.ndarray
        One number a draw.
    """

    id: str
    name: str
    source: str
    measure: str
    tolerance: float
    because: str
    expected: np.ndarray
    found: np.ndarray

    @property
    def deviation(self) -> float:
        """Largest deviation over all draws."""
        return float(np.max(np.abs(self.expected - self.found)))

    @property
    def holds(self) -> bool:
        """Whether no draw is further off than allowed."""
        return self.deviation <= self.tolerance


def richardson(rng: np.random.Generator, draws: int) -> Limit:
    """Rates at which the common and the opposite deviation from rest shrink or grow."""
    expected, found = [], []
    for _ in range(draws):
        reaction, fatigue = rng.uniform(0.0, 0.9), rng.uniform(0.02, 1.5)
        # small enough for three steps to stay off the bounds of the scale, whether the pair damps or runs away
        path = played.deviations(reaction, fatigue, (0.012, 0.003), 4)
        together, apart = path.sum(axis=1), path[:, 0] - path[:, 1]
        expected += [1.0 - fatigue + reaction, 1.0 - fatigue - reaction]
        found += [together[1] / together[0], apart[1] / apart[0]]
        assert np.allclose(sorted(expected[-2:]), sorted(theory.richardson_rates(reaction, fatigue)))
    return Limit(
        "L1", "Richardson's pair", "Richardson 1960", "factor of a deviation from rest per step", 1e-6,
        "rounding of differences", np.array(expected), np.array(found),
    )  # fmt: skip


def ultimatum(rng: np.random.Generator, draws: int) -> tuple[Limit, Limit]:
    """Demand and risk of one offer under private information."""
    offers, risks = [], []
    for _ in range(draws):
        p, own, mean, sd = (
            rng.uniform(0.3, 0.6), rng.uniform(0.05, 0.25), rng.uniform(0.15, 0.3), rng.uniform(0.04, 0.1)
        )  # fmt: skip
        demand, _ = theory.ultimatum(own, mean, sd)
        made, reckoned = played.ultimatum(p, own, mean, sd)
        offers.append((demand, made))
        # at the demand that the model makes: how many enemies, their costs drawn, prefer to fight
        risks.append((reckoned, played.refused(p, own, mean, sd, made, 400)))
    demand, risk = np.array(offers).T, np.array(risks).T
    return (
        Limit("L2a", "One offer: the demand", "Fearon 1995", "demand above the expected outcome of war (stake)",
              0.5 * GRID_STEP + 0.012, "half a step of the contract curve; logistic for normal", *demand),
        Limit("L2b", "One offer: the risk of war", "Fearon 1995", "chance of a refusal", 0.1,
              "400 runs (3.9 s.e.), logistic for normal", *risk),
    )  # fmt: skip


def risen(case: played.Rise) -> tuple[float, float]:
    """Largest shift under which both sign: theory's and the model's."""
    lost = played.surprise(case.p, case.first_strike)
    said = theory.commitment(
        case.p, case.cost_a, case.cost_b, case.hidden, case.trust, case.intervals, played.PATIENCE, lost,
        case.bite * case.coverage,
    )  # fmt: skip
    return said, played.largest_shift(case)


def commitment(rng: np.random.Generator, draws: int) -> tuple[Limit, Limit]:
    """Largest rise of the other side that both can still settle under: at once, or over several intervals.

    At once, half of the draws have nothing hidden; in the others trust counts.
    """
    pairs: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for draw in range(draws):
        p, a, b, trust = rng.uniform(0.2, 0.5), rng.uniform(0.05, 0.2), rng.uniform(0.05, 0.2), rng.uniform(0.5, 0.95)
        hidden = rng.uniform(0.02, 0.1) if draw % 2 else 0.0
        pairs[0].append(risen(played.Rise(p, a, b, hidden, trust, 1, rng.uniform(0.0, 0.1))))
        # both ends of the range of bargaining on the grid: what the grid takes away adds up over the intervals
        p, a, b = grid_case(rng, (4, 7), (1, 3), (1, 2))
        pairs[1].append(risen(played.Rise(p, a, b, intervals=int(rng.integers(2, 5)))))
    at_once, spread = (np.array(found).T for found in pairs)
    return (
        Limit("L3a", "Shifting power and commitment", "Powell 2006; Fearon 1995",
              "largest shift under which both sign (probability)", GRID_STEP + 0.002,
              "one step of the contract curve", *at_once),
        Limit("L3b", "The same shift over several intervals", "Powell 2006",
              "largest shift under which both sign (probability)", 0.002, "bisection, seen at the far end", *spread),
    )  # fmt: skip


def grid_case(
    rng: np.random.Generator, p: tuple[int, int], a: tuple[int, int], b: tuple[int, int]
) -> tuple[float, float, float]:
    """Chance and costs for which both ends of the range of bargaining lie on the model's grid of packages."""
    chance, own, other = (GRID_STEP * int(rng.integers(low, high)) for low, high in (p, a, b))
    return chance, own, other


def guarantee(rng: np.random.Generator, draws: int) -> Limit:
    """What a guarantee to the declining side adds: it makes breach dearer, and does nothing without that."""
    expected, found = [], []
    for _ in range(draws):
        p, a, b = grid_case(rng, (4, 9), (1, 4), (1, 5))
        bite = float(rng.choice([0.0, 0.2, 0.35]))
        said, seen = risen(played.Rise(p, a, b, coverage=rng.uniform(0.0, 0.95), bite=bite))
        expected.append(said)
        found.append(seen)
    return Limit(
        "L4", "Guarantee to the declining side", "Powell 2006; Walter 1997",
        "largest shift under which both sign (probability)", 0.002, "bisection", np.array(expected), np.array(found),
    )  # fmt: skip


def restraint(rng: np.random.Generator, draws: int) -> Limit:
    """Bias at which a mediator's counsel of restraint begins to be honest."""
    expected, found = [], []
    while len(expected) < draws:
        error, war = rng.uniform(0.05, 0.4), rng.uniform(0.0, 0.2)
        own, low, high = rng.uniform(0.1, 0.3), rng.uniform(0.05, 0.15), rng.uniform(0.2, 0.35)
        least = theory.restraint_bias(error, war, own, low, high)
        if not -1.0 < least < 1.0:
            continue
        bias = np.linspace(-1.0, 1.0, 201)
        share = [played.word_of_weakness(x, error, war, own, low, high, 20) for x in bias]
        expected.append(least)
        found.append(bias[int(np.argmax(np.array(share) > 0.5))] - 0.005)
    return Limit(
        "L5a", "Counsel of restraint", "Kydd 2003", "least bias toward the listener that is believed", 0.0075,
        "biases tried in steps of .01", np.array(expected), np.array(found),
    )  # fmt: skip


def vouching(rng: np.random.Generator, draws: int) -> Limit:
    """Bias up to which a mediator's vouching is believed."""
    expected, found = [], []
    bias = np.linspace(0.0, 1.0, 201)
    while len(expected) < draws:
        loss, gain, failure = rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.5), rng.uniform(0.0, 0.1)
        war = rng.uniform(0.0, 0.1)
        most = theory.vouching_bias(loss, gain, failure, war)
        if not 0.0 < most < 1.0:
            continue
        believed = [played.vouches(x, loss, gain, failure, war) for x in bias]
        expected.append(most)
        found.append(bias[int(np.argmin(believed))] - 0.0025)
    return Limit(
        "L5b", "Vouching for the other side", "Kydd 2006", "largest bias that is believed", 0.005,
        "biases tried in steps of .005", np.array(expected), np.array(found),
    )  # fmt: skip


def gains_of(rng: np.random.Generator) -> np.ndarray:
    """Random gains over war on the packages of the contract curve, each side's falling as the other's rises."""
    q = np.linspace(0.0, 1.0, played.GRID)
    own = 1.0 - rng.uniform(0.5, 1.0) * q ** rng.uniform(1.0, 3.0) - rng.uniform(0.0, 0.4)
    other = 1.0 - rng.uniform(0.5, 1.0) * (1.0 - q) ** rng.uniform(1.0, 3.0) - rng.uniform(0.0, 0.4)
    return np.array([own, other])


def bargaining(rng: np.random.Generator, draws: int) -> list[Limit]:
    """A mediator's texts beside the points that negmas finds on the same utilities."""
    names = ("nash", "kalai-smorodinsky", "egalitarian", "pareto")
    pairs: dict[str, list[tuple[int, int]]] = {name: [] for name in names}
    for _ in range(draws):
        gains = gains_of(rng)
        points = oracles.bargaining_points(gains)
        for solution, name in enumerate(names[:3]):
            tabled = played.text(gains, solution)
            pairs[name].append((min(points[name], key=lambda x: abs(x - tabled)), tabled))
            pairs["pareto"].append((min(points["pareto"], key=lambda x: abs(x - tabled)), tabled))
    sources = ("Nash 1950", "Kalai & Smorodinsky 1975", "Kalai 1977", "Pareto")
    limits = []
    for name, source in zip(names, sources, strict=True):
        expected, found = np.array(pairs[name], dtype=float).T
        slack = 1.0 if name == "kalai-smorodinsky" else 0.0
        because = "the library takes the most equal ratio, we the largest smaller one" if slack else "the same package"
        title = "Texts on the Pareto frontier" if name == "pareto" else f"Text: {name} point"
        limits.append(Limit(f"L6{'abcd'[len(limits)]}", title, source, "package (of 21) against negmas", slack, because,
                            expected, found))  # fmt: skip
    return limits


def quantal(rng: np.random.Generator, draws: int, rounds: int = 60_000) -> Limit:
    """Long-run attendance of two parties beside the logit equilibrium of their game."""
    expected, found = [], []
    for draw in range(draws):
        worth = (rng.uniform(0.1, 0.3), rng.uniform(0.1, 0.3))
        audience = (rng.uniform(0.02, 0.1), rng.uniform(0.02, 0.1))
        # low enough for one equilibrium: coordination under sharp choice has several
        precision = rng.uniform(3.0, 10.0)
        expected += oracles.quantal_response(worth, audience, precision)
        found += played.attendance_frequencies(worth, audience, precision, rounds, draw)
    return Limit(
        "L7", "Quantal response of two who may come", "McKelvey & Palfrey 1995; pygambit",
        "long-run share of weeks at the table", 0.03, "a moving average that never rests, finite length",
        np.array(expected), np.array(found),
    )  # fmt: skip


def rivals(rng: np.random.Generator, draws: int) -> Limit:
    """Joint pressure of mediators that do not coordinate."""
    expected, found = [], []
    for _ in range(draws):
        number, overlap = int(rng.integers(1, 9)), rng.uniform(0.3, 0.95)
        expected.append(float(theory.rivals(np.array(number), overlap)))
        found.append(played.joint_pressure(number, overlap))
    return Limit(
        "L8", "Rival mediators", "Böhmelt 2011 (shape); form ours", "joint effect relative to one mediator", 1e-9,
        "rounding", np.array(expected), np.array(found),
    )  # fmt: skip


def all_limits(seed: int = 1, scale: float = 1.0, have_oracles: bool = True) -> list[Limit]:
    """Return every limit on its random draws.

    Parameters
    ----------
    seed : int
        Of the draws.
    scale : float
        Multiplies the number of draws.
    have_oracles : bool
        Whether negmas and pygambit are there; without them L6 and L7 are left out.
    """
    rng = np.random.default_rng(seed)

    def n(draws: int) -> int:
        return max(2, round(scale * draws))

    first: list[Callable[[], Limit | tuple[Limit, ...] | list[Limit]]] = [
        lambda: richardson(rng, n(40)), lambda: ultimatum(rng, n(16)), lambda: commitment(rng, n(40)),
        lambda: guarantee(rng, n(40)), lambda: restraint(rng, n(10)), lambda: vouching(rng, n(10)),
        lambda: rivals(rng, n(30)),
    ]  # fmt: skip
    if have_oracles:
        first += [lambda: bargaining(rng, n(60)), lambda: quantal(rng, n(10))]
    found: list[Limit] = []
    for make in first:
        made = make()
        found += [made] if isinstance(made, Limit) else made
    return sorted(found, key=lambda limit: limit.id)
