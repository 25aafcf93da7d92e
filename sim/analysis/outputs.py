"""Measures the residents at the end of a run; see `sim.declarations.outputs`."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.dependence import dependence_of
from sim.declarations.forms import FORMS, VOLUNTEERING
from sim.declarations.outputs import OF_PANEL, OFTEN, OLD_AGE, OUTPUTS
from sim.month.state import adults_in, members_in
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd

Flags = NDArray[np.bool_]
_YEAR = np.uint32(0xFFF)
_FIFTH = 0.2
_COLLEGE = 2
_FEWEST_COMMUNITIES = 4


def measure_outputs(
    world: World, month: int, panel: "pd.DataFrame | None" = None
) -> dict[str, float]:
    """Every output, NaN where it is null.

    Args:
        world: The world after a month.
        month: That month.
        panel: The panel of the run; without it what is read from one is null.
    """
    r, member = world.residents, members_in(world, month)
    adult = adults_in(world, month) & member[r.community]
    deep = [form.index for form in FORMS if form.depth >= 2]
    took = np.bitwise_or.reduce(r.history[deep]) & _YEAR != 0
    older = month - r.birth_month >= OLD_AGE * 12
    traits = {
        "party": r.party,
        "college": r.education == _COLLEGE,
        "older": older,
        "migrant": r.migrant,
    }
    found = {
        f"odds_{name}": odds_ratio(trait[adult], took[adult]) for name, trait in traits.items()
    }
    volunteers = r.registered & member[r.community]
    occasions = np.bitwise_count(r.history[VOLUNTEERING, volunteers] & _YEAR)
    found["volunteer_top_fifth"] = share_of_busiest(occasions, _FIFTH)
    found |= retention_by_frequency(r.history[VOLUNTEERING, member[r.community]])
    found |= where_groups_mix(world, adult, took)
    found |= dict.fromkeys(OF_PANEL, math.nan) if panel is None else dependence_of(panel)
    return {name: found[name] for name in OUTPUTS}


def odds_ratio(trait: Flags, took: Flags) -> float:
    """Odds of taking part with a trait over those without; NaN when either has nobody.

    Where a cell of the table is empty, a half is added to each (Haldane 1956).
    """
    cells = [
        float(np.count_nonzero((trait == t) & (took == k)))
        for t in (True, False)
        for k in (True, False)
    ]
    if cells[0] + cells[1] == 0 or cells[2] + cells[3] == 0:
        return math.nan
    if min(cells) == 0:
        cells = [one + 0.5 for one in cells]
    return cells[0] * cells[3] / (cells[1] * cells[2])


def share_of_busiest(occasions: NDArray[np.integer], share: float) -> float:
    """Share of all occasions that the busiest people have; NaN when there were none.

    Args:
        occasions: Occasions of each, shape (n,).
        share: Share of the people that counts as the busiest, rounded up to whole people.
    """
    total = int(occasions.sum())
    if not total:
        return math.nan
    most = math.ceil(share * occasions.size)
    return int(np.sort(occasions)[::-1][:most].sum()) / total


def retention_by_frequency(history: NDArray[np.uint32]) -> dict[str, float]:
    """How many volunteers came in one month only, and who came again the year after.

    Args:
        history: Months of volunteering of each resident as bits, the last month lowest,
            shape (n,).

    Returns:
        ``volunteers_once``, ``retention_once`` and ``retention_often``, NaN where null.
    """
    months = np.bitwise_count((history >> np.uint32(12)) & _YEAR)
    again = history & _YEAR != 0
    once, often = months == 1, months >= OFTEN
    return {
        "volunteers_once": _mean(once[months > 0]),
        "retention_once": _mean(again[once]),
        "retention_often": _mean(again[often]),
    }


def _mean(flags: Flags) -> float:
    """Share that is true; NaN of nobody."""
    return float(flags.mean()) if flags.size else math.nan


def where_groups_mix(world: World, adult: Flags, took: Flags) -> dict[str, float]:
    """Migrants against locals, where groups mix and where they do not.

    Args:
        world: The world.
        adult: Whom it is about, shape (residents,).
        took: Who took part, shape (residents,).

    Returns:
        ``lag_where_mixed``, how much farther migrants lag behind locals where groups mix, and
        ``odds_migrant_where_mixed``, their odds ratio there over that elsewhere; NaN where null.
    """
    community, migrant = world.residents.community, world.residents.migrant
    places = [
        place
        for place in np.unique(community[adult])
        if (migrant & adult)[community == place].any()
    ]
    mixing = {
        int(place): _mixing(world, adult & migrant & (community == place), adult)
        for place in places
    }
    known = sorted((place for place in mixing if not math.isnan(mixing[place])), key=mixing.get)  # type: ignore[arg-type]
    if len(known) < _FEWEST_COMMUNITIES:
        return {"lag_where_mixed": math.nan, "odds_migrant_where_mixed": math.nan}
    half = len(known) // 2
    apart, mixed = (adult & np.isin(community, chosen) for chosen in (known[:half], known[-half:]))
    odds = [odds_ratio(migrant[group], took[group]) for group in (mixed, apart)]
    return {
        "lag_where_mixed": _lag(migrant, took, mixed) - _lag(migrant, took, apart),
        "odds_migrant_where_mixed": odds[0] / odds[1] if odds[1] else math.nan,
    }


def _lag(migrant: Flags, took: Flags, among: Flags) -> float:
    """Participation rate of locals minus that of migrants; NaN when either has nobody."""
    groups = [among & ~migrant, among & migrant]
    if not all(group.any() for group in groups):
        return math.nan
    local, other = (float(took[group].mean()) for group in groups)
    return local - other


def _mixing(world: World, migrants: Flags, adult: Flags) -> float:
    """Share of the ties of some migrants outside their household that are with locals."""
    ties, rows = world.ties, np.flatnonzero(migrants)
    first = ties.start[rows] + ties.household_degree[rows]
    count = (ties.degree[rows] - ties.household_degree[rows]).astype(np.int64)
    offsets = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    known = ties.neighbour[np.repeat(first, count) + offsets]
    known = known[adult[known]]
    return float((~world.residents.migrant[known]).mean()) if known.size else math.nan
