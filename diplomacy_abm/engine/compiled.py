"""Make numba compile the phases and rules as they are.

The rule and phase files never import numba: every function in them is registered here, in a loop, so that
numba knows how to compile the plain functions that the phases call. Nothing is written twice for speed.
"""

import dis
import gc
import hashlib
import importlib
import inspect
import os
import pkgutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import diplomacy_abm.phases
import diplomacy_abm.rules
from diplomacy_abm import draws
from diplomacy_abm.engine.sealed import sealed
from diplomacy_abm.phases import choose as choosing
from diplomacy_abm.phases.begin import begin
from diplomacy_abm.phases.step import step
from diplomacy_abm.phases.summary import summarize
from diplomacy_abm.policies import builtin

Kernel = Callable[..., None]

OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False, "no_rewrites": True, "no_cfunc_wrapper": True}
"""How functions are compiled: a division by zero gives an infinity, which is caught as a fault, and nothing that
the functions do not use is prepared. None of these changes a bit of the result."""


LOOK_UPS = ("believed", "since", "aged", "in_steps")
"""Short functions of `phases.common` that are read for every move and target."""


def domain_modules() -> list[ModuleType]:
    """The modules whose functions make up the model: draws, rules, built-in policies, phases."""
    found = [draws, builtin]
    for package in (diplomacy_abm.rules, diplomacy_abm.phases):
        names = sorted(entry.name for entry in pkgutil.iter_modules(package.__path__))
        found.extend(importlib.import_module(f"{package.__name__}.{name}") for name in names)
    return found


def compiled_sources() -> list[Path]:
    """Files that the machine code depends on: the domain modules and what shapes their arguments."""
    root = Path(__file__).parents[1]
    shaping = ("vocabulary", "parameters", "moves", "state", "tables", "engine/compiled")
    files = {Path(str(module.__file__)) for module in domain_modules()}
    return sorted(files | {root / f"{name}.py" for name in shaping})


