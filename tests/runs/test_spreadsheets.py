import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.runs.tables import csv_bytes, csv_text, read_csv

HOSTILE = (
    *("=1+1", "+1", "-2 %", "@SUM(A1)", "\t=1", "'=1", "''-x", "=cmd|' /C calc'!A0", "plain"),
    *("NA", "null", "nan", "None", "1", "01", "1e5", "True", "a,b", 'say "x"', "[bold]", "$x$"),
)


def through(frame: pd.DataFrame, folder: Path) -> pd.DataFrame:
    (folder / "t.csv").write_bytes(csv_bytes(frame))
    return read_csv(folder / "t.csv")


def test_no_cell_is_a_formula_and_all_come_back(tmp_path: Path) -> None:
    numbers = np.linspace(-1, 1, len(HOSTILE))
    frame = pd.DataFrame({"scenario": HOSTILE, "=level": HOSTILE, "mean": numbers})
    for row in csv.reader(io.StringIO(csv_text(frame), newline="")):
        for cell in row[:2]:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    found = through(frame, tmp_path)
    assert list(found.columns) == list(frame.columns)
    assert found["scenario"].tolist() == list(HOSTILE)
    assert found["=level"].astype(str).tolist() == list(HOSTILE)
    assert found["mean"].tolist() == numbers.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1)))
def test_any_names_come_back(tmp_path_factory: object, names: list[str]) -> None:
    folder = Path(tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
    # A last one, so that a column of numbers is read as text is read.
    frame = pd.DataFrame({"scenario": [*names, "x"], "place": [*names, "x"]})
    found = through(frame, folder)
    assert found["scenario"].tolist() == [*names, "x"]
    assert found["place"].tolist() == [*names, "x"]


def test_what_holds_no_such_text_is_written_as_before(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "scenario": ["a", "b", None],
            "mean": [-0.5, np.nan, 1e-9],
            "on": [True, False, True],
            "mixed": pd.Series([1, None, True], dtype=object),
            "count": [1, 2, 3],
        }
    )
    assert csv_text(frame) == frame.to_csv(index=False, lineterminator="\n")
    assert csv_text(pd.DataFrame()) == pd.DataFrame().to_csv(index=False, lineterminator="\n")


def test_a_spreadsheet_is_told_of_utf_8_and_older_files_are_read_as_well(tmp_path: Path) -> None:
    frame = pd.DataFrame({"label_zh": ["参与率", "真实解决率"], "mean": [0.1, 0.2]})
    content = csv_bytes(frame)
    assert content.startswith(b"\xef\xbb\xbflabel_zh,")
    (tmp_path / "old.csv").write_bytes(csv_text(frame).encode())
    pd.testing.assert_frame_equal(through(frame, tmp_path), frame)
    pd.testing.assert_frame_equal(read_csv(tmp_path / "old.csv"), frame)
