"""The file of claims, the runs that test them, and the tables of what became of each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.analysis.compare import HEADLINE_MONTHS, words_of
from sim.analysis.intervals import interval_of
from sim.analysis.sets import UNCHANGED, Standing, held_to, verdict_of
from sim.declarations.metrics import METRICS
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.runs.request import Request
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds
from sim.scenario.layers import settings_of
from sim.scenario.load import Loaded
from sim.scenario.schema import Schema, schema_of_model
from sim.scenario.town import Label
from sim.scenario.yamlfile import text_of
from sim.studies.claims import KIND
from sim.studies.engine import Found, head, line, time_line
from sim.studies.runs import Runs, Under, load_both, plain_experiment, spread_columns, under
from sim.sweeps.experiment import Experiment
from sim.sweeps.kinds import Told, find_experiment, read_file
from sim.sweeps.trials import alike
from sim.words.speech import Speech

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


class SizePart(FileModel):
    """How large the claim says that the difference is."""

    low: float | None = Field(None, description="Lower end; open when left out")
    high: float | None = Field(None, description="Upper end; open when left out")


class ClaimPart(FileModel):
    """A sentence that states a finding."""

    name: Name = Field(description="Name, unique in the file")
    sentence: Label = Field(description="What is claimed, in English (en) and Chinese (zh)")
    stands_in: tuple[str, ...] = Field((), description="Where the sentence stands: files")
    metric: Name = Field(description="The metric that it is about")
    order: Annotated[tuple[Name, ...], Field(min_length=2)] = Field(
        description="Scenarios in which it rises, from the lowest to the highest"
    )
    size: SizePart = Field(
        SizePart(), description="Last minus first, in the unit of the metric, if the claim says it"
    )


class ConditionPart(FileModel):
    """Another condition under which the claims are tested."""

    name: Name = Field(description="Name, unique in the file")
    label: Label = Field(description="What a reader sees, in English (en) and Chinese (zh)")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over every scenario"
    )
    scale: float | None = Field(None, ge=0.01, le=1, description="Share of the residents")
    months: int | None = Field(None, ge=1, description="Months after the common past")
    seeds: Seeds | None = Field(None, description="Other seeds: people and ties built anew")


class File(FileModel):
    """Claims, and the conditions under which they are tested."""

    kind: Literal["claims"] = Field(description="claims")
    summary: str = Field("", description="What is claimed, one or two sentences")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    seeds: Seeds = Field(description="A list, or text such as 0..2")
    scale: float | None = Field(None, ge=0.01, le=1, description="Share of the residents")
    claims: Annotated[tuple[ClaimPart, ...], Field(min_length=1)] = Field(
        description="The claims, in order"
    )
    conditions: tuple[ConditionPart, ...] = Field((), description="Other conditions, in order")


@dataclass(frozen=True)
class Condition:
    """A condition, and its runs."""

    name: str
    label: Label
    experiment: Experiment


@dataclass(frozen=True)
class Claims:
    """Claims, and what is run to test them; the first condition is what is in force."""

    name: str
    summary: str
    file: str
    text: str
    content: File
    conditions: tuple[Condition, ...]
    under: Under | None

    @property
    def experiment(self) -> Experiment:
        """The runs with what is in force."""
        return self.conditions[0].experiment

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios, as the claims name them."""
        return self.experiment.names

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics of the claims."""
        return tuple(dict.fromkeys(one.metric for one in self.content.claims))

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios with what is in force."""
        return tuple(self.experiment.scenario(one, 0) for one in range(len(self.names)))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds with what is in force."""
        return self.experiment.seeds


def load(subject: str | Path, request: Request) -> Claims:
    """Read the claims of a file, or the shipped ones by name.

    Raises:
        UserError: With every problem of the file and of its scenarios.
    """
    place = find_experiment(str(subject), KIND.name)
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    kept, content = read_file(place, File, problems, KIND.name)
    if kept is None or content is None:
        raise ScenarioError(problems)
    told = Told(kept)
    _check(content, told, problems)
    conditions = _conditions(content, request, told, problems)
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    first = conditions[0].experiment
    scenarios = [first.scenario(one, 0) for one in range(len(first.names))]
    return Claims(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=text_of(place.path),
        content=content,
        conditions=conditions,
        under=under(request.sets, KIND, scenarios, first.seeds),
    )


def _check(content: File, told: Told, problems: list[Problem]) -> None:
    """Check that names are single, metrics known and sizes possible."""
    for key, parts in (("claims", content.claims), ("conditions", content.conditions)):
        names = [one.name for one in parts]
        for index, name in enumerate(names):
            if name in (*names[:index], UNCHANGED):
                text = f"the name {name!r} is taken"
                problems.append(told.problem((key, index, "name"), text))
    for index, one in enumerate(content.claims):
        if one.metric not in METRICS:
            hint = did_you_mean(one.metric, [*METRICS])
            text = f"there is no metric {one.metric!r}"
            problems.append(told.problem(("claims", index, "metric"), text, hint))
        if len(set(one.order)) < len(one.order):
            text = "a scenario stands twice in one order"
            problems.append(told.problem(("claims", index, "order"), text))
        low, high = one.size.low, one.size.high
        if low is not None and high is not None and low >= high:
            text = f"'low', {low}, must be less than 'high', {high}"
            problems.append(told.problem(("claims", index, "size"), text))


def _conditions(
    content: File, request: Request, told: Told, problems: list[Problem]
) -> tuple[Condition, ...]:
    """List what is in force and all other conditions, if right."""
    names = tuple(dict.fromkeys(name for one in content.claims for name in one.order))
    own = settings_of(request.settings)
    scale = content.scale if request.scale is None else request.scale
    seeds = request.seeds or tuple(content.seeds)
    nothing = ConditionPart(name=UNCHANGED, label=Label(en="in force", zh="现行"))
    found: list[Condition] = []
    for index, part in enumerate((nothing, *content.conditions)):
        laid = {**part.settings, **own}
        loaded: list[Loaded] = []
        try:
            loaded = load_both(names, laid)
        except ScenarioError as error:
            where = ("conditions", index - 1, "settings") if index else ("claims", 0, "order")
            problems += [*told.moved(error.problems, where)]
            continue
        experiment = plain_experiment(
            f"claims-{part.name}",
            loaded,
            names,
            seeds=tuple(part.seeds) if part.seeds is not None else seeds,
            scale=scale if part.scale is None else part.scale,
            months=part.months,
            settings=laid,
        )
        found.append(Condition(part.name, part.label, experiment))
    return tuple(found)


def conduct(study: Claims, runs: Runs) -> Found:
    """Run every scenario under every condition and set, and say what became of each claim.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    levels = {one.name: _levels(one.experiment, study.metrics, runs) for one in study.conditions}
    sets: Mapping[str, Floats] = {}
    if study.under is not None:
        found = study.under.levels(study.experiment, study.metrics, runs)
        sets = {name: values[:, :, 0] for name, values in found.items()}
    rows = [_outcome(study, one, levels, sets) for one in study.content.claims]
    tables = {"claims": claims_table(study, rows), "conditions": conditions_table(study, rows)}
    about = {
        "name": study.name,
        "seeds": len(study.seeds),
        "scale": max(one.scale for one in study.scenarios),
        "window": HEADLINE_MONTHS,
        "conditions": [[one.name, one.label.en, one.label.zh] for one in study.conditions[1:]],
        **({} if study.under is None else {"sets": study.under.about}),
    }
    return Found(tables, about)


