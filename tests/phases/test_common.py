"""What several phases ask of the state."""

import pytest

from diplomacy_abm.phases.common import rests
from diplomacy_abm.phases.weigh import assess_coming


@pytest.mark.parametrize(("slot", "covers", "ceasefire", "rest"), [
    (2, 1, 1, True), (2, 0, 1, False), (2, 1, 0, False), (0, 1, 1, False), (1, 1, 1, False),
])  # fmt: skip
def test_only_truces_on_part_of_the_violence_rest_and_only_under_a_ceasefire(small, slot, covers, ceasefire, rest):
    s, c = small.s, small.c
    for k in range(c.n_issues):
        c.covers[k] = covers
    s.on[1] = ceasefire
    assert bool(rests(s, c, slot)) is rest


@pytest.mark.parametrize("settled", [0, 1])
def test_what_can_be_hoped_of_a_table_is_of_the_best_item_there(small, settled):
    s, i = small.s, small.a
    s.on[0], s.best_chance[i], s.best_surplus[i] = settled, 0.3, 0.2
    s.deal_chance[i] = s.deal_surplus[i] = s.hope[i] = 9.0
    assess_coming(*small.all, i)
    assert s.deal_chance[i] >= 0.3
    if settled:
        # under a settlement there is nothing beside it to hope for
        assert (s.deal_chance[i], s.deal_surplus[i], s.hope[i], s.side_gain[i]) == (0.3, 0.2, 0.0, 0.0)
        assert s.promise[i] > 0.0
