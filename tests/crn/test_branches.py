import pytest

from sim.calendar import first_day, parse_month
from sim.model import CommunityModel
from sim.scenario import Scenario, first_difference
from tests.crn.runs import actors_of, differing, same_matters, ties_of
from tests.small import ScenarioMaker

BASE = """
    extends: {parent}
    town: example
    run: {{start: 2021-01, months: {months}, burn_in: {{months: 4, under: government_led}}}}
    levers: {levers}
    timeline: {timeline}
    parameters: {parameters}
"""


# The pilots of the case are in communities that the small town does not have.
PROJECTS = "{project_youth: 1, project_budget: 300000, incubation: 0.5}"


def text(
    parent: str = "integration",
    months: int = 24,
    levers: str = "{}",
    timeline: str = "[]",
    parameters: str = "{}",
) -> str:
    return BASE.format(
        parent=parent, months=months, levers=levers, timeline=timeline, parameters=parameters
    )


def check_identical_until(left: Scenario, right: Scenario, month: int) -> None:
    """The same to the bit before a month, and no longer after."""
    mine, other = CommunityModel(left, 6), CommunityModel(right, 6)
    while mine.running and other.running:
        mine.step()
        other.step()
        if mine.month <= month:
            assert not differing(mine, other)
            assert ties_of(mine) == ties_of(other)
            assert actors_of(mine) == actors_of(other)
            assert same_matters(mine, other)
            assert mine.frame().equals(other.frame())
    assert not mine.frame().equals(other.frame())
    before = (mine.frame().month < first_day(month)).to_numpy()
    assert mine.frame()[before].equals(other.frame()[before])


@pytest.mark.parametrize(
    "date, change",
    [
        ("2021-01", "control: 0.1"),
        ("2021-02", "control: {hillside: 0.1}"),
        ("2021-07", "grid_workers: 0"),
        ("2022-01", "volunteer_prizes: 6000, volunteer_recognition: 0"),
        ("2022-03", "consultation_meetings_per_year: 12"),
        ("2022-09", "party_network_coverage: 0.9"),
    ],
)
def test_two_scenarios_are_identical_until_a_dated_change(
    date: str, change: str, scenario_of: ScenarioMaker
) -> None:
    left = scenario_of(text())
    right = scenario_of(text(timeline=f"[{{date: {date}, levers: {{{change}}}}}]"))
    month = parse_month(date)
    assert first_difference(left, right) == month
    check_identical_until(left, right, month)


def test_two_stages_share_their_past_to_the_bit(scenario_of: ScenarioMaker) -> None:
    left = scenario_of(text("government_led"))
    right = scenario_of(text("co_governance", levers=PROJECTS))
    assert first_difference(left, right) == parse_month("2021-01")
    check_identical_until(left, right, parse_month("2021-01"))


def test_a_longer_run_begins_like_a_shorter_one(scenario_of: ScenarioMaker) -> None:
    short, long = scenario_of(text(months=8)), scenario_of(text(months=20))
    left, right = CommunityModel(short, 1), CommunityModel(long, 1)
    left.run_model()
    right.run_model()
    begin = right.frame().head(len(left.frame()))
    assert left.frame().equals(begin)
    assert len(left.frame()) == 12 * 4


def test_another_parameter_differs_from_the_first_month(scenario_of: ScenarioMaker) -> None:
    left, right = scenario_of(text()), scenario_of(text(parameters="{weight_norm: 2.5}"))
    assert first_difference(left, right) == left.first_month
