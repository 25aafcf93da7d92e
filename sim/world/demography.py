"""Ages, deaths and moves: a flat population that stays as it is.

Slots are fixed, so whoever leaves is replaced in the month. For ages to keep their shares over
decades, newcomers must arrive at the ages at which people are missing, and where people are in
excess more must leave. With n(a) the share of residents at age a, d(a) and m the yearly rates of
death and of moving, and F(a) = (n(a - 1) + n(a)) / 2 the yearly flow across birthday a, the
balance of age a asks for

    I(a) = F(a + 1) - F(a) + (d(a) + m) n(a),        F(0) = births = deaths:

newcomers where it is positive, and additional moves away where it is negative (an age margin that
falls faster than people die and move). The rate m that is common to all ages is lowered by as
much, so that moves sum to those of the margins.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.kernels.maths import exponential
from sim.scenario.town import Margins

Floats = NDArray[np.float64]

AGES = 105
"""Single years of age, 0 to 104; who lives longer keeps the chances of 104."""
ADULT = 18
OLD = 60
_SMOOTHING = 1000
"""Passes over the ages, assumed: enough that no step is left between two bands."""
_ROUNDS = 10
_HALVINGS = 60
NEWBORN = 0
"""Place of the newborn in `Demography.inflow`; age a has the place a + 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Demography:
    """How people of each age leave and come.

    Attributes:
        ages: Share of residents at each single year of age, shape (AGES,), sums to 1.
        death: Chance of dying in a month at each age, shape (AGES,).
        move: Chance of moving away in a month at each age, shape (2, AGES): locals, migrants.
        inflow: Cumulative shares of the ages of those who take the place of a mover, shape
            (2, 2, AGES + 1): by origin (local, migrant), then by whether an adult stays in the
            household (0 no, 1 yes), then newborn and ages 0 to AGES - 1.
        alone_old: Share of residents who live alone and are 60 or over.
    """

    ages: Floats
    death: Floats
    move: Floats
    inflow: Floats
    alone_old: float


def age_shares(margins: Margins, slope: float) -> tuple[Floats, Floats]:
    """Split the age margin into single years, with the yearly death rate at each age.

    Within the bands the shares follow survival times a smooth factor that keeps each band's total
    (pycnophylactic interpolation, Tobler 1979); death rates grow by ``slope`` per year of age
    (Gompertz), scaled so that the town's deaths per resident are those of the margins.

    Returns:
        Shares, shape (AGES,), and deaths per person and year, shape (AGES,).
    """
    bands = tuple((low, high, share) for low, high, share in margins.ages)
    shares, death = _shares_of(bands, margins.deaths, slope)
    return shares.copy(), death.copy()


@lru_cache(maxsize=16)
def _shares_of(
    bands: tuple[tuple[int, int, float], ...], deaths: float, slope: float
) -> tuple[Floats, Floats]:
    """See `age_shares`; every seed of a town has the same."""
    # Ages beyond the last band belong to one more that has no share.
    band = np.full(AGES, len(bands))
    total = np.zeros(len(bands) + 1)
    for index, (low, high, share) in enumerate(bands):
        band[low : min(high, AGES)] = index
        total[index] = share
    return _age_shares(band, total, deaths, slope)


def demography(margins: Margins, lone: Floats, alone_old: float, slope: float) -> Demography:
    """Work out everything about coming and leaving that follows from the margins.

    Args:
        margins: Margins of the town.
        lone: Share of the residents who are the only adult of their household, by origin and
            single year of age, shape (2, AGES): their places go to adults, other places
            therefore to more children.
        alone_old: Share of residents who live alone and are 60 or over.
        slope: Growth of mortality per year of age.
    """
    ages, death = age_shares(margins, slope)
    inflow = np.zeros((2, 2, AGES + 1))
    move = np.zeros((2, AGES))
    for origin, moves in enumerate((margins.moves.local, margins.moves.migrant)):
        wanted = _balance(ages, death, moves, move[origin])
        _inflow(ages, death, move[origin], wanted, lone[origin], inflow[origin])
    return Demography(
        ages, np.minimum(death / 12.0, 1.0), np.minimum(move / 12.0, 1.0), inflow, alone_old
    )


