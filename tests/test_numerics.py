import importlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.declarations.columns import RESIDENT_COLUMNS
from sim.kernels import threads
from sim.model import CommunityModel
from sim.scenario import load_scenario

umath = importlib.import_module("numpy._core._multiarray_umath")
ROOT = Path(__file__).resolve().parents[1]
# The election of 2021-06, meetings, prizes and hard and soft powers are all in these months.
SETTINGS = {
    "run.start": "2021-04",
    "run.months": 4,
    "run.burn_in.months": 2,
    "levers.volunteer_prizes": 9000,
    "levers.consultation_meetings_per_year": 12,
    "levers.party_network_coverage": 0.7,
    "levers.households_per_party_member": 15,
    "levers.leader_training": 0.5,
}


def outcome(count: int = 1) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """A short run: its frame and every column at its end; with many threads, in odd pieces."""
    if count > 1:
        threads._FEW = threads._ALIGNED = 7
    model = CommunityModel(load_scenario("example", SETTINGS), 0, threads=count)
    model.run_model()
    residents = model.world.residents
    return model.frame(), {one.name: getattr(residents, one.name) for one in RESIDENT_COLUMNS}


def features_of_this_processor() -> list[str]:
    """What NumPy uses here beyond its baseline, and could do without."""
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]


@pytest.mark.long
def test_another_processor_and_threads_give_the_same_bits(tmp_path: Path) -> None:
    code = (
        "import pickle, sys; from pathlib import Path; import numba\n"
        "from tests.test_numerics import features_of_this_processor, outcome\n"
        "assert numba.config.CPU_NAME == 'generic' and not features_of_this_processor()\n"
        "Path(sys.argv[1]).write_bytes(pickle.dumps(outcome(3)))"
    )
    environment = os.environ | {
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CACHE_DIR": str(tmp_path / "compiled"),
        "NPY_DISABLE_CPU_FEATURES": " ".join(features_of_this_processor()),
    }
    subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "outcome")],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    frame, columns = pickle.loads((tmp_path / "outcome").read_bytes())
    here, mine = outcome()
    assert list((tmp_path / "compiled").rglob("*.nbc")), "nothing was compiled anew"
    assert here.community.equals(frame.community)
    for name in here.columns[2:]:
        assert here[name].to_numpy().tobytes() == frame[name].to_numpy().tobytes(), name
    for name, values in mine.items():
        assert values.tobytes() == columns[name].tobytes(), name
    assert here.turnout.notna().any()
