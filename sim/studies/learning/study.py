"""Runs a pair of scenarios and the targets under every plausible set, and asks what is learned."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.calibration import Trial, described
from sim.analysis.compare import HEADLINE_MONTHS, subtracted, words_of
from sim.analysis.sets import IN_FORCE, LEAST_SETS, Learned, Measurement, learned
from sim.analysis.trial import planned, rates_of
from sim.declarations.metrics import HEADLINE
from sim.declarations.parameters import PARAMETERS
from sim.declarations.surveys import QUESTIONS
from sim.errors import OptionError, Problem
from sim.rng import hashed_id, stream
from sim.runs.choose import comparable
from sim.runs.manifest import package_version
from sim.runs.options import Problems
from sim.runs.plausible import set_scale
from sim.runs.request import Request
from sim.runs.simulate import shaped
from sim.scenario import Scenario
from sim.scenario.layers import settings_of
from sim.scenario.scenario import labels_of
from sim.studies.calibration.study import Calibration, read_calibration, trial_unit
from sim.studies.engine import Found
from sim.studies.learning import KIND
from sim.studies.runs import Runs, Under, load_both, plain_experiment, under
from sim.studies.trial.file import OneTrial, OpenedTrials, Over, open_trials
from sim.studies.trial.study import Trials, conducted, identity
from sim.sweeps.experiment import Experiment
from sim.sweeps.plan import stamp_hash
from sim.sweeps.trials import LOG, prepare_trials

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
TARGETS = "calibration"
"""Whose targets can be measured better."""
TARGET, SURVEY, TRIAL, KNOWN = "target", "survey", "trial", "known"
"""The band of a target halved; a question; a field trial; a parameter known exactly."""
_FIELDS = "fields.jsonl"
"""Where the trials of a file are kept, with its place before the name."""
VALIDITY = 0.05
"""By how much of the declared range what people say is off, however many are asked (assumed)."""
_VARIED = 0.5
"""Share of the sets in which a parameter must differ from its commonest value."""


@dataclass(frozen=True)
class LearningStudy:
    """What is asked: two scenarios, the sets, targets to measure better, trials to make."""

    pair: tuple[Scenario, Scenario]
    experiment: Experiment
    metrics: tuple[str, ...]
    under: Under
    calibration: Calibration
    respondents: int
    fields: tuple[Trials, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Baseline and scenario."""
        return self.pair

    @property
    def seeds(self) -> tuple[int, ...]:
        """The one seed with which every set is run."""
        return (self.under.seed,)


def load(subject: str | Path, request: Request) -> LearningStudy:
    """Read the question, or tell all that is wrong with it.

    Raises:
        UserError: With every problem of files, sets and options.
    """
    problems = Problems()
    names = (str(request.own["baseline"]), str(subject))
    opened: list[OpenedTrials] = []
    with problems.gather():
        loaded = load_both(names, request.settings)
    for file in request.own["trial"] or ():
        with problems.gather():
            opened.append(open_trials(file, Over(request.scale, request.settings)))
    made = [one.name for each in opened for one in each.trials]
    for name in dict.fromkeys(name for name in made if made.count(name) > 1):
        problems.add([Problem(f"the trial {name!r} is given twice", path="trial")])
    problems.settle()
    pair = [shaped(each.scenario, scale=request.scale, months=request.months) for each in loaded]
    against = comparable(pair)
    if against:
        raise OptionError(against)
    seeds = request.seeds or pair[0].seeds
    found = under(request.sets, KIND, pair, seeds)
    if found is None:
        text = "what could be learned is told by how sets of parameters differ; there are none"
        raise OptionError(Problem(text, path="sets", hint="leave the option out"))
    experiment = plain_experiment(
        "learn",
        loaded,
        names,
        seeds=seeds,
        months=request.months,
        settings=settings_of(request.settings),
    )
    calibration = read_calibration(TARGETS, seeds=[found.seed], settings=request.settings)
    part = set_scale([one.scenario for one in calibration.bases])
    scale = part if request.scale is None else min(part, request.scale)
    calibration = replace(calibration, scale=scale)
    if request.months is not None:
        calibration = replace(calibration, months=request.months)
    first, second = pair
    metrics = request.metrics or HEADLINE
    respondents = request.own["respondents"]
    every = {IN_FORCE: {}, **dict(enumerate(found.chosen.sets, 1))}
    fields = tuple(Trials(one, (found.seed,), every, "", None, "t") for one in opened)
    return LearningStudy(
        (first, second), experiment, metrics, found, calibration, respondents, fields
    )


