"""Sweep an experiment."""

from collections.abc import Iterable
from pathlib import Path

from sim.errors import Problem
from sim.extend import Extensions, with_extensions
from sim.runs.choose import Settings
from sim.runs.options import Problems, check_choice, check_numbers, chosen_seeds, need
from sim.sweeps.execute import Swept, do_plan
from sim.sweeps.experiment import Experiment, load_experiment
from sim.sweeps.plan import MOST_CELLS, check_cells, make_plan
from sim.sweeps.store import SweepResults


@with_extensions
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
    extensions: Extensions = (),
    progress: bool = True,
    most_cells: int = MOST_CELLS,
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
        extensions: Files with metrics, levers and actors of one's own, see `sim.extend`.
        progress: Show how it stands, on the error stream.
        most_cells: Refuse an experiment of more cells.

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
        most_cells=most_cells,
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
    most_cells: int = MOST_CELLS,
) -> Swept:
    """Like `sweep`; says also how the sweep stands."""
    problems = Problems()
    problems.add(check_numbers(scale=scale, months=months, workers=workers or None))
    if timeout is not None and not timeout > 0:
        problems.add([Problem(f"{timeout} is no time; give seconds above 0", path="timeout")])
    with problems.gather():
        problems.add(_check_cluster(scheduler, cluster, workers))
    chosen = chosen_seeds(seeds, problems)
    found: Experiment | None = None
    with problems.gather():
        found = load_experiment(
            experiment, seeds=chosen, scale=scale, months=months, settings=settings
        )
        check_cells(found, most_cells)
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


def _check_cluster(
    scheduler: str | None, cluster: str | None, workers: int | None
) -> list[Problem]:
    """Problems with the options about Dask.

    Raises:
        OptionError: It is not installed.
    """
    from sim.sweeps.execute import CLUSTERS

    found = [] if cluster is None else check_choice("cluster", cluster, CLUSTERS)
    if not found and (cluster is not None or scheduler is not None):
        need("slurm" if cluster == "slurm" else "dask", "a Dask cluster")
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
