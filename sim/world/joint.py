"""How many residents and households of each kind a community has, where its file counts some.

What is counted is met exactly; what is not is left as independent as that allows (iterative
proportional fitting, Deming & Stephan 1940, from a table in which education and party membership
follow age and education as elsewhere in the model). Then every cell becomes a whole number with
all counts kept.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack

from sim.errors import Problem, ScenarioError
from sim.scenario.town import ATTRIBUTES, LEVELS, OLDEST, Counted, Town
from sim.world.demography import ADULT, AGES, age_shares
from sim.world.people import Weights, education_shares, schooling_class

# --- Whole numbers near to given ones that meet linear equations exactly

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_NOISE = 1e-4
"""Largest change of a cost, so that no two solutions are equally near."""
_DIGITS = 9
_SECONDS = 120.0


def nearest_integers(wanted: Floats, rows: csr_array, values: Ints) -> Ints | None:
    """Find the whole numbers from 0 on nearest to the wanted that meet the equations.

    Nearest by the sum of absolute differences; costs differ a little by a fixed pattern, so that
    the solution does not depend on the way to it. Solved by HiGHS (`scipy.optimize.milp`).

    Args:
        wanted: Shape (n,), at least 0.
        rows: The equations, shape (m, n).
        values: What they must come to, shape (m,).

    Returns:
        Shape (n,), or None when there are none.
    """
    # Most towns count nothing that needs it, and it takes long to import.
    from scipy.optimize import Bounds, LinearConstraint, milp

    count = wanted.size
    if not count:
        return np.zeros(0, dtype=np.int64)
    base = np.floor(np.round(wanted, _DIGITS))
    part = np.round(wanted - base, _DIGITS)
    pattern = _NOISE * ((np.arange(count) * 2_654_435_761 % 4_294_967_296) / 4_294_967_296)
    # One up costs less than two up, and so on: the cost is convex, as that of the square is.
    ups = [1.0 - 2.0 * part + pattern, 3.0 - 2.0 * part + pattern]
    downs = [1.0 + 2.0 * part + pattern, 3.0 + 2.0 * part + pattern]
    left = np.asarray(values, dtype=np.float64) - rows @ base
    costs = np.concatenate([*ups, *downs])
    most = [np.ones(count), np.full(count, np.inf)]
    most += [np.minimum(base, 1.0), np.maximum(base - 1.0, 0.0)]
    equations = hstack([rows, rows, -rows, -rows], format="csr")
    found = milp(
        costs,
        integrality=np.ones(4 * count, dtype=np.int64),
        bounds=Bounds(np.zeros(4 * count), np.concatenate(most)),
        constraints=LinearConstraint(equations, left, left),
        options={"time_limit": _SECONDS, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    steps = np.rint(found.x).reshape(4, count)
    solved: Ints = (base + steps[0] + steps[1] - steps[2] - steps[3]).astype(np.int64)
    return solved if np.array_equal(rows @ solved, values) and solved.min() >= 0 else None


def apart(total: int, weights: Floats) -> Ints:
    """Split a total in whole parts along weights: no run of parts is off by more than one."""
    whole = np.float64(weights.sum())
    if whole <= 0.0:
        weights, whole = np.ones_like(weights), np.float64(weights.size)
    upto = np.floor(np.cumsum(weights) / whole * total + 0.5).astype(np.int64)
    upto[-1] = total
    return np.diff(upto, prepend=0)


def identity(count: int) -> csr_array:
    """Make the equations that name every number once."""
    return csr_array(eye_array(count, format="csr"))


# --- How many residents have each combination of attributes, where a town's file counts some

ORIGINS, SEXES, PARTIES = ("local", "migrant"), ("male", "female"), ("none", "member")
_AXES = {name: axis for axis, name in enumerate(ATTRIBUTES, 1)}
_MOST_ROUNDS = 20_000
_EXACT = 1e-7
"""How near, in persons, fitting comes to every count."""
_CLOSE = 0.4
"""How near it must come: nearer than any whole number that differs."""
_KEPT = 8


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Residents by community and combination of attributes.

    Attributes:
        attributes: The attributes that are counted, of `ATTRIBUTES`.
        ages: Youngest age of each band, and the end, shape (B + 1,).
        counts: int64, shape (C, origins, bands, sexes, levels, parties), an axis of length 1 for
            what is not counted.
    """

    attributes: tuple[str, ...]
    ages: tuple[int, ...]
    counts: Ints

    def has(self, attribute: str) -> bool:
        """Tell whether an attribute is counted."""
        return attribute in self.attributes

    def upto(self, attribute: str) -> Ints:
        """Sum counts over the community, the attributes before one, and the attribute itself."""
        axes = tuple(range(_AXES[attribute] + 1, self.counts.ndim))
        found: Ints = self.counts.sum(axis=axes)
        return found

    def cells(self, attribute: str, community: Ints, *columns: Ints) -> Ints:
        """Find the cell of each resident in `upto` without its last axis, shape (N,).

        Args:
            attribute: The attribute that is about to be settled.
            community: Community of each.
            columns: Categories of each by the attributes before it, in their order.
        """
        shape = self.counts.shape[: _AXES[attribute]]
        known = [community, *columns]
        index = [np.minimum(column, size - 1) for column, size in zip(known, shape, strict=True)]
        found: Ints = np.ravel_multi_index(index, shape)
        return found

    def band(self, age: Ints) -> Ints:
        """Find the band of each age, shape (N,)."""
        return np.searchsorted(np.array(self.ages[1:-1], dtype=np.int64), age, side="right")

    def scaled(self, residents: Sequence[int]) -> "Joint":
        """Scale the table to a town of fewer residents, as near as whole numbers allow."""
        shape = self.counts.shape[1:]
        parts = [
            own if own.sum() == size else apart(size, own.ravel().astype(np.float64)).reshape(shape)
            for own, size in zip(self.counts, residents, strict=True)
        ]
        return Joint(self.attributes, self.ages, np.stack(parts))

    def ages_by_stratum(self, shares: Floats) -> list[Ints]:
        """Spread single ages, ascending, over community and origin, in the order of `cells`.

        Within a band the town's ages follow `shares`, shape (AGES,), and each stratum has the
        same spread of them.
        """
        table = self.upto("age")
        strata = table.reshape(-1, table.shape[-1])
        found: list[list[Ints]] = [[] for _ in strata]
        for band, (low, high) in enumerate(pairwise(self.ages)):
            sizes = strata[:, band]
            years = apart(int(sizes.sum()), shares[low : min(high, AGES)])
            ages = np.repeat(np.arange(low, low + years.size), years)
            whose = np.repeat(np.arange(len(strata)), sizes)
            within = np.concatenate([(np.arange(size) + 0.5) / max(size, 1) for size in sizes])
            order = np.argsort(within, kind="stable")
            dealt = np.empty(ages.size, dtype=np.int64)
            dealt[order] = ages
            for index in range(len(strata)):
                found[index].append(dealt[whose == index])
        return [np.concatenate(parts) for parts in found]


