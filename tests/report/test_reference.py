"""The reference and the glossary: complete, true, and up to date where they are committed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.cli import MISTAKE, main
from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import ACTOR_TYPES
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import MECHANISM_LABELS, PARAMETERS
from sim.declare import MARK_WORDS, MEASURE_LABELS, MEASURES
from sim.errors import ScenarioError
from sim.kinds import kinds
from sim.report import documents as md
from sim.report.reference import document
from sim.report.reference.document import EXAMPLES, REMARK, TERMS, glossary, reference
from sim.report.reference.find import MOST_FOUND, found_levers
from sim.report.reference.tables import SETTINGS, keys
from sim.runs.request import Request
from sim.scenario.explain import number
from sim.scenario.load import doubts, load
from sim.scenario.places import experiments_folder, shipped_folder, shipped_scenarios
from sim.scenario.schema import Schema, scenario_schema, schema_of_model, town_schema
from sim.scenario.town import Community
from sim.studies.discovery.study import File as DiscoveryFile
from sim.studies.search.study import File as ChoiceFile
from sim.studies.sensitivity.study import File as StudyFile
from sim.studies.sensitivity.study import load as load_study
from sim.studies.validation.study import File as ValidationFile
from sim.sweeps.experiment import load_experiment
from sim.sweeps.kinds import ExperimentFile
from sim.words import LANGUAGES, Speech
from sim.words.setting import problem_text
from sim.words.speech import described
from sim.words.speech import sentences as translated
from tests.studies.loading import load_calibration, load_validation
from tests.studies.loading import load_study as load_named
from tests.studies.test_search_study import load_choice

SHOWN = (*sorted(EXAMPLES.glob("*.yaml")), shipped_folder() / "towns" / "example.yaml")
UNITS = sorted({one.unit for one in LEVERS.values()} | {one.unit for one in PARAMETERS.values()})
ENGLISH, CHINESE = Speech("en"), Speech("zh")


@cache
def texts() -> dict[str, str]:
    """The reference in each language."""
    return {language: reference(language) for language in LANGUAGES}


COMMITTED: dict[str, tuple[Callable[[], str], str]] = {
    "REFERENCE.md": (lambda: texts()["en"], "cogov reference"),
    "REFERENCE.zh.md": (lambda: texts()["zh"], "cogov reference --lang zh"),
    "GLOSSARY.md": (glossary, "cogov glossary"),
}
FILES: dict[str, Callable[[], Schema]] = {
    "scenario": scenario_schema,
    "town": town_schema,
    "experiment": lambda: schema_of_model(ExperimentFile, "Experiment"),
    "calibration": lambda: kinds()["calibration"].study.schema(),
    "matching": lambda: kinds()["matching"].study.schema(),
    "claims": lambda: kinds()["claims"].study.schema(),
    "sensitivity": lambda: schema_of_model(StudyFile, "Study"),
    "discovery": lambda: schema_of_model(DiscoveryFile, "Discovery"),
    "search": lambda: schema_of_model(ChoiceFile, "Search"),
    "trial": lambda: kinds()["trial"].study.schema(),
    "validation": lambda: schema_of_model(ValidationFile, "Validation"),
}


@cache
def schema_of(kind: str) -> Schema:
    """The schema of a kind of file."""
    return FILES[kind]()


def row(text: str, name: str) -> list[str]:
    """Cells of the row that begins with a name."""
    line = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


# --- what is committed ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMITTED)
def test_committed_documents_are_up_to_date(name: str) -> None:
    told, command = COMMITTED[name]
    path = shipped_folder() / name
    found = path.read_text("utf-8") if path.is_file() else ""
    assert found == told(), f"it is not what the program says: {command} --out scenarios/{name}"


# --- the reference --------------------------------------------------------------------------------


def test_every_lever_is_told() -> None:
    # The key of town files that is called like a lever stands in an earlier chapter.
    chapters = {language: text.partition("\n## 5 ")[2] for language, text in texts().items()}
    for name, one in LEVERS.items():
        cells = row(chapters["en"], name)
        assert cells[1] == f"{one.label.en} {one.label.zh}"
        assert cells[2:7] == [
            md.cell(one.meaning.en),
            one.unit,
            f"{number(one.low)} … {number(one.high)}",
            number(one.off),
            one.mechanism.en,
        ]
        assert all(need in cells[7] for need in (*one.needs, *one.needs_any))
        assert (f"{number(one.cost.yuan)} yuan" in cells[8]) == bool(one.cost.yuan)
        assert (cells[9] == "town") == one.town_only
        assert row(chapters["zh"], name)[1] == one.label.zh


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_is_told(language: str) -> None:
    for name, one in PARAMETERS.items():
        cells = row(texts()[language], name)
        assert cells[1:4] == [
            number(one.default),
            f"{number(one.low)} … {number(one.high)}",
            "–" if one.off is None else number(one.off),
        ]
        label = MARK_WORDS[one.source.mark].label
        assert cells[6] == (label.zh if language == "zh" else label.en.lower())
        assert cells[7] == md.cell(one.source.text)


def paths(schema: Schema, part: Any, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Names of all keys of a schema, but those of levers and parameters."""
    if isinstance(part, list):
        for one in part:
            yield from paths(schema, one, seen)
    if not isinstance(part, dict):
        return
    yield from part.get("properties", {})
    for key, one in part.items():
        name = one.removeprefix("#/$defs/") if key == "$ref" else ""
        if name and name not in (*seen, "Levers", "Parameters"):
            yield from paths(schema, schema["$defs"][name], (*seen, name))
        elif key != "$defs":
            yield from paths(schema, list(one.values()) if key == "properties" else one, seen)


