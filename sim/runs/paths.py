"""Whose path parts in two runs, since when, through which channel; and the story of one.

With keyed draws a resident is the same person with the same luck in both runs, so that a path
that differs shows what a difference in policy did to that person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.channels import ALL_CHANNELS
from sim.declarations.forms import (
    ACTIVITY,
    DEEP_FORMS,
    ELECTION,
    FORM_COUNT,
    FORMS,
    INFORMED,
    VOLUNTEERING,
)
from sim.declarations.groups import MIDDLE_AGE, OLD_AGE
from sim.declarations.matters import KINDS
from sim.errors import ModelError, OptionError, Problem, UserError
from sim.extend import ExtensionError
from sim.kernels import participation
from sim.month.predictor import norm_window, rules_of, threshold_powers
from sim.month.recording import panel_rows
from sim.month.state import Month
from sim.runs.parallel import Tick
from sim.runs.simulate import failed_run

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.scenario import Scenario
    from sim.world import World


# --- Through which channel a resident's decision differs between two runs of one seed

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
NAMES = tuple(ALL_CHANNELS)
_INDEX = {name: place for place, name in enumerate(NAMES)}
_OF_SOURCE = np.full(participation.SOURCE_COUNT, _INDEX["other"])
for _source, _name in (
    (participation.PARTY, "visit"),
    (participation.TIE, "neighbour"),
    (participation.ORGANISATION, "organisation"),
    (participation.OFFICIAL, "announcement"),
    (participation.BROADCAST, "announcement"),
):
    _OF_SOURCE[_source] = _INDEX[_name]
_MOST_TIES = 255


@dataclass
class Side:
    """One of two runs in a month: what residents decided, and out of what.

    Attributes:
        month: The month, over.
        before: The world as it was when the month began, in which people decided.
        parameters: Every parameter.
    """

    month: Month
    before: "World"
    parameters: Mapping[str, float]

    @classmethod
    def step(cls, model: "CommunityModel") -> "Side":
        """Run one month of a model."""
        before = model.world.copy()
        model.step()
        assert model.last_month is not None
        return cls(model.last_month, before, model.parameters)

    @cached_property
    def rules(self) -> participation.Rules:
        """Weights of the decision."""
        return rules_of(self.parameters, _MOST_TIES)

    @cached_property
    def _seen(self) -> NDArray[np.uint8]:
        """What ties see of each resident, shape (N,)."""
        seen = np.empty(self.month.took.size, dtype=np.uint8)
        window = norm_window(self.parameters)
        participation.see(self.before.residents.history, self.month.adult, window, seen)
        return seen

    def has(self, bits: NDArray[np.uint8], form: int, rows: Rows) -> NDArray[np.bool_]:
        """Tell whether the bit of a form is set in some rows."""
        return (bits[rows] >> np.uint8(form) & 1).astype(np.bool_)

    def norm(self, rows: Rows) -> Floats:
        """Compute the strength of the social norm on some residents, 0-1."""
        ties, rules = self.before.ties, self.rules
        degree = ties.degree[rows].astype(np.int64)
        owner = np.repeat(np.arange(rows.size), degree)
        first = np.cumsum(degree) - degree
        place = np.arange(owner.size) - first[owner] + ties.start[rows][owner]
        seen = self._seen[ties.neighbour[place]]
        adults = np.bincount(owner[(seen & participation.ADULT_BIT) != 0], minlength=rows.size)
        deep = np.bincount(owner[(seen & participation.DEEP_BIT) != 0], minlength=rows.size)
        share = rules.share_power[adults, deep]
        exponent = self.parameters["norm_exponent"]
        limit = threshold_powers(self.before.residents.threshold[rows], exponent)
        if rules.hard_threshold:
            strength = (share >= limit).astype(np.float64)
        else:
            total = share + limit
            strength = np.divide(share, total, where=total > 0, out=np.zeros_like(share))
        found: Floats = np.where(limit <= 0, 1.0, strength)
        return found

    def let_in(self, rows: Rows) -> NDArray[np.bool_]:
        """Tell whether those willing to volunteer are, or get, on the register."""
        r, month = self.before.residents, self.month
        chance = month.conditions.register_chance[r.community[rows]]
        drawn = month.draws.uniforms("register", month.number, r.resident_id[rows])
        found: NDArray[np.bool_] = r.registered[rows] | (drawn < chance)
        return found

    def terms(self, form: int, rows: Rows) -> dict[str, Floats]:
        """Compute terms of a form's decision beside the ask, in log-odds, by channel."""
        r, rules, c = self.before.residents, self.rules, self.month.conditions
        place, free = r.community[rows], r.free_hours[rows]
        hours = np.full(rows.size, rules.hours[form])
        incentive = np.zeros(rows.size)
        if form == VOLUNTEERING:
            hours = c.volunteering_hours[place]
            incentive = c.incentive[place] - r.motive_loss[rows]
        deeper = form not in (INFORMED, ELECTION)
        cost = np.divide(hours, free, where=free > hours, out=np.ones(rows.size))
        return {
            "neighbour": rules.norm * self.norm(rows),
            "prize": incentive,
            "service": c.appeal[place] if form == ACTIVITY else np.zeros(rows.size),
            "project": c.inclusion[place] * r.migrant[rows],
            "announcement": rules.informed * deeper * r.habit[INFORMED, rows],
            "habit": rules.habit * r.habit[form, rows],
            "attitude": rules.trust * r.trust[rows]
            + rules.efficacy * r.efficacy[rows]
            + rules.belonging * r.belonging[rows],
            "time": -rules.cost * cost,
        }


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why decisions differ, arrays of one length.

    Attributes:
        channel: Index in `NAMES`.
        push: What the channel adds to the log-odds of the run that took part; NaN where the
            decision was the same, and something else stood in the way of one of them.
    """

    channel: NDArray[np.int64]
    push: Floats


def channels_of(sides: tuple[Side, Side], form: int, rows: Rows) -> Reasons:
    """Find the channel by which residents took part in a form in one run only.

    First what stood in the way: no meeting in one of the runs; or, where both were willing, the
    register and places. Else the channel that adds most to the log-odds of the run that
    took part, the first in the order of `ALL_CHANNELS` where several add the same. Nobody
    differs in what is drawn: the same person has the same luck in both runs.

    Args:
        sides: The two runs of one seed in a month, in any order.
        form: The form.
        rows: Residents who took part in it in one of the runs.
    """
    one, other = sides
    took = one.has(one.month.took, form, rows)
    open_in = [side.has(side.month.decided, form, rows) for side in sides]
    willing = [side.has(side.month.willing, form, rows) for side in sides]
    pushes = _pushes(sides, form, rows)
    # Towards the run that took part.
    pushes[:, took] *= -1.0
    largest = pushes.argmax(axis=0)
    push = pushes[largest, np.arange(rows.size)]
    # Where no term tells them apart, hours were promised to another form in one of the runs.
    unseen = "other" if _parameters_differ(sides) else "time"
    channel = np.where(push > 0, largest, _INDEX[unseen])
    both = willing[0] & willing[1]
    channel[both] = _INDEX["places"]
    if form == VOLUNTEERING and both.any():
        entry = [side.let_in(rows) for side in sides]
        channel[both & (entry[0] != entry[1])] = _INDEX["register"]
    shut = open_in[0] != open_in[1]
    if form == INFORMED:
        # Nobody decides on being informed without being asked: what asked in one run only.
        asked = np.where(took, one.month.asked_by[form, rows], other.month.asked_by[form, rows])
        channel[shut] = _OF_SOURCE[asked[shut]]
    else:
        channel[shut] = _INDEX["meeting"]
    push = np.where(both | shut | (push <= 0), np.nan, push)
    return Reasons(channel.astype(np.int64), push)


def _pushes(sides: tuple[Side, Side], form: int, rows: Rows) -> Floats:
    """Compute what each channel adds to the second run's log-odds, shape (channels, n)."""
    one, other = sides
    before, after = one.terms(form, rows), other.terms(form, rows)
    pushes = np.zeros((len(NAMES), rows.size))
    for name, term in after.items():
        pushes[_INDEX[name]] += term - before[name]
    asked = [side.month.asked_by[form, rows] for side in sides]
    worth = [side.rules.worth[source] for side, source in zip(sides, asked, strict=True)]
    # The worthier of two asks is the one whose presence or absence makes the difference.
    worthier = np.where(worth[1] > worth[0], asked[1], asked[0])
    np.add.at(pushes, (_OF_SOURCE[worthier], np.arange(rows.size)), worth[1] - worth[0])
    return pushes


