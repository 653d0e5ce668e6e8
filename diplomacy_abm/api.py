"""Running a scenario once or many times, and comparing arms: the functions that most users need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from diplomacy_abm.scenario import Scenario, load, with_settings

if TYPE_CHECKING:
    import numpy as np

    from diplomacy_abm.engine.batch import Work
    from diplomacy_abm.results import Ensemble, Run

ScenarioLike = Scenario | str | os.PathLike[str]


def resolve(scenario: ScenarioLike, settings: Mapping[str, Any] | None = None, steps: int | None = None) -> Scenario:
    """Return the scenario of a name, a path or an object, with settings and a horizon of `steps`."""
    found = scenario if isinstance(scenario, Scenario) else load(scenario)
    changed = dict(settings or {})
    if steps is not None:
        changed["scenario.horizon"] = steps
    return with_settings(found, changed) if changed else found


def run(
    scenario: ScenarioLike,
    seed: int | None = None,
    run: int = 0,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Mapping[str, object] | None = None,
) -> Run:
    """Run a scenario once through the Mesa model.

    Parameters
    ----------
    scenario
        A scenario, the name of a shipped one, or the path of a file.
    seed
        Seed of the random streams; the scenario's own by default.
    run
        Index of the run under the seed: run 7 here is run 7 of an ensemble.
    steps
        Steps at most; the scenario's horizon by default.
    policies
        Policy names by actor label, replacing the scenario's.
    without
        Labels of actors to leave out; everybody else's luck stays as it was.
    settings
        Values of the scenario by dotted place, such as ``{"actors.TUR.leverage.RUS": 0.8}``.
    parameters
        Parameters by name, replacing the scenario's and the defaults.

    Returns
    -------
    Run
        Events, steps and state as tidy frames, and a summary.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    from diplomacy_abm import frames
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.results import Run

    dispute = resolve(scenario, settings, steps)
    used = dispute.scenario.seed if seed is None else seed
    absent = tuple(without)
    model = DiplomacyModel(
        dispute, used, run, policies, absent, parameters, keep_state=True, collect=False
    ).play()  # fmt: skip
    result = Run(
        scenario=dispute,
        seed=used,
        run=run,
        events=frames.events_frame(dispute, model.events()),
        steps=frames.steps_frame(dispute, model.metrics[: model.now]),
        state=frames.state_frame(model.state_log),
        summary=frames.summary_of(frames.runs_frame(dispute, used, run, model.summary())),
        policies=dict(policies or {}),
        without=absent,
    )
    model.release()
    return result


