"""Reads what a file moves over ranges: the factors of a study, and all that comes with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import Problem, ScenarioError
from sim.scenario import Scenario
from sim.scenario.check import FileModel
from sim.scenario.fields import Seeds
from sim.scenario.layers import Settings
from sim.scenario.load import Loaded
from sim.scenario.places import Place
from sim.scenario.yamlfile import KeyPath
from sim.sweeps.factor_reader import FactorReader, read_pasts
from sim.sweeps.factors import Factor, FactorExperiment, over_all, points_of
from sim.sweeps.kinds import find_experiment, read_file
from sim.sweeps.schema import RunPart
from sim.sweeps.told import Described, Laid, Told, laid_over, load_bases, with_settings


class FactorFile(Described, Protocol):
    """A file that moves factors."""

    @property
    def summary(self) -> str:
        """What it is."""

    @property
    def seeds(self) -> Seeds | None:
        """The seeds, or None for those of the first scenario."""

    @property
    def run(self) -> RunPart:
        """Scale and months of every run."""

    @property
    def factors(self) -> dict[str, Any]:
        """What is moved, by key path."""


@dataclass(frozen=True)
class Moved:
    """Scenarios, and the factors that are moved over them.

    Attributes:
        name: Name of its file.
        summary: What it is.
        file: The file as the user named it.
        text: The file.
        bases: The scenarios, with the settings that lie over all.
        names: How the file names them.
        seeds: The seeds, ascending.
        settings: Values that lie over every scenario.
        factors: What is moved.
        scale: Share of the residents instead of what the scenarios say, or None.
        months: Months after the common past instead of what the scenarios say, or None.
        pasts: The scenarios with another length of their common past, by that length.
    """

    name: str
    summary: str
    file: str
    text: str
    bases: tuple[Loaded, ...]
    names: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: Mapping[str, Any]
    factors: tuple[Factor, ...]
    scale: float | None
    months: int | None
    pasts: Mapping[int, tuple[Loaded, ...]]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios as their files have them."""
        return tuple(base.scenario for base in self.bases)

    def experiment(
        self, stage: str, factors: Sequence[Factor], design: NDArray[np.float64]
    ) -> FactorExperiment:
        """The scenarios at the points of a design.

        Args:
            stage: Name of the design, for the store.
            factors: What is moved; other factors stay as the scenarios have them.
            design: Points in the unit cube, shape (points, factors).
        """
        return FactorExperiment(
            name=f"{self.name}-{stage}",
            summary=self.summary,
            file=self.file,
            text=self.text,
            bases=self.bases,
            names=self.names,
            seeds=self.seeds,
            settings=self.settings,
            factors=tuple(factor.name for factor in factors),
            points=points_of(factors, design),
            scale=self.scale,
            months=self.months,
            branch_at=None,
            until=None,
            only=over_all(factors),
            pasts=self.pasts,
        )


@dataclass(frozen=True)
class Opened[M]:
    """A file that moves factors, as far as it is right.

    Attributes:
        place: Where it is.
        content: What it says.
        told: Tells problems where it has them.
        laid: What lies over its scenarios.
        bases: Its scenarios, those that are right.
        factors: Its factors, those that are right.
        pasts: The scenarios with another length of their common past, by that length.
        problems: Everything that is wrong.
    """

    place: Place
    content: M
    told: Told
    laid: Laid
    bases: tuple[Loaded, ...]
    factors: tuple[Factor, ...]
    pasts: Mapping[int, tuple[Loaded, ...]]
    problems: list[Problem]


def open_file[M: FileModel](
    path_or_name: str | Path, kind: str, model: type[M], settings: Settings = ()
) -> Opened[Any]:
    """The file that a text names, with its scenarios and factors.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        kind: What kind of file it must be.
        model: What it must be; a `FactorFile`.
        settings: Values that lie over every scenario, over those of the file too.

    Raises:
        ScenarioError: It cannot be read at all.
    """
    place = find_experiment(str(path_or_name), kind)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    document, found = read_file(place, model, problems, kind)
    if found is None or document is None:
        raise ScenarioError(problems)
    content: Any = found
    told = Told(document)
    laid = laid_over(content.settings, settings, problems)
    bases = tuple(
        with_settings(one, laid, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    factors = FactorReader(told, bases, problems).read(content.factors)
    pasts = read_pasts(factors, laid.settings, bases, told, problems)
    return Opened(place, content, told, laid, bases, factors, pasts, problems)


def moved_fields(
    found: Opened[Any],
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
) -> dict[str, Any]:
    """The fields of `Moved`, once nothing is wrong.

    Args:
        found: The file.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.

    Raises:
        ScenarioError: With everything that is wrong.
    """
    content: FactorFile = found.content
    from sim.runs.choose import ONE_TOWN, different_towns

    # Of two scenarios the difference is looked at.
    towns = different_towns({one.scenario.name: one.scenario.town.numbers() for one in found.bases})
    problems = [
        *found.problems,
        *([found.told.problem(("scenarios",), towns, ONE_TOWN)] if towns else ()),
        *said_twice(content, found.told, found.laid, found.factors, scale=scale, months=months),
    ]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return {
        "name": found.place.name,
        "summary": content.summary.strip(),
        "file": found.place.file,
        "text": found.place.path.read_text("utf-8-sig"),
        "bases": found.bases,
        "names": content.scenarios,
        "seeds": tuple(sorted(seeds or content.seeds or found.bases[0].scenario.seeds)),
        "settings": found.laid.settings,
        "factors": found.factors,
        "scale": content.run.scale if scale is None else scale,
        "months": content.run.months if months is None else months,
        "pasts": found.pasts,
    }


def said_twice(
    content: FactorFile,
    told: Told,
    laid: Laid,
    factors: Sequence[Factor],
    *,
    scale: float | None,
    months: int | None,
) -> list[Problem]:
    """Values that are varied and set for all runs as well.

    Args:
        content: The file.
        told: Tells problems where the file has them.
        laid: What lies over its scenarios.
        factors: What is varied.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.
    """
    found = []
    names = [factor.name for factor in factors]
    for path, option, value in (
        ("population.scale", "scale", content.run.scale if scale is None else scale),
        ("run.months", "months", content.run.months if months is None else months),
    ):
        if path in names and value is not None:
            text = f"it is varied, so {option} cannot be one value for all runs"
            hint = f"leave out --{option}, and {option} under run"
            found.append(told.problem(("factors", path), text, hint))
    for path in laid.settings:
        if path in names:
            text = f"{path} is varied, so it cannot be one value for all runs"
            found.append(laid.problem(told, path, text, "keep one of them"))
    return found


def wrong_metric(told: Told, where: KeyPath, name: str) -> list[Problem]:
    """What is wrong with the name of a metric at a key path; nothing when there is such a one."""
    from sim.runs.options import check_metrics

    _, wrong = check_metrics([name])
    return [told.problem(where, one.message, one.hint) for one in wrong]
