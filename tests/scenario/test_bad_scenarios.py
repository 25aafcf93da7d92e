"""Every kind of bad scenario file: told with file:line, key path, what is allowed, a hint."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.scenario import load_scenario, yamlfile
from sim.scenario.places import shipped_folder
from tests.scenario.conftest import Write, only, scenario_problems, town_problems

START = "extends: example\n"

ONE_MISTAKE = [
    # text after START, line, key path, in the message, in the hint
    ("lever: {control: 0.5}", 2, "lever", "no key 'lever'", "'levers'"),
    ("levers: {contrl: 0.5}", 2, "levers.contrl", "no key 'contrl'", "'control'"),
    ("levers: {zzz: 0.5}", 2, "levers.zzz", "allowed: control, ", ""),
    ("parameters: {weight_nrm: 0}", 2, "parameters.weight_nrm", "no key", "'weight_norm'"),
    ("run:\n  month: 3", 3, "run.month", "no key 'month'", "'months'"),
    ("levers:\n  control: high", 3, "levers.control", "found 'high'", ""),
    ("levers:\n  control: '0.5'", 3, "levers.control", "found '0.5'", "write 0.5 without quotes"),
    ("levers:\n  control: 50%", 3, "levers.control", "found '50%'", "write 0.5"),
    ("levers:\n  control: 0,5", 3, "levers.control", "found '0,5'", "write 0.5"),
    (
        "levers:\n  volunteer_prizes: 10,000",
        3,
        "levers.volunteer_prizes",
        "'10,000'",
        "write 10000",
    ),
    ("levers:\n  control: true", 3, "levers.control", "found true", ""),
    ("levers:\n  control:", 3, "levers.control", "found nothing", ""),
    ("levers:\n  control: [0.5]", 3, "levers.control", "found a list", ""),
    ("levers:\n  control: {}", 3, "levers.control", "the mapping is empty", ""),
    ("levers:\n  control: 1.5", 3, "levers.control", "found 1.5; must be a number from 0 to 1", ""),
    ("levers:\n  control: -0.1", 3, "levers.control", "from 0 to 1", ""),
    ("levers:\n  control: 50", 3, "levers.control", "found 50", "0.5 for 50 %"),
    ("levers:\n  control: .nan", 3, "levers.control", "found nan", ""),
    ("levers:\n  control: .inf", 3, "levers.control", "found inf", ""),
    ("levers:\n  control: 1e999", 3, "levers.control", "found inf", ""),
    (
        "levers:\n  control:\n    hillside: 0.1\n    riverside: 7",
        5,
        "levers.control.riverside",
        "found 7",
        "",
    ),
    (
        "levers:\n  control:\n    hilside: 0.1",
        4,
        "levers.control.hilside",
        "no community 'hilside'",
        "'hillside'",
    ),
    (
        "levers:\n  control:\n    xyz: 0.1",
        4,
        "levers.control.xyz",
        "it has riverside, hillside, newfield",
        "",
    ),
    ("levers: {grid_workers: {hillside: 3}}", 2, "levers.grid_workers", "whole town", "number"),
    ("levers: {control: {value: 0.5}}", 2, "levers.control", "'mark' is missing", ""),
    (
        "levers: {control: {value: 0.5, mark: surve}}",
        2,
        "levers.control",
        "found 'surve'",
        "'survey'",
    ),
    ("levers: {control: {value: 0.5, mrk: survey}}", 2, "levers.control", "no key 'mrk'", "'mark'"),
    (
        "levers: {control: {value: 0.5, high: 0.4, mark: assumed}}",
        2,
        "levers.control",
        "outside its own range",
        "",
    ),
    (
        "levers: {control: {value: 0.5, low: x, mark: assumed}}",
        2,
        "levers.control",
        "found 'x' as 'low'",
        "",
    ),
    (
        "levers: {control: {value: 0.5, mark: assumed, source: 3}}",
        2,
        "levers.control",
        "must be text",
        "",
    ),
    ("levers: {control: {value: 7, mark: assumed}}", 2, "levers.control", "from 0 to 1", ""),
    (
        "parameters:\n  weight_norm: 99",
        3,
        "parameters.weight_norm",
        "from 1 to 3 (log-odds), or 0 for off",
        "",
    ),
    ("parameters:\n  weight_norm: 0.5", 3, "parameters.weight_norm", "or 0 for off", ""),
    ("parameters:\n  hours_activity: off", 3, "parameters.hours_activity", "found 'off'", ""),
    ("run:\n  months:", 3, "run.months", "there is no value", "leave the key out"),
    ("levers:", 2, "levers", "found nothing; must be a mapping", "leave the key out"),
    ("levers: 3", 2, "levers", "found 3; must be a mapping", ""),
    ("timeline: 3", 2, "timeline", "must be a list", ""),
    ("timeline: {date: 2021-06}", 2, "timeline", "must be a list", ""),
    ("timeline:\n  - 3", 3, "timeline.[1]", "must be a mapping", ""),
    (
        "timeline:\n  - levers: {control: 0.5}",
        3,
        "timeline.[1].date",
        "'date' is missing",
        "YYYY-MM",
    ),
    ("timeline:\n  - date: 2021-06", 3, "timeline.2021-06.levers", "'levers' is missing", ""),
    (
        "timeline:\n  - date: 2021-13\n    levers: {control: 0.5}",
        3,
        "timeline.2021-13.date",
        "no month 13",
        "",
    ),
    (
        "timeline:\n  - date: 2021-6\n    levers: {control: 0.5}",
        3,
        "timeline.2021-6.date",
        "not a month",
        "write 2021-06",
    ),
    (
        "timeline:\n  - date: 2021-06-15\n    levers: {control: 0.5}",
        3,
        "timeline.2021-06-15.date",
        "not a month",
        "2021-06",
    ),
    (
        "timeline:\n  - date: 2021\n    levers: {control: 0.5}",
        3,
        "timeline.[1].date",
        "found 2021",
        "write 2021-01",
    ),
    (
        "timeline:\n  - date: 1066-10\n    levers: {control: 0.5}",
        3,
        "timeline.1066-10.date",
        "outside 1900-2100",
        "",
    ),
    (
        "timeline:\n  - date: 2020-06\n    levers: {control: 0.5}",
        3,
        "timeline.2020-06.date",
        "outside the run, 2020-07 to 2022-12",
        "change the date",
    ),
    (
        "timeline:\n  - date: 2023-01\n    levers: {control: 0.5}",
        3,
        "timeline.2023-01.date",
        "outside the run, 2020-07 to 2022-12",
        "",
    ),
    (
        "timeline:\n  - date: 2021-06\n    levers: {control: 0.5}\n  - date: 2021-06\n"
        "    levers: {control: 0.4}",
        6,
        "timeline.2021-06.levers.control",
        "a second value for control in 2021-06; the first is at mine.yaml:4",
        "keep one",
    ),
    (
        "timeline:\n  - date: 2021-06\n    levers: {control: {hillside: 0.5}}\n  - date: 2021-06\n"
        "    levers: {control: {hillside: 0.4}}",
        6,
        "timeline.2021-06.levers.control",
        "a second value for control in hillside in 2021-06",
        "",
    ),
    (
        "timeline:\n  - date: 2021-06\n    levers: {control: {hillside: 0.5}}\n  - date: 2021-06\n"
        "    levers: {control: 0.4}",
        6,
        "timeline.2021-06.levers.control",
        "a second value",
        "",
    ),
    ("run: {start: 2021-13}", 2, "run.start", "no month 13", ""),
    ("run: {start: spring}", 2, "run.start", "'spring' is not a month", ""),
    ("run: {months: 0}", 2, "run.months", "must be from 1 to 1,200", ""),
    ("run: {months: 1.5}", 2, "run.months", "must be a whole number", ""),
    ("run: {months: '12'}", 2, "run.months", "must be a whole number", "12"),
    ("run: {months: 1200, start: 2021-01}", 2, "run.start", "leaves the years", ""),
    ("run: {burn_in: {months: -1}}", 2, "run.burn_in.months", "must be from 0 to", ""),
    ("run: {burn_in: {under: nobody}}", 2, "run.burn_in.under", "no shipped scenario", ""),
    (
        "run: {burn_in: {under: goverment_led}}",
        2,
        "run.burn_in.under",
        "no shipped scenario",
        "'government_led'",
    ),
    ("run: {burn_in: {under: gone.yaml}}", 2, "run.burn_in.under", "no file 'gone.yaml'", ""),
    ("run: {seeds: [0, -1]}", 2, "run.seeds", "the seed -1; must be from 0", ""),
    ("run: {seeds: -3..2}", 2, "run.seeds", "the seed -3", ""),
    ("run: {seeds: 9..0}", 2, "run.seeds", "the last seed is before the first", "0..9"),
    ("run: {seeds: 5}", 2, "run.seeds", "found 5", "0..4 for 5 seeds"),
    ("run: {seeds: [1, 1]}", 2, "run.seeds", "the seed 1 is written twice", ""),
    ("run: {seeds: []}", 2, "run.seeds", "no seeds", ""),
    ("run: {seeds: [1.5]}", 2, "run.seeds", "found 1.5", ""),
    ("run: {seeds: ten}", 2, "run.seeds", "found 'ten'", "0..9"),
    ("run: {seeds: 0..9999999}", 2, "run.seeds", "at most 100,000", ""),
    ("run: {seeds: [9223372036854775808]}", 2, "run.seeds", "2**63 - 1", ""),
    ("population: {scale: 0}", 2, "population.scale", "must be from 0.01 to 1", ""),
    ("population: {scale: 2}", 2, "population.scale", "must be from 0.01 to 1", ""),
    ("summary: 5", 2, "summary", "must be text", "quotes"),
    ("summary: [a]", 2, "summary", "found a list; must be text", ""),
    ("summary: {de: x}", 2, "summary.de", "there is no key 'de' here; allowed: en, zh", ""),
    ("summary: {zh: 5}", 2, "summary.zh", "must be text", "quotes"),
    ("label: mine", 2, "label", "must be a mapping", ""),
    ("label: {en: Mine}", 2, "label.zh", "'zh' is missing", "Chinese label"),
    ("label: {en: '', zh: 一}", 2, "label.en", "must not be empty", ""),
    ("sources: report", 2, "sources", "must be a list", ""),
    ("town: exampel", 2, "town", "no shipped town is called 'exampel'", "'example'"),
    ("town: gone.yaml", 2, "town", "no file 'gone.yaml'", ""),
    ("1: 2", 2, "1", "no key '1'", ""),
]


@pytest.mark.parametrize(("text", "line", "path", "message", "hint"), ONE_MISTAKE)
def test_one_mistake_is_one_problem(
    write: Write, text: str, line: int, path: str, message: str, hint: str
) -> None:
    problem = only(scenario_problems(write(START + text)))
    assert (problem.file, problem.line, problem.path) == ("mine.yaml", line, path)
    assert message in problem.message
    assert hint in problem.hint
    assert str(problem).startswith(f"mine.yaml:{line}: {path}: ")


def test_all_problems_come_in_one_go_and_in_order(write: Write) -> None:
    path = write("""\
        extends: example
        sumary: typing error
        run:
          start: 2021-13
          seeds: [-1]
        levers:
          control: {hilside: 0.2, riverside: 5}
          supervision: 2
        timeline:
          - date: 2021-06
            levers: {contrl: 0.3}
          - date: 2030-01
            levers: {control: 0.3}
    """)
    problems = scenario_problems(path)
    assert [problem.line for problem in problems] == [2, 4, 5, 7, 7, 8, 11, 12]
    assert all(problem.file == "mine.yaml" for problem in problems)


def test_problems_of_the_parent_and_the_town_come_too(write: Write) -> None:
    write("levers: {contrl: 1}\nrun: {start: 2021-01, months: 3}\ntown: t.yaml", "parent.yaml")
    write("label: {en: T, zh: T}\ncommunities: 3", "t.yaml")
    problems = scenario_problems(write("extends: parent.yaml\nlevers: {control: 3}"))
    files = [problem.file for problem in problems]
    assert files[:2] == ["mine.yaml", "parent.yaml"]
    assert set(files) == {"mine.yaml", "parent.yaml", "t.yaml"}


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("", 1, "the file is empty", "cogov new"),
        ("# only a comment\n", 1, "the file is empty", ""),
        ("just words", 1, "holds no keys", ""),
        ("- a\n- b", 1, "holds no keys", ""),
        ("<!DOCTYPE html>\n<html>", 1, "holds no keys", ""),
        ("levers:\n\tcontrol: 0.5", 2, "indented with a tab", "spaces"),
        ("town: example\ntown: example", 2, "written twice, first on line 1", "keep one"),
        ("a: b: c", 1, "not YAML", "quotes"),
        ("run: [1, 2", 1, "not YAML", ""),
        ("summary: 'open", 1, "not YAML", ""),
        ("a: 1\n b: 2", 2, "not YAML", "indentation"),
        ("town: x\0y", 1, "control character", "leave it out"),
        ('label: {en: "\\e[31mred", zh: x}', 1, "control character", "leave it out"),
        ('label: {en: "\\u202Eevil", zh: x}', 1, "control character", "leave it out"),
        ("a: 1\n---\nb: 2", 2, "more than one document", "---"),
        ("summary: !!python/object/apply:os.system ['true']", 1, "tag", "plain value"),
        ("summary: !secret x", 1, "the tag '!secret' is not allowed", "plain value"),
        ("levers: !!set {a}", 1, "the tag '!!set' is not allowed", ""),
        ("levers: {<<: {control: 1}}", 1, "merge key", "extends"),
        ("~: b", 1, "'~' cannot be a key", "a word"),
        ("99999999999: b", 1, "'99999999999' cannot be a key", "a word"),
        ("1.5: b", 1, "'1.5' cannot be a key", "a word"),
        ("? [a]\n: b", 1, "a key must be a single word", ""),
        ("sources: &a [*a]", 1, "refers to itself", ""),
        ("summary: " + "[" * 500, 1, "nested too deeply", ""),
    ],
)
def test_files_that_are_not_plain_yaml(
    write: Write, text: str, line: int, message: str, hint: str
) -> None:
    problems = scenario_problems(write(text))
    problem = next(problem for problem in problems if message in problem.message)
    assert (problem.file, problem.line) == ("mine.yaml", line)
    assert hint in problem.hint


def test_every_tab_is_told(write: Write) -> None:
    problems = scenario_problems(write("levers:\n\tcontrol: 0.5\n  \tsupervision: 1\n"))
    assert [problem.line for problem in problems] == [2, 3]


def test_many_aliases_do_not_blow_up(write: Write) -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    problems = scenario_problems(write("\n".join(lines)))
    assert ["more than 50,000 values" in problem.message for problem in problems] == [True]


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
    '"',
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
    "value",
    "{value: 1, mark: case}",
    "<<: ",
    "? ",
    "|",
    ">",
    "%",
    "@",
    "..",
    ",",
)
TEXT = (shipped_folder() / "example.yaml").read_text("utf-8").split("\n\n", 1)[1]


@settings(max_examples=150)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_typed_is_a_scenario_or_a_list_of_problems(
    edits: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = TEXT
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    path = tmp_path_factory.mktemp("typed") / "typed.yaml"
    path.write_text(text, "utf-8")
    problems = None
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        problems = error.problems
    if problems is None:
        assert scenario.epochs()
        return
    assert problems
    assert all(problem.file == str(path) and problem.line for problem in problems)
    assert all("pydantic" not in str(problem).lower() for problem in problems)


def test_an_anchor_may_be_used_again(write: Write) -> None:
    path = write("extends: example\nsummary: &a x\nsources: [&a y, *a]")
    assert load_scenario(path).sources == ("y",)


def test_not_utf_8(write: Write, tmp_path: Path) -> None:
    path = write("")
    (tmp_path / path).write_bytes(b"summary: ok\ntown: \xff\xfe")
    problem = only(scenario_problems(path))
    assert (problem.line, problem.message) == (2, "the file is not text in UTF-8 or GB 18030")


def test_missing_file_names_the_nearest(write: Write) -> None:
    write(START, "plan_b.yaml")
    problem = only(scenario_problems("plan_c.yaml"))
    assert problem.message == "there is no such file"
    assert problem.hint == "did you mean 'plan_b.yaml'?"


def test_missing_file_with_the_name_of_a_shipped_scenario(write: Write) -> None:
    write(START)
    problem = only(scenario_problems("integration.yaml"))
    assert "'integration', without '.yaml'" in problem.hint


def test_unknown_name(write: Write) -> None:
    write(START)
    problem = only(scenario_problems("co_goverance"))
    assert problem.message == "no shipped scenario is called 'co_goverance'"
    assert problem.hint == "did you mean 'co_governance'?"
    assert only(scenario_problems("mine")).hint == "did you mean the file 'mine.yaml'?"
    assert "there are base, " in only(scenario_problems("xyz")).message


def test_folder_and_unreadable_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(START)
    Path("folder.yaml").mkdir()
    assert only(scenario_problems("folder.yaml")).message == "this is a folder, not a file"

    def refuse(path: Path, most: int) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(yamlfile, "read_plain", refuse)
    problem = only(scenario_problems(path))
    assert problem.message == "the file cannot be read: Permission denied"
    assert problem.file == "mine.yaml"


def test_a_town_is_no_scenario_and_a_scenario_no_town(write: Write) -> None:
    town = "label: {en: T, zh: T}\ncommunities: parts.csv\nmargins: {}"
    problem = only(scenario_problems(write(town, "t.yaml")))
    assert str(problem) == (
        "t.yaml:1: this is a town, not a scenario (name it in a scenario: 'town: t.yaml')"
    )
    problem = only(scenario_problems(write("extends: example\ntown: mine.yaml")))
    assert str(problem) == "mine.yaml:1: this is a scenario, not a town"
    assert only(scenario_problems("luocheng")).hint == "'luocheng' is a town"
    assert only(town_problems("integration")).hint == "'integration' is a scenario"


def test_too_large_a_file(write: Write, tmp_path: Path) -> None:
    path = write("")
    with (tmp_path / path).open("wb") as file:
        file.truncate(20_000_000)
    assert "too large" in only(scenario_problems(path)).message


@pytest.mark.parametrize("reference", ["gone.yaml", "sub/gone.yaml", "../gone.yaml"])
def test_missing_parent(write: Write, reference: str) -> None:
    problem = scenario_problems(write(f"summary: x\nextends: {reference}"))[0]
    assert (problem.line, problem.path) == (2, "extends")
    assert problem.message == f"there is no file '{reference}'"


def test_misspelt_parent(write: Write) -> None:
    problem = scenario_problems(write("extends: integraton"))[-1]
    assert problem.hint == "did you mean 'integration'?"


def test_cycles_in_extends(write: Write) -> None:
    write("extends: c.yaml", "b.yaml")
    write("# c\nextends: ./mine.yaml", "c.yaml")
    problems = scenario_problems(write("extends: b.yaml"))
    told = [problem for problem in problems if "never ends" in problem.message]
    assert [(problem.file, problem.line) for problem in told] == [("c.yaml", 2)]
    assert "mine.yaml -> b.yaml -> c.yaml -> mine.yaml" in told[0].message
    itself = scenario_problems(write("extends: self.yaml", "self.yaml"))
    assert any("self.yaml -> self.yaml" in problem.message for problem in itself)


def test_what_a_scenario_cannot_do_without(write: Write) -> None:
    problems = scenario_problems(write("summary: nothing else"))
    assert [problem.path for problem in problems] == ["town", "run.start", "run.months"]
    assert all(problem.file == "mine.yaml" and problem.line == 1 for problem in problems)
    assert all(problem.hint for problem in problems)


def test_common_past_without_a_scenario(write: Write) -> None:
    path = write("""\
        town: example
        run:
          start: 2021-01
          months: 3
          burn_in: {months: 6}
    """)
    problem = only(scenario_problems(path))
    assert (problem.line, problem.path) == (5, "run.burn_in.months")


def test_problems_of_the_past_are_told_in_its_own_file(write: Write) -> None:
    write("levers: {control: {nowhere: 1}, suprvision: 1}", "past.yaml")
    problems = scenario_problems(
        write("extends: example\nrun: {burn_in: {months: 3, under: past.yaml}}")
    )
    assert [(problem.file, problem.line) for problem in problems] == [("past.yaml", 1)] * 2


SETTINGS = [
    # setting, key path, in the message, in the hint
    ("levers.contrl=0.5", "levers.contrl", "no key 'contrl'", "'control'"),
    ("levers.control=7", "levers.control", "from 0 to 1", ""),
    ("levers.control.hilside=0.2", "levers.control.hilside", "no community", "'hillside'"),
    ("levers.grid_workers.hillside=2", "levers.grid_workers", "whole town", ""),
    ("parameters.weight_norm=99", "parameters.weight_norm", "or 0 for off", ""),
    ("run.months=none", "run.months", "must be a whole number", ""),
    ("run.start=2021-13", "run.start", "no month 13", ""),
    ("run.seeds=-1", "run.seeds", "found -1", ""),
    ("population.scale=7", "population.scale", "from 0.01 to 1", ""),
    ("town=nowhere", "town", "no shipped town", ""),
    ("extends=base", "extends", "no key 'extends'", ""),
    ("lever.control=1", "lever.control", "no key 'lever'", "'levers'"),
    ("timeline.2030-01.levers.control=1", "timeline.2030-01.date", "outside the run", ""),
    (
        "timeline.2021-06.lever=1",
        "timeline.2021-06.lever",
        "there is no key 'lever' here",
        "did you mean 'levers'?",
    ),
    ("levers.control", "", "'levers.control' is no setting", "path=value"),
    ("levers.control=", "", "is no setting", "path=value"),
    ("=3", "", "is no setting", "path=value"),
    ("levers=3", "levers", "must be a mapping", ""),
]


@pytest.mark.parametrize(("setting", "path", "message", "hint"), SETTINGS)
def test_bad_settings(setting: str, path: str, message: str, hint: str) -> None:
    problems = scenario_problems("example", [setting])
    assert all(problem.file == "--set" for problem in problems)
    assert problems[0].path == path
    assert message in problems[0].message
    assert hint in problems[0].hint


def test_one_setting_twice() -> None:
    problem = only(scenario_problems("example", ["run.months=3", "run.months=4"]))
    assert (problem.file, problem.path, problem.message) == (
        "--set",
        "run.months",
        "it is set twice",
    )
