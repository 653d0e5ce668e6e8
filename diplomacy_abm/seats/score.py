"""The goal score of an actor in a finished run: how far its goals were met, week by week (:mod:`.goals`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.phases.begin import begin
from diplomacy_abm.scenario.sample import first_set
from diplomacy_abm.seats.goals import week_levels, weigh_goals
from diplomacy_abm.state import CEASEFIRE_SLOT, FIRST_ISSUE_SLOT, GOALS, METRICS, SETTLEMENT_SLOT, STATE, view
from diplomacy_abm.tables import case_record, parameter_record
from diplomacy_abm.vocabulary import Goal, TalkForm

if TYPE_CHECKING:
    import pandas as pd

    from diplomacy_abm.results import Ensemble, Run
    from diplomacy_abm.scenario import Scenario

GOAL_NAMES = tuple(goal.name.lower() for goal in Goal)

_RELEVANT = ("round", "sign", "breach", "lapse", "sanction", "relieve", "exogenous")


@dataclass(frozen=True)
class GoalScore:
    """How far an actor's goals were met in a run."""

    actor: str
    """Label of the actor."""
    total: float
    """The goal score, from 0 to 1."""
    levels: Mapping[str, float]
    """For each goal that counts for the actor, the mean of how far it was met, from 0 to 1."""
    weights: Mapping[str, float]
    """Weight of each of these goals; they sum to 1, and ``total`` is the weighted mean of ``levels``."""


def goal_weights(scenario: Scenario, label: str) -> dict[str, float]:
    """Return the weights by which an actor's goals enter its score; goals that do not count are left out.

    Raises
    ------
    ValueError
        In one line, if there is no such actor.
    """
    weights = score_weights(case_record(scenario), actor_index(scenario, label))
    return {name: float(weight) for name, weight in zip(GOAL_NAMES, weights, strict=True) if weight > 0.0}


