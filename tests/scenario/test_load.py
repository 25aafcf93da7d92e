"""Scenarios from files: chains, overrides, settings, shipped files."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.calendar import parse_month
from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.declare import Label
from sim.scenario import Origin, Scenario, load_scenario, load_town, parse_seeds, shipped_scenarios
from sim.scenario.places import shipped_folder
from sim.scenario.scenario import distinct_labels
from tests.scenario.conftest import Write


def lever(scenario: Scenario, name: str, month: str) -> list[float]:
    """A lever's values in a month."""
    values: list[float] = scenario.levers_at(parse_month(month))[name].tolist()
    return values


@pytest.mark.parametrize("name", shipped_scenarios())
def test_shipped_scenarios_load(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.summary
    assert scenario.chain[0] == f"scenarios/{name}.yaml"
    assert set(scenario.parameters) == set(PARAMETERS)


def test_stages_share_everything_but_levers() -> None:
    stages = [load_scenario(n) for n in ("government_led", "integration", "co_governance")]
    for stage in stages:
        assert stage.town.id == "luocheng"
        assert (stage.start, stage.months) == (parse_month("2021-01"), 60)
        assert (stage.burn_in, stage.seeds, stage.scale) == (36, tuple(range(5)), 1.0)
        assert stage.first_month == parse_month("2018-01")
        assert stage.end == parse_month("2026-01")
        assert stage.past is not None
        assert stage.past.name == "government_led"
        assert stage.parameters == {name: p.default for name, p in PARAMETERS.items()}
        written = {
            path.split(".")[0]
            for path, origin in stage.origins.items()
            if origin.file == stage.chain[0]
        }
        assert written == {"levers"}
    controls = [stage.levers_at(stage.start)["control"][0] for stage in stages]
    assert controls == [0.9, 0.6, 0.25]
    for stage in stages:
        past = stage.levers_at(stage.first_month)
        assert all(
            np.array_equal(past[name], stages[0].levers_at(stages[0].start)[name])
            for name in LEVERS
        )


def test_no_file_of_the_program_names_a_stage() -> None:
    stages = ("government_led", "integration", "co_governance")
    program = shipped_folder().parent / "sim"
    allowed = {"template.py", "scenario_commands.py"}  # the default of 'cogov new'
    for path in sorted((program / "scenario").rglob("*.py")):
        if path.name in allowed:
            continue
        text = path.read_text("utf-8")
        assert not [stage for stage in stages if stage in text], path


def test_values_and_their_places() -> None:
    scenario = load_scenario("example")
    assert scenario.origins["levers.control"] == Origin("scenarios/example.yaml", 31)
    assert scenario.origins["levers.control.hillside"].line == 31
    assert scenario.origins["timeline.2022-01.levers.control.riverside"].line == 47
    assert scenario.origins["run.burn_in.months"].line == 27
    assert scenario.origins["parameters.ask_rate_tie"].line == 51
    assert str(scenario.known["timeline.2021-07.levers.team_support"]) == (
        "assumed: an invented programme"
    )
    assert "levers.control" not in scenario.known
    assert scenario.parameters["ask_rate_tie"] == 0.12
    assert [event.label for event in scenario.events] == [
        "Recruitment drive (志愿者招募)",
        "Riverside tries out self-governance (河畔社区试行自治)",
    ]


def test_values_hold_until_changed() -> None:
    scenario = load_scenario("example")
    assert lever(scenario, "volunteer_recruitment", "2021-06") == [0.2] * 3
    assert lever(scenario, "volunteer_recruitment", "2021-07") == [0.8] * 3
    assert lever(scenario, "volunteer_recruitment", "2022-12") == [0.8] * 3
    assert lever(scenario, "control", "2021-12") == [0.7, 0.5, 0.7]
    assert lever(scenario, "control", "2022-01") == [0.3, 0.5, 0.7]
    assert lever(scenario, "control", "2020-12") == [0.9] * 3
    assert lever(scenario, "grid_workers", "2022-12") == [0] * 3


def test_a_child_lies_over_its_parent(write: Write) -> None:
    path = write("""\
        extends: example
        run: {months: 12, burn_in: {months: 3}}
        levers:
          control: {newfield: 0.1}
          committee_staff: 10
          team_support: off
        parameters: {weight_norm: off}
        timeline:
          - date: 2021-07
            levers: {team_support: 0.5}
          - date: 2021-09
            levers: {control: 0.4}
    """)
    scenario = load_scenario(path)
    assert scenario.chain == ("mine.yaml", "scenarios/example.yaml")
    assert scenario.summary == "", "what the parent says of itself is not true of the child"
    assert (scenario.months, scenario.burn_in) == (12, 3)
    assert scenario.past is not None
    assert scenario.past.name == "government_led"
    assert scenario.parameters["weight_norm"] == 0
    assert scenario.parameters["ask_rate_tie"] == 0.12
    assert lever(scenario, "control", "2021-01") == [0.7, 0.5, 0.1]
    assert lever(scenario, "control", "2021-09") == [0.4] * 3
    assert lever(scenario, "committee_staff", "2021-01") == [10] * 3
    assert lever(scenario, "team_support", "2021-06") == [0] * 3
    assert lever(scenario, "team_support", "2021-07") == [0.5] * 3
    assert lever(scenario, "volunteer_recruitment", "2021-07") == [0.8] * 3
    assert scenario.origins["levers.control"].file == "scenarios/example.yaml"
    assert scenario.origins["levers.control.newfield"] == Origin("mine.yaml", 4)
    assert scenario.origins["timeline.2021-07.levers.team_support"] == Origin("mine.yaml", 10)


def test_a_plain_value_replaces_what_communities_had(write: Write) -> None:
    path = write("extends: example\nlevers: {control: 0.6}")
    scenario = load_scenario(path)
    assert lever(scenario, "control", "2021-01") == [0.6] * 3
    assert "levers.control.hillside" not in scenario.origins


def test_town_replaces_only_communities_without_their_own(write: Write) -> None:
    scenario = load_scenario(write("extends: example\nlevers: {control: {town: 0.6}}"))
    assert lever(scenario, "control", "2021-01") == [0.6, 0.5, 0.6]


def test_two_communities_may_change_on_one_date_in_two_entries(write: Write) -> None:
    path = write("""\
        extends: example
        timeline:
          - {date: 2021-03, levers: {control: {hillside: 0.1}}}
          - {date: 2021-03, levers: {control: {town: 0.2}}}
    """)
    assert lever(load_scenario(path), "control", "2021-03") == [0.2, 0.1, 0.2]


def test_entries_need_not_be_in_order_of_time(write: Write) -> None:
    path = write("""\
        extends: example
        timeline:
          - {date: 2021-09, levers: {control: 0.1}}
          - {date: 2021-03, levers: {control: 0.2}}
    """)
    scenario = load_scenario(path)
    assert lever(scenario, "control", "2021-08") == [0.2] * 3
    assert lever(scenario, "control", "2021-09") == [0.1] * 3
    assert [event.month for event in scenario.events] == sorted(e.month for e in scenario.events)


def test_paths_are_relative_to_the_file_that_names_them(write: Write) -> None:
    write("extends: example\nlevers: {control: 0.1}", "a/b/parent.yaml")
    write("levers: {control: 0.8}", "a/past.yaml")
    write("extends: b/parent.yaml\nrun: {burn_in: {under: past.yaml}}", "a/child.yaml")
    scenario = load_scenario("a/child.yaml")
    assert scenario.chain == ("a/child.yaml", "a/b/parent.yaml", "scenarios/example.yaml")
    assert scenario.past is not None
    assert scenario.past.name == "past"
    assert scenario.past.origins["levers.control"] == Origin("a/past.yaml", 1)
    assert lever(scenario, "control", "2020-12") == [0.8] * 3
    assert load_scenario(Path("a/child.yaml").resolve()).content_hash == scenario.content_hash


def test_a_scenario_may_be_its_own_past(write: Write) -> None:
    path = write("""\
        extends: example
        run: {burn_in: {months: 12, under: mine.yaml}}
        levers: {control: 0.35}
    """)
    scenario = load_scenario(path)
    assert scenario.burn_in == 12
    assert lever(scenario, "control", "2020-01") == [0.35] * 3


def test_dates_of_the_past_count_in_the_past(write: Write) -> None:
    write(
        "levers: {control: 0.9}\ntimeline: [{date: 2020-10, levers: {control: 0.8}}]", "past.yaml"
    )
    path = write("extends: example\nrun: {burn_in: {under: past.yaml}}")
    scenario = load_scenario(path)
    assert lever(scenario, "control", "2020-09") == [0.9] * 3
    assert lever(scenario, "control", "2020-10") == [0.8] * 3
    assert lever(scenario, "control", "2021-01") == [0.7, 0.5, 0.7]


def test_no_common_past(write: Write) -> None:
    scenario = load_scenario(write("extends: example\nrun: {burn_in: {months: 0}}"))
    assert scenario.past is None
    assert scenario.first_month == scenario.start


def test_inherited_dates_may_lie_outside_the_run(write: Write) -> None:
    scenario = load_scenario(write("extends: example\nrun: {start: 2021-10, months: 2}"))
    assert lever(scenario, "volunteer_recruitment", "2021-10") == [0.8] * 3
    assert lever(scenario, "control", "2021-11") == [0.7, 0.5, 0.7]
    assert load_scenario("example", ["run.months=3"]).months == 3


def test_settings_lie_over_the_file() -> None:
    scenario = load_scenario(
        "example",
        [
            "levers.control.hillside=0.2",
            "levers.control=0.6",
            "levers.team_support=off",
            "parameters.weight_norm=0",
            "run.months=12",
            "run.seeds=3..5",
            "run.start=2021-02",
            "run.burn_in.months=2",
            "run.burn_in.under=integration",
            "population.scale=0.5",
            "timeline.2021-07.levers.control=0.3",
            "timeline.2021-08.levers.control.newfield=0.9",
        ],
    )
    assert lever(scenario, "control", "2021-02") == [0.6, 0.2, 0.6]
    assert lever(scenario, "control", "2021-07") == [0.3] * 3
    assert lever(scenario, "control", "2021-08") == [0.3, 0.3, 0.9]
    assert lever(scenario, "control", "2021-01") == [0.6] * 3
    assert lever(scenario, "team_support", "2021-02") == [0] * 3
    assert scenario.parameters["weight_norm"] == 0
    assert (scenario.months, scenario.burn_in, scenario.scale) == (12, 2, 0.5)
    assert scenario.seeds == (3, 4, 5)
    assert scenario.origins["levers.control.hillside"] == Origin("--set")
    assert scenario.origins["run.months"] == Origin("--set")
    assert scenario.chain == ("scenarios/example.yaml",)


def test_settings_as_a_mapping_or_one_text() -> None:
    mapping = {
        "levers.control": np.float64(0.5),
        "run.seeds": [1, 2],
        "levers.supervision": {"hillside": 0.4},
    }
    scenario = load_scenario("example", mapping)
    assert lever(scenario, "control", "2021-01") == [0.5] * 3
    assert lever(scenario, "supervision", "2021-01") == [0, 0.4, 0]
    assert scenario.seeds == (1, 2)
    assert load_scenario("example", "run.months=7").months == 7


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("0..3", (0, 1, 2, 3)),
        ("7", (7,)),
        ("0..1,5, 9..10", (0, 1, 5, 9, 10)),
        ([4, 2], (4, 2)),
        (("0..1", 7), (0, 1, 7)),
    ],
)
def test_seeds(text: object, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == seeds


def test_a_scenario_goes_to_another_process_and_back() -> None:
    scenario = load_scenario("example")
    before = scenario.levers_at(scenario.start)
    back = pickle.loads(pickle.dumps(scenario))
    assert back.content_hash == scenario.content_hash
    assert back.origins == scenario.origins
    assert all(np.array_equal(back.levers_at(back.start)[n], before[n]) for n in LEVERS)
    assert back.town.numbers() == scenario.town.numbers()


@pytest.mark.parametrize(
    ("names", "heavy"),
    [
        (
            "sim.scenario, sim.cli.report_commands",
            ("numba", "pandas", "matplotlib", "mesa", "scipy", "networkx", "pyarrow"),
        ),
        ("sim.model, sim.world.build", ("matplotlib", "scipy.optimize", "scipy.stats", "sklearn")),
        ("sim.api.commands, sim.api.job", ("sim.tables", "matplotlib")),
    ],
)
def test_only_what_is_used_is_imported(names: str, heavy: tuple[str, ...]) -> None:
    code = f"import sys, {names}\nprint(sorted({{*{heavy}}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert done.stdout.strip() == "[]"


def test_shipped_towns_load() -> None:
    assert load_town("example").community_ids == ("riverside", "hillside", "newfield")


# --- what readers call it -------------------------------------------------------------------------


def test_a_child_has_neither_label_nor_summary_nor_sources_of_its_parent(write: Write) -> None:
    example = load_scenario("example")
    assert example.label == Label("Example", "示例")
    child = load_scenario(write("extends: example"))
    assert child.label is None
    assert example.summary
    assert example.sources
    assert (child.summary, child.summary_zh, child.sources) == ("", "", ())
    assert child.content_hash == example.content_hash


def test_label_and_summary_in_two_languages(write: Write) -> None:
    path = write("extends: example\nlabel: {en: Mine, zh: 我的}\nsummary: {en: One, zh: 一}")
    scenario = load_scenario(path)
    assert scenario.label == Label("Mine", "我的")
    assert (scenario.summary, scenario.summary_zh) == ("One", "一")
    plain = scenario.resolved()
    assert plain["label"] == {"en": "Mine", "zh": "我的"}
    assert (plain["summary"], plain["summary_zh"]) == ("One", "一")


@pytest.mark.parametrize(
    ("summary", "found"),
    [("Mine.", ("Mine.", "")), ("{zh: 我的。}", ("我的。", "我的。")), ("{en: A}", ("A", ""))],
)
def test_a_summary_in_one_language_hides_both_of_the_parent(
    write: Write, summary: str, found: tuple[str, str]
) -> None:
    scenario = load_scenario(write(f"extends: example\nsummary: {summary}"))
    assert (scenario.summary, scenario.summary_zh) == found


def test_only_labels_that_tell_scenarios_apart_count() -> None:
    one, other = Label("One", "一"), Label("Other", "二")
    assert distinct_labels({"a": one, "b": other, "c": None}) == (
        ("a", "One", "一"),
        ("b", "Other", "二"),
    )
    assert distinct_labels({"a": one, "b": one, "c": other}) == (("c", "Other", "二"),)
    assert distinct_labels({"a": one, "One": None}) == ()
    assert distinct_labels({"One": one}) == (("One", "One", "一"),)
