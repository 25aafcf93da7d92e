"""The command ``cogov``.

Nothing heavy is imported here or by the modules of the commands: each command imports what it
needs when it runs, so that help and errors of usage come at once.
"""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from sim.cli import report_commands, run_commands, scenario_commands, study_commands, sweep_commands
from sim.errors import ModelError, UserError
from sim.kinds import kinds
from sim.runs.garbage import collect_seldom

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""
MISTAKE = 2
"""Exit code when the user can mend it."""
FAULT = 1
"""Exit code when the program is at fault."""

app = typer.Typer(
    name="cogov",
    help="Simulate how urban communities are governed by many actors together, and compare "
    "ways of governing on who takes part.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(run_commands.run)
app.command()(run_commands.compare)
app.command()(report_commands.report)
app.command()(sweep_commands.sweep)
app.command()(sweep_commands.verify)
for _kind in kinds().values():
    app.command(_kind.command)(study_commands.command_of(_kind))
app.command()(report_commands.redraw)
app.command()(scenario_commands.explain)
app.command()(scenario_commands.new)
app.command()(scenario_commands.town)
app.command()(scenario_commands.schema)
app.command()(report_commands.odd)
app.command()(report_commands.reference)
app.command()(report_commands.glossary)
app.command()(report_commands.dashboard)


def _print_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cogov {version('cogov')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and say how it ended.

    Args:
        arguments: What follows the name of the command; None for those of this process.

    Returns:
        0 when all went well, 2 for a mistake of the user's, 1 for a fault of the program's,
        130 after Ctrl-C.
    """
    if arguments is None:
        collect_seldom()
    try:
        app(args=None if arguments is None else list(arguments), prog_name="cogov")
    except UserError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return MISTAKE
    except ModelError as error:
        for note in getattr(error, "__notes__", []):
            print(note, file=sys.stderr)
        print(f"fault in the model: {error}\nplease report this", file=sys.stderr)
        return FAULT
    except KeyboardInterrupt:
        return STOPPED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAULT
    return 0
