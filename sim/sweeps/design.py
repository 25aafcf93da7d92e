"""From a design to its points, each value checked where it is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURES
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.scenario.fields import show
from sim.scenario.layers import SETTABLE
from sim.scenario.load import Loaded, variant
from sim.scenario.yamlfile import KeyPath
from sim.sweeps.kinds import MOST_POINTS, SAMPLED, DesignPart, ExperimentFile, Told

# --- From a design to its points: lists, grids, and points drawn within ranges

Value = float | str
"""What the table of runs says of a factor: a number, or the name of a level."""
KEPT, OFF = "kept", "off"
MEASURE_LEVELS = (KEPT, OFF)
"""A measure stays as the scenario has it, or all its levers are off."""


@dataclass(frozen=True, slots=True)
class Level:
    """One value of a factor.

    Attributes:
        value: What the table of runs says.
        settings: What it sets, by key path.
    """

    value: Value
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values.

    Attributes:
        values: What the table of runs says, by factor.
        settings: What lies over the scenario, by key path.
    """

    values: Mapping[str, Value]
    settings: Mapping[str, Any]


def number_of(path: str, value: Any) -> Value:
    """Write a value at a key path for the table of runs: numbers as numbers."""
    if isinstance(value, Mapping) and "value" in value:
        value = value["value"]
    kind, _, name = path.partition(".")
    if value == OFF and kind == "levers" and name in LEVERS:
        return float(LEVERS[name].off)
    if value == OFF and kind == "parameters" and name in PARAMETERS:
        off = PARAMETERS[name].off
        return OFF if off is None else float(off)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return float(value)


def declared_range(path: str) -> tuple[float, float] | None:
    """Find the range of the number at a key path; None for what has none."""
    kind, _, name = path.partition(".")
    if kind == "levers" and name in LEVERS:
        return LEVERS[name].low, LEVERS[name].high
    if kind == "parameters" and name in PARAMETERS:
        return PARAMETERS[name].low, PARAMETERS[name].high
    return (0.01, 1.0) if path == "population.scale" else None


def measure_of(path: str) -> str | None:
    """Find the measure of a path such as ``measures.volunteering``."""
    kind, _, name = path.partition(".")
    return name if kind == "measures" and name in MEASURES else None


def grid(factors: Mapping[str, Sequence[Level]]) -> tuple[Point, ...]:
    """List every combination of levels; the last factor varies fastest."""
    return tuple(
        Point(
            {name: level.value for name, level in zip(factors, levels, strict=True)},
            {path: value for level in levels for path, value in level.settings.items()},
        )
        for levels in product(*factors.values())
    )


def drawn(
    kind: str, ranges: Mapping[str, tuple[float, float]], count: int, seed: int
) -> tuple[Point, ...]:
    """Draw points within ranges.

    The draws are keyed by kind, factor and point: with ``random`` a point stays what it is when
    others, or other factors, are added; with ``sobol`` more points continue the sequence.

    Args:
        kind: ``latin_hypercube``, ``sobol`` or ``random``.
        ranges: Low and high end by key path.
        count: How many points.
        seed: Seed of the draws.

    Source:
        Latin hypercube: McKay, Beckman & Conover 1979. Sobol: Joe & Kuo 2008 as in SciPy, with
        a random shift (Cranley & Patterson 1976).
    """
    columns = []
    sequence = _sobol(len(ranges), count) if kind == "sobol" else None
    for index, (name, (low, high)) in enumerate(ranges.items()):
        shares = _shares(kind, name, count, seed, None if sequence is None else sequence[index])
        columns.append([low + (high - low) * share for share in shares])
    points = []
    for row in zip(*columns, strict=True):
        values = dict(zip(ranges, row, strict=True))
        points.append(Point(values, values))
    return tuple(points)


def _sobol(factors: int, count: int) -> list[list[float]]:
    """Draw the first points of the Sobol sequence, by factor."""
    from scipy.stats import qmc

    # Whole powers of two are what the sequence is balanced in; what is beyond is not used.
    power = max(0, (count - 1).bit_length())
    found: list[list[float]] = (
        qmc.Sobol(factors, scramble=False).random_base2(power)[:count].T.tolist()
    )
    return found


