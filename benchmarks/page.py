"""How many weeks a second the page shows in headless Chromium: ``python benchmarks/page.py [--speed 20] [--two]``.

Plays ten actors of the origin scenario, live from a server of its own and from a replay file, and counts the steps
that were drawn, the time between them, and the frames of the browser; then, with all fifteen actors, the seconds
from a press of End to the last of 104 weeks, and those to the answer of a thousand pairs. Needs Chromium and
playwright.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ABSENT = ["ESP", "POL", "PRK", "CHN", "VAT"]
_COUNT = """(speed) => new Promise((done) => {
  const steps = [], frames = [];
  DA.on('week', () => steps.push(performance.now()));
  const frame = (now) => {
    frames.push(now);
    if (DA.state.playing) requestAnimationFrame(frame);
    else done([steps, frames]);
  };
  DA.setSpeed(speed);
  DA.toggle();
  requestAnimationFrame(frame);
})"""
_COST = """() => {
  DA.stop();
  const costs = [];
  for (let week = 0; week < DA.known(); week += 1) {
    const began = performance.now();
    DA.show(week);
    void document.body.offsetHeight;
    costs.push(performance.now() - began);
  }
  return costs;
}"""
"""Script and layout of each week, without the waiting between them: on a busy machine the median says what it costs."""


def measured(page: Any, speed: float) -> dict[str, float]:
    steps, frames = page.evaluate(_COUNT, speed)
    gaps = [after - before for before, after in pairwise(steps[1:])]
    return {
        "weeks": len(steps),
        "weeks_a_second": round(1000 * (len(steps) - 2) / (steps[-1] - steps[1]), 2),
        "gap_median_ms": round(statistics.median(gaps), 1),
        "gap_p95_ms": round(sorted(gaps)[int(0.95 * len(gaps))], 1),
        "gap_max_ms": round(max(gaps), 1),
        "frames_a_second": round(1000 * (len(frames) - 1) / (frames[-1] - frames[0]), 1),
        "show_median_ms": round(statistics.median(page.evaluate(_COST)), 2),
    }


_END = """() => new Promise((done) => {
  const began = performance.now(), last = DA.lastWeek();
  DA.on('week', () => { if (DA.state.week === last) requestAnimationFrame(() => done(performance.now() - began)); });
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));
})"""
_PAIRS = """() => new Promise((done) => {
  const began = performance.now();
  DA.on('pairs', (said) => done([said.n, performance.now() - began]));
  DA.pairs.ask({ without: ['TUR'] });
})"""


def answered(page: Any) -> dict[str, float]:
    """Measure what a reader waits for: the end of a run, and the answer to a question; each after a turn to warm up."""
    found = {}
    for seed in (11, 12):
        page.evaluate(f"""DA.setup = {{...DA.setup, scenario: 'ukraine-2025', seed: '{seed}', steps: 104, without: [],
            beside: null}}; DA.live.begin({{keep: false}})""")
        page.wait_for_timeout(4000)
        found["end_seconds"] = round(page.evaluate(_END) / 1000, 2)
        n, waited = page.evaluate(_PAIRS)
        found |= {"pairs": n, "pairs_seconds": round(waited / 1000, 2)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", type=float, default=20.0)
    parser.add_argument("--two", action="store_true", help="two runs side by side")
    given = parser.parse_args()
    from diplomacy_abm.app import replay
    from diplomacy_abm.app.recorder import watch
    from tests.app.browser import browser, needed, served

    if needed():
        sys.exit(needed())
    found: dict[str, Any] = {"processors": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    with tempfile.TemporaryDirectory() as scratch, browser() as chrome:
        folder = Path(scratch)
        arms = [watch("ukraine-2025", seed=7, without=ABSENT).play()]
        if given.two:
            arms.append(watch("ukraine-2025", seed=7, without=[*ABSENT, "TUR"]).play())
        replay.write(arms, folder / "replay.html")
        found["replay_kB"] = round((folder / "replay.html").stat().st_size / 1000)
        page = chrome.new_context(viewport={"width": 1280, "height": 720}).new_page()
        page.goto((folder / "replay.html").as_uri())
        found["replay"] = measured(page, given.speed)
        with served(folder) as url:
            page.goto(url)
            page.wait_for_timeout(1500)
            beside = "{without: ['TUR']}" if given.two else "null"
            page.evaluate(f"""DA.setup = {{...DA.setup, scenario: 'ukraine-2025', seed: '7', steps: 104,
                without: {json.dumps(ABSENT)}, beside: {beside}}}; DA.live.begin({{keep: false}})""")
            page.wait_for_timeout(4000)
            found["live"] = measured(page, given.speed)
            found["answers"] = answered(page)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
