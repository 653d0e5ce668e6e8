"""The compiled model, and what there is where the user has told numba to compile nothing."""

from __future__ import annotations

from collections.abc import Callable

from diplomacy_abm.engine import weeks
from diplomacy_abm.engine.compiled import Kernel

PLAIN = "NUMBA_DISABLE_JIT is set, so nothing is compiled"


def jit_disabled() -> bool:
    """Whether the user has told numba to compile nothing."""
    import numba

    return bool(numba.config.DISABLE_JIT)  # type: ignore[attr-defined]


def kernel(custom: tuple[Callable[..., int], ...] = ()) -> Kernel:
    """Return the compiled loop; ValueError in one line where the user has told numba to compile nothing."""
    if jit_disabled():
        raise ValueError(f"{PLAIN}, and this needs the compiled model; unset it")
    return weeks.kernel(custom)


def is_compiled() -> bool:
    """Whether the loop need not be compiled; where nothing may be, there is nothing to wait for."""
    if jit_disabled():
        return True
    return weeks.is_compiled()
