"""Policies of a study's own: the files that register them, run once in a process."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from diplomacy_abm.policies import registry


def register(texts: Mapping[str, str]) -> None:
    """Register the policies of some files in this process.

    The same text is run once; afterwards only what it registered is put back where it is missing, so that what was
    compiled for its functions stays of use.

    Parameters
    ----------
    texts : mapping of str to str
        Python by the name of its file.

    Raises
    ------
    ValueError
        In one line, for whatever a file raises.
    """
    for name, text in texts.items():
        wanted = _policies_of(name, text)
        known = registry.own()
        registry.adopt({key: policy for key, policy in wanted.items() if known.get(key) is not policy})


@lru_cache(maxsize=64)
def _policies_of(name: str, text: str) -> Mapping[str, Any]:
    """Run a file and return what it registered."""
    before = registry.own()
    # errors of its policies name their line, and policies with names are compiled from their text
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    try:
        exec(compile(text, name, "exec"), {"__name__": f"study:{name}", "__file__": name})
    except Exception as error:  # noqa: BLE001 (whatever a user's file raises is told in one line)
        raise ValueError(f"{type(error).__name__}: {error}") from None
    return {key: policy for key, policy in registry.own().items() if before.get(key) is not policy}
