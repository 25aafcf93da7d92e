"""Whose path differs between two runs of one seed, since when, and through which channel."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.declarations.channels import ALL_CHANNELS, CHANNELS
from sim.declarations.forms import DEEP_FORMS, ELECTION, FORMS, INFORMED, VOLUNTEERING
from sim.declarations.parameters import PARAMETERS
from sim.kernels.participation import norm
from sim.model import CommunityModel
from sim.month.predictor import threshold_powers
from sim.runs.paths import Pair, Paths, Side, forms_of, paths_of
from sim.scenario import Scenario, load_scenario
from tests.small import SMALL_TOWN, WITHOUT

QUIET = WITHOUT | {
    "town": str(SMALL_TOWN),
    "run.months": 20,
    "levers.control": 0.2,
    "levers.offline_notices": 0.5,
    "levers.volunteer_recruitment": 0.8,
    "levers.team_support": 0.3,
}
VISITS = {
    "levers.party_network_coverage": 0.9,
    "levers.households_per_party_member": 20,
    "levers.double_registration": 1.0,
}
MORE: Mapping[str, object] = {
    **VISITS,
    "levers.consultation_meetings_per_year": 12,
    "levers.volunteer_recognition": 1.0,
    "levers.control": 0.0,
    "levers.online_channels": 1.0,
    "levers.leader_training": 1.0,
}


@cache
def scenario(name: str) -> Scenario:
    over = {"quiet": {}, "visits": VISITS, "more": MORE, "again": {}}[name]
    return replace(load_scenario("example", {**QUIET, **over}), name=name)


@cache
def followed(name: str, seed: int = 0, forms: tuple[int, ...] = DEEP_FORMS) -> Paths:
    ticks: list[None] = []
    pair = Pair(scenario("quiet"), scenario(name), forms)
    found = paths_of(pair, seed, lambda: ticks.append(None))
    assert len(ticks) == 2 * (pair.baseline.end - pair.baseline.first_month)
    return found


def test_nobody_differs_between_the_same_scenarios() -> None:
    found = followed("again")
    assert len(found.frame) == 0
    assert found.persons == followed("more").persons > 100


def test_visits_are_the_first_channel_of_a_pair_that_differs_in_visits() -> None:
    frame = pd.concat([followed("visits", seed).frame for seed in range(12)])
    assert len(frame) > 20
    first = frame[frame["month"] == frame["month"].min()]
    assert set(first["channel"]) <= {"visit", "places", "time"}
    assert (first["channel"] == "visit").mean() > 0.5
    assert (first.loc[first["channel"] == "visit", "took_part"] == "scenario").all()
    assert first.loc[first["channel"] == "visit", "push"].max() == pytest.approx(
        PARAMETERS["ask_party"].default
    )
    # What neighbours then see and ask comes later, and no other channel opens by itself.
    assert not set(frame["channel"]) & {"announcement", "meeting", "project", "other"}


def recount(name: str, seed: int, forms: tuple[int, ...]) -> dict[tuple[int, int], list[int]]:
    """First month, and months of taking part in each run, of everybody who differs; by hand."""
    models = [CommunityModel(scenario(one), seed) for one in ("quiet", name)]
    persons: dict[tuple[int, int], list[int]] = {}
    while models[0].running:
        number = models[0].month
        arrived = models[0].world.residents.arrived.copy()
        for model in models:
            model.step()
        if number < scenario(name).start:
            continue
        months = [model.last_month for model in models]
        for row, identity in enumerate(models[0].world.residents.resident_id):
            done = [
                {f for f in forms if int(month.took[row]) >> f & 1} for month in months if month
            ]
            kept = persons.setdefault((int(identity), int(arrived[row])), [0, 0, 0])
            if done[0] != done[1] and not kept[0]:
                kept[0] = number
            kept[1] += len(done[0])
            kept[2] += len(done[1])
    return {person: kept for person, kept in persons.items() if kept[0]}


@pytest.mark.parametrize("forms", [DEEP_FORMS, (ELECTION,), (INFORMED,)])
def test_paths_are_those_of_two_plain_runs(forms: tuple[int, ...]) -> None:
    frame = followed("more", 1, forms).frame
    found = {
        (row["resident_id"], row["arrived"]): [
            row["month"],
            row["baseline_occasions"],
            row["occasions"],
        ]
        for row in frame.to_dict("records")
    }
    assert found == recount("more", 1, forms)
    assert frame["month"].is_monotonic_increasing
    assert set(frame["form"]) <= {FORMS[form].name for form in forms}


def test_somebody_leaves_and_the_newcomer_is_another_person() -> None:
    frame = followed("more", 1, (INFORMED,)).frame
    newcomers = frame[frame["arrived"] >= scenario("more").start]
    assert len(newcomers)
    assert (newcomers["month"] > newcomers["arrived"]).all()
    assert frame["resident_id"].duplicated().any()
    assert not frame.duplicated(["resident_id", "arrived"]).any()


def test_what_is_said_of_people_and_channels() -> None:
    frame = pd.concat([followed("more", seed).frame for seed in range(3)])
    assert set(frame["channel"]) <= set(ALL_CHANNELS)
    assert "other" not in set(frame["channel"]), "the parameters are the same"
    assert {"meeting", "visit", "neighbour"} <= set(frame["channel"])
    same_decision = frame["channel"].isin(["meeting", "register", "places", "time"])
    assert frame.loc[frame["channel"].isin(["meeting", "register", "places"]), "push"].isna().all()
    assert (frame.loc[~same_decision, "push"] > 0).all()
    assert set(frame["age"]) == {"18-34", "35-59", "60+"}
    assert set(frame["origin"]) == {"local", "migrant"}
    assert set(frame["party"]) == {"other", "member"}
    assert (frame["took_part"] == "scenario").mean() > 0.6


def test_the_norm_is_that_of_the_decision() -> None:
    model = CommunityModel(scenario("more"), 3)
    for _ in range(9):
        side = Side.step(model)
    r, ties = side.before.residents, side.before.ties
    rows = np.flatnonzero(side.month.decides)
    found = side.norm(rows)
    exponent = side.parameters["norm_exponent"]
    limits = threshold_powers(r.threshold[rows], exponent)
    for place, row in enumerate(rows):
        near = ties.of(int(row))
        adults = [int(one) for one in near if side.month.adult[one]]
        deep = [
            one for one in adults if any(int(r.history[form, one]) & 0xFFF for form in DEEP_FORMS)
        ]
        share = side.rules.share_power[len(adults), len(deep)]
        assert found[place] == norm(share, limits[place], False)
    assert 0 < found.mean() < 1


def test_everybody_who_differs_in_an_ask_alone_differs_through_it() -> None:
    """Where only the ask differs, its worth is the push and its source the channel."""
    frame = followed("visits", 2).frame
    first = frame[(frame["month"] == frame["month"].min()) & (frame["channel"] == "visit")]
    assert len(first)
    worths = {
        PARAMETERS["ask_party"].default - other
        for other in (0.0, PARAMETERS["ask_official"].default, PARAMETERS["ask_broadcast"].default)
    }
    assert all(min(abs(push - worth) for worth in worths) < 1e-9 for push in first["push"])


def test_the_forms_of_a_metric() -> None:
    assert forms_of("participation_rate") == forms_of("trust") == DEEP_FORMS
    assert forms_of("participation_volunteering") == (VOLUNTEERING,)
    assert forms_of("turnout") == (ELECTION,)


def test_each_channel_is_closed_by_parameters_that_have_an_off_value_and_by_no_others() -> None:
    closing = [name for channel in CHANNELS for name in channel.closes]
    assert len(set(closing)) == len(closing)
    assert all(channel.closes for channel in CHANNELS)
    for name in closing:
        assert PARAMETERS[name].off == 0, name
