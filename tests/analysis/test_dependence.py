"""The dynamic probit against data made by one, and on panels of runs."""

import math
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim.analysis.outputs import NAMES, _loss, dependence_of, dynamic_probit
from sim.declarations.outputs import OF_PANEL

YEARS = 7


def made(gamma: float, sigma: float, persons: int = 1500) -> tuple[NDArray[np.bool_], Any]:
    """Outcomes of a population whose members differ lastingly, and the years as regressors."""
    rng = np.random.default_rng(5)
    lasting = sigma * rng.standard_normal(persons)
    took = np.zeros((persons, YEARS), dtype=np.bool_)
    before = np.zeros(persons, dtype=np.bool_)
    # The first years are not seen, as a panel begins in the midst of lives.
    for year in range(-5, YEARS):
        before = -0.9 + gamma * before + lasting + rng.standard_normal(persons) > 0
        if year >= 0:
            took[:, year] = before
    return took, np.broadcast_to(np.eye(YEARS - 1), (persons, YEARS - 1, YEARS - 1))


@pytest.mark.parametrize(("gamma", "sigma"), [(0.8, 0.6), (0.0, 1.0)])
def test_what_persists_by_itself_is_told_from_what_people_are(gamma: float, sigma: float) -> None:
    took, years = made(gamma, sigma)
    found, spread, effect = dynamic_probit(took, years)
    assert found == pytest.approx(gamma, abs=0.12)
    assert 0.0 < spread < 1.2 * sigma
    raw = took[:, 1:][took[:, :-1]].mean() - took[:, 1:][~took[:, :-1]].mean()
    assert raw > effect + 0.1, "lasting differences look like persistence"
    assert effect == pytest.approx(0.27 * gamma, abs=0.05)


def test_the_slope_is_that_of_the_likelihood() -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((20, 3, 4))
    sign = np.where(rng.random((20, 3)) > 0.5, 1.0, -1.0)
    at = 0.5 * rng.standard_normal(5)
    steps = 1e-6 * np.eye(5)
    slope = [(_loss(at + s, x, sign)[0] - _loss(at - s, x, sign)[0]) / 2e-6 for s in steps]
    assert _loss(at, x, sign)[1] == pytest.approx(slope, abs=1e-7)


def panel_of(took: NDArray[np.bool_]) -> pd.DataFrame:
    """A panel in which nobody comes or goes; its last row a year is not of a December."""
    persons, years = took.shape
    months = [datetime(2020 + year, 12, 1) for year in range(years)]
    rows = persons * years
    frame = pd.DataFrame(
        {
            "month": months * persons,
            "resident": np.repeat(np.arange(persons), years),
            "arrived": [datetime(2000, 1, 1)] * rows,
            "age": np.repeat(30 + np.arange(persons) % 40, years),
            "education": "college",
            "months_volunteering": took.ravel() * 2,
            **{
                name: np.repeat(np.arange(persons) % 2 == 0, years)
                for name in ("female", "migrant", "owner", "party")
            },
        }
    )
    late = frame.assign(month=datetime(2030, 6, 1))
    return pd.concat([frame, late], ignore_index=True)


def test_a_panel_is_read_by_person_and_december() -> None:
    took, _ = made(0.8, 0.6, 400)
    panel = panel_of(took)
    found = dependence_of(panel.sample(frac=1.0, random_state=3))
    assert tuple(found) == NAMES == OF_PANEL
    before, after = took[:, :-1], took[:, 1:]
    assert found["dependence_raw"] == pytest.approx(after[before].mean() - after[~before].mean())
    assert found["dependence_raw"] > found["dependence_true"] > 0
    # Who came later is not there in every year.
    gone = panel[(panel["resident"] != 0) | (panel["month"] != datetime(2020, 12, 1))]
    rest = dependence_of(panel[panel["resident"] != 0])
    assert dependence_of(gone) == pytest.approx(rest)


def test_of_too_few_years_or_changes_nothing_is_said() -> None:
    short = panel_of(np.array([[False, True], [True, True]]))
    assert all(math.isnan(value) for value in dependence_of(short).values())
    still = panel_of(np.zeros((30, 4), dtype=np.bool_))
    assert all(math.isnan(value) for value in dependence_of(still).values())
