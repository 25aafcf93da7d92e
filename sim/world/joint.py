"""How many residents have each combination of attributes, where a town's file counts some.

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
from scipy.sparse import csr_array

from sim.errors import Problem, ScenarioError
from sim.scenario.town import ATTRIBUTES, LEVELS, OLDEST, Counted, Town
from sim.world.demography import ADULT, AGES, age_shares
from sim.world.integers import apart, nearest_integers
from sim.world.people import Weights, education_shares, schooling_class

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

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
        """Whether an attribute is counted."""
        return attribute in self.attributes

    def upto(self, attribute: str) -> Ints:
        """Counts over the community, the attributes before one, and the attribute itself."""
        axes = tuple(range(_AXES[attribute] + 1, self.counts.ndim))
        found: Ints = self.counts.sum(axis=axes)
        return found

    def cells(self, attribute: str, community: Ints, *columns: Ints) -> Ints:
        """The cell of each resident in `upto` without its last axis, shape (N,).

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
        """The band of each age, shape (N,)."""
        return np.searchsorted(np.array(self.ages[1:-1], dtype=np.int64), age, side="right")

    def scaled(self, residents: Sequence[int]) -> "Joint":
        """The table of a town with fewer residents, as near as whole numbers allow."""
        shape = self.counts.shape[1:]
        parts = [
            own if own.sum() == size else apart(size, own.ravel().astype(np.float64)).reshape(shape)
            for own, size in zip(self.counts, residents, strict=True)
        ]
        return Joint(self.attributes, self.ages, np.stack(parts))

    def ages_by_stratum(self, shares: Floats) -> list[Ints]:
        """Single ages, ascending, for each community and origin, in the order of `cells`.

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
    """The residents of a town at full scale by what its file counts; None where it counts nothing.

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
        """The table: fitted, then in whole numbers."""
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
        """Residents by cell with attributes independent, but for those that the model ties."""
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
        """Shares of the levels of education in a band of ages, as the model has them."""
        if high <= ADULT:
            return np.array([1.0, 0.0, 0.0])
        ages = np.arange(low, min(high, AGES))
        weight = float(self._weights.schooling[schooling_class(ages)].mean())
        above, top = education_shares(self._town.margins, self._year, self._weights.college_most)
        above = min(max(above * weight, 1e-6), 0.999)
        top = min(max(top * weight, 1e-6), 0.999 * above)
        return np.array([1.0 - above, above - top, top])

    def _party(self, low: int, level: int) -> float:
        """Share of party members at a level of education, as the model has it."""
        if low < ADULT:
            return 0.0
        share = self._town.margins.party_members * float(self._weights.party[level])
        return min(max(share, 1e-6), 0.999)

    def _of(self, community: int) -> NDArray[np.bool_]:
        """All cells of a community."""
        mask = np.zeros(self._shape, dtype=np.bool_)
        mask[community] = True
        return mask

    def _mask(self, one: Counted) -> NDArray[np.bool_]:
        """The cells that a count counts."""
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
        """What the margins say of attributes that are counted only in part."""
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
        """Whether counts tell an attribute for the whole town."""
        alone = [one for one in self._counts if one.attributes == (attribute,)]
        places = {one.community for one in alone}
        return None in places or len(places) == len(self._town.communities)

    def _impossible(
        self, seed: Floats, equations: Sequence[tuple[NDArray[np.bool_], int]]
    ) -> list[Problem]:
        """Which counts cannot be met together with the others."""
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
    """A table that meets equations, and how far off the worst is, in persons."""
    cells = [np.flatnonzero(mask.ravel()) for mask, _ in equations]
    starts = np.cumsum([0, *(one.size for one in cells)])
    values = np.array([value for _, value in equations], dtype=np.float64)
    table = seed.ravel().copy()
    off = _fit(table, np.concatenate(cells), starts, values)
    return table.reshape(seed.shape), float(off)


@njit(cache=True)
def _fit(table: Floats, cells: Ints, starts: Ints, values: Floats) -> float:
    """Iterative proportional fitting in place; returns how far off the worst equation is."""
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
    """Masks as rows of a matrix."""
    cells = [np.flatnonzero(mask.ravel()) for mask in masks]
    starts = np.cumsum([0, *(one.size for one in cells)])
    data = np.ones(int(starts[-1]))
    return csr_array((data, np.concatenate(cells), starts), shape=(len(masks), masks[0].size))
