"""Matters in the slow twin, one at a time: arising, collecting, consulting, handling, reopening."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.declarations.matters import FACILITIES, KINDS, SIZES
from tests.reference.actors import strength
from tests.reference.formulas import clip, logistic
from tests.reference.people import Home, Place

if TYPE_CHECKING:
    from tests.reference.twin import Twin

GRID, COMMUNITY, TOWN = range(3)
CHANNELS = (
    "grid_visit",
    "patrol",
    "party_visit",
    "group_leader",
    "social_worker",
    "organisation",
    "own_report",
)
"""Those who go out to residents hear first."""


@dataclass
class Matter:
    """One matter."""

    who: int
    home: int
    person: int
    place: int
    grid: int
    kind: int
    size: int
    vulnerable: bool
    migrant: bool
    agreement: bool
    beyond: bool
    scope: float
    rank: float
    hours: float
    arisen: int
    state: str = "latent"
    level: int = GRID
    since: int = 0
    ready: int = 0
    collected: int = 0
    channel: str = "none"
    tries: int = 0
    closed: int = 0
    closed_at: int = 0
    reopen: int = 0
    reopened: int = 0
    days: float = 0.0
    workers: set[str] = field(default_factory=set)

    def close(self, state: str, level: int, month: int) -> None:
        """End it."""
        self.state, self.since, self.closed, self.closed_at = state, month, month, level


def tell(twin: "Twin", home: int, outcome: int) -> None:
    """What a household knows of its matter: 1 truly resolved, -1 neglected."""
    twin.outcome[home] = outcome


def in_turn(matters: list[Matter]) -> list[Matter]:
    """Collected first comes first, then the lower rank."""
    return sorted(matters, key=lambda one: (one.collected, one.rank))


# --- arising and collecting ------------------------------------------------------------------


def arise(twin: "Twin") -> None:
    """At most one matter in each household."""
    twin.outcome = [0] * len(twin.homes)
    for number, home in enumerate(twin.homes):
        found = _arising(twin, number, home)
        if found:
            twin.matters.append(found)


def _arising(twin: "Twin", number: int, home: Home) -> Matter | None:
    """The household's matter of the month, if it has one."""
    p, term = twin.p, twin.terms[home.community]
    weights = [
        (person, p["need_vulnerable"] if person.vulnerable else 1.0)
        for person in home.members
        if person.eligible
    ]
    people = sum(weight for _, weight in weights)
    shares = [p[f"kind_share_{kind.name}"] * term[f"needs of {kind.name}"] for kind in KINDS]
    shares[FACILITIES] *= term["facilities"] * (1 - p["facility_upkeep"] * _said(twin, home))
    rate = p["need_rate"] / 12 * sum(shares)
    u = twin.draws.four("need", twin.month, home.who, 0)
    if u[0] >= rate * people:
        return None
    v = twin.draws.four("need", twin.month, home.who, 1)
    kind = _pick(u[1] * sum(shares), shares)
    size = _pick(u[2], [p["size_share_small"], p["size_share_medium"], 1.0])
    rest, person = v[3] * people, weights[-1][0]
    for one, weight in weights:
        if rest < weight:
            person = one
            break
        rest -= weight
    return Matter(
        who=home.who * 2**20 + twin.month,
        home=number,
        person=person.row,
        place=home.community,
        grid=home.grid,
        kind=kind,
        size=size,
        vulnerable=person.vulnerable,
        migrant=person.migrant,
        agreement=u[3] < p[f"kind_agreement_{KINDS[kind].name}"],
        beyond=v[1] < p["beyond_share"],
        scope=v[2],
        rank=v[0],
        hours=hours_of(twin, size),
        arisen=twin.month,
    )


def _said(twin: "Twin", home: Home) -> float:
    """Share of the adults of a community who attended a meeting in the last 12 months."""
    year = range(twin.month - 12, twin.month)
    adults = [one for one in twin.deciders if one.community == home.community]
    came = [one for one in adults if any(one.did("consultation", month) for month in year)]
    if came and twin.p["facility_upkeep"] > 0:
        twin.noted.add("facilities kept up")
    return len(came) / len(adults) if adults else 0.0