@pytest.mark.parametrize("kind", FILES)
def test_every_key_is_told_and_explained(kind: str) -> None:
    found = list(keys(schema_of(kind), ENGLISH))
    told = {re.split(r"[.\[]", one.path)[-1] for one in found} | {
        one.path.rpartition(".")[2] for one in found
    }
    stated = {"value", "low", "high", "mark", "source"}
    assert set(paths(schema_of(kind), schema_of(kind))) - stated <= told
    assert [one.path for one in found if not one.meaning] == []
    for language, text in texts().items():
        for one in keys(schema_of(kind), Speech(language)):
            assert f"| {md.name(one.path)} | {md.cell(one.form)} |" in text


def test_keys_are_read_from_the_schema() -> None:
    schema = schema_of_model(ExperimentFile, "Experiment")
    schema["properties"]["colour"] = {"enum": ["red", "blue"], "description": "Of the paint"}
    schema["$defs"]["UntilPart"]["properties"]["most"]["maximum"] = 7
    told = {one.path: one for one in keys(schema, ENGLISH)}
    assert (told["colour"].form, told["colour"].meaning) == ("`red`, `blue`", "Of the paint")
    assert told["until.most"].form == "whole number 2 … 7"
    assert told["until.most"].required
    assert told["until.half_width"].form == "number, more than 0"
    town = {one.path: one.form for one in keys(town_schema(), ENGLISH)}
    assert town["margins.ages"] == "list of [low, high, share]"
    assert town["margins.online.<year>.from_60"] == "number 0 … 1"
    assert town["sources.<path>.mark"].startswith("`survey`, `official`")
    assert town["communities"] == "list of mapping or `….csv`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_is_whole(language: str) -> None:
    text = texts()[language]
    assert "{{" not in text
    assert "{contents}" not in text
    anchors = re.findall(r"^ *- \[(.+)\]\(#(.+)\)$", text, re.MULTILINE)
    assert [title for title, _ in anchors] == re.findall(r"^##?# (.+)$", text, re.MULTILINE)
    assert len({anchor for _, anchor in anchors}) == len(anchors)
    width = 0
    for line in text.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (cells and width) or cells == width, line
        width = cells
    for name in shipped_scenarios():
        assert f"| `{name}` |" in text


