"""Remake results/limits: the limits in which the answer is known, theory over simulation."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from diplomacy_abm.plots import style  # noqa: E402
from experiments.limits import compare, oracles, played, theory  # noqa: E402

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

THEORY = {"color": style.BLACK, "linewidth": 1.2, "label": "theory"}
MODEL = {"color": style.VERMILION, "marker": "o", "markersize": 3.2, "linestyle": "none", "label": "model"}


def richardson(ax: Axes) -> None:
    """Where the pair runs away: theory's boundary over what the model does."""
    fatigue, reaction = np.linspace(0.05, 1.85, 13), np.linspace(0.0, 0.9, 10)
    grows, damps = [], []
    for a in fatigue:
        for k in reaction:
            path = np.abs(played.deviations(float(k), float(a), (0.012, 0.003), 4))
            runaway = path[-1].sum() > path[0].sum() * 0.999 if k != a else False
            (grows if runaway else damps).append((a, k))
    line = np.linspace(0.0, 1.9, 100)
    ax.plot(line, np.minimum(line, 2.0 - line), **THEORY)
    ax.plot(*np.array(damps).T, **MODEL | {"color": style.SKY, "label": "model: damps"})
    ax.plot(*np.array(grows).T, **MODEL | {"marker": "^", "label": "model: runs away"})
    ax.set(xlabel="fatigue a (per week)", ylabel="reaction k (per week)", ylim=(-0.04, 1.25))
    ax.legend(loc="upper center", ncols=3, fontsize=6, columnspacing=0.8, handletextpad=0.3)


def ultimatum(ax: Axes) -> None:
    """The demand that a proposer risks, by what it thinks that war costs the enemy."""
    thought = np.linspace(0.05, 0.4, 60)
    ax.plot(thought, [theory.ultimatum(0.12, x, 0.06)[0] for x in thought], **THEORY)
    tried = thought[::3]
    ax.plot(tried, [played.ultimatum(0.5, 0.12, x, 0.06)[0] for x in tried], **MODEL)
    ax.set(xlabel="expected cost of war of the enemy (stake)", ylabel="demand above p (stake)")
    ax.annotate("offers stand .05 apart", (0.97, 0.06), xycoords="axes fraction", ha="right", fontsize=6.5)


def commitment(ax: Axes) -> None:
    """The largest shift of power that a settlement survives, by the number of intervals that it takes."""
    intervals = np.arange(1, 9)
    for cost, dash in ((0.05, "-"), (0.1, "--")):
        cases = [played.Rise(0.2, cost, 0.05, intervals=int(n)) for n in intervals]
        line = [theory.commitment(0.2, cost, 0.05, 0.0, 0.5, int(n), played.PATIENCE) for n in intervals]
        ax.plot(intervals, line, **THEORY | {"linestyle": dash, "label": f"war costs both {cost + 0.05:.2f}"})
        ax.plot(intervals, [played.largest_shift(case) for case in cases], **MODEL | {"label": None})
    ax.set(xlabel="intervals in which the arms arrive", ylabel="largest shift of power", ylim=(0.0, 0.85))
    ax.legend(loc="lower right", fontsize=6.5)


def guarantee(ax: Axes) -> None:
    """The same, by coverage, without and with a cost of breach."""
    coverage = np.linspace(0.0, 0.9, 60)
    for bite, dash, name in ((0.0, "-", "without bite"), (0.35, "--", "with bite")):
        line = [theory.commitment(0.25, 0.1, 0.15, 0.0, 0.5, 1, played.PATIENCE, 0.0, bite * x) for x in coverage]
        ax.plot(coverage, line, **THEORY | {"linestyle": dash, "label": name})
        tried = coverage[::5]
        cases = [played.Rise(0.25, 0.1, 0.15, coverage=x, bite=bite) for x in tried]
        ax.plot(tried, [played.largest_shift(case) for case in cases], **MODEL | {"label": None})
    ax.set(xlabel="guarantee to the declining side, G", ylabel="largest shift of power")
    ax.legend(loc="upper left", fontsize=6.5)


def word(ax: Axes) -> None:
    """Who is believed: the two thresholds of Kydd, opposite in bias."""
    bias = np.linspace(-1.0, 1.0, 41)
    case = (0.2, 0.05, 0.15, 0.1, 0.3)
    least, most = theory.restraint_bias(*case), theory.vouching_bias(0.3, 0.3, 0.1, 0.0)
    ax.plot(bias, [min(1.0, played.word_of_weakness(x, *case, 60)) for x in bias],
            **MODEL | {"label": "counsel of restraint"})  # fmt: skip
    ax.plot(bias, [float(played.vouches(x, 0.3, 0.3, 0.1, 0.0)) for x in bias],
            **MODEL | {"color": style.SKY, "marker": "^", "label": "vouching"})  # fmt: skip
    for place in (least, most, -most):
        ax.vlines(place, -0.08, 1.08, color=style.BLACK, linewidth=1.0, linestyle="-" if place == least else "--")
    ax.set(xlabel="bias toward the listener", ylabel="share that is honest", ylim=(-0.08, 1.32))
    ax.legend(loc="upper center", ncols=2, fontsize=6, columnspacing=0.8, handletextpad=0.3)


