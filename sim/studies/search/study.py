"""The file of a search, the settings that it tries, and its tables."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.analysis import choice as analysis
from sim.analysis.calibration import Trial
from sim.analysis.compare import HEADLINE_MONTHS, headline_costs, headline_of
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.errors import ModelError, Problem, ScenarioError, UserError
from sim.month.measuring import annual_cost
from sim.rng import hashed_id
from sim.runs.manifest import package_version, plain
from sim.runs.parallel import Tick
from sim.runs.plausible import ChosenSets, choose
from sim.runs.request import Request
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds
from sim.scenario.load import variant
from sim.scenario.schema import Schema
from sim.studies.engine import Found, factor_lines, head, line, lines, time_line
from sim.studies.runs import Runs
from sim.sweeps.design import Point
from sim.sweeps.factors import (
    Factor,
    FactorReader,
    Moved,
    hypercube,
    moved_fields,
    open_file,
    wrong_metric,
)
from sim.sweeps.jsonschema import schema_of_factors, schemas_of_values
from sim.sweeps.kinds import RunPart
from sim.sweeps.plan import stamp_hash
from sim.sweeps.responses import COST, needed
from sim.sweeps.trials import LOG, Item, prepare_trials, run_together
from sim.words.speech import Speech

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler
    from optuna.study import Study
    from optuna.trial import FrozenTrial

Floats = NDArray[np.float64]
MEMBER_LOG = "members.jsonl"
NULL_OBJECTIVE = "an objective is null"
TPE = "tpe"
Method = Literal["tpe", "nsga2"]
_SEEDS = 2**32
_GENERATION = "generation"
_MOVABLE = ("levers.", "measures.")
_SLACK = 0.01
"""By which share a run may cost less than its levers and its town's residents say, as people are
drawn (assumed; measured at 0.05 of a town: 0.0002)."""
_MORE_MONEY = "take a higher budget, or ranges that reach cheaper settings"


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

    ensemble: str = Field("", description="Table of plausible sets, beside this file")
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="Drawn where there is no such table: as under factors"
    )
    members: int = Field(6, ge=1, le=200, description="How many sets at most")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the draws")


class File(FileModel):
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
    """A search for settings of levers.

    ``members`` are sets of parameters, by key path, for the regret, and ``members_from`` says
    where they are from. ``budget`` is in yuan a year.
    """

    budget: float
    objectives: tuple[analysis.Objective, ...]
    search: SettingsPart
    members: tuple[Mapping[str, Any], ...]
    members_from: Literal["plausible", "drawn"]

    def metrics(self) -> tuple[str, ...]:
        """List what is looked at; the cost always is."""
        return tuple(dict.fromkeys([*(one.metric for one in self.objectives), COST]))

    def point(self, places: Mapping[str, float]) -> Point:
        """Find the values of a setting from places in ranges, 0 to 1."""
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
        """Make the scenario that is simulated.

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