def test_templates_have_the_same_sections_and_gaps() -> None:
    shapes = []
    for language in LANGUAGES:
        template = (document.HERE / f"template.{language}.md").read_text("utf-8")
        marks = re.findall(r"^#+ (?:[\d.]+)?|^\{\{\w+\}\}", template, re.MULTILINE)
        assert sorted(set(re.findall(r"\{\{(\w+)\}\}", template))) == sorted(
            document.parts(Speech(language))
        )
        shapes.append(marks)
    assert shapes[0] == shapes[1]


# --- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_examples_are_what_they_are_called_and_load(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {path.name}\n")
    if path.stem == "mistakes":
        with pytest.raises(ScenarioError) as caught:
            load(path)
        for problem in caught.value.problems:
            named = replace(problem, file=path.name)
            for language, text in texts().items():
                assert problem_text(named, Speech(language)) in text
        assert len(caught.value.problems) == 4
    elif "targets:" in text:
        assert len(load_calibration(path).free) == 2
    elif "kind: sensitivity" in text:
        assert len(load_study(path, Request()).factors) == 3
    elif "kind: discovery" in text:
        assert len(load_named("discovery", path).factors) == 3
    elif "kind: search" in text:
        assert len(load_choice(path).members) == 4
    elif "kind: validation" in text:
        assert len(load_validation(path).patterns) == 2
    elif "scenarios:" in text:
        assert len(load_experiment(path).points) > 1
    else:
        left_out = [one for one in doubts(load(path)) if "another town" in one.message]
        assert [one.message for one in doubts(load(path))] == [one.message for one in left_out]
        assert bool(left_out) == (path.stem == "elsewhere")


@pytest.mark.parametrize("setting", SETTINGS)
def test_settings_that_are_shown_can_be_set(setting: str) -> None:
    found = load("co_governance", [setting])
    assert "--set" in [str(origin) for origin in found.scenario.origins.values()]


# --- Chinese --------------------------------------------------------------------------------------


def sentences() -> set[str]:
    """All that can be translated."""
    found = {one.meaning for kind in FILES for one in keys(schema_of(kind), ENGLISH)}
    found |= {column.description or "" for column in Community.model_fields.values()}
    found |= {" ".join(text.split()) for text in map(summary_of, shipped_studies())}
    found |= {said for path in SHOWN for _, said in REMARK.findall(path.read_text("utf-8"))}
    found -= {path.name for path in SHOWN}
    return found - {""}


def shipped_studies() -> list[Path]:
    """The files of shipped experiments and studies."""
    return sorted(experiments_folder().glob("**/*.yaml"))


def summary_of(path: Path) -> str:
    """What a file says of itself."""
    return str((YAML(typ="safe").load(path.read_text("utf-8")) or {}).get("summary", ""))


def test_examples_speak_the_language_of_the_page() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", texts()["zh"], re.DOTALL)
    said = [said for block in blocks for _, said in REMARK.findall(block)]
    assert len(blocks) == len(SHOWN)
    assert [one for one in said if not re.search(r"[\u4e00-\u9fff]|^\w+\.yaml$", one)] == []


def test_keys_are_translated() -> None:
    missing = sorted(sentences() - set(translated()))
    assert missing == [], "translate them in sim/words/chinese.json"


def test_no_translation_is_left_of_what_is_not_said_any_more() -> None:
    # What `cogov odd` tells is checked with it.
    said = sentences() | set(UNITS) | set(described())
    left = [text for text in translated() if text not in said]
    assert left == [], "these sentences changed: translate them anew in chinese.json"
    assert CHINESE.say("nobody says so") == "nobody says so"


def test_every_unit_is_translated() -> None:
    assert [unit for unit in UNITS if re.search("[a-z]", CHINESE.file_unit(unit))] == []
    assert [ENGLISH.file_unit(unit) for unit in UNITS] == UNITS


