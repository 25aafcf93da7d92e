"""Sliders that were moved: levers set from a month on, as the timeline of a scenario has them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declare import Label
from sim.scenario.timeline import TOWN

Key = tuple[int, str, str]
"""Month, lever, and ``town`` or the id of a community."""
DIGITS = 12
"""Digits of a slider's value; what a float has beyond them is noise."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Sliders that were moved, each from a month on.

    A move for the town replaces what communities had, as a plain value in a file does; a later
    move of the same slider in the same month replaces the earlier one.

    Attributes:
        values: Value by month, lever and place.
    """

    values: Mapping[Key, float] = field(default_factory=lambda: MappingProxyType({}))

    def moved(self, month: int, lever: str, place: str, value: float) -> "Moves":
        """These and one more.

        Args:
            month: Month from which the value holds.
            lever: Name of the lever.
            place: ``town`` or the id of a community; the town's for a lever of the town alone.
            value: The value; one outside the lever's range is brought to its nearer end.
        """
        declared = LEVERS[lever]
        place = TOWN if declared.town_only else place
        held = float(f"{min(max(value, declared.low), declared.high):.{DIGITS}g}")
        kept = {
            key: old
            for key, old in self.values.items()
            if key[:2] != (month, lever) or (place != TOWN and key[2] != place)
        }
        return Moves(MappingProxyType({**kept, (month, lever, place): held}))

    def from_month(self, month: int) -> "Moves":
        """The sliders as they were left, all of them from one month on."""
        made = Moves()
        for _, lever, place in sorted(self.values, key=_order):
            # In order of time, and the town before communities: the last word counts.
            made = made.moved(month, lever, place, self._last(lever, place))
        return made

    def _last(self, lever: str, place: str) -> float:
        """The value that a slider was last moved to."""
        months = [key[0] for key in self.values if key[1:] == (lever, place)]
        return self.values[max(months), lever, place]

    def settings(self) -> dict[str, float]:
        """As settings that lie over a scenario; see `sim.scenario.load.variant`."""
        found = {}
        for month, lever, place in sorted(self.values, key=_order):
            path = f"timeline.{format_month(month)}.levers.{lever}"
            found[path if place == TOWN else f"{path}.{place}"] = self.values[month, lever, place]
        return found

    def names(self) -> frozenset[tuple[str, str]]:
        """Lever and place of every slider that was moved."""
        return frozenset((lever, place) for _, lever, place in self.values)

    def text(
        self, parent: str, communities: Sequence[str], scale: float, label: Label | None = None
    ) -> str:
        """The scenario file that says the same.

        Args:
            parent: The scenario that the sliders lie over: a shipped one by name, or a path, the
                same folder meaning that of the new file.
            communities: Ids of its communities.
            scale: Share of the residents that is simulated.
            label: What readers call the parent; its name when None.
        """
        called = label or Label(parent, parent)
        beside = [f"# To be kept beside {parent[2:]}."] if parent.startswith("./") else []
        lines = [
            f"# Sliders moved on the page, over {parent}; all values are assumed.",
            *beside,
            "label:",
            f"  en: {json.dumps(f'{called.en}, sliders moved', ensure_ascii=False)}",
            f"  zh: {json.dumps(f'{called.zh}（滑块已移动）', ensure_ascii=False)}",
            "summary:",
            f"  en: {json.dumps(f'{called.en} with sliders moved on the page.')}",
            f"  zh: {json.dumps(f'{called.zh}，在页面上移动了滑块。', ensure_ascii=False)}",
            f"extends: {parent}",
            "population:",
            f"  scale: {scale:g}",
        ]
        for month in sorted({key[0] for key in self.values}):
            if "timeline:" not in lines:
                lines.append("timeline:")
            lines += [f"  - date: {format_month(month)}", "    levers:"]
            for lever in LEVERS:
                said = self._said(month, lever, communities)
                if said:
                    lines.append(f"      {lever}: {said}")
        return "\n".join(lines) + "\n"

    def _said(self, month: int, lever: str, communities: Sequence[str]) -> str:
        """What a file says of a lever from a month on; empty when nothing."""
        found = {
            place: value
            for (when, name, place), value in self.values.items()
            if (when, name) == (month, lever)
        }
        if not found:
            return ""
        if set(found) == {TOWN}:
            return f"{found[TOWN]:.{DIGITS}g}"
        if TOWN in found:
            # A mapping leaves communities alone that it does not name, so it names them all.
            found = {place: found.get(place, found[TOWN]) for place in (TOWN, *communities)}
        return (
            "{" + ", ".join(f"{place}: {value:.{DIGITS}g}" for place, value in found.items()) + "}"
        )


def _order(key: Key) -> tuple[int, str, bool, str]:
    """In order of time, and the town before communities."""
    month, lever, place = key
    return month, lever, place != TOWN, place
