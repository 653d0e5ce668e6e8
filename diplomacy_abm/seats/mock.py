"""A stand-in for a language model: a small server with the chat protocol that answers by a simple rule.

It is no language model and says nothing about any. It lets the whole pipeline run without network, key or cost, in
tests, in the documentation and in the experiment that compares players. ``python -m diplomacy_abm.seats.mock`` serves
it until it is stopped.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

CONCILIATORY = (
    "attend", "concede", "propose", "exchange", "restrain", "guarantee", "formulate", "convene", "shuttle", "relieve",
)  # fmt: skip
HARD = ("offensive", "strike", "walk_out", "threaten", "pledge", "surge", "sanction", "press")

PERSONAS: dict[str, tuple[str, ...]] = {"mock-conciliator": CONCILIATORY, "mock-hardliner": HARD}
"""Moves that a stand-in takes whenever they are on a menu, the first of them first; otherwise it does nothing."""

EVERY = 40
"""Every so many weeks the stand-in answers in prose, as language models do now and then."""


def rule(document: Mapping[str, Any], likes: tuple[str, ...]) -> dict[str, int]:
    """Return the choice of a stand-in for a briefing."""
    choices = {}
    for channel, menu in document["menu"].items():
        places = {row["move"]: row["number"] for row in reversed(menu)}
        choices[channel] = next((places[move] for move in likes if move in places), 0)
    return choices


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lines: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Answer a question of the chat protocol."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        name = body.get("model")
        if self.path != "/v1/chat/completions" or name not in PERSONAS:
            self._send(404, {"error": {"message": f"no model {name!r}, there are {', '.join(PERSONAS)}"}})
            return
        asked = [message["content"] for message in body["messages"] if message["role"] == "user"]
        document = json.loads(asked[0])
        if document["week"] % EVERY == 0 and len(asked) == 1:
            text = "Let me think about the situation before I choose."
        else:
            text = json.dumps({"reason": f"{name} follows its list.", "choices": rule(document, PERSONAS[name])})
        count = {"prompt_tokens": sum(map(len, asked)) // 4, "completion_tokens": len(text) // 4}
        count["total_tokens"] = sum(count.values())
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        self._send(200, {"object": "chat.completion", "model": name, "choices": [choice], "usage": count})

    def _send(self, code: int, document: Mapping[str, Any]) -> None:
        data = json.dumps(document).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        # a client of one request at a time keeps no connection
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def mock_endpoint(port: int = 0) -> Iterator[str]:
    """Serve the stand-ins on this machine and give the base URL.

    Parameters
    ----------
    port
        0 takes a free one.

    Examples
    --------
    >>> from diplomacy_abm.seats.mock import mock_endpoint
    >>> with mock_endpoint() as url:
    ...     url.endswith("/v1")
    True
    """
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Serve until stopped."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    with mock_endpoint(port) as url:
        sys.stdout.write(f"rule-based stand-ins {', '.join(PERSONAS)} at {url} (no language model); Ctrl-C stops\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
