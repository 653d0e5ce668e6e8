"""The file that says which language model sits at the table, and what it may cost.

A key never stands in the file: the file names an environment variable. No message repeats a value of the file, so
that a key that was put there by mistake is not printed.
"""

from __future__ import annotations

import os
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from diplomacy_abm.intake.gate import UnfitError, text_of, toml_of

Fallback = Literal["policy", "hold", "fail"]
"""What happens to a choice that the model did not make: the actor's own policy, nothing done, or an error."""
AnswerFormat = Literal["auto", "json_schema", "json_object", "text"]


class ModelError(ValueError):
    """A language model cannot be asked as its configuration says; the message is one line and holds no key."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Budget(_Part):
    """What a player may spend over all its games; beyond it, nothing is asked any more."""

    calls: int = Field(default=500, ge=0)
    """Requests sent, those that failed and were repeated included."""
    tokens: int = Field(default=1_000_000, ge=0)
    """Tokens of questions and answers; estimated from the length where the endpoint does not count them."""
    seconds: float = Field(default=3600.0, ge=0)
    """Time spent waiting for the endpoint."""


class ModelConfig(_Part):
    """Which model, how it is asked, and what happens when it does not answer.

    Parameters
    ----------
    base_url
        Address of an OpenAI-compatible endpoint up to and without ``/chat/completions``.
    model
        Name of the model there.
    key_env
        Name of the environment variable that holds the key; none is sent without it.
    key_header
        Header in which the key goes; ``Authorization`` carries it as a bearer token.
    temperature, seed
        Passed on where given. A seed has the index of the run added to it.
    max_tokens, max_tokens_field
        Longest answer, and the name that the endpoint has for it.
    format
        How a structured answer is asked for; ``auto`` begins with a JSON schema and steps down where the endpoint
        refuses it.
    time_limit
        Seconds that one request may take, whole.
    retries, backoff
        Repetitions of a request that failed for a while, and seconds before the first; doubled each time.
    ask_again
        How often an unreadable or illegal answer is sent back for another.
    fallback
        See :data:`Fallback`.
    memory
        Weeks of events that are told.
    advice
        Whether the menu shows what each option is worth by the actor's own reckoning.
    allow_plain_http
        Whether a key may travel unencrypted to another machine.
    budget
        See :class:`Budget`.
    extra
        Further fields of the request, as the endpoint knows them.
    """

    base_url: str
    model: str = Field(min_length=1, max_length=200)
    key_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    key_header: str = Field(default="Authorization", pattern=r"^[A-Za-z][A-Za-z0-9-]*$")
    temperature: float | None = Field(default=None, ge=0.0, le=2.0)
    seed: int | None = Field(default=None, ge=0, lt=2**31)
    max_tokens: int = Field(default=600, ge=16, le=100_000)
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    format: AnswerFormat = "auto"
    time_limit: float = Field(default=60.0, gt=0.0, le=3600.0)
    retries: int = Field(default=3, ge=0, le=10)
    backoff: float = Field(default=1.0, ge=0.0, le=60.0)
    ask_again: int = Field(default=1, ge=0, le=5)
    fallback: Fallback = "policy"
    memory: int = Field(default=4, ge=0, le=8)
    advice: bool = False
    allow_plain_http: bool = False
    budget: Budget = Budget()
    extra: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Self:
        parts = _address(self.base_url)
        if self.key_env and parts.scheme == "http" and not (self.allow_plain_http or is_local(parts.hostname or "")):
            raise ValueError(
                "base_url: a key would travel unencrypted, use https (or allow_plain_http = true within your own net)"
            )
        taken = {"model", "messages", "stream", "n", "response_format"} & set(self.extra)
        if taken:
            raise ValueError(f"extra.{min(taken)}: is set by the player, must be left out")
        return self

    @property
    def url(self) -> str:
        """Where questions go."""
        return self.base_url.rstrip("/") + "/chat/completions"

    def key(self) -> str | None:
        """Read the key from the environment; nothing keeps it.

        ModelError if the variable is named but not set, or holds what no header can carry.
        """
        if self.key_env is None:
            return None
        key = os.environ.get(self.key_env, "").strip()
        if not key:
            raise ModelError(f"the environment variable {self.key_env} (key_env) is not set, put the key there")
        if not re.fullmatch(r"[!#-&(-\[\]-~]+", key):
            raise ModelError(f"the environment variable {self.key_env} holds characters that no key has")
        return key


def _address(text: str) -> Any:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("base_url: is no address, must look like https://host/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not text.isprintable():
        raise ValueError("base_url: is no address, must look like https://host/v1")
    if parts.username or parts.password:
        raise ValueError("base_url: holds a name or password, must not; name an environment variable in key_env")
    if parts.query or parts.fragment:
        raise ValueError("base_url: must end with its path, without ? and #")
    return parts


def is_local(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def load_config(path: str | os.PathLike[str]) -> ModelConfig:
    """Read the configuration of a language model from TOML.

    ModelError in one line: the file, the place and what is allowed; found values are not repeated.
    """
    name = Path(path).name
    try:
        table = toml_of(text_of(Path(path)))
    except (FileNotFoundError, IsADirectoryError):
        raise ModelError(f"{path}: no such file, must be a TOML file with base_url and model") from None
    except UnfitError as error:
        # of what was found a message quotes one character at most: there may be a key in the file
        raise ModelError(f"{name}: {error}") from None
    return config_of(table, name)


def config_of(table: dict[str, Any], origin: str = "model") -> ModelConfig:
    """Check a configuration that is already a table; raises as :func:`load_config`."""
    try:
        return ModelConfig.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ModelError(f"{origin}: {_told(first)}") from None


def _told(problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = ", ".join(Budget.model_fields if place.startswith("budget.") else ModelConfig.model_fields)
        hint = " (a key goes into an environment variable, named in key_env)" if "key" in place.lower() else ""
        return f"{place}: is unknown{hint}, must be one of {known}"
    if problem["type"] == "missing":
        return f"{place}: is missing"
    message = problem["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:].replace("Input should", "must")
    message = message.replace("input should", "must")
    return f"{place}: {message}" if place else message
