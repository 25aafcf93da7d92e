"""README's five minutes, as written, in a fresh folder; smaller towns and fewer months."""

import re
import shlex
from pathlib import Path

import pytest

import sim
from sim.api.export import CODEBOOK, export
from sim.cli import main

README = Path(__file__).resolve().parents[2] / "README.md"
Capture = pytest.CaptureFixture[str]
SMALLER = ["--scale", "0.01", "--months", "1", "--seeds", "0..1", "--workers", "1"]
SIZED = ("compare", "why", "attribute")


def steps() -> list[list[str]]:
    """The commands of the tour, in their order."""
    text = README.read_text("utf-8").partition("## Five minutes")[2].partition("\n|")[0]
    found = [shlex.split(one) for one in re.findall(r"`(cogov [^`]+)`", text.replace("\n", " "))]
    return [" ".join(words).split()[1:] for words in found]


def smaller(words: list[str]) -> list[str]:
    """The same command for a smaller town."""
    if words[0] not in SIZED:
        return words
    kept, skip = [], False
    for word in words:
        if word in ("--scale", "--months", "--seeds"):
            skip = True
        elif skip:
            skip = False
        else:
            kept.append(word)
    sets = ["--sets", "none"] if words[0] == "compare" else []
    few = ["--channel", "neighbour"] if words[0] == "why" else []
    return [*kept, *SMALLER, *sets, *few]


@pytest.mark.long
def test_the_tour_works_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    found = steps()
    assert [words[0] for words in found] == [
        "compare", "explain", "new", "compare", "why", "attribute", "report",
    ]  # fmt: skip
    assert "--out" in found[0], "the line above the tour has filled the folder of its name"
    for words in found:
        if words[0] == "why":
            path = Path("mine.yaml")
            path.write_text(re.sub(r"\n  control: .*", "\n  control: 0.4", path.read_text("utf-8")))
        if words[0] == "attribute":
            continue  # minutes long; its own tests run it
        assert main(smaller(words)) == 0, words
    assert Path("results/small/report.zh.html").is_file()
    assert Path("results/integration-mine/manifest.json").is_file()
    heard = capsys.readouterr().out
    first = heard.index("Participation rate is")
    assert first < heard.index("Metric"), "the answer comes before the table"
    assert "Cite as:" in heard
    assert "Next:" in heard
    # the same comparison again is shown, not refused
    assert main(smaller(found[0])) == 0
    assert "shown again" in capsys.readouterr().out
    _exported(capsys)


def _exported(capsys: Capture) -> None:
    """Tables in forms that others read, with a codebook of every column."""
    import pandas as pd

    assert main(["show", "results/small", "--export", "csv"]) == 0
    assert "differences.csv" in capsys.readouterr().out
    folder = Path("results/small/export")
    assert (folder / "levels.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    book = pd.read_csv(folder / f"{CODEBOOK}.csv").fillna("")
    silent = book[(book["definition_en"] == "") | (book["label_zh"] == "")]
    assert silent.empty, silent
    found = sim.open_results("results/small")
    assert isinstance(found, sim.Comparison)
    same = pd.read_csv(folder / "differences.csv")
    assert same["difference"].tolist() == found.differences["difference"].tolist()
    openpyxl = pytest.importorskip("openpyxl")
    (book_file,) = export("results/small", "xlsx")
    sheets = openpyxl.load_workbook(book_file, read_only=True)
    assert sheets["metrics"].max_row == 1 + len(found.metrics)
    sheets.close()
    written = export("results/small", "dta")
    stata = pd.read_stata(next(one for one in written if one.stem == "differences"))
    assert stata["difference"].tolist() == same["difference"].tolist()
    assert "参与率" in stata["label_zh"].tolist()
