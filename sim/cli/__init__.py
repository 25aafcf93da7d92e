"""The command ``cogov``.

Nothing heavy is imported here or by the modules of the commands: each command imports what it
needs when it runs, so that help and errors of usage come at once.
"""

import codecs
import errno
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli import report_commands, run_commands, study_commands
from sim.cli.options import Language, translated
from sim.errors import ModelError, OptionError, Problem, UserError, misnamed, stoppable
from sim.kinds import kinds
from sim.runs.worker import collect_seldom
from sim.words.setting import asked, current, problem_text, speaking, spoken

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""
MISTAKE = 2
"""Exit code when the user can mend it."""
FAULT = 1
"""Exit code when the program is at fault."""
_NUMBER = re.compile(r"Input should be (a valid \w+).*", re.DOTALL)
"""What is said of an option that takes a number."""
MOST_TOLD = 50
"""Mistakes that are told one by one."""

app = typer.Typer(
    name="cogov",
    help="Simulate how urban communities are governed by many actors together, and compare "
    "ways of governing on who takes part.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    run_commands.run,
    run_commands.compare,
    report_commands.report,
    run_commands.sweep,
    run_commands.verify,
):
    app.command()(_command)
for _kind in kinds().values():
    app.command(_kind.command)(study_commands.command_of(_kind))
_studies = {_kind.command for _kind in kinds().values()}
for _command in (
    report_commands.redraw,
    run_commands.show,
    report_commands.explain,
    report_commands.new,
    report_commands.town,
    report_commands.schema,
    report_commands.odd,
    report_commands.reference,
    report_commands.glossary,
    report_commands.dashboard,
):
    app.command()(_command)


def _follow_kinds() -> None:
    """Have a command for each kind of study that is registered now, and for no other."""
    wanted = {kind.command: kind for kind in kinds().values()}
    for command in wanted.keys() - _studies:
        app.command(command)(study_commands.command_of(wanted[command]))
    gone = _studies - wanted.keys()
    app.registered_commands = [one for one in app.registered_commands if one.name not in gone]
    _studies.clear()
    _studies.update(wanted)


def _spoken(command: Any, given: Sequence[str]) -> int:
    """Run a command line; mistakes of usage are told as any other."""
    from typer._click.exceptions import ClickException, NoArgsIsHelpError

    try:
        code = command(args=list(given), prog_name="cogov", standalone_mode=False)
    except NoArgsIsHelpError as error:
        _say(error.format_message())
        return MISTAKE
    except ClickException as error:
        _tell(Problem(_NUMBER.sub(r"must be \1", error.format_message())))
        return error.exit_code
    return code if isinstance(code, int) else 0


def _tell(problem: Problem) -> None:
    """Say what is wrong, in the language of the command."""
    speech = spoken()
    _say(speech("command.error_line", text=problem_text(problem, speech)))


def _say(text: str) -> None:
    """Say something on the stream of errors, if anybody can hear it."""
    try:
        print(text, file=sys.stderr)
    except OSError:
        # How the command ended is still told by its code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


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
    language: Language = "",
) -> None:
    # The line was asked for its language before it was taken apart: see `asked`.
    if language:
        spoken(language)


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
        # Before NumPy is there: small matrices gain nothing, and bits do not depend on the machine.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # Figures are drawn into files, whatever windows somebody likes elsewhere.
        os.environ["MPLBACKEND"] = "agg"
    _follow_kinds()
    given = sys.argv[1:] if arguments is None else list(arguments)
    with speaking(asked(given)), _printing():
        return _ended(given)


@contextmanager
def _printing() -> Iterator[None]:
    """Let nothing that is printed end a command.

    What leads nowhere is written nowhere; characters that a stream's encoding lacks become question
    marks, which is said at the end.
    """
    lost: list[UnicodeError] = []

    def replace(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        lost.append(error)
        return "?" * (error.end - error.start), error.end

    codecs.register_error("cogov", replace)
    with ExitStack() as nowhere:
        for stream, redirect in ((sys.stdout, redirect_stdout), (sys.stderr, redirect_stderr)):
            if stream is None:
                sink = nowhere.enter_context(Path(os.devnull).open("w", encoding="utf-8"))
                nowhere.enter_context(redirect(sink))
            elif isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
                stream.reconfigure(errors="cogov")
        yield
        if lost:
            _say(spoken()("command.lost", encoding=sys.stdout.encoding))


def _unwritable(error: OSError) -> int:
    """Say that what is printed cannot be written; nothing more is tried at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if error.errno == errno.EPIPE:
        return FAULT
    _tell(Problem(f"the output cannot be written: {error.strerror}"))
    return MISTAKE


def _check_environment() -> None:
    """Make sure that kernels can be compiled.

    Raises:
        OptionError: The environment asks Numba for what no run can have.
    """
    threads = os.environ.get("NUMBA_NUM_THREADS", "1")
    if not threads.isdecimal() or int(threads) < 1:
        text = f"{threads!r} is no number of threads"
        raise OptionError(Problem(text, path="NUMBA_NUM_THREADS", hint="unset it"))
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        text = "kernels run compiled only"
        raise OptionError(Problem(text, path="NUMBA_DISABLE_JIT", hint="unset it"))


def _ended(given: Sequence[str]) -> int:
    """Run a command line in its language; returns how it ended, as for `main`."""
    command = translated(typer.main.get_command(app), current())
    try:
        if wrong := [problem for text in given if (problem := misnamed(text))]:
            raise OptionError(wrong)
        if "--out=" in given or ("--out", "") in pairwise(given):
            hint = "name a folder or file; '.' is the current folder"
            raise OptionError(Problem("the name is empty", path="--out", hint=hint))
        _check_environment()
        with stoppable():
            return _spoken(command, given)
    except UserError as error:
        for problem in error.problems[:MOST_TOLD]:
            _tell(problem)
        if len(error.problems) > MOST_TOLD:
            _say(spoken()("command.more_errors", count=len(error.problems) - MOST_TOLD))
        return MISTAKE
    except ModelError as error:
        for note in getattr(error, "__notes__", []):
            _say(note)
        _say(f"fault in the model: {error}\nplease report this")
        return FAULT
    except KeyboardInterrupt:
        return STOPPED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAULT
    except OSError as error:
        # Whoever reads or writes a file tells its own errors.
        if error.filename is None and error.errno in (errno.ENOSPC, errno.EPIPE, errno.EIO):
            return _unwritable(error)
        if error.errno == errno.ENAMETOOLONG:
            _tell(Problem("no file can have so long a name", file=str(error.filename)))
            return MISTAKE
        raise
    return 0