def source_hash() -> str:
    """Hash of what is compiled and of the versions that compile it; names the cache folder."""
    import numba
    import numpy as np

    digest = hashlib.sha256()
    for path in compiled_sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    digest.update(f"{numba.__version__} {np.__version__} {sys.version}".encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder in the user's cache that holds what was compiled from exactly these sources."""
    import platformdirs

    base = os.environ.get("DIPLOMACY_ABM_CACHE")
    root = Path(base, "diplomacy_abm") if base else platformdirs.user_cache_path("diplomacy_abm", appauthor=False)
    return root / f"compiled-{source_hash()}"


@lru_cache(maxsize=1)
def prepare() -> Path:
    """Point numba's cache at our folder and register every function of the model; done once."""
    import numba
    from numba.extending import register_jitable

    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    functions = [
        function
        for module in domain_modules()
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    ]
    named = call_sites(functions)
    for function in functions:
        register_jitable(**OPTIONS, forceinline=worth_inlining(function, named))(function)
    return folder


def call_sites(functions: list[FunctionType]) -> Counter[str]:
    """In how many places each global name is read."""
    return Counter(
        line.argval for function in functions for line in dis.get_instructions(function) if line.opname == "LOAD_GLOBAL"
    )


def worth_inlining(function: FunctionType, named: Counter[str]) -> bool:
    """Whether calls of a function become its body: rules, look-ups, and what is called from few places.

    Of what lists and weighs menus, where half the time goes, four places are few, elsewhere two. These numbers are
    measured: more makes the compile longer, and the loop sometimes much slower.
    """
    module, name = function.__module__.rpartition(".")[2], function.__name__
    few = 4 if module in ("weigh", "menu") else 2
    return ".rules." in function.__module__ or name in LOOK_UPS or named[name] <= few


def span(
    work: Any, raw: Any, cases: Any, params: Any, own_params: bool, first: int, seed_low: int, seed_high: int,
    summary: Any, steps: Any, logs: Any, counts: Any, snaps: Any,
) -> None:  # fmt: skip
    """Play the runs ``first, first + 1, …``, one for each row of `summary`, as one piece.

    What the yardstick translates to C, and what plays users' policies; else ``engine.weeks.loop`` plays the same weeks.

    Parameters
    ----------
    work, raw
        One state record to work in (shape (1,), zeros at first) and the same memory as bytes, with or without those
        from `state.PAIRS` on, which each run fills itself.
    cases, params, own_params
        Records: one case for all runs; one parameter record for all runs, or one for each if `own_params`.
    first
        Index of the first run.
    seed_low, seed_high
        Halves of the seed.
    summary
        Shape (runs, len(SUMMARY)).
    steps
        Shape (runs, horizon, len(METRICS)), or with no rows when metrics are not kept.
    logs, counts
        Shapes (runs, rows, 8) and (runs,), or with no rows when events are not kept.
    snaps
        State records of shape (runs, horizon), or with no rows when states are not kept.
    """
    s = work[0]
    c = cases[0]
    for r in range(summary.shape[0]):
        p = params[r if own_params else 0]
        raw[:] = 0
        s.seed_low = seed_low
        s.seed_high = seed_high
        s.run = first + r
        begin(s, c, p)
        log = logs[r if logs.shape[0] > 1 else 0]
        while s.ended == 0:
            t = s.step
            step(s, c, p, log)
            if steps.shape[0] > 0:
                for x in range(s.metric.shape[0]):
                    steps[r, t, x] = s.metric[x]
            if snaps.shape[0] > 0:
                snaps[r, t] = s
        summarize(s, c, summary[r])
        if counts.shape[0] > 0:
            counts[r] = s.n_events


def specialise(function: Callable[..., Any], **replaced: Callable[..., Any]) -> Callable[..., Any]:
    """Copy a function with some of the global names it calls replaced."""
    assert isinstance(function, FunctionType)
    copy = FunctionType(function.__code__, {**function.__globals__, **replaced}, function.__name__)
    copy.__module__ = function.__module__
    return copy


def chain(policies: Sequence[Callable[..., int]], jit: Callable[..., Any]) -> Callable[..., int]:
    """Make one function that calls the policy of a given number."""
    if not policies:
        return choosing.custom_policy
    here, rest = jit(policies[0]), chain(policies[1:], jit)
    last = len(policies) == 1

    def call(
        number: int, values: Any, shares: Any, tones: Any, precision: float, u: float, view: Any, weights: Any
    ) -> int:
        if number == 0 or last:
            return here(values, shares, tones, precision, u, view, weights)
        return rest(number - 1, values, shares, tones, precision, u, view, weights)

    return jit(call)


def choosing_with(policies: Callable[..., int], register: Callable[..., Any]) -> Callable[..., None]:
    """Return the phase of choosing in which actors may choose by users' policies, as :func:`chain` makes them one."""
    picking = register(specialise(choosing.pick, custom_policy=policies))
    deciding = register(specialise(choosing.decide, pick=picking))
    return register(specialise(choosing.choose, decide=deciding))


@lru_cache(maxsize=1)
def span_signature() -> tuple[Any, ...]:
    """Types of the arguments that the batch engine passes to :func:`span`."""
    import numba
    import numpy as np

    from diplomacy_abm.state import CASE, STATE
    from diplomacy_abm.tables import PARAMETER_RECORD

    record = np.zeros(1, STATE)
    sample = (
        record, record.view(np.uint8), np.zeros(1, CASE), np.zeros(1, PARAMETER_RECORD), True, 0, 0, 0,
        np.zeros((1, 1)), np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), np.zeros(1, np.int64), np.zeros((1, 1), STATE),
    )  # fmt: skip
    return tuple(numba.typeof(argument) for argument in sample)


