"""Many runs, one Python call each: sweeps, and every kind of study.

Every call takes the options of `sim.Options` that its kind declares, and leaves
an `Analysis`: tables, sentences and figures, saved in ``out``. A call that was interrupted or
killed goes on where it was. All of them raise `UserError` with every problem of files, options
and folder, before anything runs, and `ModelError` when runs failed; the others are kept.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Unpack

from sim.errors import Problem
from sim.extend import with_extensions
from sim.extras import need_cluster
from sim.kinds import kinds
from sim.runs.options import Problems, check_choice
from sim.runs.request import Options, SweepOptions, requested, spelled_out
from sim.studies.analysis import Analysis
from sim.studies.engine import conduct
from sim.sweeps.execute import CLUSTERS, Means, Swept, do_plan
from sim.sweeps.experiment import Experiment, load_experiment
from sim.sweeps.plan import MOST_CELLS, check_cells, make_plan
from sim.sweeps.store import SweepResults

# --- Sweep an experiment


@with_extensions
@spelled_out
def sweep(
    experiment: str | Path,
    *,
    out: str | Path,
    retry_failed: bool = False,
    timeout: float | None = None,
    scheduler: str | None = None,
    cluster: str | None = None,
    most_cells: int = MOST_CELLS,
    **options: Unpack[SweepOptions],
) -> SweepResults:
    """Do what is missing of an experiment.

    What a store holds already is not done again; what fails is a row of the table of runs and
    stops nothing. The numbers do not depend on the number of workers. It can be stopped, or
    killed, at any moment: the same call goes on where it was. What else it can be asked,
    `sim.Options` says.

    Args:
        experiment: The path of an experiment's file, or the name of a shipped one.
        out: Folder of the store; made when it is missing.
        retry_failed: Do again what failed before.
        timeout: Seconds after which a run counts as failed; None for no limit.
        scheduler: Address of a Dask scheduler, or its file (``.json``), whose workers then do it.
        cluster: ``local`` or ``slurm``: start a Dask cluster for it, of so many `workers`.
        most_cells: Refuse an experiment of more cells.

    Raises:
        UserError: With every problem of file, options and folder; or the store cannot be
            written to any longer.
        KeyboardInterrupt: It was stopped, by Ctrl-C or SIGTERM.
    """
    how = Means(retry_failed, timeout, scheduler, cluster)
    return run_sweep(experiment, Path(out), how, most_cells, **options).results


def run_sweep(
    experiment: str | Path,
    folder: Path,
    how: Means,
    most_cells: int = MOST_CELLS,
    **options: Unpack[SweepOptions],
) -> Swept:
    """Run like `sweep`, and say how the sweep stands."""
    problems = Problems()
    asked = requested("sweep", options, SweepOptions.__annotations__, problems)
    if how.timeout is not None and not how.timeout > 0:
        problems.add([Problem(f"{how.timeout} is no time; give seconds above 0", path="timeout")])
    with problems.gather():
        problems.add(_check_cluster(how.scheduler, how.cluster, asked.workers))
    found: Experiment | None = None
    with problems.gather():
        found = load_experiment(experiment, seeds=asked.seeds, **asked.shape)
        check_cells(found, most_cells)
    problems.settle()
    assert found is not None
    return do_plan(make_plan(found), folder, asked.shape, how, asked.workers, asked.progress)


def _check_cluster(
    scheduler: str | None, cluster: str | None, workers: int | None
) -> list[Problem]:
    """Check the options about Dask.

    Raises:
        OptionError: It is not installed.
    """
    found = [] if cluster is None else check_choice("cluster", cluster, CLUSTERS)
    need_cluster(scheduler, cluster)
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


# --- The studies, one Python call each; the commands are made of the same declarations


def sensitivity(study: str | Path, *, out: str | Path, **options: Unpack[Options]) -> Analysis:
    """Say which factors metrics depend on, and how much is the luck of the seed.

    Every factor is screened (Morris); of those that matter most Sobol indices are found.
    ``study`` is the path of a file, or the name of a shipped one. Leaves the tables ``morris``,
    ``sobol``, ``variance`` and ``factors``.
    """
    return conduct(kinds()["sensitivity"], study, out=out, **options)


def attribute(
    scenario: str | Path, *, baseline: str | Path, out: str | Path, **options: Unpack[Options]
) -> Analysis:
    """Divide what a scenario does, compared with a baseline, among its measures.

    Every coalition of the measures in which the two differ is run on the same seeds: its
    measures have the levers of the scenario, timeline included, and the others those of the
    baseline. The levers of the institution are a sixth measure. Leaves the tables
    ``attribution``, ``interactions``, ``coalitions`` and ``by_seed``.
    """
    own = {"baseline": baseline}
    return conduct(kinds()["attribution"], scenario, out=out, own=own, **options)


def why(
    scenario: str | Path,
    *,
    baseline: str | Path,
    out: str | Path,
    metric: str = "participation_rate",
    channels: Sequence[str] | None = None,
    decompose: bool = True,
    resident: int | str | None = None,
    **options: Unpack[Options],
) -> Analysis:
    """Say whose path differs between two scenarios, from when on, and through which channel.

    With the same seed a resident is the same person with the same luck in both runs. Where what
    a person did differs for the first time, the channel is found that made the difference. Then
    the effect on ``metric`` is divided among ``channels`` (of
    `sim.declarations.channels.CHANNELS`; each more doubles the runs): both scenarios are run
    with every coalition of them open, and each gets its Shapley value. Without ``decompose`` the
    answer comes soon, at full scale as well. Five seeds and a tenth of the residents unless
    others are asked for. Leaves the tables ``paths``, ``channels`` and, when divided,
    ``decomposition``, ``by_seed`` and ``coalitions``. With ``resident``, an id as in the panel of a
    run or ``"typical"``, nothing is divided and the table ``story`` tells of one person in both
    scenarios, month by month, with the first of the seeds.
    """
    own = {
        "baseline": baseline,
        "metric": metric,
        "channels": channels,
        "paths_only": not decompose,
        "resident": None if resident is None else str(resident),
    }
    return conduct(kinds()["why"], scenario, out=out, own=own, **options)


def discover(
    discovery: str | Path,
    *,
    out: str | Path,
    interest: Sequence[str] | None = None,
    design: str | None = None,
    scenario: str | None = None,
    baseline: str | None = None,
    **options: Unpack[Options],
) -> Analysis:
    """Say under which conditions an outcome of interest occurs.

    Levers and parameters are drawn together by Latin hypercube, and each point is run on several
    seeds. Boxes (PRIM) say in which ranges of which factors the outcome is frequent; scores of
    extra trees say which factors predict it. ``interest`` takes the place of what the file says:
    what must hold of a point, all of it, such as ``participation_rate > 0.3``.

    A folder of results may stand in place of a file: then its runs are looked at as they lie
    there, and nothing is run; ``design``, ``scenario`` and ``baseline`` say which of them. Leaves
    the tables ``boxes``, ``features``, ``noise``, ``points`` and ``factors``.
    """
    own = {"interest": interest, "design": design, "scenario": scenario, "baseline": baseline}
    return conduct(kinds()["discovery"], discovery, out=out, own=own, **options)


def search(
    choice: str | Path,
    *,
    out: str | Path,
    trials: int | None = None,
    method: str | None = None,
    **options: Unpack[Options],
) -> Analysis:
    """Search settings of levers that reach several aims under a budget.

    Settings are tried one batch after the other, each on several seeds; those that no other one
    dominates beyond noise are run again under sets of parameters, and the one whose worst regret
    is smallest is named. ``trials`` and ``method`` (``tpe`` or ``nsga2``) take the place of what
    the file says. Leaves the tables ``settings``, ``regret`` and ``members``.
    """
    own = {"trials": trials, "method": method}
    return conduct(kinds()["search"], choice, out=out, own=own, **options)


def learn(
    scenario: str | Path,
    *,
    baseline: str | Path,
    out: str | Path,
    respondents: int = 600,
    trials: Sequence[str | Path] = (),
    **options: Unpack[Options],
) -> Analysis:
    """Say which measurement would make it surer what a scenario changes, and by how much.

    Both are run under every plausible set of parameters, and so are the scenarios of the
    calibration, on a part of the town: a survey of so many ``respondents``, a target twice as
    exact, one of the ``trials`` made in the field, or a parameter known exactly narrows the effect
    as far as the sets say. Leaves the tables ``learning`` and ``sets``.
    """
    own = {"baseline": baseline, "respondents": respondents, "trial": [str(one) for one in trials]}
    return conduct(kinds()["learning"], scenario, out=out, own=own, **options)


def calibrate(
    calibration: str | Path,
    *,
    out: str | Path,
    trials: int | None = None,
    check: str | int | Iterable[int] | None = None,
    member: int = 1,
    **options: Unpack[Options],
) -> Analysis:
    """Fit free parameters to targets.

    Every trial is kept as soon as it has ended, and a larger number of ``trials`` adds to those
    that are there. With ``check``, seeds none of which was used in the trials, nothing more is
    tried: set number ``member`` of the ensemble (1 for the best) is run on them, at full scale
    unless another is asked for. Leaves the tables ``fit``, ``parameters``, ``ensemble``,
    ``trials``, ``conflicts``, ``held_out`` and, after a check of the best set, ``check``.
    """
    own = {"trials": trials, "check": check, "member": member}
    return conduct(kinds()["calibration"], calibration, out=out, own=own, **options)


def validate(
    validation: str | Path = "validation", *, out: str | Path, **options: Unpack[Options]
) -> Analysis:
    """Say of every declared pattern what is expected and what the model does.

    The patterns are those of a file: targets of the calibration, what was held out of it, what
    follows from inputs, and whether effects go when mechanisms are switched off. Beside the seeds
    each of ``sets``, plausible sets of parameters, is run once on a part of the town. Leaves the
    tables ``validation`` (a row for each pattern), ``quantities``, ``outputs`` and ``by_seed``.
    """
    return conduct(kinds()["validation"], validation, out=out, **options)


def trial(
    trial: str | Path,
    *,
    out: str | Path,
    units: Sequence[int] | None = None,
    **options: Unpack[Options],
) -> Analysis:
    """Randomise inside the town, and say what a treatment does to whom.

    Residents, households, groups or communities are drawn by keys; those drawn get an ask, a
    visit, a notice or a lever. Every seed is run without the treatment as well, so that the same
    people are compared with the same luck. ``sets`` are plausible sets of parameters (a number,
    ``shipped``, a table, or ``none``), ``units`` the sizes of a field trial whose power is
    wanted; both take the place of what the file says. A file may list several trials, such as
    the published ones. Leaves the tables ``effects``, ``power`` and ``patterns``.
    """
    sets = options.pop("sets", None)
    own = {"sets": None if sets is None else str(sets), "units": units}
    return conduct(kinds()["trial"], trial, out=out, own=own, **options)


def match(
    matching: str | Path,
    *,
    out: str | Path,
    data: str | Path | None = None,
    **options: Unpack[Options],
) -> Analysis:
    """Rule out parameters that cannot meet the targets, and keep an ensemble of the others.

    History matching: waves of emulators over the declared ranges of all assumed parameters that
    move a target, then runs on seeds that no wave used. ``data`` are a town's own counts, further
    targets. Leaves the tables ``waves``, ``targets``, ``parameters``, ``pairs`` and ``ensemble``.
    """
    return conduct(kinds()["matching"], matching, out=out, own={"data": data}, **options)


def claims(
    claims: str | Path = "claims", *, out: str | Path, **options: Unpack[Options]
) -> Analysis:
    """Run stated findings again under other conditions and plausible sets of parameters.

    Says of each sentence of a file whether its order and its size hold. Leaves the tables
    ``claims`` and ``conditions``.
    """
    sets = options.pop("sets", None)
    own = {"sets": None if sets is None else str(sets)}
    return conduct(kinds()["claims"], claims, out=out, own=own, **options)
