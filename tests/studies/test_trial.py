"""Trials in the small town: exact where they must be, and told before anything runs."""

import json
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

import sim
from sim.cli import main
from sim.declarations.forms import ACTIVITY, ELECTION
from sim.errors import UserError
from sim.kernels.participation import NOT_ASKED, OFFICIAL
from sim.kinds import kinds
from sim.model import CommunityModel
from sim.month.state import Extras, Month
from sim.report.answers import read_answer
from sim.runs.snapshot import freeze, thaw
from sim.runs.trial import PLACEBO, TREATED, TREATMENT, Sample, play, with_levers
from sim.studies.analysis import Analysis
from sim.words import Speech
from sim.words.setting import problems_text
from tests.small import SMALL_TOWN, WITHOUT, drawing
from tests.studies.loading import load_study

PARAMETERS = {"intercept_activity": -3, "places_activity": 0.3} | {
    name.removeprefix("parameters."): off for name, off in WITHOUT.items()
}
SCENARIO = f"""
summary: The small town.
extends: example
town: {SMALL_TOWN}
run: {{start: 2021-01, months: 12, burn_in: {{months: 2, under: government_led}}}}
timeline: []
levers: {{volunteer_recruitment: 0.8, offline_notices: 0.8}}
parameters: {json.dumps(PARAMETERS)}
"""
TRIAL = """
kind: trial
summary: Half of the residents are asked.
scenarios: [./town.yaml]
seeds: 3..4
run: {scale: 1}
start: 1
who: {unit: households, share: 0.5, members: one}
treatment:
  - {ask: official, form: activity, months: 2, reach: 0.7}
outcomes:
  soon: {form: activity, at: 1, within: 2}
  later: {form: any, at: 4, within: 3}
power: {units: [20, 200]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trial")
    (path / "town.yaml").write_text(dedent(SCENARIO), encoding="utf-8")
    (path / "asked.yaml").write_text(dedent(TRIAL), encoding="utf-8")
    return path


def at_last(model: CommunityModel) -> Month:
    """The month that ran last."""
    assert model.last_month is not None
    return model.last_month


def changed(folder: Path, name: str, *pairs: tuple[str, str]) -> Path:
    """The trial with parts of its text replaced."""
    text = dedent(TRIAL)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def tried(path: Path, out: Path, **options: Any) -> Analysis:
    return sim.trial(path, out=out, workers=1, progress=False, **options)


@pytest.fixture(scope="module")
def asked(folder: Path) -> Analysis:
    with drawing(True):
        return tried(folder / "asked.yaml", folder / "asked")


def test_an_ask_moves_those_asked(asked: Analysis) -> None:
    table: Any = asked.tables["effects"].set_index(["outcome", "who"])
    assert table.loc[("soon", "treated"), "difference"] > 0
    assert table.loc[("soon", "reached"), "people"] < table.loc[("soon", "treated"), "people"]
    one, other = (table.loc[("soon", who), "difference"] for who in ("treated", "control"))
    # Turns treat every household once, so that what they differ in nearly evens out.
    assert table.loc[("soon", "itt"), "difference"] == pytest.approx(one - other, abs=0.02)
    power: Any = asked.tables["power"].set_index(["outcome", "units"])
    assert power.loc[("soon", 20), "power_formula"] < power.loc[("soon", 200), "power_formula"]


def test_the_folder_holds_the_answer_and_goes_on(asked: Analysis, folder: Path) -> None:
    answer = read_answer(folder / "asked" / "trial.answer.json")
    assert (answer.kind, answer.figures) == ("trial", ("effects.svg", "power.svg"))
    log = (folder / "asked" / "trials.jsonl").read_bytes()
    again = tried(folder / "asked.yaml", folder / "asked", overwrite=True, figures="none")
    assert again.tables["effects"].equals(asked.tables["effects"])
    assert (folder / "asked" / "trials.jsonl").read_bytes() == log
    for language in ("en", "zh"):
        said = asked.sentences(language)
        assert len(said) >= 6
        assert any("--sets" in text for text in said)
    assert main(["redraw", str(folder / "asked"), "--lang", "zh"]) == 0
    assert main(["trial", str(folder / "asked")]) == 0
    assert main(["verify", str(folder / "asked")]) == 0
    assert main(["explain", str(folder / "asked.yaml")]) == 0


def test_workers_change_no_bit(asked: Analysis, folder: Path) -> None:
    other = sim.trial(
        folder / "asked.yaml", out=folder / "two", workers=2, figures="none", progress=False
    )
    assert other.tables["effects"].equals(asked.tables["effects"])


def test_without_a_treatment_every_difference_is_nothing_to_the_bit(folder: Path) -> None:
    text = "treatment:\n  - {ask: official, form: activity, months: 2, reach: 0.7}\n"
    path = changed(folder, "nothing", (text, ""), ("[20, 200]", "[20]"))
    found = tried(path, folder / "nothing", seeds=3, sets=2)
    table: Any = found.tables["effects"]
    paired = table[~table["who"].isin(["itt", "cace"])]
    assert (paired[["difference", "sets_low", "sets_high"]] == 0).all(axis=None)
    assert table["low"].isna().all()
    assert "no difference for anybody" in found.sentences()[0]
    assert "对任何人都没有差别" in found.sentences("zh")[0]


@pytest.fixture(scope="module")
def begun(folder: Path) -> tuple[Any, CommunityModel, Sample, bytes]:
    """A trial whose model stands at its beginning."""
    (one,) = load_study("trial", folder / "asked.yaml").trials
    model = CommunityModel(one.design.scenario, 3)
    while model.month < one.design.begin:
        model.step()
    return one.design, model, Sample.of(model, one.design.who), freeze(model)


def test_swapping_treated_and_control_swaps_the_sign(begun: Any) -> None:
    design, model, sample, state = begun
    treated = sample.assign(model, 0.5, 0)
    swapped = replace(design, treatment=(), control=design.treatment)
    one = play(design, state, sample, treated, lambda: None)
    other = play(swapped, state, sample, ~treated, lambda: None)
    arms, swapped_arms = sample.arms(treated), sample.arms(~treated)
    assert ((arms == TREATMENT) == (swapped_arms == PLACEBO)).all()
    for name in ("soon", "later"):
        assert np.array_equal(one.did[name], other.did[name])
        first, second = (
            seen.did[name][which == TREATMENT].mean() - seen.did[name][which == PLACEBO].mean()
            for seen, which in ((one, arms), (other, swapped_arms))
        )
        assert first == -second
        assert first


def test_turns_treat_every_unit_once(begun: Any) -> None:
    _, model, sample, _ = begun
    first, second, third = (sample.assign(model, 0.5, number) for number in range(3))
    count = sample.ids.size
    assert first.sum() == round(count / 2)
    assert not (first & second).any()
    assert not np.array_equal(first, third)
    people = sample.people(sample.arms(first), np.zeros(sample.who.size, dtype=np.bool_))
    assert not (people["housemates"] & people[TREATED]).any()
    homes = sample.household[people[TREATED]]
    assert np.isin(sample.household[people["housemates"]], homes).all()
    assert (people["housemates"] | people["ties"] | people["others"] | people[TREATED]).sum() == (
        sample.adult.sum()
    )


def test_extras_of_nothing_are_no_extras(begun: Any) -> None:
    *_, state = begun
    plain, empty = thaw(state), thaw(state)
    count = len(plain.world.residents)
    empty.extras = Extras(asks=np.zeros((6, count), dtype=np.uint8), told=np.zeros(count))
    plain.step()
    empty.step()
    assert plain.last_month is not None
    assert empty.last_month is not None
    assert np.array_equal(at_last(plain).took, empty.last_month.took)
    assert np.array_equal(at_last(plain).asked_by, empty.last_month.asked_by)
    assert np.array_equal(plain.world.residents.trust, empty.world.residents.trust)


def test_of_an_ask_of_a_trial_and_those_of_the_model_the_worthier_counts(begun: Any) -> None:
    *_, state = begun
    plain, given = thaw(state), thaw(state)
    count = len(plain.world.residents)
    asks = np.zeros((6, count), dtype=np.uint8)
    asks[ACTIVITY, ::2] = OFFICIAL
    home = plain.world.residents.household[0]
    given.extras = Extras(asks=asks, visits=np.array([home]))
    plain.step()
    given.step()
    before, after = (at_last(one).asked_by[ACTIVITY] for one in (plain, given))
    decides = at_last(given).decides
    worth = given._rules.worth
    assert (after[1::2] == before[1::2]).all()
    mine = decides.copy()
    mine[1::2] = False
    assert (worth[after[mine]] == np.maximum(worth[before[mine]], worth[OFFICIAL])).all()
    assert (before[mine] == NOT_ASKED).any()
    assert at_last(given).visited[home]
    assert (at_last(given).asked_by[ELECTION] == at_last(plain).asked_by[ELECTION]).all()
    # The next month has no extras any more.
    assert not given.extras.asks.size


def test_a_notice_raises_the_norm_and_nothing_else(folder: Path) -> None:
    text = "{ask: official, form: activity, months: 2, reach: 0.7}"
    path = changed(folder, "told", (text, "{notice: 1, months: 2}"), ("[20, 200]", "[20]"))
    found = tried(path, folder / "told")
    table: Any = found.tables["effects"].set_index(["outcome", "who"])
    assert table.loc[("soon", "treated"), "difference"] > 0
    none = changed(
        folder,
        "told_none",
        (text, "{notice: 1, months: 2}"),
        ("[20, 200]", "[20]"),
        ("start: 1\n", "start: 1\nsettings: {parameters.weight_norm: off}\n"),
    )
    nothing = tried(none, folder / "told_none", sets=1).tables["effects"]
    nothing = nothing[~nothing["who"].isin(["itt", "cace"])]
    assert (nothing["difference"] == 0).all()
    # What a file writes stays as written in every set.
    assert (nothing["sets_high"].abs() < 1e-12).all()


def test_a_lever_holds_in_the_communities_drawn_for_its_months(folder: Path) -> None:
    text = "{ask: official, form: activity, months: 2, reach: 0.7}"
    path = changed(
        folder,
        "lever",
        (text, "{lever: consultation_meetings_per_year, value: 24, months: 3}"),
        ("unit: households, share: 0.5, members: one", "unit: communities, share: 0.5"),
        ("[20, 200]", "[20]"),
    )
    (one,) = load_study("trial", path).trials
    model = CommunityModel(one.design.scenario, 3)
    while model.month < one.design.begin:
        model.step()
    sample = Sample.of(model, one.design.who)
    treated = sample.assign(model, 0.5, 0)
    made = with_levers(one.design, sample, treated)
    own = one.design.scenario
    for month in range(own.start, own.end):
        value, before = (
            each.levers_at(month)["consultation_meetings_per_year"] for each in (made, own)
        )
        inside = one.design.begin <= month < one.design.begin + 3
        wanted = before.copy()
        if inside:
            wanted[sample.places[treated]] = 24
        assert np.array_equal(value, wanted)
    assert with_levers(one.design, sample, sample.nobody) is own


def test_where_nothing_spreads_the_rest_of_the_town_stays_to_the_bit(folder: Path) -> None:
    text = "{ask: official, form: activity, months: 2, reach: 0.7}"
    path = changed(
        folder,
        "vote",
        (text, "{visit: party_member, form: election}"),
        ("start: 1", "start: election"),
        ("unit: households, share: 0.5, members: one", "unit: residents, share: 0.5"),
        ("  soon: {form: activity, at: 1, within: 2}\n", "  voted: {form: election, at: 0}\n"),
        ("  later: {form: any, at: 4, within: 3}\n", ""),
        ("[20, 200]", "[60, 200]"),
    )
    found = tried(path, folder / "vote")
    table: Any = found.tables["effects"].set_index("who")
    assert table.loc["treated", "difference"] > 0
    for who in ("control", "housemates", "ties"):
        assert table.loc[who, "difference"] == 0
    power: Any = found.tables["power"]
    assert (power["bias"] == 0).all()
    assert np.allclose(power["power"], power["power_formula"], atol=0.06)


@pytest.mark.parametrize(
    "old, new, message, chinese",
    [
        ("share: 0.5", "share: 1.5", "a share of 1.5 leaves nobody treated", "1.5"),
        ("share: 0.5", "share: 0.001", "leaves nobody treated, or nobody else", "无人受处理"),
        ("form: activity,", "form: activty,", "did you mean 'activity'?", "没有名为 'activty' 的"),
        ("ask: official", "ask: oficial", "did you mean 'official'?", "没有名为 'oficial' 的"),
        ("ask: official, form: activity", "lever: contrl, value: 1", "did you mean 'control'?", ""),
        (
            "ask: official, form: activity, months: 2, reach: 0.7",
            "lever: control, value: 1",
            "a lever acts on communities",
            "社区",
        ),
        (
            "ask: official, form: activity, months: 2, reach: 0.7",
            "ask: official, notice: 1",
            "must be one of ask, visit, notice and lever",
            "只能",
        ),
        ("run: {scale: 1}", "run: {scale: 1, months: 3}", "which has 3", "3"),
        ("members: one", "communities: [riverr]", "there is no community 'riverr'", "riverr"),
        ("within: 3", "within: 9", "began before the trial", "试验"),
        ("form: any, at: 4, within: 3", "form: election, at: 1", "no election is held in", "选举"),
        ("unit: households", "unit: houses", "there is no unit 'houses'", "houses"),
        ("months: 2, reach", "months: 2, after: 30, reach", "is given after month 4", "4"),
        ("[20, 200]", "[3]", "[3]", ""),
        ("seeds: 3..4", "seeds: []", "there are no seeds", ""),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(
    folder: Path, old: str, new: str, message: str, chinese: str
) -> None:
    path = changed(folder, "wrong", (old, new))
    with pytest.raises(UserError) as told:
        tried(path, folder / "wrong")
    text = str(told.value)
    assert message in text if message != "[3]" else "units" in text
    assert "wrong.yaml:" in text
    assert not (folder / "wrong").exists()
    if chinese:
        said = problems_text(told.value.problems, Speech("zh"))
        assert chinese in said
        assert "英文" not in said


def test_published_trials_are_told_together(folder: Path) -> None:
    text = dedent(TRIAL).replace("power: {units: [20, 200]}\n", "")
    published = """
