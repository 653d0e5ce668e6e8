"""A small war to play single phases on: the state at the start of a shipped scenario, and what was logged."""

from functools import lru_cache

import numpy as np

from diplomacy_abm.model import DiplomacyModel
from diplomacy_abm.moves import by_name, catalogue
from diplomacy_abm.phases.choose import prepare_choice
from diplomacy_abm.phases.observe import observe
from diplomacy_abm.rules.numeric import logistic
from diplomacy_abm.state import view
from diplomacy_abm.vocabulary import Channel, Effect


@lru_cache(maxsize=4)
def _begun(name):
    model = DiplomacyModel(name, seed=1, collect=False)
    return model._records, model.log, tuple(model.labels)


def of_side_a(test):
    """Mark a test that says something of the sides by their names; all others are run from both (`conftest`)."""
    test.of_side_a = True
    return test


class Scene:
    """Views of a state, a case and parameters of its own, that a test may change.

    `a` is the lead whose eyes the test looks through, `b` its enemy: what holds of one side holds of the other.
    """

    near = 0

    def __init__(self, name="minimal", **parameters):
        records, log, self.labels = _begun(name)
        self.s, self.c, self.p = (view(np.copy(record)) for record in records)
        self.log = np.full_like(log, -1.0)
        for parameter, value in parameters.items():
            setattr(self.p, parameter, value)
        self.a, self.b = self.c.lead[self.near], self.c.lead[1 - self.near]
        self.s.n_events = 0

    def __getattr__(self, label):
        """The index of an actor by its label."""
        if label in self.labels:
            return self.labels.index(label)
        raise AttributeError(label)

    @property
    def all(self):
        return self.s, self.c, self.p

    def events(self, effect=None):
        """What was logged, as (effect, actor, target, subject, value), of one effect or of all."""
        rows = [tuple(row) for row in self.log[: self.s.n_events]]
        effects = [catalogue()[int(row[3])].effect for row in rows]
        found = [(e, int(r[1]), int(r[2]), int(r[5]), float(r[7])) for e, r in zip(effects, rows, strict=True)]
        return [one for one in found if effect is None or one[0] == effect]

    def names(self):
        return [Effect(one[0]) for one in self.events()]

    def moves(self, i, move, target=-1):
        """Let actor i have chosen a move; the others wait."""
        row = by_name(move)
        self.s.move[i, row.channel] = catalogue().index(row)
        self.s.target[i, row.channel] = target

    def all_wait(self):
        for i in range(self.c.n):
            for channel in Channel:
                if channel != Channel.OUTCOME:
                    self.s.move[i, channel] = self.c.idle[channel]
                    self.s.target[i, channel] = -1

    def waiting(self, step=None):
        """Everybody waits, in a step where one is named."""
        self.all_wait()
        if step is not None:
            self.s.step = step
        return self

    def assessed(self):
        """What the war and the packages are worth to everybody, as before the first choice."""
        observe(*self.all, self.log)
        prepare_choice(*self.all)
        return self

    def trust(self, i, j):
        return logistic(self.s.trust[i, j])


def copied(view_, name):
    """The field of a record as an array that later changes leave alone."""
    return np.array(getattr(view_, name), dtype=float)


def changed(before, after):
    """Places at which two arrays differ."""
    return {tuple(map(int, place)) for place in np.argwhere(np.asarray(before) != np.asarray(after))}
