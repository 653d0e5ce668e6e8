"""A design: one file that says what is played, checked as a whole before anything is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from diplomacy_abm.experiment.schema import DesignFile, keys_at
from diplomacy_abm.scenario import Scenario, with_settings
from diplomacy_abm.scenario.errors import FileError, Problem
from diplomacy_abm.scenario.io import read_tables, read_text
from diplomacy_abm.scenario.messages import problems_in
from diplomacy_abm.scenario.types import FrozenDict, Table

if TYPE_CHECKING:
    import os

    from diplomacy_abm.experiment.schema import Arm, Factor, Sampling, Study


Model = TypeVar("Model", bound=Table)


class DesignError(FileError):
    """A design cannot be used; every problem is one line ``FILE: place: what was found, what is allowed``."""


@dataclass(frozen=True)
class Design:
    """A design that was read and checked."""

    tables: DesignFile
    """What the file says."""
    text: str
    """The file, verbatim."""
    folder: Path
    """Where it lies; other files are named relative to it."""
    origin: str
    """What messages call it."""
    base: Scenario
    """The scenario as its own file has it."""
    policy_texts: Mapping[str, str] = field(default_factory=dict)
    """The files that register policies, by name, verbatim."""
    parameters: str = ""
    """The sample of parameters that was asked for instead of that of the scenario; empty for the scenario's own."""

    def with_parameters(self, sample: str | None) -> Design:
        """Return the design with another sample of parameters, or with ``central`` ones; None leaves it as it is."""
        if sample is None:
            return self
        changed = {name: value for name, value in self.tables.settings.items() if name != "parameters.sample"}
        tables = self.tables.model_copy(update={"settings": FrozenDict(changed)})
        return replace(
            self, base=with_settings(self.base, {"parameters.sample": sample}), tables=tables, parameters=sample
        )

    @property
    def study(self) -> Study:
        """``[study]``."""
        return self.tables.study

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.tables.study.name

    @property
    def title(self) -> str:
        """Title of the study."""
        return self.tables.study.title

    @property
    def arms(self) -> Mapping[str, Arm]:
        """Arms by name in the order of the file; one called ``base`` where the file has none."""
        return self.tables.arms

    @property
    def factors(self) -> Mapping[str, Factor]:
        """Factors by name in the order of the file."""
        return self.tables.factors

    @property
    def sampling(self) -> Sampling | None:
        """``[sampling]``, if there is one."""
        return self.tables.sampling

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with the settings and the horizon of the study."""
        return with_settings(self.base, study_settings(self.tables))

    @property
    def seed(self) -> int:
        """Seed of the runs."""
        return self.base.scenario.seed if self.study.seed is None else self.study.seed

    @property
    def runs(self) -> int:
        """Runs of each point in each arm."""
        return self.study.runs

    @property
    def horizon(self) -> int:
        """Steps of a run at most."""
        return self.scenario.scenario.horizon

    @property
    def keep(self) -> tuple[str, ...]:
        """What is kept beside one row a run."""
        return tuple(sorted(set(self.study.keep), reverse=True))

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all that can change a result, as 64 hexadecimal digits.

        It covers the scenario with the settings of the study, seed, runs, horizon, what is kept, arms, factors,
        sampling and the text of the files with policies; not titles, labels, units, caveats and outcomes.
        """
        content = self.plain()
        arms = {name: {key: arm[key] for key in ("set", "policy", "without")} for name, arm in content["arms"].items()}
        for arm in arms.values():
            # the order in which absent actors are named means nothing
            arm["without"] = sorted(arm["without"])
        wanted = ("set", "multiply", "values", "distribution")
        factors = {name: {key: row[key] for key in wanted if key in row} for name, row in content["factors"].items()}
        covered = {
            "scenario": self.scenario.fingerprint,
            "seed": self.seed,
            "runs": self.runs,
            "horizon": self.horizon,
            "keep": list(self.keep),
            # arms and factors in their order: it is the order of points and parts
            "arms": list(arms.items()),
            "factors": list(factors.items()),
            "sampling": content.get("sampling"),
            "policies": list(self.policy_texts.values()),
        }
        text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def plain(self) -> dict[str, Any]:
        """Return the tables as plain values that JSON knows, defaults filled in.

        A factor also has ``kind`` (``grid`` or ``sampled``), its places as lists, and ``values`` for a range.
        """
        found = self.tables.model_dump(mode="json", by_alias=True, exclude_none=True)
        found["study"] |= {"seed": self.seed, "horizon": self.horizon}
        for name, factor in self.factors.items():
            row = found["factors"][name]
            row["kind"] = "sampled" if factor.is_sampled else "grid"
            if not factor.is_sampled:
                row["values"] = list(factor.levels)
        return found

    def register(self) -> None:
        """Register the policies of the design's own files, in this process; doing it again changes nothing."""
        from diplomacy_abm.experiment.checks import register

        register(self.policy_texts)


def load_design(path: str | os.PathLike[str], trust: bool = False) -> Design:
    """Read a design and check all of it.

    Parameters
    ----------
    path : path
        A TOML file; ``docs/designs.md`` has every key.
    trust : bool
        Whether Python files that the design names may be run although it lies outside the folder you work in.

    Returns
    -------
    Design
        Its scenario loads and every point of it can be set up. The files with policies have been run.

    Raises
    ------
    DesignError
        With one line for each problem, all at once.
    """
    from diplomacy_abm.experiment.checks import prepared

    file = Path(path)
    text, tables = text_and_tables(file, "design", DesignError)
    return prepared(fitted(DesignFile, tables, file.name, DesignError, keys_at), text, file.parent, file.name, trust)


def text_and_tables(file: Path, kind: str, wrong: type[FileError]) -> tuple[str, dict[str, Any]]:
    """Read a TOML file of some kind: its text, and its tables as they stand there."""
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "no such file"
        raise wrong(file.name, [Problem("", f"{what}, must be a {kind} file")])
    text = read_text(file, file.name, wrong)
    return text, read_tables(text, file.name, wrong)


def fitted(
    model: type[Model], tables: dict[str, Any], origin: str, wrong: type[FileError],
    keys: Callable[[Sequence[Any]], list[str]],
) -> Model:  # fmt: skip
    """Return tables as a schema has them; `keys` are those that a table at a place may have."""
    try:
        return model(**tables)
    except ValidationError as error:
        raise wrong(origin, problems_in(error, keys)) from None


def study_settings(tables: DesignFile) -> dict[str, Any]:
    """Return the settings that hold for all arms, the horizon of the study among them."""
    settings = dict(tables.settings)
    if tables.study.horizon is not None:
        settings["scenario.horizon"] = tables.study.horizon
    return settings
