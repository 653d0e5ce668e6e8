"""The file of a language model: what is allowed, errors in one line, and never a value of the file in them."""

from __future__ import annotations

import pytest

from diplomacy_abm.seats.llm_config import ModelConfig, ModelError, config_of, is_local, load_config

CANARY = "sk-canary-0123456789"
LEAST = {"base_url": "https://models.example/v1", "model": "m"}


def test_the_least_file_is_enough(tmp_path):
    path = tmp_path / "model.toml"
    path.write_text('base_url = "https://models.example/v1/"\nmodel = "m"\n')
    config = load_config(path)
    assert config.url == "https://models.example/v1/chat/completions"
    assert config.key() is None
    assert (config.fallback, config.format, config.advice) == ("policy", "auto", False)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"model": ""}, "model: "),
        ({"temperature": 3.0}, "temperature: must be less than or equal to 2"),
        ({"temperature": float("nan")}, "temperature: must be a finite number"),
        ({"retries": True}, "retries: must be a valid integer"),
        ({"fallback": "panic"}, "fallback: must be 'policy', 'hold' or 'fail'"),
        ({"budget": {"calls": -1}}, "budget.calls: must be greater"),
        ({"budget": {"dollars": 1}}, "budget.dollars: is unknown, must be one of calls, tokens, seconds"),
        ({"tempreature": 1}, "tempreature: is unknown, must be one of base_url"),
        ({"key_env": "not a name"}, "key_env: "),
        ({"extra": {"stream": True}}, "extra.stream: is set by the player"),
        ({"base_url": "models.example/v1"}, "base_url: is no address"),
        ({"base_url": "ftp://models.example"}, "base_url: is no address"),
        ({"base_url": "https://models.example:99999/v1"}, "base_url: is no address"),
        ({"base_url": "https://models.example/v1?x=1"}, "base_url: must end with its path"),
        ({"base_url": "http://models.example/v1", "key_env": "K"}, "a key would travel unencrypted"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(change, says):
    with pytest.raises(ModelError, match=r"^model: ") as error:
        config_of(LEAST | change)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "table",
    [
        LEAST | {"key": CANARY},
        LEAST | {"api_key": CANARY},
        LEAST | {"key_env": CANARY},
        LEAST | {"base_url": f"https://user:{CANARY}@models.example/v1"},
        LEAST | {"temperature": CANARY},
        LEAST | {"model": [CANARY]},
        LEAST | {"fallback": CANARY},
    ],
)
def test_no_message_repeats_a_value(table):
    with pytest.raises(ModelError) as error:
        config_of(table)
    assert CANARY not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__


def test_a_key_in_the_file_is_shown_the_way():
    with pytest.raises(ModelError, match=r"api_key: is unknown .a key goes into an environment variable"):
        config_of(LEAST | {"api_key": CANARY})


@pytest.mark.parametrize(
    ("text", "says"), [(b"a = ", "not TOML"), (b"\xff", "is not UTF-8"), (b'base_url = "https://a.b/v1"', "is missing")]
)
def test_files_that_are_none(tmp_path, text, says):
    (tmp_path / "model.toml").write_bytes(text)
    with pytest.raises(ModelError, match=f"^model.toml: .*{says}"):
        load_config(tmp_path / "model.toml")
    with pytest.raises(ModelError, match="no such file"):
        load_config(tmp_path / "other.toml")


def test_the_key_is_read_when_it_is_needed(monkeypatch):
    config = config_of(LEAST | {"key_env": "TEST_KEY"})
    monkeypatch.delenv("TEST_KEY", raising=False)
    with pytest.raises(ModelError, match=r"TEST_KEY .key_env. is not set"):
        config.key()
    monkeypatch.setenv("TEST_KEY", f" {CANARY}\n")
    assert config.key() == CANARY
    assert CANARY not in repr(config)
    for bad in ("a b", 'a"b', "a\\b", "kä", "a\rb"):
        monkeypatch.setenv("TEST_KEY", bad)
        with pytest.raises(ModelError, match="holds characters that no key has") as error:
            config.key()
        assert bad not in str(error.value)


def test_plain_http_with_a_key_stays_on_this_machine_unless_allowed():
    for host in ("127.0.0.1:8000", "localhost", "[::1]:1"):
        assert config_of(LEAST | {"base_url": f"http://{host}/v1", "key_env": "K"})
    assert config_of(LEAST | {"base_url": "http://10.0.0.1/v1", "key_env": "K", "allow_plain_http": True})
    assert config_of(LEAST | {"base_url": "http://10.0.0.1/v1"})
    assert not is_local("127.0.0.1.example.org")


def test_every_key_of_the_file_is_documented():
    for name in ModelConfig.model_fields:
        assert name in ModelConfig.__doc__
