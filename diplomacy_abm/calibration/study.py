"""A calibration study: one file that says what is sought and by what it is judged, checked before any run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from diplomacy_abm.calibration.schema import Header, StudyFile, keys_at
from diplomacy_abm.experiment.design import fitted, text_and_tables
from diplomacy_abm.scenario import Scenario, with_settings
from diplomacy_abm.scenario.errors import FileError, Problem
from diplomacy_abm.scenario.io import build, read_tables, tables_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from diplomacy_abm.calibration.distance import Ruler
    from diplomacy_abm.calibration.measures import Reading
    from diplomacy_abm.calibration.priors import Prior


class StudyError(FileError):
    """A study cannot be used; every problem is one line ``FILE: place: what was found, what is allowed``."""


@dataclass(frozen=True)
class Statistic:
    """A statistic that is ready to be read off runs."""

    name: str
    series: str
    """Of the statistic, and of the series it reads."""
    reading: Reading
    """How the series becomes a number."""
    observed: float
    """The number of the record."""
    scale: float | None
    """What a distance of 1 is; None where the spread under the prior decides."""
    weight: float
    """In the distance; 0 for one that is only compared afterwards."""


@dataclass(frozen=True)
class Study:
    """A study that was read and checked."""

    tables: StudyFile
    """What the file says."""
    text: str
    """The file, verbatim."""
    origin: str
    """What messages call it."""
    scenario: Scenario
    """With the history, the settings and the horizon of the study."""
    priors: tuple[Prior, ...]
    """One for each parameter that is sought, in the order of the file."""
    statistics: tuple[Statistic, ...]
    """In the order of the file."""

    @property
    def header(self) -> Header:
        """``[calibration]``."""
        return self.tables.calibration

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.tables.calibration.name

    @property
    def seed(self) -> int:
        """Seed of the search and of its runs."""
        given = self.tables.calibration.seed
        return self.scenario.scenario.seed if given is None else given

    @cached_property
    def observed(self) -> np.ndarray:
        """The record: one number for each statistic."""
        return np.array([statistic.observed for statistic in self.statistics])

    @cached_property
    def weights(self) -> np.ndarray:
        """Weights of the statistics in the distance."""
        return np.array([statistic.weight for statistic in self.statistics])

    def measure(self, points: np.ndarray, statistics: np.ndarray) -> Ruler:
        """Return the ruler that draws from the prior and their statistics decide."""
        return self.measure_of(self.observed)(points, statistics)

    def measure_of(self, record: np.ndarray) -> Callable[[np.ndarray, np.ndarray], Ruler]:
        """Return the same for another record."""
        from diplomacy_abm.calibration.distance import Ruler

        def measure(points: np.ndarray, statistics: np.ndarray) -> Ruler:
            if self.header.summary == "regression":
                return Ruler.regression(record, self.weights, points, statistics)
            return Ruler.direct(record, self.weights, [row.scale for row in self.statistics], statistics)

        return measure

    def plain(self) -> dict[str, Any]:
        """Return the tables as plain values that JSON knows, defaults and observed numbers filled in."""
        found: dict[str, Any] = json.loads(self.tables.model_dump_json(by_alias=True, exclude_none=True))
        found["calibration"]["seed"] = self.seed
        for prior in self.priors:
            found["parameters"][prior.name]["label"] = self.label_of(prior.name)
            found["parameters"][prior.name]["prior"] |= {"low": prior.low, "high": prior.high}
        for statistic in self.statistics:
            found["statistics"][statistic.name]["observed"] = statistic.observed
        return found

    def label_of(self, parameter: str) -> str:
        """Return what to call a parameter."""
        return self.tables.parameters[parameter].label or parameter.replace("_", " ")

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all that can change the posterior, as 64 hexadecimal digits; labels, units and sources apart."""
        content = self.plain()
        for name in ("name", "title", "question", "caveats", "scenario", "history"):
            content["calibration"].pop(name, None)
        for row in content["parameters"].values():
            row.pop("label")
            row.pop("source")
        for row in content["statistics"].values():
            for name in ("label", "unit", "source", "table", "column"):
                row.pop(name, None)
        # in their order: it is the order of draws and columns
        ordered = {name: list(content[name].items()) for name in ("parameters", "statistics")}
        covered = {**content, **ordered, "scenario": self.scenario.fingerprint}
        text = json.dumps(covered, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


def load_study(path: str | os.PathLike[str], changes: Mapping[str, Any] | None = None) -> Study:
    """Read a calibration study (``docs/how-to/calibrate.md`` has every key) and check all of it.

    `changes` are keys of ``[calibration]`` that replace those of the file. Of what comes back the scenario can be set
    up, the priors drawn from, and the record be measured. StudyError with one line for each problem, all at once.
    """
    from diplomacy_abm.calibration.checks import prepared

    file = Path(path)
    text, tables = text_and_tables(file, "study", StudyError)
    if changes and isinstance(tables.get("calibration"), dict):
        tables["calibration"] |= changes
    return prepared(fitted(StudyFile, tables, file.name, StudyError, keys_at), text, file.parent, file.name)


def with_history(scenario: Scenario, text: str, origin: str) -> Scenario:
    """Return a scenario with the events of a history, TOML with ``[[events]]`` tables only, after its own."""
    history = read_tables(text, origin, StudyError)
    others = sorted(set(history) - {"events"})
    if others or not isinstance(history.get("events"), list):
        found = f"has {', '.join(others)}" if others else "has no [[events]]"
        raise StudyError(origin, [Problem("", f"{found}, must have [[events]] and nothing else")])
    tables = tables_of(scenario)
    tables["events"] = [*tables.get("events", []), *history["events"]]
    return build(tables, f"{scenario.name} with {origin}")


def settled(scenario: Scenario, tables: StudyFile) -> Scenario:
    """Return a scenario with the settings and the horizon of a study."""
    settings = dict(tables.settings)
    if tables.calibration.horizon is not None:
        settings["scenario.horizon"] = tables.calibration.horizon
    return with_settings(scenario, settings)
