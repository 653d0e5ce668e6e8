"""A chat endpoint for tests: on this machine, answering each request as the test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Act = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def send(handler, code, data, headers=()):
    handler.send_response(code)
    handler.send_header("Content-Length", str(len(data)))
    for name, value in headers:
        handler.send_header(name, value)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(data)


def chat(text, **more) -> bytes:
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"message": message}], "usage": usage} | more).encode()


def says(text, **more) -> Act:
    """Answer with a text."""
    return lambda handler, body: send(handler, 200, chat(text, **more))


def raw(data: bytes, code=200, headers=()) -> Act:
    """Answer with these bytes."""
    return lambda handler, body: send(handler, code, data, headers)


def refuses(code, message="no", headers=()) -> Act:
    """Answer with an error."""
    return raw(json.dumps({"error": {"message": message}}).encode(), code, headers)


def last(handler, body):
    """Take the last option of every menu."""
    document = json.loads(body["messages"][1]["content"])
    choices = {channel: len(menu) - 1 for channel, menu in document["menu"].items()}
    send(handler, 200, chat(json.dumps({"reason": "because", "choices": choices})))


def late(seconds) -> Act:
    """Answer too late."""

    def act(handler, body):
        time.sleep(seconds)
        last(handler, body)

    return act


def drips(handler, body):
    """Send a byte now and then, so that no single read is late."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        time.sleep(0.05)
        handler.wfile.write(b" ")
        handler.wfile.flush()


def echoes_headers(handler, body):
    """Refuse, repeating everything that was sent, as a careless server might."""
    send(handler, 400, json.dumps({"error": {"message": "x" * 150 + str(handler.headers)}}).encode())


class Endpoint:
    """What was asked, and the address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []


@contextmanager
def endpoint(*acts: Act) -> Iterator[Endpoint]:
    """Serve; the n-th request is met by the n-th act, those beyond by the last one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.bodies.append(body)
            found.headers.append(dict(self.headers))
            found.paths.append(self.path)
            try:
                acts[min(len(found.bodies), len(acts)) - 1](self, body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format, *args):  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