_known: dict[str, Joint] = {}


def joint_of(town: Town, month: int, parameters: Mapping[str, float]) -> Joint | None:
    """Count the residents of a town at full scale as its file does; None without counts.

    Raises:
        ScenarioError: The counts cannot be met together.
    """
    counts = [one for one in town.counts if one.attributes]
    if not counts:
        return None
    key = json.dumps([town.numbers(), month, dict(parameters)], sort_keys=True)
    if key not in _known:
        while len(_known) >= _KEPT:
            del _known[next(iter(_known))]
        _known[key] = _Fit(town, counts, month, parameters).table()
    return _known[key]


class _Fit:
    """Fits one table.

    Args:
        town: The town at full scale.
        counts: Its counts of residents.
        month: Month for which it is built.
        parameters: Every parameter by name.
    """

    def __init__(
        self, town: Town, counts: Sequence[Counted], month: int, parameters: Mapping[str, float]
    ) -> None:
        self._town, self._counts = town, counts
        used = {name for one in counts for name in one.attributes}
        if used & {"education", "party"}:
            used.add("age")
        self._attributes = tuple(name for name in ATTRIBUTES if name in used)
        cuts = {0, OLDEST}
        if used & {"education", "party"}:
            cuts.add(ADULT)
        for one in counts:
            if one.age is not None:
                cuts |= {min(one.age.low, AGES - 1), one.age.high}
        cuts = {cut if cut < AGES else OLDEST for cut in cuts}
        self._ages = tuple(sorted(cuts))
        self._shares, _ = age_shares(town.margins, parameters["mortality_slope"])
        self._weights = Weights.of(parameters)
        self._year = month / 12.0
        sizes = {"origin": 2, "age": len(self._ages) - 1, "sex": 2, "education": 3, "party": 2}
        self._shape = (
            len(town.communities),
            *(sizes[name] if name in used else 1 for name in ATTRIBUTES),
        )

    def table(self) -> Joint:
        """Make the table: fitted, then in whole numbers."""
        seed = self._seed()
        counted = [(self._mask(one), one.count) for one in self._counts]
        places = self._town.communities
        whole = [(self._of(index), one.residents) for index, one in enumerate(places)]
        margins = list(self._margins())
        best: tuple[Floats, list[tuple[NDArray[np.bool_], int]]] | None = None
        for equations in (whole + margins + counted, whole + counted):
            fitted, off = _fitted(seed, equations)
            if off <= _CLOSE:
                best = (fitted, equations)
                break
        if best is None:
            raise ScenarioError(self._impossible(seed, whole + counted))
        for fitted, equations in (best, (best[0], whole + counted)):
            rows, values = _rows([mask for mask, _ in equations]), [one for _, one in equations]
            alive = np.flatnonzero(seed.ravel() > 0.0)
            found = nearest_integers(
                fitted.ravel()[alive], rows[:, alive], np.array(values, dtype=np.int64)
            )
            if found is not None:
                table = np.zeros(seed.size, dtype=np.int64)
                table[alive] = found
                return Joint(self._attributes, self._ages, table.reshape(self._shape))
        raise ScenarioError(self._impossible(seed, whole + counted))

    def _seed(self) -> Floats:
        """Seed cells as if attributes were independent, but for those that the model ties."""
        people = np.array([one.residents for one in self._town.communities], dtype=np.float64)
        bands = np.array([self._shares[low:high].sum() for low, high in pairwise(self._ages)])
        table = np.zeros(self._shape)
        _, origins, ages, sexes, levels, parties = self._shape
        for age in range(ages):
            low, high = (self._ages[age], self._ages[age + 1]) if ages > 1 else (0, OLDEST)
            share = max(float(bands[age]), 1e-9) if ages > 1 else 1.0
            education = self._education(low, high) if levels > 1 else np.ones(1)
            for level in range(levels):
                member = self._party(low, level if levels > 1 else 0) if parties > 1 else None
                for party in range(parties):
                    own = 1.0 if member is None else (member if party else 1.0 - member)
                    part = share * float(education[level]) * own / (origins * sexes)
                    table[:, :, age, :, level, party] = (people * part)[:, None, None]
        return table

    def _education(self, low: int, high: int) -> Floats:
        """Share the levels of education in a band of ages as the model does."""
        if high <= ADULT:
            return np.array([1.0, 0.0, 0.0])
        ages = np.arange(low, min(high, AGES))
        weight = float(self._weights.schooling[schooling_class(ages)].mean())
        above, top = education_shares(self._town.margins, self._year, self._weights.college_most)
        above = min(max(above * weight, 1e-6), 0.999)
        top = min(max(top * weight, 1e-6), 0.999 * above)
        return np.array([1.0 - above, above - top, top])

    def _party(self, low: int, level: int) -> float:
        """Find the share of party members at a level of education, as the model has it."""
        if low < ADULT:
            return 0.0
        share = self._town.margins.party_members * float(self._weights.party[level])
        return min(max(share, 1e-6), 0.999)

    def _of(self, community: int) -> NDArray[np.bool_]:
        """Mark all cells of a community."""
        mask = np.zeros(self._shape, dtype=np.bool_)
        mask[community] = True
        return mask

    def _mask(self, one: Counted) -> NDArray[np.bool_]:
        """Mark the cells that a count counts."""
        if one.community is None:
            mask = np.ones(self._shape, dtype=np.bool_)
        else:
            mask = self._of(self._town.index_of(one.community))
        wanted: dict[str, list[int]] = {}
        if one.origin is not None:
            wanted["origin"] = [ORIGINS.index(one.origin)]
        if one.sex is not None:
            wanted["sex"] = [SEXES.index(one.sex)]
        if one.party is not None:
            wanted["party"] = [PARTIES.index(one.party)]
        if one.education is not None:
            wanted["education"] = [LEVELS.index(level) for level in one.education]
        if one.age is not None:
            low, high = one.age.low, one.age.high if one.age.high < AGES else OLDEST
            wanted["age"] = [
                band for band, start in enumerate(self._ages[:-1]) if low <= start < high
            ]
        for name, places in wanted.items():
            keep = np.zeros(self._shape[_AXES[name]], dtype=np.bool_)
            keep[places] = True
            mask &= keep.reshape([-1 if axis == _AXES[name] else 1 for axis in range(mask.ndim)])
        if one.education is not None or one.party is not None:
            # Children are of no level and no party.
            grown = np.array([start >= ADULT for start in self._ages[:-1]])
            mask &= grown.reshape([-1 if axis == _AXES["age"] else 1 for axis in range(mask.ndim)])
        return mask

    def _margins(self) -> Iterator[tuple[NDArray[np.bool_], int]]:
        """Say what the margins tell of attributes that are counted only in part."""
        town = self._town
        people = sum(one.residents for one in town.communities)
        if "origin" in self._attributes:
            for index, one in enumerate(town.communities):
                share = one.migrants
                share = town.margins.migrants.of(one.origin) if share is None else share
                mask = self._of(index)
                mask[:, 0] = False
                yield mask, round(one.residents * share)
        if "age" in self._attributes:
            below = np.floor(np.cumsum(self._shares) * people + 0.5).astype(np.int64)
            below[-1] = people
            for band, (low, high) in enumerate(pairwise(self._ages)):
                mask = np.zeros(self._shape, dtype=np.bool_)
                mask[:, :, band] = True
                first = int(below[low - 1]) if low else 0
                yield mask, int(below[min(high, AGES) - 1]) - first
        if "sex" in self._attributes and not self._told("sex"):
            mask = np.zeros(self._shape, dtype=np.bool_)
            mask[:, :, :, SEXES.index("female")] = True
            yield mask, round(town.margins.female * people)

    def _told(self, attribute: str) -> bool:
        """Tell whether counts tell an attribute for the whole town."""
        alone = [one for one in self._counts if one.attributes == (attribute,)]
        places = {one.community for one in alone}
        return None in places or len(places) == len(self._town.communities)

    def _impossible(
        self, seed: Floats, equations: Sequence[tuple[NDArray[np.bool_], int]]
    ) -> list[Problem]:
        """Find which counts cannot be met together with the others."""
        first = len(self._town.communities)
        # Communities last, so that what is off is a count.
        fitted, _ = _fitted(seed, [*equations[first:], *equations[:first]])
        found = []
        for index, (mask, value) in enumerate(equations[first:]):
            near = float(fitted[mask].sum())
            if abs(near - value) > _CLOSE:
                place = self._town.counts.index(self._counts[index])
                origin = self._town.origins.get(f"counts.[{place + 1}]")
                message = (
                    f"{value:,} cannot be met together with the other counts, which leave "
                    f"{near:,.1f}"
                )
                file, line = (origin.file, origin.line) if origin else ("", 0)
                found.append(Problem(message, file, line, f"counts.[{place + 1}]"))
        return found or [Problem("no whole numbers meet all counts of the town", path="counts")]


