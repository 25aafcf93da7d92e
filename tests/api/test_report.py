"""The brief and its figures, through a call, a folder and a page."""

import base64
import json
import re
import shlex
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.api import report
from sim.api.report import material_of
from sim.api.results import Comparison
from sim.cli import main
from sim.errors import OptionError, ResultsError
from sim.report.answers import Answer, write_answer
from sim.report.brief.material import command_of
from sim.runs.files import read_manifest
from sim.words import Speech
from sim.words.catalogue import messages

SECTIONS = (
    "question",
    "short",
    "scenarios",
    "findings",
    "figures",
    "gains",
    "cost",
    "why",
    "validation",
    "assumed",
    "again",
)
NAMES = [
    "compare",
    "effects",
    "rungs",
    "communities",
    "hours",
    "flow",
    "map",
    "network",
    "groups",
    "places",
]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> sim.Results:
    folder = tmp_path_factory.mktemp("run") / "ran"
    return sim.run("example", 1, months=14, record="matters", out=folder, progress=False)


@pytest.fixture(scope="module")
def page(compared: Comparison, tmp_path_factory: pytest.TempPathFactory) -> str:
    assert compared.folder is not None
    out = tmp_path_factory.mktemp("brief") / "brief.html"
    assert sim.write_brief(compared.folder, out=out, appendix=True) == out
    return out.read_text(encoding="utf-8")


