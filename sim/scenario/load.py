"""From a file to a scenario, with everything that is wrong and everything doubtful."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import FIRST_YEAR, LAST_YEAR, format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Label
from sim.errors import Problem, ScenarioError
from sim.extend import Extensions, active, with_extensions
from sim.scenario.layers import (
    Layer,
    Merged,
    PlacedLever,
    Settings,
    adapt_to_town,
    doubled,
    leave_out_other_town,
    merge,
    read_chain,
    read_settings,
    refer,
    unknown_communities,
)
from sim.scenario.loadtown import read_town
from sim.scenario.places import NamedFile, find
from sim.scenario.scenario import TOWN, Epoch, Event, LeverArrays, Scenario
from sim.scenario.schema import LeverSetting
from sim.scenario.town import Town
from sim.scenario.yamlfile import KeyPath

# --- Makes a scenario from its files, or tells everything that is wrong with them

DEFAULT_SEEDS = tuple(range(10))
"""Seeds when no file names any; paired comparisons need several."""
NEEDED = {
    "town": "for example 'town: luocheng'",
    "run.start": "for example 'start: 2021-01' under run",
    "run.months": "for example 'months: 60' under run",
}

SETTLED = ("town", "run.burn_in.months", "run.burn_in.under")
"""What stays as it is when settings are laid over a scenario that is loaded already."""


@dataclass(frozen=True)
class Loaded:
    """A scenario with the files it was made from.

    Attributes:
        scenario: The scenario.
        files: The chain, nearest first.
        settings: What was set over it.
        merged: Every value in force with its place.
        past: What is in force in the common past, or None.
        written_for: The other town that a file below was written for, by its name.
    """

    scenario: Scenario
    files: tuple[Layer, ...]
    settings: tuple[Layer, ...]
    merged: Merged
    past: Merged | None
    written_for: Mapping[str, Town]


@with_extensions
def load_scenario(
    path_or_name: str | Path, settings: Settings = (), *, extensions: Extensions = ()
) -> Scenario:
    """Load the scenario of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or the name of a shipped
            scenario.
        settings: Values that lie over the file: ``["levers.control=0.5"]``, or
            ``{"levers.control.beiguan": 0.2}``.
        extensions: Files with levers and parameters of one's own, see `sim.extend`.

    Raises:
        ScenarioError: With every problem of the files and settings.
    """
    return load(path_or_name, settings).scenario


def load(path_or_name: str | Path, settings: Settings = ()) -> Loaded:
    """Load as `load_scenario` does, with the files."""
    place = find(str(path_or_name), "scenario")
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    files = read_chain(place, problems)
    over = read_settings(settings, problems)
    if not files:
        raise ScenarioError(_in_order(problems))
    layers = [*reversed(over), *files]
    merged = merge(layers)
    if files[-1].content.extends is None and not _has_wrong_parent(problems):
        problems.extend(_missing(merged, place.file, [problem.path for problem in problems]))
    for layer in files:
        problems.extend(doubled(layer))
        problems.extend(_needs(layer))
    town = _town(merged, problems)
    past = _past(merged, town, problems)
    written_for: Mapping[str, Town] = {}
    if town is not None:
        below = _below_the_town(merged, layers)
        written_for = _written_for(below, merged.single["town"].layer)
        leave_out_other_town(merged, town.community_ids, below)
        adapt_to_town(merged, town, written_for)
        problems.extend(unknown_communities(merged, town.community_ids))
    problems.extend(_dates(merged, files, over))
    if town is None or problems:
        raise ScenarioError(_in_order(problems))
    scenario = _scenario(merged, files, town, past)
    before = past[1] if past else None
    return Loaded(scenario, tuple(files), tuple(over), merged, before, written_for)


def variant(loaded: Loaded, settings: Settings) -> Loaded:
    """Lay settings over a loaded scenario; no file is read again.

    Args:
        loaded: What `load` made.
        settings: As `load_scenario` takes them; town and common past cannot be among them.

    Raises:
        ScenarioError: With every problem of the settings.
    """
    problems: list[Problem] = []
    over = [*loaded.settings, *read_settings(settings, problems)]
    layers = [*reversed(over), *loaded.files]
    merged = merge(layers)
    for path in SETTLED:
        placed = merged.single.get(path)
        if placed is not None and placed != loaded.merged.single.get(path):
            hint = "write a scenario of its own for it"
            problems.append(placed.layer.problem(placed.path, "this cannot vary here", hint))
    scenario = loaded.scenario
    below = _below_the_town(merged, layers)
    leave_out_other_town(merged, scenario.town.community_ids, below)
    adapt_to_town(merged, scenario.town, loaded.written_for)
    problems.extend(unknown_communities(merged, scenario.town.community_ids))
    problems.extend(_dates(merged, loaded.files, over))
    if problems:
        raise ScenarioError(_in_order(problems))
    past = None
    if scenario.past is not None and loaded.past is not None:
        past = scenario.past.name, loaded.past
    made = _scenario(merged, loaded.files, scenario.town, past)
    return Loaded(made, loaded.files, tuple(over), merged, loaded.past, loaded.written_for)


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sort problems, once each, by file in order and by line."""
    once = list(dict.fromkeys(problems))
    files = list(dict.fromkeys(problem.file for problem in once))
    return sorted(once, key=lambda problem: (files.index(problem.file), problem.line))


