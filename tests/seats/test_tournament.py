"""A tournament compares what it says, run against run, and its standings follow from its tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diplomacy_abm import api
from diplomacy_abm.analysis.intervals import clustered_mean
from diplomacy_abm.policies import registry
from diplomacy_abm.results.quantities import quantity
from diplomacy_abm.seats import score_ensemble
from diplomacy_abm.seats.tournament import figures_of, pairings, tables_of, tournament

SMALL = api.resolve("minimal", steps=26)
POLICIES = ["quantal", "random", "status-quo"]


@pytest.fixture(scope="module")
def played():
    return tournament(SMALL, runs=40, seed=5, policies=POLICIES)


def test_every_policy_plays_every_seat(played):
    scores = played.seats[played.seats["quantity"] == "goal score"]
    assert set(zip(scores["seat"], scores["policy"], strict=True)) == {
        (seat, policy) for seat in ("ALF", "BET", "MED") for policy in POLICIES
    }
    leads = played.leads[played.leads["quantity"] == "agreement"]
    assert len(leads) == 9
    assert len(played.standings) == 3


def test_a_cell_is_the_paired_difference_of_two_ensembles(played):
    base = score_ensemble(SMALL, ["MED"], 40, seed=5)
    other = score_ensemble(SMALL, ["MED"], 40, seed=5, policies={"MED": "status-quo"})
    cells = played.seats.query("seat == 'MED' and policy == 'status-quo'").set_index("quantity")
    gap = other.of("MED") - base.of("MED")
    assert cells.loc["goal score", "estimate"] == pytest.approx(gap.mean())
    assert cells.loc["goal score", "high"] - gap.mean() == pytest.approx(2.0227 * gap.std(ddof=1) / 40**0.5, rel=1e-3)
    talks = quantity(other.runs, "agreement") - quantity(base.runs, "agreement")
    assert cells.loc["agreement", "estimate"] == pytest.approx(talks.mean())
    parts = played.goals.query("seat == 'MED' and policy == 'status-quo'")
    assert parts["estimate"].sum() == pytest.approx(gap.mean())


def test_the_own_policy_gains_nothing(played):
    own = played.seats[played.seats["own"]]
    assert set(own["policy"]) == {"quantal"}
    assert (own["estimate"] == 0.0).all()
    standing = played.standings.set_index("policy").loc["quantal"]
    assert (standing["estimate"], standing["above"], standing["below"]) == (0.0, 0, 0)


def test_standings_are_the_mean_over_the_seats(played):
    scores = played.seats[played.seats["quantity"] == "goal score"]
    means = scores.groupby("policy")["estimate"].mean()
    for row in played.standings.to_dict("records"):
        assert row["estimate"] == pytest.approx(means[row["policy"]])
        assert row["low"] <= row["estimate"] <= row["high"]
    assert played.standings["estimate"].is_monotonic_decreasing
    assert played.standings["best"].sum() == 3


def test_a_pair_of_leads_is_an_ensemble_of_its_own(played):
    found = score_ensemble(
        SMALL, ["ALF"], 40, seed=5, policies={"ALF": "random", "BET": "status-quo"}
    )  # fmt: skip
    rows = played.leads.query("ALF == 'random' and BET == 'status-quo'").set_index("quantity")
    assert rows.loc["goal score: ALF", "estimate"] == pytest.approx(found.of("ALF").mean())
    assert rows.loc["mean_escalation", "estimate"] == pytest.approx(found.runs["mean_escalation"].mean())


def test_runs_of_one_set_of_parameters_are_no_strangers():
    """Intervals are over the sets, and each set that is played often enough counts for the sign."""
    drawn = api.resolve(SMALL, {"parameters.sample": "stated:3"})
    found = tournament(drawn, runs=36, seed=5, seats=["MED"], policies=["status-quo"])
    base, other = (score_ensemble(drawn, ["MED"], 36, seed=5, policies=named)
                   for named in (None, {"MED": "status-quo"}))  # fmt: skip
    gap = other.of("MED") - base.of("MED")
    row = found.seats.query("quantity == 'goal score'").iloc[0]
    told = clustered_mean(gap, np.arange(36) % 3)
    assert (row["low"], row["high"]) == pytest.approx((told.low, told.high))
    own = [clustered_mean(gap[k::3], np.arange(12)) for k in range(3)]
    assert row["same sign"] == sum((x.high < 0.0) if gap.mean() < 0.0 else (x.low > 0.0) for x in own) / 3
    pair = found.leads.query("quantity == 'mean_escalation'").iloc[0]
    leads = score_ensemble(drawn, ["ALF"], 36, seed=5, policies={"ALF": "status-quo", "BET": "status-quo"})
    assert pair["gap"] == pytest.approx((leads.runs["mean_escalation"] - base.runs["mean_escalation"]).mean())
    few = tournament(drawn, runs=33, seed=5, seats=["MED"], policies=["status-quo"])
    assert few.seats["same sign"].isna().all()


def test_users_policies_and_chosen_seats_take_part():
    @registry.policy("idle-for-tournaments")
    def idle(values, shares, tones, precision, u, view, weights):
        """Do nothing, through something that does not compile."""
        return len({}) * int(u)

    try:
        done = []
        found = tournament(
            SMALL, runs=4, seed=5, seats=["MED"], policies=["idle-for-tournaments", "status-quo"], steps=3,
            report=done.append,
        )  # fmt: skip
        cells = found.seats.query("quantity == 'goal score'").set_index("policy")
        gaps = cells["estimate"]
        assert gaps["idle-for-tournaments"] == pytest.approx(gaps["status-quo"], abs=1e-12)
        dispute = api.resolve(SMALL, None, 3)
        assert len(done) == pairings(dispute, ["MED"], ["idle-for-tournaments", "status-quo"]) == 7
    finally:
        registry.forget("idle-for-tournaments")


def test_figures_and_tables_have_names(played):
    assert set(tables_of(played)) == {"standings", "seats", "goals", "leads"}
    figures = figures_of(played)
    assert set(figures) == {"seats", "leads"}
    texts = [text.get_text() for text in figures["seats"].axes[0].texts]
    assert len(texts) == 9
    assert texts.count("0.0") >= 3
    assert len(figures["leads"].axes) == 4


@pytest.mark.parametrize(
    ("extra", "says"),
    [({"runs": 1}, "must be from 2 to"), ({"seats": ["XXX"]}, "'XXX'"), ({"policies": ["foo"]}, "unknown policy")],
)
def test_what_cannot_be_played_is_one_line(extra, says):
    with pytest.raises(ValueError, match=says) as error:
        tournament(SMALL, **({"runs": 4} | extra))
    assert "\n" not in str(error.value)


@pytest.mark.slow
def test_the_committed_result_agrees_with_other_luck():
    folder = Path(__file__).resolve().parents[2] / "results" / "tournament"
    kept = pd.read_csv(folder / "seats.csv").set_index(["seat", "policy", "quantity"])
    found = tournament("ukraine-2025", runs=150, seed=90210, seats=["TUR", "UKR"], policies=["dove", "tit-for-tat"])
    fresh = found.seats.set_index(["seat", "policy", "quantity"])
    assert len(fresh) == 16
    for place, row in fresh.iterrows():
        other = kept.loc[place]
        error = np.hypot(row["high"] - row["low"], other["high"] - other["low"]) / (2 * 1.96)
        assert abs(row["estimate"] - other["estimate"]) < 4.5 * error, place
