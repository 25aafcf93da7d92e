"""Trials inside the town: the runs of every seed and set, and the tables made of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.calibration import Trial
from sim.analysis.sets import IN_FORCE
from sim.analysis.trial import ROWS, Cell, Figures, effects_rows, judged, power_row, spread_of
from sim.declare import IntervalMethod
from sim.errors import ModelError, OptionError, Problem, UserError
from sim.rng import hashed_id, stream
from sim.runs import files
from sim.runs import trial as runner
from sim.runs.manifest import package_version, plain
from sim.runs.parallel import Tick
from sim.runs.plausible import NONE, plausible_sets, read_choice
from sim.runs.request import Request
from sim.runs.trial import ANY, REGISTERED, SOURCES, UNITS, TrialDesign, treated_units, trial_of
from sim.scenario import Scenario
from sim.scenario.schema import Schema, schema_of_model
from sim.studies.engine import Found, head, line, lines, time_line
from sim.studies.runs import Runs
from sim.studies.trial.file import File as File
from sim.studies.trial.file import OneTrial, OpenedTrials, Over, PowerPart, open_trials
from sim.sweeps.plan import stamp_hash
from sim.sweeps.trials import LOG, Item, prepare_trials
from sim.words.speech import Speech

if TYPE_CHECKING:
    import pandas as pd

FEWEST_UNITS = 6
"""Units of a field trial that is planned, at least."""


@dataclass(frozen=True)
class Trials:
    """Trials of a file, with the seeds and sets of parameters that they are run under.

    Attributes:
        opened: The file.
        seeds: The seeds, ascending.
        sets: Values by name of parameter of each set, by number; `IN_FORCE` has none.
        source: Where the sets come from; empty without.
        units: Numbers of units of field trials instead of those of the file, or None.
        interval: How intervals over seeds are made.
    """

    opened: OpenedTrials
    seeds: tuple[int, ...]
    sets: Mapping[int, Mapping[str, float]]
    source: str
    units: tuple[int, ...] | None
    interval: IntervalMethod

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.opened.name

    @property
    def summary(self) -> str:
        """What it is."""
        return self.opened.summary

    @property
    def file(self) -> str:
        """The file as the user named it."""
        return self.opened.file

    @property
    def text(self) -> str:
        """The file."""
        return self.opened.text

    @property
    def trials(self) -> tuple[OneTrial, ...]:
        """The trials."""
        return self.opened.trials

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, each once."""
        known = {one.design.scenario.name: one.design.scenario for one in self.trials}
        return tuple(known.values())

    @property
    def cells(self) -> tuple[tuple[int, int, int], ...]:
        """Trial, set and seed of every run, in order."""
        return tuple(
            (trial, number, seed)
            for trial in range(len(self.trials))
            for number in self.sets
            for seed in self.seeds
        )


def load(subject: str | Path, request: Request) -> Trials:
    """Read the trials of a file, or a shipped one by name.

    Raises:
        UserError: With every problem of files and options.
    """
    opened = open_trials(subject, Over(request.scale, request.settings))
    content = opened.content
    asked = request.own["sets"]
    if asked is None:
        asked = NONE if content.sets is None else content.sets
    source, number = read_choice(asked)
    found = plausible_sets(source, number)
    units = request.own["units"]
    problems = [
        Problem(f"{one} is less than {FEWEST_UNITS}", path="units")
        for one in units or ()
        if one < FEWEST_UNITS
    ]
    for number in units or ():
        for own in opened.trials:
            share = own.design.who.share
            treated = treated_units(share, number)
            if number >= FEWEST_UNITS and min(treated, number - treated) < 2:
                text = f"{share:g} of {number} units leaves fewer than two in one arm"
                problems.append(Problem(text, path="units"))
    if problems:
        raise OptionError(problems)
    return Trials(
        opened=opened,
        seeds=tuple(
            sorted(request.seeds or content.seeds or opened.trials[0].design.scenario.seeds)
        ),
        sets={IN_FORCE: {}, **dict(enumerate(found, 1))},
        source="" if source is None else str(source),
        units=tuple(units) if units else None,
        interval=request.interval,
    )


def prepare(study: Trials, folder: Path, names: Sequence[str], overwrite: bool) -> None:
    """Make the folder ready for the runs of these trials.

    Raises:
        ResultsError: It holds something else.
    """
    content = {
        "file": study.file,
        "scale": max(one.scale for one in study.scenarios),
        "trials": len(study.cells),
        "identity": identity(study),
        "text": study.text,
    }
    prepare_trials(folder, content, names, (LOG,), overwrite, "trial")


