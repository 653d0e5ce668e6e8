"""A language model in a seat, against a server on this machine: what goes well, what goes wrong, what it costs."""

from __future__ import annotations

import json
import time
import traceback

import pytest

from diplomacy_abm import api, llm_player
from diplomacy_abm.seats import Game
from diplomacy_abm.seats.endpoint import LARGEST, Endpoint
from diplomacy_abm.seats.llm import LanguageModel
from diplomacy_abm.seats.llm_config import ModelError, config_of
from diplomacy_abm.seats.players import ReplayPlayer, play_game
from diplomacy_abm.seats.transcript import read_transcript
from tests.seats import server
from tests.seats.server import endpoint, last, raw, refuses, says

STEPS = 4
SHORT = api.resolve("ukraine-2025", steps=STEPS)
CANARY = "sk-canary-0123456789"


def model(url, transcript=None, **more):
    slept = []
    player = LanguageModel({"base_url": url, "model": "m", "backoff": 0.01} | more, transcript, sleep=slept.append)
    player.slept = slept
    return player


def seated(player, seed=3, seat="TUR"):
    game = Game(SHORT, [seat], seed=seed)
    return play_game(game, {seat: player})


def mediations(run):
    return list(run.events.query("actor == 'TUR' and channel == 'mediation'")["move"])


def lasts(there):
    """The last move of the mediator's menu in every question."""
    return [json.loads(body["messages"][1]["content"])["menu"]["mediation"][-1]["move"] for body in there.bodies]


def alone(seed=3):
    return api.run(SHORT, seed=seed)


def test_a_model_chooses():
    with endpoint(last) as there:
        player = model(there.url, temperature=0.0, seed=7)
        run = seated(player)
    assert mediations(run) == lasts(there)
    assert there.paths == ["/v1/chat/completions"] * STEPS
    body = there.bodies[0]
    assert (body["model"], body["temperature"], body["seed"], body["stream"]) == ("m", 0.0, 7, False)
    assert body["response_format"]["json_schema"]["strict"] is True
    assert "Authorization" not in there.headers[0]
    account = player.account()
    assert (account["decisions"], account["chosen"], account["replaced"]) == (2 * STEPS, 2 * STEPS, 0)
    assert (account["calls"], account["tokens"]) == (STEPS, 110 * STEPS)
    assert account["seconds"] > 0.0


def test_a_model_that_chooses_as_the_policy_does_changes_nothing():
    def as_policy(handler, body):
        briefing = game.briefing("TUR")
        server.send(handler, 200, server.chat(json.dumps({"reason": "", "choices": dict(briefing.default)})))

    with endpoint(as_policy) as there:
        game = Game(SHORT, ["TUR"], seed=3)
        run = play_game(game, {"TUR": model(there.url)})
    assert run.events.equals(alone().events)


def test_the_run_is_added_to_the_seed():
    with endpoint(last) as there:
        game = Game(SHORT, ["TUR"], seed=3, run=5)
        play_game(game, {"TUR": model(there.url, seed=7)})
    assert there.bodies[0]["seed"] == 12


UNREADABLE = says("I would rather talk about it.")
ILLEGAL = says('{"reason": "r", "choices": {"mediation": 77, "support": 0}}')


@pytest.mark.parametrize(("answer", "why", "replaced"), [(UNREADABLE, "unreadable", 2), (ILLEGAL, "illegal", 1)])
def test_what_is_not_chosen_the_policy_chooses_and_it_is_counted(answer, why, replaced):
    with endpoint(answer) as there:
        player = model(there.url, ask_again=0)
        run = seated(player)
    account = player.account()
    assert account["replaced"] == account[why] == replaced * STEPS
    assert account["chosen"] == (2 - replaced) * STEPS
    if why == "unreadable":
        assert run.events.equals(alone().events)


def test_hold_does_nothing_where_the_model_does_not_choose():
    with endpoint(UNREADABLE) as there:
        run = seated(model(there.url, ask_again=0, fallback="hold"))
    assert mediations(run) == []
    assert len(run.steps) == STEPS


