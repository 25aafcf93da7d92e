"""Briefs of sweeps and of analyses."""

import json
import re
from pathlib import Path
from shutil import copytree
from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

import sim
from sim.api.report import material_of_store
from sim.cli import main
from sim.errors import OptionError, ResultsError
from sim.kinds import kinds
from sim.runs.files import read_manifest
from sim.scenario.places import experiments_folder
from sim.studies.analysis import Analysis
from sim.sweeps.store import SweepResults
from sim.words import LANGUAGES, Speech
from tests.api.test_report import text_of

GRID = """
    summary: How much control, and how many meetings.
    scenarios: [example]
    seeds: 0..2
    run: {months: 13}
    design:
      kind: grid
      factors: {levers.control: [0, 1], levers.consultation_meetings_per_year: [0, 12]}
"""
PLAIN = """
    summary: Two scenarios.
    scenarios: [example, ./opened.yaml]
    seeds: 0..1
    run: {months: 13}
"""
OPENED = "label: {en: Opened, zh: 放开}\nextends: example\nlevers: {control: 0.1}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("studied")
    (path / "opened.yaml").write_text(OPENED, encoding="utf-8")
    for name, text in (("grid", GRID), ("plain", PLAIN)):
        (path / f"{name}.yaml").write_text(dedent(text))
        sim.sweep(str(path / f"{name}.yaml"), out=path / "store", workers=0, progress=False)
    sim.attribute(
        str(path / "opened.yaml"),
        baseline="example",
        out=path / "attributed",
        seeds="0..1",
        months=2,
        workers=0,
        metrics=["participation_rate"],
        progress=False,
    )
    return path


def plan_of(folder: Path, name: str) -> str:
    (found,) = [path.name for path in (folder / "store" / "plans").glob(f"{name}-*")]
    return found


def brief_of(folder: Path, out: Path, language: str = "en", plan: str = "") -> str:
    path = sim.write_brief(
        folder, language=language, out=out / "x.html", plan=plan, overwrite=True, appendix=True
    )
    return path.read_text(encoding="utf-8")


def test_a_sweep_with_factors_is_told_by_factor(folder: Path, tmp_path: Path) -> None:
    page = brief_of(folder / "store", tmp_path, plan=plan_of(folder, "grid"))
    assert re.findall(r'<section id="(\w+)">', page) == [
        "question",
        "design",
        "findings",
        "figures",
        "scenarios",
        "validation",
        "assumed",
        "again",
    ]
    text = text_of(page)
    assert "How does Exampleton under Example respond to administrative control and" in text
    assert "Points: 4; scenarios: 1; seeds: 3. Of 12 runs 12 are done and 0 failed." in text
    assert "Administrative control 0 % and 100 %" in text
    assert "The store holds 2 plans" in text
    assert "3 seeds" in text
    assert f"cogov sweep {folder}/grid.yaml" in text
    # The experiment runs 13 months, not the 24 of its scenario.
    assert "600 residents, 600 of them simulated (scale 1), 13 months from 2021-01" in text


def test_the_table_of_factors_is_that_of_the_runs(folder: Path) -> None:
    material = material_of_store(SweepResults(folder / "store"), Speech(), plan_of(folder, "grid"))
    assert material.sweep is not None
    table = material.sweep.table
    assert table is not None
    metrics = SweepResults(folder / "store").metrics
    rows = metrics[
        (metrics["community"] == "town")
        & (metrics["plan"] == material.sweep.name)
        & (metrics["levers.control"] == 1)
    ]
    late = rows[rows["month"].astype(str) >= "2021-02"]
    wanted = late.groupby("seed")["administrative_share"].mean().mean()
    row = table[
        (table["factor"] == "levers.control")
        & (table["level"] == 1)
        & (table["metric"] == "administrative_share")
    ].iloc[0]
    assert row["mean"] == pytest.approx(wanted)
    assert row["difference"] > 0
    assert row["verdict"] == "too few seeds"