def hours_of(twin: "Twin", size: int) -> float:
    """Work hours of a matter of a size."""
    return twin.p[f"size_hours_{list(SIZES)[size]}"] * twin.p["matter_hours"]


def _pick(u: float, shares: "list[float] | tuple[float, ...]") -> int:
    """Which share u falls into."""
    for index, share in enumerate(shares):
        if u < share:
            return index
        u -= share
    return len(shares) - 1


def collect(twin: "Twin") -> None:
    """The first channel that hears of a matter collects it; what nobody hears of lapses."""
    now = twin.month
    for one in twin.matters:
        if one.state != "latent":
            continue
        served = one.vulnerable or one.scope < twin.terms[one.place]["scope"]
        chances = _hearing(twin, one, served)
        u, silent = twin.draws.one("collect", now, one.who), 1.0
        for channel in CHANNELS:
            silent *= 1 - chances.get(channel, 0.0)
            if u < 1 - silent:
                one.state, one.channel = "waiting", channel
                one.collected = one.since = one.ready = now
                staffed = twin.grids[one.grid].workers > 0
                one.level = TOWN if not served else GRID if staffed else COMMUNITY
                break
        else:
            if now - one.arisen + 1 >= int(twin.p["months_latent"]):
                one.state, one.since = "lapsed", now
                if twin.draws.one("grievance", now, one.who) < twin.p["grievance"]:
                    tell(twin, one.home, -1)
                    twin.noted.add("grievance")


def _hearing(twin: "Twin", one: Matter, served: bool) -> dict[str, float]:
    """Chance of each channel; whom services are not for has only the own report."""
    p, term, person = twin.p, twin.terms[one.place], twin.people[one.person]
    odds = p["report_base"] + term["report_channels"] + p["report_trust"] * (person.trust - 0.5)
    if person.took_part_deeply(twin.month - 12, twin.month):
        odds += p["report_taking_part"]
    odds += term["report_online"] if person.online else 0.0
    odds -= 0.0 if one.vulnerable else term["report_control"]
    chances = {"own_report": term["walk_in"] * logistic(odds)}
    if served:
        place, grid = twin.places[one.place], twin.grids[one.grid]
        people = sum(len(home.members) for home in twin.homes if home.grid == one.grid)
        each = p["grid_residents"] / people / (0.4 * 140)
        chances["grid_visit"] = 1 - math.exp(-p["collect_grid"] * grid.visiting * each)
        if KINDS[one.kind].patrol:
            chances["patrol"] = 1 - math.exp(-p["collect_patrol"] * grid.patrolling * each)
        if one.home in twin.visited:
            chances["party_visit"] = p["collect_party"]
        if place in twin.members:
            chances["group_leader"] = p["collect_leader"]
            here = [who for who in twin.deciders if who.community == one.place]
            led = sum(who.did("co_production", twin.month - 1) for who in here)
            others = max(sum(who.group_leader for who in here), 1)
            more = p["collect_resident_leader"] * min(1.0, led / others)
            chances["group_leader"] += more * (1 - p["collect_leader"])
            if more > 0:
                twin.noted.add("resident leaders listened")
            chances["social_worker"] = p["collect_social"] * strength(twin, one.place, one.kind)
        fives = len(place.organisations) / p["organisation_standard"]
        chances["organisation"] = min(1.0, p["collect_organisation"] * fives)
    return chances


# --- consulting ------------------------------------------------------------------------------


