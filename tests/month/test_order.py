"""Which phases of a month may change places: the claims do not depend on an order that is free."""

import pandas as pd
import pytest

from sim import model as module
from sim.extend import let_act
from sim.model import CommunityModel

PHASES = ("needs_arise", "ask", "collect_matters", "take_part", "consult", "handle_matters")
LAST = ("supervise", "learn")
MONTHS = 24


class Ordered(CommunityModel):
    """A model whose month runs in another order."""

    order: tuple[str, ...] = (*PHASES, *LAST)

    def step(self) -> None:
        """Run one month."""
        month = self._open()
        let_act(self.roster.own, month)
        lasting = {
            "take_part": (self._lasting, self._threshold_power, self._rules),
            "learn": (self._lasting, self._rules),
        }
        for name in self.order:
            getattr(module, name)(month, *lasting.get(name, ()))
        self._turn_over(month)
        self._measure(month)
        self._close(month)


def table(*swapped: str) -> pd.DataFrame:
    """Every metric of the example town with two phases that follow each other swapped."""
    order = [*PHASES, *LAST]
    places = [order.index(name) for name in swapped]
    for place, name in zip(reversed(places), swapped, strict=True):
        order[place] = name
    model = Ordered("example", 1)
    model.order = tuple(order)
    for _ in range(MONTHS):
        model.step()
    return model.frame()


@pytest.fixture(scope="module")
def as_written() -> pd.DataFrame:
    model = CommunityModel("example", 1)
    for _ in range(MONTHS):
        model.step()
    return model.frame()


def test_the_order_of_the_test_is_that_of_the_model(as_written: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(table(), as_written, check_exact=True)


@pytest.mark.parametrize(
    "swapped",
    [("needs_arise", "ask"), ("collect_matters", "take_part"), ("supervise", "learn")],
    ids="-".join,
)
def test_these_may_change_places(as_written: pd.DataFrame, swapped: tuple[str, str]) -> None:
    pd.testing.assert_frame_equal(table(*swapped), as_written, check_exact=True)


def test_meetings_come_before_handling_for_a_reason(as_written: pd.DataFrame) -> None:
    assert not table("consult", "handle_matters").equals(as_written)
