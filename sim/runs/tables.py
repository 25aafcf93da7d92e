"""The table of metrics: its columns, what they mean, and how it is written and read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.declarations.metrics import METRICS
from sim.errors import ModelError, Problem, ResultsError
from sim.runs.files import PROGRAM, atomic

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TOWN = "town"
"""The ``community`` of rows that hold a metric of the whole town."""
KEYS = ("scenario", "seed", "month", "community")
_KEY_MEANINGS = {
    "scenario": "Name of the scenario.",
    "seed": "Seed of the keyed draws.",
    "month": "First day of the month.",
    "community": f"Id of the community, or {TOWN!r} for the whole town.",
}


def schema(about: Mapping[str, object] | None = None) -> "pa.Schema":
    """The columns: four keys, then one float64 column for each declared metric.

    Each metric's field carries ``unit``, ``meaning``, ``label_en`` and ``label_zh``.

    Args:
        about: What else the file should say of itself, under the key ``cogov``.
    """
    import pyarrow as pa

    types = (pa.string(), pa.int64(), pa.date32(), pa.string())
    fields = [
        pa.field(name, kind, nullable=False, metadata={"meaning": _KEY_MEANINGS[name]})
        for name, kind in zip(KEYS, types, strict=True)
    ]
    for metric in METRICS.values():
        words = {
            "unit": metric.unit,
            "meaning": metric.meaning,
            "label_en": metric.label.en,
            "label_zh": metric.label.zh,
        }
        fields.append(pa.field(metric.name, pa.float64(), metadata=words))
    text = json.dumps(about or {}, ensure_ascii=False, sort_keys=True)
    return pa.schema(fields, metadata={PROGRAM: text})


def assemble(runs: Sequence[tuple[str, int, "pd.DataFrame"]]) -> "pa.Table":
    """One table out of the frames of single runs.

    Args:
        runs: Scenario name, seed and `CommunityModel.frame` of each run, in the order of the
            table.

    Raises:
        ModelError: A frame lacks a column or holds one that is not declared.
    """
    import pyarrow as pa

    wanted = schema()
    below = pa.schema([field for field in wanted if field.name not in KEYS[:2]])
    expected = list(below.names)
    tables = []
    for name, seed, frame in runs:
        if list(frame.columns) != expected:
            odd = sorted(set(frame.columns) ^ set(expected)) or ["the order"]
            raise ModelError(f"{name}, seed {seed}: the frame differs in {', '.join(odd)}")
        columns = pa.Table.from_pandas(frame, schema=below, preserve_index=False).columns
        keys = [pa.array([name] * len(frame)), pa.array([seed] * len(frame), pa.int64())]
        tables.append(pa.table([*keys, *columns], schema=wanted))
    return pa.concat_tables(tables) if tables else wanted.empty_table()


def write_metrics(path: Path, table: "pa.Table", about: Mapping[str, object]) -> None:
    """Write the table atomically; the same table gives the same bytes.

    Args:
        path: The final name.
        table: What `assemble` made.
        about: What the file should say of itself.
    """
    import pyarrow.parquet as pq

    with atomic(path) as temporary:
        pq.write_table(
            table.replace_schema_metadata(schema(about).metadata),
            temporary,
            compression="zstd",
        )


def read_metrics(path: Path) -> "pa.Table":
    """Read a table of metrics.

    Raises:
        ResultsError: It cannot be read, or has other columns than this version declares.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    where = str(path)
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise ResultsError(Problem(f"cannot be read: {reason}", file=where)) from error
    found = {field.name: field.type for field in table.schema}
    wanted = {field.name: field.type for field in schema()}
    if found != wanted:
        odd = [name for name in {**wanted, **found} if found.get(name) != wanted.get(name)]
        raise ResultsError(
            Problem(
                "has other columns than this version writes: " + ", ".join(odd),
                file=where,
                hint="open it with the version named in the manifest",
            )
        )
    return table
