import itertools
import json
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.places import shipped_experiments
from sim.sweeps.design import RESERVED
from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import make_plan
from tests.sweeps.conftest import SMALL, ExperimentWriter


@pytest.mark.parametrize("name", shipped_experiments())
def test_shipped_experiments_load_and_every_run_of_them_differs(name: str) -> None:
    plan = make_plan(load_experiment(name))
    assert plan.experiment.summary
    assert len(plan.pairs) == len(plan.distinct()) >= 60


def test_the_shipped_ones_are_those_that_are_promised() -> None:
    assert set(shipped_experiments()) >= {"three_stages", "measures", "dose_response", "town_size"}
    assert len(load_experiment("three_stages").bases) == 3
    assert len(load_experiment("dose_response").factors) == 2
    assert load_experiment("town_size").factors == ("population.scale",)


def test_a_point_is_the_scenario_with_its_settings(write: ExperimentWriter) -> None:
    found = load_experiment(write(SMALL))
    expected = load_scenario("example", {"levers.control": 0.5, "run.months": 1})
    assert found.scenario(0, 1).content_hash == expected.content_hash
    assert found.seeds == (0, 1)


def test_options_replace_what_the_file_says(write: ExperimentWriter) -> None:
    found = load_experiment(write(SMALL), scale=0.5, months=3)
    scenario = found.scenario(0, 0)
    assert (scenario.scale, scenario.months) == (0.5, 3)


def test_a_measure_that_is_off_has_no_lever_at_any_time(write: ExperimentWriter) -> None:
    found = load_experiment(
        write("""
            scenarios: [example]
            design:
              kind: grid
              factors: {measures.volunteering: [kept, off]}
        """)
    )
    kept, off = (found.scenario(0, point) for point in range(2))
    assert kept.content_hash == load_scenario("example").content_hash
    names = ("volunteer_recruitment", "team_support")
    for epoch in off.epochs():
        if epoch.first >= off.start:
            assert not any(epoch.levers[name].any() for name in names)
    assert any(epoch.levers["team_support"].any() for epoch in kept.epochs())
    assert off.levers_at(off.end - 1)["control"].any()


def test_named_levels_set_several_values(write: ExperimentWriter) -> None:
    found = load_experiment(
        write("""
            scenarios: [example]
            settings: {levers.supervision: 0.2}
            design:
              kind: grid
              factors:
                care:
                  little: {levers.control: 0.9, levers.committee_staff: 5}
                  none: {}
                  much: {levers.control: {town: 0.1, hillside: 0.2}}
        """)
    )
    assert [point.values["care"] for point in found.points] == ["little", "none", "much"]
    little, none, much = (found.scenario(0, point).levers_at(24252) for point in range(3))
    assert set(little["control"]) == {0.9}
    assert set(much["control"]) == {0.1, 0.2}
    assert set(none["supervision"]) == {0.2}


