"""Does what a store lacks of a plan, with processes or on a Dask cluster.

The job reaches every worker, also one that joins later, as a plugin that the scheduler keeps;
tasks are small, and only as many are under way as keep the workers busy. A task whose worker is
lost goes to another one, and so does one whose result is lost with the worker before it was
fetched; after as many losses as Dask allows it counts as failed.

Scheduler, workers and this process send each other pickles: whoever can connect to one of them
can run code there, as whoever can read along learns all that is simulated. So let them listen
only where you trust everybody: on this machine (``--cluster local`` does), inside the private
network of a cluster, or with TLS. For TLS each of them needs a key and a certificate of one
authority of yours (``distributed.comm.tls`` in Dask's configuration, ``~/.config/dask``, with
``require-encryption: true``), after which the address begins with ``tls://``; see
https://distributed.dask.org/en/stable/tls.html.
"""

import importlib
import json
import logging
import os
import pickle
import signal
import sysconfig
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread, Timer
from typing import Any

from sim.errors import ModelError, OptionError, Problem
from sim.extend import carried
from sim.runs.files import MANIFEST
from sim.runs.options import (
    CELL_DISK_BYTES,
    ROW_DISK_BYTES,
    check_disk,
    check_memory,
    usable_processors,
    worker_count,
)
from sim.runs.parallel import Heard, Terms, WorkerLost
from sim.sweeps.plan import Pair, Plan, Work
from sim.sweeps.store import LOGS, Store, SweepResults, writing
from sim.sweeps.sweep import Count, Executor, fill, processes, warm_up_once, watched

# --- Cells on a Dask cluster, whose workers may come and go

CLUSTERS = ("local", "slurm")
CONNECT_SECONDS = 20
_FEWEST_UNDER_WAY = 4
_UNDER_WAY = 2
"""Tasks under way for each thread of the cluster."""
_PATIENCE_SECONDS = 0.5
_LOOK_SECONDS = 3.0
"""Time between two looks at which jobs have ended."""
_AGAIN = ("lost", "pending")
"""States of a task that the scheduler has computed again by itself."""

_jobs: dict[str, tuple[Any, Any]] = {}
"""Jobs that this worker knows: unit and first argument by token."""


class JobPlugin:
    """Brings a job to a Dask worker (`distributed.WorkerPlugin` by its methods).

    Args:
        token: Name of the job.
        job: Pickled unit and first argument.
    """

    def __init__(self, token: str, job: bytes) -> None:
        self.name = f"cogov-{token}"
        self.token, self.job = token, job

    def setup(self, worker: object) -> None:
        """Unpack the job."""
        _jobs[self.token] = pickle.loads(self.job)

    def teardown(self, worker: object) -> None:
        """Forget the job."""
        _jobs.pop(self.token, None)


def work_on_item(token: str, item: Any, name: str, seconds: float | None) -> tuple[str, Any]:
    """Work on one item, as a task.

    Args:
        token: Name of the job.
        item: The item.
        name: What messages call it.
        seconds: Time after which it counts as failed, looked at once a month, or None.

    Returns:
        ``done`` with the outcome, or ``failed`` with the exception.
    """
    unit, shared = _jobs[token]
    begin = time.monotonic()

    def tick() -> None:
        if seconds is not None and time.monotonic() - begin > seconds:
            raise TimeoutError(f"{name}: it took more than {seconds:g} seconds")

    try:
        return "done", unit(shared, item, tick)
    except Exception as error:
        from sim.runs.worker import portable

        return "failed", portable(error)


def dask(client: Any) -> Executor:
    """Take the workers of a Dask cluster."""

    def work_on(
        unit: Callable[..., Any], shared: Work, items: Sequence[Pair], terms: Terms
    ) -> Generator[Heard]:
        return _messages(client, unit, shared, items, terms)

    return work_on


