"""What holds for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from diplomacy_abm.policies import names
from diplomacy_abm.policies.registry import forget

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def own_policies_forgotten() -> Iterator[None]:
    """Policies that a test registers are gone after it."""
    before = names()
    yield
    for name in reversed(names()):
        if name not in before:
            forget(name)
    assert names() == before