def _shares(
    kind: str, name: str, count: int, seed: int, sequence: Sequence[float] | None
) -> list[float]:
    """Place the points of one factor in its range, 0 to 1."""
    import numpy as np

    from sim.rng import Draws

    draws, who = Draws(seed), np.arange(count)
    decision = f"design/{kind}/{name}"
    if sequence is not None:
        shift = draws.one(decision, 0, 0)
        return [(share + shift) % 1.0 for share in sequence]
    uniforms = draws.uniforms(decision, 0, who)
    if kind == "latin_hypercube":
        order = np.argsort(draws.uniforms(decision, 0, who, 1), kind="stable")
        uniforms = (order + uniforms) / count
    return [float(share) for share in uniforms]


def expanded(loaded: Loaded, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Expand settings for scenarios: a measure that is off becomes its levers, one by one.

    Args:
        loaded: The scenario.
        settings: Values by key path; ``measures.NAME`` is ``kept`` or ``off``.
    """
    plain: dict[str, Any] = {}
    for path, value in settings.items():
        measure = measure_of(path)
        if measure is None:
            plain[path] = value
        elif value == OFF:
            plain.update(dict.fromkeys(levers_of(loaded, measure), OFF))
    return plain


def levers_of(loaded: Loaded, measure: str) -> list[str]:
    """List key paths of the levers of a measure that a scenario sets, timeline too."""
    found = [f"levers.{name}" for name in loaded.merged.base if LEVERS[name].measure == measure]
    found += [
        f"timeline.{format_month(month)}.levers.{name}"
        for month, name in loaded.merged.dated
        if LEVERS[name].measure == measure
    ]
    return found


# --- The points of an experiment's design, each value checked where it is written

Points = tuple[tuple[str, ...], tuple[Point, ...]]
"""Names of the factors, and the points."""
DECLARED = "declared"
RESERVED = frozenset(
    (
        *("experiment", "plan", "scenario", "point", "seed", "cell", "months", "residents"),
        *("state", "seconds", "error", "failure", "traceback", "finished", "host", "code"),
        *("command", "month", "community", "cost", *METRICS),
        # Columns that DuckDB has by itself.
        *("rowid", "filename", "file_row_number", "file_index"),
    )
)
"""Names that columns of the tables of a sweep have; case does not tell columns apart."""
LONGEST_NAME = 60
_STEPS = {"low", "high", "steps"}
_NOTHING = Point({}, {})


def read_points(
    content: ExperimentFile, told: Told, bases: Sequence[Loaded], problems: list[Problem]
) -> Points:
    """Read factors and points of an experiment; one point without values if nothing varies."""
    design = content.design
    if design is None:
        return (), (_NOTHING,)
    checked = ValueReader(told, bases, problems)
    before = len(problems)
    problems.extend(_misplaced(design, told))
    if len(problems) > before:
        return (), ()
    if design.kind == "list":
        return checked.rows(design)
    if design.kind in SAMPLED:
        return checked.ranges(design)
    return checked.grid(design)


def wrong_name(name: str) -> str:
    """Say what is wrong with a factor's name as a column; empty when it is right."""
    if name.casefold() in RESERVED or name.startswith("_"):
        return f"{name!r} is the name of another column of the tables"
    if not name.strip() or name != name.strip() or '"' in name or not name.isprintable():
        return f"{show(name)} cannot be a column: no quotes, control characters or outer spaces"
    if len(name) > LONGEST_NAME:
        return f"a name of {len(name):,} characters; at most {LONGEST_NAME}"
    return ""


def _is_steps(given: Mapping[str, Any]) -> bool:
    """Tell whether ends and steps are given, rather than levels called low and high."""
    named = all(isinstance(value, Mapping) for value in given.values())
    return "low" in given and set(given) <= _STEPS and not named


def _misplaced(design: DesignPart, told: Told) -> list[Problem]:
    """Find keys that this kind of design does not have, or lacks."""
    given = {key for key in ("rows", "factors", "points", "seed") if key in design.model_fields_set}
    wanted = {"list": {"rows"}, "grid": {"factors"}}.get(design.kind, {"factors", "points"})
    allowed = wanted | ({"seed"} if design.kind in SAMPLED else set())
    found = [
        told.problem(("design", key), f"a design of kind {design.kind!r} has no {key!r}")
        for key in sorted(given - allowed)
    ]
    for key in sorted(wanted):
        if key not in given or (key != "points" and not getattr(design, key)):
            hint = DesignPart.model_fields[key].description or ""
            found.append(told.problem(("design",), f"{key!r} is missing", hint))
    return found


class ValueReader:
    """Reads values, and checks each of them over each scenario.

    Args:
        told: Tells problems where the file has them.
        bases: The scenarios.
        problems: Receives everything that is wrong.
    """

    def __init__(self, told: Told, bases: Sequence[Loaded], problems: list[Problem]) -> None:
        self._told, self._bases, self._problems = told, bases, problems

    def wrong(self, where: KeyPath, message: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self._problems.append(self._told.problem(where, message, hint))

    def fits(self, settings: Mapping[str, Any], where: KeyPath) -> bool:
        """Tell whether settings can lie over every scenario."""
        before = len(self._problems)
        for path, value in settings.items():
            kind, _, name = path.partition(".")
            if kind == "measures":
                self._measure(name, value, where)
            elif kind == "town" or path.startswith("run.burn_in") or path == "run.seeds":
                hint = "name several scenarios instead"
                self.wrong(where, f"{path!r} cannot vary in a design", hint)
            elif kind not in SETTABLE:
                self._unknown(path, where)
        if len(self._problems) > before:
            return False
        for base in self._bases:
            try:
                variant(base, expanded(base, settings))
            except ScenarioError as error:
                found = self._told.moved(error.problems, where)
                self._problems.extend(one for one in found if one not in self._problems)
        return len(self._problems) == before

    def _unknown(self, path: str, where: KeyPath) -> None:
        """Note a path that nobody knows."""
        known = [f"levers.{name}" for name in LEVERS]
        known += [f"parameters.{name}" for name in PARAMETERS]
        known += [f"measures.{name}" for name in MEASURES] + ["population.scale", "run.months"]
        hint = did_you_mean(path, known)
        if not hint and "." not in path:
            hint = did_you_mean(f"levers.{path}", known) or did_you_mean(f"measures.{path}", known)
        self.wrong(where, f"{path!r} is not the path of a value, such as levers.control", hint)

    def _measure(self, name: str, value: Any, where: KeyPath) -> None:
        """Check a measure and whether it is kept or off."""
        if name not in MEASURES:
            hint = did_you_mean(name, MEASURES) or f"known: {', '.join(MEASURES)}"
            self.wrong(where, f"there is no measure {name!r}", hint)
        elif value not in MEASURE_LEVELS:
            self.wrong(where, f"found {show(value)}; must be {KEPT!r} or {OFF!r}")
        elif value == OFF:
            for base in self._bases:
                if not levers_of(base, name):
                    text = f"{base.scenario.name} sets no lever of the measure {name!r}"
                    self.wrong(where, text, "set one under settings, or leave the measure out")

    def rows(self, design: DesignPart) -> Points:
        """Read the points of a list."""
        factors = tuple(dict.fromkeys(path for row in design.rows for path in row))
        points = []
        for index, row in enumerate(design.rows):
            if not row:
                self.wrong(("design", "rows", index), "the row is empty")
            for path, value in row.items():
                self.fits({path: value}, ("design", "rows", index, path))
            points.append(Point({path: number_of(path, row[path]) for path in row}, row))
        return factors, tuple(points)

    def grid(self, design: DesignPart) -> Points:
        """Read the points of a grid."""
        levels = {name: self._levels(name, given) for name, given in design.factors.items()}
        self._overlap(levels)
        count = 1
        for found in levels.values():
            count *= len(found)
        if count > MOST_POINTS:
            self.wrong(("design",), f"{count:,} points; at most {MOST_POINTS:,}")
            return (), ()
        return tuple(levels), grid(levels)

    def _levels(self, name: str, given: Any) -> list[Level]:
        """Read the levels of one factor of a grid."""
        where: KeyPath = ("design", "factors", name)
        before = len(self._problems)
        if isinstance(given, tuple) and given:
            values = list(enumerate(given))
            levels = [Level(number_of(name, value), {name: value}) for _, value in values]
            for index, value in values:
                if len(self._problems) == before or "." in name:
                    self.fits({name: value}, (*where, index))
        elif isinstance(given, Mapping) and _is_steps(given):
            levels = self._steps(name, given, where)
        elif isinstance(given, Mapping) and given:
            levels = self._named(name, given, where)
        else:
            allowed = "a list of values, {low, high, steps}, or levels that set values"
            empty = isinstance(given, tuple | Mapping) and not given
            self.wrong(where, f"found {show(given)}{' of nothing' * empty}; must be {allowed}")
            return []
        if len(self._problems) == before:
            told = Counter(level.value for level in levels)
            for doubled in (value for value, count in told.items() if count > 1):
                self.wrong(where, f"the value {doubled} is written twice")
        return levels

    def _steps(self, name: str, given: Mapping[str, Any], where: KeyPath) -> list[Level]:
        """Read equal steps from one end to the other, both included."""
        ends, steps = self.ends(name, given, where), given.get("steps")
        if isinstance(steps, bool) or not isinstance(steps, int) or not 2 <= steps <= MOST_POINTS:
            self.wrong(where, f"found {show(steps)} as 'steps'; must be a whole number from 2")
            return []
        if ends is None:
            return []
        low, high = ends
        found = [low + (high - low) * step / (steps - 1) for step in range(steps)]
        return [Level(value, {name: value}) for value in found]

    def _named(self, name: str, given: Mapping[str, Any], where: KeyPath) -> list[Level]:
        """Read levels that have names and set several values each."""
        fault = wrong_name(name)
        if fault:
            hint = f"choose another name, such as {f'my_{name}'!r}" if name.isidentifier() else ""
            self.wrong(where, fault, hint)
        levels = []
        for level, settings in given.items():
            if not isinstance(settings, Mapping):
                text = f"found {show(settings)}; must be values by key path, or {{}} for none"
                self.wrong((*where, level), text)
                continue
            for path, value in settings.items():
                self.fits({str(path): value}, (*where, level, path))
            levels.append(Level(str(level), {str(path): settings[path] for path in settings}))
        return levels

    def _overlap(self, levels: Mapping[str, Sequence[Level]]) -> None:
        """Tell of two factors that set the same value, or whose names are the same to a table."""
        owners: dict[str, str] = {}
        names: dict[str, str] = {}
        for name in levels:
            other = names.setdefault(name.casefold(), name)
            if other != name:
                text = f"the factor {other!r} differs from it in capital letters only"
                self.wrong(("design", "factors", name), text, "choose another name")
        for name, found in levels.items():
            for path in dict.fromkeys(path for level in found for path in level.settings):
                other = owners.setdefault(path, name)
                if other != name:
                    text = f"{path} is set by the factor {other!r} too"
                    self.wrong(("design", "factors", name), text)

    def ranges(self, design: DesignPart) -> Points:
        """Draw points within ranges."""
        ranges = {}
        for name, given in design.factors.items():
            ends = self._range(name, given)
            if ends is not None:
                ranges[name] = ends
        if len(ranges) < len(design.factors) or design.points is None:
            return (), ()
        return tuple(ranges), drawn(design.kind, ranges, design.points, design.seed)

    def _range(self, name: str, given: Any) -> tuple[float, float] | None:
        """Read the range of one factor that is drawn."""
        where: KeyPath = ("design", "factors", name)
        declared = declared_range(name)
        if given == DECLARED:
            if declared is None:
                before = len(self._problems)
                self.fits({name: 1}, where)
                if len(self._problems) == before:
                    self.wrong(where, "no range is declared for it", "write {low, high}")
            return declared
        if not isinstance(given, Mapping) or set(given) != {"low", "high"}:
            text = f"found {show(given)}; must be {{low, high}}, or {DECLARED!r}"
            self.wrong(where, text)
            return None
        return self.ends(name, given, where)

    def ends(
        self, name: str, given: Mapping[str, Any], where: KeyPath
    ) -> tuple[float, float] | None:
        """Read both ends of a range, each of them a value that is allowed."""
        for end in ("low", "high"):
            value = given.get(end)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                self.wrong(where, f"found {show(value)} as {end!r}; must be a number")
                return None
        if given["low"] >= given["high"]:
            self.wrong(where, f"'low', {given['low']}, must be less than 'high', {given['high']}")
            return None
        fit = [self.fits({name: given[end]}, (*where, end)) for end in ("low", "high")]
        return (float(given["low"]), float(given["high"])) if all(fit) else None
