"""One self-contained page that tells a study: question, design, results, caveats, and how to make it again."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from diplomacy_abm.report import design_words, ending
from diplomacy_abm.report.elements import Section, Text, count, drawn, sentence
from diplomacy_abm.report.reading import Reading
from diplomacy_abm.results.sound import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from diplomacy_abm.results.store import Store

NAME = "report.html"


def write_report(
    store: Store | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    figures: Mapping[str, Drawing] | None = None,
    pool: bool = False,
) -> Path:
    """Write the report of a study as one HTML file that asks for nothing else.

    Parameters
    ----------
    store : Store or path
        A study, finished or not.
    out : path, optional
        The file; ``report.html`` in the folder of the study by default.
    figures : mapping of str to matplotlib.figure.Figure, optional
        Further figures by their captions, which are also read out instead of them.
    pool : bool
        Whether outcomes, arms and durations are means over all points of the design. By default they are told at the
        scenario's own values of the factors, where the design has them or, for numbers, at the nearest.

    Returns
    -------
    pathlib.Path
        The file. It is written aside first and then renamed, so that a reader never sees half of it.

    Raises
    ------
    ValueError
        If the folder holds no study, in one line.
    """
    from diplomacy_abm.results.store import open_store

    opened = open_store(store) if isinstance(store, str | os.PathLike) else store
    target = Path(out) if out is not None else opened.path / NAME
    study = Reading.of(opened)
    if pool:
        study.__dict__["own"] = None
    page = render(study, figures or {})
    with whole_file(target) as aside:
        aside.write_text(page, encoding="utf-8")
    return target


def render(study: Reading, figures: Mapping[str, Drawing]) -> str:
    """Return the page of a study as HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    sections = _sections(study)
    if figures:
        # before the caveats and what follows them
        place = next(k for k, section in enumerate(sections) if section.title == "Caveats")
        more = Section("Further figures", [drawn(figure, text, text) for text, figure in figures.items()])
        sections.insert(place, more)
    environment = Environment(
        loader=PackageLoader("diplomacy_abm", "report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("template.html").render(
        title=study.title, name=study.name, sections=sections, warnings=_warnings(study),
        version=study.manifest["versions"]["diplomacy-abm"], numbers=_numbered(sections), key=id,
    )  # fmt: skip


def _sections(study: Reading) -> list[Section]:
    start = [design_words.question(study), design_words.design(study)]
    end = [ending.failures(study), ending.caveats(study), ending.provenance(study)]
    if study.finished().empty:
        none = "No run has finished yet, so there is nothing to show."
        return [*start, Section("Results", [Text(none)]), *end]
    return [start[0], *_results(study, start[1]), *end]


def _results(study: Reading, design: Section) -> list[Section]:
    from diplomacy_abm.report import one_run, sampled, sections

    several = study.finished()["arm"].nunique() > 1
    wanted: list[tuple[bool, Callable[[Reading], Section]]] = [
        (True, sections.outcomes),
        (True, one_run.one_run),
        (several, sections.arms),
        (bool(study.grid), sections.factors),
        (len(study.grid) > 1, sections.planes),
        (True, sections.durations),
        (sampled.has_sensitivity(study), sampled.importance),
        (sampled.has_discovery(study), sampled.boxes),
        (bool(study.sampled), sampled.regressions),
    ]
    found = [sections.in_short(study), design]
    for applies, make in wanted:
        if not applies:
            continue
        try:
            found.append(make(study))
        except ValueError as error:
            # what an analysis cannot do with these runs is told in its place, the others go on
            title = _TITLES.get(make.__name__, make.__name__)
            found.append(Section(title, [Text(sentence(f"Not shown: {_clean(str(error), study)}"), note=True)]))
    return found


_TITLES = {
    "outcomes": "How the runs ended", "one_run": "One run", "arms": "Comparison of the arms",
    "factors": "Along the factors", "planes": "Two factors at once", "durations": "How long war and peace last",
    "importance": "Sensitivity", "boxes": "Where the outcomes live", "regressions": "Regression",
}  # fmt: skip


def _warnings(study: Reading) -> list[str]:
    """Return what a reader should know first; folders are this machine's business and left out."""
    words = [sentence(_clean(text, study)) for text in study.warnings]
    if not study.complete:
        planned = len(study.arms) * len(study.points) * study.manifest["runs"]
        words.insert(
            0,
            f"This study is not complete: {count(len(study.runs()))} of {count(planned)} runs have been played. "
            "Everything below rests on those alone, and they may not be spread evenly over arms and points.",
        )
    return words


def _clean(text: str, study: Reading) -> str:
    for prefix in (f"{study.path}: ", f"{study.path}/", f"{study.path.name}: "):
        text = text.replace(prefix, "")
    return text


def _numbered(sections: list[Section]) -> dict[int, int]:
    """Return the number of every figure and table by its identity."""
    numbers: dict[int, int] = {}
    counts: dict[str, int] = {}
    for section in sections:
        for element in section.elements:
            if element.kind in ("figure", "table"):
                counts[element.kind] = numbers[id(element)] = counts.get(element.kind, 0) + 1
    return numbers

