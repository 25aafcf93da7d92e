"""The whole way from two scenarios to tables, figure and sentences."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pandas as pd
import pytest

import sim
from sim.cli import main
from sim.declarations.forms import DEEP_FORMS, FORMS
from sim.errors import UserError
from sim.report.answers import read_answer
from sim.studies.analysis import Analysis
from sim.studies.why.report import drawn_channels, sentences
from sim.words import Speech
from tests.small import SMALL_TOWN, WITHOUT, drawing

PARAMETERS = {"intercept_activity": -4.5, "ask_party": 1.8} | {
    name.removeprefix("parameters."): off for name, off in WITHOUT.items()
}
QUIET = f"""
summary: A small town without visits.
extends: example
town: {SMALL_TOWN}
run:
  months: 5
  burn_in: {{months: 1, under: government_led}}
timeline: []
levers: {{control: 0.2, volunteer_recruitment: 0.8}}
parameters: {json.dumps(PARAMETERS)}
"""
VISITED = """
summary: The same town, visited.
extends: ./quiet.yaml
levers:
  party_network_coverage: 1
  households_per_party_member: 20
  double_registration: 1
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("why")
    (path / "quiet.yaml").write_text(dedent(QUIET), encoding="utf-8")
    (path / "visited.yaml").write_text(dedent(VISITED), encoding="utf-8")
    (path / "again.yaml").write_text("extends: ./quiet.yaml\n", encoding="utf-8")
    return path


def divided(folder: Path, channels: list[str], **more: Any) -> Analysis:
    """The answer of one seed, run in this process and divided among channels."""
    return sim.why(
        folder / "visited.yaml",
        baseline=folder / "quiet.yaml",
        out=folder / "answer",
        seeds=3,
        scale=1,
        workers=1,
        channels=channels,
        progress=False,
        **more,
    )


@pytest.fixture(scope="module")
def answered(folder: Path) -> Analysis:
    """One seed, divided among two channels, in this process."""
    with drawing(True):
        return divided(folder, ["neighbour", "visit"])


def test_without_visits_nothing_is_left_of_a_difference_in_visits(answered: Analysis) -> None:
    coalitions = answered.tables["coalitions"]
    assert len(coalitions) == 4
    assert (coalitions.loc[~coalitions["visit"], "effect"] == 0).all()
    assert coalitions.loc[coalitions["visit"], "effect"].abs().max() > 0
    parts = answered.tables["decomposition"].set_index("channel")["effect"]
    assert parts["remainder"] == 0
    assert abs(parts["visit"]) > 0
    assert parts.drop("total").sum() == pytest.approx(parts["total"])


