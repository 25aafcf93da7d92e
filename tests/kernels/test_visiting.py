import numpy as np
import pytest

from sim.declarations.forms import ACTIVITY, CO_PRODUCTION, ELECTION, FORM_COUNT, VOLUNTEERING
from sim.kernels.arising import Homes
from sim.kernels.participation import NO_FORM
from sim.kernels.visiting import NOBODY, link_households, visit_households
from sim.kernels.visiting import Visits as Made
from sim.rng import Draws

HOMES, SIZE = 6_000, 4
MEMBERS = np.arange(0, HOMES * SIZE, 240, dtype=np.int32)
"""Rows of the active party members, one in sixty households."""


class Visits:
    def __init__(
        self,
        *,
        linked: float = 0.5,
        rate: float = 0.4,
        weights: dict[int, float] | None = None,
        deciders: int = 3,
        month: int = 24_000,
        tired: float = 0.0,
    ) -> None:
        self.weight = np.zeros((1, FORM_COUNT))
        for form, weight in ({ACTIVITY: 1.0} if weights is None else weights).items():
            self.weight[0, form] = weight
        self.decides = np.tile(np.arange(SIZE) < deciders, HOMES)
        self.rank = Draws(3).uniforms("rank", 0, np.arange(HOMES))
        self.server, self.served = np.full(HOMES, 7, np.int32), np.full(HOMES * SIZE, 3, np.int16)
        self.duties = np.zeros(HOMES * SIZE, np.int16)
        link_households(
            np.zeros(HOMES, dtype=np.int16),
            self.rank,
            np.array([linked]),
            MEMBERS,
            np.array([0, MEMBERS.size]),
            self.server,
            self.served,
        )
        self.visited = np.ones(HOMES, dtype=bool)
        self.asked = np.full(HOMES * SIZE, NO_FORM, dtype=np.uint8)
        visit_households(
            Homes(
                household_id=np.arange(HOMES),
                first=np.arange(0, HOMES * SIZE, SIZE, dtype=np.int32),
                size=np.full(HOMES, SIZE, dtype=np.int32),
                community=np.zeros(HOMES, dtype=np.int16),
            ),
            self.server,
            np.full(HOMES * SIZE, tired),
            np.array([rate]),
            self.weight,
            self.decides,
            Draws(3).key("party_visit"),
            np.uint64(month),
            Made(self.visited, self.asked, self.duties),
        )
        self.by_home = self.asked.reshape(HOMES, SIZE)


def within(found: float, chance: float, count: int) -> None:
    assert found == pytest.approx(chance, abs=4 * (chance * (1 - chance) / count) ** 0.5)


def test_linked_households_are_visited_at_their_rate_and_no_others() -> None:
    visits = Visits()
    linked = visits.rank < 0.5
    assert not visits.visited[~linked].any()
    within(visits.visited[linked].mean(), 0.4, int(linked.sum()))


def test_members_serve_equal_numbers_of_households_near_each_other() -> None:
    visits = Visits()
    linked = np.flatnonzero(visits.rank < 0.5)
    assert (visits.server[visits.rank >= 0.5] == NOBODY).all()
    assert set(visits.server[linked]) == set(MEMBERS)
    assert (np.diff(visits.server[linked]) >= 0).all()
    served = visits.served[MEMBERS]
    assert served.sum() == linked.size == visits.served.sum()
    assert served.max() - served.min() <= 1


def test_visits_are_the_duties_of_members_and_the_tired_make_fewer() -> None:
    rested, tired = Visits(), Visits(tired=0.5)
    for visits, rate in ((rested, 0.4), (tired, 0.2)):
        linked = visits.server != NOBODY
        within(visits.visited[linked].mean(), rate, int(linked.sum()))
        made = np.bincount(visits.server[visits.visited], minlength=visits.duties.size)
        assert visits.duties.tolist() == made.tolist()


def test_nobody_serves_where_there_is_no_member() -> None:
    server, served = np.full(4, 7, np.int32), np.full(9, 3, np.int16)
    link_households(
        np.array([0, 0, 1, 1], dtype=np.int16),
        np.zeros(4),
        np.ones(2),
        np.array([8], dtype=np.int32),
        np.array([0, 0, 1]),
        server,
        served,
    )
    assert server.tolist() == [NOBODY, NOBODY, 8, 8]
    assert served.tolist() == [0] * 8 + [2]


def test_each_visit_asks_one_adult_about_one_form() -> None:
    visits = Visits()
    asks = (visits.by_home != NO_FORM).sum(axis=1)
    assert np.array_equal(asks == 1, visits.visited)
    assert asks.max() == 1
    assert (visits.asked[~visits.decides] == NO_FORM).all()
    chosen = (visits.by_home[visits.visited] != NO_FORM).mean(axis=0)
    for place in range(3):
        within(chosen[place], 1 / 3, int(visits.visited.sum()))


def test_forms_are_asked_about_in_proportion_to_their_weight() -> None:
    visits = Visits(weights={ACTIVITY: 1, VOLUNTEERING: 1, CO_PRODUCTION: 1, ELECTION: 5})
    asked = visits.asked[visits.asked != NO_FORM]
    for form, weight in ((ACTIVITY, 1), (VOLUNTEERING, 1), (CO_PRODUCTION, 1), (ELECTION, 5)):
        within((asked == form).mean(), weight / 8, asked.size)
    assert set(np.unique(asked)) == {ACTIVITY, VOLUNTEERING, CO_PRODUCTION, ELECTION}


def test_a_household_without_adults_is_not_visited() -> None:
    visits = Visits(deciders=0)
    assert not visits.visited.any()
    assert (visits.asked == NO_FORM).all()


def test_without_a_form_to_ask_about_there_are_visits_and_no_asks() -> None:
    visits = Visits(weights={})
    assert visits.visited.any()
    assert (visits.asked == NO_FORM).all()


@pytest.mark.parametrize("coverage", [(0.2, 0.5), (0.5, 1.0)])
def test_wider_coverage_adds_visits_and_takes_none_away(coverage: tuple[float, float]) -> None:
    narrow, wide = (Visits(linked=linked) for linked in coverage)
    assert (wide.visited | ~narrow.visited).all()
    assert wide.visited.sum() > narrow.visited.sum()
    same = narrow.asked != NO_FORM
    assert np.array_equal(wide.asked[same], narrow.asked[same])


def test_nobody_is_linked_at_zero_and_everybody_at_one() -> None:
    assert not Visits(linked=0.0).visited.any()
    assert Visits(linked=1.0, rate=1.0).visited.all()
    assert not Visits(linked=1.0, rate=0.0).visited.any()