def _has_wrong_parent(problems: Sequence[Problem]) -> bool:
    """Tell whether a wrongly named parent may explain what is missing."""
    return any(one.path == "extends" or "'extends'" in one.hint for one in problems)


def _missing(merged: Merged, file: str, told: Sequence[str]) -> Iterator[Problem]:
    """Find what a scenario cannot do without and nobody says, not even wrongly."""
    for path, hint in NEEDED.items():
        wrong = any(f"{path}.".startswith(f"{other}.") for other in told if other)
        if path not in merged.single and not wrong:
            yield Problem("it is set neither here nor in a parent", file, 1, path, hint)
    months = merged.single.get("run.burn_in.months")
    if months is not None and months.value > 0 and "run.burn_in.under" not in merged.single:
        yield months.layer.problem(
            months.path,
            "a common past needs a scenario whose levers are in force in it",
            "add 'under:' with the name of a scenario beside it",
        )


def _needs(layer: Layer) -> Iterator[Problem]:
    """Find extensions that a file needs and nobody gave; it runs none itself."""
    known = [one.name for one in active()]
    for index, name in enumerate(layer.content.needs):
        if name not in known:
            message = f"it needs the extension {name!r}, which is not given"
            yield layer.problem(("needs", index), message, "name its file: --with FILE")


def _town(merged: Merged, problems: list[Problem]) -> Town | None:
    """Read the town that the chain names."""
    placed = merged.single.get("town")
    if placed is None:
        return None
    found = refer(placed.layer, placed.value, placed.path, "town")
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return read_town(found, problems)


def _below_the_town(merged: Merged, layers: Sequence[Layer]) -> Sequence[Layer]:
    """List the layers below the one naming the town in force, nearest first."""
    named = merged.single["town"].layer
    place = next(index for index, layer in enumerate(layers) if layer is named)
    return layers[place + 1 :]


def _written_for(below: Sequence[Layer], named: Layer) -> Mapping[str, Town]:
    """Find the other town that each layer was written for, by the name of its file."""
    found: dict[str, Town] = {}
    here = refer(named, str(named.content.town), ("town",), "town")
    other: Town | None = None
    for layer in reversed(below):
        if layer.content.town is not None:
            place = refer(layer, layer.content.town, ("town",), "town")
            other = None
            if (
                isinstance(place, NamedFile)
                and isinstance(here, NamedFile)
                and place.path != here.path
            ):
                other = read_town(place, [])
        if other is not None:
            found[layer.file] = other
    return found


def _past(merged: Merged, town: Town | None, problems: list[Problem]) -> tuple[str, Merged] | None:
    """Find what is in force in the common past: name and values of that scenario's chain."""
    months = merged.single.get("run.burn_in.months")
    under = merged.single.get("run.burn_in.under")
    if under is None or months is None or months.value == 0:
        return None
    found = refer(under.layer, under.value, under.path, "scenario")
    if isinstance(found, Problem):
        problems.append(found)
        return None
    files = read_chain(found, problems)
    past = merge(files)
    for layer in files:
        problems.extend(doubled(layer))
    if town is not None:
        own, placed = past.single.get("town"), merged.single["town"]
        if own is not None and own.layer.file != placed.layer.file:
            # Written for the town of its own chain, and lived through in this one.
            leave_out_other_town(past, town.community_ids, files)
            adapt_to_town(past, town, _written_for(files, placed.layer))
        problems.extend(unknown_communities(past, town.community_ids))
    return found.name, past


