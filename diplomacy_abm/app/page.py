"""The page as one text: with its files beside it for the live page, or with everything in it for the replay."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from diplomacy_abm.app.lessons import for_replay, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCRIPTS = (
    "base.js", "words.js", "decode.js", "view.js", "pace.js", "layout.js", "network.js", "arrows.js", "ladder.js",
    "front.js", "table.js", "arms.js", "series.js", "story.js", "actor.js", "transport.js", "tabs.js", "keys.js",
    "card.js", "pairs.js", "compare.js", "address.js", "lesson.js", "share.js", "live.js", "controls.js", "crowd.js",
    "why.js", "seat.js", "main.js",
)  # fmt: skip
"""The scripts in the order in which they are loaded; each adds to one name, ``DA``."""
LIVE_ONLY = frozenset({"live.js", "controls.js", "crowd.js", "why.js", "seat.js"})
"""Scripts that a replay has no use for."""
STYLES = ("style.css",)
TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
ICON = "icon.svg"


def asset(name: str) -> str:
    """Return one of the page's files.

    Raises
    ------
    KeyError
        If the page has no such file.
    """
    if name not in (*SCRIPTS, *STYLES, ICON):
        raise KeyError(name)
    return (files("diplomacy_abm.app") / "static" / name).read_text("utf-8")


def live_page(lessons: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return the page that asks the server.

    Parameters
    ----------
    lessons
        Lessons of one's own, shown before the shipped ones.
    """
    styles = "".join(f'<link rel="stylesheet" href="/static/{name}">\n' for name in STYLES)
    scripts = "".join(f'<script defer src="/static/{name}"></script>\n' for name in SCRIPTS)
    icon = f'<link rel="icon" href="/static/{ICON}" type="image/svg+xml">\n'
    return _filled(icon + styles + scripts, _block("lesson-texts", [*lessons, *shipped()]))


def replay_page(document: dict[str, Any]) -> str:
    """Return the page with a document in it, which asks nobody.

    Parameters
    ----------
    document
        Of :func:`diplomacy_abm.app.document.document`.
    """
    lessons = [fit for fit in (for_replay(lesson, document) for lesson in shipped()) if fit]
    data = _block("lesson-texts", lessons) + _block("document", document)
    # a browser that may not run what is loaded from elsewhere cannot leak what is in the file either
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    styles = "".join(f"<style>\n{_bare(name)}</style>\n" for name in STYLES)
    scripts = "".join(f"<script>\n{_bare(name)}</script>\n" for name in SCRIPTS if name not in LIVE_ONLY)
    # a file that breaks off within its styles has said so before them
    return _filled(meta + _icon(), data + scripts, styles)


def _bare(name: str) -> str:
    """Return a file without indents and without lines that only explain it; no text of ours spans lines."""
    lines = (line.strip() for line in asset(name).splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _block(name: str, document: object) -> str:
    """Return a block of data; ``</script>`` or ``<!--`` in a text would end it."""
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return f'<script type="application/json" id="{name}">{text.replace("<", chr(92) + "u003c")}</script>\n'


def _icon() -> str:
    from base64 import b64encode

    return f'<link rel="icon" href="data:image/svg+xml;base64,{b64encode(asset(ICON).encode()).decode()}">\n'


def _filled(top: str, bottom: str, styles: str = "") -> str:
    frame = (files("diplomacy_abm.app") / "static" / "index.html").read_text("utf-8")
    for place, text in (("head", top), ("styles", styles), ("end", bottom)):
        frame = frame.replace(f"<!-- {place} -->\n", text, 1)
    return frame