def _parameters_differ(sides: tuple[Side, Side]) -> bool:
    """Tell whether the two runs have other parameters."""
    one, other = sides
    return dict(one.parameters) != dict(other.parameters)


# --- The story of one resident, month by month, and of the same one in the run beside it

TYPICAL = "typical"
"""In place of an id: whoever is typical of those whose path differs."""
SIDES = ("baseline", "scenario")
SOURCES = {
    participation.TIE: "tie",
    participation.PARTY: "party_member",
    participation.OFFICIAL: "official",
    participation.ORGANISATION: "organisation",
    participation.BROADCAST: "broadcast",
}
"""Who asked, as `Month.asked_by` has it, by the words of trials."""
HOW = ("named", "typical", "alike")
"""How somebody came to be followed; ``alike`` where nobody's path differs."""
_NAMED = 6
"""Ids that a message about an unknown one names."""


@dataclass
class Following:
    """What has been seen so far of those who may be told of.

    Attributes:
        rows: Their rows, ascending: one, or those of the panel.
        named: Whether the id of one was given.
        mask: Bits of the forms that a path is made of.
        arrived: When those arrived who were there first, shape (n,).
        decided: Who could take part in the first month, shape (n,).
        months: What was seen, an entry for each month.
    """

    rows: NDArray[np.int64]
    named: bool
    mask: np.uint8
    arrived: NDArray[np.int64] = field(init=False)
    decided: NDArray[np.bool_] = field(init=False)
    months: list[tuple[dict[str, NDArray[Any]], ...]] = field(default_factory=list)

    @classmethod
    def of(cls, model: "CommunityModel", asked: str, mask: np.uint8) -> "Following":
        """Begin with nothing seen.

        Args:
            model: A model before its first month.
            asked: An id, or `TYPICAL`.
            mask: Bits of the forms that a path is made of.

        Raises:
            OptionError: There is no resident of that id.
        """
        r = model.world.residents
        panel = panel_rows(model.world, model.draws)
        if asked == TYPICAL:
            return cls(panel, False, mask)
        ids = [str(one) for one in r.resident_id[r.eligible]]
        if asked not in ids:
            some = ", ".join(str(one) for one in r.resident_id[panel[:_NAMED]])
            text = f"there is no resident {asked!r} among the {len(ids):,} of seed {model.seed}"
            hint = f"give the id of one of the panel at this scale, such as {some}, or typical"
            raise OptionError(Problem(text, path="resident", hint=hint))
        return cls(np.flatnonzero(r.eligible)[[ids.index(asked)]], True, mask)

    def see(
        self, sides: "tuple[Side, Side]", models: "tuple[CommunityModel, CommunityModel]"
    ) -> None:
        """Take down a month that is over in both runs."""
        if not self.months:
            self.arrived = sides[0].before.residents.arrived[self.rows].astype(np.int64)
            self.decided = sides[0].month.decides[self.rows]
        self.months.append(
            tuple(_seen(side, model, self.rows) for side, model in zip(sides, models, strict=True))
        )

    def told(self) -> "tuple[pd.DataFrame, dict[str, object]]":
        """Tell the story of one of them, and how that one was chosen.

        Returns:
            A row for each month: resident, arrived, community (index), age, female, migrant,
            owner, party, vulnerable, month, then for either run, after its name: asked
            (``form:source`` with semicolons), took (forms), registered, matter (kind of one that
            arose in the household), outcome (1 resolved, -1 neglected), visited, trust. And
            ``how`` of `HOW`, ``others``: of how many it is the middle one.
        """
        import pandas as pd

        one, how, others = self._chosen()
        rows = []
        for sides in self.months:
            row = {name: sides[0][name][one] for name in _WHO}
            for side, seen in zip(SIDES, sides, strict=True):
                row |= {f"{side}_{name}": _plain(name, seen[name][..., one]) for name in _DOES}
            rows.append(row)
        return pd.DataFrame(rows), {"how": how, "others": others}

    def _chosen(self) -> tuple[int, str, int]:
        """Choose whoever is told of: place, how it was chosen, and among how many.

        Typical is whoever, of those that could take part from the first month on, stayed to the
        end and whose path differs, has the middle difference in occasions of taking part; the
        first in the town of several. Where nobody's path differs, the middle number of occasions.
        """
        if self.named:
            return 0, HOW[0], 1
        took = np.array([[seen["took"] for seen in sides] for sides in self.months]) & self.mask
        occasions = np.bitwise_count(took).astype(np.int64).sum(axis=0)
        last = self.months[-1][0]["arrived"]
        stayed = self.decided & (last == self.arrived)
        differs = stayed & (took[:, 0] != took[:, 1]).any(axis=0)
        among = differs if differs.any() else stayed if stayed.any() else self.decided | True
        measure = occasions[1] - occasions[0] if differs.any() else occasions[0]
        places = np.flatnonzero(among)
        middle = np.sort(measure[places])[(places.size - 1) // 2]
        found = int(places[np.flatnonzero(measure[places] == middle)[0]])
        return found, HOW[1] if differs.any() else HOW[2], int(places.size)


_WHO = (
    *("resident", "arrived", "community", "age", "female", "migrant", "owner", "party"),
    *("vulnerable", "month"),
)
_DOES = ("asked", "took", "registered", "matter", "outcome", "visited", "trust")


def _seen(side: "Side", model: "CommunityModel", rows: NDArray[np.int64]) -> dict[str, Any]:
    """Record a month of one run, arrays whose last axis is that of the rows."""
    month, before, after = side.month, side.before.residents, model.world.residents
    homes, matters = before.household[rows], month.state.matters
    arisen = np.flatnonzero(matters.arisen == month.number)
    kinds = dict(
        zip(matters.household[arisen].tolist(), matters.kind[arisen].tolist(), strict=True)
    )
    # Whoever left has left as they were.
    stays = before.arrived[rows] == after.arrived[rows]
    return {
        "resident": before.resident_id[rows],
        "arrived": before.arrived[rows].astype(np.int64),
        "community": before.community[rows].astype(np.int64),
        "age": (month.number - before.birth_month[rows].astype(np.int64)) // 12,
        **{
            name: getattr(before, name)[rows]
            for name in ("female", "migrant", "owner", "party", "vulnerable")
        },
        "month": np.full(rows.size, month.number),
        "asked": month.asked_by[:, rows],
        "took": month.took[rows],
        "registered": np.where(stays, after.registered[rows], before.registered[rows]),
        "matter": np.array([kinds.get(home, -1) for home in homes.tolist()]),
        "outcome": month.outcome[rows],
        "visited": month.visited[homes],
        "trust": np.where(stays, after.trust[rows], before.trust[rows]),
    }


def _plain(name: str, value: Any) -> object:
    """Write a value as the table has it."""
    if name == "asked":
        return ";".join(
            f"{FORMS[form].name}:{SOURCES[int(value[form])]}"
            for form in range(FORM_COUNT)
            if value[form] != participation.NOT_ASKED
        )
    if name == "took":
        return ";".join(form.name for form in FORMS if int(value) >> form.index & 1)
    if name == "matter":
        return "" if value < 0 else KINDS[int(value)].name
    return value.item()


def story_table(frame: "pd.DataFrame", seed: int, communities: tuple[str, ...]) -> "pd.DataFrame":
    """Tabulate the story: after seed, months as YYYY-MM, communities by id."""
    found = frame.copy()
    found.insert(0, "seed", seed)
    for column in ("arrived", "month"):
        found[column] = [format_month(int(month)) for month in found[column]]
    found["community"] = [communities[int(place)] for place in found["community"]]
    return found


# --- Two runs of one seed side by side: whose path differs, from when on, and through what

_BY_DEPTH = tuple(sorted(range(FORM_COUNT), key=lambda form: -FORMS[form].depth))
_AGES = np.array([f"18-{MIDDLE_AGE - 1}", f"{MIDDLE_AGE}-{OLD_AGE - 1}", f"{OLD_AGE}+"])
_EDUCATION = np.array(["below_senior_high", "senior_high", "college"])
_EITHER: dict[str, tuple[str, str]] = {
    "migrant": ("local", "migrant"),
    "owner": ("tenant", "owner"),
    "vulnerable": ("other", "vulnerable"),
    "party": ("other", "member"),
}
"""Groups of residents by a column that is True or False, in that order."""


def forms_of(metric: str) -> tuple[int, ...]:
    """List the forms that a path is made of when a metric is asked about.

    That of the metric, or all that count as participation.
    """
    if metric == "turnout":
        return tuple(form.index for form in FORMS if form.name == "election")
    single = [form.index for form in FORMS if metric == f"participation_{form.name}"]
    return tuple(single) or DEEP_FORMS


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scenarios of one town, from one start.

    Attributes:
        baseline: The one that is compared with.
        scenario: The other.
        forms: Forms that a path is made of.
        followed: Id of the resident whose story is told, `sim.runs.paths.TYPICAL`, or empty.
    """

    baseline: "Scenario"
    scenario: "Scenario"
    forms: tuple[int, ...]
    followed: str = ""


@dataclass(frozen=True, slots=True)
class Paths:
    """What differs with one seed.

    Attributes:
        frame: A row for each person whose path differs, by month, then resident: resident_id,
            arrived (month), community (index), resident_group, age, origin, education, tenure,
            vulnerable, party, month, form, took_part (``scenario`` or ``baseline``: the run in
            which the person did), channel, push (log-odds, NaN where the decision itself was
            the same), occasions and baseline_occasions (months of each form until the end or
            until the person left).
        persons: How many people could take part in some month from the branch on.
        story: `sim.runs.paths.Following.told`, where somebody is followed.
    """

    frame: "pd.DataFrame"
    persons: int
    story: "tuple[pd.DataFrame, dict[str, object]] | None" = None


@dataclass
class _Trace:
    """What has been seen so far; arrays have shape (N,)."""

    mask: np.uint8
    decided: NDArray[np.bool_]
    differs: NDArray[np.bool_]
    occasions: NDArray[np.int32]
    persons: int = 0
    parts: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, count: int, forms: Sequence[int]) -> "_Trace":
        """Begin with nothing seen."""
        mask = np.uint8(sum(1 << form for form in forms))
        decided, differs = (np.zeros(count, dtype=np.bool_) for _ in range(2))
        return cls(mask, decided, differs, np.zeros((2, count), dtype=np.int32))

    def see(self, sides: "tuple[Side, Side]", world: Any) -> None:
        """Take down a month, after which newcomers have arrived in the world."""
        took = [side.month.took & self.mask for side in sides]
        fresh = sides[0].month.decides & ~self.decided
        self.persons += int(fresh.sum())
        self.decided |= fresh
        for run, bits in enumerate(took):
            self.occasions[run] += np.bitwise_count(bits)
        new = np.flatnonzero((took[0] != took[1]) & ~self.differs)
        if new.size:
            self.parts.append(_first(sides, new, took[0][new] ^ took[1][new]))
            self.differs[new] = True
        gone = np.flatnonzero(world.residents.arrived != sides[0].before.residents.arrived)
        self._settle(gone)

    def _settle(self, rows: Rows) -> None:
        """Settle those who left: their slots are others' now."""
        self._count(rows)
        self.decided[rows] = self.differs[rows] = False
        self.occasions[:, rows] = 0

    def _count(self, rows: Rows) -> None:
        """Note the occasions of people whose path differs."""
        here = np.zeros(self.differs.size, dtype=np.bool_)
        here[rows[self.differs[rows]]] = True
        for part in self.parts if here.any() else ():
            mine = here[part["row"]] & (part["occasions"] < 0)
            for run, name in enumerate(("baseline_occasions", "occasions")):
                part[name][mine] = self.occasions[run][part["row"][mine]]

    def paths(self) -> Paths:
        """Collect all that was seen."""
        import pandas as pd

        self._count(np.arange(self.differs.size))
        columns = [name for name in _first_columns() if name != "row"]
        joined: dict[str, Any] = {
            name: np.concatenate([part[name] for part in self.parts]) if self.parts else []
            for name in columns
        }
        return Paths(pd.DataFrame(joined), self.persons)


def _first_columns() -> tuple[str, ...]:
    """List the columns of a part of the table."""
    return (
        "row",
        "resident_id",
        "arrived",
        "community",
        "resident_group",
        "age",
        "origin",
        "education",
        "tenure",
        "vulnerable",
        "party",
        "month",
        "form",
        "took_part",
        "channel",
        "push",
        "occasions",
        "baseline_occasions",
    )


def _first(
    sides: "tuple[Side, Side]", rows: Rows, odd: NDArray[np.uint8]
) -> dict[str, NDArray[Any]]:
    """Tabulate rows of the table for people whose path differs for the first time.

    Args:
        sides: The runs of the baseline and of the scenario.
        rows: Their rows, ascending.
        odd: Bits of the forms that they took part in in one run only.
    """
    r, number = sides[0].before.residents, sides[0].month.number
    form = np.full(rows.size, -1)
    for candidate in _BY_DEPTH:
        form[(form < 0) & (odd >> np.uint8(candidate) & 1 > 0)] = candidate
    channel, push = np.empty(rows.size, dtype=np.int64), np.empty(rows.size)
    did = np.empty(rows.size, dtype=np.bool_)
    for one in np.unique(form):
        mine = form == one
        found = channels_of(sides, int(one), rows[mine])
        channel[mine], push[mine] = found.channel, found.push
        did[mine] = sides[1].has(sides[1].month.took, int(one), rows[mine])
    years = (number - r.birth_month[rows]) // 12
    either = {
        name: np.array(words)[getattr(r, name)[rows].astype(np.int64)]
        for name, words in _EITHER.items()
    }
    values = (
        rows,
        r.resident_id[rows],
        r.arrived[rows],
        r.community[rows],
        r.group[rows],
        _AGES[np.digitize(years, (MIDDLE_AGE, OLD_AGE))],
        either["migrant"],
        _EDUCATION[r.education[rows]],
        either["owner"],
        either["vulnerable"],
        either["party"],
        np.full(rows.size, number),
        np.array([one.name for one in FORMS])[form],
        np.where(did, "scenario", "baseline"),
        np.array(NAMES)[channel],
        push,
        np.full(rows.size, -1),
        np.full(rows.size, -1),
    )
    return dict(zip(_first_columns(), values, strict=True))


def paths_of(pair: Pair, seed: int, tick: Tick) -> Paths:
    """Run both scenarios with one seed and follow every resident.

    Raises:
        ModelError: A run failed, or the same seed made other people.
    """
    try:
        return _follow(pair, seed, tick)
    except (BrokenPipeError, ModelError, UserError, ExtensionError):
        raise
    except Exception as error:
        raise failed_run(
            f"{pair.scenario.name} beside {pair.baseline.name}", seed, error
        ) from error


def _follow(pair: Pair, seed: int, tick: Tick) -> Paths:
    """Follow as `paths_of` does, with errors as they come."""
    from sim.model import CommunityModel

    one = CommunityModel(pair.baseline, seed)
    trace = _Trace.of(one.world.residents.resident_id.size, pair.forms)
    # Whoever is not there is told before anything runs.
    following = Following.of(one, pair.followed, trace.mask) if pair.followed else None
    _run_past(one, pair, tick)
    other = _branch(one, pair, seed)
    while one.running:
        sides = (Side.step(one), Side.step(other))
        tick()
        tick()
        if not _same_people(one, other):
            raise ModelError(f"seed {seed}: the two runs do not hold the same people")
        if sides[0].month.number >= pair.baseline.start:
            trace.see(sides, one.world)
            if following is not None:
                following.see(sides, (one, other))
    found = trace.paths()
    return found if following is None else replace(found, story=following.told())


def _run_past(model: "CommunityModel", pair: Pair, tick: Tick) -> None:
    """Run what both scenarios share, up to the branch, once."""
    from sim.scenario import first_difference

    until = first_difference(pair.baseline, pair.scenario)
    shared = pair.baseline.start if until is None else min(until, pair.baseline.start)
    while model.month < shared:
        model.step()
        tick()
        tick()


def _branch(model: "CommunityModel", pair: Pair, seed: int) -> "CommunityModel":
    """Branch the other scenario's run off, from where they part."""
    from sim.model import CommunityModel
    from sim.runs.snapshot import freeze, thaw

    if model.month == pair.baseline.first_month:
        return CommunityModel(pair.scenario, seed)
    return thaw(freeze(model), pair.scenario)


def _same_people(one: "CommunityModel", other: "CommunityModel") -> bool:
    """Tell whether the slots of two runs hold the same people."""
    left, right = one.world.residents, other.world.residents
    return np.array_equal(left.resident_id, right.resident_id) and np.array_equal(
        left.arrived, right.arrived
    )