def _fitted(
    seed: Floats, equations: Sequence[tuple[NDArray[np.bool_], int]]
) -> tuple[Floats, float]:
    """Fit a table to equations, and tell how far off the worst is, in persons."""
    cells = [np.flatnonzero(mask.ravel()) for mask, _ in equations]
    starts = np.cumsum([0, *(one.size for one in cells)])
    values = np.array([value for _, value in equations], dtype=np.float64)
    table = seed.ravel().copy()
    off = _fit(table, np.concatenate(cells), starts, values)
    return table.reshape(seed.shape), float(off)


@njit(cache=True)
def _fit(table: Floats, cells: Ints, starts: Ints, values: Floats) -> float:
    """Fit iteratively in proportion, in place; return how far off the worst equation is."""
    worst = 0.0
    for _ in range(_MOST_ROUNDS):
        worst = 0.0
        for row in range(values.size):
            total = 0.0
            for place in range(starts[row], starts[row + 1]):
                total += table[cells[place]]
            worst = max(worst, abs(total - values[row]))
            if total > 0.0:
                factor = values[row] / total
                for place in range(starts[row], starts[row + 1]):
                    table[cells[place]] *= factor
        if worst < _EXACT:
            break
    worst = 0.0
    for row in range(values.size):
        total = 0.0
        for place in range(starts[row], starts[row + 1]):
            total += table[cells[place]]
        worst = max(worst, abs(total - values[row]))
    return worst


