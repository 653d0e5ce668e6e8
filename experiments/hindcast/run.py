"""Remake results/hindcast: every question asked, scored, and told as a section of the validation page."""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from diplomacy_abm.analysis.hindcast import sets_of  # noqa: E402
from diplomacy_abm.analysis.parts import sign_stability, verdict  # noqa: E402
from diplomacy_abm.analysis.ranked import noise_of_counts  # noqa: E402
from diplomacy_abm.analysis.scoring import FEWEST  # noqa: E402
from diplomacy_abm.hindcast.play import Tally  # noqa: E402
from diplomacy_abm.hindcast.questions import labels_of, load_questions  # noqa: E402
from diplomacy_abm.hindcast.result import Hindcast, hindcast  # noqa: E402
from diplomacy_abm.hindcast.store import write_hindcast  # noqa: E402
from diplomacy_abm.plots.reliability import figure_hindcast  # noqa: E402
from diplomacy_abm.plots.style import save  # noqa: E402
from diplomacy_abm.results.parts import write_aside  # noqa: E402
from diplomacy_abm.results.sound import rounded  # noqa: E402
from experiments.hindcast import section  # noqa: E402

RUNS = 10_000
ORIGIN = "ukraine-2025"
DRAWS = "ukraine-2022-2025"
"""The posterior sample that ships: one set of parameters for each run."""
AGAINST = {"base rate": "base", "persistence": "persistence", "a coin": ""}
"""What the score of each set of parameters is held against, and its column."""


def play(out: Path, runs: int) -> None:
    """Ask with each start's own parameters and with draws of the posterior; write the tables."""
    file = load_questions()
    judged = hindcast(file, runs)
    command = ["python experiments/hindcast/run.py", *(["--runs", str(runs)] if runs != RUNS else [])]
    write_hindcast(judged, out, command)
    # the starts can be shown at any time, and are long
    for path in (out / "scenarios").iterdir():
        path.unlink()
    (out / "scenarios").rmdir()
    put(out / "signs.csv", signs(judged))
    drawn = hindcast(file, runs, parameters=DRAWS)
    put(out / "drawn.csv", drawn.table[["id", "p", "low", "high", "runs"]])
    versions = {"drawn": drawn.tallies[ORIGIN], "as shipped": judged.tallies[ORIGIN]}
    put(out / "open.csv", open_answers(versions))


def signs(judged: Hindcast) -> pd.DataFrame:
    """Share of the sets of parameters in which the score differs from others' by Student's interval over the starts."""
    rows = []
    for name, table in sets_of(judged.table).items():
        losses = losses_by_set(judged, table)
        y, starts = (table["answer"] == "yes").to_numpy(float), table["scenario"].to_numpy()
        for against, column in AGAINST.items():
            p = table[column].to_numpy(float) if column else np.full(len(y), 0.5)
            known = np.isfinite(p)
            gaps = (losses - np.square(p - y))[:, known]
            draws = np.repeat(np.arange(len(gaps)), gaps.shape[1])
            if len(set(starts[known])) >= FEWEST:
                found = sign_stability(gaps.ravel(), draws, clusters=np.tile(starts[known], len(gaps)))
                rows.append({"questions": name, "against": against, **found, "verdict": verdict(found)})
    return pd.DataFrame(rows)


def losses_by_set(judged: Hindcast, table: pd.DataFrame) -> np.ndarray:
    """Return the loss on each question under each set of parameters, shape (sets, questions), as of very many runs."""
    columns = []
    for row in table.itertuples():
        tally = judged.tallies[row.scenario]
        assert tally.ran is not None
        hits = tally.sets[row.id].get("yes", np.zeros(len(tally.ran)))
        noise = noise_of_counts(np.column_stack([tally.ran - hits, hits]))
        columns.append(np.square(hits / tally.ran - (row.answer == "yes")) - noise)
    return np.column_stack(columns)


def open_answers(arms: "dict[str, Tally]") -> pd.DataFrame:
    """Return what the versions of the origin scenario say of its own questions, a row for each answer."""
    questions, shipped = load_questions().asked_from(ORIGIN), arms["as shipped"]
    rows = []
    for question in questions:
        answers = labels_of(shipped.scenario) if question.reading.is_label else ["yes"]
        for answer in answers:
            actor = shipped.scenario.actors.get(answer)
            for arm, tally in arms.items():
                name = answer if actor is None else actor.name
                rows.append((question.id, question.question, name, arm, *tally.share(question.id, answer)[:3]))
    return pd.DataFrame(rows, columns=["id", "question", "answer", "parameters", "p", "low", "high"])


def tell(out: Path) -> None:
    """Draw the figure, and write the section of the validation page and the list of questions, from the tables."""
    tables = {"as shipped": pd.read_csv(out / "questions.csv")}
    alone = tables["as shipped"].drop(columns=["p", "low", "high", "runs"])
    tables["posterior"] = alone.merge(pd.read_csv(out / "drawn.csv"), on="id")
    labels = pd.read_csv(out / "labels.csv").fillna({"came": ""})
    save(figure_hindcast(tables["as shipped"]), out / "reliability.png")
    runs = int(tables["as shipped"]["runs"].max())
    write(out / "section.md", section.text(tables, labels, runs, pd.read_csv(out / "open.csv")))
    write(out / "questions.md", section.questions(tables["as shipped"]))


def put(path: Path, table: pd.DataFrame) -> None:
    """Write a table."""
    write(path, rounded(table).to_csv(index=False, lineterminator="\n"))


def write(path: Path, text: str) -> None:
    """Write a text aside and put it in its place."""
    write_aside(path, text.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description="Remake the results of hindcast.")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each scenario [default: {RUNS}]")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "hindcast", help="folder for the results")
    parser.add_argument("--text", action="store_true", help="play nothing, tell again what the tables say")
    chosen = parser.parse_args()
    try:
        if not chosen.text:
            play(chosen.out, chosen.runs)
        tell(chosen.out)
    except (ValueError, OSError) as error:
        raise SystemExit(f"Error: {error}") from None


if __name__ == "__main__":
    main()
