"""Targets made of a table of measured values."""

from dataclasses import replace

from sim.analysis.calibration import Target
from sim.declare import Source
from sim.errors import ScenarioError
from sim.studies.calibration.study import Calibration
from sim.tables.cells import Findings, Place
from sim.tables.targets import Measured, read_measured, scenario_of
from sim.words import Speech

MONTHS = 12


def measured_targets(calibration: Calibration, table: str, speech: Speech) -> tuple[Target, ...]:
    """Make targets of a table's values: their 95 % intervals are bands.

    A value with a year is met by the mean of that year's months; one without by the last months
    of the run, as other targets are.

    Raises:
        ScenarioError: With every problem of the table.
    """
    scenarios = calibration.with_values({})
    findings = Findings(speech)
    found, seen = [], dict[str, Place]()
    for one in read_measured(table, scenarios[0].town, findings):
        target = _target(one, calibration, findings)
        if target is None:
            continue
        if target.name in seen:
            findings.wrong(one.place, "measured_twice", place=seen[target.name].cell)
        seen.setdefault(target.name, one.place)
        found.append(target)
    if findings.problems:
        raise ScenarioError(findings.problems)
    return tuple(found)


def _target(one: Measured, calibration: Calibration, findings: Findings) -> Target | None:
    """Make one target; None and a problem where no run tells it."""
    scenarios = {scenario.name: scenario for scenario in calibration.with_values({})}
    name = scenario_of(one, {key: scenario.label for key, scenario in scenarios.items()})
    if not name:
        known = ", ".join(scenarios)
        findings.wrong(one.place, "no_scenario", text=one.scenario, known=known)
        return None
    scenario, span = scenarios[name], None
    if one.year is not None:
        first = MONTHS * one.year - scenario.start
        span = (max(first, 0), min(first + MONTHS, scenario.months))
        if span[0] >= span[1]:
            findings.wrong(
                one.place,
                "year_outside",
                year=one.year,
                first=scenario.start // MONTHS,
                last=(scenario.start + scenario.months - 1) // MONTHS,
            )
            return None
    low, high = one.band
    text = f"{one.source}; {one.place}" if one.source else str(one.place)
    return Target(
        name=replace(one, scenario=name).name,
        scenario=name,
        metric=one.metric,
        low=low,
        high=high,
        width=high - low,
        weight=1.0,
        source=Source("survey", text),
        community=one.community or None,
        span=span,
    )
