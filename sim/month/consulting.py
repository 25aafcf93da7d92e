"""Phase 6, consult: meetings take up matters that need agreement."""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import CONSULTATION
from sim.declarations.matters import CONSULTING, ON_PAPER, WAITING
from sim.kernels.handling import Meetings, Queue, take_up
from sim.matters import Matters
from sim.month.needs import tell_households
from sim.month.state import Month
from sim.month.taking_part import places_of

Floats = NDArray[np.float64]


def queue_of(matters: Matters) -> Queue:
    """Pick the columns that consulting and handling read and write."""
    return Queue(*(getattr(matters, name) for name in Queue._fields))


def consult(month: Month) -> None:
    """Hold the month's meetings; a decision adopted but not carried out stays ritual."""
    state, p, c = month.state, month.parameters, month.conditions
    page, size, matters = month.page, month.member.size, month.state.matters
    attended = (month.took & np.uint8(1 << CONSULTATION)) != 0
    attendance = month.world.residents_where(attended)
    state.books.meetings[page] = month.meetings
    state.books.meeting_places[page] = places_of(month, CONSULTATION)
    state.books.meeting_attendance[page] = attendance
    came, places = (
        state.books.lately(name, month.number, month.world.months_alike)
        for name in ("meeting_attendance", "meeting_places")
    )
    turnout = np.divide(came, places, out=np.zeros(size), where=places > 0)
    np.minimum(turnout, 1.0, out=turnout)
    _call(matters, month.number)
    taken, adopted, carried = (np.zeros(size, dtype=np.int64) for _ in range(3))
    room = month.meetings * p["matters_per_meeting"] * month.world.scale
    rows = matters.turn(matters.state == CONSULTING)
    take_up(
        rows,
        queue_of(matters),
        Meetings(
            room=np.floor(
                room + month.draws.uniforms("room", month.number, month.world.community_keys)
            ).astype(np.int64),
            adopt=_chance_of_adoption(month, turnout),
            carry_over=np.full(size, p["carry_over"]),
            carried_out=c.carried_out,
            on_paper=c.on_paper,
            patience=int(p["consultation_patience"]),
            tries=int(p["consultation_tries"]),
            detected=c.detected,
            detection_months=int(p["detection_months"]),
        ),
        month.draws.key("consult"),
        month.draws.key("handle"),
        month.number,
        taken,
        adopted,
        carried,
    )
    state.books.taken_up[page] = taken
    state.books.adopted[page] = adopted
    np.divide(carried, room, out=month.carried, where=room > 0)
    np.divide(adopted - carried, room, out=month.ritual, where=room > 0)
    closed = rows[matters.state[rows] == ON_PAPER]
    tell_households(month, closed, -1)


def _call(matters: Matters, month: int) -> None:
    """Call matters that need agreement and reached the community to the next meeting."""
    rows = (
        (matters.state == WAITING)
        & matters.agreement
        & (matters.level > 0)
        & (matters.ready <= month)
    )
    matters.state[rows] = CONSULTING
    matters.since[rows] = month


def _chance_of_adoption(month: Month, turnout: Floats) -> Floats:
    """Find the chance that a matter taken up is adopted, shape (C,).

    Source: starting conditions, facilitation and capacity of Ansell & Gash 2008; sizes assumed.
    """
    p, count = month.parameters, turnout.size
    presence = np.zeros(count)
    for place in range(count):
        present = (
            bool(month.roster.organisations[place]),
            any(unit.signed for unit in month.roster.units[place]),
            bool(month.roster.projects[place]),
        )
        presence[place] = sum(present) / len(present)
    coordination = np.array([one.coordination for one in month.roster.committees])
    chance = (
        p["adoption_base"]
        + p["adoption_turnout"] * turnout
        + p["adoption_range"] * presence
        + p["adoption_facilitation"] * month.plan.facilitation
        + p["adoption_coordination"] * coordination
    )
    return np.minimum(np.maximum(chance, 0.0), 1.0)
