"""Makes a search for settings of levers from its file, proposes settings, and tries them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import numpy as np
from pydantic import Field

from sim.analysis.calibration import Trial
from sim.analysis.choice import Objective
from sim.analysis.compare import HEADLINE_MONTHS
from sim.errors import UserError
from sim.runs.parallel import Tick
from sim.scenario import Scenario
from sim.scenario.check import FileModel
from sim.scenario.fields import Name, Seeds
from sim.scenario.layers import Settings
from sim.scenario.load import variant
from sim.sweeps.design import Point, drawn
from sim.sweeps.factor_reader import FactorReader
from sim.sweeps.factors import Factor
from sim.sweeps.kinds import SEARCH
from sim.sweeps.moved import Moved, moved_fields, open_file, wrong_metric
from sim.sweeps.responses import COST, headline_costs, needed
from sim.sweeps.schema import RunPart
from sim.sweeps.trial import Item, run_together

KIND = SEARCH
_MOVABLE = ("levers.", "measures.")


Method = Literal["tpe", "nsga2"]
METHODS: tuple[str, ...] = get_args(Method)
"""How settings are proposed."""


class ObjectivePart(FileModel):
    """What is wanted of a metric."""

    metric: Name = Field(description="A metric, or cost: all measures, yuan a year in the town")
    aim: Literal["more", "less", "zero"] = Field(
        description="more, less, or zero: small on either side, as of a gap"
    )
    weight: float = Field(1.0, gt=0, description="How much its regret counts (assumed)")


class SettingsPart(FileModel):
    """How settings are searched."""

    trials: int = Field(ge=2, le=100_000, description="Settings that are tried")
    start: int = Field(16, ge=1, description="Settings spread evenly over all ranges first")
    batch: int = Field(
        8, ge=1, le=256, description="Settings tried at once, whatever the number of workers"
    )
    method: Method = Field(
        "tpe", description="tpe: tree-structured Parzen estimator; nsga2: generations that evolve"
    )
    population: int | None = Field(
        None, ge=4, le=1000, description="Settings of a generation of nsga2; as start unless given"
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the search")
    kept: int = Field(8, ge=1, le=100, description="Settings that are run in every member")


class UncertaintyPart(FileModel):
    """What is not known: sets of parameters under which settings are run again."""

    ensemble: str = Field("", description="Table of a calibration's ensemble, beside this file")
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="Drawn where there is no such table: as under factors"
    )
    members: int = Field(6, ge=1, le=200, description="How many sets at most")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the draws")


class ChoiceFile(FileModel):
    """A search for settings of levers."""

    kind: Literal["search"] = Field(description="search")
    summary: str = Field("", description="What the search is, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    scenarios: Annotated[tuple[Name, ...], Field(min_length=1, max_length=1)] = Field(
        description="One, over which the settings lie"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="What the runs have in common")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over the scenario"
    )
    budget: float = Field(gt=0, description="Most that all measures may cost, yuan a year")
    objectives: Annotated[tuple[ObjectivePart, ...], Field(min_length=2, max_length=6)] = Field(
        description="What is wanted: means over the last 12 months"
    )
    factors: dict[str, Any] = Field(description="Levers by key path: {low, high}, or values")
    search: SettingsPart = Field(description="How settings are searched")
    uncertainty: UncertaintyPart = Field(
        UncertaintyPart(), description="Sets of parameters for the regret"
    )


@dataclass(frozen=True)
class Choice(Moved):
    """A search for settings of levers; `load_choice` makes it.

    Attributes:
        budget: Most that all measures may cost, yuan a year.
        objectives: What is wanted.
        search: How settings are searched.
        members: Sets of parameters, by key path, for the regret.
        calibrated: Whether they are those of a calibration.
    """

    budget: float
    objectives: tuple[Objective, ...]
    search: SettingsPart
    members: tuple[Mapping[str, Any], ...]
    calibrated: bool

    def metrics(self) -> tuple[str, ...]:
        """What is looked at; the cost always is."""
        return tuple(dict.fromkeys([*(one.metric for one in self.objectives), COST]))

    def point(self, places: Mapping[str, float]) -> Point:
        """The values of a setting, from the places of factors in their ranges, 0 to 1."""
        levels = {
            factor.name: factor.level(places[factor.name])
            for factor in self.factors
            if factor.name in places
        }
        values = {name: level.value for name, level in levels.items()}
        settings: dict[str, Any] = {}
        for level in levels.values():
            settings |= level.settings
        return Point(values, settings)

    def scenario(self, places: Mapping[str, float], member: int | None = None) -> Scenario:
        """What is simulated.

        Args:
            places: Places of the factors in their ranges; empty for the scenario as it is.
            member: Which set of parameters; None for those of the scenario.

        Raises:
            UserError: The values cannot lie over the scenario.
        """
        own = self
        if member is not None:
            own = replace(self, bases=(variant(self.bases[0], self.members[member]),))
        made = replace(own.experiment("trial", (), np.empty((1, 0))), points=(self.point(places),))
        return made.scenario(0, 0)


def load_choice(
    path_or_name: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Settings = (),
    trials: int | None = None,
    method: Method | None = None,
) -> Choice:
    """The search of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.
        trials: How many settings are tried, instead of the file's number.
        method: How settings are proposed, instead of the file's way.

    Raises:
        ScenarioError: With every problem of the file, its scenario and factors.
    """
    found = open_file(path_or_name, KIND, ChoiceFile, settings)
    content: ChoiceFile = found.content
    for index, one in enumerate(content.objectives):
        if one.metric != COST:
            where = ("objectives", index, "metric")
            found.problems.extend(wrong_metric(found.told, where, one.metric))
    for factor in found.factors:
        if not factor.name.startswith(_MOVABLE):
            text = "only levers and measures can be chosen"
            hint = "what is not known goes under uncertainty.parameters"
            found.problems.append(found.told.problem(("factors", factor.name), text, hint))
    part = content.uncertainty
    reader = FactorReader(found.told, found.bases, found.problems, ("uncertainty", "parameters"))
    uncertain = reader.read(part.parameters) if part.parameters else ()
    table = found.place.path.parent / part.ensemble
    calibrated = bool(part.ensemble) and table.is_file()
    fields = moved_fields(found, seeds=seeds, scale=scale, months=months)
    members = _of_table(table, part.members) if calibrated else _drawn_members(part, uncertain)
    changed = {"trials": trials, "method": method}
    search = content.search.model_copy(
        update={name: value for name, value in changed.items() if value is not None}
    )
    return Choice(
        **fields,
        budget=content.budget,
        objectives=tuple(Objective(one.metric, one.aim, one.weight) for one in content.objectives),
        search=search,
        members=members,
        calibrated=calibrated,
    )


def _of_table(path: Path, most: int) -> tuple[dict[str, Any], ...]:
    """The best members of a calibration's ensemble."""
    import pandas as pd

    from sim.declarations.parameters import PARAMETERS

    table = pd.read_csv(path).head(most)
    names = [name for name in table.columns if name in PARAMETERS]
    return tuple(
        {f"parameters.{name}": float(row[name]) for name in names} for _, row in table.iterrows()
    )


