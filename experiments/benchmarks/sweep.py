"""Runs a minute: a sweep into our store against `mesa.batch_run` on the plain-Mesa twin.

Both run the same months of the same small town with the same rules, seeds and processes; what
they find is compared before the rates are given.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from experiments.benchmarks.table import Findings
from experiments.benchmarks.workers import BenchmarkError, Worker, alternated, ratios

PART = "sweep"
OURS, MESA = "cogov sweep, into a store", "mesa.batch_run, plain twin"
_PROCESSES = 2
_PAST, _MONTHS = 3, 12
_SETTINGS: dict[str, Any] = {"run.burn_in.months": _PAST, "run.months": _MONTHS}
_SCENARIO = f"""\
summary: A short run of the example.
extends: example
run: {{months: {_MONTHS}, burn_in: {{months: {_PAST}, under: government_led}}}}
"""
_EXPERIMENT = """\
summary: Runs of a small town.
scenarios: [short.yaml]
seeds: 0..{last}
"""
_MEASURED = "participation_rate"


class OurSweep:
    """Sweeps of ours."""

    def timed(self, runs: int) -> tuple[float, dict[int, float]]:
        """Seconds for so many runs, and participation in the last month by seed."""
        import sim

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "runs.yaml"
            path.write_text(_EXPERIMENT.format(last=runs - 1), "utf-8")
            path.with_name("short.yaml").write_text(_SCENARIO, "utf-8")
            begin = time.perf_counter()
            found = sim.sweep(path, out=Path(folder) / "out", workers=_PROCESSES, progress=False)
            seconds = time.perf_counter() - begin
            table = found.sql(
                f"SELECT seed, arg_max({_MEASURED}, month) AS rate FROM metrics "
                "WHERE community = 'town' GROUP BY seed"
            )
        return seconds, dict(zip(table["seed"].tolist(), table["rate"].tolist(), strict=True))


class MesaSweep:
    """Sweeps of Mesa's."""

    def timed(self, runs: int) -> tuple[float, dict[int, float]]:
        """Seconds for so many runs, and participation in the last month by seed."""
        import mesa

        from experiments.benchmarks.batched import BatchedTwin

        begin = time.perf_counter()
        found = mesa.batch_run(
            BatchedTwin,
            {"settings": [_SETTINGS]},
            number_processes=_PROCESSES,
            rng=list(range(runs)),
            max_steps=_PAST + _MONTHS,
            display_progress=False,
        )
        seconds = time.perf_counter() - begin
        return seconds, {int(row["seed"]): float(row[_MEASURED]) for row in found}


def sweep(rounds: int, quick: bool) -> Findings:
    """Time both, in turn.

    Raises:
        BenchmarkError: They find different things.
    """
    findings = Findings()
    runs = {OURS: 20, MESA: 4} if quick else {OURS: 120, MESA: 12}
    targets = {OURS: "OurSweep", MESA: "MesaSweep"}
    rates: dict[int, dict[str, float]] = {}

    def rate(name: str) -> float:
        seconds, found = rows[name].call("timed", runs[name])
        for seed, value in found.items():
            rates.setdefault(seed, {})[name] = value
        return 60.0 * runs[name] / float(seconds)

    with (
        Worker(f"{__name__}:{targets[OURS]}") as ours,
        Worker(f"{__name__}:{targets[MESA]}") as mesa,
    ):
        rows = {OURS: ours, MESA: mesa}
        for row in rows.values():
            row.call("timed", 2)
        found = alternated(list(rows), min(rounds, 5), rate)
    apart = [
        seed for seed, one in rates.items() if len(one) == 2 and abs(one[OURS] - one[MESA]) > 1e-12
    ]
    if apart:
        raise BenchmarkError(f"the sweeps find different things for the seeds {apart}")
    for name, values in found.items():
        findings.add(PART, name, "runs a minute", "", values)
        findings.add(PART, name, "times as many as Mesa", "x", ratios(found, name, MESA))
    findings.notes.append(
        f"Sweep: {_PAST + _MONTHS} months of the example (600 residents), {_PROCESSES} processes; "
        f"both find the same participation for every seed."
    )
    return findings
