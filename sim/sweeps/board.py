"""How a sweep stands: a live table on a terminal, a line now and then elsewhere, and a log."""

import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sim.runs.manifest import now
from sim.sweeps.plan import Pair, Plan
from sim.sweeps.sweep import Count, Watch
from sim.words import Speech
from sim.words.setting import spoken

if TYPE_CHECKING:
    from rich.table import Table

LINE_SECONDS = 30.0
"""Time between two lines where there is no terminal."""
_REFRESH_SECONDS = 0.25


def span(seconds: float, speech: Speech | None = None) -> str:
    """A stretch of time as a reader takes it in: ``12 s``, ``3 min 20 s``, ``5 h 10 min``."""
    say, whole = speech or spoken(), round(seconds)
    if whole < 60:
        return say("time.seconds", seconds=whole)
    if whole < 3600:
        return say("time.minutes", minutes=whole // 60, seconds=whole % 60)
    if whole < 86400:
        return say("time.hours", hours=whole // 3600, minutes=whole % 3600 // 60)
    return say("time.days", days=whole // 86400, hours=whole % 86400 // 3600)


def rate(count: Count) -> float:
    """Cells that end in a second, of this sweep so far."""
    passed = time.monotonic() - count.began
    return (count.done + count.failed) / passed if passed > 0 else 0.0


def time_left(count: Count, speech: Speech | None = None) -> str:
    """How long what is pending will take at this rate, or ``?`` before anything has ended."""
    found = rate(count)
    return span(count.pending / found, speech) if found else "?"


def line(count: Count, speech: Speech | None = None) -> str:
    """How things stand, in one line."""
    say = speech or spoken()
    finished = count.before + count.done + count.elsewhere
    failed = count.failed + count.failed_before
    text = say("board.done", finished=finished, total=count.total)
    if failed:
        text += say("board.failed", failed=failed)
    if count.pending:
        text += say("board.pace", rate=rate(count), left=time_left(count, say))
    return text


def _table(title: str, count: Count) -> "Table":
    """How things stand, as a table."""
    from rich.table import Table

    table = Table(title=title, box=None, title_justify="left", padding=(0, 3, 0, 0))
    cells = {
        "done": count.before + count.done + count.elsewhere,
        "of": count.total,
        "failed": count.failed + count.failed_before,
    }
    for heading in (*cells, "a second", "left"):
        table.add_column(heading, justify="right")
    numbers = [f"{number:,}" for number in cells.values()]
    table.add_row(*numbers, f"{rate(count):.3g}", time_left(count) if count.pending else "-")
    return table


@contextmanager
def watched(plan: Plan, folder: Path, wanted: bool = True) -> Generator[Watch]:
    """Show how a sweep stands, and write its log.

    Args:
        plan: What is swept.
        folder: Folder of the logs, which must exist.
        wanted: False to show nothing; the log is written in any case.

    Yields:
        What `sim.sweeps.sweep.fill` tells.
    """
    path = folder / f"{now().replace(':', '')}-{os.getpid()}.log"
    with path.open("a", encoding="utf-8") as log:
        shown = _shown(plan.name) if wanted else _silent()
        with shown as show:
            latest: Count | None = None

            def watch(count: Count, pair: Pair | None, about: dict[str, Any]) -> None:
                nonlocal latest
                latest = count
                _log(log, _told(plan, count, pair, about))
                show(count)

            try:
                yield watch
            except BaseException as error:
                _log(log, f"ended by {type(error).__name__}: {error}")
                raise
            if latest is not None:
                _log(log, line(latest))


def _told(plan: Plan, count: Count, pair: Pair | None, about: dict[str, Any]) -> str:
    """What the log says of one cell."""
    if pair is None:
        return f"{plan.name} begins: {line(count)}"
    name = plan.told(pair)
    if "failed" in about:
        return f"failed {name}: {about['failed']}: {about['error']}"
    return f"done {name}: {about['seconds']:.2f} s" if about else f"done elsewhere {name}"


def _log(stream: IO[str], text: str) -> None:
    """Write a line to the log; a log that cannot be written stops nothing."""
    with suppress(OSError, ValueError):
        stream.write(f"{now()} {text}\n")
        stream.flush()


class _Show:
    """Called with each new count."""

    def __call__(self, count: Count) -> None:
        """Show how things stand."""


@contextmanager
def _silent() -> Generator[_Show]:
    """Nothing is shown."""
    yield _Show()


@contextmanager
def _shown(title: str) -> Generator[_Show]:
    """A live table on a terminal, lines elsewhere; on the error stream."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    from rich.live import Live

    with Live(console=console, transient=True, auto_refresh=False) as live:
        last = 0.0

        class Table(_Show):
            def __call__(self, count: Count) -> None:
                nonlocal last
                if time.monotonic() - last >= _REFRESH_SECONDS or not count.pending:
                    last = time.monotonic()
                    live.update(_table(title, count), refresh=True)

        yield Table()


class _Lines(_Show):
    """A line now and then."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, count: Count) -> None:
        """Print a line when the last one is old enough."""
        if time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            print(line(count), file=sys.stderr, flush=True)