def test_fail_stops_with_one_line():
    says_where = "m, week 2: mediation: not a number"
    with endpoint(last, ILLEGAL) as there, pytest.raises(ModelError, match=says_where) as error:
        seated(model(there.url, ask_again=0, fallback="fail"))
    assert "\n" not in str(error.value)


def test_a_faulty_answer_is_sent_back():
    with endpoint(UNREADABLE, last) as there:
        player = model(there.url, ask_again=1)
        seated(player)
    assert player.account()["replaced"] == 0
    assert player.account()["calls"] == STEPS + 1
    assert player.account()["faulty"] == 1
    roles = [message["role"] for message in there.bodies[1]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]


def test_too_many_requests_waits_as_long_as_it_is_told():
    with endpoint(refuses(429, headers=[("Retry-After", "7")]), refuses(429), last) as there:
        player = model(there.url)
        run = seated(player)
    assert player.slept == [7.0, 0.02]
    assert mediations(run) == lasts(there)[2:]
    assert player.account()["calls"] == STEPS + 2


def test_a_server_that_stays_down_is_counted_and_the_game_goes_on():
    with endpoint(last, refuses(500)) as there:
        player = model(there.url, retries=2)
        run = seated(player)
    account = player.account()
    assert account["failed"] == account["replaced"] == 2 * (STEPS - 1)
    assert account["calls"] == 1 + 3 * (STEPS - 1)
    assert player.slept[:2] == [0.01, 0.02]
    assert len(run.steps) == STEPS


@pytest.mark.parametrize("slow", [server.late(5.0), server.drips])
def test_an_answer_past_the_time_limit_is_given_up(slow):
    with endpoint(slow) as there:
        player = model(there.url, time_limit=0.2, retries=0)
        # the first answer is late too: that is no reason to stop, the endpoint may be loading its model
        player._answered = True
        briefing = Game(SHORT, ["TUR"], seed=3).briefing("TUR")
        start = time.monotonic()
        assert player.choose(briefing) == dict(briefing.default)
        assert time.monotonic() - start < 4.0
    assert player.account()["failed"] == 2
    assert "no whole answer within 0.2 s" in player.transcript.records[0]["fault"]


@pytest.mark.parametrize(
    ("budget", "calls"), [({"calls": 2}, 2), ({"tokens": 300}, 3), ({"seconds": 0.0}, 0), ({"calls": 0}, 0)]
)
def test_beyond_the_budget_nothing_is_asked(budget, calls):
    with endpoint(last) as there:
        player = model(there.url, budget=budget)
        run = seated(player)
        assert len(there.bodies) == calls
    account = player.account()
    assert account["budget"] == account["replaced"] == 2 * (STEPS - calls)
    assert len(run.steps) == STEPS


def test_waiting_counts_to_the_budget_of_seconds():
    with endpoint(last, refuses(503, headers=[("Retry-After", "50")])) as there:
        player = model(there.url, retries=5, budget={"seconds": 60.0})
        seated(player)
    assert sum(player.slept) <= 60.0
    assert player.account()["budget"] > 0


def test_tokens_that_nobody_counts_are_estimated():
    with endpoint(lambda handler, body: server.send(handler, 200, server.chat("x" * 400, usage=None))) as there:
        player = model(there.url, ask_again=0)
        player.choose(Game(SHORT, ["TUR"], seed=3).briefing("TUR"))
        said = sum(len(message["content"]) for message in there.bodies[0]["messages"])
    assert player.spent.tokens == (said + 400) // 4


def test_tokens_are_counted_as_the_server_counts_them_nothing_included():
    usage = {"prompt_tokens": 50, "completion_tokens": 0, "total_tokens": 50, "cached": 7}
    with endpoint(lambda handler, body: server.send(handler, 200, server.chat("x" * 400, usage=usage))) as there:
        player = model(there.url, ask_again=0)
        player.choose(Game(SHORT, ["TUR"], seed=3).briefing("TUR"))
    assert player.spent.tokens == 50


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (raw(b"<html>"), "not of the chat protocol"),
        (raw(b"{}"), "not of the chat protocol"),
        (raw(b"[" * 100_000), "not of the chat protocol"),
        (raw(b'{"choices": [{"message": null}]}'), "not of the chat protocol"),
        (raw(b'{"choices": [{"message": {"content": null, "refusal": "no"}}]}'), "the model refused"),
        (raw(b'{"choices": [{"message": {"content": ""}}]}'), "the answer is empty"),
        (raw(b'"' + b"x" * (LARGEST + 1000) + b'"'), "the answer is too long"),
    ],
)
def test_bodies_that_are_no_answer(act, fault):
    with endpoint(act) as there:
        reply = Endpoint(config_of({"base_url": there.url, "model": "m"})).ask({}, 10.0)
    assert fault in reply.fault
    assert reply.text == ""