def goal_weeks(run: Run, label: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
    """Return how far an actor's goals were met in each week of a run.

    Parameters
    ----------
    run
        A run, finished or not.
    label
        The actor.
    parameters
        The parameters that the run was given, if any; a result does not keep them.

    Returns
    -------
    pandas.DataFrame
        One row a step: ``step``, then each goal that counts for the actor, from 0 to 1, then ``score``, their
        weighted mean.
    """
    import pandas as pd

    scorer = _Scorer(run.scenario, label, run.without, parameters, first_set(run.scenario, run.seed, run.run))
    levels = scorer.levels(run.steps, run.events)
    frame = pd.DataFrame(levels, columns=list(GOAL_NAMES))[list(scorer.counting)]
    frame.insert(0, "step", np.arange(len(frame)))
    frame["score"] = levels @ scorer.weights
    return frame


def goal_score(run: Run, label: str, parameters: Mapping[str, object] | None = None) -> GoalScore:
    """Return the goal score of an actor in a finished run.

    Parameters
    ----------
    run
        A finished run; one that is not finished is scored as if its last week went on.
    label
        The actor.
    parameters
        The parameters that the run was given, if any; a result does not keep them.

    Raises
    ------
    ValueError
        In one line, if there is no such actor, or nothing has been played.

    Examples
    --------
    >>> import diplomacy_abm
    >>> from diplomacy_abm.seats import goal_score
    >>> score = goal_score(diplomacy_abm.run("minimal", seed=1), "MED")
    >>> 0.0 < score.total < 1.0
    True
    """
    if len(run.steps) == 0:
        raise ValueError("nothing has been played, so there is nothing to score")
    scorer = _Scorer(run.scenario, label, run.without, parameters, first_set(run.scenario, run.seed, run.run))
    return scorer.score(scorer.levels(run.steps, run.events))


def goal_scores(ensemble: Ensemble, label: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
    """Return the goal score of an actor in each run of an ensemble that kept its steps and events.

    Parameters
    ----------
    ensemble
        Made with ``keep=("steps", "events")``.
    label
        The actor.
    parameters
        The parameters of the ensemble, one value each.

    Returns
    -------
    pandas.DataFrame
        One row a run that did not fail: ``run``, ``score``, and the mean level of each goal that counts.

    Raises
    ------
    ValueError
        In one line, if steps or events were not kept.
    """
    import pandas as pd

    if ensemble.steps is None or ensemble.events is None:
        raise ValueError("steps and events were not kept; run with keep=('steps', 'events')")
    scorer = _Scorer(ensemble.scenario, label, ensemble.without, parameters)
    steps = dict(iter(ensemble.steps.groupby("run")))
    events = ensemble.events[ensemble.events["move"].isin(_RELEVANT)]
    by_run = dict(iter(events.groupby("run")))
    rows = []
    for run in ensemble.finished["run"]:
        if ensemble.scenario.parameters.sample:
            scorer.take(first_set(ensemble.scenario, ensemble.seed, run))
        score = scorer.score(scorer.levels(steps[run], by_run.get(run, events.iloc[:0])))
        rows.append({"run": run, "score": score.total, **score.levels})
    return pd.DataFrame(rows, columns=["run", "score", *scorer.counting])


def actor_index(scenario: Scenario, label: str) -> int:
    """Return the index of an actor; a ValueError in one line if there is none of that label."""
    labels = list(scenario.actors)
    if label not in labels:
        raise ValueError(f"score: there is no actor {label!r}, must be one of {', '.join(labels)}")
    return labels.index(label)


def score_weights(case: np.ndarray, i: int) -> np.ndarray:
    """Return the weight of each of the eight goals in the score of actor i; they sum to 1."""
    weights = np.zeros(GOALS)
    weigh_goals(view(case), i, weights)
    return weights


class _Scorer:
    """Puts what results say of each week into a state, and reads the goals off it."""

    def __init__(
        self, scenario: Scenario, label: str, without: tuple[str, ...], parameters: Mapping[str, object] | None,
        first: int = 0,
    ) -> None:  # fmt: skip
        self.scenario = scenario
        self.label = label
        self.i = actor_index(scenario, label)
        self.labels = list(scenario.actors)
        case = case_record(scenario, None, without)
        self.c = view(case)
        self._given = parameters
        self.take(first)
        self.weights = score_weights(case, self.i)
        self.counting = {name: float(w) for name, w in zip(GOAL_NAMES, self.weights, strict=True) if w > 0.0}
        self.slots = ["settlement", "ceasefire", *scenario.issues]

    def take(self, first: int) -> None:
        """Take a set of parameters, where the scenario names a sample of them."""
        self.p = view(parameter_record(self.scenario, self._given, first))

    def score(self, levels: np.ndarray) -> GoalScore:
        """Mean over the horizon; the last week stands for what is left of it."""
        horizon = int(self.c.horizon)
        means = (levels.sum(axis=0) + (horizon - len(levels)) * levels[-1]) / horizon
        by_goal = {name: float(means[GOAL_NAMES.index(name)]) for name in self.counting}
        return GoalScore(self.label, float(means @ self.weights), by_goal, self.counting)

    def levels(self, steps: pd.DataFrame, events: pd.DataFrame) -> np.ndarray:
        """How far each goal was met in each week, shape (steps, 8)."""
        metrics = self._metrics(steps)
        happened = self._by_step(events)
        s = view(np.zeros(1, STATE))
        metric = np.asarray(s.metric)
        begin(s, self.c, self.p)
        levels = np.zeros((len(metrics), GOALS))
        for week, row in enumerate(metrics):
            metric[:] = row
            for event in happened.get(week, ()):
                self._happen(s, week, event)
            s.step = week + 1
            week_levels(s, self.c, self.p, self.i, levels[week])
        return levels

    def _metrics(self, steps: pd.DataFrame) -> np.ndarray:
        forms = {form.name.lower(): int(form) for form in TalkForm}
        columns = [steps[name].map(forms) if name == "form" else steps[name] for name in METRICS]
        return np.column_stack([column.to_numpy(dtype=float) for column in columns])

    def _by_step(self, events: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for event in self._rows(events[events["move"].isin(_RELEVANT)]):
            found.setdefault(event["step"], []).append(event)
        return found

    def _rows(self, events: pd.DataFrame) -> Iterator[dict[str, Any]]:
        names = ("step", "actor", "target", "move", "subject", "via", "value")
        for row in zip(*(events[name].tolist() for name in names), strict=True):
            yield dict(zip(names, row, strict=True))

    def _happen(self, s: Any, week: int, event: Mapping[str, Any]) -> None:
        move = event["move"]
        if move == "round":
            s.last_round = week
            s.host = self._actor(event["via"])
            s.invited_until = week if s.host >= 0 else -1
        elif move == "sign":
            self._sign(s, week, event)
        elif move in ("breach", "lapse"):
            s.on[self.slots.index(event["subject"])] = 0
        elif move in ("sanction", "relieve"):
            self._sanction_by(s, self._actor(event["actor"]), self._actor(event["target"]), move, event["value"])
        else:
            self._from_outside(s, event)

    def _sign(self, s: Any, week: int, event: Mapping[str, Any]) -> None:
        slot = self.slots.index(event["subject"])
        by = self._actor(event["via"])
        if slot == SETTLEMENT_SLOT:
            for other in range(CEASEFIRE_SLOT, len(self.slots)):
                s.on[other] = 0
            s.settlement_q = event["value"]
        if slot >= FIRST_ISSUE_SLOT and by < 0 and s.last_round == week:
            by = s.host  # a deal in the margins of a round is in the name of its host
        s.on[slot] = 1
        s.by[slot] = by

    def _from_outside(self, s: Any, event: Mapping[str, Any]) -> None:
        for dated in self.scenario.events:
            same = (dated.label, dated.actor, dated.change) == (event["subject"], event["actor"], event["value"])
            if same and dated.variable == "sanctions":
                self._sanction(s, self._actor(event["actor"]), event["value"])
                return

    def _sanction_by(self, s: Any, i: int, j: int, move: str, size: float) -> None:
        """Sanctions of an actor, which can ease no more than its own."""
        if move == "sanction":
            step = min(size, 1.0 - s.sanctions[j])
        else:
            step = -min(size, s.ledger[i, j])
        s.ledger[i, j] += step
        self._sanction(s, j, step)

    def _sanction(self, s: Any, j: int, change: float) -> None:
        s.sanctions[j] = min(max(s.sanctions[j] + change, 0.0), 1.0)

    def _actor(self, label: str) -> int:
        return self.labels.index(label) if label in self.labels else -1
