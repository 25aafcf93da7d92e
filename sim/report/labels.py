"""What readers call scenarios and the communities of a town."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.compare import Design
from sim.declare import Label
from sim.scenario.scenario import distinct_labels
from sim.words import Speech


@dataclass(frozen=True, slots=True)
class PlaceLabels:
    """Labels of communities, English and Chinese, by id, in town order."""

    labels: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, design: Design, town: Mapping[str, Any]) -> "PlaceLabels":
        """Those of a design, or ids where it has none; the town is that of the manifest."""
        named = {place: (en, zh) for place, en, zh in design.places}
        ids = [one["id"] for one in town["communities"]]
        return cls({one: named.get(one, (one, one)) for one in ids})

    def pick(self, place: str, speech: Speech) -> str:
        """The label of a community; its id when there is none."""
        return speech.pair(self.labels.get(place, (place, place)))

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self.labels)


def town_of(
    manifest: Mapping[str, Any], scenario: Mapping[str, Any]
) -> tuple[tuple[str, str], tuple[tuple[str, str, str], ...]]:
    """English and Chinese label of a town, and id and labels of each of its communities.

    ``scenario`` is that of the manifest whose town is meant; older manifests have ids alone.
    """
    town = scenario["town"]
    named = manifest.get("towns", {}).get(town["id"], {})
    en, zh = named.get("label", (town["id"], town["id"]))
    labels = named.get("communities", {})
    ids = [one["id"] for one in town["communities"]]
    return (en, zh), tuple((one, *labels.get(one, (one, one))) for one in ids)


@dataclass(frozen=True, slots=True)
class ScenarioLabels:
    """Labels of scenarios, English and Chinese, by name."""

    labels: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, scenarios: Mapping[str, Any]) -> "ScenarioLabels":
        """Those of scenarios as a manifest has them, by name; older ones have none."""
        found = {name: one.get("label") for name, one in scenarios.items()}
        labels = {name: Label(one["en"], one["zh"]) if one else None for name, one in found.items()}
        return cls({name: (en, zh) for name, en, zh in distinct_labels(labels)})

    def pick(self, name: str, speech: Speech) -> str:
        """The label of a scenario; its name when there is none."""
        return speech.pair(self.labels.get(name, (name, name)))

    def about(self, found: Mapping[str, Any], speech: Speech) -> dict[str, Any]:
        """What an analysis is about, with its scenarios as readers call them.

        ``found`` is what its manifest says: ``scenario``, ``baseline`` or ``scenarios``, and more.
        """
        named = dict(found)
        for key in ("scenario", "baseline"):
            if key in named:
                named[key] = self.pick(named[key], speech)
        if "scenarios" in named:
            named["scenarios"] = [self.pick(name, speech) for name in named["scenarios"]]
        return named
