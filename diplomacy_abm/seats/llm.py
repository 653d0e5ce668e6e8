"""A chat model in a seat: it is given the briefing, and its answer is a choice.

What the model does not choose is counted and replaced by the fallback of the configuration: its answer cannot be
read, names nothing on the menu or does not come in time, or the budget is spent.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from diplomacy_abm.seats import prompt
from diplomacy_abm.seats.briefing import MEANINGS, Briefing, meanings_of
from diplomacy_abm.seats.endpoint import Endpoint, Reply
from diplomacy_abm.seats.game import Chosen
from diplomacy_abm.seats.llm_config import ModelConfig, ModelError, config_of, load_config
from diplomacy_abm.seats.players import Player
from diplomacy_abm.seats.transcript import RecordedGame, Transcript, games_of, heading, key_of, places

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

CHARACTERS_A_TOKEN = 4
"""Characters that a token is taken to have where an endpoint does not count; the usual rule of thumb for English."""


@dataclass
class Spent:
    """What was spent so far: requests, tokens, seconds of waiting."""

    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0


class LanguageModel(Player):
    """A seat held by a chat model behind an OpenAI-compatible endpoint.

    Parameters
    ----------
    config
        A :class:`~diplomacy_abm.seats.llm_config.ModelConfig`, a table of its values, or the path of a TOML file.
    transcript
        File for the transcript; None keeps it in :attr:`transcript` only. One that is there is gone on with.
    name
        What tables call it; the model's name by default.
    sleep
        Waits between tries; replaced in tests.

    Attributes
    ----------
    counts
        Decisions (a channel in a week), those that the model made (``chosen``), those that were ``replaced``, and
        why: ``unreadable``, ``illegal``, ``failed`` (no answer came), ``budget``. ``faulty`` counts answers, those
        included that were put right when they were sent back, and ``recorded`` weeks that an earlier transcript held.
    spent
        Calls, tokens, seconds.
    transcript
        All records so far.

    Raises
    ------
    ModelError
        In one line, if the configuration cannot be used or the variable of the key is not set.
    """

    needs_briefing = True

    def __init__(
        self,
        config: ModelConfig | dict[str, Any] | str | os.PathLike[str],
        transcript: str | os.PathLike[str] | None = None,
        name: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if isinstance(config, dict):
            config = config_of(config)
        self.config = config if isinstance(config, ModelConfig) else load_config(config)
        self.config.key()
        self.name = name or self.config.model
        self.endpoint = Endpoint(self.config)
        self.transcript = Transcript(transcript)
        self.counts: Counter[str] = Counter()
        self.spent = Spent()
        self._sleep = sleep
        self.earlier = games_of(self.transcript.earlier)
        self._answered = False
        self._cast: dict[str, str] = {}
        self._said: Mapping[str, str] = MEANINGS
        self._run = 0
        self._playing: dict[str, RecordedGame] = {}
        self._headings: dict[str, dict[str, Any]] = {}

    def begin(self, scenario: Scenario, seat: str, seed: int, run: int) -> None:
        """Begin a game, or go on with one that the transcript holds: what was answered there is not asked again.

        ValueError in one line if the transcript holds this game as another model or configuration played it.
        """
        self._cast = {label: actor.name for label, actor in scenario.actors.items()}
        self._said = meanings_of(scenario)
        self._run = run
        config = self.config
        about = {
            "model": config.model, "url": config.url, "temperature": config.temperature, "seed": config.seed,
            "fallback": config.fallback, "memory": config.memory, "advice": config.advice,
        }  # fmt: skip
        first = heading(scenario, seat, seed, run, about)
        earlier = self.earlier.get(key_of(first), RecordedGame(about))
        if dict(earlier.player) != about:
            raise ValueError(
                f"{self.transcript.path}: holds this game as {earlier.player.get('model')} played it under another "
                "configuration; name another place or move it away"
            )
        self._playing[seat] = earlier
        self._headings[seat] = first

    def _write(self, record: dict[str, Any]) -> None:
        """Write a record, and before the first one of a game its heading."""
        due = self._headings.pop(record["seat"], None)
        if due is not None:
            self.transcript.write(due)
        self.transcript.write(record)

    def close(self) -> None:
        """Close the file of the transcript."""
        self.transcript.close()

    def account(self) -> dict[str, Any]:
        """Return counts and what was spent."""
        names = ("decisions", "chosen", "replaced", "unreadable", "illegal", "failed", "budget", "faulty", "recorded")
        spent = {"calls": self.spent.calls, "tokens": self.spent.tokens, "seconds": round(self.spent.seconds, 3)}
        return {name: self.counts[name] for name in names} | spent

    def choose(self, briefing: Briefing) -> Chosen:
        """Ask the model, and fill in what it does not choose.

        Raises
        ------
        ModelError
            In one line, if the endpoint refuses the first question for good, or with ``fallback = "fail"`` when
            there is no usable choice.
        """
        open_to_it = prompt.asked(briefing)
        if not open_to_it:
            return {}
        known = self._playing[briefing.actor].weeks.get(briefing.step) if briefing.actor in self._playing else None
        if known is not None:
            return self._recorded(known, briefing)
        answer, why = self._asked(briefing)
        self.counts["decisions"] += len(open_to_it)
        self.counts["chosen"] += len(answer.choices)
        missing = [channel for channel in open_to_it if channel not in answer.choices]
        self.counts["replaced"] += len(missing)
        if missing:
            self.counts[why] += len(missing)
        if missing and self.config.fallback == "fail":
            raise ModelError(f"{self.name}, week {briefing.step + 1}: {'; '.join(answer.faults) or why}")
        filled = {channel: 0 if self.config.fallback == "hold" else briefing.default[channel] for channel in missing}
        chosen = dict(answer.choices) | filled
        self._note(briefing, chosen, missing, answer, why)
        return chosen

    def _recorded(self, record: Mapping[str, Any], briefing: Briefing) -> Chosen:
        """Choose as the transcript says; counted as when it was asked."""
        by_model = sum(who == "model" for who in record["by"].values())
        replaced = len(record["by"]) - by_model
        self.counts.update(recorded=1, decisions=len(record["by"]), chosen=by_model, replaced=replaced)
        if replaced:
            self.counts[record["why"]] += replaced
        return places(record, briefing, str(self.transcript.path))

    def _note(
        self, briefing: Briefing, chosen: dict[str, int], missing: list[str], answer: prompt.Answer, why: str
    ) -> None:
        named = {channel: briefing.options[channel][place] for channel, place in chosen.items()}
        self._write(
            {
                "kind": "choice", "step": briefing.step, "date": briefing.date, "seat": briefing.actor,
                "choices": {channel: [option.move, option.target] for channel, option in named.items()},
                "by": {channel: self.config.fallback if channel in missing else "model" for channel in chosen},
                "why": why if missing else "", "faults": list(answer.faults), "reason": answer.reason,
            }
        )  # fmt: skip

    def _asked(self, briefing: Briefing) -> tuple[prompt.Answer, str]:
        """Ask until there is a usable answer or nothing more to try; the second value says why choices are missing."""
        config = self.config
        question = prompt.messages(briefing, self._cast, config.memory, config.advice, self._said)
        answer, why = prompt.Answer(), "budget"
        for _ in range(1 + config.ask_again):
            reply = self._told(briefing, question)
            if reply is None:
                break
            if reply.fault:
                return replace(answer, faults=(*answer.faults, reply.fault)), "failed"
            # an answer that no file can hold is not read, whatever else stands in it
            answer = prompt.read_answer("" if reply.broken else reply.text, briefing)
            why = "illegal" if answer.readable else "unreadable"
            if not answer.faults:
                break
            self.counts["faulty"] += 1
            question = [*question, {"role": "assistant", "content": reply.text[:4000]}]
            question = [*question, prompt.again(answer.faults, briefing)]
        return answer, why

    def _told(self, briefing: Briefing, question: list[dict[str, str]]) -> Reply | None:
        """Send a question, again after passing faults; None when the budget is spent."""
        wanted = prompt.schema(briefing)
        tries = 0
        while True:
            limit = self._time_left()
            if limit is None:
                return None
            reply = self.endpoint.ask(self.endpoint.body(question, wanted, self._run), limit)
            self._count(briefing, question, reply)
            if not reply.fault:
                self._answered = self.endpoint.settled = True
                return reply
            if self.endpoint.step_down(reply):
                continue
            if not reply.passing or tries == self.config.retries:
                return self._given_up(reply)
            self._pause(reply, tries)
            tries += 1

    def _given_up(self, reply: Reply) -> Reply:
        """Hand back a fault; before the first answer it is an error, since nothing is set up as it should be."""
        if not self._answered and reply.code != 200:
            raise ModelError(f"{self.name} at {self.config.base_url} does not answer: {reply.fault}")
        return reply

    def _time_left(self) -> float | None:
        """Seconds that the next request may take; None when the budget is spent."""
        budget = self.config.budget
        left = budget.seconds - self.spent.seconds
        if self.spent.calls >= budget.calls or self.spent.tokens >= budget.tokens or left <= 0.0:
            return None
        return min(self.config.time_limit, left)

    def _pause(self, reply: Reply, tries: int) -> None:
        wait = max(reply.wait, self.config.backoff * 2.0**tries)
        # waiting is part of what a player may spend
        wait = min(wait, max(self.config.budget.seconds - self.spent.seconds, 0.0))
        self._sleep(wait)
        self.spent.seconds += wait

    def _count(self, briefing: Briefing, question: list[dict[str, str]], reply: Reply) -> None:
        said = sum(len(message["content"]) for message in question)
        usage = dict(reply.usage)
        counted = usage.get("total_tokens") or usage.get("prompt_tokens", 0) + usage.get("completion_tokens", 0)
        if not counted and not reply.fault:
            counted = (said + len(reply.text)) // CHARACTERS_A_TOKEN
        self.spent.calls += 1
        self.spent.tokens += counted
        self.spent.seconds += reply.seconds
        self._write(
            {
                "kind": "call", "step": briefing.step, "seat": briefing.actor, "format": self.endpoint.format,
                "messages": question, "answer": reply.text, "fault": reply.fault, "http": reply.code,
                "usage": usage, "seconds": round(reply.seconds, 3),
            }
        )  # fmt: skip


def llm_player(
    config: ModelConfig | dict[str, Any] | str | os.PathLike[str], transcript: str | os.PathLike[str] | None = None
) -> LanguageModel:
    """Return a chat model that can hold a seat; parameters as of :class:`LanguageModel`."""
    return LanguageModel(config, transcript)