def test_an_answer_in_parts_is_joined():
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    with endpoint(raw(json.dumps({"choices": [{"message": {"content": parts}}]}).encode())) as there:
        assert Endpoint(config_of({"base_url": there.url, "model": "m"})).ask({}, 10.0).text == "ab"


def test_the_format_steps_down_where_it_is_refused():
    def only_text(handler, body):
        if "response_format" in body:
            refuses(400, "response_format is not supported")(handler, body)
        else:
            last(handler, body)

    with endpoint(only_text) as there:
        player = model(there.url)
        seated(player)
    kinds = [body.get("response_format", {}).get("type") for body in there.bodies]
    assert kinds == ["json_schema", "json_object", *[None] * STEPS]
    assert player.account()["replaced"] == 0


def test_once_settled_a_refusal_is_not_the_formats(tmp_path):
    with endpoint(last, refuses(400, "context too long"), last) as there:
        player = model(there.url)
        seated(player)
    assert {body["response_format"]["type"] for body in there.bodies} == {"json_schema"}
    assert player.account()["failed"] == 2


def test_a_server_may_refuse_a_format_with_500():
    acts = (refuses(500, "response_format type must be one of text or json_object"), last)
    with endpoint(*acts) as there:
        seated(model(there.url))
    assert [body["response_format"]["type"] for body in there.bodies] == ["json_schema", *["json_object"] * STEPS]


@pytest.mark.parametrize("code", [401, 403, 404, 400, 500, 429])
def test_an_endpoint_that_refuses_the_first_question_is_an_error(code):
    act = refuses(code, "none \x1b[31m\nhere")
    with endpoint(act) as there, pytest.raises(ModelError, match=rf"HTTP {code}: none \[31m here$") as error:
        seated(model(there.url))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("body", [b"9" * 5000, b"[" * 100_000, b"\xff\x00", b""])
def test_a_refusal_that_is_no_json_is_one_line(body):
    with endpoint(raw(body, 403)) as there, pytest.raises(ModelError, match="HTTP 403") as error:
        seated(model(there.url))
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_an_endpoint_that_is_not_there_is_an_error():
    with endpoint(last) as there:
        url = there.url
    with pytest.raises(ModelError, match="does not answer: Connection"):
        seated(model(url, retries=1))


def test_redirects_are_not_followed(monkeypatch):
    monkeypatch.setenv("TEST_KEY", CANARY)
    with endpoint(last) as other, endpoint(refuses(307, headers=[("Location", other.url)])) as there:
        with pytest.raises(ModelError, match="HTTP 307"):
            seated(model(there.url, key_env="TEST_KEY"))
        assert other.bodies == []


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with endpoint(last) as there:
        seated(model(there.url))
    assert len(there.bodies) == STEPS


