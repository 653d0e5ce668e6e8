"""The model under Mesa's SolaraViz shows a page, with the pins of the extra, in a real browser.

The extra brings a whole front end, so it may live in an environment of its own: SOLARA_PYTHON names its Python.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = os.environ.get("SOLARA_PYTHON", sys.executable)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((found for name in BROWSERS if (found := shutil.which(name))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def has_solara() -> bool:
    found = subprocess.run(
        [PYTHON, "-c", "import solara.server, altair, diplomacy_abm"], capture_output=True, check=False, cwd=ROOT
    )
    return found.returncode == 0


@pytest.fixture
def address(tmp_path):
    """Serve the example and return where."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PYTHON, "-m", "solara", "run", "examples/solara_app.py", "--host", "127.0.0.1", "--port", str(port),
               "--no-open", "--production"]  # fmt: skip
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "MPLBACKEND": "Agg"}
        )
    try:
        place = f"http://127.0.0.1:{port}/"
        for _ in range(240):
            if server.poll() is not None:
                pytest.fail((tmp_path / "log").read_text()[-2000:])
            try:
                urllib.request.urlopen(place, timeout=5).close()
                break
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.5)
        yield place
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium: apt-get install chromium")
def test_the_page_is_not_blank_and_steps(address):
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        asked, errors = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(address, wait_until="domcontentloaded", timeout=120_000)
        page.get_by_text("Step: 0").wait_for(timeout=120_000)
        pictures = page.locator("img, svg")
        pictures.nth(1).wait_for(timeout=60_000)
        assert min(pictures.nth(x).bounding_box()["width"] for x in range(2)) > 200
        page.get_by_role("button", name="Step").first.click()
        page.get_by_text("Step: 1").wait_for(timeout=60_000)
        assert "Policy of Türkiye" in page.inner_text("body")
        assert errors == []
        assert [url for url in asked if not url.startswith((address, "data:", "blob:", "ws:"))] == []
        browser.close()


@pytest.fixture(autouse=True)
def _only_with_solara():
    if not has_solara():
        pytest.skip("no solara here: pip install 'diplomacy-abm[solara]' in an environment, and set SOLARA_PYTHON")