def test_measures_and_mechanisms_have_labels() -> None:
    assert tuple(MEASURE_LABELS) == MEASURES
    assert set(MECHANISM_LABELS) >= {one.group for one in PARAMETERS.values()}


# --- the glossary ---------------------------------------------------------------------------------


def test_the_glossary_has_all_that_is_declared() -> None:
    text = glossary()
    for name, label in [
        *((name, one.label) for name, one in LEVERS.items()),
        *((name, one.label) for name, one in METRICS.items()),
        *((one.name, one.label) for one in FORMS),
        *((one.name, one.label) for one in ACTOR_TYPES),
        *MEASURE_LABELS.items(),
        *((mark, one.label) for mark, one in MARK_WORDS.items()),
    ]:
        assert f"| `{name}` | {label.en} | {label.zh} |" in text


def test_terms_of_the_field_are_there_once_and_lead_to_what_exists() -> None:
    known = {*LEVERS, *METRICS, *PARAMETERS, *(one.name for one in ACTOR_TYPES)}
    assert {name for one in TERMS for name in one.see} <= known
    names = [one.zh for one in TERMS]
    assert len(set(names)) == len(names) > 35
    for wanted in (
        "事项",
        "网格",
        "党员中心户",
        "双报到",
        "三社联动",
        "共治",
        "共建",
        "共享",
        "村改居",
        "驻区单位",
    ):
        assert wanted in names
    for one in TERMS:
        assert one.says.endswith(".")
        assert one.says_zh.endswith("。")
        assert f"| {one.zh} | {md.cell(one.en)} | {md.cell(one.says)} |" in glossary()


# --- the commands ---------------------------------------------------------------------------------


def test_the_commands_print_and_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "reference.md"
    for _ in range(2):
        assert main(["reference", "--lang", "zh", "--out", str(file)]) == 0
    assert file.read_text("utf-8") == texts()["zh"]
    assert capsys.readouterr().out == f"已写出 {file}\n" * 2
    assert main(["glossary"]) == 0
    assert capsys.readouterr().out == glossary()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["reference", "--lang", "de"], "lang: 'de' is not known (known: en, zh)"),
        (["reference", "--out", "notes.md"], "notes.md: the file exists, holds something else"),
        (["glossary", "--out", "notes.md"], "notes.md: the file exists, holds something else"),
        (["glossary", "--out", "no/such.md"], "the file cannot be written"),
    ],
)
def test_mistakes(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text("mine", "utf-8")
    assert main(arguments) == 2
    assert message in capsys.readouterr().err
    assert Path("notes.md").read_text("utf-8") == "mine"


# --- a question in plain words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "lever"),
    [
        ("What if there were monthly meetings?", "consultation_meetings_per_year"),
        ("每月开一次协商会会怎样", "consultation_meetings_per_year"),
        ("prizes", "volunteer_prizes"),
        ("more grid workers", "grid_workers"),
        ("多招志愿者", "volunteer_recruitment"),
        ("supervised", "supervision"),
    ],
)
def test_a_question_finds_its_lever(question: str, lever: str) -> None:
    assert found_levers(question)[0].name == lever
    assert len(found_levers(question)) <= MOST_FOUND


@pytest.mark.parametrize("lever", LEVERS)
def test_every_lever_is_found_by_what_it_is_called(lever: str) -> None:
    for asked in (lever, LEVERS[lever].label.en, LEVERS[lever].label.zh):
        assert lever in [one.name for one in found_levers(asked)], asked


def test_the_command_answers_a_question_with_what_to_type(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["reference", "--find", "monthly meetings"]) == 0
    said = capsys.readouterr().out
    assert "0 to 24" in said
    assert "cogov new mine --from integration" in said
    monkeypatch.setenv("COGOV_LANG", "zh")
    assert main(["reference", "--find", "每月协商会"]) == 0
    assert "议事协商会次数" in capsys.readouterr().out
    assert main(["reference", "--find", "qqqq"]) == MISTAKE
    assert "没有政策工具与“qqqq”有关" in capsys.readouterr().err
