"""What policies remember, so that a week can be tried again as if it had not been tried."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from diplomacy_abm.model import DiplomacyModel


def minds(model: DiplomacyModel) -> Callable[[], None]:
    """Return what puts the memories of policies and the notes of past weeks back as they are now.

    Parameters
    ----------
    model
        Whose agents may choose by policies with a memory.
    """
    found: Any = [getattr(agent.policy, "memory", None) for agent in model.agents]
    memories = [(memory, deepcopy(vars(memory))) for memory in found if memory is not None]
    notes = None if model.past is None else model.past.h._array.copy()

    def restore() -> None:
        for memory, was in memories:
            vars(memory).clear()
            vars(memory).update(deepcopy(was))
        if notes is not None and model.past is not None:
            model.past.h._array[...] = notes

    return restore
