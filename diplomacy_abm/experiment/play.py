"""One part of a plan: played by the engines, labelled, and turned into the bytes of its files."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm import frames
from diplomacy_abm.engine.batch import CHUNK, EVENT_CHUNK, Chunk, Work, play_chunk
from diplomacy_abm.engine.ensemble import events_of, kernel_for, nothing_played, own_in_use, play_one, steps_of
from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.results.parts import as_parquet, as_table
from diplomacy_abm.scenario import with_settings
from diplomacy_abm.scenario.sample import first_set, sets_in
from diplomacy_abm.state import EVENT_FIELDS, METRICS
from diplomacy_abm.tables import case_record, parameter_record, seed_words

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from diplomacy_abm.experiment.plan import Group, Part, Plan
    from diplomacy_abm.scenario import Scenario

log = logging.getLogger("diplomacy_abm")

_TEXTS = {
    "arm", "date", "actor", "target", "channel", "move", "cameo", "accepted", "subject", "via", "form", "status",
    "reason", "outcome", "first_formal_form", "first_formal_host",
}  # fmt: skip
_WHOLE = frames.WHOLE | {"point", "run", "step"}


@dataclass(frozen=True)
class Played:
    """A part that was played."""

    part: int
    """Its index."""
    runs: int
    failed: int
    """How many runs it has, and how many of them failed."""
    reason: str
    """Why the first of these failed."""
    files: dict[str, bytes]
    """The files by kind, in the order in which they are to be written; empty where they are written already."""


@dataclass
class _Tables:
    """What the runs of a part leave, in their order."""

    summary: np.ndarray
    reasons: list[str]
    kept: dict[str, list[pd.DataFrame]]


def play_part(plan: Plan, part: Part, study: str) -> Played:
    """Play a part; a point that cannot be set up, and a run that fails, are rows with their reason."""
    tables = _empty(plan, part)
    at = 0
    for group in plan.groups(part):
        _play_group(plan, part.arm, group, tables, at)
        at += sum(piece.runs for piece in group.slices)
    return _finished(plan, part, tables, study)


def lost_part(plan: Plan, part: Part, study: str, reason: str) -> Played:
    """Return a part that no worker lived through, all its runs failed."""
    return _finished(plan, part, _empty(plan, part, reason), study)


def _empty(plan: Plan, part: Part, reason: str = "") -> _Tables:
    return _Tables(nothing_played(part.runs), [reason] * part.runs, {kind: [] for kind in plan.keep})


def _play_group(plan: Plan, arm: str, group: Group, tables: _Tables, at: int) -> None:
    """Play slices that share a case into the rows of the tables from `at` on."""
    changes = group.changes
    try:
        dispute = with_settings(plan.scenario, changes.settings)
        case = case_record(dispute, changes.policies, changes.without)
    except ValueError as error:
        tables.reasons[at : at + sum(piece.runs for piece in group.slices)] = [
            _told(error) for piece in group.slices for _ in range(piece.runs)
        ]
        return
    first = Work(case, case, *seed_words(plan.seed), 0, 0, "steps" in plan.keep, "events" in plan.keep)
    for index, piece in enumerate(group.slices):
        try:
            record = parameter_record(
                dispute, group.parameters_of(index), first_set(dispute, plan.seed, piece.first), piece.runs
            )
        except ValueError as error:
            tables.reasons[at : at + piece.runs] = [_told(error)] * piece.runs
            at += piece.runs
            continue
        work = replace(first, parameters=record, first=piece.first, runs=piece.runs)
        for chunk in _chunks(dispute, plan.seed, work, changes.policies, changes.without):
            n = len(chunk.summary)
            tables.summary[at : at + n] = chunk.summary
            tables.reasons[at : at + n] = chunk.reasons or [""] * n
            _keep(dispute, arm, piece.point, chunk, tables.kept)
            at += n


def _told(error: ValueError) -> str:
    return one_line((str(error).splitlines() or [type(error).__name__])[0])


def _chunks(
    dispute: Scenario, seed: int, work: Work, policies: dict[str, str], without: tuple[str, ...]
) -> Iterator[Chunk]:
    """Play on the compiled engine, or run by run on Mesa where a policy does not compile."""
    from diplomacy_abm.engine.own.ready import explained, named_of, tried

    own = own_in_use(work.case)
    named = named_of(own)
    kernel = kernel_for(own)
    if kernel is not None and named:
        wrong = tried(kernel, named, dispute, seed, work, policies, without)
        if wrong:
            log.warning(wrong)
            kernel = None
    if kernel is None:
        yield from (play_one(dispute, seed, work, policies, without, r) for r in range(work.runs))
        return
    size = EVENT_CHUNK if work.keep_events else CHUNK
    for begin in range(0, work.runs, size):
        chunk = play_chunk(kernel, work, begin, min(begin + size, work.runs))
        yield explained(chunk, dispute, seed, work, policies, without) if named else chunk


def _keep(dispute: Scenario, arm: str, point: int, chunk: Chunk, kept: dict[str, list[pd.DataFrame]]) -> None:
    """Label the steps and events of a chunk, and say which point of which arm they are of."""
    for kind, frame in (("steps", steps_of(dispute, chunk)), ("events", events_of(dispute, chunk))):
        if frame is not None:
            frame.insert(0, "point", point)
            frame.insert(0, "arm", arm)
            kept[kind].append(frame)


def _finished(plan: Plan, part: Part, tables: _Tables, study: str) -> Played:
    import pandas as pd

    runs = frames.runs_frame(plan.scenario, plan.seed, 0, tables.summary, tables.reasons)
    points = np.repeat([piece.point for piece in part.slices], [piece.runs for piece in part.slices])
    runs["run"] = np.concatenate([np.arange(piece.first, piece.first + piece.runs) for piece in part.slices])
    if "draw" in runs:
        runs["draw"] = (runs["run"] + first_set(plan.scenario, plan.seed)) % sets_in(plan.scenario)
    values = points_table(plan).take(points).to_pandas()
    runs = pd.concat([values, runs], axis=1)
    runs.insert(0, "arm", part.arm)
    shapes = schemas(plan)
    files = {}
    for kind, parts in tables.kept.items():
        frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=shapes[kind].names)
        files[kind] = as_parquet(as_table(frame, shapes[kind]), study, part.index)
    # the runs come last: they say that the part is whole
    files["runs"] = as_parquet(as_table(runs, shapes["runs"]), study, part.index)
    bad = runs.loc[runs["status"] != "ok", "reason"]
    return Played(part.index, len(runs), len(bad), "" if bad.empty else str(bad.iloc[0]), files)


def schemas(plan: Plan) -> dict[str, pa.Schema]:
    """Return the columns and types of every kind of part of a plan."""
    import pyarrow as pa

    factors = points_table(plan).schema
    summary = frames.runs_frame(plan.scenario, plan.seed, 0, nothing_played(1), [""])
    found = {"runs": [_field("arm", 0), *factors, *(_field(str(name), plan.seed) for name in summary)]}
    place = ["arm", "point", "run"]
    if "steps" in plan.keep:
        columns = frames.steps_frame(plan.scenario, np.zeros((0, len(METRICS)))).columns
        found["steps"] = [_field(name, plan.seed) for name in (*place, *columns)]
    if "events" in plan.keep:
        columns = frames.events_frame(plan.scenario, np.zeros((0, len(EVENT_FIELDS)))).columns
        found["events"] = [_field(name, plan.seed) for name in (*place, *columns)]
    return {kind: pa.schema(fields) for kind, fields in found.items()}


def _field(name: str, seed: int) -> Any:
    import pyarrow as pa

    if name in _TEXTS:
        return pa.field(name, pa.string())
    if name == "seed":
        return pa.field(name, pa.int64() if seed < 2**63 else pa.uint64())
    return pa.field(name, pa.int64() if name in _WHOLE else pa.float64())


def points_table(plan: Plan) -> pa.Table:
    """Return the points of a plan as a table of plain types; texts where a factor's values are of several kinds."""
    import pyarrow as pa

    columns = {}
    for name in plan.points:
        values = plan.points[name].tolist()
        kinds = {type(value) for value in values}
        several = len(kinds) > 1 and not kinds <= {int, float}
        columns[name] = pa.array([str(value) for value in values] if several else values)
    return pa.table(columns)