def load(subject: str | Path, request: Request) -> Choice:
    """Read the search of a file, or a shipped one by name.

    Raises:
        UserError: With every problem of the file, its scenario and factors, or of the options.
    """
    found = open_file(subject, "search", File, request.settings)
    content: File = found.content
    for index, one in enumerate(content.objectives):
        if one.metric != COST:
            where = ("objectives", index, "metric")
            found.problems.extend(wrong_metric(found.told, where, one.metric))
        if one.metric in [other.metric for other in content.objectives[:index]]:
            text = f"two objectives are about {one.metric!r}"
            told = found.told.problem(("objectives", index), text, "keep one of them")
            found.problems.append(told)
    for factor in found.factors:
        if not factor.name.startswith(_MOVABLE):
            text = "only levers and measures can be chosen"
            hint = "what is not known goes under uncertainty.parameters"
            found.problems.append(found.told.problem(("factors", factor.name), text, hint))
    part = content.uncertainty
    reader = FactorReader(found.told, found.bases, found.problems, ("uncertainty", "parameters"))
    uncertain = reader.read(part.parameters) if part.parameters else ()
    table = found.place.path.parent / part.ensemble
    plausible = bool(part.ensemble) and table.is_file()
    fields = moved_fields(found, seeds=request.seeds, scale=request.scale, months=request.months)
    members = _of_table(table, part.members) if plausible else _drawn_members(part, uncertain)
    if request.sets is not None:
        asked = choose(request.sets, "", [one.scenario for one in found.bases])
        plausible = asked is not None
        members = _set_members(asked)
    changed = request.own
    search = content.search.model_copy(
        update={name: value for name, value in changed.items() if value is not None}
    )
    choice = Choice(
        **fields,
        budget=content.budget,
        objectives=tuple(
            analysis.Objective(one.metric, one.aim, one.weight) for one in content.objectives
        ),
        search=search,
        members=members,
        members_from="plausible" if plausible else "drawn",
    )
    least = least_cost(choice)
    if choice.budget < least * (1 - _SLACK):
        text = f"no setting costs less than about {least:,.0f} yuan a year"
        raise ScenarioError(found.told.problem(("budget",), text, _MORE_MONEY))
    return choice


def least_cost(choice: Choice) -> float:
    """Find the cost of the cheapest setting, yuan in 12 months.

    Costs follow from the levers alone, each by itself, so that each factor can be put where it
    costs least. Residents are those of the town's file; a run counts its own.
    """

    def cost(places: Mapping[str, float]) -> float:
        scenario = choice.scenario(places)
        town = scenario.town.communities
        residents = np.array([float(one.residents) for one in town])
        months = []
        for now in range(scenario.end - min(HEADLINE_MONTHS, scenario.months), scenario.end):
            member = np.array([(one.member_from or now) <= now for one in town])
            levers = scenario.levers_at(now)
            months.append(annual_cost(levers, residents, residents * member, 1.0)[member].sum())
        return float(np.mean(months))

    cheapest = {
        factor.name: min(factor.corners(), key=lambda place: cost({factor.name: place}))
        for factor in choice.factors
    }
    return min(cost({}), cost(cheapest))


def prepare(choice: Choice, folder: Path, names: Sequence[str], overwrite: bool) -> None:
    """Make the folder ready for the trials of this search.

    Raises:
        ResultsError: It holds something else.
    """
    content = {
        "file": choice.file,
        "scale": choice.scale,
        "trials": choice.search.trials,
        "identity": _identity(choice),
        "text": choice.text,
    }
    prepare_trials(folder, content, names, (LOG, MEMBER_LOG), overwrite, "search")


def conduct(choice: Choice, runs: Runs) -> Found:
    """Try settings, run those that are not dominated under sets of parameters, and compare.

    Raises:
        ScenarioError: No setting keeps to the budget.
        ModelError: No setting could be run, or under no set of parameters could settings be
            compared. Single runs that fail are rows of the tables.
    """
    tried = _try(choice, runs)
    best, kept = _choose(choice, tried)
    again = _under_members(choice, tried, kept, runs)
    settled, members = _compared(choice, kept, again)
    gains = np.array(
        [
            [gains_of(choice, again[number * MEMBERS + member]) for member in members]
            for number in settled
        ]
    ).transpose(0, 2, 1, 3)
    regret = analysis.regrets(gains, [one.weight for one in choice.objectives])
    compared = _member_runs(choice, kept, again, settled, members)
    tables = {
        "settings": analysis.settings_table(_rows(choice, tried, best, kept)),
        "regret": analysis.regret_table(regret, settled, choice.objectives),
        "members": analysis.members_table(
            compared, gains, regret, choice.objectives, choice.members
        ),
    }
    return Found(tables, _about(choice, tried, best, (kept, settled, members), regret))


