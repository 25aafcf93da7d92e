import math
from pathlib import Path
from typing import Any

import matplotlib.image as image
import pandas as pd
import pytest

from sim.report.figures.look import save_figure
from sim.studies.validation.report import _scaled, expected_of, figures, found_of, sentences
from sim.words import Speech

ABOUT = {"seeds": 10, "scale": 1.0}


def row(name: str, kind: str, verdict: str = "pass", **parts: Any) -> dict[str, Any]:
    plain = {
        "pattern": name,
        "kind": kind,
        "label_en": f"Pattern {name}",
        "label_zh": f"规律 {name}",
        "unit": "share",
        "low": 0.1,
        "high": 0.2,
        "criterion": "band",
        "mean": 0.15,
        "interval_low": 0.12,
        "interval_high": 0.18,
        "verdict": verdict,
    }
    return plain | parts


ROWS = [
    row("fits", "fitted"),
    row("far", "fitted", "fail", mean=0.9, interval_low=0.8, interval_high=1.0),
    row("open", "input_driven", high=math.inf),
    row("ceiling", "input_driven", low=-math.inf),
    row("odds", "held_out", unit="odds ratio", low=1.2, high=2.0, mean=1.634),
    row("sign", "held_out", criterion="sign", low=0.0, high=math.inf),
    row("falls", "held_out", "fail", criterion="sign", low=-math.inf, high=0.0),
    row(
        "null",
        "mechanism",
        "not tested",
        mean=math.nan,
        interval_low=math.nan,
        interval_high=math.nan,
    ),
]


def test_why_a_pattern_fails_is_said_and_of_those_that_hold_nothing() -> None:
    why = {"reason_en": "Too much of it.", "reason_zh": "过多。"}
    told = [one | why if one["pattern"] in ("fits", "far") else one for one in ROWS]
    said = sentences({"validation": pd.DataFrame(told)}, ABOUT, Speech("en"))
    assert [one for one in said if "why not" in one] == ["Pattern far - why not: Too much of it."]
    assert any(
        "规律 far——不成立的原因：过多。" in one
        for one in sentences({"validation": pd.DataFrame(told)}, ABOUT, Speech("zh"))
    )
    assert not any(
        "why not" in one
        for one in sentences({"validation": pd.DataFrame(ROWS)}, ABOUT, Speech("en"))
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_is_1200_pixels_wide(language: str, tmp_path: Path) -> None:
    figure = figures({"validation": pd.DataFrame(ROWS)}, ABOUT, Speech(language))["validation"]
    save_figure(figure, [tmp_path / "x.png"])
    assert image.imread(tmp_path / "x.png").shape[1] == 1200
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert sum(bool(text) for text in labels) == len(ROWS)


def test_values_lie_on_the_scale_of_what_is_expected() -> None:
    assert _scaled(ROWS[0], 0.1) == 0
    assert _scaled(ROWS[0], 0.15) == pytest.approx(0.5)
    assert _scaled(ROWS[5], 0.0) == 0
    assert _scaled(ROWS[5], 0.18) == 1
    # To the right is as expected, also where less is.
    assert _scaled(ROWS[6], -0.18) == 1
    assert _scaled(ROWS[6], 0.18) == -1
    assert _scaled(ROWS[2], 0.1) == 0
    assert _scaled(ROWS[3], 0.2) == 1


def test_what_is_expected_is_written_as_readers_do() -> None:
    assert [expected_of(one, Speech("en")) for one in ROWS] == [
        "10–20 %",
        "10–20 %",
        "≥ 10 %",
        "≤ 20 %",
        "1.2–2",
        "> 0",
        "< 0",
        "10–20 %",
    ]
    assert found_of(ROWS[0], Speech()) == "15 % [12 … 18 %]"
    assert found_of(ROWS[7], Speech()) == "–"


def test_an_interval_of_a_share_ends_where_shares_do_and_gives_the_digits() -> None:
    row = {**ROWS[0], "mean": 0.0156, "interval_low": -0.0502, "interval_high": 0.0813}
    assert found_of(row, Speech("en")) == "2 % [0 … 8 %]"
    assert found_of(row, Speech("zh")) == "2% [0 … 8%]"
    sharp = {**row, "interval_low": 0.01551, "interval_high": 0.01569}
    assert found_of(sharp, Speech("en")) == "1.56 % [1.55 … 1.57 %]"


def test_sentences_name_every_failure_and_what_was_not_tested() -> None:
    said = sentences({"validation": pd.DataFrame(ROWS)}, ABOUT, Speech("en"))
    assert said[0] == (
        "5 of 8 patterns hold (10 seeds at scale 1): fitted 1 of 2, driven by inputs 2 of 2, "
        "held out of the fit 2 of 3, mechanisms switched off 0 of 1."
    )
    assert said[1] == (
        "Do not hold: Pattern far (90 % [80 … 100 %] against 10–20 %); "
        "Pattern falls (+15 points [+12 … +18] against < 0)."
    )
    assert said[2] == "Not tested: Pattern null."
    assert "no evidence" in said[3]
    fine = sentences({"validation": pd.DataFrame(ROWS[:1])}, ABOUT, Speech("zh"))
    assert "没有不成立者。" in fine