def _messages(
    client: Any, unit: Callable[..., Any], shared: object, items: Sequence[Any], terms: Terms
) -> Generator[Heard]:
    """Have items worked on; close the iterator to withdraw those that are under way."""
    distributed = _imported("distributed")
    job = pickle.dumps((carried(unit), shared))
    token = sha256(job).hexdigest()[:16]
    plugin = _plugin_class(distributed)(token, job)
    client.register_plugin(plugin)
    todo = iter(items)
    ended: SimpleQueue[Any] = SimpleQueue()
    under_way: dict[Any, Any] = {}
    try:
        while True:
            for item in _topped_up(client, todo, under_way):
                if not terms.wanted(item):
                    yield "skipped", item, None
                    continue
                future = client.submit(
                    work_on_item,
                    token,
                    item,
                    terms.name(item),
                    terms.seconds,
                    key=f"cogov-{token}-{'-'.join(map(str, item))}",
                    pure=False,
                )
                under_way[future] = item
                future.add_done_callback(ended.put)
            if not under_way:
                return
            with suppress(Empty):
                future = ended.get(timeout=_PATIENCE_SECONDS)
                if future.status in _AGAIN:
                    # It counts as ended while it is lost, so its next end is waited for in turns.
                    look = Timer(_PATIENCE_SECONDS, future.add_done_callback, [ended.put])
                    look.daemon = True
                    look.start()
                    continue
                yield _heard(future, under_way.pop(future), terms)
    except (OSError, CancelledError) as error:
        raise _gone() from error
    finally:
        with suppress(Exception):
            client.cancel(list(under_way), force=True)
            client.unregister_worker_plugin(plugin.name)


def _topped_up(client: Any, todo: Iterator[Any], under_way: dict[Any, Any]) -> Iterator[Any]:
    """Choose items to start now, so that every thread of the cluster has work."""
    threads = sum(client.nthreads().values())
    while len(under_way) < max(_FEWEST_UNDER_WAY, _UNDER_WAY * threads):
        try:
            item = next(todo)
        except StopIteration:
            return
        yield item


def _heard(future: Any, item: Any, terms: Terms) -> Heard:
    """Say what came of a task.

    Raises:
        OptionError: The scheduler is gone.
    """
    if future.status == "cancelled":
        raise _gone()
    error = future.exception()
    if error is None:
        kind, content = future.result()
        return kind, item, content
    if type(error).__name__ == "KilledWorker":
        error = WorkerLost(f"{terms.name(item)}: it was lost with every worker that tried it")
    return "failed", item, error


def _gone() -> OptionError:
    """Say that the scheduler cannot be reached any more."""
    text = "the scheduler is gone, or withdrew a task"
    hint = "start it and give the same command again: what is finished is kept"
    return OptionError(Problem(text, path="scheduler", hint=hint))


def _plugin_class(distributed: Any) -> type:
    """Make `JobPlugin` a plugin that Dask knows."""
    return type("JobPlugin", (JobPlugin, distributed.WorkerPlugin), {"__module__": __name__})


def _imported(module: str) -> Any:
    """Import a package of Dask and leave Ctrl-C as it was: one of them takes it for itself."""
    before = signal.getsignal(signal.SIGINT)
    found = importlib.import_module(module)
    with suppress(ValueError):
        signal.signal(signal.SIGINT, before)
    return found


def local_cluster(workers: int) -> Any:
    """Start a Dask cluster of fresh interpreters on this machine, of one thread each.

    Unlike `distributed.LocalCluster` they know nothing of the program that starts them, so that
    a script needs no guard.

    Raises:
        OptionError: This system cannot do that.
    """
    deploy = _imported("distributed.deploy.subprocess")
    try:
        return deploy.SubprocessCluster(
            n_workers=workers,
            threads_per_worker=1,
            scheduler_kwargs={"dashboard": False},
            worker_kwargs={"dashboard": False},
            silence_logs=logging.WARNING,
        )
    except RuntimeError as error:
        text = f"no cluster can be started here: {error}"
        hint = "leave the option out: workers without Dask do the same"
        raise OptionError(Problem(text, path="cluster", hint=hint)) from error


def slurm_cluster() -> Any:
    """Make a `dask_jobqueue.SLURMCluster` without workers, as ``jobqueue.yaml`` has it."""
    jobqueue = _imported("dask_jobqueue")
    # Any free port: another sweep may be on this machine.
    return jobqueue.SLURMCluster(scheduler_options={"dashboard_address": ":0"})


@contextmanager
def _kept_up(made: Any, jobs: int) -> Generator[None]:
    """Keep a cluster at so many jobs: after one whose workers have all left, another is sent.

    A job ends with its time, or is killed; one that still waits in the queue never had workers.
    """
    ended, begun = Event(), set[str]()

    def replace_ended() -> None:
        with suppress(Exception):
            names = [str(one["name"]) for one in made.scheduler_info["workers"].values()]
            known = {str(job) for job in made.worker_spec}
            here = {job for job in known for name in names if f"{name}-".startswith(f"{job}-")}
            begun.update(here)
            gone = begun & known - here
            if gone:
                # The next job may get the name of the one that is gone.
                begun.difference_update(gone)
                made.sync(made.scale_down, gone)
                made.scale(jobs=jobs)

    def watch() -> None:
        while not ended.wait(_LOOK_SECONDS):
            replace_ended()

    made.scale(jobs=jobs)
    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        ended.set()
        watching.join()


