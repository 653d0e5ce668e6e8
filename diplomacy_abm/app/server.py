"""The live page: files, and one WebSocket a tab with a session of its own."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect, WebSocketState

from diplomacy_abm.app import messages, page
from diplomacy_abm.app.crowd import compile_aside
from diplomacy_abm.app.guard import Guard, Rate
from diplomacy_abm.app.session import MAX_SESSIONS, House, NotWantedError, Session
from diplomacy_abm.intake.clean import one_line

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.websockets import WebSocket

log = logging.getLogger("diplomacy_abm.app")

IDLE = 30 * 60.0
"""Seconds without a message after which a session expires; its page offers to begin again."""
RATE, BURST = 60.0, 120.0
"""Messages a second that a tab may send in the long run, and at once."""
PATIENCE = 500
"""Messages over the rate after which the tab is cut off."""
WAITING = 512
"""Messages that may wait for a tab that does not read."""
FRAME_BYTES = 1024 * 1024
"""Largest frame that is read at all; above it the connection ends, below it a message that is too large is told so."""

HEARTBEAT = 20.0
"""Seconds between two pings, and for which an answer is waited for: a tab whose machine fell asleep or whose line was
cut is let go after both."""

EXPIRED, FULL, TOO_FAST = 4408, 4429, 4430
_LONG = (messages.Distribution, messages.Ending, messages.Why, messages.Causes)


class Outbox:
    """Messages on their way to one tab; any thread may add some."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(WAITING)

    def send(self, message: dict[str, Any]) -> None:
        """Add a message; it is dropped if the server is going down."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: dict[str, Any]) -> None:
        with suppress(asyncio.QueueFull):
            self.queue.put_nowait(message)

    async def deliver(self, socket: WebSocket) -> None:
        """Send what is added until the tab is gone."""
        # a tab that goes while it is told something is no fault
        with suppress(WebSocketDisconnect, RuntimeError):
            while (message := await self.queue.get()) is not None:
                text = await asyncio.to_thread(json.dumps, message, separators=(",", ":"), ensure_ascii=False)
                await socket.send_text(text)


class Tab:
    """One connection: reads, checks, does, answers.

    Parameters
    ----------
    socket
        Accepted.
    house
        What all tabs share.
    idle
        Seconds after which a silent tab expires.
    """

    def __init__(self, socket: WebSocket, house: House, idle: float = IDLE) -> None:
        self.socket, self.idle = socket, idle
        self.outbox = Outbox(asyncio.get_running_loop())
        self.session = Session(house, self.outbox.send)
        self.rate = Rate(RATE, BURST)
        self.dropped = 0
        self.long: asyncio.Task[None] | None = None
        self.pairing: asyncio.Task[None] | None = None

    async def live(self) -> None:
        """Serve the tab until it goes, expires or is cut off."""
        delivering = asyncio.create_task(self.outbox.deliver(self.socket))
        self.outbox.send(self.session.house.hello())
        try:
            while (text := await asyncio.wait_for(self._text(), self.idle)) is not None:
                if not await self._heard(text):
                    break
        except TimeoutError:
            with suppress(WebSocketDisconnect, RuntimeError):
                await self.socket.close(EXPIRED, "nothing was heard for a long time")
        finally:
            delivering.cancel()
            # a crowd in a thread cannot be stopped, and what it sends goes nowhere; pairs stop
            # shielded: a connection that is cancelled must still give its seat back
            await asyncio.shield(asyncio.to_thread(self.session.close))

    async def _text(self) -> str | None:
        """Return the next message; None once the tab has gone."""
        try:
            return await self.socket.receive_text()
        except (WebSocketDisconnect, KeyError):
            # a frame of bytes has no text (KeyError); nobody of ours sends one
            return None
        except RuntimeError:
            # it went while it was told something, and the socket knows already
            if WebSocketState.DISCONNECTED in (self.socket.application_state, self.socket.client_state):
                return None
            raise

    async def _heard(self, text: str) -> bool:
        """Do what a message says; False if the tab is to be cut off."""
        if not self.rate.take():
            self.dropped += 1
            if self.dropped > PATIENCE:
                await self.socket.close(TOO_FAST, "too many messages")
                return False
            self._complain("message", f"too many messages, must be at most {RATE:g} a second; this one was dropped")
            return True
        try:
            message = messages.read(text)
        except ValueError as error:
            self._complain("message", str(error))
            return True
        if isinstance(message, messages.Pairs):
            self._begin_pairs(message)
        elif isinstance(message, _LONG):
            self._begin_long(message)
        else:
            await self._do(message)
        return True

    def _begin_long(self, message: messages.Message) -> None:
        if self.long is not None and not self.long.done():
            doing = str(getattr(message, "do", "message"))
            self._complain(doing, f"{doing}: something long is being worked out for this tab already; wait for it")
            return
        self.long = asyncio.create_task(self._do(message))

    def _begin_pairs(self, message: messages.Pairs) -> None:
        """Play pairs; those that are being played stop soon, since their tab has moved its slider on."""
        self.session.wanted = message
        if self.pairing is None or self.pairing.done():
            self.pairing = asyncio.create_task(self._pair())

    async def _pair(self) -> None:
        played = None
        while (message := self.session.wanted) is not None and message is not played:
            await self._do(message)
            played = message

    async def _do(self, message: messages.Message) -> None:
        doing = str(getattr(message, "do", "message"))
        try:
            await asyncio.to_thread(self.session.handle, message)
        except (ValueError, OSError) as error:
            self._complain(doing, str(error))
        except NotWantedError:
            pass
        except Exception:
            log.exception("a message of kind %r failed", doing)
            self._complain(doing, f"{doing}: this failed on the server, which tells more in its terminal")

    def _complain(self, doing: str, text: str) -> None:
        told = " · ".join(one_line(line) for line in text.splitlines())
        self.outbox.send({"is": "error", "re": doing, "text": told[:2000]})


def application(house: House, bound: str = "127.0.0.1", idle: float = IDLE) -> Guard:
    """Return the server as an ASGI application.

    Parameters
    ----------
    house
        Scenarios, games, and what else the tabs share.
    bound
        The host that the server is bound to; requests to other names are refused.
    idle
        Seconds after which a silent tab expires.
    """

    async def index(_request: Request) -> Response:
        return HTMLResponse(page.live_page(house.lessons))

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        try:
            return Response(page.asset(name), media_type=page.TYPES[name.rpartition(".")[2]])
        except KeyError:
            return PlainTextResponse("there is no such file\n", 404)

    async def icon(_request: Request) -> Response:
        return Response(page.asset(page.ICON), media_type=page.TYPES["svg"])

    async def socket(connection: WebSocket) -> None:
        await connection.accept()
        if house.sessions >= MAX_SESSIONS:
            await connection.close(FULL, f"{MAX_SESSIONS} tabs are open, which is all this server takes")
            return
        house.sessions += 1
        try:
            await Tab(connection, house, idle).live()
        finally:
            house.sessions -= 1
            if connection.client_state != WebSocketState.DISCONNECTED:
                with suppress(RuntimeError):
                    await connection.close()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield

    routes = [
        Route("/", index), Route("/static/{name}", static), Route("/favicon.ico", icon), WebSocketRoute("/ws", socket),
    ]  # fmt: skip
    return Guard(Starlette(routes=routes, lifespan=lifespan), bound)


def serve(house: House, host: str, port: int, announce: Callable[[int], None] = lambda _port: None) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    house
        Scenarios, games, and what else the tabs share.
    host, port
        Where to listen; port 0 takes a free one.
    announce
        Told the port once it is bound and whoever comes is heard.

    Raises
    ------
    OSError
        If the port cannot be had.
    """
    import socket

    import uvicorn

    # bound here, so that a port that is taken is one line and not a log of uvicorn's
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    with listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
        announce(int(listening.getsockname()[1]))
        threading.Thread(target=compile_aside, args=(_unheard,), kwargs={"watched": True}, daemon=True).start()
        config = uvicorn.Config(
            application(house, host), log_level="warning", ws_max_size=FRAME_BYTES, ws="websockets-sansio",
            ws_ping_interval=HEARTBEAT, ws_ping_timeout=HEARTBEAT, limit_concurrency=4 * MAX_SESSIONS,
            timeout_graceful_shutdown=2, server_header=False,
        )  # fmt: skip
        uvicorn.Server(config).run([listening])


def _unheard(_stage: str, _done: int) -> None:
    """Take a report of progress that nobody waits for."""
