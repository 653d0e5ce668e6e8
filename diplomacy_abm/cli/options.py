"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from diplomacy_abm.cli.lazy import suggestion

if TYPE_CHECKING:
    from diplomacy_abm.scenario import Scenario

_ASIDE = "diplomacy_abm.aside"

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise click.BadParameter(f"{text!r} is not NAME=VALUE; for example {option} {example}")
    return name.strip(), value.strip()


def read_settings(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, Any]:
    """Turn ``KEY=VALUE`` texts into values as TOML would read them; a bare word is a text."""
    if not texts:
        return {}
    from diplomacy_abm.scenario.settings import value_of

    settings: dict[str, Any] = {}
    for text in texts:
        key, value = _pair(text, "--set", "actors.TUR.leverage.RUS=0.8")
        settings[key] = value_of(value)
    return settings


def read_policies(_ctx: click.Context, _param: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Turn ``ACTOR=NAME`` or ``ACTOR=FILE.py:NAME`` texts into a mapping, names of policies checked."""
    aside: dict[str, str] = _ctx.meta.get(_ASIDE, {})
    if not texts:
        return dict(aside)
    from diplomacy_abm.policies import registry

    policies = dict(aside)
    for text in texts:
        actor, name = _pair(text, "--policy", "RUS=hawk")
        if ".py:" in name or name.endswith(".py"):
            name = own_policy(name)
        elif name not in registry.names():
            raise click.BadParameter(f"no policy {name!r}; {suggestion(name, registry.names())}")
        if actor in aside:
            raise click.BadParameter(f"{actor} is named by --without-mediation, which is a policy too")
        policies[actor] = name
    return policies


def read_aside(ctx: click.Context, _param: click.Parameter, labels: tuple[str, ...]) -> None:
    """Note whose mediator's seat stands empty; :func:`read_policies`, which comes later, makes policies of it."""
    from diplomacy_abm.policies.registry import NO_MEDIATION

    ctx.meta[_ASIDE] = dict.fromkeys(labels, NO_MEDIATION)


def own_policy(place: str) -> str:
    """Run the file of ``FILE.py:NAME``, which registers policies with the decorator, and return the name."""
    from diplomacy_abm.policies import registry

    file, _, name = place.rpartition(":") if ".py:" in place else (place, "", "")
    before = dict(registry.own())
    try:
        registry.run_file(str(Path(file).absolute()))
    except FileNotFoundError:
        raise click.BadParameter(f"no file {file!r}") from None
    except Exception as error:  # noqa: BLE001 (whatever a user's file raises is told in one line)
        raise click.BadParameter(f"{file}: {type(error).__name__}: {error}") from None
    if name not in registry.names():
        made = [own for own, function in registry.own().items() if before.get(own) is not function]
        told = ", ".join(made) or "none; use the decorator diplomacy_abm.policy"
        said = f"registers no policy {name!r};" if name else "needs the name of a policy after it, FILE.py:NAME;"
        raise click.BadParameter(f"{file} {said} it registers {told}")
    return name


def complete_scenario(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the shipped scenarios whose name begins as typed, then leave files to the shell."""
    from diplomacy_abm.scenario import library
    from diplomacy_abm.scenario.starts import starts

    names = [name for name in (*library(), *starts()) if name.startswith(begun)]
    return [*map(CompletionItem, names), CompletionItem(begun, type="file")]


scenario_argument = click.argument("scenario", shell_complete=complete_scenario)
"""The scenario that a command is about: a shipped name, which shells complete, or a file."""


def together(*options: Callable[[Any], Any]) -> Callable[[Decorated], Decorated]:
    """Return one decorator that adds some options, in their order."""

    def add(command: Decorated) -> Decorated:
        for option in reversed(options):
            command = option(command)
        return command

    return add


seed_option = click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Seed [default: the scenario's].")
steps_option = click.option("--steps", type=click.IntRange(1, 10_000), help="Steps [default: its horizon].")
"""What is played under which seed, and for how long."""
set_option = click.option(
    "--set", "settings", multiple=True, callback=read_settings, metavar="KEY=VALUE",
    help="Change a value of the scenario by its dotted place; repeatable.",
)  # fmt: skip
index_option = click.option("--run", "index", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True,
                            help="Which run of the seed.")  # fmt: skip
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
"""Text to read, or JSON."""


def read_parameters(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """See that a sample can be read before anything is played."""
    if text is not None:
        from diplomacy_abm.scenario.sample import CENTRAL, read_draws

        if text != CENTRAL:
            read_draws(text)
    return text


parameters_option = click.option(
    "--parameters", metavar="central|NAME|FILE", callback=read_parameters,
    help="The same central numbers in all runs, or one set for each run of this sample: one that ships, or a CSV "
         "file with a column for each parameter [default: as the scenario says].",
)  # fmt: skip
"""Where the numbers of the model come from."""

change_options = together(
    set_option,
    click.option("--policy", "policies", multiple=True, callback=read_policies, metavar="ACTOR=NAME",
                 help="Let an actor choose by another policy, or FILE.py:NAME of yours; repeatable."),
    click.option("--without-mediation", multiple=True, callback=read_aside, is_eager=True, expose_value=False,
                 metavar="ACTOR", help="Leave an actor's seat as a mediator empty, and only that: its other seats "
                                       "stay (policy no-mediation); repeatable."),
    click.option("--without", multiple=True, metavar="ACTOR",
                 help="Take an actor out; the others keep their random draws; repeatable."),
    parameters_option,
)  # fmt: skip
"""What is changed in a scenario."""

scenario_options = together(
    scenario_argument,
    seed_option,
    steps_option,
    change_options,
    format_option,
    click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
                 help="Write a result folder; an earlier result in it is replaced."),
)  # fmt: skip
"""The scenario, and what is run of it."""


def load_scenario(
    name: str, policies: dict[str, str], without: tuple[str, ...], parameters: str | None = None
) -> Scenario:
    """Load a scenario, with another sample of parameters if one is given; see that the actors named are in it."""
    from diplomacy_abm.policies.registry import NO_MEDIATION
    from diplomacy_abm.scenario import load, with_settings

    scenario = with_settings(load(name), {} if parameters is None else {"parameters.sample": parameters})
    for option, labels in (("--policy", policies), ("--without", without)):
        for label in labels:
            if label not in scenario.actors:
                aside = option == "--policy" and policies[label] == NO_MEDIATION
                hint = f"{option} or --without-mediation" if aside else option
                raise click.BadParameter(f"no actor {label!r} in {scenario.name}; {who(label, scenario)}",
                                         param_hint=hint)  # fmt: skip
    return scenario


def who(word: str, scenario: Scenario) -> str:
    """Return the label of an actor that a word names in full or nearly, or the labels that there are."""
    from diplomacy_abm.scenario.errors import actor_meant

    meant = actor_meant(word, {label: actor.name for label, actor in scenario.actors.items()})
    return meant or suggestion(word, scenario.actors)


def normalised(name: str, scenario: str, **options: Any) -> list[str]:
    """Return a command as arguments that mean the same on every machine.

    Of the path of a scenario only the file's name is kept; options that are None, False or empty are left out. What
    only concerns this machine (``--out``, ``--format``) is not for the manifest.
    """
    words = [name, Path(scenario).name if scenario.endswith(".toml") else scenario]
    for option, value in options.items():
        flag = f"--{option.replace('_', '-')}"
        if value is True:
            words.append(flag)
        elif isinstance(value, dict):
            words += [word for key in sorted(value) for word in (flag, f"{key}={_as_text(value[key])}")]
        elif isinstance(value, tuple):
            words += [word for item in sorted(value) for word in (flag, item)]
        elif value is not None and value is not False:
            words += [flag, str(value)]
    return words


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