def explain(study: Choice, speech: Speech) -> list[str]:
    """Explain what the search is, moves and takes."""
    seeds, part, members = len(study.seeds), study.search, len(study.members)
    method = speech(f"explain.search.{part.method}")
    aims = [
        speech("explain.search.aim", metric=one.metric, aim=one.aim, weight=one.weight)
        for one in study.objectives
    ]
    kind = speech(f"explain.search.{study.members_from}")
    moved = len({name for one in study.members for name in one})
    runs = (part.trials + part.kept * members) * seeds
    counts = {"trials": part.trials, "seeds": seeds, "kept": part.kept, "members": members}
    return [
        *head(speech, study, speech("explain.search.does", method=method)),
        line(speech, "budget", speech("explain.search.budget", budget=study.budget)),
        *lines(speech, "objectives", [*aims, speech("explain.search.weights")]),
        *factor_lines(speech, study.factors, [one.name for one in study.scenarios]),
        line(
            speech,
            "regret",
            speech("explain.search.regret", members=members, moved=moved, kind=kind),
        ),
        line(speech, "runs", speech("explain.search.runs", runs=runs, **counts)),
        time_line(speech, [[study.scenario({})]], runs),
    ]


def schema() -> Schema:
    """Make JSON Schema of its file."""
    found = schema_of_factors(File, "Search")
    found["properties"]["factors"]["propertyNames"] = {"pattern": r"^(levers|measures)\."}
    found["$defs"]["ObjectivePart"]["properties"]["metric"] |= {"enum": [*METRICS, COST]}
    found["$defs"]["UncertaintyPart"]["properties"]["parameters"] |= schemas_of_values()
    return found


def _of_table(path: Path, most: int) -> tuple[dict[str, Any], ...]:
    """Read the first sets of a table of plausible sets."""
    import pandas as pd

    table = pd.read_csv(path).head(most)
    names = [name for name in table.columns if name in PARAMETERS]
    return tuple(
        {f"parameters.{name}": float(row[name]) for name in names} for _, row in table.iterrows()
    )


def _set_members(asked: ChosenSets | None) -> tuple[dict[str, Any], ...]:
    """Find the plausible sets that a user asked for, or one without values."""
    if asked is None:
        return ({},)
    return tuple({f"parameters.{name}": value for name, value in one.items()} for one in asked.sets)


def _drawn_members(part: UncertaintyPart, factors: Sequence[Factor]) -> tuple[dict[str, Any], ...]:
    """Draw sets from a Latin hypercube; one without values when nothing is drawn."""
    if not factors:
        return ({},)
    found = []
    for places in hypercube(factors, part.members, part.seed).tolist():
        settings: dict[str, Any] = {}
        for factor, place in zip(factors, places, strict=True):
            settings |= factor.level(place).settings
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
            means = {name: headline_of(one[-HEADLINE_MONTHS:]) for name, one in lines.items()}
            for name in names:
                value = headline_costs(means, scenario.scale) if name == COST else means[name]
                figures[name].append(value)
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:
        return Trial(item.number, item.values, {}, f"{type(error).__name__}: {error}")
    return Trial(item.number, item.values, {name: tuple(each) for name, each in figures.items()})


def gains_of(choice: Choice, trial: Trial) -> Any:
    """Compute gains of a trial, shape (objectives, seeds), float64."""
    return np.array([one.gain(np.array(trial.figures[one.metric])) for one in choice.objectives])


def over_budget(choice: Choice, trial: Trial) -> float:
    """Measure what a trial costs above the budget, as a share; <= 0 within it."""
    return float(np.mean(trial.figures[COST]) / choice.budget - 1)


def usable(choice: Choice, trial: Trial) -> bool:
    """Tell whether a trial came to numbers."""
    return not trial.failed and not np.isnan(gains_of(choice, trial)).any()


Known = Mapping[int, Trial]
Given = Mapping[int, Mapping[str, float]]
TPE, NSGA2 = "tpe", "nsga2"
_SEEDS = 2**32
_GENERATION = "generation"


def size_of(choice: Choice) -> int:
    """Count the settings of a generation."""
    return choice.search.population or max(choice.search.start, 4)


