"""The stream of records: bits counted right, lines numbered right."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diplomacy_abm.events.records import _before


@given(st.lists(st.booleans(), min_size=1, max_size=400), st.data())
def test_marks_before_a_place(marks: list[bool], data: st.DataObject):
    places = data.draw(st.lists(st.integers(0, len(marks) - 1), min_size=1, max_size=20))
    found = _before(np.array(marks), np.array(places))
    assert found.tolist() == [sum(marks[:place]) for place in places]
