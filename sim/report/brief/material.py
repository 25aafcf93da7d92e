"""What a brief is made of, and how its results are made again."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import CommonPast, Design, common_until
from sim.calendar import parse_month
from sim.declarations.channels import CHANNELS
from sim.declarations.metrics import HEADLINE
from sim.report.compare import digits_of
from sim.report.shown import PlaceLabels, Row, Shown
from sim.runs.files import PROGRAM
from sim.scenario.explain import seeds_text
from sim.words import NULL, Speech

if TYPE_CHECKING:
    import pandas as pd


# --- What a brief is made of, and the blocks that its page is made of

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
    recorded. ``answers`` lie in the folder, ``validation`` is the record of the model, ``office``
    hands it on.
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
    office: str = ""

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
        """Pick what readers call a scenario: its label, or its name."""
        return self.design.label(scenario, self.speech)

    def place(self, community: str) -> str:
        """Pick what readers call a community: its label, or its id."""
        return self.places.pick(community, self.speech)

    def ends(self, row: Row, unit: str) -> dict[str, str]:
        """Write a difference and both ends of its interval, as messages want them.

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
        """Write something with its difference, in a list."""
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
class PartHeading:
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


Block = Paragraph | PartHeading | Code | Bullets | Details | Picture | Shown
Blocks = Sequence[Block]
"""What a section holds. Below the first line of a heading or cell of a table stands small print."""


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of the page; links point to its ``name``."""

    name: str
    title: str
    blocks: Blocks


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> Shown:
    """Make a table without a title of its own, none of whose rows stands out."""
    return Shown("", headings, [(row, True) for row in rows], texts)


def answer_blocks(answer: Finding, speech: Speech) -> list[Block]:
    """Show the sentences and figures of an answer, and its tables, which unfold."""
    tables = [Details(speech("brief.section.tables"), answer.tables)] if answer.tables else []
    return [Bullets(answer.sentences), *answer.figures, *tables]


# --- How to reproduce: the command, versions, seeds, hashes, and the check of the common past


def again_blocks(material: Material) -> list[Block]:
    """Tell what it takes to do it again, and what to expect."""
    speech, manifest = material.speech, material.manifest
    files = dict.fromkeys(
        file for name in material.design.scenarios for file in material.scenarios[name]["chain"]
    )
    seeds, timings = seeds_text(material.design.seeds), manifest.get("timings", {})
    key = "brief.again_when" if timings else "brief.again_seeds"
    blocks: list[Block] = [
        Paragraph(speech("brief.again_lead")),
        Code(command_of(material)),
        Paragraph(speech("brief.again_files", files=speech.row(files))),
        Paragraph(speech(key, seeds=seeds, **timings)),
    ]
    checks = [one.sentence(speech, material.label) for one in material.common_past]
    if checks:
        blocks.append(Bullets(checks))
    return [*blocks, Details(speech("brief.versions"), [_versions(material)])]


def command_of(material: Material) -> str:
    """Write the command line that makes these results, without the folder that they go to."""
    manifest, design, study = material.manifest, material.design, material.study
    if "command" in manifest:
        return str(manifest["command"])
    options, about = manifest["options"], manifest.get("about", {})
    words = [PROGRAM, manifest["kind"] if study is None else study.command]
    if material.sweep is not None:
        words.append(_file_named(material.sweep.experiment["file"]))
    elif study is None:
        words += [_named(name, material) for name in design.scenarios]
        if material.compared and design.baseline != design.scenarios[0]:
            words += ["--baseline", design.baseline]
    elif study.pair:
        words += [_named(about["scenario"], material)]
        words += ["--baseline", _named(about["baseline"], material)]
    elif study.file:
        words.append(_file_named(study.file))
    if material.sweep is None and not (study and re.search(r"^seeds:", study.text, re.MULTILINE)):
        words += ["--seed" if manifest["kind"] == "run" else "--seeds", _seeds(material)]
    for name in ("trials", "scale", "months"):
        if options.get(name) is not None:
            words += [f"--{name}", f"{options[name]:g}"]
    words += _each("set", _settings(options.get("settings") or ()))
    for name in ("sets", "still", "data"):
        if options.get(name) is not None:
            words += [f"--{name}", str(options[name])]
    interval = options.get("interval", design.interval)
    words += _each("interval", [interval] if interval != "t" else [])
    words += _each("metric", _metrics(material))
    closed = about.get("closed_by", {})
    words += _each("channel", closed if len(closed) < len(CHANNELS) else [])
    words += _each("precision", [f"{design.precision:g}"] if design.precision is not None else [])
    words += _each("record", options.get("record") or ())
    words += _each("with", (one["file"] for one in extensions_of(material)))
    return shlex.join(words)


def why_command(material: Material) -> str:
    """Write the command that says why the last scenario differs, in the results' folder."""
    design, folder = material.design, (material.folder / "why").as_posix()
    scenario, baseline = (_named(one, material) for one in (design.others[-1], design.baseline))
    return shlex.join([PROGRAM, "why", scenario, "--baseline", baseline, "--out", folder])


