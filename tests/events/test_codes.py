"""The codebook: zeros, labels and weights that differ, quad classes, PLOVER types."""

import pytest

from diplomacy_abm.events.codes import PLOVER_OF_ROOT, PLOVER_QUAD, codebook, normal_code
from diplomacy_abm.moves import catalogue

TWO_WEIGHTS = {
    *("016", "022", "124", "1241", "1242", "1243", "1244", "1245", "1246", "163", "165"),
    *("166", "1661", "1662", "1663"),
}


def test_the_codes_are_those_of_twenty_roots():
    assert {code.root for code in codebook().values()} == {f"{root:02}" for root in range(1, 21)}
    assert len(codebook()) == 315


def test_fifteen_codes_have_two_weights():
    assert {code for code, one in codebook().items() if one.weights["icews"] != one.weights["gdelt"]} == TWO_WEIGHTS


@pytest.mark.parametrize(
    ("code", "icews", "gdelt"),
    [
        ("101", "Demand material cooperation", "Demand information, investigation"),
        ("105", "Demand that target yields", "Demand mediation"),
        ("106", "Demand meeting, negotiation", "Demand withdrawal"),
        ("107", "Demand settling of dispute", "Demand ceasefire"),
        ("108", "Demand mediation", "Demand meeting, negotiation"),
    ],
)
def test_labels_that_mean_different_acts_are_both_kept(code: str, icews: str, gdelt: str):
    assert codebook()[code].labels == {"icews": icews, "gdelt": gdelt}


def test_every_weight_is_on_the_scale():
    assert all(-10 <= weight <= 10 for one in codebook().values() for weight in one.weights.values())


def test_a_lost_zero_is_found_again():
    for code in codebook():
        if len(code) > 2:
            lost = str(int(code))
            assert normal_code(lost) == code
            assert normal_code(f"{lost}.0") == code


def test_the_root_of_the_row_settles_what_a_number_was():
    for code in codebook():
        root = str(int(code[:2]))
        assert normal_code(str(int(code)), root) == code
        assert normal_code(code, code[:2]) == code


@pytest.mark.parametrize("text", ["", "x", "999", "205", "0999", "-19", "1.5", "---"])
def test_what_is_no_code_is_none(text: str):
    assert normal_code(text) is None


def test_ten_is_a_statement_unless_the_row_says_demand():
    assert normal_code("10") == "010"
    assert normal_code("10", "10") == "10"
    assert normal_code("10", "1") == "010"
    assert normal_code("190", "04") is None


def test_quad_classes_follow_the_roots():
    quads = {root: codebook()[root].quad for root in ("01", "05", "06", "08", "09", "13", "14", "20")}
    assert list(quads.values()) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_every_root_but_statements_has_a_plover_type():
    assert set(PLOVER_OF_ROOT) == {f"{root:02}" for root in range(2, 21)}
    assert set(PLOVER_OF_ROOT.values()) | {"RETREAT"} == set(PLOVER_QUAD)


def test_laying_down_arms_is_retreat_and_easing_sanctions_is_concession():
    assert codebook()["0871"].plover == codebook()["0841"].plover == codebook()["0861"].plover == "RETREAT"
    assert codebook()["085"].plover == "CONCEDE"
    assert codebook()["012"].plover == ""


@pytest.mark.parametrize("move", [move for move in catalogue() if move.cameo], ids=lambda move: move.name)
def test_every_move_has_a_code_of_the_codebook_with_gdelts_weight(move):
    assert codebook()[move.cameo].weights["gdelt"] == move.goldstein
