"""Who may talk to the server, and how much: names of hosts, origins, headers, rates."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {sockets}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}
"""What every answer says to the browser: nothing may be loaded from elsewhere, nothing may frame the page."""


def host_of(header: str) -> str:
    """Return the name in a Host header, without its port, in lower case; empty if it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


def host_is_ours(header: str, bound: str) -> bool:
    """Tell whether a Host header names this server.

    A page from elsewhere that points a name of its own at this machine ("DNS rebinding") sends that name. So only
    these are taken: ``localhost``, the name that the server was bound to, this machine's own name if it is bound
    beyond the loopback, and addresses in numbers, which nobody can point elsewhere.
    """
    name = host_of(header)
    if name in ("localhost", bound.lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return not is_loopback(bound) and name == socket.gethostname().lower()
    return address.is_loopback or not is_loopback(bound)


def origin_is_ours(origin: str, host: str) -> bool:
    """Tell whether an Origin header is that of the page which this server gave out under the Host header."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() and parts.path in ("", "/")


def is_loopback(host: str) -> bool:
    """Tell whether a host is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses what does not come from our own page, and adds the headers.

    Parameters
    ----------
    app
        What is guarded.
    bound
        The host that the server is bound to.
    """

    def __init__(self, app: Application, bound: str) -> None:
        self.app, self.bound = app, bound

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = named.get("host", ""), named.get("origin")
        wrong = ""
        if not host_is_ours(host, self.bound):
            wrong = "this server does not go by that name\n"
        elif origin is not None and not origin_is_ours(origin, host):
            wrong = "requests from other pages are refused\n"
        if wrong:
            await refuse(scope, receive, send, wrong)
            return
        await self.app(scope, receive, _with_headers(send, host))


def _with_headers(send: Send, host: str) -> Send:
    sockets = f"ws://{host} wss://{host}" if host else ""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            more = [(name.encode(), text.format(sockets=sockets).encode()) for name, text in HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await send(message)

    return sending


async def refuse(scope: Scope, receive: Receive, send: Send, text: str) -> None:
    """Answer 403 to a request, or close a socket before it is open, which its peer sees as 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": text.strip()})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


class Rate:
    """A bucket of tokens: `burst` at once, `rate` a second in the long run.

    Parameters
    ----------
    rate, burst
        Messages a second, and at once.
    clock
        Seconds.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self.tokens, self.at = burst, clock()

    def take(self) -> bool:
        """Take one token; False if there is none."""
        now = self.clock()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True