def identity(study: Trials) -> dict[str, Any]:
    """Keep all that can change a run, as JSON can hold it."""
    return {
        "trials": [
            {
                "scenario": one.design.scenario.content_hash,
                "months": one.design.scenario.months,
                **plain(asdict(replace_scenario(one.design))),
            }
            for one in study.trials
        ],
        "seeds": list(study.seeds),
        "sets": plain({str(number): dict(values) for number, values in study.sets.items()}),
        "code": [stamp_hash(), files.digest(Path(runner.__file__))],
        "packages": [package_version(name) for name in ("numpy", "scipy")],
    }


def replace_scenario(design: TrialDesign) -> Any:
    """Drop a design's scenario, which has a hash of its own."""
    return replace(design, scenario=None)  # type: ignore[arg-type]


def trial_unit(study: Trials, item: Item, tick: Tick) -> Trial:
    """Run all randomisations of one trial with one seed under one set.

    Raises:
        ModelError: The model broke a rule of its own.
        UserError: Nobody can be treated.
    """
    place, number, seed = study.cells[item.number]
    trial, values = study.trials[place], dict(study.sets[number])
    try:
        figures = trial_of(trial.design.under(values), seed, tick)
    except (UserError, BrokenPipeError):
        raise
    except Exception as error:
        text = f"trial {trial.name}, set {number}, seed {seed}: {error}"
        raise ModelError(text) from error
    return Trial(item.number, values, figures, "")


def conduct(study: Trials, runs: Runs) -> Found:
    """Run every trial with every seed and set, and compare.

    Raises:
        ModelError: A run failed; the others are kept.
        ResultsError: Runs are missing, and none are allowed.
    """
    found = conducted(study, runs, LOG)
    tables = {name: _table(study, found, make) for name, make in _MAKERS.items()}
    return Found(tables, _about(study))


def conducted(study: Trials, runs: Runs, log: str) -> list[dict[Cell, Figures]]:
    """Run every trial with every seed and set.

    Returns:
        For each trial its counts, by set and seed.

    Raises:
        ModelError: A run failed; the others are kept.
        ResultsError: Runs are missing, and none are allowed.
    """
    found = runs.trials(
        trial_unit,
        study,
        lambda _known, _given, number: dict(study.sets[study.cells[number][1]]),
        range(len(study.cells)),
        study.seeds,
        lambda _: 0,
        title=study.name,
        log=log,
    )
    cells: list[dict[Cell, Figures]] = [{} for _ in study.trials]
    for place, (trial, number, seed) in enumerate(study.cells):
        cells[trial][number, seed] = found[place].figures
    return cells


