"""A scripted person: the rules of thumb that a careful player of the browser game might follow.

No person was asked. It stands for the kind of player that people are: it looks at a few public signs, keeps to simple
rules and works out no values.
"""

TIRED = 1.1
"""Burden of the war beyond which it would rather talk."""


def choose(briefing):
    """Return the place on each menu."""
    rules = {"military": fight, "diplomatic": talk, "humanitarian": exchange, "mediation": mediate, "support": support}
    return {channel: rules[channel](briefing, menu) for channel, menu in briefing.options.items()}


def first(menu, *moves, target=None):
    """Place of the first of these moves that is on the menu, toward the target if one is named; else do nothing."""
    for move in moves:
        for place, option in enumerate(menu):
            if option.move == move and target in (None, option.target):
                return place
    return 0


def me(briefing):
    return briefing.public["parties"].get(briefing.actor, {})


def losing(briefing):
    """Whether the front moves against it."""
    toward_a = briefing.public["momentum"]
    return (toward_a if me(briefing).get("side") == "B" else -toward_a) > 0.5


def fight(briefing, menu):
    """Strike when the front moves against it, pause while a session is open, else hold."""
    if briefing.public["in_session"]:
        return first(menu, "restrain")
    return first(menu, "strike") if losing(briefing) else 0


def talk(briefing, menu):
    """Come when invited; offer talks when tired of the war and not losing."""
    if briefing.public["invited"] or briefing.public["in_session"]:
        return first(menu, "attend", "propose")
    if me(briefing).get("burden", 1.0) > TIRED and not losing(briefing):
        return first(menu, "propose")
    return 0


def exchange(briefing, menu):
    """Always ready to exchange prisoners."""
    return first(menu, "exchange")


def mediate(briefing, menu):
    """Table a text in session; invite when both are likelier to come; else visit the more reluctant one."""
    if briefing.public["in_session"]:
        return first(menu, "formulate", "guarantee")
    parties = briefing.public["parties"]
    reluctant = min(parties, key=lambda label: parties[label]["attendance"])
    if parties[reluctant]["attendance"] > 0.05:
        return first(menu, "convene")
    return first(menu, "shuttle", target=reluctant)


def support(briefing, menu):
    """Leaves support as it is."""
    return 0