def text_of(page: str) -> str:
    """What a reader sees, in one line."""
    body = page[page.find("<body>") + 1 :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&#39;", "'")


def test_a_page_of_all_sections_that_needs_no_network(page: str) -> None:
    assert re.findall(r'<section id="(\w+)">', page) == list(SECTIONS)
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert all(one.startswith(("#", "data:image/svg+xml;base64,")) for one in sources)
    assert "http" not in re.sub(r"data:[^\"]*", "", page)
    # The figures of the comparison, and those of the validation and the claims that are shipped.
    assert len(re.findall("<img ", page)) == len(NAMES) + 2
    for one in re.findall(r"base64,([^\"]*)", page):
        assert b"<svg" in base64.b64decode(one)[:600]


def test_sentences_have_the_numbers_of_the_table(page: str, compared: Comparison) -> None:
    text = text_of(page)
    row: Any = compared.differences.set_index("metric").loc["participation_rate"]
    assert "Participation rate is " in text
    assert Speech().number(abs(row["difference"]), "share") in text
    assert "2 seeds: too few to tell it from chance" in text
    assert "95 % t-interval" not in text[text.index("Main findings") : text.index("Figures")]


def test_the_scenarios_are_differences_from_the_baseline(page: str) -> None:
    text = text_of(page)
    assert re.search(r"\d+ of \d+ levers differ from Example", text)
    assert re.search(
        r"Administrative control % 70 \(Hillside 50\); 30 \(.* from 2022-01 assumed, line", text
    )
    assert re.search(r" 10; 10 \(Riverside 30\) from 2022-01 assumed, line 5, ", text)


def test_it_says_what_is_assumed_and_how_to_do_it_again(
    page: str, scenario_files: list[str]
) -> None:
    text = text_of(page)
    assert re.search(r"of \d+ parameters of behaviour, \d+ are", text)
    assert f"cogov compare example {scenario_files[1]} --seeds 0..1 --months 14" in text
    assert "Example and opened are identical until 2021-01" in text


@pytest.mark.usefixtures("few_figures")
def test_the_brief_in_chinese_is_chinese(compared: Comparison, tmp_path: Path) -> None:
    assert compared.folder is not None
    out = sim.write_brief(compared.folder, language="zh", out=tmp_path / "x.html", appendix=True)
    text = text_of(out.read_text(encoding="utf-8"))
    for told in ("主要发现", "谁受益，谁没有", "参与率", "尚不足以判断", "个为假设", "样例镇"):
        assert told in text
    for key, message in messages().items():
        left = re.sub(r"{[^}]*}", "", message.en)
        assert not key.startswith("brief.") or len(left) < 12 or left not in text


def test_a_run_of_its_own_has_a_brief_too(ran: sim.Results, tmp_path: Path) -> None:
    assert ran.folder is not None
    page = sim.write_brief(ran.folder, out=tmp_path / "x.html", appendix=True).read_text(
        encoding="utf-8"
    )
    text = text_of(page)
    assert "One seed gives no interval" in text
    assert "before the branch" in text
    assert "cogov run example --seed 1 --months 14 --record matters" in text
    assert "Matters by channel, level and end" in text
    # The recorded validation has intervals of its own.
    assert "95 % interval" not in text[: text.rindex("Validation")]


@pytest.mark.parametrize(("language", "what"), [("en", "Cost"), ("zh", "年成本")])
def test_the_page_of_a_run_answers_what_it_costs(
    ran: sim.Results, tmp_path: Path, language: str, what: str
) -> None:
    assert ran.folder is not None
    speech = Speech(language)
    page = sim.write_brief(ran.folder, out=tmp_path / "x.html", language=language)
    text = text_of(page.read_text(encoding="utf-8"))
    town = ran.metrics[ran.metrics["community"] == "town"].tail(12)
    total = float(town.filter(like="cost_").mean().sum()) / ran.design.scale
    assert f"{what} {speech.money(total, digits=4)}" in text


def test_every_declared_unit_has_a_chinese_word() -> None:
    from sim.declarations.levers import LEVERS
    from sim.declarations.metrics import METRICS
    from sim.declarations.parameters import PARAMETERS

    units = {one.unit for one in LEVERS.values()} | {one.unit for one in METRICS.values()}
    units |= {one.unit for one in PARAMETERS.values()}
    assert {unit for unit in units if re.search("[a-z]{2}", Speech("zh").unit(unit))} == set()


def assert_nothing_clipped(drawn: Figure) -> None:
    drawing, sheet = drawn.get_tightbbox(), drawn.bbox_inches
    assert round(drawn.bbox.width) == 1200
    assert drawing.x0 >= 0
    assert drawing.y0 >= 0
    assert drawing.x1 <= sheet.x1 + 1e-6
    assert drawing.y1 <= sheet.y1 + 1e-6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_is_whole_and_says_its_seeds(compared: Comparison, language: str) -> None:
    drawn = sim.figures(compared, language)
    assert list(drawn) == NAMES
    for name, figure in drawn.items():
        assert_nothing_clipped(figure)
        told = " ".join(one.get_text() for one in figure.findobj(Text) if isinstance(one, Text))
        assert re.search(r"(2 seeds|2 次|seed 0|种子 0)", told.replace("\n", " ")), name


def test_figures_of_a_run(ran: sim.Results) -> None:
    drawn = sim.figures(ran)
    assert "run" in drawn
    assert "matters" in drawn
    for figure in drawn.values():
        assert_nothing_clipped(figure)


def test_an_unknown_language_is_named(ran: sim.Results) -> None:
    with pytest.raises(OptionError, match="'fr' is not known"):
        sim.figures(ran, "fr")


@pytest.mark.usefixtures("few_figures")
def test_answers_in_the_folder_get_a_section(compared: Comparison, tmp_path: Path) -> None:
    assert compared.folder is not None
    folder = tmp_path / "results"
    copytree(compared.folder, folder)
    (folder / "why").mkdir()
    (folder / "why" / "why.csv").write_text(
        "metric,label_en,label_zh,share\ntrust,Trust,信任,0.123456789\n"
    )
    (folder / "why" / "why.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    said = {"en": ("It is <the> grid.",), "zh": ("是网格。",)}
    write_answer(folder / "why", "why", Answer("why", said, ("why.csv",), ("why.png",)))
    write_answer(folder, "checked", Answer("validation", {"en": ("It holds.",), "zh": ("成立。",)}))
    page = sim.write_brief(folder, appendix=True).read_text(encoding="utf-8")
    why = page[page.index('<section id="why">') : page.index('<section id="validation">')]
    assert "It is &lt;the&gt; grid." in why
    assert "data:image/png;base64," in why
    assert "Metric share Trust 0.1235" in text_of(why)
    assert "信任" not in why
    assert "It holds." in page[page.index('<section id="validation">') :]
    assert "checked" not in text_of(why)


@pytest.mark.usefixtures("few_figures")
def test_the_shipped_validation_is_shown(
    compared: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compared.folder is not None
    (tmp_path / "validation").mkdir()
    (tmp_path / "validation" / "validation.csv").write_text("pattern,holds\nskewed hours,yes\n")
    monkeypatch.setattr(report, "experiments_folder", lambda: tmp_path)
    out = sim.write_brief(compared.folder, out=tmp_path / "x.html", appendix=True)
    assert "skewed hours" in text_of(out.read_text(encoding="utf-8"))


@pytest.mark.usefixtures("few_figures")
def test_a_brief_is_not_replaced_unasked(ran: sim.Results, tmp_path: Path) -> None:
    assert ran.folder is not None
    out = tmp_path / "x.html"
    out.write_text("mine")
    with pytest.raises(OptionError, match=r"already exists .*--overwrite"):
        sim.write_brief(ran.folder, out=out, appendix=True)
    assert out.read_text() == "mine"
    sim.write_brief(ran.folder, out=out, overwrite=True, appendix=True)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(sim.UserError) as caught:
        sim.write_brief(tmp_path / "none", language="fr", out=tmp_path / "no" / "x.html")
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == 3
    assert any("does not exist; name the folder that a run wrote" in one for one in told)


def test_results_that_lack_a_part_are_named(ran: sim.Results, tmp_path: Path) -> None:
    assert ran.folder is not None
    folder = tmp_path / "ran"
    copytree(ran.folder, folder)
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    del manifest["timings"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match=r"manifest.json: is damaged: it lacks timings"):
        sim.write_brief(folder, appendix=True)


@pytest.mark.usefixtures("few_figures")
def test_older_results_without_some_tables_and_levers_still_have_a_brief(
    ran: sim.Results, tmp_path: Path
) -> None:
    assert ran.folder is not None
    folder = tmp_path / "ran"
    copytree(ran.folder, folder)
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    for name in ("network.parquet", "matters.parquet"):
        del manifest["files"][name]
    scenario = manifest["scenarios"]["example"]
    manifest["design"]["places"] = []
    for part, name in (
        (manifest["design"], "labels"),
        (scenario, "label"),
        (scenario, "summary_zh"),
    ):
        del part[name]
    for epoch in scenario["epochs"]:
        del epoch["levers"]["incubation"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    text = text_of(sim.write_brief(folder, appendix=True).read_text(encoding="utf-8"))
    assert "The collaboration network was not recorded" in text
    assert "Scenarios example: A fictional town of 600 residents" in text


@pytest.mark.usefixtures("few_figures")
def test_scenarios_and_parameters_are_called_as_readers_of_chinese_call_them(
    compared: Comparison, tmp_path: Path
) -> None:
    assert compared.folder is not None
    out = sim.write_brief(compared.folder, language="zh", out=tmp_path / "x.html", appendix=True)
    text = text_of(out.read_text(encoding="utf-8"))
    assert "opened 与示例的比较" in text
    # Label and name once; the name again where it is typed, and what is the same there.
    assert "示例（example）：一个 600 名居民的虚构小镇" in text
    assert len(re.findall(r"(?<![\w./])example(?![\w./])", text)) == 4
    assert "cogov compare example" in text
    assert "weight_trust 对居委会信任的权重 对数几率" in text


@pytest.mark.usefixtures("few_figures")
def test_the_command_writes_the_brief_and_its_figures(
    ran: sim.Results, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran.folder is not None
    out, figures = tmp_path / "x.html", tmp_path / "figures"
    line = ["report", str(ran.folder), "--out", str(out), "--figures", str(figures)]
    assert main(line) == 0
    assert capsys.readouterr().out == f"{out} is written\n"
    assert {path.suffix for path in figures.iterdir()} == {".png", ".svg"}
    assert main([*line, "--overwrite"]) == 0
    out.unlink()
    assert main(line) == 2
    assert "already holds rungs.png" in capsys.readouterr().err
    assert not out.exists()


def test_an_empty_store_says_that_it_is_empty(tmp_path: Path) -> None:
    from sim.sweeps.store import Store

    Store.at(tmp_path / "store")
    with pytest.raises(ResultsError, match="store: holds no plan, so nothing was swept"):
        sim.write_brief(tmp_path / "store", appendix=True)


def lines_again(folder: Path, out: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Hashes of the tables of results, and of those that the line in their brief makes."""
    line = shlex.split(command_of(material_of(folder, Speech())))
    assert main([*line[1:], "--out", str(out), "--figures", "none"]) == 0
    found = [read_manifest(one)["files"] for one in (folder, out)]
    tables = [
        {name: one["sha256"] for name, one in files.items() if name.endswith((".csv", ".parquet"))}
        for files in found
    ]
    return tables[0], tables[1]


def test_the_line_in_the_brief_of_a_comparison_gives_the_same_to_the_bit(
    compared: Comparison, tmp_path: Path
) -> None:
    assert compared.folder is not None
    first, second = lines_again(compared.folder, tmp_path / "again")
    assert first == second
    assert len(first) > 5


def test_the_line_in_the_brief_of_a_run_gives_the_same_to_the_bit(
    ran: sim.Results, tmp_path: Path
) -> None:
    assert ran.folder is not None
    first, second = lines_again(ran.folder, tmp_path / "again")
    assert first == second
    assert "matters.parquet" in first
