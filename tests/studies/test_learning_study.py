"""What could be learned, from two scenarios to tables, figure and sentences."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.errors import UserError
from sim.kinds import kinds
from sim.scenario.places import shipped_experiments
from sim.studies.analysis import Analysis, read_analysis
from sim.studies.engine import conduct
from sim.studies.learning import study
from sim.studies.learning.report import sentences
from sim.studies.learning.study import survey_error
from sim.words import Speech
from tests.small import parted_early, targets_of_the_early


@pytest.fixture(scope="module", autouse=True)
def early(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped targets, but of stages that part after a month."""
    assert study.TARGETS in shipped_experiments("calibration")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "TARGETS", targets_of_the_early(tmp_path_factory.mktemp("early")))
        yield


def sets(folder: Path, count: int) -> Path:
    """A table of sets in which two parameters differ and one does not."""
    path = folder / f"sets{count}.csv"
    rows = [
        f"{k + 1},{-7.5 + 0.15 * k:.3f},{0.05 + 0.01 * (k * 7 % count):.3f},0.5"
        for k in range(count)
    ]
    head = "member,intercept_activity,ask_rate_tie,initial_efficacy"
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def learn(folder: Path, out: str, trial: Sequence[str] = (), **options: Any) -> Analysis:
    """A small study of two months."""
    stages = parted_early(folder)
    return conduct(
        kinds()["learning"],
        stages["integration"],
        out=folder / out,
        own={"baseline": stages["government_led"], "trial": trial},
        scale=0.02,
        metrics=["participation_rate"],
        months=2,
        progress=False,
        **options,
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Analysis]:
    folder = tmp_path_factory.mktemp("learning")
    return folder, learn(folder, "out", sets=sets(folder, 10), workers=1)


def test_every_measurement_has_a_row(done: tuple[Path, Analysis]) -> None:
    _, found = done
    table = found.tables["learning"]
    assert set(table["kind"]) == {"target", "survey", "known"}
    assert set(table["name"][table["kind"] == "known"]) == {"intercept_activity", "ask_rate_tie"}
    assert list(table["name"][table["kind"] == "survey"]) == ["ask_rate_tie"]
    assert (table["sets"] == 10).all()
    known = table.dropna(subset="narrower")
    assert ((known["narrower"] >= 0) & (known["narrower"] <= 1)).all()
    assert known["narrower"].is_monotonic_decreasing
    both = table.set_index(["kind", "name"])["narrower"]
    # To know a parameter exactly teaches at least what asking for it does.
    assert both["known", "ask_rate_tie"] >= both["survey", "ask_rate_tie"]
    own = found.tables["sets"]
    assert list(own["set"]) == list(range(11))
    assert own["effect_participation_rate"].notna().all()


def test_it_says_and_shows_both_languages(done: tuple[Path, Analysis]) -> None:
    folder, found = done
    assert "Over 10 plausible sets" in found.sentences()[0]
    assert "10 组可信参数" in found.sentences("zh")[0]
    for language in ("en", "zh"):
        (shown,) = found.shown(language)
        assert all(len(shown.headings) == len(cells) for cells, _ in shown.rows)
    again = read_analysis(folder / "out", found.manifest)
    assert again.sentences() == found.sentences()
    assert again.figures("zh")
    # Results of before trials could be measurements are told as they were.
    about = {key: value for key, value in found.manifest["about"].items() if key != "trials"}
    older = read_analysis(folder / "out", {**found.manifest, "about": about})
    assert older.sentences() == found.sentences()


def test_where_chance_explains_as_much_nothing_is_said_to_teach(
    done: tuple[Path, Analysis],
) -> None:
    _, found = done
    tables = {**found.tables, "learning": found.tables["learning"].assign(told=False)}
    for language, said in (("en", "None of the"), ("zh", "项测量中没有一项的解释力")):
        assert said in sentences(tables, found.manifest["about"], Speech(language))[-1]


@pytest.mark.long
def test_workers_and_going_on_change_nothing(done: tuple[Path, Analysis]) -> None:
    folder, found = done
    other = learn(folder, "two", sets=sets(folder, 10), workers=2)
    again = learn(folder, "out", sets=sets(folder, 10), workers=1, overwrite=True)
    for one in (other, again):
        for name, table in found.tables.items():
            pd.testing.assert_frame_equal(one.tables[name], table, check_exact=True)


def test_few_sets_say_nothing(done: tuple[Path, Analysis]) -> None:
    folder, _ = done
    found = learn(folder, "few", sets=sets(folder, 1), workers=1)
    assert "nothing can be said" in found.sentences()[-1]
    assert "无法判断" in found.sentences("zh")[-1]
    assert found.figures()


def test_no_sets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there are none"):
        learn(tmp_path, "out", sets="none")


def test_errors_of_surveys() -> None:
    wide = 0.05 * (0.3 - 0.02)
    found = survey_error("ask_rate_tie", 0.2, 600)
    assert found == pytest.approx(np.hypot(np.sqrt(0.2 * 0.8 / 600), wide))
    assert survey_error("ask_rate_tie", 0.2, 10**9) == pytest.approx(wide, rel=1e-3)
    assert survey_error("need_rate", 0.2, 600) > 0.05 * 0.15


@pytest.mark.long
def test_field_trials_are_further_measurements(tmp_path: Path) -> None:
    for name, units in (("large", 1_000_000), ("small", 200)):
        (tmp_path / f"{name}.yaml").write_text(
            "kind: trial\nsummary: Neighbours ask.\nscenarios: [./government_led.yaml]\n"
            "seeds: [0]\nrun: {scale: 0.02}\nstart: 1\nwho: {unit: residents, share: 0.5}\n"
            "treatment: [{ask: tie, form: activity}]\n"
            "outcomes: {soon: {form: activity, at: 1, within: 1}}\n"
            f"power: {{units: [{units}]}}\n"
        )
    files = [str(tmp_path / f"{name}.yaml") for name in ("large", "small")]
    own = {"sets": sets(tmp_path, 10), "workers": 1}
    found = learn(tmp_path, "out", **own, trial=files)
    table = found.tables["learning"]
    made = table[table["kind"] == "trial"].set_index("name")
    assert set(made.index) == {"large/soon", "small/soon"}
    large, small = made.loc["large/soon"], made.loc["small/soon"]
    assert large["sets"] == small["sets"] == 10
    # What it sees differs between the sets; of more residents it sees that better.
    assert large["spread"] == small["spread"] > 0
    assert small["error"] == pytest.approx(large["error"] * math.sqrt(1_000_000 / 200))
    assert large["narrower"] >= small["narrower"]
    for language, told in (("en", "1,000,000 residents"), ("zh", "1,000,000 名居民")):
        assert any(told in one for one in found.sentences(language))
        (shown,) = found.shown(language)
        assert any(told in cells[0] for cells, _ in shown.rows)
    for trial, wrong in ((files[:1] * 2, "the trial 'large' is given twice"), (["larg"], "larg")):
        with pytest.raises(UserError, match=wrong):
            learn(tmp_path, "none", **own, trial=trial)
