"""The talk with a person at a seat: show the week, take a choice on each channel, play, save."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from diplomacy_abm.seats.terminal import sheet

if TYPE_CHECKING:
    from rich.console import Console

    from diplomacy_abm.seats.briefing import Briefing
    from diplomacy_abm.seats.game import Game

HELP = """\
  3       take move 3 of the list
  Enter   let your own policy choose on this channel
  a       advice: what each move is worth by your own reckoning, how likely your
          policy takes it, and (the arrow) what it has chosen this time
  i       what only you know
  w       what the words mean
  skip 4  let your policy play four weeks, this one included
  h       this help
  q       save and leave
"""


class LeaveError(Exception):
    """The person leaves; the game is saved."""


class Dialogue:
    """Plays a game with one person, who holds its first seat; it is saved after each week.

    `read` gives the next line that the person types, without its end, and raises ``EOFError`` when there is none.
    """

    def __init__(self, game: Game, path: Path, console: Console, read: Callable[[str], str]) -> None:
        self.game = game
        self.path = path
        self.console = console
        self.read = read
        self.label = game.seats[0]
        self.scenario = game.model.dispute
        self.skipping = 0
        # who comes back reads the last weeks again
        self.untold = min(game.step, 2)

    def play(self) -> None:
        """Play to the end of the run.

        Raises
        ------
        LeaveError
            When the person leaves, or there is nothing more to read.
        """
        self.greet()
        while not self.game.over:
            chosen = self.ask_week() if self.skipping == 0 else {}
            self.skipping = max(self.skipping - 1, 0)
            self.game.play({self.label: chosen})
            self.untold += 1
            self.game.save(self.path)
        self.tell_news()

    def greet(self) -> None:
        """Say who and what the person is."""
        actor, header = self.scenario.actors[self.label], self.scenario.scenario
        self.show(f"[bold]{escape(header.title)}[/bold]")
        if header.question:
            self.show(escape(header.question))
        self.show(f"You are [bold]{escape(actor.name)}[/bold] ({', '.join(actor.seats)}). Seed {self.game.seed}, run "
                  f"{self.game.index}. The game is saved in {escape(str(self.path))} after each week.")  # fmt: skip
        self.console.print(sheet.goals(self.scenario, self.label))
        self.show("Type a number, Enter for your own policy's choice, or h for help.")

    def ask_week(self) -> dict[str, int]:
        """Show a week and take a choice for each channel."""
        briefing = self.game.briefing(self.label)
        self.console.print()
        self.console.rule(sheet.week_number(self.scenario, briefing), align="left", characters="─")
        self.tell_news()
        for part in sheet.situation(self.scenario, briefing):
            self.console.print(part)
        chosen: dict[str, int] = {}
        for channel in briefing.options:
            if self.skipping > 0:
                break
            place = self.ask(briefing, channel)
            if place is not None:
                chosen[channel] = place
        return chosen

    def tell_news(self) -> None:
        """Tell what has happened since the person last looked."""
        for paragraph in sheet.news(self.game.result(), self.label, self.untold):
            self.console.print(paragraph, markup=False, highlight=False)
        self.untold = 0

    def ask(self, briefing: Briefing, channel: str) -> int | None:
        """Take a choice on one channel; None leaves it to the own policy."""
        options, default = briefing.options[channel], briefing.default[channel]
        self.console.print()
        if len(options) == 1:
            self.show(f"[bold]{channel.capitalize()}[/bold]: nothing is open to you this week.")
            return None
        self.show(f"[bold]{channel.capitalize()}[/bold]")
        self.console.print(sheet.menu(self.scenario, options, default, advised=False))
        while True:
            answer = self.answer(f"{channel} 0–{len(options) - 1}, Enter, a, i, w, h, q >").lower()
            if answer == "" or self.skips(answer):
                return None
            if answer.isdecimal() and int(answer) < len(options):
                self.show(f"  {self.words(options[int(answer)])}")
                return int(answer)
            self.respond(answer, briefing, channel)

    def answer(self, prompt: str) -> str:
        """Read a line; the end of the input leaves the game."""
        try:
            return self.read(prompt).strip()
        except EOFError:
            raise LeaveError from None

    def skips(self, answer: str) -> bool:
        """Take `skip N`; weeks from this one on."""
        word, _, count = answer.partition(" ")
        if word != "skip" or not (count or "1").strip().isdecimal():
            return False
        # the rest of this week counts as the first of them
        self.skipping = max(int(count or "1"), 1)
        return True

    def respond(self, answer: str, briefing: Briefing, channel: str) -> None:
        """Answer what is no choice."""
        if answer in ("q", "quit", "exit"):
            raise LeaveError
        if answer in ("a", "advice"):
            options, default = briefing.options[channel], briefing.default[channel]
            self.console.print(sheet.menu(self.scenario, options, default, advised=True))
        elif answer in ("i", "info"):
            self.console.print(sheet.own(self.scenario, briefing))
        elif answer in ("w", "words"):
            self.console.print(sheet.meanings(self.scenario, briefing))
        elif answer in ("h", "help", "?"):
            self.console.print(HELP, markup=False, highlight=False, end="")
        else:
            most = len(briefing.options[channel]) - 1
            said = escape(repr(answer[:40]))
            self.show(f"  {said} is no choice here: type a number from 0 to {most}, or h for help.")

    def words(self, option: Any) -> str:
        """Name a move with its target."""
        target = f" → {sheet.name_of(self.scenario, option.target)}" if option.target else ""
        return escape(f"{sheet.plain(option.move)}{target}")

    def show(self, text: str) -> None:
        """Write a line with markup, without guessing at colours."""
        self.console.print(text, markup=True, highlight=False)