def consult(twin: "Twin") -> None:
    """Meetings take up what needs agreement."""
    now = twin.month
    for place in twin.places:
        came = sum("consultation" in twin.took[person.row] for person in place.people)
        seats = twin.offered[place.index] if twin.meetings[place.index] else 0
        place.diary[now] |= {
            "meetings": twin.meetings[place.index],
            "places": seats,
            "came": came,
            "taken_up": 0,
            "adopted": 0,
        }
        mine = [one for one in twin.matters if one.place == place.index]
        for one in mine:
            there = one.level >= COMMUNITY and one.ready <= now
            if one.state == "waiting" and one.agreement and there:
                one.state, one.since = "consulting", now
        lately = [place.diary[month] for month in twin.alike() if month in place.diary]
        offered = sum(one["places"] for one in lately)
        full = min(sum(one["came"] for one in lately) / offered, 1.0) if offered else 0.0
        _meet(twin, place, in_turn([one for one in mine if one.state == "consulting"]), full)


def _meet(twin: "Twin", place: Place, queue: list[Matter], full: float) -> None:
    """What becomes of the matters that wait for a meeting, one after the other."""
    p, now, term = twin.p, twin.month, twin.terms[place.index]
    per_meeting = p["matters_per_meeting"] * twin.described.scale
    expected = twin.meetings[place.index] * per_meeting
    room = math.floor(expected + twin.draws.one("room", now, place.who))
    place.carried = place.ritual = 0.0
    there = (
        bool(place.organisations),
        any(unit.is_signed(now) for unit in place.units),
        bool(place.projects),
    )
    chance = p["adoption_base"] + p["adoption_turnout"] * full
    chance += p["adoption_range"] * sum(there) / 3
    chance += p["adoption_facilitation"] * place.plan.get("facilitation", 0.0)
    chance += p["adoption_coordination"] * place.coordination
    for one in queue:
        adopts, carries, keeps, paper = twin.draws.four("consult", now, one.who)
        if room <= 0:
            patient = now - one.since < int(p["consultation_patience"])
            if not patient and paper < term["on_paper"]:
                one.close("closed_on_paper", COMMUNITY, now)
                twin.noted.add("waited for a meeting in vain")
        else:
            room -= 1
            place.diary[now]["taken_up"] += 1
            if adopts < clip(chance):
                place.diary[now]["adopted"] += 1
                one.agreement = False
                if carries < term["carried_out"]:
                    one.state, one.ready = "waiting", now
                    place.carried += 1 / expected if expected > 0 else 0.0
                else:
                    one.close("closed_on_paper", COMMUNITY, now)
                    place.ritual += 1 / expected if expected > 0 else 0.0
            elif keeps >= p["carry_over"]:
                one.tries += 1
                if one.tries == int(p["consultation_tries"]):
                    one.close("withdrawn", COMMUNITY, now)
        if one.state == "closed_on_paper":
            watch(twin, one)
            tell(twin, one.home, -1)


# --- handling --------------------------------------------------------------------------------

POOLS = ("units", "organisations", "social_workers", "volunteers")


