"""Does what is missing of a plan, keeps every cell that is finished, and shows how it stands."""

import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

from sim.errors import UserError
from sim.runs.manifest import now
from sim.runs.parallel import Heard, Terms, Tick, WorkerLost, messages
from sim.runs.simulate import warm_up
from sim.sweeps.plan import CellOutcome, Pair, Plan, Work, failure, work
from sim.sweeps.store import Store
from sim.words import Speech
from sim.words.setting import spoken

if TYPE_CHECKING:
    from rich.table import Table


# --- Does what is missing of a plan, and keeps every cell as soon as it is finished

Executor = Callable[[Callable[..., Any], Work, Sequence[Pair], Terms], Generator[Heard]]
"""Has items worked on by a unit: see `sim.runs.parallel.messages`."""


@dataclass
class Count:
    """How a sweep stands.

    Attributes:
        total: Cells of the plan that are not the same as another.
        before: Those that were finished before.
        done: Those that this sweep finished.
        elsewhere: Those that another sweep finished meanwhile.
        failed: Those that failed now.
        failed_before: Those that failed before and were left.
        seconds: Time that workers spent on cells that this sweep finished.
        began: When, on the clock.
    """

    total: int
    before: int = 0
    done: int = 0
    elsewhere: int = 0
    failed: int = 0
    failed_before: int = 0
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)

    @property
    def pending(self) -> int:
        """Cells that are still to come."""
        settled = self.before + self.done + self.elsewhere + self.failed + self.failed_before
        return self.total - settled

    def followed_by(self, later: "Count") -> "Count":
        """Join both counts into one, when the later one went on with a longer plan."""
        return Count(
            total=later.total,
            before=later.before - self.done - self.elsewhere,
            done=self.done + later.done,
            elsewhere=self.elsewhere + later.elsewhere,
            failed=self.failed + later.failed,
            failed_before=later.failed_before - self.failed,
            seconds=self.seconds + later.seconds,
            began=self.began,
        )


Watch = Callable[[Count, Pair | None, dict[str, Any]], None]
"""Told of each cell that ends: how things stand, which cell, and what is known of it."""


def cell_unit(job: Work, pair: Pair, tick: Tick) -> CellOutcome:
    """Work on a cell, the unit of work of a sweep."""
    return work(job, *pair, tick)


def here(
    unit: Callable[..., Any], shared: object, items: Sequence[Any], terms: Terms
) -> Generator[Heard]:
    """Work on items one after the other in this process."""
    for item in items:
        if not terms.wanted(item):
            yield "skipped", item, None
            continue
        begin = time.monotonic()

        def tick(item: Any = item, begin: float = begin) -> None:
            if terms.seconds is not None and time.monotonic() - begin > terms.seconds:
                raise TimeoutError(
                    f"{terms.name(item)}: it took more than {terms.seconds:g} seconds"
                )

        try:
            message: Heard = ("done", item, unit(shared, item, tick))
        except Exception as error:
            message = ("failed", item, error)
        yield message


def processes(workers: int) -> Executor:
    """Take worker processes on this machine; with none this process does the work."""
    if not workers:
        return here

    def work_on(
        unit: Callable[..., Any], shared: Work, items: Sequence[Pair], terms: Terms
    ) -> Generator[Heard]:
        return messages(unit, shared, items, workers, terms)

    return work_on


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Let SIGTERM end a sweep like Ctrl-C: what runs is dropped, what is finished is kept."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def missing(
    store: Store, plan: Plan, retry_failed: bool, count: Count, again: bool = True
) -> tuple[Pair, ...]:
    """Find the cells that are to be done; note in ``count`` those that are not.

    Args:
        store: What is finished.
        plan: What is to be done.
        retry_failed: Whether all that failed is done again.
        count: How it stands.
        again: Whether what was lost with its worker is done again, a few times.
    """
    left = store.given_up if again else store.has_failed
    todo = []
    for pair in plan.distinct():
        key = plan.key(pair)
        if store.is_done(plan.code, key):
            count.before += 1
        elif not retry_failed and left(plan.code, key):
            count.failed_before += 1
        else:
            todo.append(pair)
    return plan.in_order_of_pasts(todo)