def test_the_key_is_sent_and_nowhere_else(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TEST_KEY", CANARY)

    def repeats(handler, body):
        text = json.dumps({"reason": f"my key is {CANARY}", "choices": {"mediation": 0, "support": 0}})
        server.send(handler, 200, server.chat(text))

    acts = (repeats, refuses(429, f"slow down, {CANARY}"), server.echoes_headers, says(f"{CANARY} is no JSON"), last)
    with endpoint(*acts) as there:
        player = model(there.url, tmp_path / "t.jsonl", key_env="TEST_KEY", format="text", retries=1)
        seated(player)
    player.close()
    assert {headers["Authorization"] for headers in there.headers} == {f"Bearer {CANARY}"}
    written = (tmp_path / "t.jsonl").read_text("utf-8")
    assert "[key]" in written
    for place in (written, repr(player.transcript.records), repr(vars(player)), repr(vars(player.endpoint))):
        assert CANARY not in place
        assert CANARY[: len(CANARY) // 2] not in place
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err


def test_the_key_is_in_no_exception(monkeypatch):
    monkeypatch.setenv("TEST_KEY", CANARY)
    with endpoint(server.echoes_headers) as there, pytest.raises(ModelError) as error:
        seated(model(there.url, key_env="TEST_KEY"))
    shown = "".join(traceback.TracebackException.from_exception(error.value, capture_locals=True).format())
    assert CANARY not in shown
    assert "canary" not in shown


def test_the_key_may_go_in_another_header(monkeypatch):
    monkeypatch.setenv("TEST_KEY", CANARY)
    with endpoint(last) as there:
        seated(model(there.url, key_env="TEST_KEY", key_header="api-key"))
    assert there.headers[0]["Api-Key"] == CANARY
    assert "Authorization" not in there.headers[0]


def test_the_transcript_is_whole_and_plays_the_game_again(tmp_path):
    with endpoint(last, UNREADABLE, UNREADABLE, last) as there:
        player = model(there.url, tmp_path / "deep" / "t.jsonl")
        run = seated(player)
    player.close()
    records = read_transcript(tmp_path / "deep" / "t.jsonl")
    assert records == player.transcript.records
    calls = [record for record in records if record["kind"] == "call"]
    choices = [record for record in records if record["kind"] == "choice"]
    assert len(calls) == STEPS + 1
    assert [record["step"] for record in choices] == list(range(STEPS))
    assert calls[0]["messages"] == there.bodies[0]["messages"]
    assert calls[0]["usage"]["total_tokens"] == 110
    assert choices[0]["reason"] == "because"
    assert choices[1]["by"] == {"mediation": "policy", "support": "policy"}
    again = seated(ReplayPlayer(tmp_path / "deep" / "t.jsonl"))
    assert again.events.equals(run.events)
    assert again.steps.equals(run.steps)
    assert dict(again.summary) == dict(run.summary)


def test_a_run_that_was_cut_short_goes_on_without_asking_again(tmp_path):
    path = tmp_path / "t.jsonl"
    with endpoint(last, last, refuses(500)) as there:
        player = model(there.url, path, retries=0, fallback="fail")
        with pytest.raises(ModelError):
            seated(player)
        player.close()
        url = there.url
    path.write_text(path.read_text("utf-8") + '{"kind": "cal', "utf-8")
    with endpoint(last) as there:
        config = {"retries": 0, "fallback": "fail"}
        player = LanguageModel({"base_url": url, "model": "m", "backoff": 0.01} | config, path)
        player.endpoint = Endpoint(config_of({"base_url": there.url, "model": "m"}))
        run = seated(player)
        player.close()
        assert len(there.bodies) == STEPS - 2
    account = player.account()
    assert (account["recorded"], account["decisions"], account["chosen"]) == (2, 2 * STEPS, 2 * STEPS)
    assert seated(ReplayPlayer(path)).events.equals(run.events)
    with endpoint(last) as there:
        whole = seated(model(there.url))
    assert whole.events.equals(run.events)


def test_a_whole_transcript_is_played_again_for_nothing(tmp_path):
    with endpoint(last, UNREADABLE) as there:
        first = model(there.url, tmp_path / "t.jsonl", ask_again=0)
        run = seated(first)
        first.close()
        before = (tmp_path / "t.jsonl").read_bytes()
        second = model(there.url, tmp_path / "t.jsonl", ask_again=0)
        assert seated(second).events.equals(run.events)
        second.close()
        assert len(there.bodies) == STEPS
    for name in ("decisions", "chosen", "replaced", "unreadable"):
        assert first.account()[name] == second.account()[name]
    assert (second.account()["calls"], second.account()["recorded"]) == (0, STEPS)
    assert (tmp_path / "t.jsonl").read_bytes() == before


def test_another_model_does_not_go_on_with_a_transcript(tmp_path):
    with endpoint(last) as there:
        player = model(there.url, tmp_path / "t.jsonl")
        seated(player)
        player.close()
        for change in ({"model": "other"}, {"temperature": 0.5}, {"advice": True}):
            with pytest.raises(ValueError, match="holds this game as m played it under another configuration"):
                seated(model(there.url, tmp_path / "t.jsonl", **change))
        # another game goes below
        more = model(there.url, tmp_path / "t.jsonl")
        seated(more, seed=4)
        more.close()
    games = {(record["seed"]) for record in read_transcript(tmp_path / "t.jsonl") if record["kind"] == "game"}
    assert games == {3, 4}


def test_one_model_in_two_seats_has_one_transcript_that_plays_again(tmp_path):
    with endpoint(last) as there:
        player = model(there.url, tmp_path / "t.jsonl")
        run = play_game(Game(SHORT, ["UKR", "RUS"], seed=3), dict.fromkeys(["UKR", "RUS"], player))
        player.close()
    replay = ReplayPlayer(tmp_path / "t.jsonl")
    again = play_game(Game(SHORT, ["UKR", "RUS"], seed=3), dict.fromkeys(["UKR", "RUS"], replay))
    assert again.events.equals(run.events)


def test_a_model_that_never_answered_leaves_no_transcript(tmp_path):
    with endpoint(refuses(401)) as there, pytest.raises(ModelError):
        seated(model(there.url, tmp_path / "t.jsonl"))
    assert list(tmp_path.iterdir()) == []


def test_what_was_paid_for_is_on_disk_when_a_run_is_cut_short(tmp_path):
    with endpoint(last, last, refuses(500)) as there:
        player = model(there.url, tmp_path / "t.jsonl", retries=0, fallback="fail")
        with pytest.raises(ModelError):
            seated(player)
        player.close()
        kinds = [record["kind"] for record in read_transcript(tmp_path / "t.jsonl")]
    assert kinds[:5] == ["game", "call", "choice", "call", "choice"]


def test_nothing_is_asked_where_there_is_nothing_to_choose():
    from dataclasses import replace

    briefing = Game(SHORT, ["TUR"], seed=3).briefing("TUR")
    only = replace(briefing, options={channel: menu[:1] for channel, menu in briefing.options.items()})
    player = model("http://127.0.0.1:9/v1")
    assert player.choose(only) == {}
    assert player.account()["calls"] == 0


def test_the_public_name_takes_a_file(tmp_path):
    (tmp_path / "m.toml").write_text('base_url = "http://127.0.0.1:9/v1"\nmodel = "m"\n')
    assert llm_player(tmp_path / "m.toml").name == "m"


KEY = 'sk-a b/c+"<x>é-0123456789'


def test_a_key_is_hidden_in_whatever_encoding_it_comes_back():
    import base64
    import html
    import json as js
    from urllib.parse import quote, quote_plus

    from diplomacy_abm.seats.endpoint import forms_of

    raw = KEY.encode()
    echoes = [KEY, quote(KEY), quote(KEY, safe=""), quote(KEY, safe="").lower(), quote_plus(KEY), raw.hex(),
              js.dumps(KEY)[1:-1], html.escape(KEY), KEY[::-1], "".join(f"%{b:02X}" for b in raw)]  # fmt: skip
    for before in (b"", b"B", b"Bearer ", b"xx"):
        echoes += [base64.b64encode(before + raw + b" y").decode(), base64.urlsafe_b64encode(before + raw).decode()]
    for echo in echoes:
        left = f"your key {echo} is wrong"
        for form in forms_of(KEY):
            left = left.replace(form, "[key]").replace(form.upper(), "[key]").replace(form.lower(), "[key]")
        assert "[key]" in left, echo
        rest = left.replace("your key ", "").replace(" is wrong", "").replace("[key]", "")
        assert len(rest) < 20, (echo, rest)


def test_half_a_sign_in_an_answer_is_unreadable_and_the_game_goes_on(tmp_path):
    with endpoint(says('\ud800 {"reason": "r", "choices": {"mediation": 0, "support": 0}}')) as there:
        player = model(there.url, tmp_path / "t.jsonl", ask_again=1)
        seated(player)
        player.close()
    account = player.account()
    assert account["replaced"] == account["unreadable"] == 2 * STEPS
    assert "? {" in (tmp_path / "t.jsonl").read_text("utf-8")