@contextmanager
def connected(
    scheduler: str | None, cluster: str | None, workers: int | None
) -> Generator[Executor]:
    """Connect to workers behind a scheduler, or of a cluster started for this.

    Args:
        scheduler: Address such as ``tcp://10.0.0.1:8786``, or the scheduler's file (``.json``).
        cluster: ``local`` or ``slurm`` (as the file ``jobqueue.yaml`` of dask-jobqueue says).
        workers: How many workers, or jobs, the cluster has; None for its own default.

    Raises:
        OptionError: Nobody answers at the address.
    """
    distributed = _imported("distributed")
    if scheduler is not None:
        address = _address(scheduler) if scheduler.endswith(".json") else scheduler
        try:
            client = distributed.Client(address=address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            text = f"nobody answers at {scheduler!r}: {error}"
            raise OptionError(Problem(text, path="scheduler")) from error
        with client:
            yield dask(client)
        return
    with _apart(), ExitStack() as stack:
        if cluster == "slurm":
            made = stack.enter_context(slurm_cluster())
            stack.enter_context(_kept_up(made, workers or 1))
        else:
            made = stack.enter_context(local_cluster(workers or usable_processors()))
        yield dask(stack.enter_context(distributed.Client(made)))


def _address(file: str) -> str:
    """Read the address in the file of a scheduler, which may be about to be written.

    Raises:
        OptionError: There is no such file after a while, or no address in it.
    """
    path, end = Path(file), time.monotonic() + CONNECT_SECONDS
    while True:
        fault = "there is no such file"
        try:
            if path.is_file():
                fault = "it is no file of a Dask scheduler"
                return str(json.loads(path.read_bytes())["address"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            fault = error.strerror if isinstance(error, OSError) and error.strerror else fault
        if time.monotonic() > end:
            text = f"nobody answers at {file!r}: {fault} (after {CONNECT_SECONDS:g} seconds)"
            hint = "name what 'dask scheduler --scheduler-file' wrote, and start that before"
            raise OptionError(Problem(text, path="scheduler", hint=hint))
        time.sleep(_PATIENCE_SECONDS / 10)


@contextmanager
def _apart() -> Generator[None]:
    """Let workers that are started meanwhile run no file of the current folder by its name."""
    # Where this package is not installed but lies in that folder, they need its path.
    home, installed = str(Path(__file__).resolve().parents[2]), sysconfig.get_paths()
    paths = [] if home in (installed["purelib"], installed["platlib"]) else [home]
    before = {name: os.environ.get(name) for name in ("PYTHONSAFEPATH", "PYTHONPATH")}
    os.environ["PYTHONSAFEPATH"] = "1"
    os.environ["PYTHONPATH"] = os.pathsep.join([*paths, *filter(None, [before["PYTHONPATH"]])])
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# --- Does what a store lacks of a plan, with processes or a Dask cluster


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


@dataclass(frozen=True, slots=True)
class Means:
    """How and by whom the runs of a sweep are done, see `sim.sweep`."""

    retry_failed: bool = False
    timeout: float | None = None
    scheduler: str | None = None
    cluster: str | None = None


def do_plan(
    plan: Plan,
    folder: Path,
    options: Mapping[str, object],
    how: Means,
    workers: int | None,
    progress: bool,
) -> Swept:
    """Do what a store lacks of a plan; see `sweep`.

    Args:
        plan: What is to be done.
        folder: The store; made when it is missing.
        options: What the user asked for, for the store's own record.
        how: How, and by whom.
        workers: How many processes.
        progress: Show how it stands.
    """
    elsewhere = how.scheduler is not None or how.cluster == "slurm"
    _check_room(plan, folder, None if elsewhere else worker_count(workers))
    store = Store.at(folder)
    store.tidy()
    store.add_plan(plan, options)
    with writing(folder):
        (folder / LOGS).mkdir(exist_ok=True)
    with (
        writing(folder),
        watched(plan, folder / LOGS, progress) as watch,
        _executor(plan, how.scheduler, how.cluster, workers) as executor,
    ):
        part = partial(fill, executor=executor, seconds=how.timeout, watch=watch)
        counted, precise = _fill_until(store, plan, part, options, how.retry_failed)
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
    swept = do_plan(plan, folder, options, Means(retry_failed=True), workers, progress)
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
    from sim.sweeps.responses import headlines, more, precisions, told

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
    """Choose what does the work."""
    if scheduler is not None or cluster is not None:
        with connected(scheduler, cluster, workers) as executor:
            yield executor
        return
    count = usable_processors() if workers is None else workers
    if count > 1:
        warm_up_once(plan)
    yield processes(count)