class Handler:
    """The month's work on the queue.

    Attributes:
        left: Hours left, by ("grid", index), ("committee", place), ("town",), (pool, place).
        offered: The same before anything was used.
        fresh: Hours of committees and partners this month, without those saved, by (who, place).
        booked: Hours booked, by (place, type of actor).
    """

    def __init__(self, twin: "Twin") -> None:
        self.twin, self.now, self.p = twin, twin.month, twin.p
        share = twin.p["organisation_matters"]
        self.left: dict[tuple[object, ...], float] = {("town",): twin.town_hours + twin.town_saved}
        self.fresh: dict[tuple[str, int], float] = {}
        for grid in twin.grids:
            self.left["grid", grid.index] = grid.handling + grid.saved
        for place in twin.places:
            i, scale = place.index, twin.described.scale
            member = place in twin.members
            members = sum(one.members for one in place.organisations) if member else 0.0
            hours = members * twin.p["organisation_hours_per_member"]
            for_matters = place.plan.get("handling", 0.0)
            looking = self.p["volunteer_supervision"] * place.diary[self.now]["hours"]
            looking = min(looking, for_matters)
            place.diary[self.now]["looking after"] = looking
            self.fresh["committee", i] = for_matters - looking
            saved = place.saved.get("committee", 0.0)
            self.left["committee", i] = self.fresh["committee", i] + saved
            self.left["units", i] = scale * sum(unit.offered for unit in place.units)
            self.left["organisations", i] = share * scale * hours
            self.left["social_workers", i] = place.plan.get("cases", 0.0)
            self.left["volunteers", i] = share * place.diary[self.now]["hours"]
            for pool in POOLS:
                self.fresh[pool, i] = self.left[pool, i]
                self.left[pool, i] += place.saved.get(pool, 0.0)
        self.offered = dict(self.left)
        self.booked: dict[tuple[int, str], float] = {}

    def use(self, source: tuple[object, ...], hours: float, one: Matter, actor: str) -> None:
        """Take hours, book them, and note who worked."""
        self.left[source] -= hours
        self.booked[one.place, actor] = self.booked.get((one.place, actor), 0.0) + hours
        one.workers.add(actor)

    def partners(self, one: Matter, need: float) -> float:
        """What units, organisations, social workers and volunteers take over."""
        term, given = self.twin.terms[one.place], 0.0
        fits = {
            "units": term["unit_match"],
            "organisations": term["volunteer_match"],
            "social_workers": strength(self.twin, one.place, one.kind),
            "volunteers": term["volunteer_match"],
        }
        draws = self.twin.draws.four("match", self.now, one.who, 0)
        picks = self.twin.draws.four("match", self.now, one.who, 1)
        for pool, u, pick in zip(POOLS, draws, picks, strict=True):
            left = self.left[pool, one.place]
            part = min(left, self.p["joint_share"] * need, need - given)
            if u < fits[pool] and part > 0:
                self.use((pool, one.place), part, one, pool)
                given += part
                self.twin.joint.append((one, pool, part, pick))
                self.twin.noted.add(f"partner {pool}")
        return given

    def finish(self, one: Matter, source: tuple[object, ...], chance: float, u: float) -> None:
        """It got its hours: truly resolved, or closed on paper."""
        chance += self.p["resolution_joint"] * max(len(one.workers) - 1, 0)
        one.close("resolved" if u < chance else "closed_on_paper", one.level, self.now)
        offered = self.offered[source]
        spent = 1 - self.left[source] / offered if offered > 0 else 1.0
        one.days = 30 * (self.now - one.collected + spent)

    def at_home(self, one: Matter) -> float:
        """Chance of a true end in grid and community."""
        place, p = self.twin.places[one.place], self.p
        chance = p["resolution_base"] + p["resolution_coordination"] * place.coordination
        return clip(
            chance + p["resolution_supervision"] * self.twin.terms[one.place]["supervision"]
        )

    def in_grid(self, one: Matter, u: float) -> bool:
        """The grid worker solves what fits the hours left and needs nobody's leave."""
        need = one.hours * self.twin.terms[one.place]["work"]
        source = ("grid", one.grid)
        # A town scaled down has less of a worker's month, but its matters are no smaller.
        room = self.left[source] / self.twin.described.scale
        if one.beyond or one.agreement or need > room:
            return False
        self.use(source, need - self.partners(one, need), one, "grid")
        one.hours = 0.0
        self.finish(one, source, self.at_home(one), u)
        return True

    def in_committee(self, one: Matter, u: float) -> bool:
        """The committee works as far as its hours go."""
        work, source = self.twin.terms[one.place]["work"], ("committee", one.place)
        if self.left[source] <= 0:
            return False
        need = one.hours * work
        given = self.partners(one, need)
        worked = min(need - given, self.left[source] / self.twin.described.scale)
        self.use(source, worked, one, "committee")
        one.hours -= (worked + given) / work
        if one.hours > 1e-9:
            return False
        self.finish(one, source, self.at_home(one), u)
        return True

    def in_town(self, one: Matter, u: float) -> bool:
        """The town works as far as its hours go."""
        if self.left["town",] <= 0:
            return False
        worked = min(one.hours, self.left["town",] / self.twin.described.scale)
        self.use(("town",), worked, one, "town")
        one.hours -= worked
        if one.hours > 1e-9:
            return False
        self.finish(one, ("town",), self.p["resolution_town"], u)
        return True

    def paper(self, one: Matter) -> None:
        """Close without work."""
        one.close("closed_on_paper", one.level, self.now)
        one.days = 30 * (self.now - one.collected + 1)

    def handle(self, one: Matter) -> None:
        """One matter, from the level where it is upwards, until it ends, waits or has to wait."""
        term, draws = self.twin.terms[one.place], self.twin.draws
        u, refer_up, refer_on, tired = draws.four("handle", self.now, one.who, 0)
        if one.level == GRID:
            if self.in_grid(one, u):
                return
            if draws.one("handle", self.now, one.who, 3) < term["gloss"]:
                self.paper(one)
                self.twin.noted.add("glossed over")
                return
            one.level = COMMUNITY
            if refer_up >= term["same_month"]:
                one.ready = self.now + 1
                return
        if one.level == COMMUNITY and one.agreement:
            one.state, one.since = "consulting", self.now
            return
        delegated = draws.one("handle", 0, one.who, 1) < term["delegation"]
        if one.level == COMMUNITY and one.beyond and not delegated:
            one.level = TOWN
            if refer_on >= term["same_month"]:
                one.ready = self.now + 1
                return
        done = self.in_committee(one, u) if one.level == COMMUNITY else self.in_town(one, u)
        waited = self.now - one.collected >= int(self.p["paper_months"])
        if not done and waited and tired < term["on_paper"]:
            self.paper(one)
            self.twin.noted.add("unserved for too long")


