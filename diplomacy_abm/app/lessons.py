"""Lessons: small text files of steps, highlights and questions, read into what the page shows.

A lesson is a head of ``key: value`` lines and steps. A step begins with ``== Title``; ``key: value`` lines follow up to
a blank line, then paragraphs; lines ``- answer => reply`` are the answers of a question. ``docs/how-to/lessons.md``
describes every key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Any

from diplomacy_abm.phrases import listed

HEAD = ("title", "minutes", "about", "anywhere")
STEP = (
    "scenario", "seed", "run", "change", "beside", "week", "play", "highlight", "panel", "actor", "lane", "tell",
    "ask", "pairs", "question", "sit",
)  # fmt: skip
PARTS = (
    "network", "ladder", "front", "story", "series", "side", "transport", "card", "pairs", "standing",
)  # fmt: skip
"""Parts of the page that a step can point at; any other word is the label of an actor."""
TELLS = ("belief", "verdict", "arms", "parting", "zone")
"""What the page works out itself, from the run that is shown."""
MAX_BYTES = 64 * 1024
_KEY = re.compile(r"^([a-z]+):\s*(.*)$")
_WEEK = re.compile(r"^(start|end|[1-9][0-9]{0,3}|(first|last) [a-z_]+)$")
_LABEL = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,11}$")


class LessonError(ValueError):
    """A lesson that cannot be read, in one line with the file and the line."""


def shipped() -> list[dict[str, Any]]:
    """Return the lessons that come with the page, in the order of their file names."""
    folder = files("diplomacy_abm.app") / "static" / "lessons"
    found = sorted((place for place in folder.iterdir() if place.name.endswith(".txt")), key=lambda place: place.name)
    return [parse(place.read_text("utf-8"), place.name) for place in found]


def load(path: Path) -> dict[str, Any]:
    """Read a lesson of one's own.

    Raises
    ------
    LessonError
        In one line, if there is no such file or it is no lesson.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise LessonError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise LessonError(f"{path}: is not text in UTF-8") from None
    if len(data) > MAX_BYTES:
        raise LessonError(f"{path}: {len(data)} bytes, must be at most {MAX_BYTES}")
    return parse(text, path.name)


def parse(text: str, name: str) -> dict[str, Any]:
    """Return a lesson as the page reads it.

    Parameters
    ----------
    text
        Of the file.
    name
        Of the file; without its ending and leading digits it is the name of the lesson.

    Returns
    -------
    dict
        ``name``, ``title``, ``minutes`` (int), ``about``, ``anywhere`` (bool), and ``steps``, a list of dicts.

    Raises
    ------
    LessonError
        In one line.
    """
    lesson: dict[str, Any] = {"name": re.sub(r"^\d+-|\.txt$", "", name), "minutes": 5, "about": "", "anywhere": False}
    steps: list[dict[str, Any]] = []
    keys = True
    for number, written in enumerate(text.splitlines(), 1):
        place, line = f"{name}, line {number}", written.rstrip()
        if line.startswith("#"):
            continue
        if line.startswith("== "):
            steps.append({"title": line[3:].strip(), "text": [], "answers": []})
            keys = True
        elif not steps:
            _head(lesson, line, place)
        elif keys and (found := _KEY.match(line)):
            _key(steps[-1], found[1], found[2].strip(), place)
        else:
            keys = False
            _line(steps[-1], line, place)
    if "title" not in lesson:
        raise LessonError(f"{name}: has no title; begin with a line 'title: …'")
    for step in steps:
        step["text"] = [paragraph for paragraph in step["text"] if paragraph]
    _check(steps, lesson, name)
    return lesson | {"steps": steps}


def _head(lesson: dict[str, Any], line: str, place: str) -> None:
    if not line:
        return
    found = _KEY.match(line)
    if found is None or found[1] not in HEAD:
        raise LessonError(f"{place}: must be one of {', '.join(HEAD)}, or a step that begins with '== '")
    value: object = found[2].strip()
    if found[1] == "minutes":
        value = _whole(found[2], place, "minutes")
    if found[1] == "anywhere":
        value = found[2].strip() == "yes"
    lesson[found[1]] = value


def _key(step: dict[str, Any], key: str, value: str, place: str) -> None:
    if key not in STEP:
        raise LessonError(f"{place}: there is no key {key!r}, must be one of {', '.join(STEP)}")
    step[key] = _READ.get(key, lambda text, _place: text)(value, place)


def _line(step: dict[str, Any], line: str, place: str) -> None:
    if line.startswith("- "):
        answer, arrow, reply = line[2:].partition(" => ")
        if not arrow:
            raise LessonError(f"{place}: an answer is '- answer => reply'")
        step["answers"].append([answer.strip(), reply.strip()])
    elif not line:
        step["text"].append("")
    elif step["text"] and step["text"][-1]:
        step["text"][-1] += f" {line.strip()}"
    else:
        step["text"].append(line.strip())