def test_a_sweep_without_factors_is_a_comparison_without_groups(
    folder: Path, tmp_path: Path
) -> None:
    page = brief_of(folder / "store", tmp_path, "zh", plan_of(folder, "plain"))
    sections = re.findall(r'<section id="(\w+)">', page)
    assert sections[:4] == ["question", "design", "short", "scenarios"]
    assert "gains" in sections
    assert "cost" in sections
    text = text_of(page)
    assert "放开与示例的比较" in text
    assert "2 个情景、2 次重复模拟：4 次运行中 4 次完成，0 次失败。" in text
    assert "样例镇" in text
    assert "在 2021-01 之前完全相同" in text
    assert "新增参与者" not in re.sub(r"成本按.*", "", text)


def test_a_sweep_of_one_scenario_tells_its_levels_over_the_seeds(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.brief.page.drawings", lambda _: iter(()))
    (tmp_path / "alone.yaml").write_text(dedent(PLAIN).replace(", ./opened.yaml", ""))
    sim.sweep(str(tmp_path / "alone.yaml"), out=tmp_path / "alone", workers=0, progress=False)
    text = text_of(brief_of(tmp_path / "alone", tmp_path))
    assert "Means of the last 12 months over 2 seeds." in text
    assert re.search(r"Participation rate is \d+\.\d+ %, against", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_attribution_has_a_brief_of_its_own(folder: Path, tmp_path: Path, language: str) -> None:
    page = brief_of(folder / "attributed", tmp_path, language)
    assert re.findall(r'<section id="(\w+)">', page) == [
        "question",
        "findings",
        "figures",
        "tables",
        "scenarios",
        "validation",
        "assumed",
        "again",
    ]
    text = text_of(page)
    assert f"cogov attribute {folder}/opened.yaml --baseline example --seeds 0..1" in text
    assert "--months 2 --metric participation_rate" in text
    told = {"en": "how much is due to each of its measures", "zh": "各项措施单独及共同贡献了多少"}
    assert told[language] in text
    assert "data:image/svg+xml;base64," in page
    assert "http" not in re.sub(r"data:[^\"]*", "", page)


def test_the_recorded_validation_has_a_brief(tmp_path: Path) -> None:
    text = text_of(brief_of(experiments_folder() / "validation", tmp_path))
    assert "Which of the patterns that the model should show does it show" in text
    assert "cogov validate validation --seeds 0..9" in text


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((one, one) for one in ("calibration", "claims", "discovery", "search", "sensitivity")),
        ("published", "trial"),
        ("sensitivity_history", "sensitivity"),
    ],
)
def test_every_recorded_study_has_a_brief_in_both_languages(
    tmp_path: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = kinds()[kind]
    for language in LANGUAGES:
        text = text_of(brief_of(experiments_folder() / name, tmp_path, language))
        assert Speech(language).pick(declared.title) in text
        assert f"cogov {declared.command} " in text
        # Figures in both languages are those of smaller studies, elsewhere.
        monkeypatch.setattr(Analysis, "figures", lambda *_: {})


def test_the_brief_is_named_in_the_manifest(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mine"
    copytree(folder / "attributed", copy)
    before = read_manifest(copy)
    sim.write_brief(copy, appendix=True)
    after = read_manifest(copy)
    assert set(after["files"]) - set(before["files"]) == {"appendix.html"}
    assert after["files"]["appendix.html"]["bytes"] == (copy / "appendix.html").stat().st_size
    # Written elsewhere, it is none of the folder's files.
    sim.write_brief(copy, out=tmp_path / "elsewhere.html", appendix=True)
    assert read_manifest(copy) == after


def test_answers_in_a_folder_of_results_show_what_the_command_prints(
    folder: Path, compared: sim.Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.report.brief.page.drawings", lambda _: iter(()))
    assert compared.folder is not None
    copy = tmp_path / "mine"
    copytree(compared.folder, copy)
    copytree(folder / "attributed", copy / "attributed")
    page = brief_of(copy, tmp_path)
    why = page[page.index('<section id="why">') : page.index('<section id="validation">')]
    assert "All together" in why
    assert "label_zh" not in why


def test_what_cannot_be_is_said_at_once(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError) as caught:
        sim.write_brief(
            folder / "attributed", figures=tmp_path, plan="mine", out=tmp_path / "x", appendix=True
        )
    assert [problem.path for problem in caught.value.problems] == ["figures", "plan"]
    with pytest.raises(ResultsError, match=r"store: has no plan 'mine' \(there are grid-"):
        sim.write_brief(folder / "store", plan="mine", out=tmp_path / "x", appendix=True)


def test_damage_is_said_with_its_path(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "mine"
    copytree(folder / "attributed", copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    del manifest["options"]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match=r"manifest.json: is damaged: it lacks options"):
        sim.write_brief(copy, appendix=True)


def test_the_command_writes_the_brief_of_a_store(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.html"
    line = ["report", str(folder / "store"), "--plan", plan_of(folder, "grid"), "--out", str(out)]
    assert main(line) == 0
    assert capsys.readouterr().out == f"{out} is written\n"


def test_sources_keep_their_titles_and_are_told_in_chinese() -> None:
    assert Speech("zh").source("report, third stage: 2010 on") == "报告，第三阶段：2010年起"
    assert Speech("zh").source("Smith 2010, page 3, table 2") == "Smith 2010, 第 3 页, 表 2"
    assert Speech("en").source("Smith 2010, page 3") == "Smith 2010, page 3"


def test_every_source_of_shipped_scenarios_is_told_in_chinese() -> None:
    texts: set[str] = set()
    for name in sim.shipped_scenarios():
        scenario = sim.load_scenario(name)
        texts |= {*scenario.sources, *(one.text for one in scenario.known.values())}
    left = re.compile("[a-z]{4}")
    told = [Speech("zh").source(one).replace("Kitts", "") for one in texts]
    left_over = [one for one in told if left.search(one)]
    assert left_over == [], "translate them in sim/words/sources.json"


def test_a_store_is_exported_with_its_runs_and_metrics(folder: Path, tmp_path: Path) -> None:
    written = sim.export(folder / "store", "csv", tmp_path / "out")
    assert [path.name for path in written] == ["runs.csv", "metrics.csv", "codebook.csv"]
    swept = SweepResults(folder / "store")
    runs, metrics = (pd.read_csv(path) for path in written[:2])
    assert runs["cell"].tolist() == swept.runs["cell"].tolist()
    assert np.array_equal(metrics["trust"], swept.metrics["trust"], equal_nan=True)
    book = pd.read_csv(written[2])
    assert {*book["table"]} == {"runs", "metrics"}
    assert len(book) == len(runs.columns) + len(metrics.columns)
    factors = {"levers.control", "levers.consultation_meetings_per_year"}
    assert {*book["column"][book["definition_en"].isna()]} <= factors


def test_a_store_is_exported_to_a_workbook(folder: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (path,) = sim.export(folder / "store", "xlsx", tmp_path / "out")
    sheets = openpyxl.load_workbook(path, read_only=True)
    assert sheets["runs"].max_row == 1 + len(SweepResults(folder / "store").runs)
    sheets.close()


def test_what_is_exported_holds_no_formula_and_every_text(folder: Path, tmp_path: Path) -> None:
    source = copytree(folder / "attributed", tmp_path / "attributed")
    manifest = read_manifest(source)
    name = next(one for one in manifest["files"] if one.endswith(".csv"))
    (source / name).write_text("scenario,label\nNA,'=1+1\n", encoding="utf-8")
    written = {path.name: path for path in sim.export(source, "csv")}
    assert written[name].read_text(encoding="utf-8-sig") == "scenario,label\nNA,'=1+1\n"
