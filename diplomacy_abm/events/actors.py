"""Who acted: countries and a few organisations under one label, whatever a source calls them.

Labels are ISO 3166-1 alpha-3 codes, as in the scenarios. Numbers are those of Gleditsch and Ward (1999), which UCDP
uses. What no table knows can be given by the user as an alias.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from diplomacy_abm.events.codes import rows

GDELT_COUNTRY = {"ROU": "ROM", "TLS": "TMP", "MNE": "MTN"}
"""Countries whose code in CAMEO, and so in GDELT, is not that of ISO."""
GDELT_GROUP = {"EUU": "EEC", "UNO": "UNO", "NATO": "NAT", "OSCE": "SCE", "AFU": "OAU", "ARL": "ARL", "IRC": "IRC"}
"""Organisations: their code in the known-group fields of GDELT, which has no country for them."""
GDELT_CODE = {"EUU": "IGOEUREEC", "OSCE": "IGOEURSCE", "ARL": "IGOMEAARL"}
"""Organisations whose CAMEO code names a region between IGO and the group."""
_ICEWS_NAME = {"RUS": "Russian Federation", "TUR": "Turkey", "PSE": "Occupied Palestinian Territory"}
_IN_BRACKETS = re.compile(r"^(?:[^()]*)\(([^()]+)\)\s*$")
_FORCES = re.compile(r"\b(?:Forces|Government|Police|Guard|Service) of (?:the )?(.+?)(?: \((?:\d{4}|[^()]*-).*\))?$")


def plain(text: str) -> str:
    """Return a name without case, accents and outer space, so that spellings meet."""
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).casefold().split())


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return label by spelling, label by number, name by label."""
    spelling: dict[str, str] = {}
    number: dict[str, str] = {}
    name: dict[str, str] = {}
    for row in rows("actors.csv"):
        label = row["label"]
        name[label] = row["name"]
        for text in (label, row["name"], *filter(None, row["also"].split("|"))):
            spelling[plain(text)] = label
        for text in filter(None, row["gw"].split("|")):
            number[text] = label
    return spelling, number, name


def canonical(label: str) -> str:
    """Return the table's own label for a label that is another spelling of it, such as ``EUN`` for ``EUU``."""
    return _table()[0].get(plain(label), label)


def name_of(label: str) -> str:
    """Return the name of a label, or the label itself where the table has none."""
    return _table()[2].get(label, label)


def icews_name(label: str) -> str:
    """Return what ICEWS calls a country."""
    known = canonical(label)
    return _ICEWS_NAME.get(known, name_of(known))


class Resolver:
    """Turns what a source calls an actor into a label.

    Another spelling of a label that is wanted takes its place, one that no table knows stands for itself. Aliases are
    names as a source spells them, and the label of each.
    """

    def __init__(self, actors: Iterable[str] = (), aliases: Mapping[str, str] | None = None) -> None:
        wanted = {canonical(label): label for label in actors}
        self._spelling = {text: wanted.get(label, label) for text, label in _table()[0].items()}
        self._number = {text: wanted.get(label, label) for text, label in _table()[1].items()}
        self._spelling |= {plain(label): label for label in wanted.values()}
        self._spelling |= {plain(text): label for text, label in (aliases or {}).items()}

    def label(self, text: str | None) -> str | None:
        """Return the label of a code or a name, or None."""
        return self._spelling.get(plain(text)) if text else None

    def number(self, text: str | None) -> str | None:
        """Return the label of a number of Gleditsch and Ward, or None."""
        return self._number.get(text.strip().removesuffix(".0")) if text else None

    def body(self, text: str | None) -> str | None:
        """Return the label behind the name of an armed body or a group of people, or None.

        ``Military Forces of Russia (2000-)``, ``Government of Ukraine`` and ``Civilians (Ukraine)`` are read by
        their form; anything else needs to be known as it stands, or an alias.
        """
        if not text:
            return None
        known = self.label(text)
        if known:
            return known
        found = _FORCES.search(text.strip())
        if found:
            return self.label(found[1]) or self.label(found[1].split(" (")[0])
        found = _IN_BRACKETS.match(text.strip())
        return self.label(found[1]) if found else None


def checked_actors(text: str) -> tuple[str, ...]:
    """Return the labels of a list such as ``UKR,RUS,TUR``; names and other spellings become labels.

    ValueError in one line if a label stands twice or the list is empty.
    """
    spelling = _table()[0]
    given = [part.strip() for part in text.split(",") if part.strip()]
    labels = [spelling.get(plain(part), part) for part in given]
    if not labels:
        raise ValueError("the list of actors is empty; name them like UKR,RUS,TUR")
    for label in labels:
        if labels.count(label) > 1:
            raise ValueError(f"the list of actors names {label} twice")
    return tuple(labels)
