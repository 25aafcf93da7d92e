"""Run one scenario, or compare several.

Each call checks everything first, then runs, then says what the tables say, and writes them
when told where. The command line is a thin layer over these functions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from sim.analysis.compare import check_common_past
from sim.api.job import (
    Item,
    Job,
    SetRuns,
    Shared,
    design_of,
    name_of,
    set_runs,
    simulate_item,
    simulate_set,
)
from sim.api.results import (
    COMPARE_FILES,
    RUN_WITH_SETS,
    SAVED_RUN,
    Comparison,
    Results,
    finished_before,
    results_of,
    with_manifest,
)
from sim.api.saving import Draughtsman, MatterStore, about_of, pays_apart, save_tables
from sim.declarations.tables import COMPARED, ON_REQUEST
from sim.errors import ModelError, Problem
from sim.extend import with_extensions
from sim.runs import files
from sim.runs.choose import Source, baseline_of, default_scenarios, load, load_all
from sim.runs.kept import KeptSeeds, simulate_resumable
from sim.runs.options import (
    FIGURES_DISK_BYTES,
    ROW_DISK_BYTES,
    Problems,
    check_choice,
    check_disk,
    check_memory,
    check_metrics,
    check_numbers,
    parse_seeds,
    rows_of,
    worker_count,
)
from sim.runs.parallel import run_seeds
from sim.runs.plausible import NONE
from sim.runs.progress import doing, progress_bar
from sim.runs.request import Options, RunOptions, requested, spelled_out
from sim.runs.simulate import OnMatters, checked_in_full, simulate_seed, warm_up
from sim.runs.tables import file_of
from sim.scenario import Scenario, first_difference
from sim.words.setting import spoken

if TYPE_CHECKING:
    import pandas as pd


def _folder(out: str | Path | None) -> Path | None:
    """Find the folder of an option."""
    return None if out is None else Path(out)


def _recorded(
    record: str | Collection[str], known: Collection[str], problems: Problems
) -> tuple[str, ...]:
    """Name the tables that are asked for, each once; tell of the unknown."""
    names = tuple(dict.fromkeys([record] if isinstance(record, str) else record))
    problems.add(one for name in names for one in check_choice("record", name, tuple(known)))
    return names


@with_extensions
@spelled_out
def run(
    scenario: Source,
    seed: int = 0,
    *,
    record: str | Collection[str] = (),
    out: str | Path | None = None,
    checkpoint: str | Path | None = None,
    threads: int = 1,
    **options: Unpack[RunOptions],
) -> Results:
    """Run one scenario with one seed.

    What else it can be asked, `sim.Options` says. It is run under plausible sets of parameters
    only where ``sets`` asks for them, as twenty take three times as long as the run itself.

    Args:
        scenario: A scenario, the path of its file, or the name of a shipped one.
        seed: Seed of every draw, 0 or more.
        record: What to record beside metrics, groups and actors: ``matters``, one row for every
            single matter that arises; ``panel``, yearly rows of a sample of residents.
        out: Folder to save to; None saves nothing.
        checkpoint: File in which the state is kept once a year of the run; when it is there,
            the run goes on from it, to the bit. It is removed at the end.
        threads: Threads that share the residents of the town; results do not depend on it. More
            than one pays in a large town with processors to spare; many runs are better shared
            among workers.

    Raises:
        UserError: With every problem of file, settings, options, folder and checkpoint.
        ModelError: The run failed.
    """
    folder, problems = _folder(out), Problems()
    problems.add(check_numbers(threads=threads))
    asked = requested("run", options, RunOptions.__annotations__, problems)
    recorded = _recorded(record, ON_REQUEST, problems)
    if recorded and checkpoint is not None:
        text = "a checkpoint holds no table that is recorded on request; leave out one of the two"
        problems.add([Problem(text, path="checkpoint")])
    with problems.gather():
        (seed,) = parse_seeds(seed)
    with problems.gather():
        loaded = load(scenario, asked.settings)
    if folder is not None:
        names = (*SAVED_RUN, *RUN_WITH_SETS, *(file_of(name) for name in recorded))
        problems.add(files.check_folder(folder, names, asked.overwrite, "run"))
    if checkpoint is not None:
        with problems.gather():
            files.check_writable(Path(checkpoint), "checkpoint")
    problems.settle()
    loaded = load(loaded, scale=asked.scale, months=asked.months)
    check_memory([loaded], seeds=1)
    if folder is not None:
        check_disk(folder, FIGURES_DISK_BYTES + ROW_DISK_BYTES * rows_of(loaded))
        files.create_folder(folder)
    design = design_of([loaded], loaded.name, [seed], check_metrics(None)[0], None)
    plausible = set_runs(NONE if asked.sets is None else asked.sets, [loaded], design)
    more: dict[str, object] = {"record": recorded}
    if plausible is not None:
        more["sets"], design = str(asked.sets), plausible.shown
    compared = tuple(name for name in recorded if name in COMPARED)
    job = Job("run", (loaded,), (seed,), asked, more, design, folder, plausible, compared)
    warm_up(loaded, asked.progress)
    with Draughtsman(apart=job.draws and pays_apart(threads)) as draughtsman:
        # It imports what it takes to draw while the town lives.
        draughtsman.get_ready()
        if job.sets is not None:
            _run_sets(job, job.sets)
        if "matters" not in recorded:
            kept = _folder(checkpoint)
            _run_one(job, None, kept, threads)
            made = _conclude(job, job.manifest(), draughtsman)
            if kept is not None:
                kept.unlink(missing_ok=True)
            return made
        about = {**job.manifest(), "seeds": list(job.seeds)}
        with MatterStore(folder, about_of(about)) as store:
            _run_one(job, store.add, None, threads)
            return _conclude(job, job.manifest(), draughtsman, store)


def _run_sets(job: Job, sets: SetRuns) -> None:
    """Run every set of a run of its own, before the run itself.

    Raises:
        ModelError: A set failed.
    """
    title = spoken()("progress.sets", sets=sets.count)
    with progress_bar(title, sets.months, job.request.progress) as show:
        failures = run_seeds(
            simulate_set,
            replace(sets, rows={}),
            sets.items,
            worker_count(None),
            lambda item, rows: sets.add(item, rows, None),
            show,
            name_of,
        )
    if failures:
        raise _failed(job, failures)


def _run_one(job: Job, on_matters: OnMatters | None, checkpoint: Path | None, threads: int) -> None:
    """Run the only seed of a job in this process."""
    (seed,) = job.seeds
    title = job.scenarios[0].name
    with progress_bar(title, job.months, job.request.progress) as show:
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            show(done)

        if checkpoint is None:
            found = simulate_seed(
                job.scenarios, seed, tick, on_matters, threads=threads, record=job.record
            )
            job.add(seed, found)
        else:
            one = simulate_resumable(job.scenarios[0], seed, tick, checkpoint, threads=threads)
            job.add(seed, [one])


def _conclude(
    job: Job, manifest: dict[str, Any], draughtsman: Draughtsman, store: MatterStore | None = None
) -> Results:
    """Save the results of a job that ended well where they are to go."""
    with doing(spoken()("progress.tables"), job.request.progress):
        content = job.tables()
        frames = {name: table.to_pandas(date_as_object=False) for name, table in content.items()}
        metrics = frames.pop("metrics")
        if job.kind == "compare":
            manifest["common_past"] = _common_past(job, metrics)
        if store is not None:
            frames |= store.at_hand()
        made = results_of(metrics, manifest, job.folder, frames)
        if job.folder is None:
            return made
        spools = {} if store is None else store.spools()
        whole = save_tables(job.folder, content, manifest, made, job.request, spools, draughtsman)
        return with_manifest(made, whole)


@with_extensions
@spelled_out
def compare(
    scenarios: Source | Iterable[Source] | None = None,
    *,
    baseline: str | None = None,
    precision: float | None = None,
    still: int | None = None,
    data: str | Path | None = None,
    record: str | Collection[str] = (),
    out: str | Path | None = None,
    **options: Unpack[Options],
) -> Comparison:
    """Compare scenarios with a baseline, seed by seed and under plausible sets of parameters.

    What else it can be asked, `sim.Options` says; without ``seeds`` they are those of the
    baseline, without ``sets`` 20 of those that ship. The numbers do not depend on the number of
    workers.

    Args:
        scenarios: Scenarios, paths or names of shipped ones; None for the default comparison.
        baseline: Name of the one that the others are compared with; None for the first.
        precision: Half-width of the interval that is wanted, in the unit of each metric: says
            how many more seeds that takes.
        still: With how many of the seeds all is run as well, on the same part of the town, with
            residents standing still, which parts each effect into what the levers do and what
            comes through residents: None for up to five where sets are run, 0 for none.
        data: A table (CSV or Excel) of the town's own counts while the baseline was in force:
            month, community (or ``town``), metric, value, error (a standard deviation). It weighs
            the sets by how well they agree.
        record: What to record beside metrics, groups and actors: ``panel``, yearly rows of a
            sample of residents, the same places in every scenario of a seed.
        out: Folder to save to; None saves nothing. Finished seeds are kept there until all is
            whole, and need not run again when the same is asked for after an interruption.

    Raises:
        UserError: With every problem of files, settings, options and folder.
        ModelError: A run failed (what finished is saved), or two scenarios differ before
            anything that is in force does.
    """
    folder, problems = _folder(out), Problems()
    problems.add(check_numbers(precision=precision, still=still))
    asked = requested("compare", options, Options.__annotations__, problems)
    recorded = _recorded(record, COMPARED, problems)
    loaded: tuple[Scenario, ...] = ()
    used: tuple[int, ...] = ()
    with problems.gather():
        loaded = load_all(_sources(scenarios), **asked.shape)
        reference = baseline_of(baseline, loaded)
        first = next(scenario for scenario in loaded if scenario.name == reference)
        used = asked.seeds or tuple(sorted(first.seeds))
        names = asked.metrics or check_metrics(None)[0]
        design = design_of(loaded, reference, used, names, precision, asked.interval)
    plausible: SetRuns | None = None
    with problems.gather():
        if loaded and used and not problems.found:
            plausible = set_runs(asked.sets, loaded, design, data, still)
    kept = None
    if folder is not None and used:
        kept = KeptSeeds(folder, loaded, checked_in_full(loaded, used), record=recorded)
    earlier = {} if kept is None else kept.read_all(used)
    asked_sets = None if asked.sets is None else str(asked.sets)
    if folder is not None and not asked.overwrite and not problems.found:
        shown = design if plausible is None else plausible.shown
        counts = None if plausible is None else plausible.counts
        again = finished_before(folder, loaded, shown, asked_sets, counts, recorded)
        if again is not None:
            return again
    if folder is not None and not (earlier and files.is_unfinished(folder)):
        left = (*COMPARE_FILES, *(file_of(name) for name in recorded))
        problems.add(files.check_folder(folder, left, asked.overwrite, "compare"))
    problems.settle()
    count = worker_count(asked.workers)
    _make_room(folder, loaded, len(used), len(used) - len(earlier), count)
    job = Job(
        kind="compare",
        scenarios=loaded,
        seeds=used,
        request=asked,
        options={"baseline": reference, "sets": asked_sets}
        | _if_given(still=still, data=data and str(data), record=recorded or None),
        design=design if plausible is None else plausible.shown,
        folder=folder,
        sets=plausible,
        record=recorded,
    )
    for seed, (rows, runs) in earlier.items():
        job.restore(seed, rows, runs)
    return _compared(job, count, kept)


def _if_given(**options: Any) -> dict[str, Any]:
    """Pick those of the options that were given."""
    return {name: value for name, value in options.items() if value is not None}


def _make_room(
    folder: Path | None, scenarios: Sequence[Scenario], seeds: int, missing: int, workers: int
) -> None:
    """Create the folder of a comparison, unless memory or disk cannot hold what is to be run.

    Raises:
        OptionError: They cannot.
    """
    check_memory(scenarios, min(workers, seeds) if workers > 1 else 0, seeds=seeds, shared=True)
    if folder is not None:
        # Seeds that are finished lie there until their tables do.
        double = 2 * ROW_DISK_BYTES * missing
        check_disk(folder, FIGURES_DISK_BYTES + double * sum(map(rows_of, scenarios)))
        files.create_folder(folder)


def _compared(job: Job, workers: int, kept: KeptSeeds | None) -> Comparison:
    """Run what is missing of a comparison and conclude it; kept seeds are not needed any more."""
    earlier = sorted(job.finished)
    if job.sets is not None and job.folder is not None:
        job.sets.restore(job.folder)
    items = len(job.seeds) + (0 if job.sets is None else len(job.sets.items))
    count = min(workers, items)
    with Draughtsman(apart=count > 1 and job.draws) as draughtsman:
        _run_all(job, count, draughtsman, kept)
        manifest = job.manifest()
        manifest["timings"]["workers"] = count
        manifest["kept_seeds"] = earlier
        made = _conclude(job, manifest, draughtsman)
    if kept is not None:
        kept.remove()
    return cast(Comparison, made)


def _sources(scenarios: Source | Iterable[Source] | None) -> Sequence[Source]:
    """Choose the scenarios asked for; the default comparison when none are."""
    if scenarios is None:
        return default_scenarios()
    return [scenarios] if isinstance(scenarios, str | Path | Scenario) else list(scenarios)


def _run_all(job: Job, workers: int, draughtsman: Draughtsman, kept: KeptSeeds | None) -> None:
    """Run every seed and set that is missing; what is finished is saved when not all goes well."""
    sets, say = job.sets, spoken()
    title = say("progress.runs", scenarios=len(job.scenarios), seeds=len(job.seeds))
    if sets is not None:
        said = [say("progress.sets", sets=sets.count)] if sets.count else []
        still = [say("progress.still", seeds=len(sets.still))] if sets.still else []
        title = say.commas([title, *said, *still])
    if job.finished:
        title += say("progress.kept", kept=len(job.finished))
    todo: list[int | Item] = [seed for seed in job.seeds if seed not in job.finished]
    over = job.seed_months // len(job.seeds) * len(job.finished)
    if sets is not None:
        missing = [item for item in sets.items if item not in sets.rows]
        over += sets.months // max(len(sets.items), 1) * (len(sets.items) - len(missing))
        todo += missing
    waiting = len(todo)

    def done(item: int | Item, outcome: Any) -> None:
        nonlocal waiting
        waiting -= 1
        if isinstance(item, tuple):
            assert sets is not None
            sets.add(item, outcome, job.folder)
        else:
            job.add(item, outcome)
            if kept is not None:
                job.keep(item, kept)
        if workers > 1 and waiting == workers - 1:
            _get_ready(job, draughtsman)

    in_full = checked_in_full(job.scenarios, job.seeds)
    bare = None if sets is None else replace(sets, rows={})
    shared = Shared(job.scenarios, in_full, bare, job.record)
    failures: dict[Any, Exception] = {}
    try:
        if workers > 1 and todo:
            warm_up(job.scenarios[0], job.request.progress)
        with progress_bar(title, job.months, job.request.progress) as show:
            failures = run_seeds(
                simulate_item,
                shared,
                todo,
                workers,
                done,
                lambda ticks: show(over + ticks),
                name_of,
            )
    except KeyboardInterrupt as stop:
        told = job.save_unfinished(failures, "interrupted")
        if told:
            stop.add_note(told)
        raise
    if failures:
        raise _failed(job, failures)


def _failed(job: Job, failures: Mapping[int | Item, Exception]) -> ModelError:
    """Say which seeds, or else sets, failed; what is finished is saved."""
    seeds = {one: error for one, error in failures.items() if not isinstance(one, tuple)}
    told = job.save_unfinished(seeds, "failed")
    of_sets = 0 if job.sets is None else len(job.sets.items) - len(job.sets.still)
    what = f"of {len(job.seeds)} seeds" if seeds or not of_sets else f"of {of_sets} sets"
    errors = [failures[one] for one in sorted(seeds or failures)]
    lines = [f"{len(errors)} {what} failed", *(f"  {error}" for error in errors)]
    wrapped = ModelError("\n".join([*lines, *([told] if told else [])]))
    for note in getattr(errors[0], "__notes__", []):
        wrapped.add_note(note)
    return wrapped


def _get_ready(job: Job, draughtsman: Draughtsman) -> None:
    """Import what follows the runs, while the last of them go on and a processor is free."""
    draughtsman.get_ready()
    import_module("sim.analysis.effects")
    if job.draws:
        from sim.report.figures.look import get_ready

        get_ready()


def _common_past(job: Job, metrics: "pd.DataFrame") -> list[dict[str, Any]]:
    """Check the months before the first difference of any two scenarios, for the manifest."""
    pairs = [
        (one.name, other.name, first_difference(one, other))
        for one, other in combinations(job.scenarios, 2)
    ]
    try:
        # With the other seeds the common past is run only once.
        checks = check_common_past(metrics[metrics["seed"] == job.seeds[0]], pairs)
    except ModelError:
        job.save_unfinished({}, "the check of the common past failed")
        raise
    return [check.to_json() for check in checks]