@contextmanager
def nothing_is_collected() -> Iterator[None]:
    """Within this, Python does not look for cycles of garbage: a tenth of the time of a compile, for 200 MB."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def compile_as_one(dispatcher: Any, signature: tuple[Any, ...]) -> None:
    """Compile a function together with all that it calls, as one piece; what it calls is not made runnable itself.

    Where numba is not as it was when this was written, the function is compiled as usual: the same code, only later.
    What is in the cache and does not match its checksum is compiled anew.
    """
    sealed(dispatcher)
    try:
        with callees_are_only_linked(dispatcher.py_func.__qualname__):
            dispatcher.compile(signature)
    except (AttributeError, TypeError, AssertionError, ImportError, RuntimeError):
        dispatcher.compile(signature)


@contextmanager
def alone() -> Iterator[None]:
    """Within this, no other thread compiles or loads what was compiled.

    While numba is not as usual, what another thread made would be changed too: a function that is only linked has no
    address, and who calls it ends the process.
    """
    from numba.core.compiler_lock import global_compiler_lock

    with global_compiler_lock:
        yield


@contextmanager
def callees_are_only_linked(root: str) -> Iterator[None]:
    """Within this, numba optimises and emits the library of `root` only.

    numba makes a library of each function, optimises it, emits machine code for it and links it into its callers, which
    optimise it once more. None of the model's functions is called but from the halves of a week, so the first round is
    for nothing: it takes a third of the time of a compile. What is left out can still be linked, here and later.
    """
    from numba import _dynfunc  # type: ignore[attr-defined]
    from numba.core import codegen, cpu

    library: Any = codegen.JITCodeLibrary
    context: Any = cpu.CPUContext

    def finalize(self: Any) -> None:
        if self.name == root:
            usual_end(self)
            return
        self._raise_if_finalized()
        for linked in dict.fromkeys(self._linking_libraries):
            self._reload_init.update(linked._reload_init)
            self._final_module.link_in(linked._get_module_for_linking(), preserve=True)
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_executable(self: Any, made: Any, about: Any, env: Any) -> Any:
        if made.name == root:
            return usual_function(self, made, about, env)
        # numba wants something to keep; it is called by nobody
        return _dynfunc.make_function(about.lookup_module(), about.qualname, "linked only", 0, env, (made,))

    with alone():
        usual_end, usual_function = library.finalize, context.get_executable
        library.finalize, context.get_executable = finalize, get_executable
        try:
            yield
        finally:
            library.finalize, context.get_executable = usual_end, usual_function


@contextmanager
def indices_as_they_are() -> Iterator[None]:
    """Compile without Python's wrapping of negative indices, which costs a tenth of the time.

    No index in the model is negative: plain Python, which would wrap them, gives the same bits, and the C version
    runs clean with bounds checked. numba has no public switch for this, so its helper is replaced while the kernel
    compiles; where it is not found the kernel compiles as usual, only slower.
    """
    from numba.np import arrayobj

    if not hasattr(arrayobj, "fix_integer_index") or os.environ.get("NUMBA_BOUNDSCHECK"):
        yield
        return

    def plain(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
        from numba.core import types

        return context.cast(builder, index, kind, types.intp if kind.signed else types.uintp)

    with alone():
        usual, arrayobj.fix_integer_index = arrayobj.fix_integer_index, plain
        try:
            yield
        finally:
            arrayobj.fix_integer_index = usual


def compiles(policy: Callable[..., int]) -> bool:
    """Whether numba compiles a policy for the types that the engine passes."""
    import numba
    import numpy as np

    prepare()
    values = np.zeros(2)
    situation = np.zeros(len(builtin.VIEW_FIELDS))
    try:
        choice = numba.njit(policy)(values, np.ones(2), values, 1.0, 0.5, situation, np.zeros(2))
    except Exception:  # noqa: BLE001 (whatever numba or the policy raises, it does not compile)
        return False
    return int(choice) == choice
