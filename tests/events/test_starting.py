"""First values of trust and escalation, and the scenario that holds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomacy_abm.events.draft import draft
from diplomacy_abm.events.starting import FEWEST, Mean, bootstrap, means
from diplomacy_abm.scenario import loads, sources
from tests.events.made import weekly

WEEKS = 40


def war(seed: int = 1) -> pd.DataFrame:
    draws = np.random.default_rng(seed)
    weights = {("RUS", "UKR"): -6.0, ("UKR", "RUS"): -3.0, ("TUR", "RUS"): 3.0, ("TUR", "UKR"): 4.0,
               ("USA", "UKR"): 4.0, ("USA", "RUS"): -3.0, ("UKR", "TUR"): 3.0}  # fmt: skip
    events = {dyad: draws.poisson(20, WEEKS) + 1 for dyad in weights}
    net = {dyad: counts * (weights[dyad] + draws.normal(0, 0.5, WEEKS)) for dyad, counts in events.items()}
    return weekly(net, events)


ACTORS = ("RUS", "UKR", "TUR", "USA")


@pytest.mark.parametrize(
    ("mean", "trust", "escalation"),
    [(-10, 0.05, 1.0), (-6.5, 0.175, 0.65), (0, 0.5, 0.0), (3, 0.65, 0.0), (10, 0.95, 0.0)],
)
def test_the_rule(mean: float, trust: float, escalation: float):
    one = Mean("RUS", "UKR", 50, mean, (mean - 1, mean + 1))
    assert one.trust == pytest.approx(trust)
    assert one.escalation == pytest.approx(escalation)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_friendlier_acts_never_mean_less_trust_or_more_escalation(one: float, other: float):
    low, high = (Mean("A", "B", 50, value, None) for value in sorted((one, other)))
    assert low.trust <= high.trust
    assert low.escalation >= high.escalation
    assert 0 < low.trust < 1
    assert 0 <= low.escalation <= 1


@given(st.floats(-10, 10), st.floats(0, 5), st.floats(0, 5))
def test_intervals_hold_their_value(mean: float, below: float, above: float):
    one = Mean("A", "B", 50, mean, (mean - below, mean + above))
    assert one.trust_interval is not None
    assert one.escalation_interval is not None
    assert one.trust_interval[0] <= one.trust <= one.trust_interval[1]
    assert one.escalation_interval[0] <= one.escalation <= one.escalation_interval[1]


def test_means_are_over_all_acts_and_not_over_weeks():
    net = {("RUS", "UKR"): np.array([-10.0, 40.0] * 10)}
    events = {("RUS", "UKR"): np.array([1, 10] * 10)}
    assert means(weekly(net, events), ("RUS", "UKR"))["RUS", "UKR"].value == pytest.approx(300 / 110)


def test_too_few_acts_say_nothing_and_too_few_periods_no_interval():
    few = weekly({("RUS", "UKR"): np.full(4, -30.0)}, {("RUS", "UKR"): np.full(4, 3)})
    found = means(few, ("RUS", "UKR"))["RUS", "UKR"]
    assert found.events == 12
    assert found.interval is None
    fewer = weekly({("RUS", "UKR"): np.full(3, -30.0)}, {("RUS", "UKR"): np.full(3, (FEWEST - 1) // 3)})
    assert means(fewer, ("RUS", "UKR")) == {}


def test_the_dead_alone_say_nothing_of_trust():
    dead = war().assign(mean_goldstein=np.nan, weighed=0)
    assert means(dead, ACTORS) == {}


def test_acts_without_a_weight_do_not_bend_the_mean():
    """Weights of -8 and +2, the second once among nine acts that have none: the mean is that of the acts weighed."""
    table = weekly({("RUS", "UKR"): np.tile([-80.0, 20.0], 10)}, {("RUS", "UKR"): np.full(20, 10)})
    friendly = table["mean_goldstein"] > 0
    table.loc[friendly, "weighed"] = 1
    assert means(table, ("RUS", "UKR"))["RUS", "UKR"].value == pytest.approx((10 * -8 + 2) / 11)


def test_the_interval_of_independent_weeks_is_the_textbooks():
    draws = np.random.default_rng(5)
    counts = np.full(400, 10)
    weekly_means = draws.normal(-2.0, 1.5, 400)
    low, high = bootstrap(weekly_means * counts, counts)
    assert (high - low) / 2 == pytest.approx(1.96 * 1.5 / 20, rel=0.15)
    assert low < weekly_means.mean() < high


def test_persistent_weeks_widen_the_interval():
    draws = np.random.default_rng(6)
    noise = draws.normal(0, 1, 400)
    lasting = np.zeros(400)
    for week in range(1, 400):
        lasting[week] = 0.8 * lasting[week - 1] + noise[week]
    lasting *= noise.std() / lasting.std()
    counts = np.full(400, 1)
    wide, narrow = (np.diff(bootstrap(series, counts))[0] for series in (lasting, noise))
    assert wide > 1.5 * narrow


def test_the_same_events_give_the_same_interval():
    net, counts = np.arange(30.0), np.full(30, 3)
    assert bootstrap(net, counts) == bootstrap(net, counts)
    assert bootstrap(np.full(30, -6.0), counts) == (-2.0, -2.0)


def test_the_draft_is_a_scenario_with_the_values_of_the_rule():
    table = war()
    text = draft("my-war", table, ACTORS, "made up")
    made = loads(text)
    known = means(table, ACTORS)
    assert made.trust("UKR", "RUS") == pytest.approx(known["RUS", "UKR"].trust, abs=0.005)
    assert made.escalation("RUS", "UKR") == pytest.approx(known["RUS", "UKR"].escalation, abs=0.005)
    assert made.trust("RUS", "TUR") == pytest.approx(known["TUR", "RUS"].trust, abs=0.005)
    assert made.actors["TUR"].seats == ("mediator",)
    assert made.actors["USA"].seats == ("patron",)
    assert made.actors["USA"].support == {"UKR": pytest.approx(0.4, abs=0.05)}
    assert str(made.scenario.start) == "2025-10-13"
    # nothing is known of what Türkiye thinks of the United States
    assert "USA" not in made.relations.get("TUR", {})


def test_every_number_of_the_draft_says_where_it_is_from():
    made = loads(draft("my-war", war(), ACTORS, "made up"))
    rows = {row.place: row for row in sources(made)}
    told = rows["relations.UKR.RUS.trust"].source
    assert "made up: mean Goldstein weight -6." in told
    assert "acts of RUS toward UKR, 95 % interval of the value 0.1" in told
    assert rows["relations.UKR.RUS.trust"].kind == "partly"
    assert rows["actors.RUS.capability"].kind == "judgement"


def test_the_draft_says_its_intervals_beside_the_values_and_what_to_edit():
    text = draft("my-war", war(), ACTORS, "made up")
    assert "# 95 % interval: 0." in text
    assert text.count("EDIT") > 10


def test_another_pair_that_fights_more_is_remarked():
    text = draft("my-war", war(), ("RUS", "USA", "UKR"), "made up")
    assert "# Note: RUS and UKR have more material conflict" in text
    assert "# Note" not in draft("my-war", war(), ACTORS, "made up")


def test_names_with_quotes_stay_toml():
    made = loads(draft("my-war", war(), ACTORS, 'the "best" file\\of all'))
    assert 'the "best" file\\of all' in made.scenario.description


@pytest.mark.parametrize(
    ("actors", "told"),
    [(("RUS",), "at least two actors"), (("RUS", "1X"), "no label of a scenario"), (("TUR", "FRA"), "fewer than 10")],
)
def test_what_cannot_be_drafted_is_one_line(actors: tuple[str, ...], told: str):
    with pytest.raises(ValueError, match=told):
        draft("my-war", war(), actors, "made up")


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.permutations(ACTORS))
def test_any_draft_can_be_read(seed: int, actors: list[str]):
    try:
        text = draft("my-war", war(seed), actors, "made up")
    except ValueError as error:
        assert "fewer than" in str(error)  # noqa: PT017
        return
    assert loads(text).scenario.name == "my-war"


@pytest.mark.parametrize(("every", "start"), [("day", "2025-02-01"), ("month", "2025-03-01")])
def test_the_scenario_begins_after_the_last_period(every: str, start: str):
    days = pd.date_range("2025-01-01", "2025-01-31") if every == "day" else pd.to_datetime(["2025-01-01", "2025-02-01"])
    table = weekly({("RUS", "UKR"): np.full(len(days), -90.0)}, {("RUS", "UKR"): np.full(len(days), 10)})
    table = table.assign(every=every, period=days)
    assert str(loads(draft("x", table, ("RUS", "UKR"), "made up")).scenario.start) == start