def bargaining(ax: Axes) -> None:
    """Texts of the model beside the points of negmas."""
    rng = np.random.default_rng(3)
    for solution, (name, colour, mark) in enumerate(
        (("nash", style.VERMILION, "o"), ("kalai-smorodinsky", style.SKY, "^"), ("egalitarian", style.GREEN, "s"))
    ):
        cases = [compare.gains_of(rng) for _ in range(30)]
        points = [oracles.bargaining_points(gains)[name][0] for gains in cases]
        ax.plot(points, [played.text(gains, solution) for gains in cases],
                **MODEL | {"color": colour, "marker": mark, "label": name})  # fmt: skip
    ax.plot([0, 20], [0, 20], **THEORY | {"label": None})
    ax.set(xlabel="package by negmas (of 21)", ylabel="package tabled")
    ax.legend(loc="upper left", fontsize=6.5)


def quantal(ax: Axes) -> None:
    """Attendance in the long run, by the precision of choice."""
    precision = np.linspace(0.5, 12.0, 24)
    worth, audience = (0.15, 0.25), (0.06, 0.08)
    lines = np.array([oracles.quantal_response(worth, audience, x) for x in precision])
    tried = precision[::3]
    points = np.array([played.attendance_frequencies(worth, audience, x, 40_000, 5) for x in tried])
    for side, dash in ((0, "-"), (1, "--")):
        ax.plot(precision, lines[:, side], **THEORY | {"linestyle": dash, "label": f"pygambit, side {'AB'[side]}"})
        ax.plot(tried, points[:, side], **MODEL | {"label": None})
    ax.set(xlabel="precision of choice, λ", ylabel="share of weeks present")
    ax.legend(loc="upper left", fontsize=6.5)


def rivals(ax: Axes) -> None:
    """What several mediators bring together."""
    number = np.arange(1, 9)
    for overlap, dash in ((0.6, "-"), (0.8, "--")):
        ax.plot(number, theory.rivals(number, overlap), **THEORY | {"linestyle": dash, "label": f"s = {overlap}"})
        ax.plot(number, [played.joint_pressure(int(n), overlap) for n in number], **MODEL | {"label": None})
        ax.axvline(-1.0 / np.log(overlap), color=style.GREY, linewidth=0.7, linestyle=":")
    ax.set(xlabel="mediators at once, uncoordinated", ylabel="effect (one mediator = 1)", ylim=(0.0, 2.6))
    ax.legend(loc="upper left", ncols=2, fontsize=6.5)


PANELS = (
    ("1  Richardson's pair", richardson), ("2  One offer (Fearon)", ultimatum),
    ("3  Commitment (Powell)", commitment), ("4  Guarantee", guarantee), ("5  The mediator's word (Kydd)", word),
    ("6  Bargaining solutions", bargaining), ("7  Quantal response", quantal), ("8  Rival mediators", rivals),
)  # fmt: skip


def figure() -> Figure:
    """Draw the eight limits: lines are theory, marks the model."""
    with style.styled():
        drawn = style.new_figure(8.4)
        for ax, (title, draw) in zip(drawn.subplots(4, 2).flat, PANELS, strict=True):
            draw(ax)
            ax.set_title(title)
        drawn.suptitle("Limits with a known answer: lines are theory, marks the model", fontsize=9.5, x=0.01, ha="left")
    return drawn


def section(table: pd.DataFrame) -> str:
    """Return the part of docs/validation.md on the limits, links as they stand in docs."""
    held = int((table["verdict"] == "holds").sum())
    lines = [
        "## Closed forms", "",
        f"Made by `python experiments/limits/run.py`; do not edit. {held} of {len(table)} comparisons hold. With all "
        "but one mechanism switched off the model must give back what theory says. The theory's answer is worked out "
        "on its own, the model's comes from its real phases, and the deviation is the largest over random draws of the "
        "parameters ([how](../experiments/limits/README.md)).", "",
        "![Eight limits: lines are theory, marks the model](../results/limits/limits.png)", "",
        "| limit | source | what is compared | draws | largest deviation | tolerance | because | verdict |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [
        f"| {x['limit']} | {x['source']} | {x['measure']} | {x['draws']} | {x['largest deviation']:.2g} | "
        f"{x['tolerance']:.2g} | {x['because']} | **{x['verdict']}** |"
        for x in table.to_dict("records")
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table, the part of the validation page, and the figure."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "limits")
    chosen = parser.parse_args()
    missing = [name for name in ("negmas", "pygambit") if find_spec(name) is None]
    if missing:
        raise SystemExit(f'Error: {" and ".join(missing)} missing: pip install -c constraints.txt -e ".[limits]"')
    chosen.out.mkdir(parents=True, exist_ok=True)
    rows = [
        (x.id, x.name, x.source, x.measure, len(x.found), float(f"{x.deviation:.2g}"), x.tolerance, x.because,
         "holds" if x.holds else "FAILS")
        for x in compare.all_limits()
    ]  # fmt: skip
    columns = ["id", "limit", "source", "measure", "draws", "largest deviation", "tolerance", "because", "verdict"]
    table = pd.DataFrame(rows, columns=columns)
    table.to_csv(chosen.out / "limits.csv", index=False, lineterminator="\n")
    (chosen.out / "section.md").write_text(section(table), encoding="utf-8")
    style.save(figure(), chosen.out / "limits.png")
    print(table[["id", "limit", "draws", "largest deviation", "tolerance", "verdict"]].to_string(index=False))


if __name__ == "__main__":
    main()
