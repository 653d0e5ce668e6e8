"""Without its mediation is not without the actor: the other seats stay, and nothing of the mediator is left."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

import diplomacy_abm
from diplomacy_abm.cli import main
from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.scenario import Scenario, load

STEPS = 60


def stripped(name: str, label: str) -> Scenario:
    """Return the scenario as if the actor had never been a mediator, written by hand into the file's tables."""
    tables = load(name).model_dump(exclude_unset=True)
    actor = dict(tables["actors"][label])
    actor["seats"] = tuple(seat for seat in actor["seats"] if seat != "mediator") or ("observer",)
    own = ["leverage", "credibility", "bias", "accuracy"]
    own += ["guarantee"] if actor["seats"] == ("observer",) else []
    actor = {key: value for key, value in actor.items() if key not in own}
    actor |= {"sources": {"default": "made up"}, "goals": dict(load(name).actors[label].goals)}
    if "lines" in actor:
        actor["lines"] = {line: value for line, value in actor["lines"].items() if line != "engage"}
    tables["actors"] = {**tables["actors"], label: actor}
    tables["soundings"] = tuple(one for one in tables.get("soundings", ()) if one["mediator"] != label)
    tables["deals"] = tuple(
        {k: v for k, v in deal.items() if k != "mediator" or v != label} for deal in tables.get("deals", ())
    )
    return Scenario(**tables)


@pytest.mark.parametrize(("name", "label"), [("ukraine-2025", "TUR"), ("ukraine-2025", "VAT"), ("minimal", "MED")])
def test_nothing_of_the_mediator_is_left(name: str, label: str) -> None:
    """The run is the one of an actor that never was a mediator, bit for bit: its leverage and guarantee included."""
    ours = diplomacy_abm.run(name, seed=4, steps=STEPS, policies={label: "no-mediation"})
    theirs = diplomacy_abm.run(stripped(name, label), seed=4, steps=STEPS)
    assert ours.events.equals(theirs.events)
    assert ours.steps.equals(theirs.steps)
    acts = ours.events[(ours.events["actor"] == label) | (ours.events["via"] == label)]
    assert not acts["channel"].isin(["mediation"]).any()
    assert not (acts["move"] == "sounding").any()


def test_the_other_seats_stay() -> None:
    """The United States goes on as a patron; taken out, it does not."""
    ours = diplomacy_abm.run("ukraine-2025", seed=1, steps=STEPS, policies={"USA": "no-mediation"})
    gone = diplomacy_abm.run("ukraine-2025", seed=1, steps=STEPS, without=["USA"])
    support = [len(run.events[(run.events["actor"] == "USA") & (run.events["channel"] == "support")])
               for run in (ours, gone)]  # fmt: skip
    assert support[0] > 0 == support[1]


def test_leverage_does_not_leak_through_pressure_to_talk() -> None:
    model = DiplomacyModel("ukraine-2025", 4, policies={"TUR": "no-mediation"}, collect=False)
    i = model.labels.index("TUR")
    assert np.asarray(model.s.leverage)[i].max() == 0.0
    assert np.asarray(model.s.reliable)[:, i].max() == 0.0
    while model.now < STEPS:
        model.step()
        assert np.asarray(model.s.leverage)[i].max() == 0.0
        assert np.asarray(model.s.reliable)[:, i].max() == 0.0


def test_an_actor_without_that_seat_is_one_line() -> None:
    with pytest.raises(ValueError, match="policy: FRA holds no mediator's seat that could stand empty; TUR, "):
        diplomacy_abm.run("ukraine-2025", policies={"FRA": "no-mediation"})


def test_the_command_has_two_arms_with_two_names() -> None:
    call = CliRunner().invoke
    args = ["run", "minimal", "--seed", "3", "--steps", "12", "--weekly"]
    aside = call(main, [*args, "--without-mediation", "MED"])
    assert aside.exit_code == 0, aside.output
    assert "Medonia plays no-mediation" in " ".join(aside.output.split())
    assert aside.output == call(main, [*args, "--policy", "MED=no-mediation"]).output
    both = call(main, [*args, "--without-mediation", "MED", "--policy", "MED=hawk"])
    assert both.exit_code == 2
    assert "MED is named by --without-mediation" in both.output
    wrong = call(main, [*args, "--without-mediation", "MEDI"])
    assert "no actor 'MEDI' in minimal; did you mean MED (Medonia)?" in wrong.output


@pytest.mark.slow
def test_engines_agree() -> None:
    given = {"seed": 4, "steps": STEPS, "policies": {"TUR": "no-mediation"}}
    both = ("batch", "mesa")
    one, other = (diplomacy_abm.run_ensemble("ukraine-2025", 4, engine=name, **given).runs for name in both)
    assert one.equals(other)
