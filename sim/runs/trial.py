"""A randomised trial inside the town: who is drawn, what they get, and what came of it.

Every seed has one run in which nobody gets the treatment, and one for each randomisation. With
keyed draws a resident is the same person with the same luck in all of them, so that what differs
is the treatment and what spreads of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import DEEP_FORMS, FORM_COUNT
from sim.declarations.groups import MIDDLE_AGE, OLD_AGE
from sim.errors import Problem, ScenarioError
from sim.kernels.participation import BROADCAST, NOT_ASKED, OFFICIAL, ORGANISATION, PARTY, TIE
from sim.month.predictor import rules_of
from sim.month.state import Extras, adults_in, members_in
from sim.runs.parallel import Tick
from sim.runs.snapshot import freeze, thaw
from sim.scenario import Scenario
from sim.scenario.scenario import Change, Schedule

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.world import World

Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]
Codes = NDArray[np.int64]

SOURCES = {
    "tie": TIE,
    "party_member": PARTY,
    "official": OFFICIAL,
    "grid_worker": OFFICIAL,
    "organisation": ORGANISATION,
    "broadcast": BROADCAST,
}
"""Who can ask; a grid worker's ask is worth that of an official (assumed)."""
UNITS = ("residents", "households", "groups", "communities")
ANY, REGISTERED = "any", "registered"
"""Outcomes beside the forms: any form of depth 2 or more, and being on the register."""
TREATED, CONTROL, REACHED = "treated", "control", "reached"
HOUSEMATES, TIES, OTHERS = "housemates", "ties", "others"
PEOPLE = (TREATED, REACHED, CONTROL, HOUSEMATES, TIES, OTHERS)
"""Whose outcomes are counted; controls are among the last three as well."""
NOTHING, TREATMENT, PLACEBO = range(3)
"""What a resident is given: nothing, what the treated get, or what the controls get."""


