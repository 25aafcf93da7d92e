"""Phase 6, consult: meetings fall due, adopt decisions, and see them carried out or not."""

import numpy as np
from numpy.typing import NDArray

from sim.declarations.forms import CONSULTATION
from sim.month.state import YEAR, CommunityState, Month
from sim.month.taking_part import places_of


def meetings_due(
    state: CommunityState, rate: NDArray[np.float64], member: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Meetings of the month in each community, shape (C,); what is left stays on the agenda."""
    state.agenda += np.where(member, rate, 0.0)
    due = np.floor(state.agenda).astype(np.int64)
    state.agenda -= due
    return due


def consult(month: Month) -> None:
    """Outcome of the month's meetings; a decision adopted but not carried out stays ritual."""
    state, p = month.state, month.parameters
    slot = month.number % YEAR
    size = month.member.size
    attended = (month.took & np.uint8(1 << CONSULTATION)) != 0
    attendance = np.bincount(month.world.residents.community[attended], minlength=size)
    places = np.where(month.meetings > 0, places_of(month, CONSULTATION), 0)
    state.meetings[slot] = month.meetings
    state.meeting_places[slot] = places
    state.meeting_attendance[slot] = attendance
    state.meetings_adopted[slot] = 0
    for place in np.flatnonzero(month.meetings):
        full = attendance[place] / places[place] if places[place] else 0.0
        chance = p["adoption_base"] + p["adoption_turnout"] * full
        for meeting in range(month.meetings[place]):
            if month.draws.one("adopt", month.number, int(place), meeting) >= chance:
                continue
            state.meetings_adopted[slot, place] += 1
            u = month.draws.one("carry_out", month.number, int(place), meeting)
            if u < month.conditions.carried_out[place]:
                month.meeting[place] = 1
            elif month.meeting[place] == 0:
                month.meeting[place] = -1
