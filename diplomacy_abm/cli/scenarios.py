"""``diplomacy-abm scenarios``: what ships with the package, and files of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplomacy_abm.cli.event_files import aggregates, read_actors, reading_options
from diplomacy_abm.cli.options import format_option, scenario_argument
from diplomacy_abm.cli.text import as_json, say, table, wrapped

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

_EXAMPLES = """\b
Examples:
  diplomacy-abm scenarios list
  diplomacy-abm scenarios show ukraine-2025 --sources
  diplomacy-abm scenarios show ukraine-2023-05 --format toml > spring.toml
  diplomacy-abm scenarios new my-war
  diplomacy-abm scenarios new another-war --from-events gdelt.parquet --actors UKR,RUS,TUR
  diplomacy-abm scenarios check my-war.toml
  diplomacy-abm scenarios schema > scenario.schema.json
  diplomacy-abm scenarios new my-case --facts
  diplomacy-abm scenarios show camp-david-1978 --facts
  diplomacy-abm scenarios code camp-david-1978
"""
_KINDS = {
    "estimated": "estimated",
    "taken": "taken from a source",
    "partly": "partly taken and partly judgement",
    "judgement": "judgement",
    "choice": "choice of the design",
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@click.group(epilog=_EXAMPLES)
def scenarios() -> None:
    """List, show, check and start scenario files.

    A scenario is one TOML file: who fights over what, who arms whom, who mediates, and where each number comes
    from. The keys, their units and ranges are in docs/scenario-files.md.
    """


@scenarios.command("list")
@click.option("--starts", "dated", is_flag=True, help="The dated starts of the hindcast instead.")
@format_option
def list_(dated: bool, format_: str) -> None:
    """List the scenarios that ship with the package."""
    from diplomacy_abm.scenario import cases, library, load
    from diplomacy_abm.scenario.starts import starts

    found = [load(name) for name in (starts() if dated else library())]
    coded = cases()
    if format_ == "json":
        say(as_json([_summary(one) | {"coded": one.name in coded} for one in found]))
        return
    first = "Dated starts, of which the hindcast asks (docs/scenario-files.md)" if dated else "Scenarios"
    groups = ((first, [one for one in found if one.name not in coded]),
              ("Historical mediations, coded from facts by one rule (docs/coding.md)",
               [one for one in found if one.name in coded]))  # fmt: skip
    say("\n\n".join(f"{title}\n{_listed(group)}" for title, group in groups if group))


def _listed(found: Sequence[Scenario]) -> str:
    """Return a table of scenarios, one a line."""
    head = ("name", "start", "steps", "actors", "issues", "title")
    rows = []
    for one in found:
        header = one.scenario
        sizes = (header.horizon, len(one.actors), len(one.issues))
        rows.append((header.name, str(header.start), *(str(size) for size in sizes), header.title))
    return table(head, rows)


@scenarios.command("code")
@click.argument("facts")
@click.option("--new", "fresh", is_flag=True, help="Begin a file of facts of this name, as `scenarios new --facts`.")
@click.option("--out", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False), metavar="FILE",
              help="Where to write [default: print it].")  # fmt: skip
def code_(facts: str, fresh: bool, out: Path | None) -> None:
    """Make a scenario from a file of FACTS by the code book (docs/coding.md).

    FACTS is a TOML file, or the name of a historical case that ships with the package. How much of it was not looked
    up in its source is said on standard error.
    """
    from diplomacy_abm.coding import coded_text, read_facts, unchecked
    from diplomacy_abm.coding.facts import all_facts
    from diplomacy_abm.results.parts import write_aside

    if fresh:
        _begin_facts(facts, out)
        return
    found = read_facts(facts)
    text = coded_text(found, Path(facts).name)
    open_ = unchecked(found)
    total = sum(1 for _ in all_facts(found))
    say(f"{total} facts, {total - len(open_)} of them looked up in the source they name", err=True)
    if out is None or str(out) == "-":
        say(text, nl=False)
        return
    write_aside(out, text.encode())
    say(f"Wrote {out}. See it: diplomacy-abm scenarios show {out} --sources")


@scenarios.command()
def schema() -> None:
    """Print the schema of scenario files, for editors that complete and check TOML.

    With it in a file, `#:schema scenario.schema.json` as the first line of a scenario tells editors that know Taplo.
    """
    from diplomacy_abm.scenario.template import json_schema

    say(as_json(json_schema()))


@scenarios.command()
@scenario_argument
@click.option("--facts", "with_facts", is_flag=True, help="The file of facts that a coded case came from.")
@click.option("--sources", "with_sources", is_flag=True, help="Every number with its source, judgements marked.")
@click.option("--format", "format_", type=click.Choice(["text", "json", "toml"]), default="text", show_default=True,
              help="What to print; toml is a whole scenario file, without comments.")  # fmt: skip
def show(scenario: str, with_facts: bool, with_sources: bool, format_: str) -> None:
    """Show SCENARIO: a name from `scenarios list`, with or without --starts, or a TOML file."""
    from diplomacy_abm.scenario import dumps, load

    if with_facts:
        from diplomacy_abm.coding import facts_text

        say(facts_text(scenario), nl=False)
        return
    found = load(scenario)
    if format_ == "toml":
        say(dumps(found), nl=False)
    elif with_sources:
        _show_sources(found, format_)
    elif format_ == "json":
        from diplomacy_abm.scenario import tables_of

        say(as_json(_summary(found) | {"content": tables_of(found)}))
    else:
        say("\n\n".join(_described(found)))


@scenarios.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...]) -> None:
    """Check scenario files; every problem is one line with the file, the place and what is allowed."""
    from diplomacy_abm.policies import names
    from diplomacy_abm.scenario import ScenarioError, load, policy_problems

    bad = 0
    for name in files:
        try:
            found = load(name)
            problems = policy_problems(found, names())
            if problems:
                raise ScenarioError(Path(name).name, problems)
        except ScenarioError as error:
            bad += 1
            for line in error.problems:
                say(f"Error: {line}", err=True)
        except OSError as error:
            bad += 1
            say(f"Error: {Path(name).name}: {error.strerror or error}", err=True)
        else:
            say(f"{Path(name).name}: ok, {_counted(found)}, fingerprint {found.fingerprint[:12]}")
    if bad:
        ctx.exit(1)


@scenarios.command()
@click.argument("name", required=False)
@click.option("--facts", is_flag=True,
              help="A file of facts instead, of which `scenarios code` makes a scenario (docs/fact-files.md).")
@click.option("--out", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE",
              help="Where to write [default: NAME.toml]; - prints it.")  # fmt: skip
@click.option("--from-events", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Begin with trust and escalation from these events; repeatable.")  # fmt: skip
@click.option("--actors", callback=read_actors, metavar="A,B,…",
              help="With --from-events: who; the first two are the parties.")  # fmt: skip
@reading_options
def new(
    name: str | None, facts: bool, out: Path | None, files: tuple[Path, ...], actors: tuple[str, ...], **reading: Any
) -> None:  # fmt: skip
    """Start a scenario of your own: a small commented file that runs as it is.

    With --from-events, trust and escalation come from event files as downloaded, or from a table of `events import`,
    by the rule in docs/event-data.md; the other numbers are placeholders. NAME is then that of the first file, if none
    is given.
    """
    if facts:
        if name is None or files:
            raise click.UsageError("--facts goes with a name and without --from-events: scenarios new NAME --facts")
        _begin_facts(name, out)
        return
    if name is None:
        if not files:
            raise click.UsageError("name the scenario: scenarios new NAME")
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", files[0].stem)[:64]
    _check_name(name)
    text = _begun(name, files, actors, reading)
    path = _written_new(text, out or Path(f"{name}.toml"))
    if path is not None:
        say(f"Wrote {path}. Edit it, then: diplomacy-abm scenarios check {path}")


def _begin_facts(name: str, out: Path | None) -> None:
    """Write a commented file of facts."""
    from diplomacy_abm.coding import facts_template

    _check_name(name)
    path = _written_new(facts_template(name), out or Path(f"{name}-facts.toml"))
    if path is not None:
        say(f"Wrote {path}. Edit it, then: diplomacy-abm scenarios code {path} --out {name}.toml")


def _check_name(name: str) -> None:
    """Refuse names of shipped scenarios and what is no name."""
    from diplomacy_abm.scenario import library
    from diplomacy_abm.scenario.starts import starts

    if name in (*library(), *starts()):
        raise click.BadParameter(f"{name!r} is a shipped scenario; choose another name", param_hint="NAME")
    if not _NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r} is no name; it must be at most 64 letters, digits, '.', '-' or '_'", param_hint="NAME"
        )


def _written_new(text: str, path: Path) -> Path | None:
    """Write a new file, or print it for ``-``; a file that is there already stays as it is."""
    from diplomacy_abm.results.parts import write_aside

    if str(path) == "-":
        say(text, nl=False)
        return None
    try:
        # never over a file that somebody wrote by hand
        path.open("x", encoding="utf-8").close()
    except FileExistsError:
        raise click.UsageError(f"{path} is there already; choose another name or --out") from None
    try:
        write_aside(path, text.encode())
    except ValueError:
        path.unlink()
        raise
    return path


def _begun(name: str, files: tuple[Path, ...], actors: tuple[str, ...], reading: dict[str, Any]) -> str:
    """Return the text of a new scenario, from events where there are any."""
    from diplomacy_abm.scenario import loads, template

    if not files:
        if actors:
            raise click.UsageError("--actors needs --from-events FILE")
        return template(name)
    if len(actors) < 2:
        raise click.UsageError("--from-events needs --actors A,B,… ; the first two are the parties")
    from diplomacy_abm.events.draft import draft

    found, report = aggregates(files, actors, "week", reading)
    if report:
        say(report + "\n", err=True)
    text = draft(name, found, actors, ", ".join(file.name for file in files))
    loads(text, f"{name}.toml")
    return text


def _show_sources(found: Scenario, format_: str) -> None:
    from diplomacy_abm.scenario import sources
    from diplomacy_abm.scenario.provenance import model_sources

    own, general = sources(found), model_sources(found)
    rows = own + general
    if format_ == "json":
        say(as_json([{**row._asdict(), "kind": row.kind} for row in rows]))
        return
    cells = [(row.place, f"{row.value:.10g}", row.kind, row.source) for row in rows]
    say(table(("place", "value", "kind", "source"), cells))
    say("")
    for what, some in (("numbers of the scenario", own), ("numbers of the model beside them", general)):
        kinds = [row.kind for row in some]
        counts = ", ".join(f"{kinds.count(kind)} {meaning}" for kind, meaning in _KINDS.items() if kind in kinds)
        say(f"{len(some)} {what}: {counts}")


def _summary(scenario: Scenario) -> dict[str, Any]:
    header = scenario.scenario
    return {
        "name": header.name,
        "title": header.title,
        "question": header.question,
        "start": str(header.start),
        "step_days": header.step_days,
        "horizon": header.horizon,
        "seed": header.seed,
        "fingerprint": scenario.fingerprint,
        "actors": list(scenario.actors),
        "issues": list(scenario.issues),
    }


def _counted(scenario: Scenario) -> str:
    return f"{len(scenario.actors)} actors, {len(scenario.issues)} issue{'s' * (len(scenario.issues) > 1)}"


def _described(scenario: Scenario) -> Iterator[str]:
    header = scenario.scenario
    yield "\n".join(wrapped(text) for text in (f"{header.title} ({header.name})", header.question) if text)
    if header.description:
        yield wrapped(" ".join(header.description.split()))
    sides = "; ".join(f"side {name}: {side.label}, led by {side.lead}" for name, side in scenario.sides.items())
    yield "\n".join(
        (
            f"{header.horizon} steps of {header.step_days} days from {header.start}, seed {header.seed}; {sides}",
            f"fingerprint {scenario.fingerprint}",
        )
    )
    for title, head, rows in _tables(scenario):
        if rows:
            yield f"{title}\n{table(head, rows)}"


def _tables(scenario: Scenario) -> Iterator[tuple[str, Sequence[str], list[Sequence[str]]]]:
    yield "Actors", ("", "side", "seats", "policy", "name"), [
        (label, actor.side or "", ", ".join(actor.seats), actor.policy, actor.name)
        for label, actor in scenario.actors.items()
    ]
    leads = [side.lead for side in scenario.sides.values()]
    yield "Issues", ("", "kind", "separable", *(f"weight {lead}" for lead in leads), "what it is"), [
        (
            name,
            issue.kind,
            "yes" if issue.separable else "",
            *(f"{scenario.actors[lead].salience[name]:.2f}" for lead in leads),
            issue.label,
        )
        for name, issue in scenario.issues.items()
    ]
    yield "Arms to come", ("from", "to", "amount", "weeks", "credibility", "what it is"), [
        (p.supplier, p.recipient, f"{p.amount:g}", f"{p.lead}-{p.lead + p.span}", f"{p.credibility:g}", p.label)
        for p in scenario.pipelines
    ]
    yield "Agreements in force", ("about", "through", "until", "source"), [
        (deal.issue or deal.kind, deal.mediator or "", str(deal.until or ""), deal.source) for deal in scenario.deals
    ]
    yield "What the calendar holds", ("date", "who", "change", "what happens"), [
        (str(e.date), e.actor, f"{e.variable}{' ' + e.target if e.target else ''} {e.change:+g}", e.label)
        for e in scenario.events
    ]
    yield "Parameters that differ from the defaults", ("", "value"), [
        (name, f"{value:g}") for name, value in scenario.parameters.values.items()
    ]
