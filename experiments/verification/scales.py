"""Do a tenth of the town and the whole town agree on rates?

    python -m uv run python experiments/verification/scales.py [--scenario NAME] [--seeds 20]

For every headline metric that is declared to agree across population scales: the mean over seeds
at scale 0.1 minus that at scale 1, with a 90 % interval (Welch; the two towns share no people, so
nothing is paired), and whether the interval lies within 5 % of the value, or half a percentage
point. Exits with 1 when one does not.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from scipy import stats

from sim.declarations.metrics import METRICS
from sim.model import CommunityModel
from sim.scenario import load_scenario

CHECKED = tuple(m.name for m in METRICS.values() if m.headline and m.across_scales)
RELATIVE, ABSOLUTE = 0.05, 0.005


def headline(job: tuple[str, float, int]) -> list[float]:
    """Headline metrics of the town, means of the last 12 months."""
    name, scale, seed = job
    model = CommunityModel(load_scenario(name, {"population.scale": scale}), seed)
    model.run_model()
    frame = model.frame()
    town = frame[frame["community"] == "town"].iloc[-12:]
    return [float(town[metric].mean()) for metric in CHECKED]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="co_governance")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    jobs = [(options.scenario, s, seed) for s in (0.1, 1.0) for seed in range(options.seeds)]
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        values = np.array(list(pool.map(headline, jobs))).reshape(2, options.seeds, -1)
    failed = 0
    print(f"{options.scenario}, {options.seeds} seeds: scale 0.1 minus scale 1, 90 % interval")
    for index, metric in enumerate(CHECKED):
        small, whole = values[0, :, index], values[1, :, index]
        interval = stats.ttest_ind(small, whole, equal_var=False).confidence_interval(0.90)
        bound = max(RELATIVE * abs(whole.mean()), ABSOLUTE)
        inside = -bound <= interval.low and interval.high <= bound
        failed += not inside
        print(
            f"{metric:<28}{whole.mean():8.4f}{small.mean() - whole.mean():+9.4f}"
            f"  [{interval.low:+.4f}, {interval.high:+.4f}]  within {bound:.4f}: "
            f"{'yes' if inside else 'NO'}"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
