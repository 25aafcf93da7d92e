import shutil
from pathlib import Path

import pytest

from sim.dashboard import explained as shown
from sim.dashboard.shelf import Shelf
from sim.dashboard.words import page_in
from sim.declarations.metrics import METRICS
from sim.errors import ResultsError
from sim.studies.analysis import Analysis


@pytest.fixture(scope="module")
def found(explained: Path) -> Analysis:
    opened = Shelf(explained).open("attributed")
    assert isinstance(opened, Analysis)
    return opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_analysis_is_shown_whole(found: Analysis, language: str) -> None:
    page = page_in(language)
    parts = {name: text for name, text, _ in shown.parts_of(found, page)}
    assert list(parts) == ["found", "figure-attribution", "table-0", "table-1"]
    for sentence in found.sentences(language):
        assert sentence.split("<")[0] in parts["found"].replace("&#x27;", "'")
    assert 'src="data:image/png;base64,' in parts["figure-attribution"]
    assert page.pick(METRICS["participation_rate"].label) in parts["table-0"]
    assert "-\n" not in parts["table-0"]


def test_everything_can_be_taken_along(found: Analysis) -> None:
    files = {name: make() for name, _, make in shown.downloads(found, page_in("en"))}
    assert {f"csv_{name}" for name in found.tables} < set(files)
    for name, beginning in (
        ("csv_attribution", b"metric,"),
        ("png_attribution", b"\x89PNG"),
        ("svg_attribution", b"<?xml"),
    ):
        made = files[name]
        assert made is not None
        assert made[2].startswith(beginning)


def test_a_table_without_its_columns_is_damaged(found: Analysis) -> None:
    tables = {name: table.iloc[:, :2] for name, table in found.tables.items()}
    less = Analysis(found.kind, tables, found.manifest, found.folder)
    with pytest.raises(ResultsError, match="attributed: is damaged"):
        shown.parts_of(less, page_in("en"))


def test_a_changed_table_is_said_with_its_path(explained: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(explained, tmp_path / "mine"))
    path = root / "attributed" / "attribution.csv"
    path.write_text("metric\n")
    with pytest.raises(ResultsError, match=r"attribution.csv: is missing, or not the file"):
        Shelf(root).open("attributed")