def window(merged: Merged) -> tuple[int, int] | None:
    """Find the first month and the month after the last, or None."""
    start, months = merged.single.get("run.start"), merged.single.get("run.months")
    if start is None or months is None:
        return None
    burn_in = merged.single.get("run.burn_in.months")
    first: int = start.value - (burn_in.value if burn_in else 0)
    end: int = start.value + months.value
    return first, end


def _dates(merged: Merged, files: Sequence[Layer], over: Sequence[Layer]) -> Iterator[Problem]:
    """Check a run against the calendar, and dates against it.

    A date of the file itself must be inside the run that the file describes, and one that is
    set on the command line inside the run as it is set. Dates of parents may be outside; they
    are a warning of ``cogov explain``.
    """
    span = window(merged)
    if span is None:
        return
    low, high = 12 * FIRST_YEAR, 12 * (LAST_YEAR + 1)
    if span[0] < low or span[1] > high:
        start = merged.single["run.start"]
        yield start.layer.problem(
            start.path,
            f"the run from {format_month(span[0])} to {format_month(span[1] - 1)} leaves the "
            f"years {FIRST_YEAR}-{LAST_YEAR}",
        )
    own = window(merge(files))
    for layer, inside in ((files[0], own), *((layer, span) for layer in over)):
        if inside is None:
            continue
        for index, entry in enumerate(layer.content.timeline):
            if not inside[0] <= entry.date < inside[1]:
                yield layer.problem(
                    ("timeline", index, "date"),
                    f"{format_month(entry.date)} is outside the run, "
                    f"{format_month(inside[0])} to {format_month(inside[1] - 1)}",
                    "change the date, or start and months under run",
                )


def _scenario(
    merged: Merged, files: Sequence[Layer], town: Town, past: tuple[str, Merged] | None
) -> Scenario:
    """Make the scenario of values that are all right."""
    single = {path: placed.value for path, placed in merged.single.items()}
    shared: dict[str, Any] = {
        "town": town,
        "scale": float(single.get("population.scale", 1.0)),
        "start": single["run.start"],
        "months": single["run.months"],
        "seeds": single.get("run.seeds", DEFAULT_SEEDS),
        "parameters": {
            name: float(merged.parameters[name].value)
            if name in merged.parameters
            else float(parameter.default)
            for name, parameter in PARAMETERS.items()
        },
    }
    before = None
    if past is not None:
        name, values = past
        before = Scenario(
            name=name,
            summary="",
            sources=(),
            chain=(),
            burn_in=0,
            past=None,
            schedule=values.schedule(),
            **_places(values),
            **shared,
        )
    # Label, summary and sources are those of its own file: a parent's say nothing of a child.
    own = files[0].content
    return Scenario(
        name=files[0].place.name if files[0].place else "",
        label=Label(own.label.en, own.label.zh) if own.label else None,
        summary=own.summary.plain,
        summary_zh=own.summary.zh,
        sources=tuple(dict.fromkeys(own.sources)),
        chain=tuple(layer.file for layer in files),
        burn_in=single.get("run.burn_in.months", 0),
        past=before,
        schedule=merged.schedule(),
        **_places(merged),
        **shared,
    )


def _places(merged: Merged) -> dict[str, Any]:
    """Collect origins, marks and events of merged values."""
    placed = dict(merged.placed())
    return {
        "origins": {path: value.origin for path, value in placed.items()},
        "known": {path: value.source for path, value in placed.items() if value.source},
        "events": tuple(
            Event(entry.date, entry.label, entry.note, layer.origin("timeline", index))
            for entry, layer, index in merged.events
        ),
    }


# --- What is legal in a scenario but surely not meant

ADULT = 18
"""Age from which a resident is an adult, years."""


def doubts(loaded: Loaded) -> list[Problem]:
    """Warn about a scenario, with the place of each warning."""
    return [
        *_left_out(loaded),
        *_in_proportion(loaded),
        *_repeated_levers(loaded),
        *_repeated_parameters(loaded),
        *_never_in_force(loaded),
        *_changes_nothing(loaded),
        *_dates_outside(loaded),
        *_without_what_it_needs(loaded.scenario),
        *_beyond_supply(loaded.scenario),
    ]