published:
  quantity: log_odds
  of: {outcome: soon, who: treated}
  value: 0.5
  low: -9
  high: 9
  mark: survey
  source: "Somebody 2000"
  use: target
  base: {en: as there}
  population: {en: as there}
  matched: {en: as there}
"""
    (folder / "wide.yaml").write_text(text + published, encoding="utf-8")
    narrow = published.replace("low: -9", "low: 8").replace("target", "held_out")
    (folder / "narrow.yaml").write_text(text + narrow, encoding="utf-8")
    both = "kind: trial\nseeds: 3..4\nrun: {scale: 1}\ntrials: [wide.yaml, narrow.yaml]\n"
    (folder / "both.yaml").write_text(both, encoding="utf-8")
    found = tried(folder / "both.yaml", folder / "both")
    table: Any = found.tables["patterns"].set_index("trial")
    assert list(table["holds"]) == [True, False]
    assert table.loc["wide", "model"] == table.loc["narrow", "model"]
    (count, fails) = found.sentences()
    assert count.startswith("1 of 2 published trials hold")
    assert "narrow" in fails
    assert set(found.figures("zh")) == {"effects", "patterns"}


def test_shipped_trials_are_right_and_what_is_remembered_is_no_target() -> None:
    plan = load_study("trial", "published")
    parts = [one.published for one in plan.trials if one.published is not None]
    assert len(parts) == 12
    for part in parts:
        assert part.use == "held_out" or "remembered" not in part.source
        assert all(text.en and text.zh for text in (part.base, part.population, part.matched))
    assert {part.use for part in parts} == {"target", "held_out"}
    assert all((one.published is None) == (one.quantity is None) for one in plan.trials)
    # No published trial of an ask by a party member is known; it stands beside the others.
    alone = [one.name for one in plan.trials if one.published is None]
    assert alone == ["asked_by_party_member"]
    for name in ("trial", "trial_communities"):
        assert load_study("trial", name).trials
    assert kinds()["trial"].study.schema()["properties"]["who"]
