"""Making the many agents only when somebody asks for them.

A run without a Mesa user never pays for 95,436 objects: they are made through Mesa's public
constructor when `agents`, `agents_by_type` or `agent_types` is first touched.
"""

from typing import TYPE_CHECKING, Any

from sim.agents.resident import Resident

if TYPE_CHECKING:
    from sim.world import World


class AgentRegister:
    """What `CommunityModel` adds to `mesa.Model` so that residents appear on demand."""

    world: "World"
    _residents: tuple[Resident, ...] | None = None

    @property
    def residents(self) -> tuple[Resident, ...]:
        """Every resident as a Mesa agent, by row."""
        if self._residents is None:
            rows = range(self.world.residents.resident_id.size)
            self._residents = ()  # registering touches the model, which must not start again
            self._residents = tuple(Resident(self, row) for row in rows)  # type: ignore[arg-type]
        return self._residents

    @property
    def agents(self) -> Any:
        """All agents (Mesa's AgentSet), residents included."""
        _ = self.residents
        return super().agents  # type: ignore[misc]

    @agents.setter
    def agents(self, value: Any) -> None:
        """Refuse, as Mesa does."""
        raise AttributeError("agents cannot be set: Mesa keeps them")

    @property
    def agents_by_type(self) -> Any:
        """All agents by type (Mesa's AgentSets), residents included."""
        _ = self.residents
        return super().agents_by_type  # type: ignore[misc]

    @property
    def agent_types(self) -> Any:
        """Types of the agents, residents included."""
        _ = self.residents
        return super().agent_types  # type: ignore[misc]
