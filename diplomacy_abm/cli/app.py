"""``diplomacy-abm app``: the live page on this machine."""

from __future__ import annotations

import contextlib
import faulthandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.options import complete_scenario, parameters_option
from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

_EXAMPLES = """\b
Examples:
  diplomacy-abm app
  diplomacy-abm app ukraine-2025 --seat TUR
  diplomacy-abm app my-scenario.toml --port 9000 --games games
"""
PORT = 8765


@click.command(epilog=_EXAMPLES)
@click.argument("scenario", default="ukraine-2025", shell_complete=complete_scenario)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; others let others in.")
@click.option("--seat", metavar="LABEL", help="Take this actor's seat as the page opens.")
@click.option("--games", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Where games are saved [default: diplomacy_abm/games in the user's data folder].")  # fmt: skip
@parameters_option
@click.option("--lesson", "lessons", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", multiple=True,
              help="A lesson of your own, shown first; may be given again.")  # fmt: skip
@click.option("--open/--no-open", "open_", default=False, help="Open the page in the browser.")
def app(
    scenario: str, port: int, host: str, seat: str | None, games: Path | None, parameters: str | None,
    lessons: tuple[Path, ...], open_: bool,
) -> None:  # fmt: skip
    """Serve the page on this machine until Ctrl-C.

    SCENARIO is a name from `diplomacy-abm scenarios list` or a TOML file; the page offers all shipped ones. Each tab
    of the browser has a simulation of its own. A game at a seat is saved after each week and resumes by its code.
    """
    from diplomacy_abm.app.guard import is_loopback
    from diplomacy_abm.app.server import serve
    from diplomacy_abm.app.session import House
    from diplomacy_abm.scenario import load, with_settings
    from diplomacy_abm.scenario.io import library

    chosen = {} if parameters is None else {"parameters.sample": parameters}
    first = with_settings(load(scenario), chosen)
    _check_seat(first, seat)
    others = {name: with_settings(load(name), chosen) for name in library() if name != first.name}
    offered = {first.name: first} | others
    house = House(offered, games or games_folder(), first.name, seat)
    house.lessons = _read(lessons)
    if not is_loopback(host):
        say(
            f"Warning: {host} lets in everybody who can reach this machine; there is no password. "
            "Leave --host out to keep the page to yourself.",
            err=True,
        )

    def announce(taken: int) -> None:
        here, *others = addresses(host, taken)
        elsewhere = f"; from other machines and phones {' or '.join(others)}" if others else ""
        say(f"{first.scenario.title}: {here}{elsewhere} (Ctrl-C ends it)")
        if open_:
            click.launch(here)

    # compiled code that fails ends the process without a word: then the log says where
    with contextlib.suppress(OSError, ValueError, AttributeError):
        faulthandler.enable()
    try:
        serve(house, host, port, announce)
    except KeyboardInterrupt:
        say("\nEnded; games are saved under their codes.")
    except OSError as error:
        where = f"{_shown(host)}:{port}"
        raise click.ClickException(f"{where}: {error.strerror or error}; choose another --port") from None


def _read(lessons: tuple[Path, ...]) -> list[dict[str, Any]]:
    from diplomacy_abm.app.lessons import LessonError, load

    try:
        return [load(path) for path in lessons]
    except LessonError as error:
        raise click.ClickException(str(error)) from None


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def addresses(host: str, port: int) -> list[str]:
    """Return where the page is: for this machine, and where the host stands for all addresses, for others."""
    if host not in ("0.0.0.0", "::"):
        return [f"http://{_shown(host)}:{port}/"]
    names = ["127.0.0.1", *own_addresses()]
    return [f"http://{name}:{port}/" for name in names]


def own_addresses() -> list[str]:
    """Return the address by which this machine is seen in its network, if it is in one."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            # an address for examples, to which nothing is sent: only the way there is looked up
            asking.connect(("192.0.2.1", 9))
            found = str(asking.getsockname()[0])
        except OSError:
            return []
    return [] if found.startswith("127.") else [found]


def _check_seat(scenario: Scenario, seat: str | None) -> None:
    if seat is None:
        return
    from diplomacy_abm.cli.options import who

    playable = [label for label, actor in scenario.actors.items() if tuple(actor.seats) != ("observer",)]
    if seat not in playable:
        raise click.BadParameter(f"no seat {seat!r} in {scenario.name}; {who(seat, scenario)}", param_hint="--seat")


def games_folder() -> Path:
    """Return the folder of saved games in the user's data folder."""
    import platformdirs

    return platformdirs.user_data_path("diplomacy_abm", appauthor=False) / "games"
