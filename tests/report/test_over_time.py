from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim
from sim.analysis.compare import Design, differences_table, per_seed
from sim.calendar import parse_month
from sim.declarations.metrics import HEADLINE, METRICS
from sim.report.figures import look, over_time
from sim.report.figures.look import style_of
from sim.runs.tables import assemble
from sim.words import Speech
from tests.runs.frames import frame

FIRST, START, END = (parse_month(text) for text in ("2003-01", "2003-07", "2004-07"))
NAMES = ("one", "four", "three")
FEW = ("participation_rate", "depth", "administrative_share", "trust")
DESIGN = Design(
    NAMES, "one", (0, 1, 2, 3, 4), FEW, START, END, None, ("Small Town", "小镇"), 1000, 0.5
)


def value(scenario: str, seed: int, metric: str, month: int, community: str) -> float:
    if metric == "turnout" and month < FIRST + 3:
        return float("nan")
    added = len(scenario) * 0.05 if month >= START else 0.0
    return 0.1 + 0.01 * seed + added + 0.001 * (month - FIRST)


def metrics(design: Design = DESIGN) -> pd.DataFrame:
    found: pd.DataFrame = assemble(
        "metrics",
        [
            (scenario, seed, frame(range(FIRST, END), partial(value, scenario, seed)))
            for scenario in design.scenarios
            for seed in design.seeds
        ],
    ).to_pandas(date_as_object=False)
    return found


@cache
def figure(design: Design = DESIGN, language: str = "en", until: int | None = START) -> Figure:
    rows = metrics(design)
    table = differences_table(per_seed(rows, design), design)
    return over_time.comparison_figure(rows, table, design, until, Speech(language))


def texts(drawn: Figure) -> list[str]:
    return [text.get_text() for text in drawn.findobj(Text) if isinstance(text, Text)]


def caption(drawn: Figure) -> str:
    return drawn.texts[-1].get_text().replace("\n", " ")


def assert_nothing_clipped(drawn: Figure) -> None:
    assert round(drawn.bbox.width) == 1200
    drawing, page = drawn.get_tightbbox(), drawn.bbox_inches
    assert drawing.x0 >= 0
    assert drawing.y0 >= 0
    assert drawing.x1 <= page.x1
    assert drawing.y1 <= page.y1
    titles: list[Any] = [getattr(axes, "_left_title") for axes in drawn.axes]  # noqa: B009
    shown = [title.get_window_extent() for title in titles if title.get_text()]
    for place, box in enumerate(shown):
        assert not any(box.overlaps(other) for other in shown[place + 1 :]), "titles overlap"


def test_a_panel_for_each_metric_and_the_differences_below() -> None:
    drawn = figure()
    shown = texts(drawn)
    for name in FEW:
        assert any(text.startswith(METRICS[name].label.en) for text in shown), name
    assert "Participation rate (%)" in shown
    assert {"points", "rung 0–5", "index 0–1", "common past"} <= set(shown)
    assert sum("Difference from one, mean of the last 12 months" in text for text in shown) == 1
    assert [text.get_text() for text in drawn.legends[0].get_texts()] == list(NAMES)


def test_the_caption_names_interval_seeds_population_and_scale() -> None:
    told = caption(figure())
    for part in (
        "mean over 5 seeds",
        "95 % t-interval",
        "identical (until 2003-07)",
        "scenario minus one within each seed",
        "mean over the last 12 months",
        f"all pairs shown ({2 * len(FEW)})",
        "Small Town: 1,000 residents, 500 of them simulated (scale 0.5)",
    ):
        assert part in told


def test_one_seed_has_no_intervals_and_says_so() -> None:
    drawn = figure(replace(DESIGN, seeds=(4,)))
    assert "one seed, too few for intervals" in caption(drawn)
    assert "one seed: too few for intervals and verdicts" in caption(drawn)
    assert_nothing_clipped(drawn)


def test_a_point_is_filled_when_it_is_distinguishable() -> None:
    rows = metrics()
    table = differences_table(per_seed(rows, DESIGN), DESIGN)
    table.loc[table["scenario"] == "four", "verdict"] = "not distinguishable"
    drawn = over_time.comparison_figure(rows, table, DESIGN, START, Speech())
    faces = [
        line.get_markerfacecolor()
        for axes in drawn.axes[-1:]
        for line in axes.lines
        if len(line.get_xdata()) == 1 and line.get_marker() not in ("None", "")  # type: ignore[arg-type]
    ]
    assert [face == "white" for face in faces] == [True, False]


