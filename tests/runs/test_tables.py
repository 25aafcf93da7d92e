import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim.calendar import parse_month
from sim.declarations.metrics import LATER, METRICS
from sim.declarations.tables import TABLES
from sim.errors import ModelError, ResultsError
from sim.runs import tables
from tests.runs.frames import COMMUNITIES, frame

START = parse_month("2003-11")


def value(metric: str, month: int, community: str) -> float:
    if metric == "turnout" and month == START:
        return float("nan")
    return len(metric) / 7 + month + COMMUNITIES.index(community) / 3


def table() -> pa.Table:
    one = frame(range(START, START + 3), value)
    return tables.assemble("metrics", [("b", 0, one), ("b", 3, one), ("a", 0, one)])


def test_the_columns_are_those_of_the_contract() -> None:
    names = table().schema
    assert names.names == ["scenario", "seed", "month", "community", *METRICS]
    assert names.types == [
        pa.string(),
        pa.int64(),
        pa.date32(),
        pa.string(),
        *[pa.float64()] * len(METRICS),
    ]


def test_rows_keep_the_order_of_the_runs() -> None:
    found = table().to_pandas(date_as_object=False)
    keys = found[["scenario", "seed"]].drop_duplicates().to_numpy().tolist()
    assert keys == [["b", 0], ["b", 3], ["a", 0]]
    assert len(found) == 3 * 3 * len(COMMUNITIES)


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "metrics.parquet"
    tables.write(path, "metrics", table(), {"scenarios": ["b", "a"]})
    assert tables.read(path, "metrics").equals(table())
    frame_read = tables.read(path, "metrics").to_pandas(date_as_object=False)
    assert f"{frame_read['month'].iloc[0]:%Y-%m-%d}" == "2003-11-01"
    assert frame_read["turnout"].isna().sum() == 3 * len(COMMUNITIES)
    nulls = pq.read_table(path)["turnout"].null_count
    assert nulls == 3 * len(COMMUNITIES), "what is not a number is null in the file"


def test_the_file_says_what_its_columns_mean(tmp_path: Path) -> None:
    path = tmp_path / "metrics.parquet"
    tables.write(path, "metrics", table(), {"sources": {"b": ["report"]}})
    found = pq.read_schema(path)
    assert json.loads(found.metadata[b"cogov"]) == {"sources": {"b": ["report"]}}
    words = found.field("turnout").metadata
    metric = METRICS["turnout"]
    assert words[b"unit"].decode() == metric.unit
    assert words[b"meaning"].decode() == metric.meaning
    assert words[b"label_en"].decode() == metric.label.en
    assert words[b"label_zh"].decode() == metric.label.zh
    assert b"meaning" in found.field("seed").metadata


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_what_its_columns_and_their_values_mean(name: str, tmp_path: Path) -> None:
    path = tmp_path / tables.file_of(name)
    tables.write(path, name, tables.assemble(name, []), {})
    found = pq.read_schema(path)
    for column in TABLES[name]:
        words = found.field(column.name).metadata
        assert words[b"meaning"].decode() == column.meaning
        assert found.field(column.name).nullable == column.null
        labels = json.loads(words.get(b"values", b"{}"))
        assert labels == {key: {"en": one.en, "zh": one.zh} for key, one in column.values.items()}
    assert tables.read(path, name).num_rows == 0


def test_the_same_table_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        tables.write(tmp_path / name, "metrics", table(), {"x": 1})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_frame_with_other_columns_is_refused() -> None:
    one = frame(range(START, START + 1))
    with pytest.raises(ModelError, match="x, seed 4: the frame differs in trust"):
        tables.assemble("metrics", [("x", 4, one.drop(columns="trust"))])
    with pytest.raises(ModelError, match="differs in the order"):
        tables.assemble("metrics", [("x", 4, one[one.columns[::-1]])])
    with pytest.raises(ModelError, match="differs in"):
        tables.assemble("actors", [("x", 4, one)])


@pytest.mark.parametrize("content", [b"", b"no parquet", b"PAR1" * 10])
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "metrics.parquet"
    path.write_bytes(content)
    with pytest.raises(ResultsError, match="cannot be read"):
        tables.read(path, "metrics")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="cannot be read"):
        tables.read(tmp_path / "metrics.parquet", "metrics")


def test_a_table_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "metrics.parquet"
    other = table().drop_columns(["trust"]).append_column("new", pa.nulls(27, pa.float64()))
    pq.write_table(other, path)
    with pytest.raises(ResultsError, match="other columns than this version writes: trust, new"):
        tables.read(path, "metrics")


def test_a_metric_that_came_later_is_null_in_older_tables(tmp_path: Path) -> None:
    path = tmp_path / "metrics.parquet"
    pq.write_table(table().drop_columns(sorted(LATER)), path)
    found = tables.read(path, "metrics")
    assert set(found.column_names) == set(table().column_names)
    for name in LATER:
        assert found[name].null_count == found.num_rows == 27


@pytest.mark.parametrize("name", TABLES)
def test_no_runs_make_an_empty_table(name: str) -> None:
    assert tables.assemble(name, []).num_rows == 0


def test_values_survive_to_the_bit() -> None:
    found = table().to_pandas(date_as_object=False)["trust"].to_numpy()[: 3 * len(COMMUNITIES)]
    wanted = frame(range(START, START + 3), value)["trust"].to_numpy()
    assert np.array_equal(found.view(np.int64), wanted.view(np.int64))


# --- written part by part ----------------------------------------------------------------------


def hours(value: float) -> pa.Table:
    one = pd.DataFrame(
        {
            "month": [pd.Timestamp(2003, 11, 1).date()],
            "community": ["east"],
            "actor": ["party"],
            "hours": [value],
        }
    )
    return tables.assemble("actors", [("a", 0, one)])


def test_a_table_can_be_written_part_by_part(tmp_path: Path) -> None:
    path = tmp_path / "actors.parquet"
    with tables.Spool("actors", path, {"x": 1}) as spool:
        for value in (1.0, float("nan"), 3.0):
            spool.add(hours(value))
            assert not path.exists()
        spool.save()
        assert path.exists()
    found = tables.read(path, "actors")
    assert found["hours"].to_pylist() == [1.0, None, 3.0]
    assert json.loads(pq.read_schema(path).metadata[b"cogov"]) == {"x": 1}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, OSError])
def test_what_is_not_saved_leaves_nothing_and_harms_nothing(
    tmp_path: Path, error: type[BaseException] | None
) -> None:
    path = tmp_path / "actors.parquet"
    path.write_text("the old one")

    def spoil() -> None:
        with tables.Spool("actors", path, {}) as spool:
            spool.add(hours(1.0))
            if error is not None:
                raise error

    if error is None:
        spoil()
    else:
        with pytest.raises(error):
            spoil()
    assert [one.read_text() for one in tmp_path.iterdir()] == ["the old one"]
