"""One question to an OpenAI-compatible endpoint: a time limit that holds, bounded answers, repetitions, no key in
any text.

Only the standard library. Redirects are not followed, since a key would follow them to another host.
"""  # noqa: D205

from __future__ import annotations

import base64
import email.utils
import html
import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote, quote_plus, urlsplit

from diplomacy_abm.seats.llm_config import ModelConfig, is_local
from diplomacy_abm.seats.prompt import plain

LARGEST = 2_000_000
"""Bytes of an answer that are read; a longer one is refused."""
LONGEST_WAIT = 60.0
"""Seconds that a server may ask us to wait before the next try."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Codes of HTTP after which the same question may be asked again."""
FORMATS: Final = ("json_schema", "json_object", "text")


@dataclass(frozen=True)
class Reply:
    """What came back of one request."""

    text: str = ""
    """The answer of the model; empty when there is none."""
    fault: str = ""
    """Why there is no answer, in a few words; empty when there is one."""
    code: int = 0
    """Code of HTTP, 0 where none came."""
    usage: Mapping[str, int] = field(default_factory=dict)
    """Tokens as the endpoint counted them."""
    seconds: float = 0.0
    """How long it took."""
    wait: float = 0.0
    """Seconds that the server asks to wait."""
    passing: bool = False
    """Whether the same question may be asked again."""
    broken: bool = False
    """Whether the answer held half of a sign (a lone surrogate), which no file can hold; it stands replaced."""


def forms_of(key: str) -> tuple[str, ...]:
    """Return a key in the encodings in which a server may echo it, the longest first.

    Base64 is that of the key wherever it begins within three bytes, as after ``Bearer``: its inner signs.
    """
    raw = key.encode("utf-8")
    found = {key, quote(key), quote(key, safe=""), quote_plus(key), json.dumps(key)[1:-1], html.escape(key), raw.hex()}
    found |= {json.dumps(key, ensure_ascii=False)[1:-1], json.dumps(key)[1:-1].replace("/", "\\/")}
    found |= {"".join(f"\\u{ord(sign):04x}" for sign in key), "".join(f"%{byte:02x}" for byte in raw), key[::-1]}
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw).decode()
        # the first and last signs also hold bits of what stands beside the key
        inner = whole[(0, 2, 3)[shift] : len(whole) - (0, 3, 2)[(shift + len(raw)) % 3]]
        found |= {inner, inner.translate(str.maketrans("+/", "-_")), quote(inner, safe="")}
    return tuple(sorted((form for form in found if len(form) > 3), key=len, reverse=True))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