def generation_of(choice: Choice, number: int) -> int:
    """Find the generation of a setting; those spread evenly at first are the first."""
    beyond = number - choice.search.start - 1
    return 0 if beyond < 0 else 1 + beyond // size_of(choice)


def needed_before(choice: Choice, number: int) -> int:
    """Find below which number no setting may be missing for a proposal."""
    if choice.search.method == TPE:
        return number - choice.search.batch + 1
    generation = generation_of(choice, number)
    if generation == 0:
        return 0
    return choice.search.start + 1 + (generation - 1) * size_of(choice)


def propose(choice: Choice, known: Known, given: Given, number: int) -> dict[str, float]:
    """Propose the setting of a trial, as places of factors in their ranges.

    The first is the scenario as it is, without values; then come settings of a Latin hypercube;
    then those that the method of the search proposes: the tree-structured Parzen estimator for
    several objectives, which looks at trials before the latest batch only, or NSGA-II, which
    looks at whole generations. Both know which settings cost too much.

    Args:
        choice: The search.
        known: Trials that have ended.
        given: Settings of those that are under way.
        number: Number of the trial.

    Source:
        Ozaki et al. 2022, J. Artif. Intell. Res. 73 (Parzen estimator, several objectives); Deb
        et al. 2002, IEEE Trans. Evol. Comput. 6 (NSGA-II, settings that break a limit come after
        all that keep to it); both as in Optuna (Akiba et al. 2019).
    """
    if number == 0:
        return {}
    settings, names = choice.search, [factor.name for factor in choice.factors]
    if number <= settings.start:
        places = hypercube(choice.factors, settings.start, settings.seed)[number - 1]
        return dict(zip(names, places.tolist(), strict=True))
    return _asked(choice, known, given, number)


def _asked(choice: Choice, known: Known, given: Given, number: int) -> dict[str, float]:
    """Propose places by the sampler."""
    import optuna
    from optuna.distributions import FloatDistribution

    space: dict[str, Any] = {one.name: FloatDistribution(0.0, 1.0) for one in choice.factors}
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with _quiet():
        make = _parzen if choice.search.method == TPE else _evolving
        study = optuna.create_study(
            sampler=make(choice, number), directions=["maximize"] * len(choice.objectives)
        )
        for one in _past(choice, known, given, number, space):
            study.add_trial(one)
        asked = study.ask(dict(space))
    return {name: float(asked.params[name]) for name in space}


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence warnings: new versions tell a constraint otherwise; all know this way."""
    import optuna

    with warnings.catch_warnings():
        for category in (optuna.exceptions.ExperimentalWarning, FutureWarning):
            warnings.simplefilter("ignore", category)
        yield


def _options(choice: Choice, number: int) -> dict[str, Any]:
    """Choose what both samplers are told."""

    def told(one: "FrozenTrial") -> Sequence[float]:
        """Measure how far a setting breaks the budget."""
        found: Sequence[float] = one.system_attrs["constraints"]
        return found

    return {
        "constraints_func": told,
        "seed": hashed_id("search", choice.search.seed, number) % _SEEDS,
    }


def _parzen(choice: Choice, number: int) -> "BaseSampler":
    """Make the tree-structured Parzen estimator."""
    from optuna.samplers import TPESampler

    return TPESampler(
        n_startup_trials=1, multivariate=True, constant_liar=True, **_options(choice, number)
    )


def _evolving(choice: Choice, number: int) -> "BaseSampler":
    """Make NSGA-II, told each setting's generation."""
    from optuna.samplers import NSGAIISampler
    from optuna.trial import TrialState

    now = generation_of(choice, number)

    class Generations(NSGAIISampler):
        """NSGA-II whose generations are those of the search."""

        def get_trial_generation(self, study: "Study", trial: "FrozenTrial") -> int:
            """Find a setting's generation; that of the one asked for is known."""
            return int(trial.user_attrs.get(_GENERATION, now))

        def get_population(self, study: "Study", generation: int) -> "list[FrozenTrial]":
            """List the settings of a generation that came to numbers."""
            return [
                one
                for one in study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
                if one.user_attrs[_GENERATION] == generation
            ]

    return Generations(population_size=size_of(choice), **_options(choice, number))