def _each(option: str, values: Iterable[str]) -> list[str]:
    """Repeat an option for each of its values."""
    return [part for value in values for part in (f"--{option}", value)]


def _settings(settings: Any) -> list[str]:
    """Write settings as ``--set`` takes them."""
    pairs = settings.items() if isinstance(settings, Mapping) else ()
    return [f"{path}={value}" for path, value in pairs] or [*settings]


def _metrics(material: Material) -> list[str]:
    """List the metrics that were asked for in place of the headline ones."""
    options, found = material.manifest["options"], HEADLINE
    if material.study is None and material.compared:
        found = material.design.metrics
    elif material.study is not None:
        found = (options["metric"],) if "metric" in options else options.get("metrics") or HEADLINE
    own = [metric["name"] for one in extensions_of(material) for metric in one["metrics"]]
    return [] if tuple(found) in (HEADLINE, (*HEADLINE, *own)) else [*found]


def extensions_of(material: Material) -> list[Any]:
    """Find the extensions that the results were made with, as the manifest keeps them."""
    found: list[Any] = material.manifest.get("extensions", [])
    return found


def _seeds(material: Material) -> str:
    """Write seeds as the command takes them."""
    return seeds_text(material.design.seeds).strip("[]").replace(" ", "")


def _file_named(file: str) -> str:
    """Name the file of a study as on the command line: a shipped one by its name."""
    inner = file.removeprefix("experiments/").removesuffix(".yaml")
    return inner if file == f"experiments/{inner}.yaml" and "/" not in inner else file


def _named(name: str, material: Material) -> str:
    """Name a scenario as on the command line: a shipped one by its name, others by file."""
    chain = material.scenarios[name]["chain"]
    file = chain[0] if chain else name
    return name if file == f"scenarios/{name}.yaml" else str(file)


def _versions(material: Material) -> Shown:
    """List versions of packages and hashes of content."""
    speech, manifest = material.speech, material.manifest
    code, platform, hashes = manifest["code"], manifest["platform"], manifest["hashes"]
    rows = [
        [code["package"], code["version"]],
        ["Python", f"{platform['implementation']} {platform['python']}"],
        ["", f"{platform['system']} ({platform['machine']})"],
        *([name, version] for name, version in manifest["packages"].items()),
        *([f"scenario {name}", digest] for name, digest in hashes["scenarios"].items()),
        ["code", hashes["code"]],
        ["packages", hashes["packages"]],
        *([one["file"], one["sha256"]] for one in extensions_of(material)),
        *([name, one["sha256"]] for name, one in manifest.get("files", {}).items()),
    ]
    return grid([speech("brief.head.name"), speech("brief.head.hash")], rows, texts=2)
