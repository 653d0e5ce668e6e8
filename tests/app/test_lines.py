"""Lines that break: a tab that goes without a word leaves no traceback, and one that is deaf is let go."""

from __future__ import annotations

import base64
import os
import socket
import struct
import time

import pytest
import uvicorn

from diplomacy_abm.app import server
from diplomacy_abm.cli import app as command
from tests.app.browser import listening_on
from tests.app.house import house


class Line:
    """A socket to the page by hand, which answers no ping."""

    def __init__(self, port: int) -> None:
        self.raw = socket.create_connection(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        asked = ["GET /ws HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade",
                 f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]  # fmt: skip
        self.raw.sendall("\r\n".join(asked).encode())
        assert b"101" in self.raw.recv(64)

    def say(self, text: str) -> None:
        data, mask = text.encode(), os.urandom(4)
        self.raw.sendall(bytes([0x81, 0x80 | len(data)]) + mask + bytes(x ^ mask[k % 4] for k, x in enumerate(data)))

    def cut(self) -> None:
        """End as a process ends that is killed: without a word."""
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.raw.close()


@pytest.fixture
def running(tmp_path):
    shared = house(tmp_path)
    with listening_on(shared, ws_ping_interval=0.3, ws_ping_timeout=0.3) as port:
        yield shared, port


def empty(shared, seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while shared.sessions and time.monotonic() < deadline:
        time.sleep(0.02)
    return shared.sessions == 0


def test_an_abrupt_end_leaves_no_traceback(running, caplog, capfd):
    shared, port = running
    for wait in (0.0, 0.05, 0.1, 0.2):
        line = Line(port)
        for _ in range(3):
            line.say('{"do": "begin", "scenario": "minimal"}')
            line.say('{"do": "step", "weeks": 8}')
        time.sleep(wait)
        line.cut()
    assert empty(shared)
    assert "Traceback" not in caplog.text + capfd.readouterr().err


def test_a_line_that_answers_no_ping_is_let_go(running):
    shared, port = running
    line = Line(port)
    line.say('{"do": "begin", "scenario": "minimal"}')
    deadline = time.monotonic() + 10
    while not shared.sessions and time.monotonic() < deadline:
        time.sleep(0.01)
    assert shared.sessions == 1
    assert empty(shared)
    line.cut()


def test_the_address_is_told_once_the_port_is_bound(tmp_path, monkeypatch):
    told: list[int] = []
    monkeypatch.setattr(server, "compile_aside", lambda *_args, **_named: None)
    monkeypatch.setattr(uvicorn.Server, "run", lambda _self, sockets: told.append(sockets[0].getsockname()[1]))

    def announce(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port), 5):
            told.append(port)

    server.serve(house(tmp_path), "127.0.0.1", 0, announce)
    assert len(set(told)) == 1
    taken = socket.socket()
    with taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            server.serve(house(tmp_path), "127.0.0.1", taken.getsockname()[1], announce)
    assert len(told) == 2


def test_an_address_for_all_names_one_that_phones_can_open(monkeypatch):
    monkeypatch.setattr(command, "own_addresses", lambda: ["192.168.1.5"])
    assert command.addresses("0.0.0.0", 80) == ["http://127.0.0.1:80/", "http://192.168.1.5:80/"]
    assert command.addresses("::", 80)[1:] == ["http://192.168.1.5:80/"]
    assert command.addresses("::1", 80) == ["http://[::1]:80/"]
    assert command.addresses("lab.example", 80) == ["http://lab.example:80/"]
    monkeypatch.undo()
    assert all(not one.startswith("127.") for one in command.own_addresses())
