"""Phases 2 and 3: matters arise in households, and channels hear of them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import CO_PRODUCTION, CONSULTATION
from sim.declarations.matters import FACILITIES, KINDS, LAPSED, SIZES
from sim.declarations.parameters import PARAMETERS
from sim.kernels import arising
from sim.kernels.group_counts import YEAR
from sim.kernels.maths import exponentials
from sim.matters import Matters
from sim.month.state import Month

Floats = NDArray[np.float64]

_LAST_MONTH = np.uint32(1)
_PATROL = np.array([kind.patrol for kind in KINDS])
VISITING_STANDARD = (
    PARAMETERS["grid_share_visiting"].default * PARAMETERS["hours_per_staff"].default
)
"""Hours of visits a month of one grid worker, for whom the rates are declared."""


def needs_arise(month: Month) -> None:
    """Add the month's matters to the table."""
    r, homes, p = month.world.residents, month.world.households, month.parameters
    new = arising.arise(
        arising.Homes(homes.household_id, homes.first, homes.size, homes.community),
        r.eligible,
        r.vulnerable,
        _needs(month),
        month.draws.key("need"),
        month.key_month,
    )
    month.state.matters.append(
        id=homes.household_id[new.home] * arising.MATTER_STRIDE + month.number,
        household=new.home,
        resident=new.person,
        community=homes.community[new.home],
        grid=homes.grid[new.home],
        kind=new.kind,
        size=new.size,
        vulnerable=r.vulnerable[new.person],
        migrant=r.migrant[new.person],
        agreement=new.agreement,
        beyond=new.beyond,
        scope=new.scope,
        rank=new.rank,
        hours=size_hours(p)[new.size] * p["matter_hours"],
        arisen=np.full(new.home.size, month.number, dtype=np.int32),
    )
    month.state.books.arisen[month.page] = np.bincount(
        homes.community[new.home], minlength=month.member.size
    )


def size_hours(parameters: Mapping[str, float]) -> Floats:
    """Find the work hours of a small, medium and large matter, before the factor on all."""
    return np.array([parameters[f"size_hours_{size}"] for size in SIZES])


def _needs(month: Month) -> arising.Needs:
    """Set what arises: shocks and investment move the shares of kinds and the total.

    So does a say in what is built: of facility matters

        facility_upkeep x share of adults who attended a meeting in the last 12 months

    are spared (Khwaja 2009).
    """
    c, p = month.conditions, month.parameters
    shares = np.array([p[f"kind_share_{kind.name}"] for kind in KINDS]) * c.need_factor
    shares[:, FACILITIES] *= c.facility_factor * (1.0 - _spared(month))
    total = shares.sum(axis=1)
    return arising.Needs(
        rate=p["need_rate"] / 12.0 * total,
        vulnerable=p["need_vulnerable"],
        kind=(np.cumsum(shares, axis=1) / total[:, None])[:, :-1].copy(),
        agreement=np.array([p[f"kind_agreement_{kind.name}"] for kind in KINDS]),
        size=np.cumsum([p["size_share_small"], p["size_share_medium"]]),
        beyond=p["beyond_share"],
    )


def _spared(month: Month) -> Floats:
    """Find the share of facility matters that residents' say spares, 0-1, shape (C,)."""
    upkeep = month.parameters["facility_upkeep"]
    if upkeep == 0.0:
        return np.zeros(month.member.size)
    attended = (month.world.residents.history[CONSULTATION] & YEAR) != 0
    adults = month.world.residents_where(month.decides)
    number = month.world.residents_where(attended & month.decides)
    return upkeep * number / np.maximum(adults, 1)


def _heard_by_leaders(month: Month) -> Floats:
    """Find the chance that leaders, of groups or residents, hear of a matter, shape (C,).

    Residents who led something last month add collect_resident_leader where they are as many as
    the leaders of groups, in proportion below, to what these leave unheard.
    """
    p, r = month.parameters, month.world.residents
    heard = np.where(month.member, p["collect_leader"], 0.0)
    if p["collect_resident_leader"] == 0.0:
        return heard
    led = (r.history[CO_PRODUCTION] & _LAST_MONTH) != 0
    leaders = month.world.residents_where(led & month.decides)
    of_groups = month.world.residents_where(r.group_leader & month.decides)
    more = p["collect_resident_leader"] * np.minimum(leaders / np.maximum(of_groups, 1), 1.0)
    return heard + more * (1.0 - heard)


def collect_matters(month: Month) -> None:
    """Let channels hear of latent matters; those that nobody hears of in time lapse."""
    matters, r = month.state.matters, month.world.residents
    arising.collect(
        _latent(matters),
        _listening(month),
        arising.Hearing(
            r.trust, r.history, r.online, month.visited, month.plan.grid_staffed, _PATROL
        ),
        int(month.parameters["months_latent"]),
        month.draws.key("collect"),
        month.number,
    )
    lapsed = np.flatnonzero((matters.state == LAPSED) & (matters.since == month.number))
    u = month.draws.uniforms("grievance", month.number, matters.id[lapsed])
    resentful = lapsed[u < month.parameters["grievance"]]
    tell_households(month, resentful, -1)


def tell_households(month: Month, rows: NDArray[np.int64], value: int) -> None:
    """Let the households of matters know how they ended: 1 resolved, -1 neglected."""
    homes = month.world.households
    households = month.state.matters.household[rows]
    size = homes.size[households]
    # Counted on from the first of each household.
    start = homes.first[households] - (np.cumsum(size) - size)
    month.outcome[np.repeat(start, size) + np.arange(size.sum())] = value


def _latent(matters: Matters) -> arising.Latent:
    """Pick the columns that collecting reads and writes."""
    return arising.Latent(*(getattr(matters, name) for name in arising.Latent._fields))


def _listening(month: Month) -> arising.Listening:
    """Set the chances of each channel."""
    c, p, plan = month.conditions, month.parameters, month.plan
    homes = month.world.households
    people = np.bincount(homes.grid, weights=homes.size, minlength=plan.grid_visiting.size)
    per_head = p["grid_residents"] / np.maximum(people, 1.0) / VISITING_STANDARD
    organisations = np.array([len(ones) for ones in month.roster.organisations])
    organisations = organisations / p["organisation_standard"]
    return arising.Listening(
        report=p["report_base"] + c.report_channels,
        report_control=c.report_control,
        report_trust=p["report_trust"],
        report_taking_part=p["report_taking_part"],
        report_online=c.report_online,
        walk_in=c.walk_in,
        grid=1.0 - exponentials(-p["collect_grid"] * plan.grid_visiting * per_head),
        patrol=1.0 - exponentials(-p["collect_patrol"] * plan.grid_patrolling * per_head),
        party=np.full(month.member.size, p["collect_party"]),
        leader=_heard_by_leaders(month),
        social=np.where(
            month.member[:, None], p["collect_social"] * month.plan.field_strength, 0.0
        ),
        organisation=np.minimum(p["collect_organisation"] * organisations, 1.0),
        scope=c.service_scope,
    )
