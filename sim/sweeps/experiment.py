"""Makes an experiment from its file, or tells everything that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.calendar import format_month
from sim.errors import Problem, ScenarioError
from sim.scenario import Scenario
from sim.scenario.layers import Settings as Given
from sim.scenario.load import Loaded, variant
from sim.scenario.yamlfile import text_of
from sim.sweeps.design import Point, expanded, read_points
from sim.sweeps.kinds import (
    ExperimentFile,
    Laid,
    Told,
    UntilPart,
    find_experiment,
    laid_over,
    load_bases,
    read_file,
    with_settings,
)

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Experiment:
    """Scenarios, what is varied over them, and seeds; `load_experiment` makes it.

    Attributes:
        name: Name of its file.
        summary: What it is, one or two sentences.
        file: The file as the user named it.
        text: The file.
        bases: The scenarios, the baseline first, with the settings that lie over all.
        names: How the file names them.
        seeds: The seeds, ascending; with `until` those that it starts from.
        settings: Values that lie over every scenario.
        factors: What is varied, in the order of the file.
        points: Combinations of values that lie over every scenario; one without values when
            nothing is varied.
        scale: Share of the residents instead of what the scenarios say, or None.
        months: Months after the common past instead of what the scenarios say, or None.
        branch_at: Month until which runs with the same past share it, or None.
        until: When there are seeds enough, or None.
    """

    name: str
    summary: str
    file: str
    text: str
    bases: tuple[Loaded, ...]
    names: tuple[str, ...]
    seeds: tuple[int, ...]
    settings: Settings
    factors: tuple[str, ...]
    points: tuple[Point, ...]
    scale: float | None
    months: int | None
    branch_at: int | None
    until: UntilPart | None

    def scenario(self, base: int, point: int) -> Scenario:
        """Make the scenario that is simulated at a point, complete.

        Raises:
            ScenarioError: The values of the point cannot lie over the scenario.
        """
        from sim.runs.simulate import shaped

        loaded = self.bases[base]
        settings = expanded(loaded, self.points[point].settings)
        made = variant(loaded, settings).scenario if settings else loaded.scenario
        return shaped(made, scale=self.scale, months=self.months)

    def burn_in(self, base: int, point: int) -> int:
        """Count the months of common past of a scenario at a point."""
        return self.bases[base].scenario.burn_in

    def settings_of(self, base: int, point: int) -> dict[str, Any]:
        """Collect all that lies over a scenario's file at a point, as for ``--set``."""
        loaded = self.bases[base]
        return expanded(loaded, {**self.settings, **self.points[point].settings})


def load_experiment(
    path_or_name: str | Path,
    *,
    seeds: Sequence[int] | None = None,
    scale: float | None = None,
    months: int | None = None,
    settings: Given = (),
) -> Experiment:
    """Load the experiment of a file, or a shipped one by name.

    Args:
        path_or_name: A path (it holds a slash or ends in ``.yaml``), or a name.
        seeds: Seeds, instead of the file's.
        scale: Share of the residents, instead of the file's.
        months: Months after the common past, instead of the file's.
        settings: Values that lie over every scenario, over those of the file too.

    Raises:
        ScenarioError: With every problem of the file, its scenarios and their settings.
    """
    place = find_experiment(str(path_or_name))
    if isinstance(place, Problem):
        raise ScenarioError(place)
    problems: list[Problem] = []
    document, content = read_file(place, ExperimentFile, problems)
    if content is None or document is None:
        raise ScenarioError(problems)
    told = Told(document)
    laid = laid_over(content.settings, settings, problems)
    bases = tuple(
        with_settings(one, laid, told, problems)
        for one in load_bases(place, content.scenarios, told, problems)
    )
    factors, points = read_points(content, told, bases, problems)
    problems.extend(_set_twice(laid, told, points))
    used = tuple(sorted(seeds or content.seeds or (bases[0].scenario.seeds if bases else ())))
    _check_run(content, told, bases, used, problems, scale=scale, months=months)
    if problems or not bases:
        raise ScenarioError(list(dict.fromkeys(problems)))
    return Experiment(
        name=place.name,
        summary=content.summary.strip(),
        file=place.file,
        text=text_of(place.path),
        bases=bases,
        names=content.scenarios,
        seeds=used,
        settings=laid.settings,
        factors=factors,
        points=points,
        scale=content.run.scale if scale is None else scale,
        months=content.run.months if months is None else months,
        branch_at=content.branch_at,
        until=content.until,
    )


def _set_twice(laid: Laid, told: Told, points: Sequence[Point]) -> Iterator[Problem]:
    """Find values that are set for all runs and varied as well."""
    varied = dict.fromkeys(path for point in points for path in point.settings)
    for path in laid.settings:
        for other in varied:
            if f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}."):
                text = f"{other} is varied, so it cannot be one value for all runs"
                yield laid.problem(told, path, text, "keep one of them")


def _check_run(
    content: ExperimentFile,
    told: Told,
    bases: Sequence[Loaded],
    seeds: Sequence[int],
    problems: list[Problem],
    *,
    scale: float | None,
    months: int | None,
) -> None:
    """Check what the parts of a file say of each other."""
    from sim.runs.options import check_metrics

    varied = set(content.design.factors) if content.design is not None else set()
    for path, option, value in (
        ("population.scale", "scale", content.run.scale if scale is None else scale),
        ("run.months", "months", content.run.months if months is None else months),
    ):
        if path in varied and value is not None:
            text = f"it is varied, so {option} cannot be one value for all runs"
            hint = f"leave out --{option}, and {option} under run"
            problems.append(told.problem(("design", "factors", path), text, hint))
    if content.until is not None:
        _, wrong = check_metrics([content.until.metric])
        problems += [told.problem(("until", "metric"), one.message, one.hint) for one in wrong]
        if content.until.most < len(seeds):
            text = f"{content.until.most} is less than the {len(seeds)} seeds that it starts from"
            problems.append(told.problem(("until", "most"), text))
    if content.branch_at is not None:
        for one in bases:
            span = replace(one.scenario, months=months or content.run.months or one.scenario.months)
            if not span.first_month < content.branch_at < span.end:
                text = (
                    f"{format_month(content.branch_at)} is not inside the run of {span.name}, "
                    f"{format_month(span.first_month)} to {format_month(span.end - 1)}"
                )
                problems.append(told.problem(("branch_at",), text))
