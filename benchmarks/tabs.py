"""Many tabs on one page for a long time: what breaks, what is not given back, whether the server's memory is flat.

Clients that speak the page's own protocol over WebSockets stand for tabs; the drawing in a browser is not part of it.
Some watch a run, some two beside each other, some play a game in pairs, some say nothing until the server ends them.
They come and go, some without a word, as a laptop does that is shut.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.commands import PROGRAM

PATIENCE = 300.0
"""Seconds in which an answer has to come; a machine that others use too is no failure."""
EXPIRED = 4408
SCENARIOS = ("ukraine-2025", "ukraine-2022", "minimal")
TOKENS = ("first-player-of-a-pair", "second-player-of-a-pair")
PACE = 30.0
"""Seconds between two questions of a tab."""


class WrongError(Exception):
    """The server answered with an error, or not at all."""


@dataclass
class Crowd:
    """What the tabs share."""

    address: str
    until: float
    pace: float
    luck: random.Random
    found: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    @property
    def going(self) -> bool:
        """Whether the time is not over."""
        return time.monotonic() < self.until

    async def pause(self) -> None:
        """Wait as somebody does who looks at the page."""
        wait = self.pace * self.luck.uniform(0.5, 1.5)
        await asyncio.sleep(max(0.0, min(wait, self.until - time.monotonic())))


async def hear(socket: Any, kinds: tuple[str, ...], crowd: Crowd) -> dict[str, Any]:
    """Return the next message of one of the kinds."""
    while True:
        try:
            said = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
        except TimeoutError:
            raise WrongError(f"no answer of kind {kinds}") from None
        crowd.found["messages"] += 1
        if said["is"] in kinds:
            return said
        if said["is"] == "error":
            raise WrongError(said["text"])


async def ask(socket: Any, kinds: tuple[str, ...], crowd: Crowd, do: str, **more: Any) -> dict[str, Any]:
    """Say something and return what comes of it."""
    await socket.send(json.dumps({"do": do, **more}))
    return await hear(socket, kinds, crowd)


async def watching(socket: Any, crowd: Crowd, beside: bool) -> None:
    """Watch runs, and now and then see where one stands among others."""
    while crowd.going and crowd.luck.random() < 0.7:
        more = {"beside": {"parameters": {"fatigue": 0.2}}} if beside else {}
        name = crowd.luck.choice(SCENARIOS)
        await ask(socket, ("begin",), crowd, "begin", scenario=name, seed=crowd.luck.randrange(10**6), **more)
        over = False
        while crowd.going and not over:
            over = (await ask(socket, ("weeks",), crowd, "step", weeks=8))["over"]
            await crowd.pause()
        if crowd.going and crowd.luck.random() < 0.2:
            await ask(socket, ("distribution",), crowd, "distribution", runs=100)


async def playing(first: Any, second: Any, crowd: Crowd) -> None:
    """Play one game from two tabs."""
    one, other = TOKENS
    game = await ask(
        first, ("game",), crowd, "host", scenario="minimal", seat="MED", steps=24, open=True, token=one
    )  # fmt: skip
    await ask(second, ("game",), crowd, "join", code=game["code"], seat="ALF", token=other)
    while crowd.going and not game["over"]:
        await first.send(json.dumps({"do": "choose", "week": game["week"]}))
        await second.send(json.dumps({"do": "choose", "week": game["week"]}))
        await hear(second, ("played",), crowd)
        game = await hear(first, ("played",), crowd)
        await crowd.pause()


@contextlib.asynccontextmanager
async def opened(crowd: Crowd) -> Any:
    """Open a tab; some are closed, some break off."""
    from websockets.asyncio.client import connect

    await asyncio.to_thread(_page, crowd.address)
    async with connect(crowd.address.replace("http", "ws", 1) + "ws", origin=crowd.address.rstrip("/")) as socket:
        crowd.found["opened"] += 1
        await hear(socket, ("hello",), crowd)
        yield socket
        if crowd.luck.random() < 0.3:
            socket.transport.abort()


def _page(address: str) -> None:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        text = answer.read().decode()
    for name in re.findall(r'/(static/[\w.]+)"', text):
        with urllib.request.urlopen(address + name, timeout=PATIENCE) as answer:
            answer.read()


async def tab(number: int, crowd: Crowd) -> None:
    """Live as one tab, or as two that play with each other, until the time is over."""
    from websockets.exceptions import ConnectionClosed

    while crowd.going:
        try:
            async with opened(crowd) as socket:
                if number % 15 == 0:
                    await _silent(socket, crowd)
                elif number % 15 == 1:
                    async with opened(crowd) as second:
                        await playing(socket, second, crowd)
                else:
                    await watching(socket, crowd, beside=number % 5 == 2)
        except ConnectionClosed as error:
            code = error.rcvd.code if error.rcvd else 0
            crowd.found["expired" if code == EXPIRED else "errors"] += 1
            if code != EXPIRED:
                crowd.said.append(f"tab {number}: {error}")
        except (WrongError, OSError) as error:
            crowd.found["errors"] += 1
            crowd.said.append(f"tab {number}: {error}")
            await asyncio.sleep(1)


async def _silent(socket: Any, crowd: Crowd) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(socket.recv(), max(0.1, crowd.until - time.monotonic()))


def resources(pid: int) -> dict[str, int]:
    """Return megabytes, open files and threads of a process."""
    place = Path("/proc") / str(pid)
    pages = int((place / "statm").read_text("utf-8").split()[1])
    return {
        "MB": pages * 4096 // 2**20, "files": len(list((place / "fd").iterdir())),
        "threads": len(list((place / "task").iterdir())),
    }  # fmt: skip


async def crowded(crowd: Crowd, tabs: int, pid: int) -> list[dict[str, int]]:
    """Let the tabs live; return what the server held, sampled evenly."""
    # a pair counts as two
    pairs = sum(number % 15 == 1 for number in range(tabs))
    living = [asyncio.create_task(tab(number, crowd)) for number in range(tabs - pairs)]
    span, seen = max(1.0, (crowd.until - time.monotonic()) / 60), []
    while crowd.going:
        await asyncio.sleep(span)
        seen.append(resources(pid))
    await asyncio.gather(*living)
    return seen


def crowd_of_tabs(tabs: int, minutes: float, pace: float = PACE, seed: int = 4) -> Counter[str]:
    """Serve the page to many tabs.

    Parameters
    ----------
    tabs
        How many at once.
    minutes
        How long.
    pace
        Seconds between two questions of a tab.
    """
    with tempfile.TemporaryDirectory() as place:
        words = ["app", "ukraine-2025", "--port", "0", "--games", f"{place}/games"]
        log = Path(place) / "log"
        with log.open("wb") as file:
            server = subprocess.Popen([*PROGRAM, *words], stdout=file, stderr=subprocess.STDOUT)
        try:
            address = _address(log)
            before = resources(server.pid)
            crowd = Crowd(address, time.monotonic() + 60 * minutes, pace, random.Random(seed))
            seen = asyncio.run(crowded(crowd, tabs, server.pid))
            time.sleep(5)
            after = resources(server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
        said = log.read_text("utf-8").splitlines()[1:]
    for line in [*crowd.said[:20], *said[:20]]:
        print(line)
    logged = [line for line in said if line and not line.startswith("Ended")]
    parts = {name: seen[len(seen) * number // 3 - 1]["MB"] for number, name in ((1, "a third"), (2, "two thirds"))}
    return Counter({
        "tried": tabs, "minutes": round(minutes), "errors": 0, **crowd.found,
        **{f"MB after {name}": held for name, held in parts.items()}, "MB at the end": seen[-1]["MB"],
        "MB at most": max(row["MB"] for row in seen), "MB after all have gone": after["MB"],
        "files before": before["files"], "files at most": max(row["files"] for row in seen),
        "files after": after["files"], "threads at most": max(row["threads"] for row in seen),
        "lines logged": len(logged),
    })  # fmt: skip


def _address(log: Path) -> str:
    for _ in range(600):
        found = re.search(r"http://\S+/", log.read_text("utf-8"))
        if found:
            # the line is there before the port is open
            with contextlib.suppress(OSError):
                urllib.request.urlopen(found[0], timeout=PATIENCE).close()
                return found[0]
        time.sleep(0.2)
    raise WrongError("the server did not begin")