def _past(
    choice: Choice, known: Known, given: Given, number: int, space: Mapping[str, Any]
) -> Iterator["FrozenTrial"]:
    """List the settings before one, as its sampler may know them."""
    from optuna.trial import TrialState, create_trial

    parzen, before = choice.search.method == TPE, needed_before(choice, number)
    for earlier in range(1, number if parzen else before):
        trial = known.get(earlier)
        running = earlier >= before
        if not running and (trial is None or not usable(choice, trial)):
            continue
        places = given[earlier] if trial is None else trial.values
        values = None if running or trial is None else gains_of(choice, trial)
        over = 0.0 if running or trial is None else over_budget(choice, trial)
        yield create_trial(
            state=TrialState.RUNNING if running else TrialState.COMPLETE,
            params=dict(places),
            distributions=dict(space),
            values=None if values is None else values.mean(axis=1).tolist(),
            system_attrs={"constraints": (over,)},
            user_attrs={_GENERATION: generation_of(choice, earlier)},
        )


def _identity(choice: Choice) -> dict[str, Any]:
    """Keep all that can change a trial, but not their number."""
    return {
        "scenario": choice.scenario({}).content_hash,
        "seeds": list(choice.seeds),
        "factors": plain([asdict(one) for one in choice.factors]),
        "objectives": plain([asdict(one) for one in choice.objectives]),
        "budget": choice.budget,
        "search": choice.search.model_dump(exclude={"trials", "kept"}),
        "members": plain([dict(one) for one in choice.members]),
        "code": stamp_hash(),
        "optuna": package_version("optuna"),
    }


def _try(choice: Choice, runs: Runs) -> dict[int, Trial]:
    """Try settings that have not been tried yet."""

    def next_set(known: Any, given: Any, number: int) -> dict[str, float]:
        """Propose the setting of a trial."""
        return propose(choice, known, given, number)

    return runs.trials(
        setting_unit,
        choice,
        next_set,
        range(choice.search.trials),
        choice.seeds,
        lambda number: needed_before(choice, number),
        title=choice.name,
    )


def _choose(choice: Choice, tried: Mapping[int, Trial]) -> tuple[list[int], list[int]]:
    """Choose settings that are not dominated within the budget, and those kept.

    Raises:
        ScenarioError: All cost more.
        ModelError: None could be run.
    """
    within = [
        number
        for number, one in tried.items()
        if usable(choice, one) and over_budget(choice, one) <= 0
    ]
    if not within:
        costs = [np.mean(one.figures[COST]) for one in tried.values() if usable(choice, one)]
        if not costs:
            failed = next((one.failed for one in tried.values() if one.failed), NULL_OBJECTIVE)
            raise ModelError(f"no setting could be run: {failed}")
        text = f"of {len(tried)} settings the cheapest costs {min(costs):,.0f} yuan a year"
        raise ScenarioError(Problem(text, choice.file, path="budget", hint=_MORE_MONEY))
    gains = np.array([gains_of(choice, tried[number]) for number in within])
    best = [within[index] for index in analysis.front(gains)]
    means = np.array([gains_of(choice, tried[number]).mean(axis=1) for number in best])
    return best, [best[index] for index in analysis.spread_of(means, choice.search.kept)]