class Endpoint:
    """Sends single requests.

    ``format`` is how a structured answer is asked for now, ``settled`` whether one came in that format; a refusal is
    then hardly due to it.
    """

    def __init__(self, config: ModelConfig) -> None:
        self.config = config
        self.format = "json_schema" if config.format == "auto" else config.format
        self.settled = False
        # a local server is never behind the proxy of the environment
        local = is_local(urlsplit(config.url).hostname or "")
        proxies = [urllib.request.ProxyHandler({})] if local else []
        self._opener = urllib.request.build_opener(_NoRedirect, *proxies)

    def hide(self, text: str) -> str:
        """Return a text without the key, should a server repeat it."""
        key = self.config.key()
        for form in forms_of(key) if key else ():
            text = re.sub(re.escape(form), "[key]", text, flags=re.IGNORECASE)
        return text

    def body(self, messages: list[dict[str, str]], schema: Mapping[str, Any], run: int = 0) -> dict[str, Any]:
        """Return the request as the endpoint gets it."""
        config = self.config
        body: dict[str, Any] = {"model": config.model, "messages": messages, "stream": False}
        body[config.max_tokens_field] = config.max_tokens
        if config.temperature is not None:
            body["temperature"] = config.temperature
        if config.seed is not None:
            body["seed"] = (config.seed + run) % 2**31
        if self.format == "json_schema":
            wanted = {"name": "choice", "strict": True, "schema": dict(schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif self.format == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body | config.extra

    def step_down(self, reply: Reply) -> bool:
        """Take a simpler format after a refusal that may be due to the format; tell whether there is one."""
        named = "response_format" in reply.fault or "json_schema" in reply.fault
        about_format = named or (reply.code in (400, 415, 422, 501) and not self.settled)
        if self.config.format != "auto" or not about_format or self.format == FORMATS[-1]:
            return False
        self.format = FORMATS[FORMATS.index(self.format) + 1]
        return True

    def ask(self, body: Mapping[str, Any], limit: float) -> Reply:
        """Send one request and wait at most `limit` seconds for the whole answer.

        Never raises for what a server does; the fault is in the reply.
        """
        start = time.monotonic()
        stop = threading.Event()
        found: list[Reply] = []
        # a thread, since the time limit of a socket holds for single reads and a slow answer may come in many
        worker = threading.Thread(target=lambda: found.append(self._sent(body, limit, stop)), daemon=True)
        worker.start()
        worker.join(limit)
        seconds = time.monotonic() - start
        if not found:
            stop.set()
            return Reply(fault=_late(limit), seconds=seconds, passing=True)
        return replace(found[0], seconds=seconds)

    def _sent(self, body: Mapping[str, Any], limit: float, stop: threading.Event) -> Reply:
        try:
            request = self._request(body)
            with self._opener.open(request, timeout=limit) as response:
                raw = _read(response, stop)
                code = int(response.status)
            if raw is None:
                return Reply(code=code, fault="the answer is too long")
            return _read_reply(raw, code, self.hide)
        except urllib.error.HTTPError as error:
            with error:
                return _refused(error, stop, self.hide)
        except Exception as error:  # noqa: BLE001 (whatever the network does is told, not raised)
            reason = getattr(error, "reason", error)
            if isinstance(reason, TimeoutError):
                return Reply(fault=_late(limit), passing=True)
            return Reply(fault=plain(self.hide(f"{type(reason).__name__}: {reason}"), 200), passing=True)

    def _request(self, body: Mapping[str, Any]) -> urllib.request.Request:
        data = json.dumps(body, ensure_ascii=False).encode("utf-8")
        request = urllib.request.Request(self.config.url, data, {"Content-Type": "application/json"}, method="POST")
        key = self.config.key()
        if key is not None:
            header = self.config.key_header
            request.add_unredirected_header(header, f"Bearer {key}" if header.lower() == "authorization" else key)
        return request


def _late(limit: float) -> str:
    return f"no whole answer within {limit:g} s"


def _read(response: Any, stop: threading.Event) -> bytes | None:
    """Read an answer in pieces; None if it is longer than allowed."""
    pieces: list[bytes] = []
    size = 0
    while not stop.is_set():
        piece = response.read1(65536)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            return None
    return b"".join(pieces)


def _refused(error: urllib.error.HTTPError, stop: threading.Event, hide: Callable[[str], str]) -> Reply:
    # hidden before anything is cut: half a key is still a secret
    text = hide((_read(error, stop) or b"").decode("utf-8", "replace"))
    try:
        document = json.loads(text)
        inner = document.get("error", document) if isinstance(document, dict) else document
        text = str(inner.get("message", inner)) if isinstance(inner, dict) else str(inner)
    except (ValueError, RecursionError):
        # no JSON, or a number of thousands of digits
        pass
    # without control characters: a message of a server must not steer a terminal
    told = plain(hide(text), 200)
    fault = f"HTTP {error.code}" + (f": {told}" if told else "")
    return Reply(fault=fault, code=error.code, wait=_wait(error.headers), passing=error.code in PASSING)


def _wait(headers: Any) -> float:
    """Seconds that a server asks for, from a number or a date; 0 where it says nothing usable."""
    text = str(headers.get("Retry-After", "")).strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (TypeError, ValueError):
            return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else 0.0


def _read_reply(raw: bytes, code: int, hide: Callable[[str], str]) -> Reply:
    """Take the text and the counts out of an answer of the chat protocol."""
    try:
        document = json.loads(raw.decode("utf-8", "replace"))
        message = document["choices"][0]["message"]
        text = _text(message.get("content"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return Reply(code=code, fault="the answer is not of the chat protocol")
    usage = _usage(document.get("usage"))
    if not text:
        why = "the model refused" if message.get("refusal") else "the answer is empty"
        return Reply(code=code, fault=why, usage=usage)
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return Reply(hide(whole), code=code, usage=usage, broken=whole != text)


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _usage(found: Any) -> dict[str, int]:
    names = ("prompt_tokens", "completion_tokens", "total_tokens")
    if not isinstance(found, dict):
        return {}
    return {name: found[name] for name in names if type(found.get(name)) is int and found[name] >= 0}