def _rows(masks: Sequence[NDArray[np.bool_]]) -> csr_array:
    """Write masks as rows of a matrix."""
    cells = [np.flatnonzero(mask.ravel()) for mask in masks]
    starts = np.cumsum([0, *(one.size for one in cells)])
    data = np.ones(int(starts[-1]))
    return csr_array((data, np.concatenate(cells), starts), shape=(len(masks), masks[0].size))


# --- How many households of each size a community has, where a town's file counts some

MOST_BEYOND = 10
"""Persons beyond its least size that a household of the open class may have on average, assumed."""
_SHARES = (0.2, 0.3, 0.2, 0.15, 0.1, 0.05)
"""Households of 1, 2, 3... persons where nothing is counted; assumed, and only a beginning."""


def size_table(town: Town) -> Ints | None:
    """Count households by community and size, int64 of shape (C, S); the last size is open.

    Counts are met exactly, and so are households and residents of every community. None where
    the file counts no sizes.

    Raises:
        ScenarioError: The counts cannot be met.
    """
    counts = [one for one in town.counts if one.household_size is not None]
    if not counts:
        return None
    spans = [one.household_size for one in counts if one.household_size is not None]
    most = max(max(span.low, 1 if span.high > 30 else span.high) for span in spans)
    homes = np.array([one.households for one in town.communities], dtype=np.int64)
    people = np.array([one.residents for one in town.communities], dtype=np.int64)
    places, width = len(homes), most + 1
    # The last column holds the persons beyond the least size of the open class.
    rows, values = [], []
    for index in range(places):
        row = np.zeros((places, width))
        row[index, :most] = 1.0
        rows.append(row)
        values.append(homes[index])
        row = np.zeros((places, width))
        row[index, :most] = np.arange(1, most + 1)
        row[index, most] = 1.0
        rows.append(row)
        values.append(people[index])
    for one in counts:
        rows.append(_counted(one, town, most, width))
        values.append(one.count)
    wanted = _wanted(counts, homes, people, most)
    matrix = csr_array(np.stack([row.ravel() for row in rows]))
    found = nearest_integers(wanted.ravel(), matrix, np.array(values, dtype=np.int64))
    if found is None:
        raise ScenarioError(_impossible(town, counts))
    table = found.reshape(places, width)
    if np.any(table[:, most] > MOST_BEYOND * table[:, most - 1]):
        raise ScenarioError(_impossible(town, counts))
    return table[:, :most]


