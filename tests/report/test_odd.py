"""The description that the program writes of itself."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sim.cli import main
from sim.declarations.columns import HOUSEHOLD_COLUMNS, MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import KINDS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declare import MEASURES
from sim.errors import OptionError
from sim.policy import Conditions
from sim.report import documents as md
from sim.report.odd import document, facts, model, reading
from sim.report.odd.facts import Statement
from sim.report.odd.statements import FACTS
from sim.scenario.explain import number
from sim.scenario.load import load
from sim.scenario.places import shipped_folder
from sim.words import Speech

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"`([a-z]+(?:_[a-z0-9]+)+)`")
DECLARED = [
    *LEVERS,
    *PARAMETERS,
    *METRICS,
    *(form.name for form in FORMS),
    *(kind.name for kind in KINDS),
    *(column.name for column in (*RESIDENT_COLUMNS, *HOUSEHOLD_COLUMNS, *MATTER_COLUMNS)),
]


ENGLISH, CHINESE = Speech("en"), Speech("zh")
TEMPLATES = sorted(document.HERE.glob("template.*.md"))


@pytest.fixture(scope="module")
def text() -> str:
    return document.odd("example")


@pytest.fixture(scope="module")
def chinese() -> str:
    return document.odd("history", language="zh")


def section(text: str, start: str, end: str) -> str:
    """What stands between two headings."""
    return text.split(f"\n{start}", 1)[1].split(f"\n{end}", 1)[0]


def test_the_seven_elements_and_the_eleven_concepts(text: str) -> None:
    headings = re.findall(r"^#+ (\d[\d.]* .+)$", text, re.MULTILINE)
    assert [one for one in headings if re.match(r"[1-7] ", one)] == [
        "1 Purpose and patterns",
        "2 Entities, state variables and scales",
        "3 Process overview and scheduling",
        "4 Design concepts",
        "5 Initialization",
        "6 Input data",
        "7 Submodels",
    ]
    assert [one.split(" ", 1)[1] for one in headings if one.startswith("4.")] == [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ]


def test_everything_declared_is_told(text: str) -> None:
    rows = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    assert [name for name in DECLARED if name not in rows] == []


def test_a_parameter_is_told_with_value_range_unit_source_and_mark(text: str) -> None:
    table = section(text, "### 7.4", "## 8")
    for name, one in PARAMETERS.items():
        row = next(line for line in table.splitlines() if line.startswith(f"| `{name}` |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[2] == f"{number(one.low)} … {number(one.high)}"
        assert cells[5] == md.cell(one.meaning.en)
        if name != "ask_rate_tie":
            assert cells[1] == number(one.default)
            assert cells[6:] == [one.source.mark, md.cell(one.source.text)]
    assert "| `ask_rate_tie` | 0.12 |" in table
    assert f"default {number(PARAMETERS['ask_rate_tie'].default)})" in table


def test_a_lever_is_told_with_mechanism_price_labels_and_what_it_moves(text: str) -> None:
    tables = section(text, "#### Levers", "#### Conditions")
    assert tables.count("| lever |") == len(MEASURES)
    for name, one in LEVERS.items():
        row = next(line for line in tables.splitlines() if line.startswith(f"| `{name}` |"))
        for part in (one.label.en, one.label.zh, one.mechanism.en, one.unit, f"`{one.moves[0]}`"):
            assert part in row
        assert f"{number(one.low)} … {number(one.high)}" in row
        assert (f"{number(one.cost.yuan)} yuan" in row) == bool(one.cost.yuan)


def test_every_value_of_scenario_and_town_is_told(text: str) -> None:
    loaded = load("example")
    for row in facts.lever_rows(loaded):
        assert f"| `{row.path}` | {row.value} | {row.origin} | {row.known} |" in text
    for row in facts.town_rows(loaded):
        if not row.path.startswith("communities."):
            assert f"| `{row.path}` | {row.value} |" in text
    for community in loaded.scenario.town.communities:
        assert f"| `{community.id}` | {community.label.en} {community.label.zh} |" in text
    assert "2021-07 Recruitment drive" in text


def test_the_same_bytes_again(text: str) -> None:
    command = "from sim.report.odd.document import odd; print(odd('example'), end='')"
    again = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"},
    )
    assert again.stdout.decode("utf-8").replace("\r\n", "\n") == text


def test_a_description_compiles_nothing() -> None:
    command = (
        "import sys; from sim.report.odd.document import odd; odd('example'); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert {"numba", "mesa", "pandas", "matplotlib"} & set(done.stdout.split()) == set()


def test_the_schedule_is_in_that_order(text: str) -> None:
    part = section(text, "## 3", "## 4")
    lines = re.findall(r"^\d+\. `([\w.]+)`: (.+)$", part, re.MULTILINE)
    assert [name.rpartition(".")[2] for name, _ in lines] == [
        phase.name for phase in reading.phases()
    ]
    assert all(what.endswith(".") for _, what in lines)


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_finds_its_way_to_a_phase(name: str) -> None:
    assert any(reading.readers(condition) for condition in LEVERS[name].acts_on)


def test_every_condition_has_a_rule_and_those_that_policy_alone_reads_are_few() -> None:
    fields = [field.name for field in dataclasses.fields(Conditions)]
    assert sorted(reading.rules_of_conditions()) == sorted(fields)
    assert [name for name in fields if not reading.readers(name)] == ["free_ratio", "money"]
    assert reading.levers_behind("unit_match") == ["demand_matching"]
    assert reading.rules_of_conditions()["unit_match"].name == "unit_terms"


def test_every_parameter_is_read_by_a_rule_and_told_with_it(text: str) -> None:
    assert reading.parameters_of(list(reading.all_rules())) == list(PARAMETERS)
    assert "weight_norm" in reading.parameters_of(
        next(phase.reached for phase in reading.phases() if phase.name == "take_part")
    )
    lines = re.findall(r"^Parameters: (.+)$", text, re.MULTILINE)
    equations = section(text, "#### Equations", "### 7.2")
    told = set(re.findall(r"`(\w+)`", " ".join(lines))) | set(re.findall(r"\bp\.(\w+)", equations))
    assert told == set(PARAMETERS)


def test_kernels_and_agents_are_told(text: str) -> None:
    month = section(text, "### 7.2", "### 7.3")
    for rule in (
        "kernels.deciding.decide",
        "kernels.participation.norm",
        "kernels.arising.collect",
        "kernels.handling.handle",
        "kernels.learning.move_trust",
        "kernels.visiting.visit_households",
        "agents.committee.Committee.split_hours",
        "agents.resident_unit.ResidentUnit.learn",
        "agents.organisation.SocialOrganisation.live",
        "month.learning.elect",
    ):
        assert f"- `{rule}`: " in month
    assert "P(yes) = logistic(intercept[f]" in month
    for kind in reading.actors():
        assert f"**{kind.name}.** " in text
    assert len(reading.actors()) == 7


def test_tables_and_code_are_whole(text: str) -> None:
    assert "{{" not in text
    assert re.findall(r" +$", text, re.MULTILINE) == []
    assert re.findall(r"\| None|\bnan\b|, None", text) == []
    assert len(re.findall(r"^ *```", text, re.MULTILINE)) % 2 == 0
    width = 0
    for line in text.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        if cells and width:
            assert cells == width, line
        width = cells
    assert text.endswith(".\n")


def test_links_of_the_contents_lead_to_headings(text: str) -> None:
    anchors = re.findall(r"^ *- \[(.+)\]\(#(.+)\)$", text, re.MULTILINE)
    headings = re.findall(r"^##?#? (.+)$", text, re.MULTILINE)[1:]
    assert [title for title, _ in anchors] == headings
    assert len({anchor for _, anchor in anchors}) == len(anchors)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_names_in_the_template_exist(path: Path) -> None:
    template = path.read_text("utf-8")
    unknown = set(NAME.findall(template)) - set(DECLARED)
    assert unknown == set()
    gaps = re.findall(r"\{\{(\w+)\}\}", template)
    assert sorted(gaps) == sorted(document._parts(load("example"), ENGLISH))


def test_the_template_holds_no_numbers_of_the_model() -> None:
    template = TEMPLATES[0].read_text("utf-8").split("## References")[0]
    without = re.sub(
        r"^#+ .*$|\(.*?(?:19|20)\d\d.*?\)|\b[Ss]ections? \d+(?:\.\d+)?|^\d\. ",
        "",
        template,
        flags=re.MULTILINE,
    )
    assert re.findall(r"(?<![\w{])\d+(?:\.\d+)?", without) == []


# --- Chinese --------------------------------------------------------------------------------------

_NAMES = r"`[^`]*`|\([^()]*(?:19|20)\d\d[^()]*\)|（[^（）]*(?:19|20)\d\d[^（）]*）|\{[^}]*\}"


def test_in_chinese_nothing_is_left_in_english_but_names_and_works(chinese: str) -> None:
    prose, _, works = re.sub(r"```python.*?```", "", chinese, flags=re.DOTALL).partition(
        "## 参考文献"
    )
    assert works
    without = re.sub(_NAMES, "", prose)
    # Three lower-case words in a row are a piece of a sentence.
    left = re.findall(r"^.*\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b.*$", without, re.MULTILINE)
    assert left == [], "translate it in sim/words/described.json"
    assert "sentences" not in without
    assert re.search(r"[\u4e00-\u9fff][,;:?!]\s*[\u4e00-\u9fff]", without) is None


def test_both_languages_tell_the_same(chinese: str) -> None:
    english = document.odd("history")
    for pattern in (r"^(#+) ", r"^(\|) ", r"^(```)", r"^(- |\d+\. )"):
        one, two = (re.findall(pattern, text, re.MULTILINE) for text in (english, chinese))
        assert len(one) == len(two), pattern
    names = re.compile(r"^\| (`[\w.]+`) \|", re.MULTILINE)
    assert names.findall(english) == names.findall(chinese)


def test_no_translation_is_left_of_what_is_not_told_any_more() -> None:
    told = "\n".join(document.odd(name) for name in ("history", "co_governance"))
    told += "".join(path.read_text("utf-8") for path in shipped_folder().glob("**/*.yaml"))
    flat = re.sub(r"\s+", " ", told.replace("\\", ""))
    kept = json.loads((ROOT / "sim" / "words" / "described.json").read_text("utf-8"))
    assert [one for one in kept if one.replace("\\", "") not in flat] == []


# --- facts of the case ----------------------------------------------------------------------------


def test_every_statement_of_the_report_is_there() -> None:
    assert facts.counts(FACTS) == {
        "stages: government-led": 6,
        "stages: integration": 8,
        "stages: co-governance": 6,
        "events": 11,
        "measures: governance structure": 6,
        "measures: infrastructure": 4,
        "measures: grid management": 5,
        "measures: volunteering": 4,
        "measures: service purchase": 5,
        "outcomes": 3,
    }
    assert len({(fact.part, fact.says) for fact in FACTS}) == len(FACTS)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.says[:40])
def test_every_statement_is_carried_by_what_exists_or_has_a_reason(fact: Statement) -> None:
    full = next(one for one in facts.with_dated_levers(FACTS) if one.says == fact.says)
    assert list(full.carriers()) or full.left_out
    assert facts.unknown(full) == []
    assert fact.section in ("1", "2.1", "2.2", "2.3", "2.4", "2.5", "3")


def test_a_name_that_does_not_exist_is_found() -> None:
    wrong = Statement(
        "events",
        "1",
        "-",
        levers=("contrl",),
        metrics=("control",),
        parameters=("trust",),
        phases=("asking",),
        agents=("Resident",),
        columns=("trust",),
        kinds=("youth",),
        town=("margins.owners", "margins.owner"),
    )
    assert facts.unknown(wrong) == [
        "levers: contrl",
        "metrics: control",
        "parameters: trust",
        "phases: asking",
        "kinds: youth",
        "town: margins.owner",
    ]


def test_events_are_those_of_the_history() -> None:
    moved = facts.moved_by_history()
    dates = [fact.date for fact in FACTS if fact.date]
    assert list(moved) == sorted(set(dates))
    for date, levers in moved.items():
        carried = [
            name
            for fact in facts.with_dated_levers(FACTS)
            if fact.date == date
            for name in fact.levers
        ]
        assert sorted(carried) == sorted(levers)
    assert "consultation_binding" in moved["2015-07"]


def test_every_measure_of_the_report_is_a_lever_of_that_measure(text: str) -> None:
    named = {name for fact in facts.with_dated_levers(FACTS) for name in fact.levers}
    assert [name for name in LEVERS if name not in named] == [
        name for name in LEVERS if name.startswith("shock")
    ]
    table = section(text, "## 10", "## References")
    for fact in FACTS:
        assert md.cell(fact.says) in table


# --- numbers by mark ------------------------------------------------------------------------------


def test_numbers_are_counted_by_mark(text: str) -> None:
    loaded = load("example")
    counted = dict(facts.marks(loaded))
    expected = Counter(one.source.mark for one in PARAMETERS.values())
    assert counted["parameters"] == expected
    assert counted["parameters"].total() == len(PARAMETERS)
    assert counted["prices of levers"].total() == sum(
        bool(lever.cost.yuan) for lever in LEVERS.values()
    )
    rows = facts.lever_rows(loaded)
    assert counted["levers set by `example` and its past"].total() == len(rows)
    assert all(set(counter) <= set(facts.MARKS) for counter in counted.values())
    total = sum((counter for counter in counted.values()), Counter[str]())
    assert f"Of {total.total()} declared numbers, {total['assumed']} are assumed" in text


def test_a_value_without_a_mark_counts_as_assumed() -> None:
    plain = load("example", ["parameters.beta_party=0.4"])
    assert facts.mark_of_parameter(plain, "beta_party") == "assumed"
    assert facts.mark_of_parameter(load("example"), "beta_party") == "survey"
    assert "--set" in model.parameters(plain.scenario, ENGLISH)


def test_no_number_of_policy_or_actors_stands_outside_the_declarations(text: str) -> None:
    part = section(text, "### Numbers outside", "## 9")
    assert "| `month.measuring.OLD_MONTHS` | 60 \\* 12 | Age in months" in part
    assert not re.search(r"^\| `policy\.", part, re.MULTILINE)
    rounded = re.findall(r"^\| `((?:agents|month)[\w.]+)` \| ([\d., ]+) \|$", part, re.MULTILINE)
    assert {numbers for _, numbers in rounded} == {"0.5"}


def test_what_is_fitted_and_what_is_held_out_is_said(text: str) -> None:
    part = section(text, "## 9", "## 10")
    for words in ("Fitted: no evidence", "Held out: what can be", "Input-driven: no evidence"):
        assert words in part


# --- Markdown -------------------------------------------------------------------------------------


def test_prose_keeps_what_is_told_and_equations() -> None:
    doc = (
        "Phase 4, ask: who is asked, shape (C, 6), and *how*.\n\n    a <- b * c\n\n      + d\n\n"
        "Then ``x[0]`` [y].\n\nArgs:\n    a: One.\n\nReturns:\n    Two.\n\nSource: Kitts 2006."
    )
    assert md.prose(doc) == (
        "Who is asked, and \\*how\\*.\n\n```text\na <- b * c\n\n  + d\n```\n\n"
        "Then `x[0]` \\[y\\].\n\nSource: Kitts 2006."
    )
    assert md.first_sentence(doc) == "Who is asked, and *how*."


def test_cells_stay_in_their_table() -> None:
    assert md.table(("a",), [("x | y\nz * `w*`",), ("",)]) == (
        "| a |\n|---|\n| x \\| y z \\* `w*` |\n| – |"
    )


def test_attributes_of_a_docstring() -> None:
    doc = (
        "A.\n\nAttributes:\n    a: First,\n        and on, shape (C,).\n    b: Second.\n\n"
        "Raises:\n    c: No."
    )
    assert md.attributes(doc) == [("a", "First, and on."), ("b", "Second.")]


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_a_file_and_replaces_its_own(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd.md"
    document.write_odd(file, text.replace("example", "other"), ENGLISH)
    assert main(["odd", "example", "--lang", "zh", "--out", str(file)]) == 2, "it is in English"
    capsys.readouterr()
    assert main(["odd", "example", "--out", str(file)]) == 0
    assert file.read_text("utf-8") == text
    assert capsys.readouterr().out == f"{file} is written\n"


def test_the_command_describes_another_town(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["odd", "--town", "example"]) == 0
    said = capsys.readouterr().out
    assert "### 6.1 The scenario: `base`" in said
    assert "| `riverside` |" in said
    assert "beiguan" not in section(said, "### 5.1", "## 7")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["example", "--out", "notes.md"], "notes.md: the file exists, holds something else"),
        (["exampel"], "did you mean 'example'?"),
    ],
)
def test_mistakes_of_the_command(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text("mine", "utf-8")
    assert main(["odd", *arguments]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
    assert Path("notes.md").read_text("utf-8") == "mine"


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    other = tmp_path / "picture.md"
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OptionError, match="holds something else and is left"):
        document.write_odd(other, "text", ENGLISH)
    assert other.read_bytes() == b"\xff\xfe\x00"
    with pytest.raises(OptionError, match="cannot be written"):
        document.write_odd(tmp_path / "no" / "odd.md", "text", ENGLISH)
