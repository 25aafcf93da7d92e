"""What a month and the set-up cost at full scale.

    python -m uv run python experiments/benchmarks/month.py [--scenario co_governance] [--months 24]

Months are timed two years after the common past, which is lived under another scenario, so that
what is timed is the scenario that is named.
Prints medians in milliseconds for each phase of the month, the parts of the set-up, and the
memory per resident. Compilation is done beforehand and reported apart. Quote ratios: machines
differ and are noisy.
"""

import argparse
import platform
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

PHASES = (
    "_open",
    "needs_arise",
    "ask",
    "collect_matters",
    "take_part",
    "consult",
    "handle_matters",
    "supervise",
    "learn",
    "_turn_over",
    "_measure",
)


def timed(function: Callable[..., Any], into: list[float]) -> Callable[..., Any]:
    """The function, with its milliseconds noted."""

    def run(*args: Any, **kwargs: Any) -> Any:
        begin = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            into.append((time.perf_counter() - begin) * 1e3)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="co_governance")
    parser.add_argument("--months", type=int, default=24)
    options = parser.parse_args()

    begin = time.perf_counter()
    import sim.model
    from sim.rng import Draws
    from sim.scenario import load_scenario
    from sim.world import build_world

    imported = time.perf_counter() - begin
    begin = time.perf_counter()
    small = load_scenario(options.scenario, {"population.scale": 0.01})
    warm = sim.model.CommunityModel(small)
    for _ in range(14):
        warm.step()
    compiled = time.perf_counter() - begin

    scenario = load_scenario(options.scenario)
    begin = time.perf_counter()
    world = build_world(
        scenario.town, Draws(1), scenario.first_month, scenario.parameters, scenario.scale
    )
    built = time.perf_counter() - begin
    begin = time.perf_counter()
    model = sim.model.CommunityModel(scenario, 1, world=world)
    made = time.perf_counter() - begin

    times: dict[str, list[float]] = {phase: [] for phase in PHASES}
    for phase in PHASES:
        owner: Any = model if phase.startswith("_") else sim.model
        setattr(owner, phase, timed(getattr(owner, phase), times[phase]))
    months: list[float] = []
    skipped = scenario.burn_in + 24
    for _ in range(skipped):
        model.step()
    for taken in times.values():
        taken.clear()
    step = timed(model.step, months)
    for _ in range(options.months):
        step()

    residents = len(world.residents)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, ")
    print(f"NumPy {np.__version__}; {residents:,} residents, {options.scenario}")
    print(f"import {imported:.2f} s, compile or load from cache {compiled:.2f} s")
    print(f"set-up: world {built:.2f} s, model {made:.2f} s; peak memory {peak / 1024:.0f} MiB")
    median = statistics.median(months)
    print(
        f"months {skipped}-{skipped + options.months - 1} of the run: median {median:.1f} ms, "
        f"mean {statistics.mean(months):.1f} ms, fastest {min(months):.1f} ms"
    )
    for phase, taken in times.items():
        share = statistics.median(taken)
        print(f"  {phase.lstrip('_'):<20}{share:8.2f} ms  {share / median:6.1%}")


if __name__ == "__main__":
    main()