def _left_out(loaded: Loaded) -> Iterator[Problem]:
    """Tell once what parents say of communities of another town."""
    left = loaded.merged.left_out
    if left:
        names = ", ".join(dict.fromkeys(str(placed.path[-1]) for placed in left))
        yield left[0].layer.problem(
            left[0].path,
            f"values for {names} are left out: {loaded.scenario.town.id} is another town",
            "say in your own file which of your communities they should be for",
        )


def _in_proportion(loaded: Loaded) -> Iterator[Problem]:
    """Tell how parents' values for another whole town count here, once for each place."""
    for placed, here in loaded.merged.in_proportion:
        yield placed.layer.problem(
            placed.path,
            f"it counts as {here.value:g} here: {placed.value:g} were for another town, with "
            "more or fewer full-time grid workers",
            "set your own, or grid_workers in the file of your town",
        )


def _same(setting: LeverSetting, below: PlacedLever | None, off: float) -> bool:
    """Tell whether a setting changes nothing below it."""
    values = {target: number.value for target, number in setting.values.items()}
    if below is None:
        return all(value == off for value in values.values())
    before = {target: placed.value for target, placed in below.values.items()}
    if setting.plain and set(before) != {TOWN}:
        return False
    town = before.get(TOWN, off)
    return all(before.get(target, town) == value for target, value in values.items())


def _repeated_levers(loaded: Loaded) -> Iterator[Problem]:
    """Find levers of the file that repeat its parents."""
    own, below = loaded.files[0], merge(loaded.files[1:])
    for name, setting in own.content.levers.written():
        under = below.base.get(name)
        if _same(setting, under, LEVERS[name].off):
            path: KeyPath = ("levers", name)
            if under is None:
                yield own.problem(path, "off is what leaving the lever out means")
            else:
                where = next(iter(under.values.values())).origin
                yield own.problem(path, f"it has its parent's value already, from {where}")


def _repeated_parameters(loaded: Loaded) -> Iterator[Problem]:
    """Find parameters of the file that are in force anyway."""
    own, below = loaded.files[0], merge(loaded.files[1:])
    for name, number in own.content.parameters.written():
        under = below.parameters.get(name)
        path: KeyPath = ("parameters", name)
        if under is not None and under.value == number.value:
            yield own.problem(path, f"it has its parent's value already, from {under.origin}")
        elif under is None and number.value == PARAMETERS[name].default:
            yield own.problem(path, "it has its default value already")


def _never_in_force(loaded: Loaded) -> Iterator[Problem]:
    """Find values that a dated entry replaces sooner than readers may think."""
    scenario, merged = loaded.scenario, loaded.merged
    own = loaded.files[0]
    for name, lever in merged.base.items():
        for (month, dated), change in sorted(merged.dated.items()):
            if dated != name or not (change.plain or set(change.values) >= set(lever.values)):
                continue
            placed = next(iter(lever.values.values()))
            by = next(iter(change.values.values()))
            if month <= scenario.start:
                yield placed.layer.problem(
                    placed.path,
                    f"it is never in force: {by.origin} replaces it in {format_month(month)}",
                )
            elif placed.layer is own and by.layer is not own:
                yield placed.layer.problem(
                    placed.path,
                    f"a parent's timeline replaces it in {format_month(month)} ({by.origin})",
                    "say in this file's timeline what should hold from then on",
                )
            break
    for event in scenario.events:
        if scenario.first_month <= event.month < scenario.start:
            yield Problem(
                f"{format_month(event.month)} is in the common past, which has levers of its "
                f"own; the entry takes effect in {format_month(scenario.start)}",
                event.origin.file,
                event.origin.line,
                f"timeline.{format_month(event.month)}",
            )


def _changes_nothing(loaded: Loaded) -> Iterator[Problem]:
    """Find dated values of the file in force already, unless they undo a parent's."""
    scenario, own = loaded.scenario, loaded.files[0]
    below = merge(loaded.files[1:]).dated
    for index, entry in enumerate(own.content.timeline):
        if not scenario.start < entry.date < scenario.end:
            continue
        before, after = scenario.levers_at(entry.date - 1), scenario.levers_at(entry.date)
        for name, _ in entry.levers.written():
            undoes = (entry.date, name) in below
            if np.array_equal(before[name], after[name]) and not undoes:
                path: KeyPath = ("timeline", index, "levers", name)
                yield own.problem(path, "it changes nothing: the value is in force already")


