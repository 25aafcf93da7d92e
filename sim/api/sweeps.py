"""Sweep an experiment, and open the store that it fills."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ModelError, Problem, ResultsError
from sim.runs.choose import Settings
from sim.runs.options import Problems, check_choice, check_numbers, chosen_seeds, usable_processors
from sim.sweeps.board import watched
from sim.sweeps.experiment import Experiment, load_experiment
from sim.sweeps.plan import Plan, make_plan
from sim.sweeps.store import LOGS, Store, writing
from sim.sweeps.sweep import Count, Executor, fill, processes, warm_up_once

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection


class SweepResults:
    """What sweeps left behind in a store: tidy tables, read when they are asked for.

    Args:
        folder: The store.

    Raises:
        ResultsError: It is missing, or something else.

    Attributes:
        folder: The store.
        manifest: What marks it as one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Mapping[str, Any] = Store(folder).manifest

    @cached_property
    def connection(self) -> "DuckDBPyConnection":
        """A DuckDB connection with the views ``runs`` and ``metrics``: see `sim.sweeps.tables`.

        Raises:
            ResultsError: A file of the store is damaged, or nothing was swept.
        """
        from sim.sweeps.tables import connect

        return connect(self.folder)

    def sql(self, query: str) -> "pd.DataFrame":
        """What a query of the views says.

        Raises:
            duckdb.Error: The query is wrong.
        """
        frame: pd.DataFrame = self.connection.sql(query).to_arrow_table().to_pandas()
        return frame

    def ask(self, query: str, values: Sequence[Any] = ()) -> "pd.DataFrame":
        """What a query of this program says.

        Args:
            query: With a question mark for each value.
            values: The values.

        Raises:
            ResultsError: A file of the store is damaged.
        """
        import duckdb

        try:
            relation = self.connection.sql(query, params=list(values))
            frame: pd.DataFrame = relation.to_arrow_table().to_pandas()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise ResultsError(
                Problem(f"cannot be read: {reason}", file=str(self.folder), hint="run it again")
            ) from error
        return frame

    @property
    def runs(self) -> "pd.DataFrame":
        """A row for each planned run, with its state; see `sim.sweeps.tables.connect`."""
        order = "ORDER BY experiment, plan, scenario, point, seed"
        return self.sql(f"SELECT * FROM runs {order}")

    @cached_property
    def metrics(self) -> "pd.DataFrame":
        """Every metric of every run that is done; for more than fits in memory, see `sql`."""
        order = "ORDER BY experiment, plan, scenario, point, seed, month, community"
        return self.sql(f"SELECT * FROM metrics {order}")

    def __repr__(self) -> str:
        """Class, number of runs by state, and folder."""
        found = self.connection.execute(
            "SELECT state, count(*) FROM runs GROUP BY state ORDER BY state"
        ).fetchall()
        states = ", ".join(f"{number} {state}" for state, number in found)
        return f"<SweepResults: {states}; {self.folder}>"


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


def sweep(
    experiment: str | Path,
    *,
    out: str | Path,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    retry_failed: bool = False,
    timeout: float | None = None,
    scheduler: str | None = None,
    cluster: str | None = None,
    progress: bool = True,
) -> SweepResults:
    """Do what is missing of an experiment.

    What a store holds already is not done again; what fails is a row of the table of runs and
    stops nothing. The numbers do not depend on the number of workers. It can be stopped, or
    killed, at any moment: the same call goes on where it was.

    Args:
        experiment: The path of an experiment's file, or the name of a shipped one.
        out: Folder of the store; made when it is missing.
        seeds: Seeds, as numbers or as text such as ``0..9``, instead of the file's.
        workers: How many processes; 0 for this process itself, None for as many as there are
            processors.
        scale: Share of the residents that is simulated, 0.01-1, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        retry_failed: Do again what failed before.
        timeout: Seconds after which a run counts as failed; None for no limit.
        scheduler: Address of a Dask scheduler, or its file (``.json``), whose workers then do it.
        cluster: ``local`` or ``slurm``: start a Dask cluster for it, of so many `workers`.
        progress: Show how it stands, on the error stream.

    Raises:
        UserError: With every problem of file, options and folder; or the store cannot be
            written to any longer.
        KeyboardInterrupt: It was stopped, by Ctrl-C or SIGTERM.
    """
    return run_sweep(
        experiment,
        Path(out),
        seeds=seeds,
        workers=workers,
        scale=scale,
        months=months,
        settings=settings,
        retry_failed=retry_failed,
        timeout=timeout,
        scheduler=scheduler,
        cluster=cluster,
        progress=progress,
    ).results


def run_sweep(
    experiment: str | Path,
    folder: Path,
    *,
    seeds: str | int | Iterable[int] | None = None,
    workers: int | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    retry_failed: bool = False,
    timeout: float | None = None,
    scheduler: str | None = None,
    cluster: str | None = None,
    progress: bool = True,
) -> Swept:
    """Like `sweep`; says also how the sweep stands."""
    problems = Problems()
    problems.add(check_numbers(scale=scale, months=months, workers=workers or None))
    if timeout is not None and not timeout > 0:
        problems.add([Problem(f"{timeout} is no time; give seconds above 0", path="timeout")])
    problems.add(_check_cluster(scheduler, cluster, workers))
    chosen = chosen_seeds(seeds, problems)
    found: Experiment | None = None
    with problems.gather():
        found = load_experiment(
            experiment, seeds=chosen, scale=scale, months=months, settings=settings
        )
    problems.settle()
    assert found is not None
    return do_plan(
        make_plan(found),
        folder,
        {"settings": settings, "scale": scale, "months": months},
        workers=workers,
        retry_failed=retry_failed,
        timeout=timeout,
        scheduler=scheduler,
        cluster=cluster,
        progress=progress,
    )


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


def _check_cluster(
    scheduler: str | None, cluster: str | None, workers: int | None
) -> list[Problem]:
    """Problems with the options about Dask."""
    from sim.sweeps.cluster import CLUSTERS

    found = [] if cluster is None else check_choice("cluster", cluster, CLUSTERS)
    if scheduler is not None and cluster is not None:
        found.append(
            Problem(
                "a scheduler has a cluster of its own",
                path="cluster",
                hint="leave one of the two out",
            )
        )
    if scheduler is not None and workers is not None:
        found.append(
            Problem(
                "a scheduler has workers of its own",
                path="workers",
                hint="leave one of the two out",
            )
        )
    return found


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
