"""Measures of the residents at the end of a run; see `sim.declarations.outputs`.

Who volunteers often did so before. True state dependence is what having volunteered does; spurious
is that the same people are inclined to, year after year. The usual model parts them:

    y*_it = gamma y_i,t-1 + x_it b + c y_i0 + a_i + e_it,   y_it = 1 where y*_it > 0

with a_i normal of variance s2 and e_it standard normal, so that rho = s2 / (1 + s2). The first year
stands among the regressors, which answers for where people began (Wooldridge 2005, Journal of
Applied Econometrics 20: 39-54). The likelihood is summed over Gauss-Hermite nodes (Butler & Moffitt
1982). No package of Python that is kept fits it; Stata calls it ``xtprobit, re``.
"""

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORMS, VOLUNTEERING
from sim.declarations.outputs import OF_PANEL, OFTEN, OLD_AGE, OUTPUTS
from sim.month.state import adults_in, members_in
from sim.world import World

if TYPE_CHECKING:
    import pandas as pd


# --- State dependence of volunteering: a dynamic random-effects probit on a panel of residents

Floats = NDArray[np.float64]
_NODES = 16
_FEWEST_YEARS = 3
_TRAITS = ("female", "migrant", "owner", "party")
NAMES = ("dependence_gamma", "dependence_rho", "dependence_true", "dependence_raw")


def dependence_of(panel: "pd.DataFrame", form: str = "volunteering") -> dict[str, float]:
    """Measure the outputs of `sim.declarations.outputs.OF_PANEL` for a form.

    Only persons who are there in every December of the panel count.

    Args:
        panel: Columns of the table ``panel``, of one run.
        form: The form.

    Returns:
        By name; all NaN with fewer than three Decembers, or where nobody changes.
    """
    unknown = dict.fromkeys(NAMES, math.nan)
    whole, years = _balanced(panel)
    if years < _FEWEST_YEARS:
        return unknown
    took = (whole[f"months_{form}"].to_numpy() > 0).reshape(-1, years)
    if not (took[:, 1:] != took[:, :-1]).any():
        return unknown
    gamma, sigma, true = dynamic_probit(took, _regressors(whole, years))
    before, after = took[:, :-1], took[:, 1:]
    found = (
        gamma,
        sigma**2 / (1.0 + sigma**2),
        true,
        float(after[before].mean() - after[~before].mean()),
    )
    return dict(zip(NAMES, found, strict=True))


def _balanced(panel: "pd.DataFrame") -> "tuple[pd.DataFrame, int]":
    """Select who is there in every December of the panel, by person and year; count years."""
    december = panel[panel["month"].map(lambda day: day.month == 12).astype(bool)]
    years = int(december["month"].nunique())
    keys = ["resident", "arrived"]
    there = december.groupby(keys)["month"].transform("size") == years
    return december[there].sort_values([*keys, "month"], kind="stable"), years


def _regressors(whole: "pd.DataFrame", years: int) -> Floats:
    """Collect what is observed of persons, (persons, years - 1, k): years, age and traits."""
    persons = len(whole) // years
    first = whole.iloc[::years]
    age = first["age"].to_numpy(dtype=np.float64) / 10.0
    college = first["education"].eq("college").to_numpy()
    fixed: list[Floats] = [age - age.mean(), college.astype(np.float64)]
    fixed += [first[name].to_numpy(dtype=np.float64) for name in _TRAITS]
    kept = np.array([one for one in fixed if np.ptp(one) > 0.0]).reshape(-1, persons)
    each = np.repeat(kept.T[:, None, :], years - 1, axis=1)
    dummies = np.broadcast_to(np.eye(years - 1), (persons, years - 1, years - 1))
    return np.concatenate([dummies, each], axis=2)