@dataclass(frozen=True, slots=True)
class Dose:
    """One thing that is given.

    Attributes:
        source: Who asks, of `sim.kernels.participation`; `NOT_ASKED` where nobody does.
        form: The form that is asked about.
        visit: Whether the household is visited, which also hears of its matters.
        notice: Share of their ties that residents are told take part; 0 for none.
        lever: Lever that communities get another value of, or empty.
        value: That value.
        after: Months from the beginning of the trial to the first of its own.
        months: How many months it is given.
        reach: Chance that it reaches a resident in a month.
    """

    source: int = NOT_ASKED
    form: int = 0
    visit: bool = False
    notice: float = 0.0
    lever: str = ""
    value: float = 0.0
    after: int = 0
    months: int = 1
    reach: float = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is looked at.

    Attributes:
        name: Name in tables.
        form: Index of a form; -1 for any of depth 2 or more, -2 for the register.
        at: Months from the beginning of the trial to the month looked at.
        within: Months up to and with that month in which having taken part once counts.
    """

    name: str
    form: int
    at: int
    within: int = 1


@dataclass(frozen=True, slots=True)
class Who:
    """Who is randomised.

    Attributes:
        unit: One of `UNITS`.
        share: Share of the units that is treated.
        one: Whether one adult of a household is in the sample, rather than all.
        adults: Number of adults of the households in it, or None for any.
        among: Groups by division that all in the sample belong to.
        registered: Whether they are on the register; None for both.
        communities: Ids of the communities that the sample lies in; empty for all.
    """

    unit: str = "residents"
    share: float = 0.5
    one: bool = False
    adults: int | None = None
    among: tuple[tuple[str, int], ...] = ()
    registered: bool | None = None
    communities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialDesign:
    """A trial: a scenario, from when on who gets what, and what is looked at.

    ``begin`` is the first month of the trial; ``randomisations`` is how often units are drawn.
    """

    scenario: Scenario
    begin: int
    who: Who
    treatment: tuple[Dose, ...]
    control: tuple[Dose, ...]
    outcomes: tuple[Outcome, ...]
    randomisations: int

    def under(self, values: dict[str, float]) -> "TrialDesign":
        """Put the trial under other parameters; what a file or setting writes stays."""
        own = self.scenario
        values = {
            name: value for name, value in values.items() if f"parameters.{name}" not in own.origins
        }
        past = own.past and replace(own.past, parameters={**own.past.parameters, **values})
        made = replace(own, parameters={**own.parameters, **values}, past=past)
        return replace(self, scenario=made)


@dataclass
class Sample:
    """Who can be treated, as the town was when the trial began; arrays have shape (N,) or (n,).

    Attributes:
        rows: Rows of those in the sample, ascending.
        unit: Index of the unit of each of them.
        ids: Ids of the units, for draws.
        places: Index of the community of each unit.
        adult: Adults of member communities.
        who: Ids of all residents.
        household: Household of all residents.
        neighbours: Tied pairs: rows of one and of the other.
    """

    rows: Rows
    unit: Codes
    ids: Codes
    places: Codes
    adult: Bools
    who: Codes
    household: Codes
    neighbours: tuple[Rows, Rows]

    @classmethod
    def of(cls, model: "CommunityModel", who: Who) -> "Sample":
        """Draw the sample of a model whose next month is the first of the trial.

        Raises:
            ScenarioError: Nobody, or too few units, can be treated.
        """
        world, month = model.world, model.month
        r = world.residents
        adult = adults_in(world, month) & members_in(world, month)[r.community]
        eligible = adult & _eligible(world, month, who, adult)
        rows = np.flatnonzero(eligible)
        if who.one and rows.size:
            luck = model.draws.uniforms("trial_member", 0, r.resident_id[rows])
            order = np.lexsort((luck, r.household[rows]))
            first = np.r_[True, np.diff(r.household[rows][order]) != 0]
            rows = np.sort(rows[order[first]])
        keys = {
            "residents": r.resident_id,
            "households": world.households.household_id[r.household],
            "groups": r.group.astype(np.int64),
            "communities": world.community_keys[r.community],
        }[who.unit]
        ids, first_of, unit = np.unique(keys[rows], return_index=True, return_inverse=True)
        sample = cls(
            rows=rows,
            unit=unit.ravel(),
            ids=ids,
            places=r.community[rows][first_of].astype(np.int64),
            adult=adult,
            who=r.resident_id.copy(),
            household=r.household.astype(np.int64),
            neighbours=_pairs(world),
        )
        if not 0 < treated_units(who.share, ids.size) < ids.size:
            text = f"{who.share:g} of {ids.size} {who.unit} leaves nobody treated, or nobody else"
            raise ScenarioError(Problem(text, path="who.share"))
        return sample

    def assign(self, model: "CommunityModel", share: float, number: int) -> Bools:
        """Assign the units that are treated in one randomisation.

        Units are put into a keyed order and treated in turns: of a half, those of every second
        randomisation are those that the one before left out. So every unit is treated as often,
        and what units differ in beforehand evens out over the turns.
        """
        count, every = self.ids.size, treated_units(share, self.ids.size)
        turns = max(1, round(count / every))
        luck = model.draws.uniforms("trial", number // turns, self.ids)
        first = min(number % turns * every, count - every)
        treated = np.zeros(count, dtype=np.bool_)
        treated[np.argsort(luck, kind="stable")[first : first + every]] = True
        return treated

    def arms(self, treated: Bools) -> NDArray[np.int8]:
        """Give what each resident is given, shape (N,)."""
        found = np.full(self.who.size, NOTHING, dtype=np.int8)
        found[self.rows] = np.where(treated[self.unit], TREATMENT, PLACEBO)
        return found

    @cached_property
    def nobody(self) -> Bools:
        """The assignment in which no unit is treated."""
        return np.zeros(self.ids.size, dtype=np.bool_)

    def people(self, arms: NDArray[np.int8], reached: Bools) -> dict[str, Bools]:
        """Mark whose outcomes are counted, each of shape (N,)."""
        treated = arms == TREATMENT
        at_home = np.zeros(int(self.household.max()) + 1, dtype=np.bool_)
        at_home[self.household[treated]] = True
        one, other = self.neighbours
        tied = np.zeros(treated.size, dtype=np.bool_)
        tied[one[treated[other]]] = True
        housemates = at_home[self.household] & self.adult & ~treated
        ties = tied & self.adult & ~treated & ~housemates
        return {
            TREATED: treated,
            REACHED: treated & reached,
            CONTROL: arms == PLACEBO,
            HOUSEMATES: housemates,
            TIES: ties,
            OTHERS: self.adult & ~treated & ~housemates & ~ties,
        }


def treated_units(share: float, count: int) -> int:
    """Count the units that are treated when a share of them is."""
    return round(share * count)


def _pairs(world: "World") -> tuple[Rows, Rows]:
    """List rows of both ends of every tie, each tie in both directions."""
    ties = world.ties
    degree = ties.degree.astype(np.int64)
    one = np.repeat(np.arange(degree.size), degree)
    place = np.arange(one.size) - np.repeat(np.cumsum(degree) - degree, degree)
    other = ties.neighbour[ties.start[one].astype(np.int64) + place].astype(np.int64)
    return one, other


def _eligible(world: "World", month: int, who: Who, adult: Bools) -> Bools:
    """Mark the residents of whom the sample is drawn, shape (N,)."""
    r = world.residents
    columns = {
        "age": np.digitize((month - r.birth_month) // 12, (MIDDLE_AGE, OLD_AGE)),
        "origin": r.migrant,
        "education": r.education,
        "tenure": r.owner,
        "vulnerable": r.vulnerable,
        "party": r.party,
    }
    found = np.ones(adult.size, dtype=np.bool_)
    for division, group in who.among:
        found &= columns[division] == group
    if who.registered is not None:
        found &= r.registered == who.registered
    if who.adults is not None:
        number = np.bincount(r.household[adult], minlength=len(world.households))
        found &= number[r.household] == who.adults
    if who.communities:
        wanted = [world.town.index_of(one) for one in who.communities]
        found &= np.isin(r.community, wanted)
    return found


@dataclass
class Seen:
    """What was seen of all residents: of each outcome who did it, and who was still there.

    ``reached`` are those whom something reached, shape (N,).
    """

    reached: Bools
    did: dict[str, Bools] = field(default_factory=dict)
    there: dict[str, Bools] = field(default_factory=dict)


def play(design: TrialDesign, state: bytes, sample: Sample, treated: Bools, tick: Tick) -> Seen:
    """Run the town from the beginning of the trial to its last horizon.

    Args:
        design: The trial.
        state: The model at its beginning, of `freeze`.
        sample: Who can be treated.
        treated: Which units are.
        tick: Called after each month.
    """
    arms = sample.arms(treated)
    model = thaw(state, with_levers(design, sample, treated))
    seen = Seen(np.zeros(arms.size, dtype=np.bool_))
    worth = rules_of(design.scenario.parameters, 1).worth
    last = max(one.at for one in design.outcomes)
    for passed in range(last + 1):
        model.extras = _extras(design, model, sample, arms, passed, worth, seen)
        model.step()
        tick()
        for one in design.outcomes:
            if one.at == passed:
                seen.did[one.name] = _did(model, one)
                seen.there[one.name] = model.world.residents.resident_id == sample.who
    return seen


def _did(model: "CommunityModel", outcome: Outcome) -> Bools:
    """Mark who did what is looked at, in the last month or some before it."""
    r = model.world.residents
    if outcome.form == -2:
        return r.registered.copy()
    window = np.uint32((1 << outcome.within) - 1)
    forms = DEEP_FORMS if outcome.form == -1 else (outcome.form,)
    found = np.zeros(r.trust.size, dtype=np.bool_)
    for form in forms:
        found |= (r.history[form] & window) != 0
    return found


def _extras(
    design: TrialDesign,
    model: "CommunityModel",
    sample: Sample,
    arms: NDArray[np.int8],
    passed: int,
    worth: NDArray[np.float64],
    seen: Seen,
) -> Extras:
    """Collect what the trial adds to the month so far from its beginning."""
    nothing = Extras()
    asks = np.zeros((FORM_COUNT, arms.size), dtype=np.uint8)
    told, homes = np.zeros(arms.size), []
    there = model.world.residents.resident_id == sample.who
    for arm, doses in ((TREATMENT, design.treatment), (PLACEBO, design.control)):
        rows = np.flatnonzero((arms == arm) & there)
        for place, dose in enumerate(doses):
            if not dose.after <= passed < dose.after + dose.months:
                continue
            luck = model.draws.uniforms(f"trial_reach.{place}", model.month, sample.who[rows])
            hit = rows[luck < dose.reach]
            seen.reached[hit] = True
            if dose.source != NOT_ASKED:
                better = worth[dose.source] >= worth[asks[dose.form, hit]]
                asks[dose.form, hit[better]] = dose.source
            if dose.visit:
                homes.append(sample.household[hit])
            told[hit] = np.maximum(told[hit], dose.notice)
    return Extras(
        asks=asks if asks.any() else nothing.asks,
        told=told if told.any() else nothing.told,
        visits=np.unique(np.concatenate(homes)) if homes else nothing.visits,
    )


def with_levers(design: TrialDesign, sample: Sample, treated: Bools) -> Scenario:
    """Set the levers in communities as their arm gets them."""
    own, changes = design.scenario, list(design.scenario.schedule.changes)
    units = sample.places
    for doses, places in ((design.treatment, units[treated]), (design.control, units[~treated])):
        for dose in doses:
            if dose.lever and places.size:
                changes += _changes(design, dose, sorted({int(one) for one in places}))
    if len(changes) == len(own.schedule.changes):
        return own
    changes.sort(key=lambda one: -1 if one.month is None else one.month)
    return replace(own, schedule=Schedule(tuple(changes)))


def _changes(design: TrialDesign, dose: Dose, places: Sequence[int]) -> list[Change]:
    """Set one lever in some communities, and set it back when the dose ends."""
    own, names = design.scenario, design.scenario.town.community_ids
    first = design.begin + dose.after
    end = min(first + dose.months, own.end)
    months = [first, *(month for month in own.schedule.months() if first < month < end)]
    given = {names[place]: dose.value for place in places}
    found = [Change(month, dose.lever, False, given) for month in months]
    if end < own.end:
        before = own.levers_at(end)[dose.lever]
        back = {names[place]: float(before[place]) for place in places}
        found.append(Change(end, dose.lever, False, back))
    return found


Figures = dict[str, tuple[float, ...]]
"""Counts by outcome: ``OUTCOME/PEOPLE`` has number, those who did it, and those who would have
done it without a treatment, for each randomisation; ``OUTCOME/units`` has randomisation, treated
or not, number, did, would have done and how many units are like that, one unit after another."""


def trial_of(design: TrialDesign, seed: int, tick: Tick) -> Figures:
    """Run a trial with one seed, all of its randomisations from one past.

    Raises:
        ScenarioError: Nobody can be treated.
    """
    from sim.model import CommunityModel

    model = CommunityModel(design.scenario, seed)
    while model.month < design.begin:
        model.step()
        tick()
    sample, state = Sample.of(model, design.who), freeze(model)
    without = play(design, state, sample, sample.nobody, tick)
    found: dict[str, list[float]] = {}
    for number in range(design.randomisations):
        treated = sample.assign(model, design.who.share, number)
        seen = play(design, state, sample, treated, tick)
        for name, counts in counted(design, sample, treated, number, seen, without).items():
            found.setdefault(name, []).extend(counts)
    return {name: tuple(float(one) for one in counts) for name, counts in found.items()}


def counted(
    design: TrialDesign, sample: Sample, treated: Bools, number: int, seen: Seen, without: Seen
) -> dict[str, list[float]]:
    """Count one randomisation, see `Figures`."""
    people = sample.people(sample.arms(treated), seen.reached)
    found: dict[str, list[float]] = {}
    for outcome in design.outcomes:
        name = outcome.name
        there, did, would = seen.there[name], seen.did[name], without.did[name]
        for who, mask in people.items():
            own = mask & there
            counts = (own.sum(), (own & did).sum(), (own & would).sum())
            found[f"{name}/{who}"] = [float(one) for one in counts]
        if design.who.unit != "residents":
            found[f"{name}/units"] = _by_unit(sample, treated, number, (there, did, would))
    return found


def _by_unit(
    sample: Sample, treated: Bools, number: int, flags: tuple[Bools, Bools, Bools]
) -> list[float]:
    """Count units, who did and who would have done, units that are alike together."""
    there, did, would = (one[sample.rows] for one in flags)
    each = [
        np.bincount(sample.unit[mask], minlength=sample.ids.size)
        for mask in (there, there & did, there & would)
    ]
    rows = np.column_stack([treated.astype(np.int64), *each])
    kinds, times = np.unique(rows[rows[:, 1] > 0], axis=0, return_counts=True)
    return [
        float(one) for kind, time in zip(kinds, times, strict=True) for one in (number, *kind, time)
    ]
