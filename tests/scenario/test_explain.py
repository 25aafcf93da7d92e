"""What 'cogov explain' tells."""

import pytest

from sim.declarations.parameters import PARAMETERS
from sim.scenario import shipped_scenarios
from sim.scenario.explain import ValueRow, differences, epoch_lines, number, sections, seeds_text
from sim.scenario.load import load
from tests.scenario.conftest import Write


def rows(name: str, title: str, settings: tuple[str, ...] = ()) -> dict[str, ValueRow]:
    """The rows of a section by key path."""
    found = [s for s in sections(load(name, settings)) if s.title.startswith(title)]
    assert len(found) == 1
    return {row.path: row for row in found[0].rows}


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_value_in_force_has_an_origin_and_a_mark(name: str) -> None:
    loaded = load(name)
    found = [row for section in sections(loaded) for row in section.rows]
    assert all(row.origin and row.known for row in found)
    told = {row.path for row in found}
    assert {f"parameters.{parameter}" for parameter in PARAMETERS} <= told
    assert set(loaded.scenario.origins) <= told | {"run.seeds"}


def test_run() -> None:
    found = rows("example", "Run", ("run.months=3",))
    assert found["run.months"] == ValueRow(
        "run.months", "3 (to 2021-03)", "--set", "chosen", "Months to run"
    )
    assert found["run.seeds"].value == "0..4"
    assert found["run.burn_in.under"].value == "government_led"
    assert rows("government_led", "Run")["population.scale"].origin == "default"


def test_levers() -> None:
    found = rows("example", "Levers of")
    assert found["levers.control"].origin.startswith("scenarios/government_led.yaml:")
    loaded = load("co_governance")
    own = {row.path: row for row in sections(loaded)[1].rows}
    assert own["levers.committee_staff"].value == "18 per 10,000 residents"
    assert own["levers.committee_staff"].known == "policy: plan targets of the 2020s"
    assert own["levers.control"].known == "assumed"
    unset = next(row for path, row in own.items() if "volunteer_prizes" in path.split(", "))
    assert unset.value == "off"
    off = rows("example", "Levers of", ("run.burn_in.under=integration",))
    assert off["levers.control"].value == "0.6 share"


def test_a_lever_at_off_says_so() -> None:
    loaded = load("example", ["levers.team_support=off"])
    own = {row.path: row for row in sections(loaded)[1].rows}
    assert own["levers.team_support"].value == "0 share (off)"


def test_parameters_and_town() -> None:
    assert rows("example", "Parameters at")["parameters.weight_norm"].known.startswith("assumed")
    loaded, default = load("example"), number(PARAMETERS["ask_rate_tie"].default)
    own = next(s for s in sections(loaded) if s.title == "Parameters").rows
    assert [(row.path, row.value, row.origin) for row in own] == [
        (
            "parameters.ask_rate_tie",
            f"0.12 probability per month (default {default})",
            "scenarios/example.yaml:51",
        )
    ]
    town = rows("co_governance", "Town luocheng")
    assert town["communities.beiguan.residents"].value == "13,450"
    assert town["communities.beiguan.residents"].known.startswith("assumed")
    assert town["communities.xinxia.member_from"].value == "2003-03"
    assert town["margins.owners"].known == "survey: CGSS 2005"
    assert town["margins.ages: ages 0-15"].known == "official: Fujian census 2020"
    assert town["adjacency: zhongxin, beiguan"].value == "1"
    assert town["elections.first"].value == "2003-06"
    assert town["elections.changes.[1].[1]"].value == "2019-01"


def test_epochs() -> None:
    lines = epoch_lines(load("example").scenario)
    assert lines[0] == "2020-07 to 2020-12 (6 months, common past under government_led)"
    assert "    control (Administrative control, share): 0.9" in lines
    assert "    control (Administrative control, share): 0.9 -> 0.7 (Hillside 0.5)" in lines
    assert "2022-01 to 2022-12 (12 months)" in lines
    binding = "    consultation_binding (Binding consultation, share): "
    assert f"{binding}0 -> 0 (Riverside 0.6)" in lines


def test_an_epoch_that_goes_on_from_the_past() -> None:
    line = epoch_lines(load("government_led").scenario)[0]
    assert line == (
        "2018-01 to 2025-12 (96 months, common past under government_led and on from 2021-01)"
    )


def test_differences_of_levers_are_told_by_span(write: Write) -> None:
    write(
        "extends: example\nlevers: {supervision: 0.3}\ntimeline:\n"
        "  - {date: 2021-07, levers: {volunteer_recruitment: 0.5}}"
    )
    found = {item.path: item for item in differences(load("example"), load("mine.yaml"))}
    assert list(found) == [
        "supervision, 2021-01 to 2022-12",
        "volunteer_recruitment, 2021-07 to 2022-12",
    ]
    item = found["volunteer_recruitment, 2021-07 to 2022-12"]
    assert (item.left, item.right) == ("0.8", "0.5")
    assert (item.left_origin, item.right_origin) == ("scenarios/example.yaml:42", "mine.yaml:4")
    assert found["supervision, 2021-01 to 2022-12"].left_origin == "not set"


def test_differences_of_run_town_and_parameters() -> None:
    other = load("example", ["run.months=12", "parameters.weight_norm=0"])
    found = {item.path: item for item in differences(load("example"), other)}
    assert found["run.months"].right == "12 (to 2021-12)"
    assert found["parameters.weight_norm"].left == number(PARAMETERS["weight_norm"].default)
    assert found["parameters.weight_norm"].right_origin == "--set"
    assert set(found) == {"run.months", "parameters.weight_norm"}


def test_differences_of_towns() -> None:
    told = {item.path: item for item in differences(load("base"), load("example"))}
    assert told["town.communities.beiguan.residents"].right == "-"
    assert told["town.communities.riverside.residents"].left == "-"
    assert told["town.margins.female"].left == "0.49"


def test_the_same_scenario_does_not_differ() -> None:
    assert differences(load("example"), load("example")) == []


def test_seeds_as_text() -> None:
    assert seeds_text((0, 1, 2)) == "0..2"
    assert seeds_text((3,)) == "[3]"
    assert seeds_text((3, 7)) == "[3, 7]"