def _drawn_members(part: UncertaintyPart, factors: Sequence[Factor]) -> tuple[dict[str, Any], ...]:
    """Sets of parameters from a Latin hypercube; one without values when nothing is drawn."""
    if not factors:
        return ({},)
    ranges = {factor.name: (0.0, 1.0) for factor in factors}
    points = drawn("latin_hypercube", ranges, part.members, part.seed)
    found = []
    for point in points:
        settings: dict[str, Any] = {}
        for factor in factors:
            settings |= factor.level(float(point.values[factor.name])).settings
        found.append(settings)
    return tuple(found)


def setting_unit(choice: Choice, item: Item, tick: Tick) -> Trial:
    """Run a setting under the parameters of the scenario."""
    return _run(choice, item, None, tick)


MEMBERS = 1000
"""The number of a run in a member is that of the setting times this, and the member."""


def member_unit(choice: Choice, item: Item, tick: Tick) -> Trial:
    """Run a setting under the parameters of a member."""
    return _run(choice, item, item.number % MEMBERS, tick)


def _run(choice: Choice, item: Item, member: int | None, tick: Tick) -> Trial:
    """Run a setting; what goes wrong in the model is noted and stops nothing else.

    Raises:
        UserError: The values cannot lie over the scenario.
    """
    names = choice.metrics()
    figures: dict[str, list[float]] = {name: [] for name in names}
    try:
        scenario = choice.scenario(item.values, member)
        for seed in item.seeds:
            (lines,) = run_together([scenario], seed, needed(names), tick).values()
            means = {name: _headline(lines[name]) for name in lines}
            for name in names:
                value = headline_costs(means, scenario.scale) if name == COST else means[name]
                figures[name].append(value)
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:
        return Trial(item.number, item.values, {}, f"{type(error).__name__}: {error}")
    return Trial(item.number, item.values, {name: tuple(each) for name, each in figures.items()})


def _headline(values: Sequence[float]) -> float:
    """Mean of the last 12 months that are known."""
    known = [value for value in values[-HEADLINE_MONTHS:] if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan


def gains_of(choice: Choice, trial: Trial) -> Any:
    """Gains of a trial, shape (objectives, seeds), float64."""
    return np.array([one.gain(np.array(trial.figures[one.metric])) for one in choice.objectives])


def over_budget(choice: Choice, trial: Trial) -> float:
    """Mean cost of a trial above the budget, as a share of it; 0 or less within it."""
    return float(np.mean(trial.figures[COST]) / choice.budget - 1)


def usable(choice: Choice, trial: Trial) -> bool:
    """Whether a trial came to numbers."""
    return not trial.failed and not np.isnan(gains_of(choice, trial)).any()
