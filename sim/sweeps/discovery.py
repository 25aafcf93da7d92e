"""Makes a discovery from its file: which factors are moved, and which outcome is of interest."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.errors import OptionError, Problem
from sim.runs.options import check_metrics
from sim.scenario.check import FileModel, check, refuse
from sim.scenario.fields import Name, Seeds
from sim.scenario.layers import Settings
from sim.scenario.yamlfile import parse_yaml
from sim.sweeps.design import drawn
from sim.sweeps.kinds import DISCOVERY
from sim.sweeps.moved import Moved, moved_fields, open_file, wrong_metric
from sim.sweeps.responses import COST
from sim.sweeps.schema import RunPart

KIND = DISCOVERY
_CONDITION = re.compile(r"\s*([A-Za-z_]\w*)\s*(>|<|\babove\b|\bbelow\b)\s*(\S+)\s*")
MOST_POINTS = 20_000


class ConditionPart(FileModel):
    """A threshold that a metric lies above or below."""

    metric: Name = Field(description="A metric, or cost: all measures, yuan a year in the town")
    above: float | None = Field(None, description="The mean over seeds lies above this")
    below: float | None = Field(None, description="The mean over seeds lies below this")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.above is None) == (self.below is None):
            raise refuse("must have 'above' or 'below', one of them", "write {metric, above}")
        return self


def read_interest(texts: Sequence[str]) -> tuple[ConditionPart, ...]:
    """Conditions as a command line has them.

    Args:
        texts: Each a metric or ``cost``, ``>`` or ``<``, and a number, such as
            ``participation_rate > 0.3``.

    Raises:
        OptionError: One of them is no such condition.
    """
    found, problems = [], []
    for text in texts:
        parts = _CONDITION.fullmatch(text)
        value = _number(parts[3]) if parts else None
        if parts is None or value is None:
            hint = "write it as 'participation_rate > 0.3'"
            problems.append(Problem(f"{text!r} is no condition", path="interest", hint=hint))
            continue
        if parts[1] != COST:
            _, wrong = check_metrics([parts[1]])
            problems += [replace(one, path="interest") for one in wrong]
        way = "above" if parts[2] in (">", "above") else "below"
        found.append(ConditionPart.model_validate({"metric": parts[1], way: value}))
    if problems:
        raise OptionError(problems)
    return tuple(found)


def _number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text.replace("_", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def recorded_discovery(text: str) -> "DiscoveryFile | None":
    """The discovery that a store or a manifest keeps as text; None when it is no such file."""
    problems: list[Problem] = []
    document = parse_yaml(text, "", problems)
    if document is None or document.data.get("kind") != KIND:
        return None
    found, _ = check(DiscoveryFile, document, problems)
    return None if problems else found


class SamplePart(FileModel):
    """The points of the Latin hypercube."""

    points: int = Field(ge=20, le=MOST_POINTS, description="How many points")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Seed of the design, and of what follows")


class BoxesPart(FileModel):
    """How boxes are found (PRIM)."""

    most: int = Field(2, ge=1, le=10, description="How many boxes at most")
    density: float = Field(
        0.8, gt=0, le=1, description="Share of points of interest that is wanted in a box"
    )
    peel: float = Field(0.05, gt=0, le=0.5, description="Share of points that is peeled away")
    mass: float = Field(0.05, gt=0, le=0.5, description="Smallest share of points in a box")


class DiscoveryFile(FileModel):
    """A discovery: what is moved over which range, and what outcome is looked for."""

    kind: Literal["discovery"] = Field(description="discovery")
    summary: str = Field("", description="What the discovery is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1, max_length=2)] = Field(
        description="One, whose level is looked at, or two, whose difference is: second minus first"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    interest: Annotated[tuple[ConditionPart, ...], Field(min_length=1, max_length=5)] = Field(
        description="What must hold of a point, all of it: means over the last 12 months and seeds"
    )
    factors: dict[str, Any] = Field(
        description="Levers and parameters by key path, as in a sensitivity study"
    )
    sample: SamplePart = Field(description="The points")
    boxes: BoxesPart = Field(BoxesPart(), description="How boxes are found")


@dataclass(frozen=True)
class Discovery(Moved):
    """A discovery; `load_discovery` makes it.

    Attributes:
        interest: What must hold of a point.
        sample: The points.
        boxes: How boxes are found.
    """

    interest: tuple[ConditionPart, ...]
    sample: SamplePart
    boxes: BoxesPart

    def design(self) -> NDArray[np.float64]:
        """The points in the unit cube, shape (points, factors)."""
        ranges = {factor.name: (0.0, 1.0) for factor in self.factors}
        points = drawn("latin_hypercube", ranges, self.sample.points, self.sample.seed)
        return np.array([[one.values[name] for name in ranges] for one in points], dtype=float)

    def metrics(self) -> tuple[str, ...]:
        """What the conditions are about, each once."""
        return tuple(dict.fromkeys(one.metric for one in self.interest))


def load_discovery(
    path_or_name: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    interest: Sequence[ConditionPart] | None = None,
) -> Discovery:
    """The discovery of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        interest: What must hold of a point, instead of the file's.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and factors.
    """
    found = open_file(path_or_name, KIND, DiscoveryFile, settings)
    content: DiscoveryFile = found.content
    for index, one in enumerate(content.interest):
        if one.metric != COST:
            where = ("interest", index, "metric")
            found.problems.extend(wrong_metric(found.told, where, one.metric))
    return Discovery(
        **moved_fields(found, seeds=seeds, scale=scale, months=months),
        interest=tuple(interest or content.interest),
        sample=content.sample,
        boxes=content.boxes,
    )