def dynamic_probit(took: NDArray[np.bool_], regressors: Floats) -> tuple[float, float, float]:
    """Fit the model by maximum likelihood.

    Args:
        took: Whether each person did it in each year, shape (persons, years).
        regressors: What else tells of the years after the first, shape (persons, years - 1, k);
            it spans the constant.

    Returns:
        gamma, the standard deviation of what lasts, and the mean over persons and years of what
        having done it in the year before adds to the chance.
    """
    from scipy.optimize import minimize
    from scipy.special import ndtr

    y, before, start = took[:, 1:], took[:, :-1], took[:, :1]
    x = np.concatenate(
        [before[:, :, None], regressors, np.broadcast_to(start, y.shape)[:, :, None]], axis=2
    ).astype(np.float64)
    sign = np.where(y, 1.0, -1.0)
    begin = np.concatenate([_start_of(x, y), [0.0]])
    fit: Any = minimize(_loss, begin, args=(x, sign), jac=True, method="L-BFGS-B")
    beta, sigma = fit.x[:-1], math.exp(fit.x[-1])
    without = x @ beta - beta[0] * x[:, :, 0]
    spread = math.sqrt(1.0 + sigma**2)
    effect = ndtr((without + beta[0]) / spread) - ndtr(without / spread)
    return float(beta[0]), sigma, float(effect.mean())


def _start_of(x: Floats, y: NDArray[np.bool_]) -> Floats:
    """Begin the search with a straight line through the outcomes, on the scale of a probit."""
    flat = x.reshape(-1, x.shape[2])
    slope: Floats = np.linalg.lstsq(flat, 3.0 * (y.ravel() - 0.5), rcond=None)[0]
    return slope


def _loss(values: Floats, x: Floats, sign: Floats) -> tuple[float, Floats]:
    """Compute minus the mean log likelihood of a person, and its slope in coefficients and log s.

    Args:
        values: Coefficients, then the logarithm of the standard deviation of what lasts.
        x: Regressors, shape (persons, years, k).
        sign: 1 where it was done, -1 where not, shape (persons, years).
    """
    from scipy.special import log_ndtr, logsumexp

    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    lasting = math.exp(values[-1]) * nodes
    inside = sign[:, :, None] * ((x @ values[:-1])[:, :, None] + lasting)
    log_chance = log_ndtr(inside)
    each = log_chance.sum(axis=1) + np.log(weights / math.sqrt(2.0 * math.pi))
    person = logsumexp(each, axis=1)
    after = np.exp(each - person[:, None])
    mills = np.exp(-0.5 * inside**2 - 0.5 * math.log(2.0 * math.pi) - log_chance)
    pull = sign[:, :, None] * mills * after[:, None, :]
    slope = np.append(np.einsum("itk,it->k", x, pull.sum(axis=2)), float((pull * lasting).sum()))
    return -float(person.mean()), -slope / len(person)


# --- Measures the residents at the end of a run; see `sim.declarations.outputs`

Flags = NDArray[np.bool_]
_YEAR = np.uint32(0xFFF)
_FIFTH = 0.2
_COLLEGE = 2
_FEWEST_COMMUNITIES = 4


def measure_outputs(
    world: World, month: int, panel: "pd.DataFrame | None" = None
) -> dict[str, float]:
    """Measure every output, NaN where it is null."""
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
    """Divide the odds of taking part with a trait by those without; NaN if either has nobody.

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
    """Find the busiest people's share of all occasions; NaN when there were none.

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
    """Count who volunteered in one month only, and who came again the year after.

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
    """Compare migrants and locals, where groups mix and where they do not.

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
    """Subtract migrants' participation from that of locals; NaN when either has nobody."""
    groups = [among & ~migrant, among & migrant]
    if not all(group.any() for group in groups):
        return math.nan
    local, other = (float(took[group].mean()) for group in groups)
    return local - other


def _mixing(world: World, migrants: Flags, adult: Flags) -> float:
    """Find the share of some migrants' ties outside their household that are with locals."""
    ties, rows = world.ties, np.flatnonzero(migrants)
    first = ties.start[rows] + ties.household_degree[rows]
    count = (ties.degree[rows] - ties.household_degree[rows]).astype(np.int64)
    offsets = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    known = ties.neighbour[np.repeat(first, count) + offsets]
    known = known[adult[known]]
    return float((~world.residents.migrant[known]).mean()) if known.size else math.nan
