"""Through which channel a resident's decision differs between two runs of one seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.declarations.channels import ALL_CHANNELS
from sim.declarations.forms import ACTIVITY, ELECTION, INFORMED, VOLUNTEERING
from sim.kernels.participation import (
    ADULT_BIT,
    BROADCAST,
    DEEP_BIT,
    OFFICIAL,
    ORGANISATION,
    PARTY,
    SOURCE_COUNT,
    TIE,
    Rules,
    see,
)
from sim.month.predictor import norm_window, rules_of, threshold_powers
from sim.month.state import Month

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.world import World

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
NAMES = tuple(ALL_CHANNELS)
_INDEX = {name: place for place, name in enumerate(NAMES)}
_OF_SOURCE = np.full(SOURCE_COUNT, _INDEX["other"])
for _source, _name in (
    (PARTY, "visit"),
    (TIE, "neighbour"),
    (ORGANISATION, "organisation"),
    (OFFICIAL, "announcement"),
    (BROADCAST, "announcement"),
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
    def rules(self) -> Rules:
        """Weights of the decision."""
        return rules_of(self.parameters, _MOST_TIES)

    @cached_property
    def _seen(self) -> NDArray[np.uint8]:
        """What ties see of each resident, shape (N,)."""
        seen = np.empty(self.month.took.size, dtype=np.uint8)
        window = norm_window(self.parameters)
        see(self.before.residents.history, self.month.adult, window, seen)
        return seen

    def has(self, bits: NDArray[np.uint8], form: int, rows: Rows) -> NDArray[np.bool_]:
        """Whether the bit of a form is set in some rows."""
        return (bits[rows] >> np.uint8(form) & 1).astype(np.bool_)

    def norm(self, rows: Rows) -> Floats:
        """Strength of the social norm on some residents, 0-1."""
        ties, rules = self.before.ties, self.rules
        degree = ties.degree[rows].astype(np.int64)
        owner = np.repeat(np.arange(rows.size), degree)
        first = np.cumsum(degree) - degree
        place = np.arange(owner.size) - first[owner] + ties.start[rows][owner]
        seen = self._seen[ties.neighbour[place]]
        adults = np.bincount(owner[(seen & ADULT_BIT) != 0], minlength=rows.size)
        deep = np.bincount(owner[(seen & DEEP_BIT) != 0], minlength=rows.size)
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
        """Whether those who are willing to volunteer are, or get, on the register."""
        r, month = self.before.residents, self.month
        chance = month.conditions.register_chance[r.community[rows]]
        drawn = month.draws.uniforms("register", month.number, r.resident_id[rows])
        found: NDArray[np.bool_] = r.registered[rows] | (drawn < chance)
        return found

    def terms(self, form: int, rows: Rows) -> dict[str, Floats]:
        """Terms of the decision on a form beside the ask, in log-odds, by channel."""
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
class Found:
    """Why decisions differ, arrays of one length.

    Attributes:
        channel: Index in `NAMES`.
        push: What the channel adds to the log-odds of the run that took part; NaN where the
            decision was the same, and something else stood in the way of one of them.
    """

    channel: NDArray[np.int64]
    push: Floats


def channels_of(sides: tuple[Side, Side], form: int, rows: Rows) -> Found:
    """The channel at which residents who took part in a form in one run only differ.

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
    return Found(channel.astype(np.int64), push)


def _pushes(sides: tuple[Side, Side], form: int, rows: Rows) -> Floats:
    """What each channel adds to the log-odds in the second run, shape (channels, n)."""
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
    """Whether the two runs have other parameters."""
    one, other = sides
    return dict(one.parameters) != dict(other.parameters)
