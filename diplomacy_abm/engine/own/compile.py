"""Functions of C from users' policies, kept in the user's cache by the hash of what they are made of."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from numba import from_dtype, types

from diplomacy_abm.engine import compiled
from diplomacy_abm.engine.desk import DESK
from diplomacy_abm.engine.sealed import sealing
from diplomacy_abm.policies import builtin, forms, known, past
from diplomacy_abm.results.parts import write_aside
from diplomacy_abm.state import CASE, STATE

SIGNATURE = types.int64(
    types.CPointer(from_dtype(STATE)), types.CPointer(from_dtype(CASE)), types.CPointer(from_dtype(DESK)),
    types.int64, types.int64, types.float64,
)  # fmt: skip
"""What the loop with a desk calls: records, actor, channel, draw; returns the place on the menu, -1 a fault."""


@dataclass(frozen=True)
class Own:
    """A policy made ready: the address of its function, what keeps it alive, whether it came from the cache."""

    address: int
    function: Any
    cached: bool
    file: Path | None = None

    def tried(self) -> bool:
        """Whether it has been found to do what the interpreted policy does."""
        return self.file is None or self.file.with_suffix(".tried").is_file()

    def note_tried(self) -> None:
        """Note that it has been found so."""
        if self.file is not None:
            self.file.with_suffix(".tried").touch()


@lru_cache(maxsize=1)
def prepare() -> None:
    """Let numba compile what rewritten policies call."""
    from numba.extending import register_jitable

    from diplomacy_abm.engine.own import prelude
    from diplomacy_abm.engine.weeks import registered

    compiled.prepare()
    # what may raise or make a list needs numba's counting of references, which the model does without
    for module, register in ((known, registered), (past, registered), (prelude, register_jitable)):
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not function.__name__.startswith("_"):
                register(function)


@lru_cache(maxsize=256)
def own(policy: Callable[..., Any]) -> Own:
    """Return a policy of either form as a function of C.

    Raises
    ------
    UncompilableError
        In one line, where and why not.
    """
    prepare()
    return _named(policy) if forms.is_named(policy) else _numeric(policy)


def can_be_compiled(policy: Callable[..., Any]) -> bool:
    """Whether a policy of either form can be made a function of C; it is, on the way."""
    from diplomacy_abm.engine.own.source import UncompilableError

    try:
        own(policy)
    except UncompilableError:
        return False
    return True


def in_cache(policy: Callable[..., Any]) -> bool:
    """Whether a policy need not be compiled: it is in the user's cache, or it cannot be compiled at all."""
    from diplomacy_abm.engine.own.source import UncompilableError

    if not forms.is_named(policy):
        return False
    try:
        name = _named_as(_text(policy))
    except UncompilableError:
        return False
    with _cache() as folder:
        return any(folder.rglob(f"{name}.*.nbc"))


def _text(policy: Any) -> str:
    from diplomacy_abm.engine.own import build
    from diplomacy_abm.engine.own.source import UncompilableError

    try:
        return build.Book(policy).text(cache=True)
    except UncompilableError:
        raise
    except Exception as error:
        raise UncompilableError(f"{type(error).__name__}: {error}") from error


def _named_as(text: str) -> str:
    return f"own_{hashlib.sha256(text.encode()).hexdigest()[:20]}"


def _named(policy: Any) -> Own:
    from diplomacy_abm.engine.own.source import UncompilableError

    text = _text(policy)
    name = _named_as(text)
    with _cache() as folder:
        cached = any(folder.rglob(f"{name}.*.nbc"))
        try:
            function = _module(folder, name, text).ask
        except Exception as error:
            if not cached:
                raise UncompilableError(_numbas_reason(error)) from error
            # what lies in the cache is damaged: made anew
            for path in folder.rglob(f"{name}.*"):
                path.unlink(missing_ok=True)
            function, cached = _module(folder, name, text).ask, False
    return Own(function.address, function, cached, folder / f"{name}.py")


@contextmanager
def _cache() -> Iterator[Path]:
    """Have numba keep what is compiled in a folder of policies, named by all that they are compiled with."""
    import numba

    from diplomacy_abm.engine.own import prelude

    # beside the engine's folder, whose files are read without the modules that these come from
    usual = compiled.prepare()
    digest = hashlib.sha256(compiled.source_hash().encode())
    for module in (known, past, prelude):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(str(SIGNATURE).encode())
    folder = usual.parent / f"policies-{digest.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    try:
        with sealing():
            yield folder
    finally:
        numba.config.CACHE_DIR = str(usual)  # type: ignore[attr-defined]


def _module(folder: Path, name: str, text: str) -> Any:
    """Write a text into the cache, where it is not there yet, and run it."""
    path = folder / f"{name}.py"
    if not path.is_file() or path.read_text("utf-8") != text:
        write_aside(path, text.encode())
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _numbas_reason(error: Exception) -> str:
    """Return the telling line of what numba says on dozens."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("Failed in", "During", "File", "[", "-", "<", "def "))]
    return f"numba: {(telling or lines or [type(error).__name__])[0][:160]}"


def _numeric(policy: Callable[..., int]) -> Own:
    """Make a policy of numbers a function of C; it is compiled in each process, which takes a second."""
    from numba import carray, cfunc, njit  # type: ignore[attr-defined]

    from diplomacy_abm.engine.own.source import UncompilableError

    if not compiled.compiles(policy):
        raise UncompilableError("numba cannot compile it")
    inner = njit(policy)

    @njit
    def answer(s: Any, p: Any, u: float) -> int:
        n = s.n_alternatives
        return inner(
            s.alt_value[:n], s.alt_share[:n], s.alt_tone[:n], p.lambda_choice, u, s.seen, s.alt_weight[:n]
        )  # fmt: skip

    def ask(s: Any, c: Any, p: Any, i: int, channel: int, u: float) -> int:
        return answer(carray(s, 1)[0], carray(p, 1)[0], u)

    function = cfunc(SIGNATURE)(ask)
    return Own(int(function.address or 0), function, False)


def stand_in() -> Own:
    """Return what stands in for a policy that nobody asks."""
    return own(builtin.random_move)
