"""Which scenarios run, in which shape, and whether they can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.calendar import format_month
from sim.declarations.levers import LEVERS
from sim.errors import OptionError, Problem, ResultsError, ScenarioError, UserError
from sim.extend import active
from sim.runs.options import check_choice
from sim.runs.simulate import shaped
from sim.scenario import Scenario, load_scenario
from sim.scenario.places import shipped_folder
from sim.scenario.yamlfile import read_yaml

Source = Scenario | str | Path
"""A scenario, the path of its file, or the name of a shipped one."""
Settings = Mapping[str, object] | Sequence[str]
"""Values that lie over a file: ``{"levers.control": 0.5}`` or ``["levers.control=0.5"]``."""
ONE_TOWN = "give them one town: a difference between towns is no effect of a policy"
DEFAULT_COMPARISON = "comparisons/default.yaml"


def load(
    source: Source,
    settings: Settings = (),
    *,
    scale: float | None = None,
    months: int | None = None,
) -> Scenario:
    """Load a scenario with the settings and options of a run.

    Raises:
        UserError: With every problem of file and settings.
    """
    if isinstance(source, Scenario):
        if settings:
            text = "settings lie over a file; give its path or name, or load it with the settings"
            raise OptionError(Problem(text, path="settings"))
        found = _in_force(source)
    else:
        found = load_scenario(source, settings)
    return shaped(found, scale=scale, months=months)


def _in_force(scenario: Scenario) -> Scenario:
    """Give a loaded scenario the parameters of the extensions in force now.

    Raises:
        OptionError: It sets levers of an extension that is not in force.
    """
    set_by = {change.lever for change in scenario.schedule.changes}
    unknown = sorted(set_by - LEVERS.keys())
    if unknown:
        text = f"{scenario.name} sets {', '.join(unknown)}, of an extension that is not given"
        raise OptionError(Problem(text, path="extensions", hint="give the call its file"))
    own = {one.name: float(one.default) for part in active() for one in part.parameters}
    if own.keys() <= scenario.parameters.keys():
        return scenario
    return replace(scenario, parameters={**own, **scenario.parameters})


def default_scenarios() -> tuple[str, ...]:
    """Name the scenarios compared when none is named; the first is the baseline.

    Raises:
        ScenarioError: The file that lists them is damaged.
    """
    path = shipped_folder() / DEFAULT_COMPARISON
    problems: list[Problem] = []
    document = read_yaml(path, f"scenarios/{DEFAULT_COMPARISON}", problems)
    names = document.data.get("scenarios") if document is not None else None
    if not problems and not (isinstance(names, tuple) and all(isinstance(n, str) for n in names)):
        problems.append(Problem("must hold a list of names", str(path), path="scenarios"))
    if problems or names is None:
        raise ScenarioError(problems)
    return tuple(names)


def load_all(
    sources: Iterable[Source],
    settings: Settings = (),
    *,
    scale: float | None = None,
    months: int | None = None,
) -> tuple[Scenario, ...]:
    """Load scenarios to be compared with each other.

    Raises:
        UserError: With every problem of every file; or they cannot be compared.
    """
    found: list[Scenario] = []
    problems: list[Problem] = []
    for source in sources:
        try:
            found.append(load(source, settings, scale=scale, months=months))
        except UserError as error:
            problems.extend(error.problems)
    if problems:
        # A fault in a shared parent or setting is a fault of each file, and told once.
        raise ScenarioError(list(dict.fromkeys(problems)))
    against = comparable(found)
    if against:
        raise OptionError(against)
    return tuple(found)


def comparable(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Tell why scenarios cannot be compared with each other, if so."""
    if len(scenarios) < 2:
        return [
            Problem(
                "a comparison needs two scenarios or more",
                path="scenarios",
                hint="for one alone: cogov run",
            )
        ]
    names = [scenario.name for scenario in scenarios]
    doubled = sorted({name for name in names if names.count(name) > 1})
    faults = [
        (f"two scenarios are called {name!r}", "name one of them once, or rename a file")
        for name in doubled
    ]
    towns = different_towns({one.name: one.town.numbers() for one in scenarios})
    if towns:
        faults.append((towns, ONE_TOWN))
    if len({(scenario.start, scenario.end) for scenario in scenarios}) > 1:
        spans = ", ".join(
            f"{one.name} {format_month(one.start)} – {format_month(one.end - 1)}"
            for one in scenarios
        )
        hint = "give them one start, and one length with --months"
        faults.append((f"they run over different months: {spans}", hint))
    if len({scenario.scale for scenario in scenarios}) > 1:
        scales = ", ".join(f"{scenario.name} {scenario.scale:g}" for scenario in scenarios)
        faults.append((f"they have different scales: {scales}", "give them one with --scale"))
    return [Problem(message, path="scenarios", hint=hint) for message, hint in faults]


def different_towns(towns: Mapping[str, Mapping[str, Any]]) -> str:
    """Say what is wrong with scenarios of several towns; empty when all are of one.

    Args:
        towns: `Town.numbers` by name of scenario, as a manifest has them too.
    """
    first = next(iter(towns.values()), {})
    if all(town == first for town in towns.values()):
        return ""
    called = ", ".join(f"{name} {town.get('id')}" for name, town in towns.items())
    one_name = len({town.get("id") for town in towns.values()}) == 1
    return f"they are of different towns: {called}" + (
        "; they are called the same, but differ in content" if one_name else ""
    )


def check_one_town(scenarios: Mapping[str, Any], where: Path) -> None:
    """Make sure that results of several scenarios, as a manifest has them, are of one town.

    Raises:
        ResultsError: They are not, so that nothing can be said of their differences.
    """
    towns = different_towns({name: one["town"] for name, one in scenarios.items()})
    if towns:
        text = f"its scenarios cannot be compared: {towns}"
        hint = "its tables can be read; run those of one town again to compare them"
        raise ResultsError(Problem(text, file=str(where), hint=hint))


def baseline_of(baseline: str | None, scenarios: Sequence[Scenario]) -> str:
    """Name the baseline: the first scenario unless another is named.

    Raises:
        OptionError: It is not among the scenarios.
    """
    names = [scenario.name for scenario in scenarios]
    if baseline is None:
        return names[0]
    problems = check_choice("baseline", baseline, names)
    if problems:
        raise OptionError(problems)
    return baseline
