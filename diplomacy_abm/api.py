"""Running a scenario once or many times, and comparing arms: the functions that most users need."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from diplomacy_abm.intake.arguments import RUNS, SEEDS, assigned, maybe, names, numbers_of, place, settings_of, whole
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.scenario import Scenario, load, with_settings

if TYPE_CHECKING:
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.results import Ensemble, Run

MOST_STEPS = 10_000
MOST_WORKERS = 4096
USUAL_RUNS = 1000
"""Runs of an ensemble where nothing is said."""
ScenarioLike = Scenario | str | os.PathLike[str]
Parameters = Mapping[str, object] | str | None
"""Numbers by name, or ``"central"``, or a sample of which each run takes one set."""


def resolve(scenario: ScenarioLike, settings: Mapping[str, Any] | None = None, steps: int | None = None) -> Scenario:
    """Return the scenario of a name, a path or an object, with settings and a horizon of `steps`."""
    found = scenario if isinstance(scenario, Scenario) else load(place(scenario, "scenario"))
    changed = settings_of(settings)
    if steps is not None:
        changed["scenario.horizon"] = whole(steps, "steps", 1, MOST_STEPS)
    return with_settings(found, changed) if changed else found


def sampled(
    settings: Mapping[str, Any] | None, parameters: Parameters
) -> tuple[Mapping[str, Any] | None, dict[str, Any]]:
    """Return settings and numbers by name; the name of a sample becomes a setting, as the scenario would state it."""
    if isinstance(parameters, (str, os.PathLike)):
        return {**settings_of(settings), "parameters.sample": os.fspath(parameters)}, {}
    return settings, numbers_of(parameters)


def policies_of(policies: object) -> dict[str, str]:
    """Return names of policies by actor, as they may be given: a registered function stands for its name."""
    from diplomacy_abm.policies import registry

    return assigned(policies, {name: registry.get(name).function for name in registry.names()})


def seed_of(dispute: Scenario, seed: object) -> int:
    """Return a seed as a plain number; that of the scenario where none is given."""
    return dispute.scenario.seed if seed is None else whole(seed, "seed", 0, SEEDS - 1)


def run(
    scenario: ScenarioLike,
    seed: int | None = None,
    run: int = 0,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Parameters = None,
    keep_choices: bool = False,
) -> Run:
    """Run a scenario once through the Mesa model.

    Parameters
    ----------
    scenario
        A scenario, the name of a shipped one, or the path of a file.
    seed
        Seed of the random streams; the scenario's own by default.
    run
        Index of the run under the seed: run 7 here is run 7 of an ensemble, with the same set of parameters where the
        scenario names a sample of them.
    steps
        Steps at most; the scenario's horizon by default.
    policies
        Policy names by actor label, replacing the scenario's.
    without
        Labels of actors to leave out; everybody else's luck stays as it was.
    settings
        Values of the scenario by dotted place, such as ``{"actors.TUR.leverage.RUS": 0.8}``.
    parameters
        Parameters by name, replacing the scenario's, the drawn and the defaults. Or, as a text, another sample than
        the scenario names: one that ships, a CSV file, or ``"central"`` for none.
    keep_choices
        Whether to keep every menu with the terms of its values, in ``choices`` of the run.

    Returns
    -------
    Run
        Events, steps and state as tidy frames, and a summary.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    from diplomacy_abm.model import DiplomacyModel
    from diplomacy_abm.why.choices import Keeper

    index = whole(run, "run", 0, RUNS - 1)
    settings, numbers = sampled(settings, parameters)
    dispute = resolve(scenario, settings, steps)
    used, given, absent = seed_of(dispute, seed), policies_of(policies), names(without, "without")
    keeper = Keeper() if keep_choices else None
    model = DiplomacyModel(
        dispute, used, index, given, absent, numbers, keep_state=True, collect=False, listener=keeper
    ).play()  # fmt: skip
    result = result_of(model, used, index, given, absent)
    model.release()
    choices = None if keeper is None else keeper.frame(dispute)
    return replace(result, parameters={name: float(value) for name, value in numbers.items()}, choices=choices)


def result_of(
    model: DiplomacyModel, seed: int, run: int, policies: Mapping[str, str] | None = None, without: Iterable[str] = ()
) -> Run:
    """Label what a model has played so far, finished or not; it must keep its state."""
    from diplomacy_abm import frames
    from diplomacy_abm.engine.ensemble import nothing_played
    from diplomacy_abm.results import Run

    dispute = model.dispute
    summary = model.summary() if model.now > 0 else nothing_played(1)
    return Run(
        scenario=dispute,
        seed=seed,
        run=run,
        events=frames.events_frame(dispute, model.events()),
        steps=frames.steps_frame(dispute, model.metrics[: model.now]),
        state=frames.state_frame(model.state_log),
        summary=frames.summary_of(frames.runs_frame(dispute, seed, run, summary)),
        policies=dict(policies or {}),
        without=tuple(without),
        packages=frames.packages_frame(dispute, model.s),
    )