def test_the_band_is_the_interval_over_seeds() -> None:
    drawn = figure()
    band = drawn.axes[0].collections[0].get_paths()[0].vertices
    at_start = [y for x, y in np.asarray(band) if x == np.asarray(band)[:, 0].min()]
    # Seeds 0.10 to 0.14 in per cent: mean 12, sd 1.581139, t(0.975, 4) = 2.776445.
    half = 2.776445 * 1.581139 / np.sqrt(5)
    assert min(at_start) == pytest.approx(12 - half, abs=1e-4)
    assert max(at_start) == pytest.approx(12 + half, abs=1e-4)


@pytest.mark.parametrize("count", [2, 3, 8, 13])
def test_scenarios_are_told_apart_without_colour(count: int) -> None:
    looks = [style_of(index) for index in range(count)]
    assert len({(look.line, look.marker) for look in looks}) == count
    assert len({(look.colour, look.line, look.marker) for look in looks}) == count


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        ("a", "b"),
        tuple(f"a_scenario_with_a_rather_long_name_{index}" for index in range(4)),
        ("short", "a_name_of_a_scenario_so_long_that_it_fills_a_line_of_the_legend_alone"),
    ],
    ids=["three", "two", "long", "very long"],
)
def test_nothing_is_clipped(names: tuple[str, ...], language: str) -> None:
    metrics = HEADLINE if len(names) == 3 else FEW
    design = replace(DESIGN, scenarios=names, baseline=names[0], seeds=(0, 1), metrics=metrics)
    assert_nothing_clipped(figure(design, language))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("names", [NAMES, NAMES[:2]])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_few_metrics_fit_too(count: int, names: tuple[str, ...], language: str) -> None:
    few = HEADLINE[-count:]
    drawn = figure(replace(DESIGN, scenarios=names, metrics=few), language)
    assert_nothing_clipped(drawn)
    assert all(axes.get_window_extent().height > 20 for axes in drawn.axes)


def test_every_declared_metric_can_be_shown() -> None:
    drawn = figure(replace(DESIGN, metrics=tuple(METRICS)))
    assert_nothing_clipped(drawn)
    shown = texts(drawn)
    assert all(any(metric.label.en in text for text in shown) for metric in METRICS.values())


def test_no_common_past_is_not_shaded() -> None:
    drawn = figure(until=FIRST)
    assert "common past" not in texts(drawn)


def test_a_single_run_has_lines_only() -> None:
    design = replace(DESIGN, scenarios=("one",), seeds=(0,))
    drawn = over_time.run_figure(metrics(design), design, START, Speech())
    assert "scenario minus" not in caption(drawn)
    assert_nothing_clipped(drawn)


def test_files_are_written_whole_and_the_same_each_time(tmp_path: Path) -> None:
    design = replace(DESIGN, metrics=("trust",))
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        paths = [tmp_path / folder / name for name in ("c.png", "c.svg")]
        figure.cache_clear()
        look.save_figure(figure(design), paths)
    first, second = tmp_path / "first", tmp_path / "second"
    assert sorted(path.name for path in first.iterdir()) == ["c.png", "c.svg"]
    assert (first / "c.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    for name in ("c.png", "c.svg"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_settings_of_the_user_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    figure.cache_clear()
    before = dict(mpl.rcParams)
    figure(replace(DESIGN, metrics=("trust",)))
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("months", [1, 6])
def test_a_metric_with_one_value_or_none_stretches_no_axis(months: int) -> None:
    """The town of the example votes in its sixth month."""
    without = {"run.burn_in.months": 0}
    found = sim.run("example", 1, months=months, settings=without, progress=False)
    design = replace(found.design, metrics=("participation_rate", "turnout"))
    figure = over_time.run_figure(found.metrics, design, None, Speech("en"))
    ends = [axes.get_xlim() for axes in figure.axes]
    assert len({*ends}) == 1
    assert ends[0][1] - ends[0][0] < 31 * (months + 1)
