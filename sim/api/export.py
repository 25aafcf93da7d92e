"""Tables of results in forms that Excel, Stata and R read, with a codebook."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.declarations.columns_told import COLUMNS
from sim.declarations.metrics import METRICS
from sim.declarations.tables import TABLES
from sim.errors import OptionError, Problem, ResultsError
from sim.extras import need
from sim.runs import files
from sim.runs.options import Problems, check_choice
from sim.runs.tables import csv_bytes, read_csv
from sim.words import Speech

if TYPE_CHECKING:
    import pandas as pd

FORMS = ("csv", "xlsx", "dta")
FOLDER = "export"
CODEBOOK = "codebook"
_MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds beside its head."""
_EXACT = 2**53
_NAME, _LABEL = 32, 80
"""Letters of a name and of a label that Stata holds."""


def export(folder: str | Path, form: str, out: str | Path | None = None) -> list[Path]:
    """Write every table of a folder of results, and a codebook.

    Args:
        folder: What a run, a comparison or a study left.
        form: ``csv`` (UTF-8 with its mark, which Excel reads in Chinese), ``xlsx`` (one workbook)
            or ``dta`` (Stata 14 and later, with labels).
        out: Folder to write to; None for ``export`` within the folder. What is there is replaced.

    Returns:
        The files, the codebook last.

    Raises:
        UserError: The form is not known, the folder is no results, or a table does not fit.
    """
    check_form(form)
    source = Path(folder)
    manifest = files.read_manifest(source)
    tables = _tables(source, manifest)
    target = source / FOLDER if out is None else Path(out)
    files.create_folder(target)
    book = codebook(tables)
    with files.writing(target):
        if form == "xlsx":
            return [_workbook(target / "tables.xlsx", {**tables, CODEBOOK: book})]
        write = _csv if form == "csv" else _stata
        return [
            write(target / f"{name}.{form}", frame)
            for name, frame in {**tables, CODEBOOK: book}.items()
        ]


def _tables(source: Path, manifest: Mapping[str, Any]) -> "dict[str, pd.DataFrame]":
    """Read the tables of a folder: those of its files, or what sweeps left in a store.

    Raises:
        ResultsError: One cannot be read.
    """
    if manifest.get("kind") == "store":
        from sim.sweeps.store import SweepResults

        swept = SweepResults(source)
        # Excel knows no time zones.
        runs = swept.runs.assign(finished=lambda frame: frame["finished"].dt.tz_convert(None))
        return {"runs": runs, "metrics": swept.metrics}
    return {
        Path(name).stem: _read(source / name)
        for name in manifest.get("files", {})
        if name.endswith((".parquet", ".csv"))
    }


def check_form(form: str) -> None:
    """Make sure that tables can be exported in a form.

    Raises:
        OptionError: It is not known, or the extra that writes it is not installed.
    """
    problems = Problems()
    problems.add(check_choice("export", form, FORMS))
    problems.settle()
    if form == "xlsx":
        need("tables", "--export xlsx")


def _read(path: Path) -> "pd.DataFrame":
    """Read a table as it was saved.

    Raises:
        ResultsError: It cannot be read.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(path) if path.suffix == ".parquet" else read_csv(path)
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    except (OSError, ValueError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or [""])[0]
        raise ResultsError(
            Problem(f"cannot be read: {reason}", file=str(path), hint=files.MEND)
        ) from error


def codebook(tables: "dict[str, pd.DataFrame]") -> "pd.DataFrame":
    """Say what each column of some tables is, in English and Chinese.

    Returns:
        Columns table, column, label_en, label_zh, unit, definition_en, definition_zh; shares are
        fractions from 0 to 1.
    """
    import pandas as pd

    rows = []
    for name, frame in tables.items():
        declared = {one.name: one for one in TABLES.get(name, ())}
        own = map(str, frame.columns)
        rows += [(name, column, *_about(name, column, declared.get(column))) for column in own]
    names = ["label_en", "label_zh", "unit", "definition_en", "definition_zh"]
    return pd.DataFrame(rows, columns=["table", "column", *names])


def _about(table: str, column: str, declared: object) -> tuple[str, str, str, str, str]:
    """Find labels, unit and definitions of a column, those of its table first."""
    chinese = Speech("zh")
    both = getattr(declared, "chinese", "")
    if column in METRICS and not both:
        metric = METRICS[column]
        label = metric.label
        return label.en, label.zh, metric.unit, metric.meaning, chinese.say(metric.meaning)
    told = COLUMNS.get(f"{table}.{column}", COLUMNS.get(column))
    if told is not None and not both:
        return told.label.en, told.label.zh, told.unit, told.meaning.en, told.meaning.zh
    if declared is not None:
        meaning, unit = str(getattr(declared, "meaning", "")), str(getattr(declared, "unit", ""))
        named = getattr(declared, "label", None)
        en, zh = (column, column) if named is None else (named.en, named.zh)
        return en, zh, unit, meaning, both or chinese.say(meaning)
    return column, column, "", "", ""


def _csv(path: Path, frame: "pd.DataFrame") -> Path:
    """Write a table as CSV that Excel reads in any language, without formulas."""
    path.write_bytes(csv_bytes(frame))
    return path


def _workbook(path: Path, tables: "dict[str, pd.DataFrame]") -> Path:
    """Write tables as sheets of one workbook."""
    import pandas as pd

    large = [name for name, frame in tables.items() if len(frame) > _MOST_ROWS]
    if large:
        text = f"a sheet of Excel has no room for {', '.join(large)}"
        raise OptionError(Problem(text, path="export", hint="export csv or dta"))
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, frame in tables.items():
            frame.to_excel(writer, sheet_name=name[:31], index=False)
    return path


def _stata(path: Path, frame: "pd.DataFrame") -> Path:
    """Write a table as Stata's, columns labelled; names are cut to fit Stata."""
    import pandas as pd

    names: dict[str, str] = {}
    for column in map(str, frame.columns):
        plain = "".join(one if one.isalnum() and one.isascii() else "_" for one in column)[:_NAME]
        plain = plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"[:_NAME]
        while plain in names.values():
            plain = f"{plain[: _NAME - 2]}_{len(names) % 10}"
        names[column] = plain
    labels = {names[one]: _about(path.stem, one, None)[0][:_LABEL] for one in names}
    shown = frame.rename(columns=names)
    for column in shown.columns:
        if shown[column].dtype == bool or str(shown[column].dtype) in ("boolean", "Int64"):
            shown[column] = shown[column].astype("float64")
        elif pd.api.types.is_integer_dtype(shown[column]) and shown[column].abs().max() > _EXACT:
            # Ids of bodies are larger than what Stata holds exactly.
            shown[column] = shown[column].astype(str).astype(object)
        elif not pd.api.types.is_numeric_dtype(shown[column]):
            shown[column] = shown[column].map(lambda one: "" if pd.isna(one) else str(one))
            shown[column] = shown[column].astype(object)
    shown.to_stata(path, write_index=False, version=118, variable_labels=labels)
    return path
