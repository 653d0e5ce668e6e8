"""The server: pages and headers, who is refused, sessions that live on after bad messages, and expire."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from diplomacy_abm.app import page, server
from diplomacy_abm.app.crowd import ended
from diplomacy_abm.app.guard import Rate, host_is_ours, is_loopback, origin_is_ours
from tests.app.house import house

PLACE, SOCKET = "http://127.0.0.1:8765", "ws://127.0.0.1:8765/ws"
OURS = {"host": "127.0.0.1:8765"}


@pytest.fixture
def client(tmp_path):
    with TestClient(server.application(house(tmp_path)), base_url=PLACE) as given:
        yield given


MINE, THINE = "token-of-one-player", "token-of-another"


def hear(socket, kind: str, most: int = 400) -> dict:
    for _ in range(most):
        said = socket.receive_json()
        if said["is"] == kind:
            return said
        assert said["is"] != "error", said["text"]
    pytest.fail(f"no message of kind {kind} came")


def begun(socket, **more):
    socket.send_json({"do": "begin", "scenario": "minimal", **more})
    return hear(socket, "begin")


def test_the_page_names_only_files_of_its_own(client):
    text = client.get("/").text
    assert "http" not in text.replace("http-equiv", "")
    for name in (*page.SCRIPTS, *page.STYLES, page.ICON):
        found = client.get(f"/static/{name}")
        assert found.status_code == 200, name
        assert f"/static/{name}" in text
        assert len(found.text) > 100


def test_every_file_of_the_page_is_used():
    from importlib.resources import files

    there = {entry.name for entry in (files("diplomacy_abm.app") / "static").iterdir() if entry.is_file()}
    assert there == {*page.SCRIPTS, *page.STYLES, page.ICON, "index.html"}


@pytest.mark.parametrize("path", ["/static/../session.py", "/static/%2e%2e/session.py", "/static/main.py", "/etc"])
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_answers_tell_the_browser_to_load_nothing_from_elsewhere(client):
    headers = client.get("/").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "ws://127.0.0.1:8765" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "192.0.2.7:8765"])
def test_foreign_names_of_this_host_are_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers={"host": host}):
        pass


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:9999", "null", "http://localhost:8765", "file://"]
)
def test_other_pages_are_refused(client, origin):
    assert client.get("/", headers={**OURS, "origin": origin}).status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers={**OURS, "origin": origin}):
        pass


def test_our_own_page_is_let_in(client):
    for host in ("127.0.0.1:8765", "localhost:8765", "[::1]:8765"):
        assert client.get("/", headers={"host": host, "origin": f"http://{host}"}).status_code == 200


@pytest.mark.parametrize(
    ("header", "bound", "ours"),
    [
        ("10.0.0.5:80", "0.0.0.0", True), ("10.0.0.5:80", "127.0.0.1", False), ("lab.example", "lab.example", True),
        ("evil.example", "0.0.0.0", False), ("localhost", "0.0.0.0", True), ("[::1]", "::", True), ("]", "::", False),
    ],
)  # fmt: skip
def test_which_names_are_ours_depends_on_what_the_server_is_bound_to(header, bound, ours):
    assert host_is_ours(header, bound) is ours


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_header_breaks_the_checks(host, origin):
    host_is_ours(host, "127.0.0.1")
    assert not (origin_is_ours(origin, "127.0.0.1:1") and "127.0.0.1:1" not in origin.lower())


def test_loopback_is_told_from_the_rest():
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.0.0.9", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "10.0.0.1", "example.org"))


def test_a_tab_hears_what_is_on_offer_and_plays(client):
    with client.websocket_connect(SOCKET) as socket:
        hello = hear(socket, "hello")
        assert [scenario["name"] for scenario in hello["scenarios"]] == ["ukraine-2025", "minimal"]
        assert begun(socket, seed=4)["arms"][0]["seed"] == "4"
        socket.send_json({"do": "step", "weeks": 5})
        weeks = hear(socket, "weeks")
        assert [week["t"] for week in weeks["arms"][0]] == [0, 1, 2, 3, 4]
        assert not weeks["over"]
        socket.send_json({"do": "step", "weeks": 50})
        rest = hear(socket, "weeks")
        assert [week["t"] for week in rest["arms"][0]] == [5, 6, 7]
        assert rest["over"]
        assert rest["arms"][0][-1]["z"]["outcome"]


def test_two_tabs_have_nothing_to_do_with_each_other(client):
    with client.websocket_connect(SOCKET) as one, client.websocket_connect(SOCKET) as other:
        begun(one, seed=1)
        begun(other, seed=2)
        one.send_json({"do": "step", "weeks": 6})
        assert len(hear(one, "weeks")["arms"][0]) == 6
        other.send_json({"do": "step", "weeks": 1})
        assert [week["t"] for week in hear(other, "weeks")["arms"][0]] == [0]


def test_two_runs_side_by_side_share_their_luck(client):
    with client.websocket_connect(SOCKET) as socket:
        assert len(begun(socket, beside={"without": ["MED"]})["arms"]) == 2
        socket.send_json({"do": "step", "weeks": 8})
        said = hear(socket, "weeks")
        assert [len(arm) for arm in said["arms"]] == [8, 8]
        parted = said["parting"]
        assert parted is None or said["arms"][0][parted]["v"] != said["arms"][1][parted]["v"]
        begun(socket, beside={})
        socket.send_json({"do": "step", "weeks": 8})
        same = hear(socket, "weeks")
        assert same["parting"] is None
        assert same["arms"][0] == same["arms"][1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"), ('{"do": "sing"}', "must be one of 'begin'"), ('{"do": "step", "weeks": -1}', "weeks"),
        ('{"do": "begin", "scenario": "nowhere"}', "must be one of"),
        ('{"do": "begin", "scenario": "minimal", "without": ["ALF"]}', "leads a side"),
        ('{"do": "begin", "scenario": "minimal", "parameters": {"cover": 7}}', "must be from 0 to 1"),
        ('{"do": "begin", "scenario": "minimal", "policies": {"ALF": "mad"}}', "unknown policy"),
        ('{"do": "choose", "week": 0}', "this tab holds none"),
        ('{"do": "join", "code": "ABCDEF", "seat": "MED", "token": "0123456789abcdef"}', "no game"),
        ('{"do": "host", "scenario": "minimal", "seat": "XXX", "token": "0123456789abcdef"}', "there is no actor"),
        ("x" * 70_000, "must be at most 65536"),
    ],
)  # fmt: skip
def test_a_bad_message_gets_a_clear_error_and_the_session_lives(client, text, words):
    with client.websocket_connect(SOCKET) as socket:
        begun(socket)
        socket.send_text(text)
        told = hear(socket, "error")["text"]
        assert words in told
        assert "\n" not in told
        assert "Traceback" not in told
        socket.send_json({"do": "step", "weeks": 2})
        assert len(hear(socket, "weeks")["arms"][0]) == 2


def test_a_fault_of_our_own_is_told_without_its_insides(client, monkeypatch, caplog):
    def broken(*_args: object) -> None:
        raise RuntimeError("secret of the server")

    with client.websocket_connect(SOCKET) as socket:
        begun(socket)
        monkeypatch.setattr("diplomacy_abm.app.session.parting", broken)
        monkeypatch.setattr("diplomacy_abm.app.recorder.Recorder.advance", broken)
        socket.send_json({"do": "step"})
        told = hear(socket, "error")["text"]
        assert "failed on the server" in told
        assert "secret" not in told
        monkeypatch.undo()
        socket.send_json({"do": "step"})
        assert hear(socket, "weeks")["arms"][0]
    assert "secret of the server" in caplog.text


def test_too_many_messages_are_dropped_and_then_the_tab_is_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "BURST", 5.0)
    monkeypatch.setattr(server, "RATE", 0.01)
    monkeypatch.setattr(server, "PATIENCE", 10)
    with (
        TestClient(server.application(house(tmp_path)), base_url=PLACE) as client,
        client.websocket_connect(SOCKET) as socket,
    ):
        for _ in range(8):
            socket.send_json({"do": "leave"})
        assert "too many messages" in hear(socket, "error")["text"]
        for _ in range(20):
            socket.send_json({"do": "leave"})
        with pytest.raises(WebSocketDisconnect) as told:
            [socket.receive_json() for _ in range(50)]
        assert told.value.code == server.TOO_FAST


def test_a_bucket_of_tokens_fills_with_time():
    now = [0.0]
    rate = Rate(2.0, 3.0, lambda: now[0])
    assert [rate.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 1.0
    assert [rate.take() for _ in range(3)] == [True, True, False]
    now[0] = 100.0
    assert [rate.take() for _ in range(4)] == [True, True, True, False]


def test_a_silent_tab_expires(tmp_path):
    with (
        TestClient(server.application(house(tmp_path), idle=0.2), base_url=PLACE) as client,
        client.websocket_connect(SOCKET) as socket,
    ):
        hear(socket, "hello")
        with pytest.raises(WebSocketDisconnect) as told:
            hear(socket, "nothing")
        assert told.value.code == server.EXPIRED


def test_a_server_takes_so_many_tabs_and_then_no_more(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "MAX_SESSIONS", 1)
    with TestClient(server.application(house(tmp_path)), base_url=PLACE) as client:
        with client.websocket_connect(SOCKET) as one:
            hear(one, "hello")
            with client.websocket_connect(SOCKET) as two, pytest.raises(WebSocketDisconnect) as told:
                two.receive_json()
            assert told.value.code == server.FULL
            begun(one)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            with client.websocket_connect(SOCKET) as again:
                try:
                    assert hear(again, "hello")
                    return
                except WebSocketDisconnect:
                    time.sleep(0.05)
        pytest.fail("the place of a tab that left stayed taken")


def test_bytes_end_the_connection_and_not_the_server(client):
    with client.websocket_connect(SOCKET) as socket:
        hear(socket, "hello")
        socket.send_bytes(b"\x00\x01")
        with pytest.raises(WebSocketDisconnect):
            hear(socket, "nothing")
    with client.websocket_connect(SOCKET) as socket:
        assert hear(socket, "hello")


def test_two_tabs_share_a_game_and_a_third_reads_it_again(client):
    with client.websocket_connect(SOCKET) as one, client.websocket_connect(SOCKET) as other:
        one.send_json({"do": "host", "scenario": "minimal", "seat": "MED", "token": MINE, "open": True})
        code = hear(one, "game")["code"]
        other.send_json({"do": "join", "code": code.lower(), "seat": "ALF", "token": THINE})
        assert hear(other, "game")["seat"] == "ALF"
        other.send_json({"do": "choose", "week": 0})
        one.send_json({"do": "choose", "week": 0, "choices": {"mediation": 0}})
        assert hear(one, "played")["week"] == hear(other, "played")["week"] == 1
    with client.websocket_connect(SOCKET) as late:
        # whether or not the server has noticed yet that the tab before has gone
        late.send_json({"do": "join", "code": code, "seat": "MED", "token": MINE})
        assert len(hear(late, "game")["weeks"]) == 1


def test_a_tab_that_has_held_a_seat_gets_no_other_whatever_token_it_names(client):
    with client.websocket_connect(SOCKET) as one, client.websocket_connect(SOCKET) as other:
        one.send_json({"do": "host", "scenario": "minimal", "seat": "MED", "token": MINE, "open": True})
        code = hear(one, "game")["code"]
        one.send_json({"do": "leave"})
        one.send_json({"do": "join", "code": code, "seat": "ALF", "token": THINE})
        while (said := one.receive_json())["is"] != "error":
            assert said["is"] != "game"
        assert "has held MED" in said["text"]
        other.send_json({"do": "join", "code": code, "seat": "ALF", "token": THINE})
        assert hear(other, "game")["seat"] == "ALF"


def test_a_seat_taken_after_a_run_was_watched_has_other_luck(client):
    with client.websocket_connect(SOCKET) as socket:
        begun(socket, seed=77)
        socket.send_json({"do": "host", "scenario": "minimal", "seat": "ALF", "seed": 77, "token": MINE})
        # a page that is still asking for weeks of its run hears nothing of it
        socket.send_json({"do": "step"})
        said = hear(socket, "game")
        assert said["head"]["seed"] is None
        socket.send_json({"do": "choose", "week": 0})
        hear(socket, "played")
        socket.send_json({"do": "leave"})
        begun(socket, seed=77)
        socket.send_json({"do": "step"})
        cost = [row[:2] for row in said["head"]["layout"]].index(["private_cost", 0])
        assert hear(socket, "weeks")["arms"][0][0]["v"][cost] != said["opening"]["v"][cost]


def test_a_seat_on_the_command_line_is_offered_to_the_tab(tmp_path):
    with (
        TestClient(server.application(house(tmp_path, "MED")), base_url=PLACE) as client,
        client.websocket_connect(SOCKET) as socket,
    ):
        assert hear(socket, "hello")["seat"] == "MED"


@pytest.mark.slow
def test_a_crowd_is_played_in_the_background_while_the_tab_goes_on(client):
    with client.websocket_connect(SOCKET) as socket:
        begun(socket, seed=5)
        socket.send_json({"do": "distribution", "runs": 300})
        socket.send_json({"do": "distribution", "runs": 300})
        assert "already" in hear(socket, "error")["text"]
        socket.send_json({"do": "step", "weeks": 2})
        heard = []
        while not heard or heard[-1]["is"] != "distribution":
            heard.append(socket.receive_json())
        kinds = [message["is"] for message in heard]
        assert "weeks" in kinds
        assert "progress" in kinds
        found = heard[-1]
        assert sum(outcome["count"] for outcome in found["outcomes"]) == 300
        assert all(outcome["low"] <= outcome["count"] / 300 <= outcome["high"] for outcome in found["outcomes"])
        from diplomacy_abm import run, run_ensemble
        from tests.app.house import SMALL

        runs = run_ensemble(SMALL, 300, seed=5).runs
        counted = {each["name"]: each["count"] for each in found["outcomes"] if each["count"]}
        assert counted == dict(Counter(ended(runs, 7)))
        assert found["own"].split()[0] == run(SMALL, seed=5).summary["outcome"].split()[0]
        json.dumps(found, allow_nan=False)


@pytest.mark.slow
def test_a_finished_game_is_compared_with_default_runs(client):
    with client.websocket_connect(SOCKET) as socket:
        socket.send_json({"do": "host", "scenario": "minimal", "seat": "MED", "token": MINE})
        hear(socket, "game")
        socket.send_json({"do": "ending"})
        assert "not over" in hear(socket, "error")["text"]
        for week in range(8):
            socket.send_json({"do": "choose", "week": week})
            hear(socket, "played")
        socket.send_json({"do": "ending"})
        found = hear(socket, "ending", 3000)
        assert found["runs"] == 1000
        # a seat that leaves everything to its policy ends as its policy would
        assert found["own"] == found["default"]
        assert all(turn["text"] and turn["week"] < 8 for turn in found["debrief"])
        assert found["firsts"]["first_formal"][0] <= 1000
