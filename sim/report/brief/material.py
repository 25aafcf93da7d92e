"""What a brief is made of, and the blocks that its page is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import CommonPast, Design, common_until
from sim.calendar import parse_month
from sim.report.compare import digits_of
from sim.report.labels import PlaceLabels
from sim.report.shown import Row, Shown
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd

EFFECTS, VALIDATION = "effects", "validation"
"""Findings with a place of their own in a brief: what a comparison leaves, the model's record."""

# --- what a brief is made of ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as it is shown: what the file holds, and what it shows in words."""

    title: str
    content: bytes
    type: str = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an analysis says in the language of the brief; ``kind`` tells where it belongs."""

    kind: str
    title: str
    sentences: Sequence[str]
    figures: Sequence[Picture] = ()
    tables: Sequence[Shown] = ()


@dataclass(frozen=True, slots=True)
class StudyMaterial:
    """A study that has a brief of its own: all that differs between kinds of studies.

    Its command is asked with a scenario and a baseline (``pair``), or with ``file``, whose own
    words are ``summary`` and ``text``. Without ``dated`` its runs differ in their months.
    """

    answer: Finding
    question: str
    subject: str
    command: str
    pair: bool
    dated: bool = True
    file: str = ""
    summary: str = ""
    text: str = ""


@dataclass(frozen=True, eq=False)
class SweepMaterial:
    """A plan of the store of a sweep: ``runs`` counts runs by state, ``levels`` has the values.

    ``table`` is what `sim.analysis.effects.factor_table` made, None without factors; ``plans``
    are all plans of the store.
    """

    name: str
    experiment: Mapping[str, Any]
    runs: Mapping[str, int]
    points: int
    levels: Mapping[str, Sequence[object]]
    table: "pd.DataFrame | None" = None
    plans: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Material:
    """Tables, what is known of them, and the language in which it is said.

    ``differences`` is empty for a run; ``network`` and ``matters`` are None where they were not
    recorded. ``answers`` lie in the folder, ``validation`` is the record of the model.
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
    answers: Sequence[Finding] = ()
    validation: Sequence[Finding] = ()
    study: StudyMaterial | None = None
    sweep: SweepMaterial | None = None
    speech: Speech = field(default_factory=Speech)

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
    def places(self) -> PlaceLabels:
        """Labels of the communities."""
        return PlaceLabels.of(self.design, self.scenarios[self.design.baseline]["town"])

    @property
    def town(self) -> str:
        """What the town is called."""
        return self.speech.pair(self.design.town)

    @property
    def baseline(self) -> str:
        """What readers call the baseline, or the only scenario."""
        return self.label(self.design.baseline)

    def label(self, scenario: str) -> str:
        """What readers call a scenario: its label, or its name."""
        return self.design.label(scenario, self.speech)

    def place(self, community: str) -> str:
        """What readers call a community: its label, or its id."""
        return self.places.pick(community, self.speech)

    def ends(self, row: Row, unit: str) -> dict[str, str]:
        """Difference and both ends of its interval, as messages want them.

        The interval is that over plausible sets of parameters where such were run, and then
        ``luck_low`` and ``luck_high`` are the ends of that over seeds.
        """
        prefix = "sets_" if row.get("sets", 0) > 1 else ""
        ends = {"low": f"{prefix}low", "high": f"{prefix}high"}
        ends |= {"luck_low": "low", "luck_high": "high"}
        digits = digits_of(row, unit, self.speech)
        said = {
            key: self.speech.number(row[name], unit, True, digits) for key, name in ends.items()
        }
        return {"difference": self.speech.difference(row["difference"], unit, True, digits), **said}

    def item(self, name: str, row: Row, unit: str) -> str:
        """Something with its difference, in a list."""
        ends = self.ends(row, unit)
        key = "brief.item_one" if ends["low"] == NULL else "brief.item"
        return self.speech(key, name=name, **ends)

    @property
    def events(self) -> tuple[tuple[int, str], ...]:
        """Months and labels of the dated events of the only scenario."""
        found = self.scenarios[self.design.baseline]["events"]
        return tuple((parse_month(one["date"]), one["label"] or one["note"]) for one in found)


# --- what its page is made of ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``quiet`` for small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """What is typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that unfold."""

    title: str
    blocks: "Blocks"


Block = Paragraph | Heading | Code | Bullets | Details | Picture | Shown
Blocks = Sequence[Block]
"""What a section holds. Below the first line of a heading or cell of a table stands small print."""


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of the page; links point to its ``name``."""

    name: str
    title: str
    blocks: Blocks


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> Shown:
    """A table without a title of its own, none of whose rows stands out."""
    return Shown("", headings, [(row, True) for row in rows], texts)


def answer_blocks(answer: Finding, speech: Speech) -> list[Block]:
    """Sentences and figures of an answer, and its tables, which unfold."""
    tables = [Details(speech("brief.section.tables"), answer.tables)] if answer.tables else []
    return [Bullets(answer.sentences), *answer.figures, *tables]
