"""A run as a film: the relations week by week over the talk track, for a talk or a class."""

from __future__ import annotations

import os
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.animation import FFMpegWriter, PillowWriter
from matplotlib.cm import ScalarMappable
from PIL import Image

from diplomacy_abm.plots import style
from diplomacy_abm.plots.network import COLOURS, TRUST_RANGE, positions, relations_network, values_at
from diplomacy_abm.plots.run_panels import dates, talk_track
from diplomacy_abm.results.card import card
from diplomacy_abm.results.sound import whole_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from diplomacy_abm.results import Run

SUFFIXES = (".gif", ".mp4")

DPI = 110

_CAPTION_WIDTH = 104
_CAPTION_LINES = 2


class Film:
    """The frames of a run, drawn one after the other on one figure; ValueError without steps or state."""

    def __init__(self, run: Run) -> None:
        if len(run.steps) == 0 or len(run.state) == 0:
            raise ValueError("animate: the run has no state to draw; it is kept by `run --out`")
        self.run = run
        self.who = card(run.scenario)
        self.steps = [int(step) for step in run.steps["step"]]
        self.captions = captions(run)
        self.places = positions(self.who, self._usual_support(), run.without)
        self.figure = self._figure()

    def _usual_support(self) -> dict[tuple[str, str], float]:
        """Mean support over the run: actors then stand still when support moves."""
        total: Counter[tuple[str, str]] = Counter()
        for step in self.steps:
            total.update(values_at(self.run, step, "support"))
        return {pair: value / len(self.steps) for pair, value in total.items()}

    def _figure(self) -> Figure:
        heights = [y for _, y in self.places.values()]
        top = min(max(1.6 + 1.35 * (max(heights) - min(heights)), 3.2), 5.6)
        height = top + 2.3
        # a layout of its own would shift from frame to frame
        figure = style.new_figure(height, layout=None)
        figure.set_dpi(DPI)
        self.net = figure.add_axes((0.01, 2.12 / height, 0.86, (top - 0.32) / height))
        scale = figure.add_axes((0.885, 2.5 / height, 0.012, (top - 1.1) / height))
        self.track = figure.add_axes((0.155, 0.74 / height, 0.66, 1.1 / height))
        self.heading = figure.text(0.01, 1 - 0.22 / height, "", fontsize=10.5, fontweight="bold", ha="left")
        self.caption = figure.text(0.01, 0.08 / height, "", fontsize=7.8, ha="left", va="bottom", linespacing=1.25)
        bar = figure.colorbar(ScalarMappable(TRUST_RANGE, COLOURS), cax=scale)
        bar.set_label("trust of the tail in the head\n(in a mediator: credibility)", fontsize=7.5)
        bar.outline.set_visible(False)
        self._draw_track(self.track)
        return figure

    def _draw_track(self, ax: Axes) -> None:
        talk_track(self.run, ax)
        when = dates(self.run.steps)
        ax.set_xlim(when[0], when[-1])
        style.time_axis(ax)
        ax.tick_params(labelsize=7)
        ax.set_title("Talk track", fontsize=8.5)
        self.when = when
        self.now = ax.axvline(when[0], color=style.VERMILION, linewidth=1.4, zorder=6)
        self.veil = ax.axvspan(when[0], when[-1], color="white", alpha=0.72, zorder=5, linewidth=0)

    def draw(self, frame: int) -> None:
        """Draw the frame of a step, counted from 0."""
        step = self.steps[frame]
        self.net.clear()
        relations_network(self.run, step, self.net, self.places)
        self.now.set_xdata([self.when[frame]] * 2)
        span: Any = self.veil
        left = matplotlib.dates.date2num(self.when[frame])
        span.set_x(left)
        span.set_width(matplotlib.dates.date2num(self.when[-1]) - left)
        word = "week" if self.who.step_days == 7 else "step"
        day = str(self.run.steps["date"].iloc[frame])[:10]
        self.heading.set_text(f"{self.who.title} · {word} {step + 1} of {len(self.steps)} · {day}")
        self.caption.set_text(self.captions.get(step, ""))


def captions(run: Run) -> dict[int, str]:
    """Return the news of each step in at most two lines."""
    from diplomacy_abm.narrate import story

    found: dict[int, str] = {}
    for paragraph in story(run)[1:-1]:
        head, _, text = paragraph.partition("). ")
        words = head.split()
        if words and words[0] in ("Week", "Step") and words[1].isdecimal():
            lines = textwrap.wrap(text, _CAPTION_WIDTH)
            if len(lines) > _CAPTION_LINES:
                lines = [*lines[: _CAPTION_LINES - 1], lines[_CAPTION_LINES - 1][: _CAPTION_WIDTH - 2].rstrip() + " …"]
            found[int(words[1]) - 1] = "\n".join(lines)
    return found


def animate(run: Run, path: str | os.PathLike[str], fps: int = 4) -> Path:
    """Write a run as a film, aside first and then renamed.

    Parameters
    ----------
    run : Run
        A finished run with its state.
    path : path
        Its suffix is the format: ``.gif``, or ``.mp4`` where ffmpeg is found.
    fps : int
        Weeks a second.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        In one line, for another suffix, without ffmpeg for an mp4, or for a run that cannot be drawn.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"animate: {target.name!r} is neither .gif nor .mp4")
    if suffix == ".mp4" and not FFMpegWriter.isAvailable():
        raise ValueError("animate: an .mp4 needs ffmpeg, which is not found here; install it, or write a .gif")
    with style.styled(), whole_file(target) as aside:
        film = Film(run)
        # players of mp4 want even sides and this format of colours
        writer = _Gif(fps=fps) if suffix == ".gif" else FFMpegWriter(
            fps=fps, extra_args=["-pix_fmt", "yuv420p", "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2"]
        )  # fmt: skip
        with writer.saving(film.figure, str(aside), DPI):
            for frame in range(len(film.steps)):
                film.draw(frame)
                writer.grab_frame()
    return target


class _Gif(PillowWriter):
    """Pillow's writer with one palette for the whole film.

    Left alone, Pillow chooses the colours of each frame anew, and small marks change their colour from week to week.
    """

    palette: Image.Image | None = None

    def setup(self, fig: Figure, outfile: Any, dpi: float | None = None) -> None:
        """Begin without frames."""
        super().setup(fig, outfile, dpi)
        self.frames: list[Image.Image] = []

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        """Keep the frame, in the colours of the first one."""
        self.fig.canvas.draw()
        shown = Image.fromarray(np.asarray(self.fig.canvas.buffer_rgba())[..., :3])  # type: ignore[attr-defined]
        if self.palette is None:
            self.palette = shown.quantize(256, Image.Quantize.MAXCOVERAGE)
        self.frames.append(shown.quantize(palette=self.palette, dither=Image.Dither.NONE))

    def finish(self) -> None:
        """Write the file, which plays again and again; nothing where no frame was drawn."""
        if not self.frames:
            return
        first, *others = self.frames
        first.save(
            self.outfile, save_all=True, append_images=others, duration=int(1000 / self.fps), loop=0, optimize=False
        )  # fmt: skip
