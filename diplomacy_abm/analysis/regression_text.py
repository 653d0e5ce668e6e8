"""Regressions side by side as text: Markdown, LaTeX or HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import pandas as pd

FORMATS = ("markdown", "latex", "html")


def regression_text(
    tables: Mapping[str, pd.DataFrame], form: str = "markdown", labels: Mapping[str, str] | None = None,
    measures: Sequence[str] = ("marginal effect", "slope", "log hazard", "log odds"), digits: int = 3,
) -> str:  # fmt: skip
    """Set regressions side by side, a row for each term and a column for each of them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What :func:`~diplomacy_abm.analysis.regression.regress` returned, by the head of the column.
    form : str
        ``"markdown"``, ``"latex"`` or ``"html"``.
    labels : mapping of str to str, optional
        What to call arms and factors, as :func:`~diplomacy_abm.analysis.study.labels` gives.
    measures : sequence of str
        The first of these that a regression has is shown.
    digits : int
        Significant digits.

    Returns
    -------
    str
        Estimates with their intervals in brackets, and the number of runs.

    Raises
    ------
    ValueError
        If the form is unknown, in one line.
    """
    if form not in FORMATS:
        raise ValueError(f"regression_text: form is {form!r}, must be one of {', '.join(FORMATS)}")
    heads, shown = ["term"], []
    for head, table in tables.items():
        present = set(table["measure"])
        measure = next((x for x in measures if x in present), None)
        if measure is None:
            raise ValueError(f"regression_text: {head!r} has none of the measures {', '.join(measures)}")
        heads.append(f"{head} ({measure})")
        shown.append(table[table["measure"] == measure].set_index("term"))
    terms = list(dict.fromkeys(term for part in shown for term in part.index))
    terms.sort(key="constant".__eq__)
    rows = [[term_label(term, labels or {}), *(_cell(part, term, digits) for part in shown)] for term in terms]
    rows.append(["runs", *(f"{int(part['n'].iloc[0])}" for part in shown)])
    return _WRITERS[form](heads, rows)


def term_label(term: str, labels: Mapping[str, str]) -> str:
    """Return a term in words: its factor by its label, an arm by that of the arm."""
    words = []
    for part in term.split(" × "):
        name, colon, value = part.partition(": ")
        if colon:
            head = labels.get(name, name)
            words.append(labels.get(value, value) if name == "arm" else f"{head}: {value}")
        else:
            words.append(labels.get(name, name))
    return " × ".join(words)


def _cell(part: pd.DataFrame, term: str, digits: int) -> str:
    if term not in part.index:
        return ""
    row = part.loc[term]
    value, low, high = (f"{row[name]:.{digits}g}" for name in ("estimate", "low", "high"))
    return f"{value} [{low}, {high}]"


def _markdown(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(x.replace("|", "\\|") for x in line) + " |" for line in lines) + "\n"


def _latex(heads: list[str], rows: list[list[str]]) -> str:
    def line(cells: list[str]) -> str:
        return " & ".join(_escaped(x) for x in cells) + r" \\"

    body = [line(row) for row in rows]
    head = [rf"\begin{{tabular}}{{l{'r' * (len(heads) - 1)}}}", r"\hline", line(heads), r"\hline"]
    return "\n".join([*head, *body[:-1], r"\hline", body[-1], r"\hline", r"\end{tabular}"]) + "\n"


def _escaped(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    special |= {x: f"\\{x}" for x in "&%$#_{}"} | {"×": r"$\times$", "−": "--"}
    return "".join(special.get(x, x) for x in text)


def _html(heads: list[str], rows: list[list[str]]) -> str:
    def line(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(x)}</{tag}>" for x in cells) + "</tr>"

    body = [line(row, "td") for row in rows]
    return (
        "\n".join(["<table>", f"<thead>{line(heads, 'th')}</thead>", "<tbody>", *body, "</tbody>", "</table>"]) + "\n"
    )


_WRITERS = {"markdown": _markdown, "latex": _latex, "html": _html}
