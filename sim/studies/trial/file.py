"""The file of a trial, its design, and everything that is wrong with it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.analysis.trial import RATIO, ROWS, PublishedQuantity
from sim.calendar import format_month
from sim.declarations.forms import ELECTION as ELECTION_FORM
from sim.declarations.forms import FORMS
from sim.declarations.groups import DIVISIONS
from sim.declarations.levers import LEVERS
from sim.declare import Mark
from sim.errors import Problem, ScenarioError, did_you_mean
from sim.runs import trial
from sim.runs.simulate import shaped
from sim.scenario import Scenario
from sim.scenario.fields import FileModel, Name, Seeds, Share, Text
from sim.scenario.layers import Settings
from sim.scenario.load import Loaded, variant
from sim.scenario.places import NamedFile, is_file
from sim.scenario.yamlfile import KeyPath, text_of
from sim.sweeps.kinds import (
    RunPart,
    Told,
    find_experiment,
    laid_over,
    load_bases,
    read_file,
    with_settings,
)

# --- The file of a trial, and what is wrong with it

ELECTION = "election"
"""Of a month: that of the next election."""
Months = Annotated[int, Field(ge=0, le=240)] | Literal["election"]
"""Months from a beginning, or `ELECTION`."""


class WhoPart(FileModel):
    """Who is randomised."""

    unit: str = Field("residents", description="residents, households, groups or communities")
    share: float = Field(0.5, description="Share of the units that is treated, between 0 and 1")
    members: Literal["all", "one"] = Field(
        "all", description="all adults of a unit, or one of each household"
    )
    adults: int | None = Field(None, ge=1, le=12, description="Only households with so many adults")
    among: dict[str, str] = Field(
        default_factory=dict, description="Only residents of these groups: division and group"
    )
    registered: bool | None = Field(None, description="Only (true) or no (false) volunteers")
    communities: tuple[str, ...] = Field((), description="Only in these communities: their ids")


class DosePart(FileModel):
    """One thing that is given: an ask, a visit, a notice or a lever."""

    ask: str | None = Field(None, description="Who asks, about the form")
    visit: str | None = Field(None, description="Who visits the household and asks, likewise")
    form: str | None = Field(None, description="Form that is asked about")
    notice: Share | None = Field(
        None, description="Share of their ties that residents are told take part"
    )
    lever: str | None = Field(None, description="Lever of the communities drawn")
    value: float | None = Field(None, description="Value of the lever")
    after: int = Field(0, ge=0, le=240, description="Months from the beginning to its first month")
    months: int = Field(1, ge=1, le=240, description="Months it is given")
    reach: float = Field(
        1.0, gt=0, le=1, description="Chance that it reaches a resident in a month"
    )


class OutcomePart(FileModel):
    """What is looked at."""

    form: str = Field(description="A form, any (of depth 2 or more), or registered")
    at: Months = Field(description="Months from the beginning of the trial, or election: the next")
    within: int = Field(
        1, ge=1, le=32, description="Months up to then in which having taken part once counts"
    )


class PowerPart(FileModel):
    """Field trials whose power is wanted."""

    units: Annotated[tuple[Annotated[int, Field(ge=6, le=1_000_000)], ...], Field(min_length=1)] = (
        Field(description="Numbers of units, treated and others together")
    )
    sample: int | None = Field(
        None, ge=1, description="People who are asked in each unit; all unless given"
    )
    draws: int = Field(1000, ge=100, le=100_000, description="Trials drawn for each number")


class QuantityPart(FileModel):
    """Whose effect on what."""

    outcome: Name = Field(description="Name of an outcome of the file")
    who: Name = Field(
        description="itt, cace, treated, reached, control, housemates, ties or others"
    )


class PublishedPart(FileModel):
    """The published result that the trial stands beside."""

    quantity: Literal["points", "log_odds", "ratio"] = Field(
        description="Difference of shares, of log-odds, or ratio of two differences of shares"
    )
    of: QuantityPart = Field(description="Whose effect on what")
    by: QuantityPart | None = Field(None, description="What a ratio is divided by")
    value: float | None = Field(None, description="The published estimate, as a share; if any")
    low: float = Field(description="Lower end of its interval, or of what it allows")
    high: float = Field(description="Upper end")
    mark: Mark = Field(description="How it is known")
    source: Name = Field(description="Where it was published")
    base: Text = Field(description="Base rate there, and here")
    population: Text = Field(description="Who they were, and who stands for them here")
    matched: Text = Field(description="How the trial here was matched with that one")
    band: Text = Field(Text(), description="Where low and high come from, if not published")
    use: Literal["target", "held_out"] = Field(
        description="target: may be fitted to; held_out: never"
    )


class File(FileModel):
    """A trial; or, with ``trials``, several that are told together."""

    kind: Literal["trial"] = Field(description="trial")
    summary: str = Field("", description="What is tried, one or two sentences")
    label: Text | None = Field(None, description="What readers call it")
    sources: tuple[str, ...] = Field((), description="Where its values come from")
    trials: tuple[Name, ...] = Field(
        (), description="Paths of the files of trials, in place of one of its own"
    )
    scenarios: Annotated[tuple[Name, ...], Field(max_length=1)] = Field(
        (), description="One, in which the trial takes place"
    )
    seeds: Seeds | None = Field(None, description="A list, or text such as 0..4")
    run: RunPart = Field(RunPart(), description="Scale and months of the runs")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="Values by key path that lie over the scenario"
    )
    sets: str | int | None = Field(None, description="Plausible sets of parameters, as --sets")
    start: Months = Field(0, description="First month: months after the common past, or election")
    who: WhoPart = Field(WhoPart(), description="Who is randomised")
    randomisations: int = Field(2, ge=1, le=1000, description="How often units are drawn anew")
    treatment: tuple[DosePart, ...] = Field((), description="What the treated get")
    comparison: tuple[DosePart, ...] = Field((), description="What the others in the sample get")
    outcomes: dict[str, OutcomePart] = Field(
        default_factory=dict, description="What is looked at, by a name; the first leads"
    )
    power: PowerPart | None = Field(None, description="Field trials that are planned")
    published: PublishedPart | None = Field(None, description="The published result, if any")


# --- From the file of a trial to its design, with everything that is wrong with it

LONGEST_WAIT = 240
"""Months in which the next election must be."""
_FORM_NAMES = [form.name for form in FORMS]
_FORMS = {trial.ANY: -1, trial.REGISTERED: -2, **{form.name: form.index for form in FORMS}}


@dataclass(frozen=True)
class OneTrial:
    """One trial of a file.

    Attributes:
        name: Name of its file.
        content: What its file says.
        text: What is written in it, as it stands.
        design: The trial.
        quantity: What its published result is a figure of, or None.
    """

    name: str
    content: File
    text: str
    design: trial.TrialDesign
    quantity: PublishedQuantity | None

    @property
    def power(self) -> PowerPart | None:
        """Field trials that are planned."""
        return self.content.power

    @property
    def published(self) -> PublishedPart | None:
        """The published result, if any."""
        return self.content.published


@dataclass(frozen=True)
class OpenedTrials:
    """A file with all of its trials."""

    name: str
    summary: str
    file: str
    text: str
    content: File
    trials: tuple[OneTrial, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """What a call asks for instead of what files say, see `sim.runs.request.Request`."""

    scale: float | None
    settings: Settings


def open_trials(subject: str | Path, over: Over) -> OpenedTrials:
    """Read a file's trial, or those it lists; shipped ones by name.

    Raises:
        ScenarioError: With everything that is wrong with any of them.
    """
    place = find_experiment(str(subject), "trial")
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    document, content = read_file(place, File, problems, "trial")
    if content is None or document is None:
        raise ScenarioError(problems)
    told = Told(document)
    if content.trials:
        problems += [
            told.problem(
                (key,), "stands in the files of the trials that are listed", "leave it out"
            )
            for key in ("scenarios", "treatment", "outcomes", "published")
            if getattr(content, key)
        ]
        found = [_listed(place, told, index, content, over, problems) for index in _each(content)]
    else:
        found = [_one(place, (content, told), over, problems)]
    if problems:
        raise ScenarioError(list(dict.fromkeys(problems)))
    trials = tuple(one for one in found if one is not None)
    text = text_of(place.path)
    return OpenedTrials(place.name, content.summary.strip(), place.file, text, content, trials)


def _each(content: File) -> range:
    """Find the places of trials that a file lists."""
    return range(len(content.trials))


def _listed(
    beside: NamedFile, told: Told, index: int, above: File, over: Over, problems: list[Problem]
) -> OneTrial | None:
    """Read a trial that another file lists, run in the scale of that one."""
    named = above.trials[index]
    file = os.path.normpath(Path(beside.file).parent / named)
    place = NamedFile(beside.path.parent / named, file, Path(named).stem)
    if not is_file(place.path):
        problems.append(told.problem(("trials", index), f"there is no file {file!r}"))
        return None
    document, content = read_file(place, File, problems, "trial")
    if content is None or document is None:
        return None
    if content.trials:
        text, hint = "a trial that is listed lists none itself", "list them all in one file"
        problems.append(Told(document).problem(("trials",), text, hint))
        return None
    scale = above.run.scale if over.scale is None else over.scale
    return _one(place, (content, Told(document)), replace(over, scale=scale), problems)


class _Reader:
    """Reads the parts of one trial, and collects what is wrong."""

    def __init__(self, content: File, told: Told, problems: list[Problem]) -> None:
        self.content, self.told, self.problems = content, told, problems

    def wrong(self, path: KeyPath, text: str, hint: str = "") -> None:
        """Note what is wrong at a key path."""
        self.problems.append(self.told.problem(path, text, hint))

    def known(self, path: KeyPath, what: str, name: str, names: Sequence[str]) -> bool:
        """Check a name against those known; note where it is not."""
        if name in names:
            return True
        hint = did_you_mean(name, names) or f"known: {', '.join(names)}"
        self.wrong(path, f"there is no {what} {name!r}", hint)
        return False

    # --- who ---

    def who(self, scenario: Scenario) -> trial.Who | None:
        """Find who is randomised."""
        part, before = self.content.who, len(self.problems)
        self.known(("who", "unit"), "unit", part.unit, trial.UNITS)
        if not 0 < part.share < 1:
            text = f"a share of {part.share:g} leaves nobody treated, or nobody to compare with"
            self.wrong(("who", "share"), text, "write a number between 0 and 1")
        ids = scenario.town.community_ids
        for index, one in enumerate(part.communities):
            self.known(("who", "communities", index), "community", one, ids)
        among = self._among(part)
        if len(self.problems) > before:
            return None
        self._count(part, scenario)
        return trial.Who(
            unit=part.unit,
            share=part.share,
            one=part.members == "one",
            adults=part.adults,
            among=among,
            registered=part.registered,
            communities=part.communities,
        )

    def _among(self, part: WhoPart) -> tuple[tuple[str, int], ...]:
        """List groups by division."""
        divisions = {one.name: [group.name for group in one.groups] for one in DIVISIONS}
        found = []
        for name, group in part.among.items():
            path: KeyPath = ("who", "among", name)
            if self.known(path, "division", name, [*divisions]) and self.known(
                path, "group", group, divisions[name]
            ):
                found.append((name, divisions[name].index(group)))
        return tuple(found)

    def _count(self, part: WhoPart, scenario: Scenario) -> None:
        """Note a share that leaves one of the arms empty, as far as the town tells."""
        town = scenario.town
        places = [
            one for one in town.communities if not part.communities or one.id in part.communities
        ]
        number = {
            "residents": round(sum(one.residents for one in places) * scenario.scale),
            "households": round(sum(one.households for one in places) * scenario.scale),
            "groups": sum(one.groups for one in places),
            "communities": len(places),
        }[part.unit]
        if not 0 < trial.treated_units(part.share, number) < number:
            text = f"{part.share:g} of {number} {part.unit} leaves nobody treated, or nobody else"
            self.wrong(("who", "share"), text)

    # --- what they get ---

    def doses(self, arm: str, loaded: Loaded) -> tuple[trial.Dose, ...]:
        """List what an arm gets."""
        parts: tuple[DosePart, ...] = getattr(self.content, arm)
        found = [self._dose((arm, index), part, loaded) for index, part in enumerate(parts)]
        return tuple(one for one in found if one is not None)

    def _dose(self, path: KeyPath, part: DosePart, loaded: Loaded) -> trial.Dose | None:
        """Read one thing that is given."""
        kinds = [
            name for name in ("ask", "visit", "notice", "lever") if getattr(part, name) is not None
        ]
        if len(kinds) != 1:
            self.wrong(path, "must be one of ask, visit, notice and lever")
            return None
        (kind,) = kinds
        common: dict[str, Any] = {"after": part.after, "months": part.months, "reach": part.reach}
        if kind == "lever":
            return self._lever(path, part, loaded, common)
        if part.value is not None:
            self.wrong((*path, "value"), "only a lever has a value", "leave it out")
        if kind == "notice":
            if part.form is not None:
                self.wrong((*path, "form"), "a notice tells of taking part in any form")
            return trial.Dose(notice=part.notice or 0.0, **common)
        source = part.ask if kind == "ask" else part.visit
        good = self.known((*path, kind), "source", str(source), [*trial.SOURCES])
        if part.form is None:
            self.wrong((*path, kind), "needs the form that is asked about", "write form")
            return None
        if not self.known((*path, "form"), "form", part.form, _FORM_NAMES) or not good:
            return None
        return trial.Dose(
            source=trial.SOURCES[str(source)],
            form=_FORMS[part.form],
            visit=kind == "visit",
            **common,
        )

    def _lever(
        self, path: KeyPath, part: DosePart, loaded: Loaded, common: Mapping[str, Any]
    ) -> trial.Dose | None:
        """Read a lever of the communities that are drawn."""
        name = str(part.lever)
        if not self.known((*path, "lever"), "lever", name, [*LEVERS]):
            return None
        if self.content.who.unit != "communities":
            text = "a lever acts on communities, so communities must be randomised"
            self.wrong((*path, "lever"), text, "write unit: communities under who")
        if part.value is None:
            self.wrong((*path, "lever"), "needs its value", "write value")
            return None
        if part.reach != 1.0:
            self.wrong((*path, "reach"), "a lever reaches all of a community", "leave it out")
        try:
            variant(loaded, {f"levers.{name}": part.value})
        except ScenarioError as error:
            for one in error.problems:
                self.wrong((*path, "value"), one.message, one.hint)
            return None
        return trial.Dose(lever=name, value=part.value, **common)

    # --- when, and what is looked at ---

    def begin(self, scenario: Scenario) -> int:
        """Find the first month of the trial."""
        if self.content.start == ELECTION:
            return self._election(("start",), scenario, scenario.start)
        return scenario.start + int(self.content.start)

    def _election(self, path: KeyPath, scenario: Scenario, month: int) -> int:
        """Find the first election from a month on."""
        elections = scenario.town.elections
        for found in range(month, month + LONGEST_WAIT):
            if elections.is_election(found):
                return found
        self.wrong(
            path, f"there is no election in {LONGEST_WAIT} months from {format_month(month)}"
        )
        return month

    def outcomes(self, scenario: Scenario, begin: int) -> tuple[trial.Outcome, ...]:
        """List what is looked at."""
        if not self.content.outcomes:
            self.wrong(("outcomes",), "nothing is looked at", "write an outcome with form and at")
        found = []
        for name, part in self.content.outcomes.items():
            path: KeyPath = ("outcomes", name)
            if not self.known((*path, "form"), "form", part.form, [*_FORMS]):
                continue
            at = part.at
            if at == ELECTION:
                at = self._election((*path, "at"), scenario, begin + 1) - begin
            one = trial.Outcome(name, _FORMS[part.form], int(at), part.within)
            if one.within > one.at + 1:
                text = f"{one.within} months before month {one.at} began before the trial"
                self.wrong((*path, "within"), text, f"write {one.at + 1} or less")
            months = range(begin + one.at - one.within + 1, begin + one.at + 1)
            if one.form == ELECTION_FORM:
                self._held((*path, "at"), scenario, months)
            found.append(one)
        return tuple(found)

    def asked_to_vote(self, scenario: Scenario, begin: int, doses: Sequence[trial.Dose]) -> None:
        """Note asks about an election in months in which there is none."""
        for index, one in enumerate(doses):
            if one.source and one.form == ELECTION_FORM:
                first = begin + one.after
                self._held(("treatment", index), scenario, range(first, first + one.months))

    def _held(self, path: KeyPath, scenario: Scenario, months: range) -> None:
        """Note that no election is held in some months."""
        if not any(scenario.town.elections.is_election(month) for month in months):
            said = " to ".join(dict.fromkeys(map(format_month, (months[0], months[-1]))))
            coming = self._election(path, scenario, months[0])
            hint = f"the next is in {format_month(coming)}"
            self.wrong(path, f"no election is held in {said}", hint)

    def horizon(self, scenario: Scenario, begin: int, outcomes: Sequence[trial.Outcome]) -> int:
        """Find the months of the run; note outcomes or doses beyond the file's."""
        last = max((one.at for one in outcomes), default=0)
        months = begin + last + 1 - scenario.start
        most = self.content.run.months
        if most is not None and months > most:
            text = f"month {last} of the trial is month {months} of the run, which has {most}"
            late = next(one for one in outcomes if one.at == last)
            self.wrong(("outcomes", late.name, "at"), text, "write more months under run")
        for arm in ("treatment", "comparison"):
            for index, part in enumerate(getattr(self.content, arm)):
                if part.after > last:
                    text = f"is given after month {last}, the last that is looked at"
                    self.wrong((arm, index, "after"), text)
        return most or months

    # --- what it is compared with ---

    def published(self, outcomes: Sequence[trial.Outcome]) -> PublishedQuantity | None:
        """Find what the published result is a figure of."""
        part = self.content.published
        if part is None:
            return None
        names = [one.name for one in outcomes]
        if part.low > part.high:
            self.wrong(("published", "low"), f"{part.low:g} is above high, {part.high:g}")
        if (part.quantity == RATIO) != (part.by is not None):
            text = "a ratio needs it, and nothing else has it"
            self.wrong(("published", "by"), text)
            return None
        for key, one in (("of", part.of), ("by", part.by)):
            if one is not None:
                self._quantity(("published", key), one, names)
        by = part.by
        return PublishedQuantity(
            part.quantity,
            part.of.outcome,
            part.of.who,
            by.outcome if by else "",
            by.who if by else "",
        )

    def _quantity(self, path: KeyPath, part: QuantityPart, names: Sequence[str]) -> None:
        """Note an outcome or people that are not there."""
        self.known((*path, "outcome"), "outcome", part.outcome, names)
        self.known((*path, "who"), "row", part.who, ROWS)

    def power(self) -> None:
        """Note numbers of units of which one arm would have fewer than two."""
        part, share = self.content.power, self.content.who.share
        for index, units in enumerate(part.units if part else ()):
            fewest = min(
                trial.treated_units(share, units), units - trial.treated_units(share, units)
            )
            if fewest < 2:
                text = f"{share:g} of {units} units leaves fewer than two in one arm"
                self.wrong(("power", "units", index), text)


