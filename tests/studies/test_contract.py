"""What every kind of study must hold to, whatever it asks."""

import html
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.analysis import discovery
from sim.api.report import material_of
from sim.cli import STOPPED, main
from sim.dashboard.answers import analysis_answer
from sim.dashboard.shelf import Shelf
from sim.errors import ResultsError
from sim.kinds import kinds
from sim.model import CommunityModel
from sim.month.state import Month
from sim.report.brief.material import command_of
from sim.runs.files import read_manifest
from sim.studies.analysis import Analysis
from sim.studies.engine import conduct
from sim.studies.learning import study as learning
from sim.studies.matching import study as matching
from sim.sweeps.store import INNER
from sim.words import LANGUAGES, Speech
from sim.words.catalogue import messages
from tests.studies import matching_toy
from tests.studies.unsaid import UNSAID

FILES = Path(__file__).parents[1] / "recorder" / "files"
PAIR = {"baseline": "example"}
EARLY_PAIR = {"baseline": "example.yaml"}
KINDS = sorted(kinds())
QUICK = ("calibration", "search", "trial", "why")
"""Kinds whose smallest study takes a second or two; the others are asked with what takes long."""
EACH = [
    pytest.param(
        kind,
        marks=[
            pytest.mark.xdist_group(f"study of {kind}"),
            *([pytest.mark.long] if kind not in QUICK else []),
        ],
    )
    for kind in KINDS
]


@dataclass(frozen=True)
class Asked:
    """A small study: its subject, options that studies share, and its own."""

    subject: str
    options: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)