def _check(steps: list[dict[str, Any]], lesson: dict[str, Any], name: str) -> None:
    if not steps:
        raise LessonError(f"{name}: has no step; a step begins with a line '== Title'")
    for step in steps:
        told = f"{name}, step {step['title']!r}"
        if not step["title"]:
            raise LessonError(f"{name}: a step has no title")
        if "ask" in step and len(step["answers"]) < 2:
            raise LessonError(f"{told}: a question needs two answers or more")
        if step["answers"] and "ask" not in step:
            raise LessonError(f"{told}: has answers and no 'ask'")
        bound = {"scenario", "seed", "run", "change", "beside", "pairs", "sit"} & set(step)
        if lesson["anywhere"] and bound:
            raise LessonError(f"{told}: a lesson for anywhere cannot have {', '.join(sorted(bound))}")
    if not lesson["anywhere"] and "scenario" not in steps[0]:
        raise LessonError(f"{name}: the first step must name its scenario, or the head say 'anywhere: yes'")


def _whole(text: str, place: str, what: str = "number") -> int:
    if not re.fullmatch(r"\d{1,18}", text.strip()):
        raise LessonError(f"{place}: {what} {text!r}, must be a whole number from 0")
    return int(text)


def _week(text: str, place: str) -> str:
    if not _WEEK.match(text):
        raise LessonError(f"{place}: week {text!r}, must be a number, start, end, or first or last with a move")
    return text


def _words(text: str, place: str) -> list[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in PARTS and not _LABEL.match(word):
            raise LessonError(f"{place}: {word!r} is no part of the page ({', '.join(PARTS)}) and no label of an actor")
    return words


def _tell(text: str, place: str) -> str:
    if text not in TELLS:
        raise LessonError(f"{place}: tell {text!r}, must be one of {', '.join(TELLS)}")
    return text


def change(text: str, place: str) -> dict[str, Any]:
    """Return changes written as ``without MED, policy ALF=hawk, deterrence=0.2, actors.TUR.bias=0.4``."""
    found: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        if part.startswith("without "):
            found.setdefault("without", []).append(part[8:].strip())
            continue
        name, equals, value = part.removeprefix("policy ").partition("=")
        if not equals:
            raise LessonError(f"{place}: {part!r}, must be 'without LABEL', 'policy LABEL=NAME' or 'name=number'")
        if part.startswith("policy "):
            found.setdefault("policies", {})[name.strip()] = value.strip()
        else:
            kind = "settings" if "." in name else "parameters"
            found.setdefault(kind, {})[name.strip()] = _number(value, place)
    return found


def _number(text: str, place: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise LessonError(f"{place}: {text!r} is no number") from None


_READ: dict[str, Any] = {
    "seed": lambda text, place: str(_whole(text, place, "seed")), "run": _whole, "week": _week, "highlight": _words,
    "tell": _tell, "change": change, "beside": change, "pairs": change, "play": lambda text, _place: text == "yes",
}  # fmt: skip


_LIVE = frozenset({"change", "beside", "sit"})
_DICE = ("seed", "run")


def for_replay(lesson: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what of a lesson a replay can show; None if that is not a lesson any more.

    A lesson for any run gets a step for each of the file's answers. One that is about a scenario can be followed in a
    file of that very run up to where it goes elsewhere; of its questions to a thousand pairs those stay that the file
    answers, one at least.

    Parameters
    ----------
    lesson
        Of :func:`parse`.
    document
        Of :func:`diplomacy_abm.app.document.document`.
    """
    answers = [found["change"] for found in document["answers"]]
    head, steps = document["arms"][0]["head"], lesson["steps"]
    if lesson["anywhere"]:
        names = {actor["label"]: actor["name"] for actor in head["actors"]}
        without = [change for change in answers if set(change) == {"without"}]
        return lesson | {"steps": [*steps, *(_answered(change, names) for change in without)]}
    here = {"scenario": head["scenario"]["name"], "seed": head["seed"], "run": head["run"]}
    asked = {"run": 0, **{name: steps[0][name] for name in ("scenario", *_DICE) if name in steps[0]}}
    changed = any(head[name] for name in ("policies", "without", "parameters", "settings"))
    if changed or not asked.items() <= here.items():
        return None

    def stays(step: dict[str, Any]) -> bool:
        return not _LIVE & set(step) and step.get("scenario", here["scenario"]) == here["scenario"]

    shown = [step for step in takewhile(stays, steps) if step.get("pairs") is None or step["pairs"] in answers]
    # a guess whose answer is not in the file is none
    shown = [step for k, step in enumerate(shown) if "ask" not in step or any("pairs" in one for one in shown[k + 1 :])]
    return lesson | {"steps": shown} if any("pairs" in step for step in shown) else None


def _answered(change: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    absent = listed([names[label] for label in change["without"]])
    return {
        "title": f"And with other dice, with {absent} and without", "pairs": change, "question": "talks",
        "highlight": ["pairs"], "answers": [],
        "text": [f"Two rows of dots: above how a hundred wars like this one end, below how the same hundred end "
                 f"without {absent}, with the very same dice. Lines in colour are those that it made a difference to."],
    }  # fmt: skip


def places(lesson: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a lesson names outside itself: kind (``scenario``, ``actor``, ``move``, ``parameter``) and name."""
    for step in lesson["steps"]:
        if "scenario" in step:
            yield "scenario", step["scenario"]
        yield from (("actor", word) for word in step.get("highlight", ()) if word not in PARTS)
        yield from (("actor", step[key]) for key in ("actor", "sit") if key in step)
        if " " in step.get("week", ""):
            yield "move", step["week"].split()[1]
        for key in ("change", "beside", "pairs"):
            yield from (("parameter", name) for name in step.get(key, {}).get("parameters", {}))
            yield from (("actor", label) for label in step.get(key, {}).get("without", ()))