def stream_ensemble(
    scenario: ScenarioLike,
    runs: int = USUAL_RUNS,
    seed: int | None = None,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Parameters = None,
    engine: str = "batch",
    keep: Iterable[str] = (),
    first: int = 0,
    workers: int | None = None,
    report: Callable[[int], None] | None = None,
    moves: Iterable[str] | None = None,
) -> Iterator[Ensemble]:
    """Run a scenario many times and yield the runs in chunks, in order, so that memory stays bounded.

    Parameters and errors are those of :func:`run_ensemble`; what it would join comes here piece by piece.
    """
    from diplomacy_abm.engine.ensemble import chunks, label, only_moves, rows_of_moves, work_of

    kept = frozenset(names(keep, "keep", "steps"))
    if kept - {"steps", "events"}:
        raise ValueError(f"keep: {min(kept - {'steps', 'events'})!r} is unknown, may be 'steps' and 'events'")
    count, begin = whole(runs, "runs", 1, RUNS), whole(first, "first", 0, RUNS - 1)
    if begin + count > RUNS:
        raise ValueError(f"first: runs {begin} to {begin + count - 1} are out of range, must be from 0 to 2^32 - 1")
    if engine not in ("batch", "mesa"):
        raise ValueError(f"engine: {one_line(engine, 60)!r} is unknown, must be 'batch' or 'mesa'")
    threads = maybe(workers, "workers", 1, MOST_WORKERS)
    wanted = None if moves is None else rows_of_moves(names(moves, "moves", "shuttle"))
    settings, numbers = sampled(settings, parameters)
    dispute = resolve(scenario, settings, steps)
    used, chosen, absent = seed_of(dispute, seed), policies_of(policies), names(without, "without")
    work = work_of(dispute, used, begin, count, chosen, absent, numbers, kept)
    given = max((array.size for array in numbers.values()), default=1)
    if given not in (1, count):
        raise ValueError(f"parameters: {given} values for {count} runs, must be one or one for each run")
    for chunk in chunks(dispute, used, work, chosen, absent, engine, threads):
        yield label(dispute, used, work, chosen, absent, chunk if wanted is None else only_moves(chunk, wanted))
        if report is not None:
            report(len(chunk.summary))


def run_ensemble(
    scenario: ScenarioLike,
    runs: int = USUAL_RUNS,
    seed: int | None = None,
    steps: int | None = None,
    policies: Mapping[str, str] | None = None,
    without: Iterable[str] = (),
    settings: Mapping[str, Any] | None = None,
    parameters: Parameters = None,
    engine: str = "batch",
    keep: Iterable[str] = (),
    first: int = 0,
    workers: int | None = None,
    report: Callable[[int], None] | None = None,
    moves: Iterable[str] | None = None,
) -> Ensemble:
    """Run a scenario many times.

    Parameters
    ----------
    scenario, seed, steps, policies, without, settings
        As in :func:`run`.
    runs
        Number of runs, ``first`` to ``first + runs - 1`` under the seed.
    parameters
        Parameters by name; a value, or an array with one value for each run (a sweep is one call). Or, as a text,
        another sample than the scenario names, or ``"central"`` for none. Run r takes set r of a sample, counted round,
        and another seed than the scenario's begins at another set; so arms that share the seed share the set of a run.
    engine
        ``"batch"``, the compiled loop, or ``"mesa"``, the reference; both give the same bits. Policies of users
        that numba cannot compile run on Mesa in any case, in processes, with a message.
    keep
        What to keep beside one summary row a run: ``"steps"``, ``"events"``.
    first
        Index of the first run.
    workers
        Threads of the batch engine, or processes; the number of processors by default.
    report
        Called with the number of runs of each finished chunk.
    moves
        Names of the moves whose events are kept, where ``"events"`` are; all by default. Most events are strikes
        and visits: keeping a few kinds saves most of the time and memory.

    Returns
    -------
    Ensemble
        ``runs`` has one row a run; a run that failed is a row with status ``failed`` and its reason.

    Raises
    ------
    ValueError
        In one line, for anything that cannot be used.
    """
    from diplomacy_abm.results.ensemble import joined

    return joined(
        list(
            stream_ensemble(
                scenario, runs, seed, steps, policies, without, settings, parameters, engine, keep, first, workers,
                report, moves,
            )
        )
    )  # fmt: skip
