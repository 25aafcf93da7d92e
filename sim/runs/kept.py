"""What outlasts a run that was stopped: its seeds that are done, and the state of one.

What a crash interrupts goes on from there when the same is asked for again. Tables are kept as
Parquet and the rest as JSON, so that nothing in a folder is ever run.
"""

import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.calendar import format_month
from sim.errors import OptionError, Problem, UserError
from sim.runs import files
from sim.runs.manifest import NUMBERS, code_digest, package_version, plain
from sim.runs.parallel import Tick
from sim.runs.simulate import FinishedRun, failed_run, finished_run, share
from sim.runs.snapshot import read_state, write_state

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.model import CommunityModel
    from sim.runs.simulate import InFull
    from sim.scenario import Scenario


# --- Finished seeds of a comparison, kept in its folder until all of it is whole

FOLDER = ".unfinished"
"""Below the folder of the results; gone when they are whole."""
_ABOUT = "about.json"


class KeptSeeds:
    """The finished seeds of one comparison.

    A seed counts only for the same scenarios, under the same names and in the same order, the
    same code and the same packages.

    Args:
        folder: The folder of the results.
        scenarios: What is compared.
        in_full: `sim.runs.simulate.checked_in_full`.
        prefix: What the names of its files begin with.
        record: Tables that are recorded on request.
    """

    def __init__(
        self,
        folder: Path,
        scenarios: Sequence["Scenario"],
        in_full: "InFull",
        prefix: str = "",
        record: Sequence[str] = (),
    ) -> None:
        self._folder, self._in_full, self._prefix = folder / FOLDER, in_full, prefix
        self._about = {
            "scenarios": [[one.name, one.content_hash] for one in scenarios],
            "code": code_digest(),
            "record": list(record),
            "packages": {name: package_version(name) for name in NUMBERS},
        }

    def _key(self, seed: int) -> dict[str, Any]:
        """Collect what must be the same for a seed to count."""
        return {**self._about, "seed": seed, "in_full": list(self._in_full.get(seed, ()))}

    def _path(self, seed: int) -> Path:
        """Name the file of a seed."""
        return self._folder / f"{self._prefix}seed-{seed}.zip"

    def keep(self, seed: int, rows: Mapping[str, "pa.Table"], runs: Sequence[Any]) -> None:
        """Keep a finished seed.

        Args:
            seed: The seed.
            rows: Its rows of each table.
            runs: What else there is to say of its runs, as JSON can hold it.

        Raises:
            ResultsError: It cannot be written.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        with files.writing(self._folder):
            self._folder.mkdir(exist_ok=True)
            with (
                files.atomic(self._path(seed)) as temporary,
                zipfile.ZipFile(temporary, "w") as box,
            ):
                for name, table in rows.items():
                    sink = pa.BufferOutputStream()
                    pq.write_table(table, sink, compression="zstd")
                    box.writestr(name, sink.getvalue().to_pybytes())
                box.writestr(_ABOUT, json.dumps({"key": self._key(seed), "runs": plain(runs)}))

    def read_all(self, seeds: Sequence[int]) -> dict[int, tuple[dict[str, "pa.Table"], list[Any]]]:
        """Read the rows and the rest that were kept of those seeds that need not run.

        What is damaged, or of another comparison or other code, does not count.
        """
        found = {seed: self._read(seed) for seed in seeds if self._path(seed).is_file()}
        return {seed: one for seed, one in found.items() if one is not None}

    def _read(self, seed: int) -> tuple[dict[str, "pa.Table"], list[Any]] | None:
        """Read a seed, or None when it does not count."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        with (
            suppress(OSError, ValueError, KeyError, zipfile.BadZipFile, pa.ArrowException),
            zipfile.ZipFile(self._path(seed)) as box,
        ):
            about = json.loads(box.read(_ABOUT))
            if about["key"] == self._key(seed):
                names = [name for name in box.namelist() if name != _ABOUT]
                rows = {name: pq.read_table(pa.BufferReader(box.read(name))) for name in names}
                return rows, list(about["runs"])
        return None

    def remove(self) -> None:
        """Remove all that was kept, whatever it is of."""
        with files.writing(self._folder):
            for path in self._folder.glob("*.zip"):
                path.unlink()
            with suppress(OSError):
                # Something else may lie there.
                self._folder.rmdir()


# --- One long run that can be taken up where it was stopped

EVERY = 12
"""Months between two checkpoints."""


def simulate_resumable(
    scenario: "Scenario", seed: int, tick: Tick, path: Path, every: int = EVERY, *, threads: int = 1
) -> FinishedRun:
    """Run a scenario with one seed, from the checkpoint when there is one.

    Args:
        scenario: What to run.
        seed: The seed.
        tick: Called for each month, those before the checkpoint included.
        path: File of the checkpoint; replaced every so many months, and left at the end.
        every: Months between two checkpoints.
        threads: Threads that share the residents of the town.

    Returns:
        The same as without checkpoints, to the bit; its seconds are those of this part.

    Raises:
        ResultsError: The checkpoint cannot be read or written, or is of other code.
        OptionError: The checkpoint is of another scenario or seed.
        ModelError: The run failed; the message names scenario and seed.
    """
    begin = time.perf_counter()
    model = _begun(scenario, seed, path)
    share(model, threads)
    for _ in range(model.month - scenario.first_month):
        tick()
    try:
        while model.running:
            model.step()
            tick()
            if model.running and not (model.month - scenario.first_month) % every:
                with files.writing(path.parent):
                    write_state(path, model)
    except UserError:
        raise
    except Exception as error:
        raise failed_run(scenario.name, seed, error) from error
    seconds = time.perf_counter() - begin
    return finished_run(model, scenario.name, seconds)


def _begun(scenario: "Scenario", seed: int, path: Path) -> "CommunityModel":
    """Load the model of a checkpoint, or one that has not run yet."""
    from sim.model import CommunityModel

    if not path.exists():
        return CommunityModel(scenario, seed)
    kept = read_state(path)
    hint = "name another file, or remove it: the run then starts anew"
    if kept.seed != seed:
        text = f"{path} is of seed {kept.seed}, not {seed}"
        raise OptionError(Problem(text, path="checkpoint", hint=hint))
    try:
        return kept.model(scenario)
    except ValueError as error:
        text = f"{path}, of {format_month(kept.month)}, does not fit: {error}"
        raise OptionError(Problem(text, path="checkpoint", hint=hint)) from None
