"""Workers of a dask cluster as a pool, for users who outgrow one machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any
from urllib.parse import urlsplit

from diplomacy_abm.engine.pool import PoolError
from diplomacy_abm.intake.clean import one_line

_PATIENCE = "20s"
"""How long a scheduler may take to answer."""
_SECONDS = 5
"""How long it may take to say the first word."""
_FEWEST = 4
"""Tasks handed out at least, for workers that come later."""


class ClusterPool(Executor):
    """The workers of a dask cluster, by its scheduler's ``tcp://host:8786``, behind the interface of an executor.

    PoolError in one line if ``distributed`` is not installed or no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise PoolError("dask needs the extra 'cluster': pip install 'diplomacy-abm[cluster]'") from None
        _refuse_others(address)
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


def _refuse_others(address: str) -> None:
    """Raise in one line unless what listens at an address speaks first, as a scheduler does and a web server not.

    The client itself would wait for long and leave tasks behind that complain when they are collected.
    """
    found = urlsplit(address if "//" in address else f"tcp://{address}")
    if found.scheme != "tcp":
        return
    where = f"no dask scheduler answers at {one_line(address, 100)}"
    try:
        host, port = found.hostname, found.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise PoolError(f"{where}; must be like tcp://host:8786")
    try:
        with socket.create_connection((host, port), _SECONDS) as asking:
            asking.settimeout(_SECONDS)
            said = asking.recv(8)
    except TimeoutError:
        raise PoolError(f"{where}: nothing came within {_SECONDS} s") from None
    except OSError as error:
        raise PoolError(f"{where} ({error.strerror or error})") from None
    # a scheduler begins with the length of its greeting, in eight bytes most of which are zero
    if b"\0" not in said:
        raise PoolError(f"{where}: something else listens there")


def cluster(address: str) -> tuple[Callable[[], Executor], int]:
    """Return what opens a pool on the cluster of a scheduler, and how many tasks its workers play at once."""
    first = [ClusterPool(address)]
    size = first[0].size
    return lambda: first.pop() if first else ClusterPool(address), size