def _under_members(
    choice: Choice, tried: Mapping[int, Trial], kept: Sequence[int], runs: Runs
) -> dict[int, Trial]:
    """Run kept settings under every set, numbered by setting times `MEMBERS` and set."""
    count = len(choice.members)
    numbers = [number * MEMBERS + member for number in kept for member in range(count)]

    def next_set(known: Any, given: Any, number: int) -> Mapping[str, float]:
        """Find the setting that a number stands for."""
        return tried[number // MEMBERS].values

    return runs.trials(
        member_unit,
        choice,
        next_set,
        numbers,
        choice.seeds,
        lambda number: 0,
        title=f"{choice.name}, regret",
        log=MEMBER_LOG,
    )


def _compared(
    choice: Choice, kept: Sequence[int], runs: Mapping[int, Trial]
) -> tuple[list[int], list[int]]:
    """Choose settings and sets with enough runs to be compared.

    A setting that failed under more than half of the sets is left out; then every set under
    which one of the others failed, so that all settings are compared under the same ones.

    Raises:
        ModelError: Nothing is left.
    """
    count = len(choice.members)
    known = {number: usable(choice, one) for number, one in runs.items()}
    settings = [
        one
        for one in kept
        if 2 * sum(known[one * MEMBERS + member] for member in range(count)) >= count
    ]
    members = [
        member for member in range(count) if all(known[one * MEMBERS + member] for one in settings)
    ]
    if not settings or not members:
        first = next(number for number, good in known.items() if not good)
        where = f"setting {first // MEMBERS}, set of parameters {first % MEMBERS + 1}"
        raise ModelError(
            f"no set of parameters is left under which settings can be compared; {where}: "
            f"{runs[first].failed or NULL_OBJECTIVE}"
        )
    return settings, members


def _rows(
    choice: Choice, tried: Mapping[int, Trial], best: Sequence[int], kept: Sequence[int]
) -> list[analysis.Tried]:
    """List the settings that were tried; those that failed have no figures."""
    return [
        analysis.Tried(
            number,
            choice.point(one.values).values,
            one.figures if usable(choice, one) else {},
            usable(choice, one) and over_budget(choice, one) <= 0,
            number in best,
            number in kept,
            "" if usable(choice, one) else one.failed or NULL_OBJECTIVE,
        )
        for number, one in tried.items()
    ]


def _member_runs(
    choice: Choice,
    kept: Sequence[int],
    runs: Mapping[int, Trial],
    settled: Sequence[int],
    members: Sequence[int],
) -> list[analysis.MemberRun]:
    """List every kept setting under every set of parameters."""
    found = []
    for number in kept:
        for member in range(len(choice.members)):
            one = runs[number * MEMBERS + member]
            failed = "" if usable(choice, one) else one.failed or NULL_OBJECTIVE
            place = None
            if number in settled and member in members:
                place = settled.index(number), members.index(member)
            found.append(analysis.MemberRun(number, member, place, failed))
    return found


def _about(
    choice: Choice,
    tried: Mapping[int, Trial],
    best: Sequence[int],
    compared: tuple[Sequence[int], Sequence[int], Sequence[int]],
    found: analysis.Regrets,
) -> dict[str, Any]:
    """Say what was run and found, for figures and sentences."""
    kept, settled, members = compared
    robust, rival = settled[found.robust], settled[found.rival]
    return {
        "scenario": choice.bases[0].scenario.name,
        "seeds": len(choice.seeds),
        "window": min(HEADLINE_MONTHS, choice.scenario({}).months),
        "trials": len(tried),
        "within": sum(
            usable(choice, one) and over_budget(choice, one) <= 0 for one in tried.values()
        ),
        "budget": choice.budget,
        "best": len(best),
        "kept": len(kept),
        "failed": sum(not usable(choice, one) for one in tried.values()),
        "members": len(members),
        "members_left_out": len(choice.members) - len(members),
        "settings_left_out": len(kept) - len(settled),
        "method": choice.search.method,
        "members_from": choice.members_from,
        "objectives": [asdict(one) for one in choice.objectives],
        "factors": [one.name for one in choice.factors],
        "robust": robust,
        "leads": {str(number): share for number, share in zip(settled, found.leads, strict=True)},
        "rival": rival if rival != robust else None,
        "worst": _ends(found.worst[found.robust]),
        "lead": _ends(found.lead),
    }


def _ends(interval: Any) -> list[float | None]:
    """Write mean and ends of an interval; None where null."""
    found = (interval.mean, interval.low, interval.high)
    return [None if value != value else float(value) for value in found]
