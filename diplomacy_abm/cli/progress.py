"""What a terminal shows while runs are played; a pipe sees nothing of it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from diplomacy_abm.cli.text import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

Advance = Callable[[int, int], None]
"""Called with the runs that are done since the last call, and how many have failed so far."""


@contextlib.contextmanager
def progress(total: int, earlier: int = 0) -> Iterator[Advance]:
    """Show a bar on a terminal: runs done, rate, time left, failures so far.

    Runs done earlier do not count in rate and time.
    """
    if not sys.stderr.isatty():
        yield lambda count, failed: None
        return
    from rich.console import Console

    with bar(total, earlier, Console(stderr=True)) as shown:
        task = shown.add_task("runs", total=total, completed=earlier, failed=0)
        yield lambda count, failed: shown.update(task, advance=count, failed=failed)


@contextlib.contextmanager
def playing(total: int) -> Iterator[Callable[[int], None]]:
    """Have the kernel, then show a bar; what it gives is called with the runs that are done since the last call."""
    compile_first()
    with progress(total) as advance:
        yield lambda count: advance(count, 0)


def bar(total: int, earlier: int, console: Console) -> Progress:
    """Return the bar, not yet shown."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task
    from rich.text import Text

    class Rate(ProgressColumn):
        """Runs per second since the start, and the time that the others take at that rate."""

        def render(self, task: Task) -> Text:
            done, seconds = task.completed - earlier, task.elapsed or 0.0
            left = left_text(done, total - task.completed, seconds)
            return Text("  ".join(text for text in (rate_text(done, seconds), left) if text))

    class Failures(ProgressColumn):
        """Failed runs, once there are some."""

        def render(self, task: Task) -> Text:
            failed = task.fields.get("failed", 0)
            return Text(f"{failed:,} failed" if failed else "", style="red")

    columns = (BarColumn(), MofNCompleteColumn(), Rate(), Failures())
    return Progress(*columns, console=console, transient=True)


def rate_text(runs: float, seconds: float) -> str:
    """Return how many runs a second were done, in three figures; nothing before the first."""
    if runs <= 0 or seconds <= 0:
        return ""
    rate = runs / seconds
    return f"{rate:,.0f} runs/s" if rate >= 100 else f"{rate:.3g} runs/s"


def left_text(runs: float, more: float, seconds: float) -> str:
    """Return how long `more` runs take if they take as long as those that are done; nothing before the first."""
    if runs <= 0 or seconds <= 0:
        return ""
    left = round(more * seconds / runs)
    hours, minutes = divmod(left // 60, 60)
    return f"{hours}:{minutes:02d}:{left % 60:02d} left"


def compile_first() -> None:
    """Have the kernel before the runs begin, with a word where it takes long."""
    from diplomacy_abm.engine.cache import is_compiled, jit_disabled, kernel

    if jit_disabled():
        return
    if not is_compiled():
        say("compiling (once, about half a minute)", err=True)
    # before the bar, so that its rate is of the runs alone
    kernel()
