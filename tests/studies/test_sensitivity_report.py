from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis import sensitivity as analysis
from sim.analysis.sensitivity import morris_design, sobol_design
from sim.report.figures.look import save_figure
from sim.studies.sensitivity.report import MOST_FACTORS, figures, sentences
from sim.studies.sensitivity.study import morris_tables, sobol_tables
from sim.words import Speech
from tests.analysis.test_sensitivity import normal

METRICS = ("participation_rate", "trust", "days_to_resolution")
FACTORS = (
    "parameters.weight_norm",
    "levers.control",
    "run.burn_in.months",
    "events.2016-07",
    *(f"parameters.ask_{number}" for number in range(10)),
)


def about(seeds: int = 2, scenarios: tuple[str, ...] = ("closed", "opened")) -> dict[str, Any]:
    return {
        "scenarios": list(scenarios),
        "seeds": seeds,
        "factors": len(FACTORS),
        "window": 12,
        "screening": {"trajectories": 4},
        "sobol": {"samples": 32},
    }


def tables(seeds: int = 2) -> dict[str, pd.DataFrame]:
    """The first two factors act, the first twice as much."""

    def response(design: Any) -> Any:
        value = 0.2 * design[:, 0] + 0.1 * design[:, 1]
        luck = 0.01 * normal(len(design), seeds, "luck")
        return dict.fromkeys(METRICS, value[:, None] + luck)

    design = morris_design(len(FACTORS), 4, 4, seed=0)
    morris, _ = morris_tables(FACTORS, design, response(design), 3, seed=0)
    design = sobol_design(3, 32, seed=0)
    sobol, variance = sobol_tables(FACTORS[:3], response(design), seed=0)
    return {"morris": morris, "sobol": sobol, "variance": variance}


@pytest.fixture(autouse=True)
def _few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "RESAMPLES", 100)


def test_factors_have_names_that_readers_know() -> None:
    assert [Speech("en").factor(path) for path in FACTORS[:4]] == [
        "weight of the norm",
        "administrative control",
        "months of common past",
        "date of the 2016-07 event",
    ]
    assert Speech("zh").factor("levers.control.xinxia") == "行政控制, xinxia"


def test_the_sentences_state_the_finding_with_its_uncertainty() -> None:
    said = sentences(tables(), about(), Speech("en"))
    assert len(said) == 3
    assert said[0].startswith("Of 14 factors moved over their whole ranges, 2 move the difference")
    assert "those of weight of the norm, 20." in said[0]
    assert "(opened minus closed) that the 3 leading factors cause, the largest parts" in said[1]
    assert "those of weight of the norm, " in said[1]
    assert said[2].startswith("Chance is ")
    assert len(sentences(tables(), about(), Speech("zh"))) == 3
    assert (
        "participation rate of opened by"
        in sentences(tables(), about(2, ("opened",)), Speech("en"))[0]
    )


def test_one_seed_is_said_to_tell_nothing_of_luck() -> None:
    said = sentences(tables(1), about(1), Speech("en"))
    assert said[-1].startswith("With one seed a point chance is not taken out")
    assert len(said) == 3


def test_what_is_not_surely_more_than_luck_has_no_indices() -> None:
    found = tables()
    found["sobol"].loc[:, "first":"total_high"] = np.nan
    assert "not surely more than chance" in sentences(found, about(), Speech("en"))[1]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("seeds", [1, 2])
def test_the_figures_are_1200_pixels_wide_and_nothing_is_cut_off(
    language: str, seeds: int, tmp_path: Path
) -> None:
    from matplotlib.image import imread

    found = figures(tables(seeds), about(seeds), Speech(language))
    assert list(found) == ["morris", "sobol"]
    for name, figure in found.items():
        path = tmp_path / f"{name}.png"
        save_figure(figure, [path])
        pixels: Any = imread(path)
        assert pixels.shape[1] == 1200
        edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        assert (edges == 1).all()
        assert len(figure.axes) == len(METRICS)
    assert len(found["morris"].axes[0].get_yticklabels()) == MOST_FACTORS
    assert len(found["sobol"].axes[0].get_yticklabels()) == 3 + (seeds > 1)


def test_a_stage_that_was_not_asked_for_has_no_figure() -> None:
    found = tables()
    found["morris"] = found["morris"].iloc[:0]
    assert list(figures(found, about(), Speech())) == ["sobol"]
    assert len(sentences(found, about(), Speech("en"))) == 2
