"""The story of one resident, month by month, and of the same one in the run beside it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.forms import FORM_COUNT, FORMS
from sim.declarations.matters import KINDS
from sim.errors import OptionError, Problem
from sim.kernels.participation import BROADCAST, NOT_ASKED, OFFICIAL, ORGANISATION, PARTY, TIE
from sim.month.recording import panel_rows

if TYPE_CHECKING:
    import pandas as pd

    from sim.model import CommunityModel
    from sim.runs.channels import Side

TYPICAL = "typical"
"""In place of an id: whoever is typical of those whose path differs."""
SIDES = ("baseline", "scenario")
SOURCES = {
    TIE: "tie",
    PARTY: "party_member",
    OFFICIAL: "official",
    ORGANISATION: "organisation",
    BROADCAST: "broadcast",
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
        """Nothing yet.

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
        """The story of one of them, and how that one was chosen.

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
        """Place of whoever is told of, how that one was chosen, and among how many.

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
    """A month of one run, arrays whose last axis is that of the rows."""
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
    """A value as the table has it."""
    if name == "asked":
        return ";".join(
            f"{FORMS[form].name}:{SOURCES[int(value[form])]}"
            for form in range(FORM_COUNT)
            if value[form] != NOT_ASKED
        )
    if name == "took":
        return ";".join(form.name for form in FORMS if int(value) >> form.index & 1)
    if name == "matter":
        return "" if value < 0 else KINDS[int(value)].name
    return value.item()


def story_table(frame: "pd.DataFrame", seed: int, communities: tuple[str, ...]) -> "pd.DataFrame":
    """The story as a table of results: after seed, months as YYYY-MM, communities by id."""
    found = frame.copy()
    found.insert(0, "seed", seed)
    for column in ("arrived", "month"):
        found[column] = [format_month(int(month)) for month in found[column]]
    found["community"] = [communities[int(place)] for place in found["community"]]
    return found
