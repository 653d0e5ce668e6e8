"""A real browser for tests, and a real server; both skip with a clear word where there is no browser."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diplomacy_abm.app import server
from diplomacy_abm.app.session import House
from tests.app.house import house

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000
"""Milliseconds that a test waits for the page; a busy machine is no failure."""


def chromium() -> str | None:
    """Return the browser: Debian's, or what CHROMIUM names."""
    named = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return named if named and Path(named).exists() else None


def needed() -> str:
    """Say what is missing for these tests; empty if nothing is."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "the browser tests need playwright: pip install 'diplomacy-abm[test]'"
    return "" if chromium() else "the browser tests need Chromium: apt-get install chromium, or name it in CHROMIUM"


@contextmanager
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def served(folder: Path, seat: str | None = None) -> Iterator[str]:
    """Serve the page on a free port of this machine."""
    with listening_on(house(folder, seat)) as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def listening_on(shared: House, **more: object) -> Iterator[int]:
    """Serve a house on a free port of this machine; `more` is for the server."""
    import socket

    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(server.application(shared), log_level="warning", ws="websockets-sansio",
                            timeout_graceful_shutdown=1, **more)  # fmt: skip
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield listening.getsockname()[1]
    running.should_exit = True
    thread.join(10)
    listening.close()


class Page:
    """A page that remembers what went wrong and what it asked for."""

    def __init__(self, context: object, url: str, door: bool = False) -> None:
        self.page = context.new_page()
        if not door:
            # who comes for the first time meets the lessons; these tests look around
            kept = "try { localStorage.setItem('diplomacy_abm.lessons', '{\"door\":\"closed\"}'); } catch {}"
            self.page.add_init_script(kept)
        self.page.set_default_timeout(PATIENCE)
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.wrong.append(said.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.url = url
        self.page.goto(url)

    def __getattr__(self, name: str) -> object:
        return getattr(self.page, name)

    def when(self, expression: str) -> None:
        """Wait until an expression is true; the page's own policy forbids Playwright's way of waiting for one."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"this did not come true: {expression}; wrong: {self.wrong}"
            self.page.wait_for_timeout(40)

    def week(self, number: int) -> None:
        """Wait until week `number`, counted from 1, is shown."""
        self.when(f"document.querySelector('#date').textContent.startsWith('Week {number} ')")

    def fine(self, *places: str) -> None:
        """Assert that nothing went wrong and nothing was asked from elsewhere."""
        assert self.wrong == []
        allowed = (self.url.split("#")[0], self.url.split("#")[0].replace("http", "ws", 1), "data:", *places)
        assert [url for url in self.asked if not url.startswith(allowed)] == []


skipped = pytest.mark.skipif(bool(needed()), reason=needed())
