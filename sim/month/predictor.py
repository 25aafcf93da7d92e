"""What is lasting in decisions: resources, origin, disposition; weights and tables of the rest.

It is refreshed each January, when everyone's age and ties are read anew, and for newcomers when
they arrive; terms are centred on the town's mean at the start of the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import FORMS
from sim.kernels import participation
from sim.kernels.maths import powers
from sim.world import World

Floats = NDArray[np.float64]

MOST_TIES = 256
"""Ties are counted in bytes."""


@dataclass(frozen=True, slots=True)
class Centre:
    """Means over the adults of the town at the start, on which the terms are centred."""

    age: float
    party: float
    college: float
    public_job: float
    migrant: float
    owner: float
    disabled: float
    ties: float
    ties_sd: float

    @classmethod
    def of(cls, world: World, adult: NDArray[np.bool_], month: int) -> "Centre":
        """Find the centre of a world; integers are summed, so their order is no matter.

        Whoever was put into a built town (`sim.world.insert_resident`) and ties to them are no
        part of it: one resident more must not move the decisions of all others.
        """
        r = world.residents
        described = sum(community.residents for community in world.town.communities)
        degree = world.ties.degree
        later = np.flatnonzero(r.resident_id >= described)
        if later.size:
            degree = degree.copy()
            for row in later:
                degree[world.ties.of(int(row))] -= 1
            adult = adult & (r.resident_id < described)
        number = int(np.count_nonzero(adult))
        count = max(number, 1)
        ages = month * number - int(r.birth_month[adult].sum(dtype=np.int64))
        # How many have each number of ties: sums of whole numbers, in any order.
        people = np.bincount(degree[adult], minlength=1)
        ties = np.arange(people.size)
        mean = int((people * ties).sum()) / count
        variance = int((people * ties * ties).sum()) / count - mean * mean
        return cls(
            age=ages / count / 120.0,
            party=int(r.party[adult].sum()) / count,
            college=int((r.education[adult] == 2).sum()) / count,
            public_job=int(r.public_job[adult].sum()) / count,
            migrant=int(r.migrant[adult].sum()) / count,
            owner=int(r.owner[adult].sum()) / count,
            disabled=int(r.disabled[adult].sum()) / count,
            ties=mean,
            ties_sd=float(np.sqrt(variance)) if variance > 0 else 1.0,
        )


def lasting_part(
    world: World,
    rows: NDArray[np.int64] | slice,
    centre: Centre,
    month: int,
    parameters: Mapping[str, float],
) -> participation.Lasting:
    """Work out the lasting part of some residents' decisions: common terms, age, college.

        common = beta_party party + beta_public_job job + beta_migrant migrant
                 + beta_owner owner + beta_disabled disability + beta_ties ties + disposition

    in log-odds, with each trait less the town's mean, ties in standard deviations, age in decades.
    Ties with locals give a migrant back the share `migrant_mixing` of the effect of being one.
    Age weighs on being informed, consultation and elections, college on volunteering and
    elections; see `participation.Rules`.

    Source: resources of Verba, Schlozman & Brady 1995; sizes as the parameters say.
    """
    r, p = world.residents, parameters
    common = (
        p["beta_party"] * (r.party[rows] - centre.party)
        + p["beta_public_job"] * (r.public_job[rows] - centre.public_job)
        + p["beta_migrant"] * (r.migrant[rows] - centre.migrant)
        + p["beta_owner"] * (r.owner[rows] - centre.owner)
        + p["beta_disabled"] * (r.disabled[rows] - centre.disabled)
        + p["beta_ties"] * ((world.ties.degree[rows] - centre.ties) / centre.ties_sd)
        + r.disposition[rows]
    )
    if p["migrant_mixing"] > 0.0:
        common -= p["beta_migrant"] * p["migrant_mixing"] * _mixed(world, rows)
    age = (month - r.birth_month[rows]).astype(np.int16)
    return participation.Lasting(common, age, r.education[rows] == 2, centre.age, centre.college)


def _mixed(world: World, rows: NDArray[np.int64] | slice) -> Floats:
    """Find migrants' share of ties outside the household with locals, 0 for others.

    Source: Yue, Li, Jin & Feldman 2013: such ties make at home, those to migrants hardly.
    """
    r, ties = world.residents, world.ties
    rows = np.arange(len(r))[rows]
    own = np.where(r.migrant[rows], ties.degree[rows] - ties.household_degree[rows], 0)
    own = own.astype(np.int64)
    owner = np.repeat(np.arange(rows.size), own)
    first = ties.start[rows] + ties.household_degree[rows] - (np.cumsum(own) - own)
    local = ~r.migrant[ties.neighbour[first[owner] + np.arange(owner.size)]]
    found: Floats = np.bincount(owner, local, rows.size) / np.maximum(own, 1)
    return found


def room_for_lasting(count: int, centre: Centre) -> participation.Lasting:
    """Make room for the lasting part of so many residents' decisions, nothing read yet."""
    return participation.Lasting(
        common=np.empty(count),
        age=np.empty(count, dtype=np.int16),
        college=np.empty(count, dtype=np.bool_),
        mean_age=centre.age,
        mean_college=centre.college,
    )