def fill(
    store: Store,
    plan: Plan,
    executor: Executor,
    *,
    retry_failed: bool = False,
    again: bool = True,
    seconds: float | None = None,
    watch: Watch = lambda *_: None,
) -> Count:
    """Do what is missing of a plan.

    A cell that fails does not stop the others. Every cell is kept as soon as it is finished, so
    this can be stopped or killed at any moment and called again.

    Args:
        store: Where results go.
        plan: What is to be done.
        executor: What does it.
        retry_failed: Do again what failed before.
        again: Do again what was lost with its worker before, unless that was often.
        seconds: Time after which a cell counts as failed, or None.
        watch: Told of each cell that ends.

    Returns:
        How it stands at the end.

    Raises:
        ResultsError: The store cannot be written.
        StaleWorker: The code has changed since the plan was made.
        KeyboardInterrupt: It was stopped, by Ctrl-C or SIGTERM.
    """
    count = Count(len(plan.distinct()))
    todo = missing(store, plan, retry_failed, count, again)
    watch(count, None, {})
    if not todo:
        return count
    needed = Counter(state for state in map(plan.state_of, todo) if state is not None)
    states = str(store.states()) if needed else None
    job = Work(plan.experiment, plan.variants, plan.code, states)
    # Another sweep may have finished a cell since; one that it saw fail is tried again.
    terms = Terms(plan.told, lambda pair: not store.is_done(plan.code, plan.key(pair)), seconds)
    with _ended_politely(), closing(executor(cell_unit, job, todo, terms)) as heard:
        for kind, pair, content in heard:
            if kind == "tick":
                continue
            about: dict[str, Any] = {}
            if kind == "skipped":
                count.elsewhere += 1
            else:
                outcome = content if kind == "done" else _lost(content)
                store.save(plan, pair, outcome)
                about = outcome.about
                _note(count, about)
            state = plan.state_of(pair)
            if state is not None:
                needed[state] -= 1
                if not needed[state]:
                    store.forget_state(state)
            watch(count, pair, about)
    if not count.pending:
        for state in {plan.state_of(pair) for pair in plan.pairs} - {None}:
            store.forget_state(str(state))
    return count


def _note(count: Count, about: dict[str, Any]) -> None:
    """Count what came of a cell."""
    if "failed" in about:
        count.failed += 1
    else:
        count.done += 1
        count.seconds += about["seconds"]


def _lost(error: Exception) -> CellOutcome:
    """Describe the outcome of a cell that brought none back.

    Raises:
        UserError: What went wrong is not the cell's.
    """
    if isinstance(error, UserError):
        raise error
    kind = "exception"
    if isinstance(error, TimeoutError):
        kind = "timeout"
    elif isinstance(error, WorkerLost):
        kind = "killed"
    return CellOutcome(b"", failure(kind, _said(kind, error)))


def _said(kind: str, error: Exception) -> str:
    """Write an error in one line, with its class where that is not ours."""
    return str(error) if kind != "exception" else f"{type(error).__name__}: {error}"


def warm_up_once(plan: Plan) -> None:
    """Compile what all workers need, when several would do so side by side."""
    with suppress(UserError):
        warm_up(plan.experiment.bases[0].scenario)


# --- How a sweep stands: a live table on a terminal, a line now and then elsewhere, and a log

LINE_SECONDS = 30.0
"""Time between two lines where there is no terminal."""
_REFRESH_SECONDS = 0.25


def span(seconds: float, speech: Speech | None = None) -> str:
    """Write a stretch of time for readers: ``12 s``, ``3 min 20 s``, ``5 h 10 min``."""
    say, whole = speech or spoken(), round(seconds)
    if whole < 60:
        return say("time.seconds", seconds=whole)
    if whole < 3600:
        return say("time.minutes", minutes=whole // 60, seconds=whole % 60)
    if whole < 86400:
        return say("time.hours", hours=whole // 3600, minutes=whole % 3600 // 60)
    return say("time.days", days=whole // 86400, hours=whole % 86400 // 3600)


def rate(count: Count) -> float:
    """Count the cells that end in a second, of this sweep so far."""
    passed = time.monotonic() - count.began
    return (count.done + count.failed) / passed if passed > 0 else 0.0


def time_left(count: Count, speech: Speech | None = None) -> str:
    """Say how long the rest will take at this rate, or ``?`` before anything has ended."""
    found = rate(count)
    return span(count.pending / found, speech) if found else "?"


def line(count: Count, speech: Speech | None = None) -> str:
    """Say how things stand, in one line."""
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
    """Show how things stand, as a table."""
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
    """Write what the log says of one cell."""
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
    """Show nothing."""
    yield _Show()


@contextmanager
def _shown(title: str) -> Generator[_Show]:
    """Show a live table on a terminal, lines elsewhere; on the error stream."""
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