def _table(study: Trials, found: Sequence[dict[Cell, Figures]], make: Any) -> "pd.DataFrame":
    """Join one table of all trials."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for trial, cells in zip(study.trials, found, strict=True):
        rows += [{"trial": trial.name, **row} for row in make(study, trial, cells)]
    return pd.DataFrame(rows)


def _effects(study: Trials, trial: OneTrial, cells: Mapping[Cell, Figures]) -> list[dict[str, Any]]:
    """Tabulate what each outcome of a trial comes to, for whom."""
    return [
        {
            "outcome": one.name,
            "form": trial.content.outcomes[one.name].form,
            "at": one.at,
            "within": one.within,
            **row,
        }
        for one in trial.design.outcomes
        for row in effects_rows(cells, one.name, study.interval)
    ]


def _power(study: Trials, trial: OneTrial, cells: Mapping[Cell, Figures]) -> list[dict[str, Any]]:
    """Tabulate what field trials of several sizes find."""
    part = trial.power or (PowerPart(units=study.units) if study.units else None)
    if part is None:
        return []
    who, rows = trial.design.who, []
    for one in trial.design.outcomes:
        for units in study.units or part.units:
            luck = stream(hashed_id("power", trial.name, one.name, units) % 2**64)
            sample = None if who.unit == "residents" else part.sample
            row = power_row(cells, one.name, (units, who.share, sample), part.draws, luck)
            rows.append(
                {
                    "outcome": one.name,
                    "form": trial.content.outcomes[one.name].form,
                    "at": one.at,
                    "within": one.within,
                    "unit": who.unit,
                    **row,
                }
            )
    return rows


def _patterns(
    study: Trials, trial: OneTrial, cells: Mapping[Cell, Figures]
) -> list[dict[str, Any]]:
    """Compare the published result, and what the model has in its place."""
    part, quantity = trial.published, trial.quantity
    if part is None or quantity is None:
        return []
    values = {cell: quantity.of(figures) for cell, figures in cells.items()}
    spread = spread_of(values, study.interval)
    holds, holds_in = judged(spread, part.low, part.high)
    label = trial.content.label
    named = label.plain if label else trial.name
    return [
        {
            "label_en": named,
            "label_zh": (label.zh if label else "") or named,
            "use": part.use,
            "quantity": part.quantity,
            "published": math.nan if part.value is None else part.value,
            "low": part.low,
            "high": part.high,
            "model": spread.mean,
            "model_low": spread.low,
            "model_high": spread.high,
            "sets": spread.sets,
            "sets_low": spread.sets_low,
            "sets_high": spread.sets_high,
            "holds": holds,
            "holds_in": holds_in,
            "mark": part.mark,
            "source": part.source,
        }
    ]


_MAKERS = {"effects": _effects, "power": _power, "patterns": _patterns}


def _about(study: Trials) -> dict[str, Any]:
    """Say what sentences and figures say the trials are about."""
    one = study.scenarios[0].name
    return {
        "name": study.name,
        **({"scenario": one} if len(study.trials) == 1 else {}),
        "interval": study.interval,
        "seeds": len(study.seeds),
        "sets": len(study.sets) - 1,
        "scale": max(one.scale for one in study.scenarios),
        "town": study.scenarios[0].town.label.en,
        "trials": [
            {
                "name": one.name,
                "unit": one.design.who.unit,
                "share": one.design.who.share,
                "one": one.design.who.one,
                "begin": one.design.begin,
                "randomisations": one.design.randomisations,
                "treatment": [part.model_dump() for part in one.content.treatment],
                "lead": one.design.outcomes[0].name,
                "last": one.design.outcomes[-1].name,
            }
            for one in study.trials
        ],
    }


def explain(study: Trials, speech: Speech) -> list[str]:
    """Explain what is tried, on whom, and what it takes."""
    found = head(speech, study, speech("explain.trial.does"))
    for one in study.trials:
        found += _trial_lines(one, speech)
    sets = speech("explain.trial.sets", count=len(study.sets) - 1)
    runs = sum(1 + study.trials[place].design.randomisations for place, _, _ in study.cells)
    groups = [[one.design.scenario] * (1 + one.design.randomisations) for one in study.trials]
    return [
        *found,
        line(speech, "sets", sets),
        line(speech, "runs", speech("explain.trial.runs", runs=runs)),
        time_line(speech, groups, len(study.sets) * len(study.seeds)),
    ]


def _trial_lines(one: Any, speech: Speech) -> list[str]:
    """Say who is drawn, what they get, and what is looked at."""
    who, part = one.design.who, one.published
    unit = speech(f"trial.unit.{who.unit}")
    drawn = speech("explain.trial.who", share=who.share, unit=unit, times=one.design.randomisations)
    gets = [_dose_text(each, speech) for each in one.content.treatment] or [
        speech("explain.none_held")
    ]
    looked = [
        speech("explain.trial.looks_at", name=name, form=each.form, at=each.at)
        for name, each in one.content.outcomes.items()
    ]
    found = [line(speech, "trial", one.name), line(speech, "who", drawn)]
    found += [*lines(speech, "gets", gets), *lines(speech, "looks_at", looked)]
    if part:
        text = speech(
            "explain.trial.published",
            quantity=part.quantity,
            low=part.low,
            high=part.high,
            use=speech(f"trial.use.{part.use}"),
            source=speech.source(part.source),
        )
        found.append(line(speech, "published", text))
    return found


def _dose_text(part: Any, speech: Speech) -> str:
    """Say one thing that is given."""
    given = part.model_dump(exclude_defaults=True)
    return speech.commas(f"{name}: {value}" for name, value in given.items())


def schema() -> Schema:
    """Make the JSON Schema of its file, with all known names."""
    from sim.declarations.forms import FORMS
    from sim.declarations.levers import LEVERS

    found = schema_of_model(File, "Trial")
    parts, forms = found["$defs"], [form.name for form in FORMS]
    parts["WhoPart"]["properties"]["unit"] |= {"enum": list(UNITS)}
    dose = parts["DosePart"]["properties"]
    dose["ask"] |= {"enum": list(SOURCES)}
    dose["visit"] |= {"enum": list(SOURCES)}
    dose["form"] |= {"enum": forms}
    dose["lever"] |= {"enum": list(LEVERS)}
    parts["OutcomePart"]["properties"]["form"] |= {"enum": [ANY, REGISTERED, *forms]}
    parts["QuantityPart"]["properties"]["who"] |= {"enum": list(ROWS)}
    return found