def norm_window(parameters: Mapping[str, float]) -> np.uint32:
    """Mark the months of history that count for the norm, as bits."""
    return np.uint32((1 << int(parameters["norm_months"])) - 1)


def threshold_powers(threshold: Floats, exponent: float) -> Floats:
    """Raise theta to a, or keep it where the threshold is hard, shape (n,)."""
    return threshold.copy() if exponent == inf else powers(threshold, exponent)


def rules_of(parameters: Mapping[str, float], most_ties: int) -> participation.Rules:
    """Set the weights and tables of the decision.

    Args:
        parameters: Every parameter.
        most_ties: Largest number of ties that a resident can have, below 256.
    """
    p = parameters
    count = min(most_ties, MOST_TIES - 1) + 1
    tie_ask = np.empty(count)
    silent = 1.0
    for n in range(count):
        tie_ask[n] = 1.0 - silent
        silent *= 1.0 - p["ask_rate_tie"]
    home_quiet = np.cumprod(np.r_[1.0, np.full(count - 1, 1.0 - p["ask_rate_household"])])
    share = np.zeros((count, count))
    for n in range(1, count):
        share[n, : n + 1] = np.arange(n + 1) / n
    hard = p["norm_exponent"] == inf
    worth = np.zeros(participation.SOURCE_COUNT)
    # An ask worth less than nothing is not the strongest: coming unasked is worth 0.
    for source, name in (
        (participation.TIE, "ask_tie"),
        (participation.PARTY, "ask_party"),
        (participation.OFFICIAL, "ask_official"),
        (participation.ORGANISATION, "ask_official"),
        (participation.BROADCAST, "ask_broadcast"),
    ):
        worth[source] = p["weight_ask"] * max(p[name], 0.0)
    return participation.Rules(
        trust=p["weight_trust"],
        efficacy=p["weight_efficacy"],
        belonging=p["weight_belonging"],
        norm=p["weight_norm"],
        habit=p["weight_habit"],
        informed=p["weight_informed"],
        cost=p["weight_cost"],
        hard_threshold=hard,
        intercept=np.array([p[f"intercept_{form.name}"] for form in FORMS]),
        by_age=np.array([p.get(f"beta_age_{form.name}", 0.0) for form in FORMS]),
        by_college=np.array([p.get(f"beta_college_{form.name}", 0.0) for form in FORMS]),
        hours=np.array([p[f"hours_{form.name}"] for form in FORMS]),
        tie_ask=tie_ask,
        home_quiet=home_quiet,
        share_power=share
        if hard
        else powers(share.ravel(), p["norm_exponent"]).reshape(share.shape),
        worth=worth,
        by_worth=(np.argsort(-worth[1:], kind="stable") + 1).astype(np.int64),
    )