def _dates_outside(loaded: Loaded) -> Iterator[Problem]:
    """Find entries of timelines that the run does not reach."""
    scenario = loaded.scenario
    for event in scenario.events:
        if scenario.first_month <= event.month < scenario.end:
            continue
        early = event.month < scenario.first_month
        effect = "holds from the start" if early else "never takes effect"
        yield Problem(
            f"{format_month(event.month)} is outside the run, "
            f"{format_month(scenario.first_month)} to {format_month(scenario.end - 1)}; "
            f"the entry {effect}",
            event.origin.file,
            event.origin.line,
            f"timeline.{format_month(event.month)}",
        )


def _own_epochs(scenario: Scenario) -> list[Epoch]:
    """List the epochs after the common past."""
    return [epoch for epoch in scenario.epochs() if epoch.end > scenario.start]


def _told(scenario: Scenario, name: str, message: str, hint: str = "") -> Problem:
    """Make a problem at the place where a lever is written first."""
    for path, origin in scenario.origins.items():
        if f".levers.{name}." in f".{path}.":
            return Problem(message, origin.file, origin.line, path, hint)
    return Problem(message, path=f"levers.{name}", hint=hint)


def _without_what_it_needs(scenario: Scenario) -> Iterator[Problem]:
    """Find levers that are on while one they need is off, once."""
    ids = scenario.town.community_ids
    for name, lever in LEVERS.items():
        groups = [(need,) for need in lever.needs]
        for group in [*groups, lever.needs_any] if lever.needs_any else groups:
            for epoch in _own_epochs(scenario):
                idle = epoch.levers[name] != lever.off
                for need in group:
                    idle = idle & (epoch.levers[need] == LEVERS[need].off)
                if not idle.any():
                    continue
                first = max(epoch.first, scenario.start)
                missing = (
                    f"{group[0]}, which it needs, is"
                    if len(group) == 1
                    else (f"all of {', '.join(group)}, of which it needs one, are")
                )
                yield _told(
                    scenario,
                    name,
                    f"it is on from {format_month(first)}{_where(idle, ids)} while {missing} off",
                    f"set {' or '.join(group)}, or leave {name} out",
                )
                break


def _where(mask: NDArray[np.bool_], ids: tuple[str, ...]) -> str:
    """Name which communities, unless all."""
    if mask.all():
        return ""
    return f" in {', '.join(community for community, yes in zip(ids, mask, strict=True) if yes)}"


def reachable_coverage(scenario: Scenario, levers: LeverArrays) -> NDArray[np.float64]:
    """Find the share of households that active party members can serve, up to 1.

    Source: report (10-20 households for each party member) and the margins of the town.
    """
    town, parameters = scenario.town, scenario.parameters
    members = (
        np.array([community.residents for community in town.communities])
        * town.margins.share_of_ages(ADULT, 200)
        * town.margins.party_members
    )
    active = parameters["party_active_base"] + (
        parameters["party_active_double"] * levers["double_registration"]
    )
    households = np.array([community.households for community in town.communities])
    served = members * np.minimum(1.0, active) * levers["households_per_party_member"]
    reachable: NDArray[np.float64] = np.minimum(1.0, served / households)
    return reachable


def _beyond_supply(scenario: Scenario) -> Iterator[Problem]:
    """Tell of party coverage beyond active members, for the first epoch.

    Where members serve no households at all, the lever that is missing is told elsewhere.
    """
    name = "party_network_coverage"
    for epoch in _own_epochs(scenario):
        wanted, possible = epoch.levers[name], reachable_coverage(scenario, epoch.levers)
        short = (wanted > possible) & (possible > 0)
        if short.any():
            first = max(epoch.first, scenario.start)
            yield _told(
                scenario,
                name,
                f"from {format_month(first)} active party members can serve at most "
                f"{possible[short].min():.2f} of the households"
                f"{_where(short, scenario.town.community_ids)}; {wanted[short].max():g} is asked",
                "raise double_registration or households_per_party_member",
            )
            return