def test_scenarios_are_found_beside_the_experiment(tmp_path: Path, write: ExperimentWriter) -> None:
    folder = Path("inner")
    folder.mkdir()
    (folder / "mine.yaml").write_text("extends: example\nlevers: {control: 0.33}\n")
    (folder / "try.yaml").write_text("scenarios: [mine.yaml, example]\n")
    found = load_experiment("inner/try.yaml")
    assert [base.scenario.name for base in found.bases] == ["mine", "example"]
    assert make_plan(found).recipe((0, 3))["source"] == str(tmp_path / "inner/mine.yaml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["the file is empty"]),
        ("scenarios: []", ["made.yaml:1: scenarios: found a list; must hold at least 1"]),
        ("seeds: 0..1", ["'scenarios' is missing", "the first is the baseline"]),
        ("scenarios: [exampel]", ["made.yaml:1: scenarios.[1]", "did you mean 'example'?"]),
        ("scenarios: [none.yaml]", ["made.yaml:1: scenarios.[1]: there is no file 'none.yaml'"]),
        ("scenarios: [example, example]", ["two scenarios are called 'example'"]),
        ("scenarios: [example]\nseds: 0..1", ["made.yaml:2: seds", "did you mean 'seeds'?"]),
        ("scenarios: [example]\nseeds: 3..1", ["made.yaml:2: seeds", "write 1..3"]),
        ("scenarios: [example]\nrun: {months: 0}", ["must be from 1 to 1,200"]),
        (
            "scenarios: [example]\nsettings: {levers.contrl: 1}",
            ["made.yaml:2: settings.levers.contrl", "did you mean 'control'?"],
        ),
        ("scenarios: [example]\nsettings: {levers.control: 7}", ["found 7; must be a number"]),
        ("scenarios: [example]\ndesign: {kind: gird}", ["did you mean 'grid'?"]),
        ("scenarios: [example]\ndesign: {kind: grid}", ["'factors' is missing"]),
        (
            "scenarios: [example]\ndesign: {kind: sobol, factors: {levers.control: declared}}",
            ["'points' is missing", "How many points"],
        ),
        (
            "scenarios: [example]\ndesign: {kind: grid, points: 3, factors: {levers.control: [0]}}",
            ["a design of kind 'grid' has no 'points'"],
        ),
        (
            "extends: example\nlevers: {control: 1}",
            ["this is a scenario, not an experiment", "cogov run made.yaml"],
        ),
        ("scenarios: [example]\nbranch_at: 2031-01", ["2031-01 is not inside the run of example"]),
        (
            "scenarios: [example]\nuntil: {metric: trsut, half_width: 0.1, most: 9}",
            ["made.yaml:2: until.metric: 'trsut' is not known", "did you mean 'trust'?"],
        ),
        (
            "scenarios: [example]\nseeds: 0..9\nuntil: {metric: trust, half_width: 0.1, most: 9}",
            ["9 is less than the 10 seeds"],
        ),
        (
            "scenarios: [example]\nuntil: {metric: trust, half_width: 0, most: 9}",
            ["must be more than 0"],
        ),
    ],
)
def test_mistakes_are_told_where_they_are(
    text: str, expected: list[str], write: ExperimentWriter
) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_experiment(write(text))
    for part in expected:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        (
            "{levers.contrl: [0, 1]}",
            ["made.yaml:5: design.factors.levers.contrl", "did you mean 'control'?"],
        ),
        ("{contrl: [0, 1]}", ["'contrl' is not the path of a value", "'levers.control'?"]),
        ("{levers.control: [0, 1.5]}", ["design.factors.levers.control.[2]", "from 0 to 1"]),
        ("{levers.control: 0.5}", ["found 0.5; must be a list of values, {low, high, steps}"]),
        ("{levers.control: []}", ["found a list of nothing; must be a list of values"]),
        ("{levers.control: [0, off]}", ["the value 0.0 is written twice"]),
        ("{levers.control: {low: 0, high: 1}}", ["found nothing as 'steps'"]),
        ("{levers.control: {low: 1, high: 0, steps: 3}}", ["'low', 1, must be less than"]),
        ("{levers.control: {low: 0, high: 7, steps: 3}}", ["found 7; must be a number from 0"]),
        ("{levers.control: {low: x, high: 7, steps: 3}}", ["found 'x' as 'low'"]),
        ("{measures.volunteerng: [kept, off]}", ["did you mean 'volunteering'?"]),
        ("{measures.volunteering: [on, off]}", ["must be 'kept' or 'off'"]),
        ("{measures.service_purchase: [kept, off]}", ["example sets no lever of the measure"]),
        ("{run.burn_in.months: [0, 6]}", ["cannot vary in a design", "name several scenarios"]),
        ("{town: [example, luocheng]}", ["cannot vary in a design"]),
        ("{levers.control: {a: {levers.control: 0}, b: 3}}", ["found 3; must be values by key"]),
        (
            "{levers.control: [0, 1], care: {a: {levers.control: 0.5}}}",
            ["levers.control is set by the factor 'levers.control' too"],
        ),
        ("{levers.control.nowhere: [0, 1]}", ["the town has no community 'nowhere'"]),
        ("{timeline.2033-01.levers.control: [0, 1]}", ["2033-01 is outside the run"]),
        ("{parameters.ask_rate_tei: [0.1]}", ["did you mean 'ask_rate_tie'?"]),
        ("{levers.trust: [0]}", ["there is no key 'trust' here"]),
        ("{levers.supervision: [0, 0.5]}", ["levers.supervision is varied, so it cannot be one"]),
        ("{population.scale: [0.5, 1]}", ["so scale cannot be one value for all runs"]),
    ],
)
def test_mistakes_in_a_design_are_told_where_they_are(
    factors: str, expected: list[str], write: ExperimentWriter
) -> None:
    text = f"""
scenarios: [example]
design:
  kind: grid
  factors: {factors}
settings: {{levers.supervision: 0.4}}
run: {{scale: 0.5}}
"""
    with pytest.raises(ScenarioError) as caught:
        load_experiment(write(text))
    assert all(problem.file == "made.yaml" for problem in caught.value.problems)
    for part in expected:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        ("{run.months: declared}", "no range is declared for it"),
        ("{levers.control: [0, 1]}", "found a list; must be {low, high}, or 'declared'"),
        ("{levers.control: {low: 0}}", "found a mapping; must be {low, high}"),
        ("{levers.control: {low: 0, high: 2}}", "found 2; must be a number from 0 to 1"),
        ("{levers.contrl: declared}", "did you mean 'control'?"),
    ],
)
def test_mistakes_in_ranges_are_told(factors: str, expected: str, write: ExperimentWriter) -> None:
    text = f"scenarios: [example]\ndesign: {{kind: random, points: 2, factors: {factors}}}"
    with pytest.raises(ScenarioError) as caught:
        load_experiment(write(text))
    assert expected in str(caught.value)


def test_mistakes_in_rows_are_told(write: ExperimentWriter) -> None:
    text = """
scenarios: [example]
design:
  kind: list
  rows:
    - {levers.control: 0.1}
    - {levers.control: 4}
    - {}
"""
    with pytest.raises(ScenarioError) as caught:
        load_experiment(write(text))
    said = [str(problem) for problem in caught.value.problems]
    assert said[0].startswith("made.yaml:7: design.rows.[2].levers.control: found 4")
    assert said[1] == "made.yaml:8: design.rows.[3]: the row is empty"


