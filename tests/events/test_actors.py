"""Who is who: codes, names, numbers, armed bodies, aliases."""

import pytest

from diplomacy_abm.events.actors import (
    GDELT_COUNTRY,
    GDELT_GROUP,
    Resolver,
    canonical,
    checked_actors,
    icews_name,
    name_of,
)
from diplomacy_abm.events.codes import rows


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("RUS", "RUS"), ("Russian Federation", "RUS"), ("russia", "RUS"), ("Turkey", "TUR"), ("Türkiye", "TUR"),
        ("ROM", "ROU"), ("TMP", "TLS"), ("EEC", "EUU"), ("European Union", "EUU"), ("Cote d'Ivoire", "CIV"),
        (" Ukraine ", "UKR"), ("Occupied Palestinian Territory", "PSE"), ("EUR", None), ("Atlantis", None),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_spellings_meet_in_one_label(text: str | None, label: str | None):
    assert Resolver().label(text) == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Military Forces of Russia (2000-)", "RUS"),
        ("Military Forces of Ukraine (2019-) Azov Regiment", "UKR"),
        ("Police Forces of Türkiye (2016-)", "TUR"),
        ("Government of Russia (Soviet Union)", "RUS"),
        ("Government of Ukraine", "UKR"),
        ("Civilians (Ukraine)", "UKR"),
        ("Protesters (Georgia)", "GEO"),
        ("Wagner Group", None),
        ("Unidentified Armed Group", None),
    ],
)
def test_armed_bodies_are_known_by_their_form(text: str, label: str | None):
    assert Resolver().body(text) == label


def test_numbers_are_those_of_gleditsch_and_ward():
    known = Resolver()
    numbers = [known.number(text) for text in ("365", "369", "640", "816", "678", "345.0", "9999", "")]
    assert numbers == ["RUS", "UKR", "TUR", "VNM", "YEM", "SRB", None, None]


def test_aliases_and_invented_actors_are_known():
    known = Resolver(["ALF"], {"Wagner Group": "RUS"})
    assert known.body("wagner group") == "RUS"
    assert known.label("ALF") == "ALF"
    assert Resolver().label("ALF") is None


def test_another_spelling_that_is_wanted_takes_the_place_of_the_tables():
    known = Resolver(["EUN"])
    assert [known.label(text) for text in ("EUN", "EUU", "European Union", "EEC")] == ["EUN"] * 4
    assert canonical("EUN") == "EUU"
    assert canonical("ALF") == "ALF"


def test_no_spelling_stands_for_two_actors():
    table = list(rows("actors.csv"))
    spellings = [(text, row["label"]) for row in table
                 for text in {row["label"], row["name"], *filter(None, row["also"].split("|"))}]  # fmt: skip
    assert len({text for text, _ in spellings}) == len(spellings)
    numbers = [number for row in table for number in filter(None, row["gw"].split("|"))]
    assert len(set(numbers)) == len(numbers)


def test_codes_of_gdelt_lead_back_to_their_label():
    known = Resolver()
    for label, code in {**GDELT_COUNTRY, **GDELT_GROUP}.items():
        assert known.label(code) == label


def test_names_of_icews_lead_back_to_their_label():
    known = Resolver()
    for row in rows("actors.csv"):
        assert known.label(icews_name(row["label"])) == row["label"]
    assert name_of("XYZ") == "XYZ"


def test_a_list_of_actors_is_checked():
    assert checked_actors("UKR, Russia ,ALF") == ("UKR", "RUS", "ALF")
    with pytest.raises(ValueError, match="names RUS twice"):
        checked_actors("RUS,Russian Federation")
    with pytest.raises(ValueError, match="empty"):
        checked_actors(" ,")
