"""What a brief is made of, and the blocks that its page is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import CommonPast, Design, common_until
from sim.calendar import parse_month
from sim.report.answers import Answer
from sim.report.labels import PlaceLabels

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.shown import Shown


@dataclass(frozen=True, eq=False)
class Explained:
    """What an analysis found, in the language of the brief.

    Attributes:
        kind: ``attribution``, ``why`` and so on.
        about: What its manifest says of the question, scenarios as readers call them.
        sentences: What was found.
        pictures: Its figures as SVG, by name.
        tables: The tables that the command prints.
        file: The file that asked for it, as it was named; empty where there is none.
        summary: What that file says of itself.
        text: What that file holds.
    """

    kind: str
    about: Mapping[str, Any]
    sentences: Sequence[str]
    pictures: Mapping[str, bytes]
    tables: "Sequence[Shown]"
    file: str = ""
    summary: str = ""
    text: str = ""


@dataclass(frozen=True, eq=False)
class Swept:
    """A plan of the store of a sweep.

    Attributes:
        plan: Name of the plan.
        experiment: What the store says of the experiment.
        runs: How many runs are in each state.
        points: How many points there are.
        levels: Values of each factor, in their order.
        table: What `sim.analysis.factors.factor_table` made; None without factors.
        plans: All plans of the store.
    """

    plan: str
    experiment: Mapping[str, Any]
    runs: Mapping[str, int]
    points: int
    levels: Mapping[str, Sequence[object]]
    table: "pd.DataFrame | None" = None
    plans: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Material:
    """Tables and what is known of them.

    Attributes:
        folder: The folder of results.
        manifest: Its manifest.
        design: What is compared.
        metrics: The table ``metrics``.
        groups: The table ``groups``.
        differences: What `sim.analysis.compare.differences_table` made; empty for a run.
        network: The table ``network``, None where it was not recorded.
        matters: The table ``matters``, None where it was not recorded.
        common_past: What the check of each pair before its first difference found.
        answers: What analyses found that lie in the folder.
        validation: What the recorded validation of the model says.
        validation_table: Its table, None where there is none.
        shown: The tables that commands print, by the file of the answer that they belong to.
        explained: What an analysis found, where the brief is of one.
        swept: The plan, where the brief is of the store of a sweep.
    """

    folder: Path
    manifest: Mapping[str, Any]
    design: Design
    metrics: "pd.DataFrame"
    groups: "pd.DataFrame"
    differences: "pd.DataFrame"
    network: "pd.DataFrame | None" = None
    matters: "pd.DataFrame | None" = None
    common_past: Sequence[CommonPast] = ()
    answers: Sequence[Answer] = ()
    validation: Sequence[Answer] = ()
    validation_table: Path | None = None
    shown: "Mapping[Path, Sequence[Shown]]" = field(default_factory=dict)
    explained: Explained | None = None
    swept: Swept | None = None

    @property
    def compared(self) -> bool:
        """Whether there is a baseline."""
        return bool(self.design.others)

    @property
    def until(self) -> int | None:
        """First month in which any two scenarios differ; None when none ever do."""
        return common_until(self.common_past)

    @property
    def scenarios(self) -> Mapping[str, Any]:
        """The scenarios as the manifest has them, by name."""
        found: Mapping[str, Any] = self.manifest["scenarios"]
        return found

    @property
    def labels(self) -> PlaceLabels:
        """Labels of the communities."""
        return PlaceLabels.of(self.design, self.scenarios[self.design.baseline]["town"])

    def label(self, scenario: str, language: str) -> str:
        """What readers call a scenario: its label in a language, or its name."""
        return self.design.label(scenario, language)

    @property
    def events(self) -> tuple[tuple[int, str], ...]:
        """Months and labels of the dated events of the only scenario."""
        found = self.scenarios[self.design.baseline]["events"]
        return tuple((parse_month(one["date"]), one["label"] or one["note"]) for one in found)


def records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Rows of a table, each by the names of its columns."""
    found: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    ]
    return found


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``quiet`` for small print."""

    text: str
    quiet: bool = False
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Code:
    """What is typed."""

    text: str
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: a text, and small print below it."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first ``words`` columns are text, the rest numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell | str]]
    words: int = 1
    kind: str = "table"

    def cells(self) -> list[list[Cell]]:
        """The rows, every cell with its note."""
        return [[one if isinstance(one, Cell) else Cell(one) for one in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as a data URI, with what it shows in words."""

    source: str
    title: str
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that unfold."""

    title: str
    blocks: Sequence[Any]
    kind: str = "details"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page.

    Attributes:
        name: What links point to.
        title: Its heading.
        blocks: What it holds.
    """

    name: str
    title: str
    blocks: Sequence[Any] = field(default_factory=tuple)
