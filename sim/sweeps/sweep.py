"""Does what is missing of a plan, and keeps every cell as soon as it is finished."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from sim.errors import UserError
from sim.runs.parallel import Heard, Terms, Tick, WorkerLost, messages
from sim.runs.warming import warm_up
from sim.sweeps.cell import Outcome, Work, failure, work
from sim.sweeps.plan import Pair, Plan
from sim.sweeps.store import Store

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
        """Both counts as one, when the later one went on with a longer plan."""
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


def cell_unit(job: Work, pair: Pair, tick: Tick) -> Outcome:
    """The unit of work of a sweep."""
    return work(job, *pair, tick)


def here(
    unit: Callable[..., Any], shared: object, items: Sequence[Any], terms: Terms
) -> Generator[Heard]:
    """Items worked on one after the other in this process."""
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
    """Worker processes on this machine; none for this process itself."""
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
    """The cells that are to be done; notes in ``count`` those that are not.

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


def _lost(error: Exception) -> Outcome:
    """The outcome of a cell that brought none back.

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
    return Outcome(b"", failure(kind, _said(kind, error)))


def _said(kind: str, error: Exception) -> str:
    """An error in one line, with its class where that is not ours."""
    return str(error) if kind != "exception" else f"{type(error).__name__}: {error}"


def warm_up_once(plan: Plan) -> None:
    """Compile what all workers need, when several would do so side by side."""
    with suppress(UserError):
        warm_up(plan.experiment.bases[0].scenario)