LIVELY = {"parameters.intercept_activity": -4}
"""What makes a small town do something in its first months."""
ASKED = {
    "attribution": Asked("later.yaml", {"seeds": "0..4", "months": 1}, PAIR),
    "calibration": Asked("fit.yaml", own={"trials": 5}),
    "claims": Asked("claimed.yaml", {"settings": {"run.months": 2}, "sets": "sets.csv"}),
    "discovery": Asked("conditions.yaml", {"seeds": "0", "months": 1}),
    "learning": Asked(
        "later.yaml",
        {"seeds": "0", "months": 6, "sets": "sets.csv"},
        {**PAIR, "trial": ["tried.yaml"]},
    ),
    "matching": Asked("small.yaml"),
    "search": Asked("choice.yaml", {"months": 2, "settings": LIVELY}, {"trials": 8}),
    "sensitivity": Asked("factors.yaml", {"seeds": "0..1", "months": 1, "settings": LIVELY}),
    "trial": Asked("tried.yaml"),
    "validation": Asked("patterns.yaml", {"sets": "sets.csv"}),
    "why": Asked(
        "opened.yaml",
        {"seeds": "0..4", "months": 2, "scale": 1.0},
        {**EARLY_PAIR, "metric": "participation_rate", "channels": ["visit"], "paths_only": False},
    ),
}
"""A small study of each kind."""
CLAIMED = """
kind: claims
seeds: 0..1
claims:
  - name: right
    sentence: {en: "It rises.", zh: "会上升。"}
    metric: participation_rate
    order: [./example.yaml, ./opened.yaml]
  - name: wrong
    sentence: {en: "It falls.", zh: "会下降。"}
    metric: participation_rate
    order: [./opened.yaml, ./example.yaml]
  - name: small
    sentence: {en: "It rises by a hair.", zh: "略升。"}
    metric: participation_rate
    order: [./example.yaml, ./opened.yaml]
    size: {low: 0, high: 0.000001}
conditions:
  - {name: anew, label: {en: "other people", zh: "另一批居民"}, seeds: [7]}
"""
TRIED = """
kind: trial
scenarios: [./later.yaml]
seeds: 3..4
start: 1
settings: {parameters.intercept_activity: -4, parameters.weight_norm: off,
           parameters.ask_rate_tie: off, parameters.ask_rate_household: off}
who: {unit: households, share: 0.5, members: one}
treatment: [{ask: official, form: activity, months: 2, reach: 0.7}]
outcomes:
  soon: {form: activity, at: 1, within: 1}
  later: {form: any, at: 2, within: 2}
power: {units: [20]}
"""
EARLY = "extends: example\nrun: {burn_in: {months: 1, under: government_led}}\n"
"""The example after a past of a month: what is asked here does not need more."""
NAMED = re.compile(r"(scenarios: \[|extends: |\{scenario: )example\b")
SETS = "member,ask_tie,intercept_activity\n" + "".join(
    f"{k},{0.6 + 0.18 * k:g},{0.25 * k - 6:g}\n" for k in range(1, 11)
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of all files, in which everything is done; counts months that are simulated."""
    folder = tmp_path_factory.mktemp("contract")
    shutil.copytree(FILES, folder, dirs_exist_ok=True)
    shutil.copy(folder / "opened.yaml", folder / "later.yaml")
    # What is of interest in `conditions.yaml` occurs in the town with all of its past.
    for path in set(folder.glob("*.yaml")) - {folder / "later.yaml", folder / "conditions.yaml"}:
        text = NAMED.sub(r"\1./example.yaml", path.read_text("utf-8"))
        path.write_text(text.replace("[4, 6]", "[1, 2]"), "utf-8")
    matching_toy.write(
        folder,
        waves="[{points: 24, cutoff: 3, rank: 2}, {points: 20, seeds: 2, cutoff: 3, aim: 0}]",
        final="{points: 10, seeds: 10..11, cutoff: -0.5, members: 6}",
    )
    own = {"claimed.yaml": CLAIMED, "tried.yaml": TRIED, "sets.csv": SETS, "example.yaml": EARLY}
    for name, text in own.items():
        (folder / name).write_text(text, "utf-8")
    opened, trial = CommunityModel._open, matching_toy.trial
    with pytest.MonkeyPatch.context() as patch:
        matching_toy.use(patch)

        def counted(model: CommunityModel) -> Month:
            WORK.append(1)
            return opened(model)

        def tried(*arguments: Any) -> Any:
            WORK.append(1)
            return trial(*arguments)

        patch.setattr(CommunityModel, "_open", counted)
        patch.setattr(learning, "TARGETS", str(folder / "fit.yaml"))
        patch.setattr(discovery, "HALVES", 3)
        patch.setattr(discovery, "RESAMPLES", 4)
        patch.setattr(discovery, "TREES", 40)
        for study in (learning, matching):
            patch.setattr(study, "trial_unit", tried)
        patch.chdir(folder)
        yield folder


@pytest.fixture(autouse=True)
def _prepared(request: pytest.FixtureRequest) -> None:
    """What a kind takes long to import is there."""
    if request.node.name.endswith("[discovery]"):
        request.getfixturevalue("workbench")


DONE: dict[str, Any] = {"workers": 0, "progress": False, "language": "zh", "figures": "none"}
FOLLOWS_ANEW = {"why"}
"""Kinds whose answer needs paths of residents, which are too large to keep; may only shrink."""
WORK: list[int] = []
"""A mark for each month or trial that is simulated."""
_WHOLE: dict[str, tuple[Analysis, int]] = {}


def whole(kind: str) -> tuple[Analysis, int]:
    """The study of a kind, conducted once, and how much work that was."""
    if kind not in _WHOLE:
        WORK.clear()
        _WHOLE[kind] = done(kind, f"{kind}-whole", figures="all"), len(WORK)
    return _WHOLE[kind]


def done(kind: str, out: str, **options: Any) -> Analysis:
    """A study of a kind; figures take longer than most of what is asked of it here."""
    one = ASKED[kind]
    return conduct(
        kinds()[kind], one.subject, out=out, own=one.own, **{**DONE, **one.options, **options}
    )


def hashes(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The hash of each table."""
    files = manifest["files"].items()
    return {name: one["sha256"] for name, one in files if name.endswith((".csv", ".parquet"))}


def same(left: Analysis, right: Analysis) -> None:
    assert left.tables.keys() == right.tables.keys()
    for name, table in left.tables.items():
        pd.testing.assert_frame_equal(table, right.tables[name], check_exact=True, obj=name)


def interrupt(folder: Path) -> None:
    """Leave a folder as one that was killed half-way: half of what was kept is gone."""
    cells = sorted((folder / INNER / "cells").glob("*/*/*.parquet"))
    for path in cells[::2]:
        path.with_suffix(".json").unlink()
        path.unlink()
    logs = sorted(folder.glob("*.jsonl"))
    for path in logs:
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: len(lines) // 2]) + b'{"half a li')
    assert cells or logs


def test_every_kind_is_asked_here() -> None:
    assert set(ASKED) == set(KINDS)


@pytest.mark.parametrize("kind", EACH)
def test_it_leaves_what_it_declares(kind: str, home: Path) -> None:
    found, _ = whole(kind)
    declared = kinds()[kind]
    assert set(found.tables) <= set(declared.tables)
    assert set(found.figures()) <= set(declared.figures)
    assert found.manifest["command"].startswith(f"cogov {declared.command} ")
    assert (found.folder / f"{kind}.answer.json").is_file()


@pytest.mark.parametrize("kind", EACH)
def test_the_line_in_its_brief_gives_the_same_to_the_bit(kind: str, home: Path) -> None:
    found, _ = whole(kind)
    out = f"{kind}-line"
    line = shlex.split(command_of(material_of(found.folder, Speech())))
    assert main([*line[1:], "--out", out, "--workers", "0", "--figures", "none"]) == 0
    again = read_manifest(home / out)
    assert again["command"] == found.manifest["command"]
    assert hashes(again) == hashes(found.manifest)


@pytest.mark.parametrize("kind", EACH)
def test_one_that_was_interrupted_goes_on_to_the_same(kind: str, home: Path) -> None:
    found, work = whole(kind)
    folder = home / f"{kind}-again"
    shutil.copytree(found.folder, folder)
    interrupt(folder)
    WORK.clear()
    same(found, done(kind, str(folder), overwrite=True))
    assert 0 < len(WORK) < work


@pytest.mark.parametrize("kind", EACH)
def test_an_answer_needs_no_run(kind: str, home: Path) -> None:
    found, _ = whole(kind)
    WORK.clear()
    if kind in FOLLOWS_ANEW:
        with pytest.raises(ResultsError, match="are not kept"):
            done(kind, str(found.folder), overwrite=True, allowed=False)
    else:
        same(found, done(kind, str(found.folder), overwrite=True, allowed=False))
    with pytest.raises(ResultsError):
        done(kind, f"{kind}-nothing", allowed=False)
    assert not WORK


@pytest.mark.parametrize("kind", EACH)
def test_it_speaks_both_languages_and_every_sentence_can_be_said(
    kind: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _ = whole(kind)
    said: set[str] = set()
    call, template = Speech.__call__, Speech.template

    def calling(speech: Speech, key: str, /, **values: object) -> str:
        said.add(key)
        return call(speech, key, **values)

    def opening(speech: Speech, key: str) -> str:
        said.add(key)
        return template(speech, key)

    monkeypatch.setattr(Speech, "__call__", calling)
    monkeypatch.setattr(Speech, "template", opening)
    counts = set()
    for language in LANGUAGES:
        texts, tables = found.sentences(language), found.shown(language)
        assert texts
        counts.add((len(texts), len(tables), *(len(one.rows) for one in tables)))
        assert not [text for text in texts if re.search(r"[{}]|\bnan\b", text)]
        chinese = [bool(re.search("[\u4e00-\u9fff]", text)) for text in texts]
        assert all(chinese) if language == "zh" else not any(chinese)
        found.figures(language)
    assert len(counts) == 1, "as many sentences and rows in both"
    part = {key for key in messages() if key.startswith(f"{kind}.")}
    told = "tests/studies/unsaid.py lists what this does not come to say"
    assert part - said == set(UNSAID[kind]), told


@pytest.mark.parametrize("kind", EACH)
def test_a_wrong_file_is_told_before_anything_runs(
    kind: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared, one = kinds()[kind], ASKED[kind]
    wrong, out = home / f"{kind}-wrong.yaml", home / f"{kind}-none"
    command = [declared.command, str(wrong), "--out", str(out)]
    command += ["--baseline", "example.yaml"] if declared.argument == "pair" else []
    text = (home / one.subject).read_text("utf-8").rstrip("\n")
    (key,) = re.findall(r"^(seeds|levers|summary):", text, re.MULTILINE)[:1]
    mistyped = re.sub(rf"^{key}:", f"{key}z:", text, count=1, flags=re.MULTILINE)
    at = mistyped[: mistyped.index(f"{key}z:")].count("\n") + 1
    WORK.clear()
    for language, said, meant in (
        ("en", "error: {}: nonsense: there is no key 'nonsense' here", f"did you mean {key!r}?"),
        ("zh", "错误：{}：nonsense：没有名为 'nonsense' 的键", f"是否想写 {key!r}？"),
    ):
        wrong.write_text(f"{text}\nnonsense: 1\n", "utf-8")
        assert main([*command, "--lang", language]) == 2
        told = capsys.readouterr().err
        assert said.format(f"{wrong}:{text.count(chr(10)) + 2}") in told
        wrong.write_text(mistyped, "utf-8")
        assert main([*command, "--lang", language]) == 2
        told = capsys.readouterr().err
        assert f"{wrong}:{at}" in told
        assert meant in told
    assert not out.exists()
    assert not WORK


@pytest.mark.long
@pytest.mark.parametrize("kind", EACH)
def test_what_it_left_is_drawn_again_verified_shown_handed_on_and_opened_by_the_page(
    kind: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = whole(kind)
    folder = home / f"{kind}-looked-at"
    shutil.copytree(found.folder, folder)
    before = hashes(read_manifest(folder))
    WORK.clear()
    for command in ("redraw", "verify", "show"):
        assert main([command, str(folder), *(["--overwrite"] if command == "redraw" else [])]) == 0
    drawn = {path.stem for path in folder.glob("*.svg")}
    assert drawn == set(found.figures()) != set()
    assert hashes(read_manifest(folder)) == before
    told = capsys.readouterr().out
    assert all(text.split("<")[0][:40] in told for text in found.sentences("en")[:1])
    opened = Shelf(home).open(folder.name)
    assert isinstance(opened, Analysis)
    for language in LANGUAGES:
        parts = {name: text for name, text, _ in analysis_answer(opened, Speech(language)).parts}
        assert parts["found"]
        assert any(name.startswith("figure-") for name in parts)
        brief = home / f"{kind}.{language}.html"
        assert main(["report", str(folder), "--lang", language, "--out", str(brief)]) == 0
        assert found.sentences(language)[0][:20] in html.unescape(brief.read_text("utf-8"))
    assert not WORK


def test_a_stop_in_the_middle_of_a_query_is_a_stop(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """DuckDB makes an error of its own of Ctrl-C."""

    def interrupted(*_: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("sim.studies.runs.Runs.responses", interrupted)
    words = ["sensitivity", "factors.yaml", "--metric", "trust", "--workers", "1"]
    assert main([*words, "--figures", "none", "--out", "stopped"]) == STOPPED
    assert "the same command goes on" in capsys.readouterr().err