def test_values_that_do_not_go_together_are_told_before_anything_runs(
    write: ExperimentWriter,
) -> None:
    text = """
        scenarios: [example]
        design:
          kind: grid
          factors:
            run.months: [6, 24]
            timeline.2021-10.levers.control: [0.3]
    """
    with pytest.raises(ScenarioError, match=r"with run\.months=6") as caught:
        make_plan(load_experiment(write(text)))
    assert len(caught.value.problems) == 1


def test_an_unknown_experiment_is_told() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'three_stages'"):
        load_experiment("three_stage")
    with pytest.raises(ScenarioError, match="no shipped experiment is called 'xx'; there are"):
        load_experiment("xx")
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_experiment("nowhere/xx.yaml")


TYPED = dedent("""
    summary: typed
    scenarios: [example, co_governance]
    seeds: 0..3
    run: {scale: 0.5}
    settings: {levers.supervision: 0.4}
    design:
      kind: grid
      factors:
        levers.control: [0, 0.5]
        levers.committee_staff: {low: 5, high: 10, steps: 3}
        care:
          less: {parameters.ask_rate_tie: 0.1}
          more: {}
    branch_at: 2021-06
    until: {metric: trust, half_width: 0.1, most: 9}
""").strip()
PIECES = (
    "\t",
    "\n",
    "\n  ",
    " ",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "#",
    "'",
    "&a ",
    "*a ",
    "!x ",
    "~",
    "null",
    "true",
    "off",
    "-1",
    "0",
    "1e400",
    ".nan",
    "9" * 30,
    "2021-13",
    "town",
    "\0",
    "",
    "{value: 1, mark: case}",
    "<<: ",
    "? ",
    "|",
    "..",
    ",",
    "sobol",
    "list",
    "rows: [{a: 1}]",
    "points: 3",
    "declared",
    "levers.",
    "measures.volunteering",
    "kept",
    "run.months",
    "3: 4",
    "timeline.2021-05.levers.control",
    "levers.control: {hillside: 0.5}",
)


@settings(max_examples=150)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(TYPED)), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_typed_is_an_experiment_or_a_list_of_problems(
    edits: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = TYPED
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    path = tmp_path_factory.mktemp("typed") / "typed.yaml"
    path.write_text(text, "utf-8")
    problems = None
    try:
        found = load_experiment(path)
    except ScenarioError as error:
        problems = error.problems
    if problems is None:
        assert found.points
        return
    assert problems
    assert all(problem.file == str(path) and problem.line for problem in problems)
    assert all("pydantic" not in str(problem).lower() for problem in problems)


def test_an_installed_package_has_every_shipped_experiment() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for name in shipped_experiments():
        assert included[f"experiments/{name}.yaml"] == f"sim/_experiments/{name}.yaml"


BUNDLE = """
    scenarios: [example]
    seeds: 0..1
    run: {{months: 1}}
    design:
      kind: grid
      factors:
        {name}: {{low: {{levers.control: 0.2}}, high: {{levers.control: 0.6}}}}
"""


def bundle(write: ExperimentWriter, name: str) -> None:
    load_experiment(write(BUNDLE.format(name=json.dumps(name))))


def test_no_factor_takes_the_place_of_a_column(write: ExperimentWriter) -> None:
    written = itertools.cycle((str.lower, str.upper, str.title))
    for name, change in zip(sorted(RESERVED), written, strict=False):
        with pytest.raises(ScenarioError, match="the name of another column"):
            bundle(write, change(name))


@pytest.mark.parametrize("name", ['say "x"', '"', "", " ", " a", "a ", "a\nb", "\x1b[1m", "x" * 99])
def test_a_name_that_can_be_no_column_is_told(write: ExperimentWriter, name: str) -> None:
    with pytest.raises(
        ScenarioError, match=r"cannot be a column|characters; at most|control character"
    ):
        bundle(write, name)


@pytest.mark.parametrize(
    "name", ["开放程度", "open-ness (1)", "it's", "a.b", "seed_", "plan b", "%"]
)
def test_other_names_of_factors_are_columns(write: ExperimentWriter, name: str) -> None:
    bundle(write, name)
    found = sim.sweep("made.yaml", out="store", workers=0, progress=False)
    assert found.runs[name].tolist() == ["low", "low", "high", "high"]
    assert set(found.metrics[name]) == {"low", "high"}


def test_names_that_only_capitals_tell_apart_are_told(write: ExperimentWriter) -> None:
    text = BUNDLE.format(name="openness") + "        Openness: {a: {}, b: {levers.red_bus: 0.5}}\n"
    with pytest.raises(ScenarioError, match="in capital letters only"):
        load_experiment(write(text))


def test_every_column_of_the_tables_is_reserved(write: ExperimentWriter) -> None:
    write(BUNDLE.format(name="openness"))
    found = sim.sweep("made.yaml", out="store", workers=0, progress=False)
    assert {*found.runs.columns, *found.metrics.columns} <= RESERVED | {"openness"}
