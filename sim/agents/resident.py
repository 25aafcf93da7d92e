"""Residents as Mesa agents: a row number, and attributes that read and write the columns."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.declarations.columns import RESIDENT_COLUMNS
from sim.declarations.forms import CO_PRODUCTION, FORMS
from sim.declare import Column
from sim.world import party_ranks

if TYPE_CHECKING:
    from sim.model import CommunityModel

_LASTING = frozenset(
    (
        "birth_month",
        "party",
        "education",
        "public_job",
        "migrant",
        "owner",
        "disposition",
        "threshold",
    )
)
"""Columns from which the model works out the lasting part of decisions in advance."""
_SETTLED = frozenset(("resident_id", "community", "group", "household"))
"""Columns that say which slot it is and where: rows are sorted by them."""


class ColumnAttribute:
    """An attribute of an agent that is a cell of a column.

    Args:
        column: The declared column; what is written must lie in its range.
    """

    def __init__(self, column: Column) -> None:
        self.column = column
        self.__doc__ = f"{column.meaning} ({column.unit})"

    def __get__(self, agent: "Resident | None", owner: type) -> Any:
        """Read the value in the column; for a column with forms, a view of shape (6,)."""
        if agent is None:
            return self
        values = getattr(agent.model.world.residents, self.column.name)
        return values[:, agent.row] if self.column.forms else values[agent.row].item()

    def __set__(self, agent: "Resident", value: Any) -> None:
        """Write the column; from the next month on the person decides by the new value.

        Raises:
            AttributeError: The column says which slot it is and where.
            ValueError: The value lies outside the declared range, or is no number the column
                can hold.
        """
        name, low, high = self.column.name, self.column.low, self.column.high
        if name in _SETTLED:
            raise AttributeError(f"{name} cannot be set: a resident's slot stays where it is")
        values = getattr(agent.model.world.residents, name)
        array = np.asarray(value)
        if (low is not None and not (array >= low).all()) or (
            high is not None and not (array <= high).all()
        ):
            raise ValueError(f"{name} = {value} is outside {low} to {high}")
        with np.errstate(invalid="ignore"):
            held = array.astype(values.dtype)
        if not (held == array).all():
            raise ValueError(f"{name} = {value} is no {values.dtype.name}")
        values[..., agent.row] = held
        if name in _LASTING:
            agent.model.refresh(np.array([agent.row]))


class Resident(mesa.Agent):  # type: ignore[misc]
    """A resident: the person who at present fills one slot of the town.

    Every column of `sim.declarations.columns.RESIDENT_COLUMNS` is an attribute. Party members,
    group leaders and volunteers are residents with a role.

    Args:
        model: The model.
        row: Row in the columns.
    """

    model: "CommunityModel"

    def __repr__(self) -> str:
        """Name id, year and month of birth as the model counts, and community."""
        return f"<Resident {self.resident_id} of {self.community_id}>"

    def __init__(self, model: "CommunityModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    def remove(self) -> None:
        """Refuse what Mesa's agents can: slots stay, and whoever leaves one is replaced.

        Raises:
            ValueError: Always.
        """
        raise ValueError(f"{self!r} cannot be removed; whoever leaves is replaced in the month")

    @property
    def age(self) -> float:
        """Age in years at the start of the model's month."""
        born: int = self.model.world.residents.birth_month[self.row].item()
        return (self.model.month - born) / 12.0

    @property
    def community_id(self) -> str:
        """Id of the community."""
        place: int = self.model.world.residents.community[self.row].item()
        return self.model.world.town.community_ids[place]

    @property
    def grid(self) -> int:
        """Index of the grid, over the town: that of the household."""
        world = self.model.world
        index: int = world.households.grid[world.residents.household[self.row]].item()
        return index

    @property
    def party_rank(self) -> float:
        """Keyed rank among party members, 0-1: the lowest report in the community first."""
        rank: float = party_ranks(self.model.world, np.array([self.row]), self.model.draws).item()
        return rank

    @property
    def roles(self) -> frozenset[str]:
        """Roles of the person: party_member, group_leader, volunteer, resident_leader.

        A resident leader (居民骨干) led an organisation, building or lane in the last 12 months.
        """
        r = self.model.world.residents
        held = {
            "party_member": r.party[self.row],
            "group_leader": r.group_leader[self.row],
            "volunteer": r.registered[self.row],
            "resident_leader": r.history[CO_PRODUCTION, self.row] & 0xFFF,
        }
        return frozenset(role for role, holds in held.items() if holds)

    @property
    def ties(self) -> list["Resident"]:
        """Household members, neighbours, friends and colleagues in the town."""
        ties = self.model.world.ties
        first = ties.start[self.row]
        rows = ties.neighbour[first : first + ties.degree[self.row]]
        return [self.model.residents[row] for row in rows]

    def took_part(self, form: str, months: int = 12) -> bool:
        """Tell whether the person took part in a form in the last months, at most 32.

        Raises:
            ValueError: No such form.
        """
        known = {one.name: one.index for one in FORMS}
        if form not in known:
            raise ValueError(f"no form {form!r}; the forms are {', '.join(known)}")
        bits = int(self.model.world.residents.history[known[form], self.row])
        return bool(bits & ((1 << months) - 1))


for _column in RESIDENT_COLUMNS:
    setattr(Resident, _column.name, ColumnAttribute(_column))
