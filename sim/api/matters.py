"""Where the single matters of a run go: to a file while it runs, or into memory."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sim.runs import files, tables

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TABLE = "matters"


class MatterStore:
    """Takes matters while a run lasts; what is not saved in the end leaves nothing behind.

    Args:
        folder: The folder of the results, which exists; None to keep all in memory.
        about: What the file should say of itself.

    Raises:
        ResultsError: On entering, and on adding: the folder cannot be written to.
    """

    def __init__(self, folder: Path | None, about: Mapping[str, Any]) -> None:
        self._folder, self._about = folder, about
        self._spool: tables.Spool | None = None
        self._kept: list[pa.Table] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open the file, if there is to be one."""
        if self._folder is not None:
            spool = tables.Spool(TABLE, self._folder / tables.file_of(TABLE), self._about)
            with files.writing(self._folder):
                self._spool = self._open.enter_context(spool)
        return self

    def add(self, scenario: str, seed: int, frame: "pd.DataFrame") -> None:
        """Take matters of one run."""
        content = tables.assemble(TABLE, [(scenario, seed, frame)])
        if self._folder is None or self._spool is None:
            self._kept.append(content)
            return
        with files.writing(self._folder):
            self._spool.add(content)

    def at_hand(self) -> dict[str, "pd.DataFrame"]:
        """The table by its name, where it was kept in memory."""
        import pyarrow as pa

        return (
            {TABLE: pa.concat_tables(self._kept).to_pandas(date_as_object=False)}
            if self._kept
            else {}
        )

    def spools(self) -> dict[str, tables.Spool]:
        """The file that waits for its name, by the name of the table."""
        return {} if self._spool is None else {TABLE: self._spool}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the file unless it was saved."""
        self._open.__exit__(kind, error, trace)