def run_ensemble(
    scenario: ScenarioLike,
    runs: int,
    seed: int | None = None,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Mapping[str, object] | None = None,
    engine: str = "batch",
    keep: Iterable[str] = (),
    first: int = 0,
    workers: int | None = None,
    report: Callable[[int], None] | None = None,
) -> Ensemble:
    """Run a scenario many times.

    Parameters
    ----------
    scenario, seed, steps, policies, without, settings
        As in :func:`run`.
    runs
        Number of runs, ``first`` to ``first + runs - 1`` under the seed.
    parameters
        Parameters by name; a value, or an array with one value for each run (a sweep is one call).
    engine
        ``"batch"``, the compiled loop, or ``"mesa"``, the reference; both give the same bits.
    keep
        What to keep beside one summary row a run: ``"steps"``, ``"events"``.
    first
        Index of the first run.
    workers
        Threads of the batch engine; the number of processors by default.
    report
        Called with the number of runs of each finished chunk.

    Returns
    -------
    Ensemble
        ``runs`` has one row a run; a run that left its bounds is a row with status ``failed`` and its reason.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    from diplomacy_abm.engine.batch import Work
    from diplomacy_abm.model import seed_words
    from diplomacy_abm.tables import case_record, parameter_record

    kept = frozenset(keep)
    if kept - {"steps", "events"}:
        raise ValueError(f"keep: {sorted(kept - {'steps', 'events'})[0]!r} is unknown, may be 'steps' and 'events'")
    if runs < 1:
        raise ValueError(f"runs: {runs} is out of range, must be at least 1")
    if engine not in ("batch", "mesa"):
        raise ValueError(f"engine: {engine!r} is unknown, must be 'batch' or 'mesa'")
    dispute = resolve(scenario, settings, steps)
    used = dispute.scenario.seed if seed is None else seed
    records = parameter_record(dispute, parameters)
    if len(records) not in (1, runs):
        raise ValueError(f"parameters: {len(records)} values for {runs} runs, must be one or one for each run")
    absent = tuple(without)
    work = Work(
        case_record(dispute, policies, absent), records, *seed_words(used), first, runs, "steps" in kept,
        "events" in kept,
    )  # fmt: skip
    chosen = {"policies": dict(policies or {}), "without": absent}
    if engine == "mesa":
        return _ensemble_mesa(dispute, used, work, chosen, report)
    return _ensemble_batch(dispute, used, work, chosen, workers, report)


def _ensemble_batch(
    dispute: Scenario, seed: int, work: Work, chosen: dict[str, Any], workers: int | None,
    report: Callable[[int], None] | None,
) -> Ensemble:  # fmt: skip
    from diplomacy_abm.engine.batch import play
    from diplomacy_abm.engine.compiled import kernel
    from diplomacy_abm.policies.registry import own_functions
    from diplomacy_abm.vocabulary import CUSTOM

    custom = own_functions() if int(work.case["policy"].max()) >= CUSTOM else ()
    summaries, steps, logs = [], [], []
    for chunk in play(kernel(custom), work, workers, report=report):
        summaries.append(chunk.summary)
        steps.extend([] if chunk.steps is None else list(chunk.steps))
        logs.extend(chunk.logs or [])
    return _collect(dispute, seed, work, chosen, summaries, steps, logs)


def _ensemble_mesa(
    dispute: Scenario, seed: int, work: Work, chosen: dict[str, Any], report: Callable[[int], None] | None
) -> Ensemble:
    import numpy as np

    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.state import METRICS

    summaries, steps, logs = [], [], []
    for r in range(work.runs):
        record = work.parameters[r if len(work.parameters) > 1 else 0]
        values = {name: float(record[name]) for name in record.dtype.names}
        model = DiplomacyModel(
            dispute, seed, work.first + r, chosen["policies"], chosen["without"], values, collect=False
        ).play()  # fmt: skip
        summaries.append(model.summary())
        if work.keep_steps:
            padded = np.full((work.horizon, len(METRICS)), np.nan)
            padded[: model.now] = model.metrics[: model.now]
            steps.append(padded)
        if work.keep_events:
            logs.append(model.events().copy())
        model.release()
        if report is not None:
            report(1)
    return _collect(dispute, seed, work, chosen, summaries, steps, logs)


def _collect(
    dispute: Scenario, seed: int, work: Work, chosen: dict[str, Any], summaries: list[np.ndarray],
    steps: list[np.ndarray], logs: list[np.ndarray],
) -> Ensemble:  # fmt: skip
    import numpy as np
    import pandas as pd

    from diplomacy_abm import frames
    from diplomacy_abm.results import Ensemble

    summary = np.concatenate(summaries)
    runs = frames.runs_frame(dispute, seed, work.first, summary)

    def stack(parts: list[pd.DataFrame]) -> pd.DataFrame:
        for number, part in zip(runs["run"], parts, strict=True):
            part.insert(0, "run", number)
        return pd.concat(parts, ignore_index=True)

    ends = runs["end_step"] + 1
    return Ensemble(
        scenario=dispute,
        seed=seed,
        runs=runs,
        steps=stack([frames.steps_frame(dispute, x[:end]) for x, end in zip(steps, ends, strict=True)])
        if work.keep_steps
        else None,
        events=stack([frames.events_frame(dispute, x) for x in logs]) if work.keep_events else None,
        **chosen,
    )
