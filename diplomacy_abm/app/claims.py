"""Whose a seat is: claimed once by a player's token, of which only a digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from diplomacy_abm.results.parts import write_aside


class _Kept(BaseModel):
    """What the file beside a saved game holds."""

    model_config = ConfigDict(extra="forbid")
    open: bool
    claims: dict[str, str] = Field(max_length=100)
    since: dict[str, int] = Field(max_length=100)


class Claims:
    """The seats of a game that players have claimed.

    Parameters
    ----------
    path
        Where they are kept, beside the game; what is there is read.
    open_
        Whether others than the first may claim a seat that is free.

    Raises
    ------
    ValueError
        In one line, if the file holds something else.
    """

    def __init__(self, path: Path, open_: bool) -> None:
        self.path, self.open = path, open_
        self._digests: dict[str, str] = {}
        self.since: dict[str, int] = {}
        if path.is_file():
            try:
                kept = _Kept.model_validate(json.loads(path.read_bytes()))
            except (ValueError, ValidationError):
                raise ValueError(f"{path.name}: does not say who claimed which seat; move it away") from None
            self.open, self._digests, self.since = kept.open, kept.claims, kept.since

    def check(self, code: str, label: str, token: str, named: bool) -> None:
        """Refuse a seat to whom it does not belong.

        Parameters
        ----------
        code, label, token
            The game, the seat, and who asks for it.
        named
            Whether the game was set up with this seat for a person.

        Raises
        ------
        ValueError
            In one line.
        """
        held = self._of(token)
        if held == label:
            return
        if held:
            raise ValueError(
                f"seat: you hold {held} in game {code} and know its secrets, so {label} is for another player"
            )
        if label in self._digests:
            raise ValueError(f"seat: {label} is taken in game {code}; it belongs to who sat down there first")
        if self._digests and not (self.open or named):
            raise ValueError(f"seat: game {code} is not open to others; who opens a game decides that")

    def note(self, label: str, token: str, week: int) -> None:
        """Write down a claim, and in which week it was made."""
        if label not in self._digests:
            self._digests[label], self.since[label] = _digest(token), week

    def save(self) -> None:
        """Write the claims beside the game."""
        kept = {"open": self.open, "claims": self._digests, "since": self.since}
        write_aside(self.path, json.dumps(kept).encode())

    def _of(self, token: str) -> str:
        digest = _digest(token)
        return next((label for label, kept in self._digests.items() if hmac.compare_digest(kept, digest)), "")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
