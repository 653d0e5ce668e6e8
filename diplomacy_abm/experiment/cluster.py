"""Workers of a dask cluster as a pool, for users who outgrow one machine."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from diplomacy_abm.engine.pool import PoolError

_PATIENCE = "20s"
"""How long a scheduler may take to answer."""
_FEWEST = 4
"""Tasks handed out at least, for workers that come later."""


class ClusterPool(Executor):
    """The workers of a dask cluster behind the interface of an executor.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://host:8786``.

    Raises
    ------
    PoolError
        In one line, if ``distributed`` is not installed or no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise PoolError("dask needs the extra 'cluster': pip install 'diplomacy-abm[cluster]'") from None
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TypeError, ValueError) as error:
            told = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise PoolError(f"no dask scheduler answers at {address} ({told})") from None
        self._inner: Executor = self._client.get_executor(pure=False)

    @property
    def size(self) -> int:
        """Threads of the workers that are there now."""
        return max(_FEWEST, sum(self._client.nthreads().values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a task to the cluster."""
        return self._inner.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on without this study."""
        self._inner.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def cluster(address: str) -> tuple[Callable[[], Executor], int]:
    """Return what opens a pool on a cluster, and how many tasks its workers play at once.

    Parameters
    ----------
    address : str
        Of the scheduler.
    """
    first = [ClusterPool(address)]
    size = first[0].size
    return lambda: first.pop() if first else ClusterPool(address), size