@njit(cache=True)
def _age_shares(
    band: NDArray[np.int64], total: Floats, deaths: float, slope: float
) -> tuple[Floats, Floats]:
    """See `age_shares`; ``total`` is the share of each band."""
    shape = np.empty(AGES)
    for age in range(AGES):
        shape[age] = exponential(slope * age)
    level = deaths / shape[AGES // 2]
    share = np.ones(AGES)
    for _ in range(_ROUNDS):
        survival = np.ones(AGES)
        for age in range(1, AGES):
            survival[age] = survival[age - 1] * max(0.0, 1.0 - min(1.0, level * shape[age - 1]))
        factor = np.ones(AGES)
        _keep_totals(factor, survival, band, total)
        for _ in range(_SMOOTHING):
            before = factor.copy()
            for age in range(AGES):
                below = before[max(age - 1, 0)]
                above = before[min(age + 1, AGES - 1)]
                factor[age] = (below + 2.0 * before[age] + above) / 4.0
            _keep_totals(factor, survival, band, total)
        weighted = 0.0
        for age in range(AGES):
            share[age] = factor[age] * survival[age]
            weighted += share[age] * shape[age]
        level = deaths / weighted
    return share, level * shape


@njit(cache=True)
def _keep_totals(factor: Floats, survival: Floats, band: NDArray[np.int64], total: Floats) -> None:
    """Scale ``factor`` in each band so that factor times survival sums to the band's total."""
    found = np.zeros(total.size)
    for age in range(AGES):
        found[band[age]] += factor[age] * survival[age]
    for age in range(AGES):
        if found[band[age]] > 0.0:
            factor[age] *= total[band[age]] / found[band[age]]


@njit(cache=True)
def _balance(ages: Floats, death: Floats, moves: float, move: Floats) -> Floats:
    """Fill the yearly rate of moving at each age; returns the yearly inflow at each age."""
    births = 0.0
    for age in range(AGES):
        births += ages[age] * death[age]
    crossing = np.zeros(AGES + 1)
    crossing[0] = births
    for age in range(1, AGES):
        # Nobody crosses into an age that the margin leaves empty.
        if ages[age] > 0.0:
            crossing[age] = 0.5 * (ages[age - 1] + ages[age])
    still = np.empty(AGES)
    for age in range(AGES):
        still[age] = crossing[age + 1] - crossing[age] + death[age] * ages[age]
    low, high = 0.0, moves
    for _ in range(_HALVINGS):
        common = 0.5 * (low + high)
        total = common
        for age in range(AGES):
            if ages[age] > 0.0:
                total += max(0.0, -still[age] - common * ages[age])
        if total > moves:
            high = common
        else:
            low = common
    wanted = np.empty(AGES)
    for age in range(AGES):
        flow = still[age] + low * ages[age]
        wanted[age] = max(0.0, flow)
        move[age] = low + (max(0.0, -flow) / ages[age] if ages[age] > 0.0 else 0.0)
    return wanted


@njit(cache=True)
def _inflow(
    ages: Floats, death: Floats, move: Floats, wanted: Floats, lone: Floats, out: Floats
) -> None:
    """Fill the cumulative ages of newcomers of one origin.

    Children take no place that would leave a household without an adult. So places of lone
    adults, by death or by move, go to adults, and the births and children that do not come there
    come in the other movers' places.
    """
    lone_deaths = lone_moves = adults = 0.0
    for age in range(AGES):
        lone_deaths += ages[age] * death[age] * lone[age]
        lone_moves += ages[age] * move[age] * lone[age]
        if age >= ADULT:
            adults += wanted[age]
    left = max(0.0, adults - lone_deaths - lone_moves) / adults if adults > 0.0 else 0.0
    _cumulate(wanted, 0.0, 0.0, 1.0, out[0])
    _cumulate(wanted, lone_deaths, 1.0, left, out[1])


@njit(cache=True)
def _cumulate(wanted: Floats, born: float, children: float, adults: float, out: Floats) -> None:
    """Cumulate shares of the newborn, children and adults, each with its weight."""
    total = born
    out[NEWBORN] = total
    for age in range(AGES):
        total += wanted[age] * (adults if age >= ADULT else children)
        out[age + 1] = total
    for place in range(AGES + 1):
        out[place] = out[place] / total if total > 0.0 else 1.0