def _levels(experiment: Experiment, metrics: Sequence[str], runs: Runs) -> dict[str, Floats]:
    """Arrange headlines by metric, shape (scenarios, seeds)."""
    _, known = runs.headlines(experiment, metrics)
    count = len(experiment.bases)
    return {
        name: np.array(
            [[known[name][base, seed] for seed in experiment.seeds] for base in range(count)]
        )
        for name in metrics
    }


@dataclass(frozen=True)
class ClaimOutcome:
    """What became of a claim under each condition, and under each set."""

    claim: ClaimPart
    each: dict[str, Standing]
    by_seed: Floats
    sets: tuple[Standing, ...]
    spread: Mapping[str, Any]

    @property
    def others(self) -> dict[str, Standing]:
        """All conditions but what is in force."""
        return {name: one for name, one in self.each.items() if name != UNCHANGED}

    @property
    def verdict(self) -> str:
        """What can be said of the claim."""
        return verdict_of(self.each[UNCHANGED], [*self.others.values()], self.sets)


def _outcome(
    study: Claims,
    claim: ClaimPart,
    levels: Mapping[str, Mapping[str, Floats]],
    sets: Mapping[str, Floats],
) -> ClaimOutcome:
    """Judge a claim under every condition and set."""
    places = [study.names.index(name) for name in claim.order]
    size = (claim.size.low, claim.size.high)
    own = {name: each[claim.metric][places] for name, each in levels.items()}
    base = held_to(own[UNCHANGED].mean(axis=1), size)
    each = {name: held_to(values.mean(axis=1), size, base.size) for name, values in own.items()}
    by_seed = own[UNCHANGED][-1] - own[UNCHANGED][0]
    if not sets:
        return ClaimOutcome(claim, each, by_seed, (), {})
    under_sets = sets[claim.metric][places]
    # How far a set lies from the parameters in force is added to what these give.
    moved = own[UNCHANGED].mean(axis=1)[:, None] + under_sets[:, 1:] - under_sets[:, :1]
    found = tuple(held_to(one, size, base.size) for one in moved.T)
    spread = spread_columns(under_sets[-1] - under_sets[0], base.size)
    return ClaimOutcome(claim, each, by_seed, found, spread)


