"""The command ``diplomacy-abm``: thin commands that import what they need when they run."""

from diplomacy_abm.cli.lazy import LazyGroup

__all__ = ["main"]

_COMMANDS = {
    "scenarios": ("diplomacy_abm.cli.scenarios:scenarios", "List, show, check and start scenario files."),
    "run": ("diplomacy_abm.cli.run:run", "Run a scenario once and tell its history."),
    "why": ("diplomacy_abm.cli.why:why", "Say why an actor did what it did in a week."),
    "ensemble": ("diplomacy_abm.cli.ensemble:ensemble", "Run a scenario many times and count how it ends."),
    "compare": ("diplomacy_abm.cli.compare:compare", "Compare a scenario with changes of it, run against run."),
    "plot": ("diplomacy_abm.cli.plot:plot", "Draw the figures of a result folder."),
    "app": ("diplomacy_abm.cli.app:app", "Watch and play in the browser."),
    "replay": ("diplomacy_abm.cli.replay:replay", "Write a run as one file to watch."),
    "play": ("diplomacy_abm.cli.play:play", "Take a seat yourself, in the terminal."),
    "seat": ("diplomacy_abm.cli.seat:seat", "Run a scenario with players in its seats."),
    "players": ("diplomacy_abm.cli.players:players", "Score players in the same seats under the same luck."),
    "tournament": ("diplomacy_abm.cli.tournament:tournament", "Play all policies in all seats, under the same luck."),
    "sweep": ("diplomacy_abm.cli.sweep:sweep", "Play a study, or what is missing of it, into a store."),
    "report": ("diplomacy_abm.cli.report:report", "Write a study as one page."),
    "export": ("diplomacy_abm.cli.report:export", "Write a store as CSV or NetCDF."),
    "slurm": ("diplomacy_abm.cli.slurm:slurm", "Print a job-array script that plays a study."),
    "validate": ("diplomacy_abm.cli.validate:validate", "Examine the model against the literature and the case."),
    "hindcast": ("diplomacy_abm.cli.hindcast:hindcast", "Ask dated questions, and score what is known."),
    "forecast": ("diplomacy_abm.cli.forecast:forecast", "Forecast open questions with a hash, score later."),
    "crises": ("diplomacy_abm.cli.crises:crises", "Forecast and score crises of ICB."),
    "calibrate": ("diplomacy_abm.cli.calibrate:calibrate", "Find the parameters that a record speaks for."),
    "events": ("diplomacy_abm.cli.events:events", "Coded events: export, import, compare."),
    "policies": ("diplomacy_abm.cli.moves:policies", "List the ways in which an actor can choose."),
    "moves": ("diplomacy_abm.cli.moves:moves", "Show the catalogue of moves."),
}

_HELP = """Diplomacy under fire: wars in which the parties strike, arm and talk at the same time.

\b
A first look:
  diplomacy-abm scenarios list
  diplomacy-abm run ukraine-2025 --seed 1
  diplomacy-abm ensemble ukraine-2025 --runs 1000 --out out/origin
  diplomacy-abm plot out/origin

Every command has examples of its own: diplomacy-abm COMMAND --help
"""

main = LazyGroup("diplomacy-abm", commands_by_name=_COMMANDS, help=_HELP)
