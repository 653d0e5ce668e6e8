"""A click group that loads a command when it is called, and says what went wrong in one line."""

from __future__ import annotations

import difflib
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from diplomacy_abm.intake.clean import one_line
from diplomacy_abm.intake.extras import EXTRAS, MissingExtraError, missing

INTERRUPTED = 130
_BROKEN_PIPE = 141


class InterruptedWorkError(Exception):
    """The user stopped the work; the message says what is kept."""


class LazyGroup(click.Group):
    """A group whose commands are named by ``module:attribute`` and imported at their first use.

    Each has its one-line help beside its place: the list of commands imports none of them.
    """

    def __init__(self, name: str, commands_by_name: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        super().__init__(name, context_settings={"help_option_names": ["-h", "--help"]}, **settings)
        self.lazy = dict(commands_by_name)
        self.params.append(_version_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which a newcomer meets them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command named, if there is one."""
        if cmd_name not in self.lazy:
            return None
        place, line = self.lazy[cmd_name]
        module, attribute = place.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        command.short_help = line
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest the nearest."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            raise click.UsageError(f"no command {args[0]!r}; {suggestion(args[0], self.lazy)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy.items()])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run the command line; every expected failure is one line on stderr and an exit code.

        Returns only when ``standalone_mode=False`` was asked for.
        """
        if not extra.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
            sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.ctx.get_help(), err=True)
            sys.exit(2)
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "diplomacy-abm"
            fail(f"{error.format_message()} (see {command} --help)", error.exit_code)
        except click.ClickException as error:
            fail(error.format_message(), error.exit_code)
        except InterruptedWorkError as stop:
            fail(str(stop), INTERRUPTED, label="")
        except (click.Abort, KeyboardInterrupt):
            fail("Interrupted; nothing was written.", INTERRUPTED, label="")
        except BrokenPipeError:
            _close_quietly()
        except (OSError, ImportError) as error:
            fail(_of_system(error) if isinstance(error, OSError) else _of_extra(error), 2)
        except ValueError as error:
            if not is_ours(error):
                raise
            for line in str(error).splitlines() or [type(error).__name__]:
                click.echo(f"Error: {one_line(line)}", err=True)
            sys.exit(2)
        sys.exit(code if isinstance(code, int) else 0)


def fail(message: str, code: int, label: str = "Error: ") -> NoReturn:
    """Say one line on stderr and leave with a code."""
    # the line feed leaves the ^C that a terminal echoes on a line of its own
    lead = "\n" if code == INTERRUPTED and sys.stderr.isatty() else ""
    click.echo(f"{lead}{label}{one_line(message)}", err=True)
    sys.exit(code)


def _of_system(error: OSError) -> str:
    if error.errno == errno.ENOSPC and error.filename is None:
        # every file of ours names itself
        _to_nowhere()
        return "standard output: the disk is full; what was said is cut short"
    return f"{error.filename or 'file'}: {error.strerror or error}"


def _of_extra(error: ImportError) -> str:
    """Say which extra brings a library that is missing; any other failed import is a fault of ours."""
    if isinstance(error, MissingExtraError):
        return str(error)
    if (error.name or "").partition(".")[0] not in EXTRAS:
        raise error
    return str(missing(str(error.name)))


def suggestion(word: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """Return the nearest known names, or all of them: the end of an error message."""
    names = list(known)
    near = difflib.get_close_matches(word.lower(), [name.lower() for name in names], n=1, cutoff=0.5)
    if near:
        found = next(name for name in names if name.lower() == near[0])
        return f"did you mean {found}?"
    return f"choose from {', '.join(names)}"


def is_ours(error: BaseException) -> bool:
    """Tell whether an error was raised on purpose by this package, rather than by a library it calls."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace else ""
    return str(module).split(".")[0] == "diplomacy_abm"


def _close_quietly() -> NoReturn:
    """Leave as a program does whose reader has gone away."""
    _to_nowhere()
    sys.exit(_BROKEN_PIPE)


def _to_nowhere() -> None:
    """Let go of stdout: the interpreter flushes it once more when it ends, and would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _version_option() -> click.Option:
    def show(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            from importlib.metadata import version

            click.echo(f"diplomacy-abm {version('diplomacy-abm')}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help="Show the version and exit.",
    )
