"""The whole reference: the template of a language, its gaps filled from the program."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sim.errors import OptionError, ScenarioError
from sim.kinds import file_kinds
from sim.report.documents import contents, fill
from sim.report.reference import tables
from sim.report.reference.keys import key_table
from sim.report.reference.language import Language
from sim.runs.options import LANGUAGES, check_choice
from sim.scenario.check import FileModel
from sim.scenario.jsonschema import scenario_schema, schema_of_model, town_schema
from sim.scenario.load import load
from sim.scenario.places import shipped_folder
from sim.sweeps.schema import ExperimentFile

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples"
"""Files that the reference shows, each named in its first line."""
_MISTAKES = EXAMPLES / "mistakes.yaml"


def reference(language: str = "en") -> str:
    """The reference of all kinds of files that people write, as Markdown.

    Args:
        language: ``en`` or ``zh``.

    Raises:
        OptionError: There is no such language.
    """
    problems = check_choice("lang", language, LANGUAGES)
    if problems:
        raise OptionError(problems)
    template = HERE / f"template.{language}.md"
    return contents(fill(template.read_text("utf-8"), parts(Language(language))))


def note(language: str) -> str:
    """The line by which a reference is known to be ours."""
    return Language(language).word("note")


def parts(language: Language) -> dict[str, Callable[[], str]]:
    """What fills each gap."""
    folder = shipped_folder() / "towns"
    return {
        "note": lambda: language.word("note"),
        "contents": lambda: "{contents}",
        "marks": lambda: tables.marks(language),
        "settings": lambda: tables.settings(language),
        "mistakes": _mistakes,
        "scenario_keys": lambda: key_table(scenario_schema(), language),
        "town_keys": lambda: key_table(town_schema(), language),
        # Schemas for editors have every lever once more, which would be told twice here.
        **{
            f"{name}_keys": _keys(model, language)
            for name, model in (
                ("experiment", ExperimentFile),
                ("study", file_kinds()["sensitivity"].study.File),
                ("discovery", file_kinds()["discovery"].study.File),
                ("search", file_kinds()["search"].study.File),
                ("validation", file_kinds()["validation"].study.File),
            )
        },
        "calibration_keys": lambda: key_table(file_kinds()["calibration"].study.schema(), language),
        "csv_columns": lambda: tables.csv_columns(language),
        "levers": lambda: tables.levers(language),
        "parameters": lambda: tables.parameters(language),
        "shipped": lambda: tables.shipped(language),
        "town_example": lambda: _block("yaml", folder / "example.yaml"),
        "csv_example": lambda: _block("csv", folder / "example.csv"),
        **{f"example_{path.stem}": _shown(path) for path in sorted(EXAMPLES.glob("*.yaml"))},
    }


def _keys(model: type[FileModel], language: Language) -> Callable[[], str]:
    """What tells the keys of a kind of file."""
    return lambda: key_table(schema_of_model(model, model.__name__), language)


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
