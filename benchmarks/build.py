"""Build the C yardstick into a folder and call it with the buffers of the compiled engine."""

import ctypes
import inspect
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.to_c import c_text

FLAGS = {
    "exact": "-O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -march=native",
    "fast": "-Ofast -march=native",
}
"""Flags by variant. 'exact' keeps the bits; the two -fno- flags only let `sqrt` be one instruction."""


def compiler() -> str | None:
    """The C compiler, or None."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def build(folder: Path, variant: str = "exact", source: Path | None = None, extra: str = "") -> Path:
    """Compile the yardstick into `folder`, which is not the repository's.

    Parameters
    ----------
    folder
        Where the shared object goes.
    variant
        Name of a set of flags in :data:`FLAGS`.
    source
        The C file; without one it is made from the sources of today and stands beside the object.
    extra
        Further flags.

    Returns
    -------
    pathlib.Path
        The shared object.
    """
    cc = compiler()
    if cc is None:
        raise RuntimeError("no C compiler found: install gcc or clang")
    if source is None:
        source = folder / "diplomacy.c"
        source.write_text(c_text(), encoding="utf-8")
    made = folder / f"diplomacy-{variant}.so"
    flags = f"{FLAGS[variant]} {extra} -shared -fPIC".split()
    command = [cc, *flags, str(source), "-o", str(made), "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{cc} failed: {done.stderr.strip().splitlines()[0]}")
    return made


def _argument(value: Any) -> tuple[Any, Any]:
    if isinstance(value, bool):
        return ctypes.c_bool, value
    if not isinstance(value, np.ndarray):
        return ctypes.c_int64, ctypes.c_int64(value)
    nd = value.ndim
    fields = [("at", ctypes.c_void_p), ("shape", ctypes.c_int64 * nd)]
    kind = type(f"Array{nd}", (ctypes.Structure,), {"_fields_": fields})
    return kind, kind(value.ctypes.data, (ctypes.c_int64 * nd)(*value.shape))


def load(library: Path) -> Callable[..., None]:
    """Return a function with the arguments of ``engine.compiled.span`` that runs the C one (and frees the GIL)."""
    from diplomacy_abm.engine.compiled import span as model

    function = ctypes.CDLL(str(library)).span
    function.restype = None
    names = list(inspect.signature(model).parameters)

    def span(*values: Any) -> None:
        if len(values) != len(names):
            raise TypeError(f"span takes {len(names)} arguments: {', '.join(names)}")
        for name, value in zip(names, values, strict=True):
            if isinstance(value, np.ndarray) and not value.flags.c_contiguous:
                raise ValueError(f"{name}: must be contiguous")
        given = [_argument(value) for value in values]
        function.argtypes = [kind for kind, _ in given]
        function(*[value for _, value in given])

    return span
