"""The compiled model from a cache that may be damaged, and what there is where nothing may be compiled."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from diplomacy_abm.engine import compiled
from diplomacy_abm.engine.compiled import Kernel

PLAIN = "NUMBA_DISABLE_JIT is set, so nothing is compiled"


def jit_disabled() -> bool:
    """Whether the user has told numba to compile nothing."""
    import numba

    return bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]


def kernel(custom: tuple[Callable[..., int], ...] = ()) -> Kernel:
    """Return the compiled loop as :func:`diplomacy_abm.engine.compiled.kernel`, whatever is in the cache.

    Raises
    ------
    ValueError
        In one line, where the user has told numba to compile nothing.
    """
    if jit_disabled():
        raise ValueError(f"{PLAIN}, and this needs the compiled model; unset it")
    mended()
    return compiled.kernel(custom)


def is_compiled() -> bool:
    """Whether the loop need not be compiled; where nothing may be, there is nothing to wait for."""
    if jit_disabled():
        return True
    mended()
    return compiled.is_compiled()


@lru_cache(maxsize=1)
def mended() -> Path:
    """Throw away what is damaged in the cache, so that it is made anew; return the folder."""
    folder = compiled.prepare()
    for path in (*folder.rglob("*.nbi"), *folder.rglob("*.nbc")):
        if not _whole(path):
            with contextlib.suppress(OSError):
                path.unlink()
    return folder


def _whole(path: Path) -> bool:
    """Whether numba will be able to read a file that it wrote: an index is two texts of pickle, the rest is one."""
    try:
        with path.open("rb") as file:
            pickle.load(file)
            if path.suffix == ".nbi":
                pickle.loads(file.read())
    except FileNotFoundError:
        # another process has made it anew
        return True
    except Exception:  # noqa: BLE001 (whatever a damaged pickle raises)
        return False
    return True
