"""Opens the store that sweeps fill: tidy tables, read when they are asked for."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ResultsError
from sim.sweeps.store import Store

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection


_MEND = "'cogov verify --mend' removes what is damaged: then sweep again"


class SweepResults:
    """What sweeps left behind in a store: tidy tables, read when they are asked for.

    Args:
        folder: The store.

    Raises:
        ResultsError: It is missing, or something else.

    Attributes:
        folder: The store.
        manifest: What marks it as one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Mapping[str, Any] = Store(folder).manifest

    @cached_property
    def connection(self) -> "DuckDBPyConnection":
        """A DuckDB connection with the views ``runs`` and ``metrics``: see `sim.sweeps.tables`.

        Raises:
            ResultsError: A file of the store is damaged, or nothing was swept.
        """
        from sim.sweeps.tables import connect

        return connect(self.folder)

    def sql(self, query: str) -> "pd.DataFrame":
        """What a query of the views says.

        Raises:
            duckdb.Error: The query is wrong.
        """
        frame: pd.DataFrame = (
            self.connection.sql(query).to_arrow_table().to_pandas(date_as_object=False)
        )
        return frame

    def ask(self, query: str, values: Sequence[Any] = ()) -> "pd.DataFrame":
        """What a query of this program says.

        Args:
            query: With a question mark for each value.
            values: The values.

        Raises:
            ResultsError: A file of the store is damaged.
        """
        import duckdb

        try:
            relation = self.connection.sql(query, params=list(values))
            frame: pd.DataFrame = relation.to_arrow_table().to_pandas(date_as_object=False)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise ResultsError(
                Problem(f"cannot be read: {reason}", file=str(self.folder), hint=_MEND)
            ) from error
        return frame

    @property
    def runs(self) -> "pd.DataFrame":
        """A row for each planned run, with its state; see `sim.sweeps.tables.connect`."""
        order = "ORDER BY experiment, plan, scenario, point, seed"
        return self.ask(f"SELECT * FROM runs {order}")

    @cached_property
    def metrics(self) -> "pd.DataFrame":
        """Every metric of every run that is done; for more than fits in memory, see `sql`."""
        order = "ORDER BY experiment, plan, scenario, point, seed, month, community"
        return self.ask(f"SELECT * FROM metrics {order}")

    def __repr__(self) -> str:
        """Class, number of runs by state, and folder."""
        found = self.connection.execute(
            "SELECT state, count(*) FROM runs GROUP BY state ORDER BY state"
        ).fetchall()
        states = ", ".join(f"{number} {state}" for state, number in found)
        return f"<SweepResults: {states}; {self.folder}>"
