"""One cell: a scenario with a seed, known by its content, and the work of simulating it."""

import io
import json
import os
import platform
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.declarations.metrics import METRICS
from sim.errors import ModelError, OptionError, ResultsError
from sim.extend import ExtensionError
from sim.runs.files import locked
from sim.runs.manifest import NUMBERS, model_digest, package_version, plain
from sim.sweeps.experiment import Experiment

if TYPE_CHECKING:
    from sim.model import CommunityModel
    from sim.scenario import Scenario

LAYOUT = 1
"""Layout of the table of a cell."""
CELL = "cell"
"""Column that holds the key of the cell."""


class StaleWorker(OptionError):
    """A worker would run other code, or other versions of packages, than the sweep's plan says."""


def stamp() -> dict[str, Any]:
    """What besides scenario and seed can change a number, as JSON can hold it."""
    return {"layout": LAYOUT, "model": model_digest(), "packages": dict(_packages())}


@cache
def _packages() -> dict[str, str]:
    """Versions of the packages that can matter to a number."""
    return {name: package_version(name) for name in NUMBERS}


def stamp_hash() -> str:
    """SHA-256 of `stamp`."""
    return sha256(json.dumps(stamp(), sort_keys=True).encode()).hexdigest()


def cell_key(content: str, seed: int, code: str) -> str:
    """Key of a cell: SHA-256 of all that can change its numbers.

    Args:
        content: `Scenario.content_hash`.
        seed: The seed.
        code: `stamp_hash` of the code that runs it.
    """
    return sha256(f"{content}/{seed}/{code}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario at a point of the design, with all its seeds to come.

    Attributes:
        base: Which scenario of the experiment.
        point: Which point.
        content: `Scenario.content_hash`.
        months: Months that are simulated, the common past included.
        residents: Residents that are simulated.
        past: `Scenario.past_hash` of the past that it shares with others; empty when it runs
            from the start.
        past_months: Months of that past.
    """

    base: int
    point: int
    content: str
    months: int
    residents: int
    past: str = ""
    past_months: int = 0


@dataclass(frozen=True)
class Work:
    """What every worker needs to know, whatever cell it works on.

    Attributes:
        experiment: The experiment.
        variants: Its scenarios at its points.
        code: `stamp_hash` of the process that made the plan.
        states: Folder for states of shared pasts, or None.
    """

    experiment: Experiment
    variants: tuple[Variant, ...]
    code: str
    states: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a cell.

    Attributes:
        table: The Parquet file of its metrics; empty when it failed.
        about: What the file beside it says of the run, as JSON can hold it.
    """

    table: bytes
    about: dict[str, Any] = field(default_factory=dict)


def work(job: Work, variant: int, seed: int, tick: Callable[[], None]) -> Outcome:
    """Simulate a cell.

    Args:
        job: What all cells share.
        variant: Which variant.
        seed: The seed.
        tick: Called after each month.

    Returns:
        The table, or what went wrong.

    Raises:
        StaleWorker: This process has other code than the plan says.
        TimeoutError: `tick` said so.
    """
    if stamp_hash() != job.code:
        raise StaleWorker(
            "the code or the packages have changed since the sweep began; start it again"
        )
    begin = time.perf_counter()
    about = {"host": platform.node(), "process": os.getpid(), "started": time.time()}
    try:
        scenario = _scenario(job, variant)
        key = cell_key(scenario.content_hash, seed, job.code)
        model = _model(job, variant, seed, tick)
        table = encode(model.frame(), key)
        about["record"] = plain(model.record())
    except (BrokenPipeError, TimeoutError, ExtensionError):
        raise
    except Exception as error:
        about |= failure("exception", f"{type(error).__name__}: {error}")
        about["traceback"] = "".join(traceback.format_exception(error))
        table = b""
    about["seconds"] = time.perf_counter() - begin
    return Outcome(table, about)


def failure(kind: str, error: str) -> dict[str, Any]:
    """What is noted of a cell that failed.

    Args:
        kind: ``exception``, ``killed`` or ``timeout``.
        error: What happened, one line.
    """
    return {"failed": kind, "error": error.splitlines()[0] if error else kind}


_last: dict[str, Any] = {}
"""The latest scenario and state of this process: neighbours in a plan often share them."""


def _scenario(job: Work, variant: int) -> "Scenario":
    """The scenario of a variant."""
    known = _last.get("scenario")
    if known is None or known[0] is not job or known[1] != variant:
        one = job.variants[variant]
        known = _last["scenario"] = (job, variant, job.experiment.scenario(one.base, one.point))
    found: Scenario = known[2]
    return found


def _model(job: Work, variant: int, seed: int, tick: Callable[[], None]) -> "CommunityModel":
    """The model after its last month."""
    from sim.model import CommunityModel
    from sim.runs.simulate import TOWNS

    scenario = _scenario(job, variant)
    if job.variants[variant].past:
        model = _branched(job, variant, seed, tick)
    else:
        model = CommunityModel(scenario, seed, world=TOWNS.world(scenario, seed))
    _run_until(model, scenario.end, tick)
    return model


def _run_until(model: "CommunityModel", month: int, tick: Callable[[], None]) -> None:
    """Run a model up to a month."""
    while model.running and model.month < month:
        model.step()
        tick()


def state_key(past: str, seed: int, code: str) -> str:
    """Key of the state at the end of a shared past."""
    return sha256(f"state/{past}/{seed}/{code}".encode()).hexdigest()


def _branched(job: Work, variant: int, seed: int, tick: Callable[[], None]) -> "CommunityModel":
    """The model at the end of its shared past; who comes first runs the past and keeps it.

    Where the workers share no folder, each of them keeps the latest past for itself.
    """
    from sim.runs.snapshot import freeze, read_state, thaw, write_state

    scenario = _scenario(job, variant)
    key = state_key(job.variants[variant].past, seed, job.code)
    known = _last.get("state")
    if known is not None and known[0] == key:
        return thaw(known[1], scenario)
    folder = None if job.states is None else Path(job.states)
    if folder is None or not folder.is_dir():
        model, state = _past(job, scenario, seed, tick)
        _last["state"] = (key, state)
        return model
    path = folder / key
    with locked(folder / f"{key}.lock"):
        # A state that is damaged, or another one, is as good as none: the past is run again.
        with suppress(ResultsError, ValueError):
            kept = read_state(path)
            if kept.seed == seed:
                model = kept.model(scenario)
                _last["state"] = (key, freeze(model))
                return model
        model, state = _past(job, scenario, seed, tick)
        _last["state"] = (key, state)
        # Without room for the state the past is run again; for the table it is told.
        with suppress(OSError):
            write_state(path, model)
    return model


def _past(
    job: Work, scenario: "Scenario", seed: int, tick: Callable[[], None]
) -> "tuple[CommunityModel, bytes]":
    """A model at the end of its shared past, and its state."""
    from sim.model import CommunityModel
    from sim.runs.simulate import TOWNS
    from sim.runs.snapshot import freeze

    model = CommunityModel(scenario, seed, world=TOWNS.world(scenario, seed))
    assert job.experiment.branch_at is not None
    _run_until(model, job.experiment.branch_at, tick)
    return model, freeze(model)


def encode(frame: Any, key: str) -> bytes:
    """The table of a cell as a Parquet file.

    Args:
        frame: `CommunityModel.frame`.
        key: Key of the cell.

    Raises:
        ModelError: The frame has other columns than are declared.

    Returns:
        Columns cell, month, community, then the metrics; the same frame gives the same bytes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if list(frame.columns) != ["month", "community", *METRICS]:
        raise ModelError("the frame of the model has other columns than are declared")
    columns = {
        CELL: pa.array([key] * len(frame), pa.string()),
        "month": pa.array(frame["month"], pa.date32()),
        "community": pa.array(frame["community"], pa.string()),
    }
    for name in METRICS:
        columns[name] = pa.array(frame[name].to_numpy(), pa.float64(), from_pandas=True)
    stream = io.BytesIO()
    # What the metrics mean is said once, by the declarations, not in every one of many files.
    pq.write_table(
        pa.table(columns),
        stream,
        compression="zstd",
        use_dictionary=[CELL, "month", "community"],
        write_statistics=False,
        store_schema=False,
    )
    return stream.getvalue()
