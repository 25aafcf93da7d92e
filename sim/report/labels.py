"""What readers call the communities of a town."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.compare import Design


@dataclass(frozen=True, slots=True)
class PlaceLabels:
    """Labels of communities, in town order.

    Attributes:
        labels: English and Chinese label by id.
    """

    labels: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, design: Design, town: Mapping[str, Any]) -> "PlaceLabels":
        """Those of a design; ids where it has none.

        Args:
            design: What is shown.
            town: The town as the manifest has it.
        """
        named = {place: (en, zh) for place, en, zh in design.places}
        ids = [one["id"] for one in town["communities"]]
        return cls({one: named.get(one, (one, one)) for one in ids})

    def pick(self, place: str, language: str) -> str:
        """The label of a community in a language; its id when there is none."""
        return self.labels.get(place, (place, place))[language == "zh"]

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self.labels)
