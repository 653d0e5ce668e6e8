"""Remake results/learner: train a mediator and compare it with the built-in policies on fresh luck.

``python experiments/learner/run.py [--runs 2500] [--fresh 1000]``; needs the extra ``rl``.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import diplomacy_abm  # noqa: E402
from diplomacy_abm.analysis.intervals import clustered_mean  # noqa: E402
from diplomacy_abm.analysis.parts import signs_of  # noqa: E402
from diplomacy_abm.api import resolve  # noqa: E402
from diplomacy_abm.plots import style  # noqa: E402
from diplomacy_abm.scenario.sample import sets_of_runs  # noqa: E402
from diplomacy_abm.seats import goal_weights, score_ensemble  # noqa: E402
from diplomacy_abm.seats.curated import manifest_of, write_curated  # noqa: E402
from experiments.learner.learner import Learner, Seat, Trainer, draw  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SCENARIO, SEAT = "ukraine-2025", "TUR"
PEACE_ONLY: dict[str, Any] = {f"actors.{SEAT}.goals.{goal}": 0.0 for goal in ("prestige", "commerce")}
"""The same seat without the goals of a mediator's own: what is left is peace and, with small weights, the sides'."""
TRAINING, FRESH = (1001, 1002, 1003), 424242
"""Seeds of three trainings, and of the runs on which all are compared; no run of the one is a run of the other."""
SETS = 20
COMPARED = {"parameters.sample": f"ukraine:{SETS}"}
"""Sets of parameters of the fresh runs: the first of the hundred of the trainings, each played often enough to have a
sign of its own."""
OTHERS = ("quantal", "random", "status-quo")


def environment(settings: Mapping[str, Any], seed: int = FRESH) -> Any:
    """The mediator's channel of the seat; on its other channel its own policy chooses."""
    return diplomacy_abm.parallel_env(SCENARIO, {SEAT: ["mediation"]}, seed=seed, settings=dict(settings))


def choosers(seat: Seat, learner: Learner) -> dict[str, Any]:
    """The learner and the policies that it is compared with, on the same channel."""
    rows = learner.rows(action.move for action in seat.actions)
    rng = np.random.default_rng(FRESH)

    def learned(seen: Any, info: Any) -> int:
        chances = learner.chances(rows, info["action_values"], info["action_mask"] == 1, seat.situation(seen))
        return draw(chances, rng.random())

    def at_random(seen: Any, info: Any) -> int:
        open_ = info["action_mask"] == 1
        count = np.bincount(rows[open_], minlength=len(learner.moves))
        return draw(np.where(open_, 1.0 / np.maximum(count[rows], 1), 0.0), rng.random())

    return {
        "learner": learned,
        "quantal": lambda seen, info: info["own_choice"],
        "random": at_random,
        "status-quo": lambda seen, info: 0,
    }


def played(settings: Mapping[str, Any], learner: Learner, name: str, training: int, fresh: int) -> pd.DataFrame:
    """Play the fresh runs with one player: one row a run, with its score, levels, what the world gets, and moves."""
    env = environment(settings)
    seat = Seat(env, SEAT)
    choose, s = choosers(seat, learner)[name], env.stepper.s
    rows = []
    for run in range(fresh):
        info, made = seat.play(choose, FRESH, run)
        moves = {f"move {x}": 0.0 for x in learner.moves}
        for action, times in zip(seat.actions, made, strict=True):
            moves[f"move {action.move}"] += times
        world = {"settlements": s.settlements, "partial_deals": s.partial_deals, "rounds": s.rounds}
        rows.append({"player": name, "training": training, "run": run, "score": info["score"], **info["levels"],
                     **world, "intensity": s.sum_escalation / s.step, **moves})  # fmt: skip
    return pd.DataFrame(rows)


def compared(pool: Executor, settings: Mapping[str, Any], learners: list[Learner], fresh: int) -> pd.DataFrame:
    """Play the fresh runs with every learner and every other player."""
    tasks = [(settings, learner, "learner", number, fresh) for number, learner in enumerate(learners)]
    tasks += [(settings, learners[0], name, -1, fresh) for name in OTHERS]
    return pd.concat(pool.map(played, *zip(*tasks, strict=True)), ignore_index=True)