def prepare(study: LearningStudy, folder: Path, names: Sequence[str], overwrite: bool) -> None:
    """Make the folder ready for the runs of this study, or make sure that it holds them.

    Raises:
        ResultsError: It holds something else.
    """
    content = {
        "file": study.calibration.file,
        "scale": study.under.chosen.scale,
        "trials": study.under.count + 1,
        "identity": {
            "scenarios": [one.content_hash for one in study.pair],
            "targets": [one.content_hash for one in study.calibration.with_values({})],
            "sets": [dict(one) for one in study.under.chosen.sets],
            "seed": study.under.seed,
            "fields": [identity(one) for one in study.fields],
            "code": stamp_hash(),
            "numpy": package_version("numpy"),
        },
        "text": study.calibration.text,
    }
    logs = (LOG, *(_log(place) for place in range(len(study.fields))))
    prepare_trials(folder, content, names, logs, overwrite, "learning")


def _log(place: int) -> str:
    """Find where the trials of a file are kept."""
    return f"{place}-{_FIELDS}"


def conduct(study: LearningStudy, runs: Runs) -> Found:
    """Run the pair and the targets under every set, then ask what each measurement would teach.

    Raises:
        ModelError: Runs failed; the others are kept.
    """
    levels = study.under.levels(study.experiment, study.metrics, runs)
    effects = {
        name: subtracted(values[1, :, 0], values[0, :, 0]) for name, values in levels.items()
    }
    trials = _trials(study, runs)
    measurements = _measurements(study, trials, runs)
    table = learning_table(study, effects, measurements)
    about = {
        "scenario": study.pair[1].name,
        "baseline": study.pair[0].name,
        "window": min(HEADLINE_MONTHS, study.pair[0].months),
        "metrics": list(study.metrics),
        "respondents": study.respondents,
        "trials": {
            one.name: {"unit": one.design.who.unit, "units": _units(study, one)}
            for each in study.fields
            for one in each.trials
        },
        "least": LEAST_SETS,
        "tests": len(measurements),
        "validity": VALIDITY,
        "effects": {name: _effect(values) for name, values in effects.items()},
        "seeds": 1,
        "sets": study.under.about,
    }
    return Found({"learning": table, "sets": sets_table(study, effects, trials)}, about)


def _effect(each: Floats) -> dict[str, float]:
    """Find the effect in force on the town, 5 and 95 % over sets."""
    known = each[1:][~np.isnan(each[1:])]
    low, high = np.quantile(known, (0.05, 0.95)) if len(known) else (math.nan, math.nan)
    return {"in_force": float(each[0]), "low": float(low), "high": float(high)}


def _trials(study: LearningStudy, runs: Runs) -> list[Trial]:
    """Try the targets in force and under every set."""
    values = [{}, *study.under.chosen.sets]
    found = runs.trials(
        trial_unit,
        study.calibration,
        lambda _known, _given, number: values[number],
        range(len(values)),
        study.seeds,
        lambda _: 0,
        title="targets",
    )
    return [found[number] for number in range(len(values))]


def _figures(trials: Sequence[Trial], name: str) -> Floats:
    """Take the figure of a target in each trial; NaN where it failed."""
    return np.array([one.figures.get(name, (math.nan,))[0] for one in trials])


def _units(study: LearningStudy, trial: OneTrial) -> int:
    """Choose units of a field trial: the most in its file's plan, else a survey's respondents."""
    return max(trial.power.units) if trial.power else study.respondents


def _made(study: LearningStudy, runs: Runs) -> list[Measurement]:
    """Measure each outcome of each trial in each set, and how far a field trial errs.

    What it sees is those treated minus the controls, each against the same people where nobody
    is treated, so that no luck of the draw is taken for a difference between sets.
    """
    found = []
    for place, each in enumerate(study.fields):
        cells = conducted(each, runs, _log(place))
        for trial, known in zip(each.trials, cells, strict=True):
            who = trial.design.who
            sample = trial.power.sample if trial.power and who.unit != "residents" else None
            size = (_units(study, trial), who.share, sample)
            for outcome in trial.design.outcomes:
                values = [
                    rates_of(one, outcome.name, "treated").points
                    - np.nan_to_num(rates_of(one, outcome.name, "control").points)
                    for (number, _), one in known.items()
                    if number != IN_FORCE
                ]
                plan, _ = planned([known[IN_FORCE, study.under.seed]], outcome.name, size)
                name = f"{trial.name}/{outcome.name}"
                found.append(Measurement(TRIAL, name, np.array(values), plan.error))
    return found


