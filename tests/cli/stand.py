"""A stand-in for the model: the command line is tested on made-up results."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from click.testing import CliRunner, Result

from diplomacy_abm.cli import main
from diplomacy_abm.results import Ensemble, Run
from diplomacy_abm.results.card import ScenarioCard
from tests.fixtures_frames import made_up_ensemble, made_up_run


class Stand:
    """Records how the model was called, and answers with made-up results."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.stop_after: int | None = None

    def run(self, scenario: ScenarioCard, **settings: Any) -> Run:
        self.calls.append({"scenario": scenario} | settings)
        made = made_up_run(26)
        return replace(made, policies=settings["policies"], without=tuple(settings["without"]))

    def run_ensemble(self, scenario: ScenarioCard, runs: int = 1, first: int = 0, **settings: Any) -> Ensemble:
        if self.stop_after is not None and first >= self.stop_after:
            raise KeyboardInterrupt
        self.calls.append({"scenario": scenario, "runs": runs, "first": first} | settings)
        made = made_up_ensemble(runs, keep=False)
        return replace(made, runs=made.runs.assign(run=made.runs["run"] + first))


def call(*args: str) -> Result:
    """Call the command line as a shell would."""
    return CliRunner().invoke(main, list(args))
