"""Policies as people write them: loops with None, slices, words in the memory, helpers, tuples, while."""

from diplomacy_abm import policy

HOSTILE = {"strike", "offensive"}
KIND = ["restrain", "exchange"]
LIMIT = 3
NAME = "BET"


@policy("no-hostile-climb")
def no_hostile_climb(menu, view):
    best = menu[0]
    for option in menu[1:]:
        if option.value > best.value and option.move not in HOSTILE:
            best = option
    return best


@policy("counts-four-weeks")
def counts_four_weeks(menu, view):
    past = view.history[NAME, "military"]
    bad = sum(1 for move in past[-4:] if move in HOSTILE)
    if bad >= LIMIT:
        return menu.best
    kind = [o for o in menu if o.move in KIND]
    if kind:
        return kind[0]
    return menu[-1] if view.luck < 0.2 else menu[0]


@policy("moods")
class Moods:
    """A mood in words, for six weeks."""
    def __init__(self):
        self.mode = "calm"
        self.since = 0
        self.last = None
    def angry(self, view):
        return self.mode == "angry" and view.week - self.since < 6
    def choose(self, menu, view):
        last = view.last_moves[view.enemy] if view.enemy else None
        if view.channel == "military":
            if last is not None and last in HOSTILE and self.mode != "angry":
                self.mode = "angry"
                self.since = view.week
            elif view.week - self.since >= 6:
                self.mode = "calm"
            self.last = last
        if self.angry(view):
            return max(menu, key=lambda o: (o.value, -o.tone))
        return min(menu, key=lambda o: abs(o.tone))


def worth(option, view, weight=2.0):
    extra = weight * option.terms["peace"] if option.target is not None else 0.0
    return option.value + extra


@policy("weighs-peace")
def weighs_peace(menu, view):
    found = None
    top = -1e9
    for k, option in enumerate(menu):
        w = worth(option, view) - 0.001 * k
        if w > top and not (view.stuck and option.tone < -5):
            top = w
            found = option
    if found is None:
        found = menu.usual
    return found


@policy("by-chances")
def by_chances(menu, view):
    if view.track in ("formal_talks", "ceasefire") or view.form != "none":
        return menu.usual
    r = view.luck
    for option in menu:
        r -= option.chance
        if r <= 0:
            return option
    return menu[-1]


@policy("scores", memory={"score": 0.0, "kind": True})
def scores(menu, view, memory):
    me, you = view.actor, view.enemy
    if you is None or you == me:
        return menu[0]
    memory.score = 0.9 * memory.score + view.last_tones[you]
    if view.week % 10 == 9:
        memory.kind = not memory.kind
    trust = view.trust[you]
    while memory.score < -50 and memory.kind:
        memory.score += 25
    good = all(option.tone <= 7 for option in menu)
    if 0.1 < trust < 0.9 and good and memory.kind:
        return next((o for o in menu if o.move == "restrain"), menu[0])
    return menu[int(view.luck * len(menu))]


@policy("lowest")
def lowest(menu, view):
    x = None
    for option in menu:
        if x is None or option.value < x:
            x = option.value
    return min(menu, key=lambda o: o.value) if x is not None and x > -0.01 else menu.best


@policy("late-answer")
def late_answer(menu, view):
    last = None
    if view.week > 4:
        last = view.last_moves["BET", "military"]
    return menu.best if last == "strike" or last is None else menu[0]
