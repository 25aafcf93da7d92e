"""Does what a store lacks of a plan, with processes or a Dask cluster."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sim.errors import ModelError
from sim.runs.files import MANIFEST
from sim.runs.options import usable_processors, worker_count
from sim.runs.room import CELL_DISK_BYTES, ROW_DISK_BYTES, check_disk, check_memory
from sim.sweeps.board import watched
from sim.sweeps.plan import Plan
from sim.sweeps.results import SweepResults
from sim.sweeps.store import LOGS, Store, writing
from sim.sweeps.sweep import Count, Executor, fill, processes, warm_up_once


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of a sweep.

    Attributes:
        results: The store, opened.
        count: How it stands.
        precise: How precisely each difference is known, where the experiment asks for more
            seeds until it is precise enough.
    """

    results: SweepResults
    count: Count
    precise: tuple[str, ...]


def do_plan(
    plan: Plan,
    folder: Path,
    options: Mapping[str, object],
    *,
    workers: int | None = None,
    retry_failed: bool = False,
    timeout: float | None = None,
    scheduler: str | None = None,
    cluster: str | None = None,
    progress: bool = True,
) -> Swept:
    """Do what a store lacks of a plan; see `sweep`.

    Args:
        plan: What is to be done.
        folder: The store; made when it is missing.
        options: What the user asked for, for the store's own record.
        workers: How many processes.
        retry_failed: Do again what failed before.
        timeout: Seconds after which a run counts as failed.
        scheduler: Address of a Dask scheduler.
        cluster: Kind of Dask cluster to start.
        progress: Show how it stands.
    """
    elsewhere = scheduler is not None or cluster == "slurm"
    _check_room(plan, folder, None if elsewhere else worker_count(workers))
    store = Store.at(folder)
    store.tidy()
    store.add_plan(plan, options)
    with writing(folder):
        (folder / LOGS).mkdir(exist_ok=True)
    with (
        writing(folder),
        watched(plan, folder / LOGS, progress) as watch,
        _executor(plan, scheduler, cluster, workers) as executor,
    ):
        part = partial(fill, executor=executor, seconds=timeout, watch=watch)
        counted, precise = _fill_until(store, plan, part, options, retry_failed)
    return Swept(SweepResults(folder), counted, precise)


def _check_room(plan: Plan, folder: Path, workers: int | None) -> None:
    """Make sure that there is memory and disk for what a store lacks of a plan.

    Args:
        plan: What is to be done.
        folder: The store.
        workers: How many processes work here; None where other machines do.

    Raises:
        OptionError: There is not.
    """
    known = Store(folder) if (folder / MANIFEST).exists() else None
    todo = [
        pair
        for pair in plan.distinct()
        if known is None or not known.is_done(plan.code, plan.key(pair))
    ]
    if not todo:
        return
    if workers is not None:
        one = plan.variants[max(todo, key=lambda pair: plan.variants[pair[0]].residents)[0]]
        largest = plan.experiment.scenario(one.base, one.point)
        check_memory([largest], min(workers, len(todo)) if workers > 1 else 0, shared=True)
    places = [len(base.scenario.town.communities) + 1 for base in plan.experiment.bases]
    rows = sum(plan.variants[index].months * places[plan.variants[index].base] for index, _ in todo)
    check_disk(folder, CELL_DISK_BYTES * len(todo) + ROW_DISK_BYTES * rows)


def do_whole(
    plan: Plan, folder: Path, options: Mapping[str, object], workers: int | None, progress: bool
) -> SweepResults:
    """Do a plan of which no run may be missing; what failed before is tried again.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    swept = do_plan(plan, folder, options, workers=workers, retry_failed=True, progress=progress)
    if swept.count.failed:
        (error, cell), *_ = swept.results.connection.execute(
            "SELECT error, min(scenario || ', point ' || point || ', seed ' || seed) FROM runs "
            "WHERE state = 'failed' AND plan = ? GROUP BY error ORDER BY count(*) DESC, error",
            [plan.name],
        ).fetchall()
        raise ModelError(
            f"{swept.count.failed:,} of {swept.count.total:,} runs failed, such as {cell}: "
            f"{error}; the others are kept in {folder}, and the same command tries again"
        )
    return swept.results


def _fill_until(
    store: Store,
    plan: Plan,
    fill_in: Callable[..., Count],
    options: Mapping[str, object],
    retry_failed: bool,
) -> tuple[Count, tuple[str, ...]]:
    """Do a plan, and more seeds of it for as long as the experiment asks for more."""
    from sim.sweeps.headlines import headlines
    from sim.sweeps.until import more, precisions, told

    count = fill_in(store, plan, retry_failed=retry_failed)
    until = plan.experiment.until
    if until is None:
        return count, ()
    while True:
        connection = SweepResults(store.folder).connection
        known = headlines(connection, plan, [until.metric])[until.metric]
        found = precisions(plan, known, until)
        longer = more(plan, found, until)
        if longer is None:
            return count, tuple(told(plan, one, until) for one in found)
        plan = longer
        store.add_plan(plan, options)
        # What failed in this sweep is not tried again by it.
        count = count.followed_by(fill_in(store, plan, again=False))


@contextmanager
def _executor(
    plan: Plan, scheduler: str | None, cluster: str | None, workers: int | None
) -> Generator[Executor]:
    """What does the work."""
    if scheduler is not None or cluster is not None:
        from sim.sweeps.cluster import connected

        with connected(scheduler, cluster, workers) as executor:
            yield executor
        return
    count = usable_processors() if workers is None else workers
    if count > 1:
        warm_up_once(plan)
    yield processes(count)
