"""Workers that are given items one by one, for work whose next item depends on what came back."""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import SimpleQueue
from types import TracebackType
from typing import Any

from sim.errors import UserError
from sim.runs.garbage import clear_up
from sim.runs.parallel import Feeder, Heard, Terms, Tick, next_heard, packed_job, stop_all


class Crew(AbstractContextManager["Crew"]):
    """Workers that live as long as this is open, so that each of them starts and compiles once.

    Args:
        unit: What to do with shared, item and tick.
        shared: First argument of each unit; must be picklable.
        workers: How many processes; with 0 or 1 all is done in this process.
        terms: What messages call an item.
        apart: Use a process even for a single worker.
    """

    def __init__(
        self,
        unit: Callable[[Any, Any, Tick], Any],
        shared: object,
        workers: int,
        terms: Terms,
        apart: bool = False,
    ) -> None:
        self._unit, self._shared = unit, shared
        self._here: deque[Any] = deque()
        self._todo: SimpleQueue[Any] = SimpleQueue()
        self._heard: SimpleQueue[Heard] = SimpleQueue()
        self._feeders: list[Feeder] = []
        if workers > 1 or apart:
            job = packed_job(unit, shared)
            self._feeders = [
                Feeder(job, self._todo, self._heard, terms, waits=True) for _ in range(workers)
            ]
            for feeder in self._feeders:
                feeder.start()

    def give(self, item: Any) -> None:
        """Have an item worked on; it must be picklable."""
        if self._feeders:
            self._todo.put(item)
        else:
            self._here.append(item)

    def outcome(self) -> tuple[Any, Any]:
        """The next item that is done, and what came of it: the outcome, or the exception.

        Raises:
            UserError: The first one raised by a unit.
        """
        if not self._feeders:
            item = self._here.popleft()
            try:
                return item, self._unit(self._shared, item, lambda: None)
            except UserError:
                raise
            except Exception as error:
                return item, error
            finally:
                clear_up()
        while True:
            kind, item, content = next_heard(self._heard, self._feeders)
            if isinstance(content, UserError):
                raise content
            if kind != "tick":
                return item, content

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers at once, whatever they are doing."""
        stop_all(self._feeders)
