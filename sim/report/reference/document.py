"""The reference, a template of a language whose gaps are filled, and the glossary."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import ACTOR_TYPES, CHANNEL_LABELS, FIELD_LABELS, KINDS, STATE_LABELS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import MECHANISM_LABELS
from sim.declare import MARK_WORDS, MEASURE_LABELS, ORIGIN_LABELS, Label
from sim.errors import OptionError, ScenarioError
from sim.kinds import file_kinds
from sim.report import documents as md
from sim.report.documents import contents, fill
from sim.report.reference import tables
from sim.report.reference.tables import key_table
from sim.report.reference.terms import TERMS
from sim.runs.options import check_choice
from sim.scenario.check import FileModel
from sim.scenario.jsonschema import scenario_schema, schema_of_model, town_schema
from sim.scenario.load import load
from sim.scenario.places import shipped_folder
from sim.sweeps.kinds import ExperimentFile
from sim.words import LANGUAGES, Speech

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
"""Files that the reference shows, each named in its first line."""
_MISTAKES = EXAMPLES / "mistakes.yaml"


def reference(language: str = "en") -> str:
    """The reference of all kinds of files that people write, as Markdown.

    Args:
        language: One of `sim.words.LANGUAGES`.

    Raises:
        OptionError: There is no such language.
    """
    problems = check_choice("lang", language, LANGUAGES)
    if problems:
        raise OptionError(problems)
    template = HERE / f"template.{language}.md"
    if not template.is_file():
        template = HERE / f"template.{LANGUAGES[0]}.md"
    return contents(fill(template.read_text("utf-8"), parts(Speech(language))))


def parts(speech: Speech) -> dict[str, Callable[[], str]]:
    """What fills each gap."""
    folder = shipped_folder() / "towns"
    return {
        "note": lambda: speech("reference.note"),
        "contents": lambda: "{contents}",
        "marks": lambda: tables.marks(speech),
        "settings": lambda: tables.settings(speech),
        "mistakes": _mistakes,
        "scenario_keys": lambda: key_table(scenario_schema(), speech),
        "town_keys": lambda: key_table(town_schema(), speech),
        # Schemas for editors have every lever once more, which would be told twice here.
        **{
            f"{name}_keys": _keys(model, speech)
            for name, model in (
                ("experiment", ExperimentFile),
                ("study", file_kinds()["sensitivity"].study.File),
                ("discovery", file_kinds()["discovery"].study.File),
                ("search", file_kinds()["search"].study.File),
                ("validation", file_kinds()["validation"].study.File),
            )
        },
        "matching_keys": lambda: key_table(file_kinds()["matching"].study.schema(), speech),
        "claims_keys": lambda: key_table(file_kinds()["claims"].study.schema(), speech),
        "trial_keys": lambda: key_table(file_kinds()["trial"].study.schema(), speech),
        "calibration_keys": lambda: key_table(file_kinds()["calibration"].study.schema(), speech),
        "csv_columns": lambda: tables.csv_columns(speech),
        "levers": lambda: tables.levers(speech),
        "parameters": lambda: tables.parameters(speech),
        "shipped": lambda: tables.shipped(speech),
        "town_example": lambda: _block("yaml", folder / "example.yaml"),
        "csv_example": lambda: _block("csv", folder / "example.csv"),
        **{f"example_{path.stem}": _shown(path) for path in sorted(EXAMPLES.glob("*.yaml"))},
    }


def _keys(model: type[FileModel], speech: Speech) -> Callable[[], str]:
    """What tells the keys of a kind of file."""
    return lambda: key_table(schema_of_model(model, model.__name__), speech)


def _shown(path: Path) -> Callable[[], str]:
    """What shows a file."""
    return lambda: _block("yaml", path)


def _block(kind: str, path: Path) -> str:
    """A file as a block of code."""
    return f"```{kind}\n{path.read_text('utf-8').strip()}\n```"


def _mistakes() -> str:
    """What the program answers to the file with mistakes."""
    try:
        load(_MISTAKES)
    except ScenarioError as error:
        named = (replace(problem, file=_MISTAKES.name) for problem in error.problems)
        lines = "\n".join(f"error: {problem}" for problem in named)
        return f"```text\n{lines}\n```"
    raise AssertionError("the example of mistakes has none")


# --- glossary -------------------------------------------------------------------------------------

NOTE = "*Written by `cogov glossary`; do not edit.*"
"""The line by which a glossary is known to be ours."""
_TITLE = "Glossary 词汇表"
_INTRODUCTION = (
    "Terms of the field are those of the report of the case, "
    "《H縣城市社區共治共建共享情況的調研分析報告》, and of the policies that it tells of; English "
    "names are ours. Names in `code` are those of files, tables and Python. "
    "行业术语出自案例报告及其所述政策，英文名为自拟；`code` 为文件、表格和 Python 中的名称。"
)


def glossary() -> str:
    """The glossary, as Markdown in both languages."""
    sections: list[tuple[str, Callable[[], str]]] = [
        ("Terms of the field 行业术语", _terms),
        ("Measures 措施", lambda: _labels(MEASURE_LABELS.items())),
        ("Levers 政策工具", _levers),
        ("Metrics 指标", _metrics),
        ("Forms of taking part 参与形式", _forms),
        ("Kinds of matters 事项类别", lambda: _labels((one.name, one.label) for one in KINDS)),
        ("States of matters 事项状态", lambda: _labels(STATE_LABELS.items())),
        ("Channels that collect matters 收集渠道", lambda: _labels(CHANNEL_LABELS.items())),
        ("Fields of projects 项目领域", lambda: _labels(FIELD_LABELS.items())),
        ("Types of actor 主体类型", lambda: _labels((one.name, one.label) for one in ACTOR_TYPES)),
        ("Mechanisms of parameters 参数机制", lambda: _labels(MECHANISM_LABELS.items())),
        ("Marks of numbers 数值标记", _marks),
    ]
    parts = [md.paragraphs(md.heading(2, title), make()) for title, make in sections]
    text = md.paragraphs(md.heading(1, _TITLE), NOTE, _INTRODUCTION, "{contents}", *parts)
    return contents(text)


def _terms() -> str:
    """Terms of the field."""
    return md.table(
        ("中文", "English", "meaning", "含义", "in the model 模型中"),
        ((one.zh, one.en, one.says, one.says_zh, md.names(one.see)) for one in TERMS),
    )


def _labels(named: Iterable[tuple[str, Label]]) -> str:
    """Names with their labels."""
    return md.table(
        ("name", "English", "中文"), ((md.name(name), label.en, label.zh) for name, label in named)
    )


def _levers() -> str:
    """Levers with their measures."""
    return md.table(
        ("name", "English", "中文", "measure 措施", "meaning"),
        (
            (
                md.name(one.name),
                one.label.en,
                one.label.zh,
                MEASURE_LABELS[one.measure].zh,
                one.meaning.en,
            )
            for one in LEVERS.values()
        ),
    )


def _metrics() -> str:
    """Metrics with their definitions, and how they got their level."""
    return md.table(
        ("name", "English", "中文", "level 水平", "meaning"),
        (
            (
                md.name(one.name),
                one.label.en,
                one.label.zh,
                f"{ORIGIN_LABELS[one.origin].en} {ORIGIN_LABELS[one.origin].zh}",
                one.meaning,
            )
            for one in METRICS.values()
        ),
    )


def _forms() -> str:
    """Forms by depth."""
    return md.table(
        ("name", "English", "中文", "depth 深度"),
        (
            (md.name(one.name), one.label.en, one.label.zh, str(one.depth) if one.depth else "")
            for one in FORMS
        ),
    )


def _marks() -> str:
    """Marks with what each says."""
    return md.table(
        ("name", "English", "中文", "meaning", "含义"),
        (
            (md.name(mark), one.label.en, one.label.zh, one.meaning.en, one.meaning.zh)
            for mark, one in MARK_WORDS.items()
        ),
    )
