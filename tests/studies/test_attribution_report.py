from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.analysis.attribution import Game, attribution_table, interactions_table
from sim.declare import MEASURES
from sim.report.figures.look import save_figure
from sim.studies.attribution.report import MOST_PANELS, figures, sentences, shown
from sim.words import NULL, Speech

ABOUT = {"scenario": "opened", "baseline": "closed", "seeds": 5, "window": 12}
METRICS = ("participation_rate", "government_share", "trust", "days_to_resolution")


def tables(seeds: int = 5, metrics: tuple[str, ...] = METRICS) -> dict[str, pd.DataFrame]:
    """Institution and volunteering help each other; the first costs 9,000, the second 1,000."""
    values = np.array([[0.1, 0.2, 0.3, 0.7]] * seeds)
    values += np.array([0.0, 0.001, 0.002, 0.001, 0.001])[:seeds, None] * np.arange(4)
    players, costs = ("institution", "volunteering"), (9000.0, 1000.0)
    game = Game(
        players,
        tuple(range(seeds)),
        dict.fromkeys(metrics, values),
        dict(zip(players, costs, strict=True)),
    )
    return {"attribution": attribution_table(game), "interactions": interactions_table(game)}


def test_the_sentences_state_the_finding_with_its_uncertainty() -> None:
    said = sentences(tables(), ABOUT, Speech("en"))
    assert said[0].startswith("Participation rate is 60.3 points higher under opened than under")
    assert (
        "simulation noise alone: +60.0 to +60.6 (95 % t-interval, 5 seeds), which is c" in said[0]
    )
    assert said[1].startswith("Of that, volunteering +35.2 (+35.0 to +35.4); institution +25")
    assert said[2].startswith("Institution and volunteering help each other: together they add")
    assert said[3].startswith("The least cost per point is that of volunteering: 28 yuan a year")
    assert said[4].endswith("infrastructure, grid management, purchase of services.")
    assert sentences(tables(), ABOUT, Speech("zh"))[0].startswith(
        "与closed相比，opened使参与率提高 60.3"
    )


def test_one_seed_is_said_to_have_no_interval() -> None:
    said = sentences(tables(seeds=1), {**ABOUT, "seeds": 1}, Speech("en"))
    assert said[0].endswith("; one seed: too few to tell it from chance.")
    assert said[1] == (
        "Of that, as far as so few seeds can say, volunteering +35.00; institution +25.00."
    )
    assert len(said) == 3


def test_what_does_not_stand_the_correction_is_said_so() -> None:
    found = tables()
    found["attribution"]["verdict"] = "not distinguishable"
    said = sentences(found, ABOUT, Speech("en"))
    assert "is clear after correction for the 8 parts of all metrics" in said[1]


def test_only_a_step_the_way_of_the_whole_has_a_price() -> None:
    found = tables(metrics=("participation_rate",))
    rows = found["attribution"]

    def prices() -> dict[str, str]:
        return {cells[0]: cells[-1] for cells, _ in shown(found, ABOUT, Speech("en"))[0].rows}

    assert prices()["Institution"] == "360 yuan/year per point"
    assert prices()["Volunteering"] == "28 yuan/year per point"
    against = rows["measure"] == "institution"
    for name in ("effect", "low", "high"):
        rows.loc[against, name] *= -1
    assert prices()["Institution"] == NULL
    assert prices()["Volunteering"] == "28 yuan/year per point"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_is_1200_pixels_wide_and_nothing_is_cut_off(
    language: str, tmp_path: Path
) -> None:
    from matplotlib.image import imread

    figure = figures(tables(), ABOUT, Speech(language))["attribution"]
    path = tmp_path / "figure.png"
    save_figure(figure, [path])
    pixels: Any = imread(path)
    assert pixels.shape[1] == 1200
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert (edges == 1).all()
    assert len(figure.axes) == len(METRICS)
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    speech = Speech(language)
    assert labels == [speech(f"player.{one}") for one in (*MEASURES, "total")]


def test_a_figure_draws_nine_metrics_and_names_the_others() -> None:
    from sim.declarations.metrics import HEADLINE

    figure = figures(tables(metrics=HEADLINE), ABOUT, Speech())["attribution"]
    assert len(figure.axes) == MOST_PANELS
    assert "Not drawn: " in figure.texts[1].get_text().replace("\n", " ")
