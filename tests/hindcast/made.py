"""A small file of questions on the minimal scenario, and a hindcast made by hand."""

from collections import Counter

from diplomacy_abm.hindcast.play import Tally
from diplomacy_abm.hindcast.questions import questions_in
from diplomacy_abm.scenario import load

START = load("minimal").scenario.start

_QUESTION = """
[[questions]]
id = "{id}"
question = "{id}?"
topic = "{topic}"
scenario = "minimal"
asked = {start}
resolves = {resolves}
reading = {reading}
answer = "{answer}"
source = "made up"
base = {{ class = "cases", rate = 0.4, per = "question", source = "made up" }}
persistence = {{ answer = "no", why = "none before" }}
"""
READINGS = {
    "round": ("talks", '{ event = "round" }', "yes"), "two": ("talks", '{ event = "round", at_least = 2 }', "no"),
    "war": ("peace", '{ state = "war" }', "no"),
    "settled": ("peace", '{ event = "sign", subject = "settlement" }', "yes"),
    "open": ("peace", '{ event = "sign", subject = "ceasefire" }', "unresolved"),
}  # fmt: skip
TEXT = '[file]\ntitle = "Made up"\n' + "".join(
    _QUESTION.format(id=name, topic=topic, start=START, resolves=f"{START.year}-09-01", reading=reading, answer=answer)
    for name, (topic, reading, answer) in READINGS.items()
)
TEXT += f"""
[[questions]]
id = "host"
question = "Who hosts?"
topic = "talks"
scenario = "minimal"
asked = {START}
resolves = {START.year}-09-01
reading = {{ host_of = "round" }}
answer = "MED"
source = "made up"
"""
FILE = questions_in(TEXT)


def tally(runs=100):
    """Counts as they could come from a hundred runs."""
    shares = {"round": 0.6, "two": 0.3, "war": 0.8, "settled": 0.1, "open": 0.2}
    counts = {name: Counter(yes=int(runs * p), no=runs - int(runs * p)) for name, p in shares.items()}
    counts["host"] = Counter({"MED": runs // 2, "none in time": runs - runs // 2})
    return Tally(load("minimal"), 1, runs, 0, counts)
