"""All actors of a town, by kind and community."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.agents.committee import Committee
from sim.agents.grid_worker import GridWorker
from sim.agents.organisation import SocialOrganisation
from sim.agents.resident_unit import ResidentUnit
from sim.agents.social_worker import SocialWorker
from sim.agents.town_government import TownGovernment
from sim.declarations.matters import FIELDS
from sim.extend import own_actors
from sim.rng import hashed_id

if TYPE_CHECKING:
    from sim.model import CommunityModel


@dataclass(slots=True)
class Roster:
    """The actors that exist; lists by community have one entry for each community.

    Attributes:
        town: The town government.
        committees: The committee of each community.
        units: Resident units of each community, the readiest to sign first.
        organisations: Organisations of each community, oldest first.
        projects: Social workers of each community, by field.
        grids: Grid workers of each grid.
        grid_place: Community of each grid.
        grid_key: What keyed draws know each grid by.
        grids_of: Grids of each community, by keyed rank: the first are staffed first.
        own: Actors of extensions.
    """

    town: TownGovernment
    committees: list[Committee]
    units: list[list[ResidentUnit]]
    organisations: list[list[SocialOrganisation]]
    projects: list[dict[str, SocialWorker]]
    grids: list[list[GridWorker]]
    grid_place: list[int]
    grid_key: list[int]
    grids_of: list[list[int]]
    own: list[Any]

    @classmethod
    def initial(cls, model: "CommunityModel") -> "Roster":
        """Make the actors before the first month: committees, units and the town."""
        communities = model.world.town.communities
        agenda = model.draws.uniforms("agenda", 0, model.world.community_keys).tolist()
        coordination = model.parameters["initial_coordination"]
        places = [place for place, one in enumerate(communities) for _ in range(one.grids)]
        keys = [
            hashed_id("grid", one.id, number) for one in communities for number in range(one.grids)
        ]
        grids_of: list[list[int]] = [[] for _ in communities]
        for grid in sorted(
            range(len(keys)), key=[model.draws.one("grid_rank", 0, key) for key in keys].__getitem__
        ):
            grids_of[places[grid]].append(grid)
        return cls(
            town=TownGovernment(model),
            committees=[
                Committee(model, place, coordination, agenda[place])
                for place in range(len(communities))
            ],
            units=[
                sorted(
                    (ResidentUnit(model, place, number) for number in range(one.units)),
                    key=lambda unit: unit.rank,
                )
                for place, one in enumerate(communities)
            ],
            organisations=[[] for _ in communities],
            projects=[{} for _ in communities],
            grids=[[] for _ in places],
            grid_place=places,
            grid_key=keys,
            grids_of=grids_of,
            own=own_actors(model, model.world.town.community_ids, hashed_id),
        )

    def staff_grids(self, model: "CommunityModel", workers: list[float]) -> None:
        """Hire or dismiss grid workers so that each community has its number, rounded.

        Grids stay when the number changes; where there are fewer workers than grids, grids of
        the lowest keyed rank are staffed first.
        """
        for place, (wanted, own) in enumerate(zip(workers, self.grids_of, strict=True)):
            whole = int(wanted + 0.5)
            for order, grid in enumerate(own):
                number = whole // len(own) + (1 if order < whole % len(own) else 0)
                staff = self.grids[grid]
                while len(staff) > number:
                    staff.pop().remove()
                while len(staff) < number:
                    staff.append(GridWorker(model, place, grid, self.grid_key[grid], len(staff)))

    def run_projects(self, model: "CommunityModel", place: int, wanted: list[bool]) -> None:
        """Begin and end projects of a community, one for each field wanted."""
        running, agency = self.projects[place], place % int(model.parameters["agency_count"])
        for field_name, on in zip(FIELDS, wanted, strict=True):
            if on and field_name not in running:
                running[field_name] = SocialWorker(model, place, field_name, agency)
            elif not on and field_name in running:
                running.pop(field_name).remove()

    def sign_agreements(self, place: int, wanted: int) -> None:
        """Keep the number of agreements of a community at what is wanted, by the units' will.

        Agreements that end are renewed or not; then units without one sign, the readiest first,
        until the number is reached. Where fewer are wanted, none is broken: they run out.
        """
        units = self.units[place]
        now = units[0].model.month if units else 0
        base = self.town.model.parameters["unit_signing_base"]
        signed = 0
        for unit in units:
            if unit.until is not None and unit.until < now:
                if wanted > 0:
                    unit.renew()
                else:
                    unit.until = None
            signed += unit.signed
        for unit in units:
            if signed >= wanted:
                break
            if unit.until is None and unit.draw("sign") < base + (1.0 - base) * unit.commitment:
                unit.sign()
                signed += 1
