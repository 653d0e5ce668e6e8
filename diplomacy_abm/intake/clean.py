"""Texts that did not come from us, made fit for a terminal, a page and a figure."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LONGEST_MESSAGE = 300
"""Characters of a message; of a longer one the middle is left out."""
_JOINERS = {"\u200c", "\u200d"}
"""Invisible, but words of Persian and of Indian languages are spelled with them."""
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")
"""Sequences by which a terminal is steered, whole: without their first sign the rest would be left as text."""


def clean(text: str) -> str:
    """Return a text without signs that steer a terminal, turn a line around or mean nothing; tabs become spaces."""
    # most texts are plain, and asking costs little
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(sign) for sign in _ESCAPE.sub("", text.replace("\r\n", "\n")))


def _shown(sign: str) -> str:
    if sign == "\n" or sign in _JOINERS:
        return sign
    kind = unicodedata.category(sign)
    # kept: letters, marks, numbers, punctuation, symbols, the private and the unassigned, plain spaces
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if kind in ("Cf", "Cs") else sign


def one_line(text: Any, longest: int = LONGEST_MESSAGE) -> str:
    """Return anything as one clean line; of a longer one the middle is left out."""
    whole = str(text)
    if len(whole) > 8 * longest:
        whole = whole[: 4 * longest] + " … " + whole[-4 * longest :]
    words = " ".join(clean(whole).split())
    if len(words) <= longest:
        return words
    # the end of a message says what is allowed, or what to do next
    end = longest * 2 // 5
    return f"{words[: longest - end - 3]} … {words[len(words) - end :]}"