def gains(table: pd.DataFrame, whole_seat: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Paired differences in goal score of each trained learner from each other player, run against run."""
    rows = []
    for training, learned in table[table["player"] == "learner"].groupby("training"):
        mine = learned.sort_values("run")["score"].to_numpy()
        others = {name: table[table["player"] == name].sort_values("run")["score"].to_numpy() for name in OTHERS}
        others |= {f"{name}, whole seat": scores for name, scores in whole_seat.items()}
        for name, theirs in others.items():
            of = sets_of_runs(SETS, len(mine))
            found = clustered_mean(mine - theirs, of)
            rows.append({"training": int(training) + 1, "against": name, "learner": mine.mean(), "other": theirs.mean(),
                         "estimate": found.value, "low": found.low, "high": found.high, "n": len(mine),
                         **signs_of(mine - theirs, of)})  # fmt: skip
    return pd.DataFrame(rows)


def by_goal(table: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """What each goal contributes to the gain of the first learner over each other player."""
    learned = table[(table["player"] == "learner") & (table["training"] == 0)].sort_values("run")
    rows = []
    for name in OTHERS:
        other = table[table["player"] == name].sort_values("run")
        for goal, weight in weights.items():
            gap, of = weight * (learned[goal].to_numpy() - other[goal].to_numpy()), sets_of_runs(SETS, len(other))
            found = clustered_mean(gap, of)
            rows.append({"against": name, "goal": goal, "weight": weight, "estimate": found.value, "low": found.low,
                         "high": found.high, "n": len(other), **signs_of(gap, of)})  # fmt: skip
    return pd.DataFrame(rows)


def world(table: pd.DataFrame) -> pd.DataFrame:
    """Means by player of what the world gets and of the moves made in a run; the first training stands for all."""
    first = table[table["training"] <= 0]
    names = [name for name in table if name not in ("player", "training", "run")]
    means = first.groupby("player", sort=False)[names].mean().reset_index()
    return means.assign(n=len(first) // means["player"].nunique())


def smoothed(scores: list[float], width: int = 250) -> tuple[np.ndarray, np.ndarray]:
    """Means over blocks of runs, and where they end; a short training is one block."""
    width = min(width, len(scores))
    blocks = np.array(scores[: len(scores) // width * width]).reshape(-1, width)
    return (np.arange(len(blocks)) + 1) * width, blocks.mean(axis=1)


def draw_learning(ax: Axes, learning: pd.DataFrame, means: pd.DataFrame) -> None:
    """Goal score while learning, beside the others' on the fresh runs."""
    for training, rows in learning.groupby("training"):
        label = "learner (three trainings)" if training == 1 else None
        ax.plot(rows["runs"], rows["score"], color=style.BLUE, linewidth=1.1, label=label)
    dashes = {"quantal": (style.BLACK, "-"), "random": (style.ORANGE, "--"), "status-quo": (style.VERMILION, ":")}
    scores = means.set_index("player")["score"]
    for name, (colour, dash) in dashes.items():
        ax.axhline(scores[name], color=colour, linestyle=dash, label=name)
    ax.set(xlabel="runs of training", ylabel="goal score (0 to 1)", title="While learning (means of 250 runs)")
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + 0.32 * (high - low))
    ax.legend(loc="upper left", ncols=2, fontsize=6.8)


def draw_gains(ax: Axes, found: pd.DataFrame) -> None:
    """Paired gains on fresh runs with their intervals, one mark a training."""
    names = list(dict.fromkeys(found["against"]))
    for number, (_, rows) in enumerate(found.groupby("training")):
        places = [names.index(name) + 0.2 * (number - 1) for name in rows["against"]]
        spans = [100 * (rows["estimate"] - rows["low"]), 100 * (rows["high"] - rows["estimate"])]
        ax.errorbar(
            100 * rows["estimate"], places, xerr=spans, fmt="o", color=style.BLUE, markersize=3.5, linewidth=1.1
        )  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    ax.set(xlabel="gain in goal score (hundredths)", title="On fresh runs, against (95 %)")
    ax.set_xlim(left=min(0.0, ax.get_xlim()[0]))


def draw_goals(ax: Axes, parts: pd.DataFrame, title: str) -> None:
    """Where the gain comes from."""
    goals = list(dict.fromkeys(parts["goal"]))
    colours = {"quantal": style.BLACK, "random": style.ORANGE, "status-quo": style.VERMILION}
    for number, name in enumerate(OTHERS):
        rows = parts[parts["against"] == name].set_index("goal").loc[goals]
        spans = [100 * (rows["estimate"] - rows["low"]), 100 * (rows["high"] - rows["estimate"])]
        ax.barh(
            np.arange(len(goals)) + 0.27 * (number - 1), 100 * rows["estimate"], 0.25, xerr=spans,
            color=colours[name], label=f"over {name}", error_kw={"linewidth": 0.8, "ecolor": style.GREY},
        )  # fmt: skip
    ax.axvline(0.0, color=style.GREY, linewidth=0.8)
    ax.set_yticks(range(len(goals)), goals)
    ax.invert_yaxis()
    ax.set(xlabel="weight × gain in level (hundredths)", title=title)
    # the first goals gain next to nothing, so there is room beside them
    ax.legend(loc="upper right", fontsize=6.8)