def _measurements(study: LearningStudy, trials: Sequence[Trial], runs: Runs) -> list[Measurement]:
    """List all that can be measured and on which sets differ."""
    found = [
        # What is known of a target is spread evenly over its band: half of it, over half.
        Measurement(TARGET, one.name, _figures(trials[1:], one.name), one.width / 2 / math.sqrt(12))
        for one in study.calibration.targets
    ]
    found += _made(study, runs)
    sets = study.under.chosen.sets
    names = [name for name in PARAMETERS if all(name in one for one in sets)]
    for name in names:
        values = np.array([one[name] for one in sets])
        _, counts = np.unique(values, return_counts=True)
        if counts.max() > (1 - _VARIED) * len(values):
            continue
        found.append(Measurement(KNOWN, name, values, 0.0))
        if name in QUESTIONS:
            error = survey_error(name, float(values.mean()), study.respondents)
            found.append(Measurement(SURVEY, name, values, error))
    return [one for one in found if _spread(one.values) > 0]


def survey_error(name: str, mean: float, respondents: int) -> float:
    """Estimate the survey's error in a parameter, in its unit.

    Chance of the sample, as the kind of question has it, and what people say that is not so
    (`VALIDITY` of the declared range). Answers within a range are taken to lie anywhere in it.
    """
    declared, kind = PARAMETERS[name], QUESTIONS[name].answer
    width = declared.high - declared.low
    variance = {
        "yes": mean * (1 - mean),
        "count": mean,
        "amount": width**2 / 12,
        # The standard deviation of N answers is known to its own half.
        "spread": mean**2 / 2,
        # Two halves, of which half says yes.
        "effect": 2 * 2 / 0.25,
    }[kind]
    return math.hypot(math.sqrt(max(variance, 0.0) / respondents), VALIDITY * width)


def _spread(values: Floats) -> float:
    """Return the standard deviation of the known values; NaN with fewer than two of them."""
    known = values[~np.isnan(values)]
    return float(np.std(known, ddof=1)) if len(known) > 1 else math.nan


def learning_table(
    study: LearningStudy, effects: Mapping[str, Floats], measurements: Sequence[Measurement]
) -> "pd.DataFrame":
    """Tabulate measurements of each metric, the best first.

    Returns:
        Columns metric, unit, label_en, label_zh, kind (``target``: its band halved; ``survey``;
        ``trial``: a field trial; ``known``: a parameter known exactly, which nothing exceeds),
        name (of target, parameter, or trial and outcome), what a table says of a target,
        sets, spread (standard deviation of what is measured over sets), error (of the
        measurement), explained (part of the effect's variance that goes if it were known
        exactly), narrower (share of the effect's width that goes), narrower_low,
        narrower_high (5 and 95 % over sets drawn again), told (whether it can be
        told from chance). Null with fewer than `LEAST_SETS` sets.
    """
    import pandas as pd

    labels = labels_of(one.scenario for one in study.calibration.bases)
    targets = {one.name: described(one, labels) for one in study.calibration.targets}
    keys = [key for key in next(iter(targets.values())) if key not in ("metric", "unit")]
    rows: list[dict[str, Any]] = []
    for metric, each in effects.items():
        known = ~np.isnan(each[1:])
        draws = stream(hashed_id("learning", metric) % 2**64)
        own = [
            Measurement(one.kind, one.name, one.values[known], one.error) for one in measurements
        ]
        nothing = Learned(math.nan, math.nan, math.nan, math.nan, False)
        enough = known.sum() >= LEAST_SETS and float(np.std(each[1:][known])) > 0
        told = learned(each[1:][known], own, draws) if enough else [nothing] * len(own)
        block = [
            {
                **words_of(metric),
                "kind": one.kind,
                "name": one.name,
                **{key: targets.get(one.name, {}).get(key) for key in keys if key != "target"},
                "target_metric": targets.get(one.name, {}).get("metric"),
                "sets": int(known.sum()),
                "spread": _spread(one.values),
                "error": one.error,
                "explained": found.explained,
                "narrower": found.narrower,
                "narrower_low": found.low,
                "narrower_high": found.high,
                "told": found.told,
            }
            for one, found in zip(own, told, strict=True)
        ]
        rows += sorted(block, key=lambda row: (-_number(row["narrower"]), row["kind"], row["name"]))
    return pd.DataFrame(rows)


def _number(value: float) -> float:
    """Make a number to sort by, null last."""
    return -1.0 if math.isnan(value) else value


def sets_table(
    study: LearningStudy, effects: Mapping[str, Floats], trials: Sequence[Trial]
) -> "pd.DataFrame":
    """Tabulate the sets, 0 for the parameters in force.

    Returns:
        Columns set, ``effect_METRIC``, then the figure of each target.
    """
    import pandas as pd

    columns: dict[str, Any] = {"set": range(len(trials))}
    columns |= {f"effect_{name}": values for name, values in effects.items()}
    columns |= {one.name: _figures(trials, one.name) for one in study.calibration.targets}
    return pd.DataFrame(columns)
