"""No scenario ships the means of a posterior: they are no draw of it."""

import pytest

from diplomacy_abm.scenario import library, load


@pytest.mark.parametrize("name", library())
def test_no_mean_of_a_posterior_is_shipped(name):
    assert [source for source in load(name).parameters.sources.values() if "posterior mean" in source] == []
