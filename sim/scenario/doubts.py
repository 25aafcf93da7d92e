"""What is legal in a scenario but surely not meant."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.errors import Problem
from sim.scenario.load import Loaded
from sim.scenario.merge import PlacedLever, merge
from sim.scenario.scenario import Scenario
from sim.scenario.schema import LeverSetting
from sim.scenario.timeline import TOWN, Epoch, LeverArrays
from sim.scenario.yamlfile import KeyPath

ADULT = 18
"""Age from which a resident is an adult, years."""


def doubts(loaded: Loaded) -> list[Problem]:
    """Warnings about a scenario, each with the place it is about."""
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
    """What parents say of communities of another town, once."""
    left = loaded.merged.left_out
    if left:
        names = ", ".join(dict.fromkeys(str(placed.path[-1]) for placed in left))
        yield left[0].layer.problem(
            left[0].path,
            f"values for {names} are left out: {loaded.scenario.town.id} is another town",
            "say in your own file which of your communities they should be for",
        )


def _in_proportion(loaded: Loaded) -> Iterator[Problem]:
    """What parents say of the whole of another town, as it counts here; once for each place."""
    for placed, here in loaded.merged.in_proportion:
        yield placed.layer.problem(
            placed.path,
            f"it counts as {here.value:g} here: {placed.value:g} were for another town, with "
            "more or fewer full-time grid workers",
            "set your own, or grid_workers in the file of your town",
        )


def _same(setting: LeverSetting, below: PlacedLever | None, off: float) -> bool:
    """Whether a setting leaves everything as it was below it."""
    values = {target: number.value for target, number in setting.values.items()}
    if below is None:
        return all(value == off for value in values.values())
    before = {target: placed.value for target, placed in below.values.items()}
    if setting.plain and set(before) != {TOWN}:
        return False
    town = before.get(TOWN, off)
    return all(before.get(target, town) == value for target, value in values.items())


def _repeated_levers(loaded: Loaded) -> Iterator[Problem]:
    """Levers of the file itself that say what its parents say already."""
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
    """Parameters of the file itself that say what is in force without it."""
    own, below = loaded.files[0], merge(loaded.files[1:])
    for name, number in own.content.parameters.written():
        under = below.parameters.get(name)
        path: KeyPath = ("parameters", name)
        if under is not None and under.value == number.value:
            yield own.problem(path, f"it has its parent's value already, from {under.origin}")
        elif under is None and number.value == PARAMETERS[name].default:
            yield own.problem(path, "it has its default value already")


def _never_in_force(loaded: Loaded) -> Iterator[Problem]:
    """Values that a dated entry replaces sooner than the reader of the file may think."""
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
    """Dated values of the file itself that are in force already, unless they undo a parent's."""
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
    """Entries of timelines that the run does not reach."""
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
    """Epochs after the common past."""
    return [epoch for epoch in scenario.epochs() if epoch.end > scenario.start]


def _told(scenario: Scenario, name: str, message: str, hint: str = "") -> Problem:
    """A problem at the place where a lever is written first."""
    for path, origin in scenario.origins.items():
        if f".levers.{name}." in f".{path}.":
            return Problem(message, origin.file, origin.line, path, hint)
    return Problem(message, path=f"levers.{name}", hint=hint)


def _without_what_it_needs(scenario: Scenario) -> Iterator[Problem]:
    """Levers that are on where a lever they need is off; once for each pair."""
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
    """Which communities, unless all."""
    if mask.all():
        return ""
    return f" in {', '.join(community for community, yes in zip(ids, mask, strict=True) if yes)}"


def reachable_coverage(scenario: Scenario, levers: LeverArrays) -> NDArray[np.float64]:
    """Share of households that active party members can serve, by community, up to 1.

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
    """Party coverage that active members cannot reach; once, for the first epoch.

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