def _counted(one: Counted, town: Town, most: int, width: int) -> Floats:
    """Write the equation of a count, shape (C, S + 1)."""
    row = np.zeros((len(town.communities), width))
    span = one.household_size
    if span is None:  # pragma: no cover - only counts of sizes come here
        return row
    rows = slice(None) if one.community is None else town.index_of(one.community)
    row[rows, span.low - 1 : min(span.high - 1, most)] = 1.0
    return row


def _wanted(counts: Sequence[Counted], homes: Ints, people: Ints, most: int) -> Floats:
    """Share out households of each size, and persons beyond, shape (C, S + 1)."""
    shares = np.zeros(most)
    shares[: len(_SHARES)] = _SHARES[:most]
    counted = np.zeros(most)
    for one in counts:
        span = one.household_size
        if span is not None:
            size = slice(span.low - 1, min(span.high - 1, most))
            counted[size] += one.count / max(1, size.stop - size.start)
    if counted.sum():
        shares = counted
    table = homes[:, None] * (shares / shares.sum())[None, :]
    least = table @ np.arange(1, most + 1)
    return np.hstack([table, np.maximum(people - least, 0.0)[:, None]])


def _impossible(town: Town, counts: Sequence[Counted]) -> Problem:
    """Find sizes of households that residents and households do not allow."""
    place = town.counts.index(counts[0]) + 1
    origin = town.origins.get(f"counts.[{place}]")
    return Problem(
        "households of these sizes do not make up the residents and households of the communities",
        origin.file if origin else "",
        origin.line if origin else 0,
        f"counts.[{place}]",
        "count residents in households alone, or leave the sizes out",
    )


def sizes_of(table: Ints, homes: int, people: int) -> tuple[Ints, int]:
    """List a community's least household sizes, ascending; count the open ones above.

    At a smaller scale the sizes keep their shares, as far as residents allow.

    Args:
        table: Households by size, shape (S,).
        homes: Households, at the scale of the town.
        people: Residents, at the scale of the town.
    """
    if table.sum() != homes:
        table = apart(homes, table.astype(np.float64))
    sizes = np.repeat(np.arange(1, table.size + 1), table)
    opened = int(table[-1])
    short = int(sizes.sum()) - people
    place = sizes.size - 1
    while short > 0:
        # Too many persons: the largest households become smaller.
        cut = min(short, int(sizes[place]) - 1)
        sizes[place] -= cut
        short -= cut
        place -= 1
        opened = max(opened, 1)
    return np.sort(sizes), max(opened, 1 if short < 0 else 0)
