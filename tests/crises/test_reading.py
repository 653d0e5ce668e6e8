"""Reading crises: both layouts, what is left out and why, and that nothing bad comes through as a traceback."""

import contextlib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.crises import CrisesError, read_crises

COMPACT = files("diplomacy_abm.crises").joinpath("invented.csv").read_text("utf-8")
OWN = (
    "CRISNO,yrtrig,motrig,datrig,yrterm,moterm,daterm,viol,protrac,mediate,medstyle,powdissy,gravcr,cractr,noactr,"
    "hetero,forout,outesr\n"
)
ROW = "7,1950,3,10,1950,3,30,2,1,4,3,4,3,2,4,2,2,2\n"


def file_of(tmp_path, text):
    path = tmp_path / "crises.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_compact_layout_is_read(tmp_path):
    found = read_crises(file_of(tmp_path, COMPACT))
    assert len(found.crises) == 60
    assert found.left_out == ()
    first = found.crises[0]
    head, row = (line.split(",") for line in COMPACT.splitlines()[:2])
    told = dict(zip(head, row, strict=True))
    assert first.crisno == int(told["crisno"])
    assert first.value("viol") == float(told["viol"])
    assert (first.agreement, first.tension_reduced) == (int(told["agreement"]), int(told["tension_reduced_5y"]))
    assert first.days == float(told["days"])


def test_icbs_own_layout_is_read(tmp_path):
    (crisis,) = read_crises(file_of(tmp_path, OWN + ROW)).crises
    assert crisis.mediated
    assert crisis.drafts
    assert not crisis.manipulates
    assert crisis.value("crisis_actors") == 2
    assert crisis.value("involved_actors") == 4
    assert (crisis.agreement, crisis.tension_reduced, crisis.days) == (1, 1, 20.0)


@pytest.mark.parametrize(("code", "mediated"), [("4", True), ("1", False), ("2", False)])
def test_only_icbs_four_is_a_mediation(tmp_path, code, mediated):
    text = OWN + ROW.replace(",1,4,3,4,", f",1,{code},3,4,")
    assert read_crises(file_of(tmp_path, text)).crises[0].mediated is mediated


def test_unknown_months_and_days_are_july_and_the_fifteenth(tmp_path):
    text = OWN + ROW.replace("1950,3,10,1950,3,30", "1950,99,99,1950,8,99")
    assert read_crises(file_of(tmp_path, text)).crises[0].days == 31.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2,1,4,3,4,3,2", "9,1,4,3,4,3,2", "line 2: left out: crisis 7: viol is 9, must be one of 1, 2, 3, 4"),
        ("2,1,4,3,4,3,2", ",1,4,3,4,3,2", "line 2: left out: crisis 7: viol is not coded"),
        ("2,1,4,3,4,3,2", "2,x,4,3,4,3,2", "line 2: left out: protrac is 'x', must be a number or empty"),
        ("7,1950", "7.5,1950", "line 2: left out: crisno is not a whole number"),
        (",2,2\n", ",2\n", "line 2: left out: has 17 cells, must have 18"),
    ],
)
def test_a_crisis_that_cannot_be_used_is_left_out_and_the_others_are_not(tmp_path, old, new, said):
    bad = ROW.replace(old, new, 1)
    assert bad != ROW
    found = read_crises(file_of(tmp_path, OWN + bad + ROW.replace("7,1950", "8,1950", 1)))
    assert [crisis.crisno for crisis in found.crises] == [8]
    assert found.left_out == (said,)


def test_a_crisis_counts_once(tmp_path):
    found = read_crises(file_of(tmp_path, OWN + ROW + ROW))
    assert len(found.crises) == 1
    assert found.left_out == ("line 3: left out: crisis 7 comes a second time",)


def test_missing_codes_and_columns_are_said_with_what_is_taken(tmp_path):
    found = read_crises(file_of(tmp_path, "crisno,viol,protrac,mediated,powdissy\n1,2,1,1,\n2,3,1,0,4\n"))
    notes = "\n".join(found.notes)
    assert "powdissy: not coded in 1 of 2 crises, taken at 0.5 of its range" in notes
    assert "hetero: not coded in 2 of 2 crises" in notes
    assert "mediation_start_day: not coded in 1 of 1 mediated crises, taken as 31" in notes
    assert "medstyle: not coded in 1 of 1 mediated crises, taken as formulation" in notes
    assert "viol" not in notes
    assert (found.crises[0].agreement, found.crises[0].tension_reduced, found.crises[0].days) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no column crisno"),
        ("crisno,viol,protrac\n1,1,1\n", "has no column mediated or mediate"),
        ("crisno,viol,viol,protrac,mediated\n1,1,1,1,1\n", "has the column viol twice"),
        ("crisno,viol,protrac,mediated\n", "holds no crisis that can be used"),
        ("crisno,viol,protrac,mediated\n1,,1,0\n", "viol is not coded"),
        ('crisno,viol,protrac,mediated\n"1,1,1,0\n', "is no CSV table"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(tmp_path, text, said):
    with pytest.raises(CrisesError) as error:
        read_crises(file_of(tmp_path, text))
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(CrisesError, match="no such file"):
        read_crises(tmp_path / "none.csv")
    binary = tmp_path / "crises.csv"
    binary.write_bytes(b"\xff\xfe\x00\x00")
    with pytest.raises(CrisesError, match="is not UTF-8"):
        read_crises(binary)
    with pytest.raises(CrisesError):
        read_crises(tmp_path)


@given(st.text(max_size=200), st.integers(0, len(COMPACT.encode()) - 1))
def test_no_text_gives_another_error(tmp_path_factory, text, cut):
    path = tmp_path_factory.mktemp("crises") / "crises.csv"
    for content in (text, "crisno,viol,protrac,mediated\n" + text, COMPACT[:cut] + text):
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
        # whatever else it raises fails the test
        with contextlib.suppress(CrisesError):
            read_crises(path)