def claims_table(study: Claims, rows: Sequence[ClaimOutcome]) -> "pd.DataFrame":
    """Tabulate the claims.

    Returns:
        Columns claim, sentence_en, sentence_zh, stands_in, metric, unit, label_en, label_zh,
        order, size_low, size_high, seeds, difference (last minus first of the order), low, high
        (95 % over seeds), holds (with what is in force), sets, sets_low, sets_high, holds_in
        (sets in which the whole order holds), sized_in (in which the size does as well),
        conditions, conditions_hold, fails (conditions in which the order fails), shifts (in which
        only the size does), verdict (``robust``, ``shifted``, ``fragile``, ``unknown``).
    """
    import pandas as pd

    found = []
    for one in rows:
        luck = interval_of(one.by_seed[~np.isnan(one.by_seed)].tolist(), "t")
        others, sets = one.others, one.sets
        spread = {"sets": 0, "sets_low": math.nan, "sets_high": math.nan, **one.spread}
        found.append(
            {
                "claim": one.claim.name,
                "sentence_en": one.claim.sentence.en,
                "sentence_zh": one.claim.sentence.zh,
                "stands_in": ", ".join(one.claim.stands_in),
                **words_of(one.claim.metric),
                "order": " < ".join(one.claim.order),
                "size_low": one.claim.size.low,
                "size_high": one.claim.size.high,
                "seeds": luck.count,
                "difference": luck.mean,
                "low": luck.low,
                "high": luck.high,
                "holds": one.each[UNCHANGED].holds,
                **{key: spread[key] for key in ("sets", "sets_low", "sets_high")},
                "holds_in": sum(each.holds for each in sets),
                "sized_in": sum(each.holds and each.sized for each in sets),
                "conditions": len(others),
                "conditions_hold": sum(each.holds for each in others.values()),
                "fails": ", ".join(name for name, each in others.items() if not each.holds),
                "shifts": ", ".join(
                    name for name, each in others.items() if each.holds and not each.sized
                ),
                "verdict": one.verdict,
            }
        )
    return pd.DataFrame(found)


def conditions_table(study: Claims, rows: Sequence[ClaimOutcome]) -> "pd.DataFrame":
    """Tabulate each claim under each condition.

    Returns:
        Columns claim, condition, label_en, label_zh, unit, difference, holds, sized.
    """
    import pandas as pd

    labels = {one.name: one.label for one in study.conditions}
    return pd.DataFrame(
        [
            {
                "claim": one.claim.name,
                "condition": name,
                "label_en": labels[name].en,
                "label_zh": labels[name].zh,
                "unit": METRICS[one.claim.metric].unit,
                "difference": each.size,
                "holds": each.holds,
                "sized": each.sized,
            }
            for one in rows
            for name, each in one.each.items()
        ]
    )


def explain(study: Claims, speech: Speech) -> list[str]:
    """Explain what is claimed, and what testing it takes."""
    sets = 0 if study.under is None else study.under.count
    runs = sum(len(one.experiment.seeds) for one in study.conditions) + (sets and sets + 1)
    conditions = speech("explain.claims.conditions", count=len(study.conditions))
    return [
        *head(speech, study, speech("explain.claims.does")),
        line(speech, "claims", f"{len(study.content.claims):,}"),
        *(f"  {speech.pick(one.sentence)}" for one in study.content.claims),
        line(speech, "conditions", conditions),
        *(f"  {speech.pick(one.label)}" for one in study.conditions[1:]),
        line(speech, "sets", f"{sets}"),
        line(speech, "runs", speech("explain.past_once", runs=runs * len(study.names))),
        time_line(speech, alike(study.scenarios), runs),
    ]


def schema() -> Schema:
    """Make the JSON Schema of its file, with all metrics."""
    found = schema_of_model(File, "Claims")
    found["$defs"]["ClaimPart"]["properties"]["metric"] |= {"enum": [*METRICS]}
    return found
