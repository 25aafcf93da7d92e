"""The cases of a store: the points that were run, what was varied over them and what came of it.

Whatever filled the store - a sweep, a discovery, a sensitivity analysis - its runs are looked at
as they lie there; nothing is run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.compare import HEADLINE_MONTHS, headline_of
from sim.errors import OptionError, Problem, ResultsError, did_you_mean
from sim.runs import files
from sim.runs.options import check_choice
from sim.runs.tables import TOWN
from sim.scenario.yamlfile import parse_json
from sim.sweeps.factors import PAST
from sim.sweeps.responses import COST, level_of, needed
from sim.sweeps.store import ABOUT, CELLS, DONE, INNER, KIND, PLAN, PLANS, Store, connect

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

SCALE = "population.scale"
_FIXED = (
    "experiment",
    "plan",
    "scenario",
    "point",
    "seed",
    "cell",
    "months",
    "residents",
    "state",
    "seconds",
    "error",
    "failure",
    "traceback",
    "finished",
    "host",
    "code",
    "command",
)
_WANTED = "name the store of a sweep, or the folder of a discovery or a sensitivity analysis"


@dataclass(frozen=True)
class StoredDesign:
    """One design of a store: what one plan asked for.

    Attributes:
        plan: Name of the plan.
        design: Name of the experiment that it is of.
        text: The file of the experiment, as it was then.
        scenarios: What the store says of its scenarios, by name, in their order.
        factors: What differs between its runs, numbers and others, in order.
        numeric: Those of them that are numbers.
        written: When it was asked for.
    """

    plan: str
    design: str
    text: str
    scenarios: Mapping[str, Any]
    factors: tuple[str, ...]
    numeric: tuple[str, ...]
    written: str


@dataclass(frozen=True)
class Cases:
    """Points that were run, and what came of them.

    Attributes:
        part: The design that they are of.
        scenarios: One whose level is looked at, or two whose difference is: second minus first.
        seeds: The seeds, ascending.
        factors: Values of the factors, a row for each point.
        values: By metric or ``cost``, shape (points, seeds); NaN where null.
        left_out: Points that were left out, because runs of them failed or are to come.
        window: Months of a headline.
        plan: What the store says of the plan.
    """

    part: StoredDesign
    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    factors: "pd.DataFrame"
    values: Mapping[str, NDArray[np.float64]]
    left_out: int
    window: int
    plan: Mapping[str, Any]


def store_of(folder: Path) -> Path:
    """Open the store in a folder of results.

    Raises:
        ResultsError: The folder is missing, foreign or damaged, or holds no runs of a design.
    """
    kind = files.read_manifest(folder).get("kind")
    if kind == KIND:
        return folder
    if (folder / INNER / files.MANIFEST).is_file():
        return folder / INNER
    text = f"holds results of '{kind}', and no store of runs whose factors vary"
    raise ResultsError(Problem(text, file=str(folder), hint=_WANTED))


def parts_of(folder: Path, connection: "DuckDBPyConnection") -> list[StoredDesign]:
    """Find the designs of a store whose runs differ in a number, the latest of each name.

    Raises:
        ResultsError: There is none, or what the store says of one cannot be read.
    """
    columns = {
        row[0]: row[1]
        for row in connection.execute("DESCRIBE runs").fetchall()
        if row[0] not in _FIXED
    }
    found: dict[str, StoredDesign] = {}
    varied: list[str] = []
    for path in sorted((folder / PLANS).glob(f"*/{PLAN}")):
        plan = _read_plan(path)
        names = [name for name in columns if (_count(connection, name, plan["plan"]) > 1)]
        numeric = tuple(name for name in names if columns[name] == "DOUBLE")
        varied += names
        part = StoredDesign(
            plan["plan"],
            plan["experiment"]["name"],
            plan["experiment"]["text"],
            plan["scenarios"],
            tuple(names),
            numeric,
            plan["written"],
        )
        known = found.get(part.design)
        if numeric and (known is None or known.written < part.written):
            found[part.design] = part
    if not found:
        text = "no two finished runs of it differ in a number"
        if varied:
            text += f"; what differs is {', '.join(dict.fromkeys(varied))}"
        hint = "vary a lever, a parameter or another number"
        raise ResultsError(Problem(text, file=str(folder), hint=hint))
    return list(found.values())


def _read_plan(path: Path) -> dict[str, Any]:
    """Read what a store says of a plan."""
    try:
        plan: dict[str, Any] = parse_json(path.read_bytes())
        for part in (plan["plan"], plan["experiment"]["name"], plan["written"]):
            str(part)
        dict(plan["scenarios"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"cannot be read: {type(error).__name__} {error}"
        hint = "sweep again to mend it"
        raise ResultsError(Problem(reason, file=str(path), hint=hint)) from error
    return plan


def _count(connection: "DuckDBPyConnection", name: str, plan: str) -> int:
    """Count the values of a factor in the finished runs of a plan."""
    row = connection.execute(
        f'SELECT count(DISTINCT "{name}") FROM runs WHERE plan = ? AND state = ?', [plan, DONE]
    ).fetchone()
    return int(row[0]) if row else 0


def read_cases(
    folder: Path,
    metrics: Sequence[str],
    *,
    design: str | None = None,
    scenario: str | None = None,
    baseline: str | None = None,
) -> Cases:
    """Read the points of a design that were run on every seed.

    Args:
        folder: A store, or the folder of an analysis that holds one.
        metrics: Metrics, or ``cost``.
        design: Name of the design, where the store holds several.
        scenario: The scenario that is looked at; None for the only one, or the second of two.
        baseline: What is taken from it, seed by seed; None for the first of two when no scenario
            is named, and else for nothing.

    Raises:
        ResultsError: The folder is missing, foreign or damaged, or holds nothing that fits.
        OptionError: There are several designs or scenarios, and none is named.
    """
    store = store_of(folder)
    Store(store)
    connection = connect(store)
    part = _chosen(parts_of(store, connection), design, folder)
    scenarios = _scenarios(part, scenario, baseline)
    plan = _read_plan(store / PLANS / part.plan / PLAN)
    points, seeds, left_out = _complete(connection, part, scenarios)
    if not points:
        text = "holds no point that was run on every seed"
        raise ResultsError(Problem(text, file=str(folder), hint="let the sweep go on"))
    known = _headlines(connection, part, needed(metrics))
    scales = [
        scale_of(connection, store, part, name) if COST in metrics else 1.0 for name in scenarios
    ]
    return Cases(
        part=part,
        scenarios=scenarios,
        seeds=seeds,
        factors=_values(connection, part, scenarios[-1], points),
        values={name: _levels(name, known, scenarios, scales, points, seeds) for name in metrics},
        left_out=left_out,
        window=min(HEADLINE_MONTHS, _months(connection, part, scenarios[-1])),
        plan=plan,
    )


def _chosen(parts: Sequence[StoredDesign], design: str | None, folder: Path) -> StoredDesign:
    """Choose the design that is meant."""
    names = [one.design for one in parts]
    if design is not None:
        problems = check_choice("design", design, names)
        if problems:
            raise OptionError(problems)
        return parts[names.index(design)]
    if len(parts) > 1:
        said = ", ".join(f"{one.design} ({len(one.factors)} factors)" for one in parts)
        text = f"{folder} holds several designs: {said}"
        raise OptionError(Problem(text, path="design", hint="choose one with --design"))
    return parts[0]


def _scenarios(part: StoredDesign, scenario: str | None, baseline: str | None) -> tuple[str, ...]:
    """Choose what is looked at: one scenario, or two."""
    names = list(part.scenarios)
    problems = []
    for option, name in (("scenario", scenario), ("baseline", baseline)):
        if name is not None and name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            problems.append(Problem(f"{name!r} is none of its scenarios", path=option, hint=hint))
    if scenario is None and (len(names) > 2 or (baseline is not None and len(names) < 2)):
        text = f"it holds {', '.join(names)}"
        hint = "choose one with --scenario, and with --baseline what it is compared with"
        problems.append(Problem(text, path="scenario", hint=hint))
    if scenario is not None and scenario == baseline:
        problems.append(Problem("a scenario minus itself is nothing", path="baseline"))
    if problems:
        raise OptionError(problems)
    if scenario is not None:
        return (scenario,) if baseline is None else (baseline, scenario)
    if len(names) == 1:
        return (names[0],)
    first = baseline or names[0]
    return (first, next(name for name in names if name != first))


def _complete(
    connection: "DuckDBPyConnection", part: StoredDesign, scenarios: Sequence[str]
) -> tuple[list[int], tuple[int, ...], int]:
    """Find the points of which every run is done, their seeds, and count the others.

    Where points have different numbers of seeds, those count that all of them have.
    """
    rows = connection.execute(
        "SELECT scenario, point, seed, state FROM runs WHERE plan = ?", [part.plan]
    ).fetchall()
    planned: dict[tuple[str, int], set[int]] = {}
    done: dict[tuple[str, int], set[int]] = {}
    for name, point, seed, state in rows:
        if name in scenarios:
            planned.setdefault((name, point), set()).add(seed)
            if state == DONE:
                done.setdefault((name, point), set()).add(seed)
    if not planned:
        return [], (), 0
    seeds = set.intersection(*planned.values())
    points = sorted({point for _, point in planned})
    whole = [
        point
        for point in points
        if all(seeds <= done.get((name, point), set()) for name in scenarios)
    ]
    return whole, tuple(sorted(seeds)), len(points) - len(whole)


def _months(connection: "DuckDBPyConnection", part: StoredDesign, scenario: str) -> int:
    """Find months of the longest run of a scenario after its common past."""
    row = connection.execute(
        "SELECT max(months) FROM runs WHERE plan = ? AND scenario = ?", [part.plan, scenario]
    ).fetchone()
    assert row is not None, "a maximum is always a row"
    return int(row[0]) - int(part.scenarios[scenario]["run"]["burn_in"]["months"])


def _headlines(
    connection: "DuckDBPyConnection", part: StoredDesign, metrics: Sequence[str]
) -> dict[str, dict[tuple[str, int, int], float]]:
    """Average over the last months, past left out, by metric and scenario, point and seed."""
    columns = {row[0] for row in connection.execute("DESCRIBE metrics").fetchall()}
    missing = [name for name in metrics if name not in columns]
    if missing:
        text = f"its tables have no {', '.join(missing)}"
        raise ResultsError(Problem(text, path="interest", hint="they were made by another version"))
    past = f', r."{PAST}"' if PAST in columns else ", NULL"
    latest = ", ".join(
        f'list(m."{name}" ORDER BY m.month DESC)[:{HEADLINE_MONTHS}]' for name in metrics
    )
    rows = connection.execute(
        f"SELECT m.scenario, m.point, m.seed, any_value(r.months), any_value({past[2:]}), {latest} "
        "FROM metrics m JOIN runs r ON r.plan = m.plan AND r.scenario = m.scenario "
        "AND r.point = m.point AND r.seed = m.seed "
        "WHERE m.community = ? AND m.plan = ? GROUP BY m.scenario, m.point, m.seed",
        [TOWN, part.plan],
    ).fetchall()
    found: dict[str, dict[tuple[str, int, int], float]] = {name: {} for name in metrics}
    for scenario, point, seed, months, length, *lists in rows:
        burn_in = part.scenarios[scenario]["run"]["burn_in"]["months"]
        after = int(months) - int(burn_in if length is None else length)
        for name, values in zip(metrics, lists, strict=True):
            found[name][scenario, point, seed] = headline_of(values[:after])
    return found


def _values(
    connection: "DuckDBPyConnection", part: StoredDesign, scenario: str, points: Sequence[int]
) -> "pd.DataFrame":
    """Read values of the factors at points."""
    import pandas as pd

    names = ", ".join(f'any_value("{name}") AS "{name}"' for name in part.factors)
    query = f"SELECT point, {names} FROM runs WHERE plan = ? AND scenario = ? GROUP BY point"
    rows = connection.execute(query, [part.plan, scenario]).fetchall()
    frame = pd.DataFrame(rows, columns=["point", *part.factors]).set_index("point")
    return frame.loc[list(points)].reset_index(drop=True)


def _levels(
    name: str,
    known: Mapping[str, Mapping[tuple[str, int, int], float]],
    scenarios: Sequence[str],
    scales: Sequence[float],
    points: Sequence[int],
    seeds: Sequence[int],
) -> NDArray[np.float64]:
    """Find a metric or the cost, shape (points, seeds): the level, or second minus first."""
    found = [
        np.array(
            [
                [level_of(known, name, (scenario, point, seed), scale) for seed in seeds]
                for point in points
            ]
        )
        for scenario, scale in zip(scenarios, scales, strict=True)
    ]
    return found[1] - found[0] if len(found) > 1 else found[0]


def scale_of(
    connection: "DuckDBPyConnection", store: Path, part: StoredDesign, scenario: str
) -> float:
    """Find the share of the residents in every run of a scenario.

    Raises:
        OptionError: It varies.
        ResultsError: A cell cannot be read.
    """
    if SCALE in part.factors:
        text = "the cost is for the whole town, and the scale varies here"
        raise OptionError(Problem(text, path="interest", hint="leave the cost out"))
    row = connection.execute(
        "SELECT cell FROM runs WHERE plan = ? AND scenario = ? AND state = ? LIMIT 1",
        [part.plan, scenario, DONE],
    ).fetchone()
    assert row is not None, "a design has finished runs"
    path = next((store / CELLS).glob(f"*/{row[0][:2]}/{row[0]}{ABOUT}"))
    try:
        said = parse_json(path.read_bytes())["scale"]
    except (OSError, ValueError, KeyError) as error:
        reason = f"cannot be read: {type(error).__name__} {error}"
        raise ResultsError(Problem(reason, file=str(path), hint="sweep again to mend it")) from None
    return float(part.scenarios[scenario]["population"]["scale"] if said is None else said)