def handle(twin: "Twin") -> None:
    """Work through the queue; settle what will be found out; tell the households."""
    twin.joint = []
    work = Handler(twin)
    queue = in_turn([m for m in twin.matters if m.state == "waiting" and m.ready <= twin.month])
    for one in queue:
        work.handle(one)
        if one.state == "closed_on_paper":
            watch(twin, one)
    for grid in twin.grids:
        spare = (1 / twin.described.scale - 1) * grid.handling
        grid.saved = min(work.left["grid", grid.index], spare)
    spare = (1 / twin.described.scale - 1) * twin.town_hours
    twin.town_saved = min(work.left["town",], spare)
    for place in twin.places:
        for pool in (*POOLS, "committee"):
            spare = (1 / twin.described.scale - 1) * work.fresh[pool, place.index]
            place.saved[pool] = min(work.left[pool, place.index], spare)
    ended = [one for one in queue if one.closed == twin.month]
    for one in ended:
        if one.state == "closed_on_paper":
            tell(twin, one.home, -1)
    for one in ended:
        told = twin.draws.one("feedback", twin.month, one.who)
        if one.state == "resolved" and told < twin.terms[one.place]["feedback"]:
            tell(twin, one.home, 1)
    for place in twin.places:
        for actor in (*POOLS, "grid", "committee", "town"):
            hours = work.booked.get((place.index, actor), 0.0)
            place.diary[twin.month][f"handling {actor}"] = hours


def watch(twin: "Twin", one: Matter) -> None:
    """Whether, and in which of the next months, it is found out."""
    found, when, _, _ = twin.draws.four("handle", twin.month, one.who, 2)
    if found < twin.terms[one.place]["detected"]:
        one.reopen = twin.month + 1 + int(int(twin.p["detection_months"]) * when)


def supervise(twin: "Twin") -> None:
    """What is found out is open again, at the committee or where it was beyond."""
    for one in twin.matters:
        if one.state == "closed_on_paper" and one.reopen == twin.month:
            one.state, one.since, one.ready = "waiting", twin.month, twin.month
            one.level = max(one.level, COMMUNITY)
            one.agreement, one.closed, one.reopen = False, 0, 0
            one.reopened += 1
            one.hours = max(one.hours, twin.p["reopened_work"] * hours_of(twin, one.size))
            twin.noted.add("reopened")