def _one(
    place: NamedFile, read: tuple[File, Told], over: Over, problems: list[Problem]
) -> OneTrial | None:
    """Read one trial, as far as it is right."""
    content, told = read
    reader, before = _Reader(content, told, problems), len(problems)
    if not content.scenarios:
        reader.wrong(("scenarios",), "is missing", "name the scenario")
        return None
    laid = laid_over(content.settings, over.settings, problems)
    bases = load_bases(place, content.scenarios, told, problems)
    if not bases:
        return None
    loaded = with_settings(bases[0], laid, told, problems)
    scale = content.run.scale if over.scale is None else over.scale
    scenario = shaped(loaded.scenario, scale=scale)
    who, begin = reader.who(scenario), reader.begin(scenario)
    treatment, control = (reader.doses(arm, loaded) for arm in ("treatment", "comparison"))
    outcomes = reader.outcomes(scenario, begin)
    reader.asked_to_vote(scenario, begin, treatment)
    months = reader.horizon(scenario, begin, outcomes)
    reader.power()
    quantity = reader.published(outcomes)
    if who is None or len(problems) > before:
        return None
    design = trial.TrialDesign(
        scenario=shaped(scenario, months=months),
        begin=begin,
        who=who,
        treatment=treatment,
        control=control,
        outcomes=outcomes,
        randomisations=content.randomisations,
    )
    return OneTrial(place.name, content, text_of(place.path), design, quantity)