def test_the_folder_holds_the_answer(answered: Analysis) -> None:
    assert answered.folder is not None
    answer = read_answer(answered.folder / "why.answer.json")
    assert answer.kind == "why"
    assert answer.tables == (
        "paths.csv",
        "channels.csv",
        "decomposition.csv",
        "by_seed.csv",
        "coalitions.csv",
    )
    assert answer.figures == ("why.svg",)
    assert answer.sentences["en"] == answered.sentences("en")
    assert "visits by party members" in answer.sentences["en"][1]
    assert "one seed: too few to tell it from chance" in answer.sentences["en"][2]
    assert "党员走访" in answer.sentences["zh"][1]
    manifest = json.loads((answered.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["about"]["closed_by"]["visit"] == ["party_visit_rate"]
    again = sim.open_results(answered.folder)
    assert isinstance(again, Analysis)
    pd.testing.assert_frame_equal(
        again.tables["decomposition"], answered.tables["decomposition"], check_dtype=False
    )
    assert again.sentences("en") == answered.sentences("en")


def test_finished_runs_are_not_run_again(
    answered: Analysis, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was run again")

    monkeypatch.setattr("sim.sweeps.sweep.work", never)
    again = divided(folder, ["visit", "neighbour"], overwrite=True)
    pd.testing.assert_frame_equal(again.tables["by_seed"], answered.tables["by_seed"])


def test_identical_scenarios_and_the_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "why",
        str(folder / "again.yaml"),
        "--baseline",
        str(folder / "quiet.yaml"),
        "--paths-only",
        "--seeds",
        "0..1",
        "--scale",
        "1",
        "--workers",
        "1",
        "--out",
        str(folder / "nothing"),
    ]
    assert main(arguments) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "With these seeds nobody's path differs between again and quiet." in told
    assert len(pd.read_csv(folder / "nothing" / "paths.csv")) == 0
    assert main(arguments) == 2
    assert "already holds results" in capsys.readouterr().err


def problems_of(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(UserError) as caught:
        sim.why(*arguments, progress=False, **options)
    return [str(problem) for problem in caught.value.problems]


def test_every_mistake_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    found = problems_of(
        "integratoin",
        baseline=folder / "quiet.yaml",
        out=tmp_path / "out",
        seeds="5..1",
        metric="particpation_rate",
        scale=2,
        channels=["visits"],
    )
    text = "\n".join(found)
    for said in (
        "scale: 2 is outside",
        "did you mean 'participation_rate'",
        "seeds",
        "integratoin",
    ):
        assert said in text
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_compared(folder: Path, tmp_path: Path) -> None:
    found = problems_of("example", baseline=folder / "quiet.yaml", out=tmp_path, months=3)
    assert any("different towns" in one for one in found)
    same = problems_of(folder / "quiet.yaml", baseline=folder / "quiet.yaml", out=tmp_path)
    assert "two scenarios are called 'quiet'" in same[0]


def test_sentences_name_the_channels_that_can_be_told_from_zero(answered: Analysis) -> None:
    tables = dict(answered.tables)
    parts = tables["decomposition"].assign(seeds=5, verdict="not distinguishable")
    for column, by in (("low", -0.01), ("high", 0.01)):
        parts[column] = parts["effect"] + by
    about = {**answered.manifest["about"], "seeds": 5}
    unsure = sentences({**tables, "decomposition": parts}, about, Speech("en"))
    assert "No single channel's part is clear" in unsure[2]
    parts.loc[parts["channel"] == "visit", "verdict"] = "distinguishable"
    sure = sentences({**tables, "decomposition": parts}, about, Speech("en"))
    assert " visits by party members " in sure[2]
    assert "neighbours" not in sure[2]
    assert "remains when 2 channels are closed in both" in sure[2]


def test_the_figure_draws_the_largest_channels_and_the_rest_together() -> None:
    names = [f"c{place}" for place in range(9)]
    table = pd.DataFrame({"channel": [*names, "total"], "people": [*range(9, 0, -1), 45]})
    assert drawn_channels(table) == tuple(names[:6])
    assert drawn_channels(table.iloc[:7]) == tuple(names[:7])


def test_settings_lie_over_both(folder: Path, tmp_path: Path) -> None:
    found = sim.why(
        folder / "visited.yaml",
        baseline=folder / "quiet.yaml",
        out=tmp_path / "same",
        seeds="3,4",
        scale=1,
        workers=0,
        decompose=False,
        figures="none",
        progress=False,
        interval="bootstrap",
        settings={"levers.party_network_coverage": 0},
    )
    assert not len(found.tables["paths"]), "nobody is visited in either"
    assert found.manifest["about"]["interval"] == "bootstrap"
    wrong = problems_of(
        folder / "visited.yaml",
        baseline=folder / "quiet.yaml",
        out=tmp_path / "wrong",
        settings=["levers.contro=1"],
        interval="guess",
    )
    assert any("did you mean 'control'" in one for one in wrong)
    assert any("'guess' is not known" in one for one in wrong)
    assert len(wrong) == 2


@pytest.fixture(scope="module")
def story(folder: Path) -> Analysis:
    """Whoever is typical of those whom visits reach."""
    return sim.why(
        folder / "visited.yaml",
        baseline=folder / "quiet.yaml",
        out=folder / "story",
        seeds="3..4",
        scale=1,
        resident="typical",
        figures="none",
        progress=False,
    )


def test_a_story_is_that_of_one_person_in_both_runs(story: Analysis, folder: Path) -> None:
    rows = story.tables["story"]
    assert "decomposition" not in story.tables, "no effect is divided for a story"
    assert len(rows) == 5
    assert rows["resident"].nunique() == 1 == rows["arrived"].nunique()
    # The middle one of those whose path differs, and who stayed.
    paths = story.tables["paths"]
    mine = paths[paths["resident_id"] == rows["resident"][0]]
    stayed = paths[paths["occasions"] >= 0]
    assert len(mine) == 1
    assert stayed["difference"].quantile(0.25) <= mine["difference"].iloc[0]
    assert mine["difference"].iloc[0] <= stayed["difference"].quantile(0.75)
    # It tells the same as the count of paths.
    for side, column in (("scenario", "occasions"), ("baseline", "baseline_occasions")):
        took = rows[f"{side}_took"].str.split(";").explode()
        deep = took.isin([FORMS[form].name for form in DEEP_FORMS]).sum()
        assert deep == mine[column].iloc[0]
    differs = rows["scenario_took"] != rows["baseline_took"]
    assert rows["month"][differs].iloc[0] == mine["month"].iloc[0]
    assert rows["scenario_visited"].any()
    assert not rows["baseline_visited"].any(), "nobody visits in the baseline"
    assert rows["scenario_asked"].str.contains("party_member").any()


def test_a_story_is_told_in_words_and_read_again(story: Analysis, folder: Path) -> None:
    for language, words in (("en", "Chosen as typical"), ("zh", "选作典型")):
        said = story.sentences(language)
        assert words in said[-3]
        assert "quiet" in said[-1]
        table = story.shown(language)[-1]
        assert len(table.rows) <= 5
        assert any(stands_out for _, stands_out in table.rows)
    assert "asked by a party member" in str(story.shown("en")[-1].rows)
    assert "党员邀请" in str(story.shown("zh")[-1].rows)
    again = sim.open_results(folder / "story")
    assert isinstance(again, Analysis)
    assert again.sentences("en") == story.sentences("en")
    assert again.shown("zh") == story.shown("zh")
    # Whoever is named is told of likewise, and of the twin alike where the runs are.
    who = int(story.tables["story"]["resident"][0])
    named = sim.why(
        folder / "again.yaml",
        baseline=folder / "quiet.yaml",
        out=folder / "named",
        seeds=3,
        scale=1,
        resident=who,
        figures="none",
        progress=False,
    )
    assert named.tables["story"]["resident"].tolist() == [who] * 5
    assert "In no month does anything differ" in named.sentences("en")[-1]
    mine, twin = (story.tables["story"], named.tables["story"])
    assert mine["baseline_took"].tolist() == twin["scenario_took"].tolist()


def test_an_unknown_resident_is_told_before_anything_runs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["why", str(folder / "visited.yaml"), "--baseline", str(folder / "quiet.yaml")]
    line += ["--resident", "999999", "--scale", "1", "--out", str(folder / "nobody")]
    assert main(line) == 2
    told = capsys.readouterr().err
    assert "resident: there is no resident '999999' among the 240 of seed 0" in told
    assert "give the id of one of the panel at this scale, such as" in told
    assert main([*line, "--lang", "zh"]) == 2
    assert "名居民中没有" in capsys.readouterr().err
