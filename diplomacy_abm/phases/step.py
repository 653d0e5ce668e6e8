"""The order of play in a step: one explicit list."""

from typing import Any

from diplomacy_abm.phases.act import act
from diplomacy_abm.phases.choose import choose
from diplomacy_abm.phases.common import Record
from diplomacy_abm.phases.comply import comply
from diplomacy_abm.phases.deliver import deliver
from diplomacy_abm.phases.negotiate import negotiate
from diplomacy_abm.phases.observe import observe
from diplomacy_abm.phases.record import record
from diplomacy_abm.phases.update import update

STEP = (deliver, observe, choose, act, negotiate, comply, update, record)
"""The eight phases in the order in which every engine plays them."""


def step(s: Record, c: Record, p: Record, log: Any) -> None:
    """Play one step: the phases of :data:`STEP`, spelled out for the compiler (a test compares the two)."""
    deliver(s, c, p, log)
    observe(s, c, p, log)
    choose(s, c, p, log)
    act(s, c, p, log)
    negotiate(s, c, p, log)
    comply(s, c, p, log)
    update(s, c, p, log)
    record(s, c, p, log)