def figure(tables: Mapping[str, pd.DataFrame]) -> Figure:
    """Draw the tables: learning, gains, and where they come from, with and without prestige."""
    with style.styled():
        drawn = style.new_figure(6.6)
        axes = drawn.subplots(2, 2)
        draw_learning(axes[0, 0], tables["learning-detail"], tables["world"])
        draw_gains(axes[0, 1], tables["gains"])
        draw_goals(axes[1, 0], tables["goals"], "Where the gain comes from")
        draw_goals(axes[1, 1], tables["goals-peace-only"], "A learner for peace (other scale)")
        drawn.suptitle("A learner in Türkiye's seat as mediator", fontsize=9.5, x=0.01, ha="left")
    return drawn


def trained(settings: Mapping[str, Any], seed: int, runs: int) -> tuple[Learner, list[float]]:
    """Train a learner; return it with the goal scores of its runs."""
    trainer = Trainer(environment(settings, seed), SEAT, seed)
    scores = trainer.train(runs, lambda n, mean: print(f"  seed {seed}, {n} runs: {mean:.4f}", flush=True))
    return trainer.learner, scores


def learned_now(pool: Executor, runs: int) -> tuple[list[Learner], pd.DataFrame]:
    """Train all learners, the one for peace last; return them with the scores while they learned."""
    jobs = [({}, seed) for seed in TRAINING] + [(PEACE_ONLY, TRAINING[0])]
    done = list(pool.map(trained, *zip(*jobs, strict=True), [runs] * len(jobs)))
    rows = [{"training": x + 1, "runs": int(n), "score": y} for x, (_, scores) in enumerate(done[:-1])
            for n, y in zip(*smoothed(scores), strict=True)]  # fmt: skip
    return [learner for learner, _ in done], pd.DataFrame(rows)


def learned_in(folder: Path) -> tuple[list[Learner], pd.DataFrame]:
    """Read what an earlier call of the same command learned."""
    names = [*(f"table-{number + 1}" for number in range(len(TRAINING))), "table-peace-only"]
    return [Learner.read(folder / f"{name}.csv") for name in names], pd.read_csv(folder / "learning-detail.csv")


def main() -> None:
    """Train, compare, and write tables, figure and manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2500, help="runs of each training")
    parser.add_argument("--fresh", type=int, default=1000, help="fresh runs on which the players are compared")
    parser.add_argument("--workers", type=int, default=None, help="processes [default: the number of processors]")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "learner")
    parser.add_argument("--redraw", action="store_true", help="only draw the tables that are there again")
    parser.add_argument("--trained", action="store_true", help="train nobody, compare what is learned already again")
    chosen = parser.parse_args()
    if chosen.redraw:
        kept = {path.stem: pd.read_csv(path) for path in chosen.out.glob("*.csv")}
        style.save(figure(kept), chosen.out / "learner.png")
        return
    try:
        environment({}).close()  # compiles what the processes then load
    except ValueError as error:
        raise SystemExit(f"Error: {error}") from None
    with ProcessPoolExecutor(chosen.workers, mp_context=get_context("spawn")) as pool:
        every, learning = learned_in(chosen.out) if chosen.trained else learned_now(pool, chosen.runs)
        learners, peaceful = every[:-1], every[-1:]
        table = compared(pool, COMPARED, learners, chosen.fresh)
        peace = compared(pool, PEACE_ONLY | COMPARED, peaceful, chosen.fresh)
    dispute = resolve(SCENARIO, COMPARED)
    whole = {
        name: score_ensemble(dispute, [SEAT], chosen.fresh, FRESH, policies={SEAT: name}).of(SEAT)
        for name in ("random", "status-quo")
    }
    found, parts = gains(table, whole), by_goal(table, goal_weights(dispute, SEAT))
    bare = environment(PEACE_ONLY).stepper.dispute
    peace_parts = by_goal(peace, goal_weights(bare, SEAT))
    tables = {
        "gains": found, "gains-peace-only": gains(peace, {}), "goals": parts, "goals-peace-only": peace_parts,
        "world": world(table), "world-peace-only": world(peace),
        **{f"table-{number + 1}": learner.frame() for number, learner in enumerate(learners)},
        "table-peace-only": peaceful[0].frame(), "learning-detail": learning,
    }  # fmt: skip
    manifest = manifest_of(
        "python experiments/learner/run.py", dispute, FRESH, chosen.fresh, training_seeds=list(TRAINING),
        training_runs=chosen.runs,
    )  # fmt: skip
    write_curated(chosen.out, tables, {"learner": figure(tables)}, manifest)
    print(found.to_string(index=False))


if __name__ == "__main__":
    main()
