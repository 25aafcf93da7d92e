"""Sentences against the tables they speak of: sign, order, count, verdict, bounds."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.analysis import attribution, why
from sim.analysis.compare import (
    ALONE,
    BY_LEVERS,
    DISTINGUISHABLE,
    NOT_DISTINGUISHABLE,
    ONE_SEED,
    TOO_FEW,
    Design,
    differences_table,
    is_clear,
)
from sim.analysis.discovery import PROBE
from sim.analysis.effects import factor_table
from sim.analysis.intervals import ALPHA, FEWEST
from sim.analysis.sets import holding
from sim.declarations.channels import ALL_CHANNELS
from sim.declarations.groups import DIVISIONS
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declare import MEASURES
from sim.report import compare
from sim.report.sweep import factor_sentences
from sim.studies.attribution.report import sentences as attribution_sentences
from sim.studies.discovery.report import _scores
from sim.studies.search.report import _alike, ordered, setting_in_words
from sim.studies.sensitivity.report import part_of
from sim.studies.why.report import _effect
from sim.words import Speech

EN, ZH = Speech("en"), Speech("zh")
FEW = settings(max_examples=60, deadline=None)
SEEDS = st.integers(1, 8)
TABLES = st.integers(0, 2**32 - 1)
SIZES = st.sampled_from([0.0, 1e-6, 1e-3, 0.02, 0.2])
CHOSEN = ("participation_rate", "depth", "trust", "meetings")
GROUPS = [(one.name, group.name) for one in DIVISIONS for group in one.groups]


def design(seeds: int, sets: int = 0) -> Design:
    return Design(
        ("old", "new"), "old", tuple(range(seeds)), CHOSEN, 24060, 24084, None,
        ("Town", "镇"), 1000, 1.0, sets=sets, sets_scale=0.1, sets_seeds=1,
    )  # fmt: skip


def tables(seed: int, seeds: int, size: float, sets: int) -> dict[str, pd.DataFrame]:
    """Random tables as a comparison has them."""
    draw = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for metric in CHOSEN:
        effect = size * draw.normal()
        spread = size * draw.choice([0.0, 0.1, 1.0])
        for number in range(seeds):
            base = draw.uniform(0.2, 0.6)
            change = effect + spread * draw.normal()
            rows.append(("old", metric, number, base, base, 0.0))
            rows.append(("new", metric, number, base + change, base, change))
    names = ["scenario", "metric", "seed", "value", "baseline", "difference"]
    found = differences_table(pd.DataFrame(rows, columns=names), design(seeds))
    if sets:
        middle = found["difference"].to_numpy()
        wide = np.abs(draw.normal(size=len(found))) * max(size, 1e-9)
        found = found.assign(
            sets=sets,
            sets_low=middle - wide,
            sets_high=middle + wide,
            holds_in=draw.integers(0, sets + 1, len(found)),
            share_luck=0.5,
            share_parameters=0.5,
        )
    months = pd.DataFrame(
        {
            "scenario": "new",
            "metric": CHOSEN[0],
            "seeds": seeds,
            "month": [datetime(2005, month, 1) for month in range(1, 7)],
            "low": draw.normal(size=6),
        }
    )
    months["high"] = months["low"] + draw.uniform(0, 2, 6)
    months["difference"] = (months["low"] + months["high"]) / 2
    ahead = size * draw.normal(size=len(GROUPS))
    groups = pd.DataFrame(GROUPS, columns=["group_by", "group"]).assign(
        scenario="new",
        metric=CHOSEN[0],
        unit="share",
        seeds=seeds,
        difference=ahead,
        adults=1000.0,
        ahead=ahead,
        ahead_low=ahead - size / 9,
        ahead_high=ahead + size / 9,
        ahead_p_holm=draw.choice([0.001, 0.5], len(GROUPS)),
        baseline_level=draw.uniform(0.05, 0.6, len(GROUPS)),
    )
    groups["level"] = np.clip(groups["baseline_level"] + groups["difference"], 0.01, 0.99)
    places = pd.DataFrame(
        {"scenario": "new", "metric": CHOSEN[0], "unit": "share", "community": list("abc")}
    ).assign(difference=size * draw.normal(size=3))
    return {"differences": found, "over_time": months, "by_group": groups, "by_community": places}


def signed(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", ""))


@FEW
@given(TABLES, SEEDS, SIZES, st.sampled_from([0, 20]))
def test_a_comparison_says_what_its_table_says(
    seed: int, seeds: int, size: float, sets: int
) -> None:
    found = tables(seed, seeds, size, sets)
    shown = design(seeds, sets)
    first, *others = compare.effect_sentences(found, shown, EN)
    row = found["differences"].iloc[0]
    assert first.startswith("Participation rate is"), "the metric asked for comes first"
    verdict = row["verdict"]
    assert (verdict in (ONE_SEED, TOO_FEW)) == (seeds < FEWEST)
    # sign
    if " higher under new" in first:
        assert row["difference"] > 0
    if " lower under new" in first:
        assert row["difference"] < 0
    # in people
    people = re.search(r"which is about ([\d,]+) (more|fewer) adults", first)
    if people is not None:
        assert (people[2] == "more") == (row["difference"] > 0)
        adults = 1000 * len(DIVISIONS[0].groups)
        assert signed(people[1]) <= 2 * adults * abs(row["difference"])
        assert "the same" not in first
    # verdict and interval
    ends = re.search(r"simulation noise alone: (\S+) to (\S+) \(95", first)
    assert (ends is not None) == (verdict in (DISTINGUISHABLE, ALONE, NOT_DISTINGUISHABLE))
    if ends is not None:
        low, high = (signed(one) for one in ends.groups())
        apart = low > 0 or high < 0
        assert apart == (verdict in (DISTINGUISHABLE, ALONE)) or 0 in (low, high)
        assert not (verdict in (DISTINGUISHABLE, ALONE) and 0 in (low, high))
    assert ("which is clear" in first) == (verdict == DISTINGUISHABLE)
    assert ("not after correction" in first) == (verdict == ALONE)
    assert ("may be chance" in first) == (verdict == NOT_DISTINGUISHABLE)
    assert ("set by the levers" in first) == (verdict == BY_LEVERS)
    assert ("too few" in first) == (verdict in (ONE_SEED, TOO_FEW))
    assert "clear in every month" not in first or verdict == DISTINGUISHABLE
    # counts
    count = re.search(r"(\d+) of the (\d+) differences shown are clear", first)
    assert (count is not None) == (seeds >= FEWEST)
    if count is not None:
        clear = sum(map(is_clear, found["differences"]["verdict"]))
        assert [int(one) for one in count.groups()] == [clear, len(CHOSEN)]
    if sets:
        held = holding(sets, row["holds_in"])
        assert ("in all 20" in first) == (held == "all")
        assert ("too close to call" in first) == (held == "close")
    assert "+0.00 " not in first
    # groups: who is named leads, and nobody is named by chance
    told = next((one for one in others if one.startswith("In participation")), "")
    assert bool(told) == (seeds >= FEWEST)
    if told:
        groups = found["by_group"]
        sure = groups[groups["ahead_p_holm"] < ALPHA]
        assert ("no group of adults gained surely more or less" in told) == sure.empty
        ahead = sure["ahead"]
        assert not ("surely less (" in told and not (ahead < 0).any())
        if "gained surely more than all adults (" in told:
            assert (ahead > 0).any()
        assert " a " not in told.partition("across communities")[2].replace(" as ", "")
    # the gap of migrants: its odds are those of the table, and it is no finding
    gap = next((one for one in others if one.startswith("Migrants against locals")), "")
    levels = found["by_group"].set_index("group")["level"]
    if {"migrant", "local"} <= set(levels.index):
        own, other = levels["migrant"], levels["local"]
        assert f"odds ratio {own / (1 - own) / (other / (1 - other)):.2f}). A gap" in gap
        assert "no finding" in gap


@FEW
@given(TABLES, SEEDS, SIZES)
def test_both_languages_say_the_same_numbers(seed: int, seeds: int, size: float) -> None:
    found = tables(seed, seeds, size, 0)
    digits = [
        [
            re.findall(r"\d+\.\d+", one)
            for one in compare.effect_sentences(found, design(seeds), speech)
        ]
        for speech in (EN, ZH)
    ]
    assert [sorted(one) for one in digits[0]] == [sorted(one) for one in digits[1]]


@FEW
@given(TABLES, SEEDS, SIZES)
def test_an_attribution_names_no_part_that_its_table_does_not(
    seed: int, seeds: int, size: float
) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    players = MEASURES[:3]
    base = size * draw.normal(size=(1, 8))
    values = {
        name: base + size * draw.choice([0.0, 0.05, 1.0]) * draw.normal(size=(seeds, 8))
        for name in ("participation_rate", "trust")
    }
    game = attribution.Game(players, tuple(range(seeds)), values, dict.fromkeys(players, 1000.0))
    made = {
        "attribution": attribution.attribution_table(game),
        "interactions": attribution.interactions_table(game),
    }
    about = {"scenario": "new", "baseline": "old", "seeds": seeds}
    first, second, *_ = attribution_sentences(made, about, EN)
    assert first.startswith("Participation rate is")
    rows = made["attribution"]
    rows = rows[(rows["metric"] == "participation_rate") & rows["differs"]]
    rows = rows[rows["measure"] != attribution.TOTAL]
    clear = rows[rows["verdict"].map(is_clear) & (rows["effect"] != 0)]
    if seeds >= FEWEST:
        assert second.startswith("No single measure's part") == clear.empty
        order = clear["effect"].abs().sort_values(ascending=False, kind="stable").index[:3]
        names = [EN.inside(EN(f"player.{clear.loc[one, 'measure']}")) for one in order]
        at = [second.find(name) for name in names]
        assert -1 not in at
        assert at == sorted(at), "the largest part comes first"
    else:
        assert "95 %" not in first
        assert "(" not in second.partition("say,")[2]


@FEW
@given(TABLES, SEEDS, SIZES)
def test_why_names_no_channel_that_its_table_does_not(seed: int, seeds: int, size: float) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    names = [*ALL_CHANNELS][:4]
    rows = [
        {"metric": "participation_rate", "seed": number, "channel": name, "effect": effect}
        for name in (*names, why.REMAINDER, why.TOTAL)
        for scale in [size * draw.choice([0.1, 1.0])]
        for middle in [size * draw.normal()]
        for number in range(seeds)
        for effect in [middle + scale * draw.normal()]
    ]
    table = why.decomposition_table(pd.DataFrame(rows))
    about = {"metric": "participation_rate", "seeds": seeds}
    said = _effect(table, about, EN)
    parts = table[table["channel"].isin(names)]
    clear = parts[parts["verdict"].map(is_clear) & (parts["effect"] != 0)]
    assert ("No single channel's part is clear" in said) == (
        clear.empty if seeds >= FEWEST else bool((parts["effect"] == 0).all())
    )
    assert ("95 %" in said) == (seeds >= FEWEST and table["verdict"].iloc[-1] != BY_LEVERS)


@FEW
@given(TABLES, SEEDS, SIZES)
def test_a_sweep_names_the_largest_clear_difference(seed: int, seeds: int, size: float) -> None:
    draw = np.random.Generator(np.random.PCG64(seed))
    shift = size * draw.normal(size=3)
    runs = pd.DataFrame(
        {
            "scenario": "one",
            "seed": number,
            "levers.control": place / 2,
            "trust": 0.5 + shift[place] + 0.3 * size * draw.normal(),
        }
        for number in range(seeds)
        for place in range(3)
    )
    table = factor_table(runs, ["levers.control"], ["trust"])
    (said,) = factor_sentences(table, ["trust"], {"one": "One"}, EN)
    rows = table[table["level"] > 0]
    sure = rows[rows["verdict"].map(is_clear) | (seeds < FEWEST)]
    assert ("differs clearly from its first level" in said) == sure.empty
    if not sure.empty:
        row = max(sure.to_dict("records"), key=lambda one: abs(one["difference"]))
        assert f"at {100 * row['value']:.4g} % instead of" in said
        assert ("too few" in said) == (seeds < FEWEST)


@FEW
@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=2, unique_by=lambda x: x[0]),
       SEEDS)  # fmt: skip
def test_a_search_lists_exactly_what_is_not_told_apart(
    found: list[tuple[int, bool]], seeds: int
) -> None:
    robust = found[0][0]
    rows: list[dict[str, Any]] = [
        {"trial": trial, "apart": apart and trial != robust} for trial, apart in found
    ]
    (said,) = _alike(rows, {"robust": robust, "seeds": seeds}, EN)
    alike = [str(one) for one, apart in found[1:] if not apart]
    if seeds < FEWEST:
        assert "too few" in said
    elif alike:
        listed = said.partition("settings ")[2].partition(" (")[0]
        assert re.findall(r"\d+", listed) == alike
    else:
        assert "clearly smaller" in said


@given(st.data())
def test_a_recommendation_names_every_lever_rounded(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(LEVERS)), min_size=1, unique=True))
    row = {
        f"levers.{name}": data.draw(st.floats(LEVERS[name].low, LEVERS[name].high))
        for name in names
    }
    said = setting_in_words(row, list(row), EN)
    for path, value in row.items():
        assert f"{EN.factor(path)} {ordered(path, value, EN)}" in said
        if LEVERS[path.removeprefix("levers.")].unit == "workers in the town" and value >= 1:
            assert re.fullmatch(r"[\d,]+", ordered(path, value, EN))


@given(st.floats(-5, 5))
def test_parts_of_a_variance_lie_within_their_bounds(share: float) -> None:
    assert 0 <= int(part_of(share, EN).removesuffix(" %")) <= 100


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=6), st.booleans())
def test_a_discovery_names_only_factors_that_stand_out(
    scores: list[tuple[float, bool]], boxed: bool
) -> None:
    paths = [f"levers.{name}" for name in sorted(LEVERS)[: len(scores)]]
    rows: list[dict[str, Any]] = [
        {"outcome": "interest", "factor": path, "score": score, "low": score, "high": score,
         "stands_out": stands}
        for path, (score, stands) in zip(paths, scores, strict=True)
    ]  # fmt: skip
    rows.append({**rows[0], "factor": PROBE, "stands_out": False})
    (said,) = _scores(rows, boxed, EN)
    stand = [EN.factor(row["factor"]) for row in rows if row["stands_out"]]
    assert ("no factor" in said.lower()) == (not stand)
    assert all(name in said for name in stand[:3])


@given(st.floats(-1e6, 1e6), st.sampled_from(["share", "0-1", "count"]), st.booleans())
def test_what_rounds_to_zero_has_no_sign(value: float, unit: str, signed_: bool) -> None:
    text = EN.number(value, unit, signed_)
    if not signed(text):
        assert text[0] == "0"
    else:
        assert np.sign(signed(text)) == np.sign(value)


@given(st.floats(-1, 1), st.floats(1e-9, 1))
def test_digits_never_move_an_interval_over_zero(low: float, width: float) -> None:
    high = low + width
    digits = EN.digits("share", low, high)
    ends = [signed(EN.number(end, "share", True, digits)) for end in (low, high)]
    if abs(low) > 1e-6 and abs(high) > 1e-6:
        assert (min(ends) > 0 or max(ends) < 0) <= (low > 0 or high < 0)
        if low > 0 or high < 0:
            assert 0 not in ends


def test_replacing_a_design_keeps_what_is_enough() -> None:
    assert replace(design(FEWEST)).enough
    assert not design(FEWEST - 1).enough
    assert METRICS["trust"].high == 1


def test_what_arithmetic_leaves_of_zero_takes_no_digits() -> None:
    assert EN.interval(-0.0021, -1e-18, "share") == "−0.2 … 0.0"
    assert EN.interval(-0.0021, -1e-5, "share") == "−0.210 … −0.001"
