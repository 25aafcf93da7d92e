import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import FIRST_YEAR, LAST_YEAR, first_day, format_month, parse_month
from sim.errors import UserError

MONTHS = st.integers(12 * FIRST_YEAR, 12 * LAST_YEAR + 11)


@given(MONTHS)
def test_writing_and_reading_a_month_are_inverse(month: int) -> None:
    assert parse_month(format_month(month)) == month


@given(MONTHS, st.integers(0, 600))
def test_differences_count_months(month: int, later: int) -> None:
    day, end = first_day(month), first_day(month + later)
    assert 12 * (end.year - day.year) + end.month - day.month == later
    assert day.day == end.day == 1


def test_known_months() -> None:
    assert parse_month("2003-03") == 12 * 2003 + 2
    assert format_month(12 * 2003 + 2) == "2003-03"
    assert first_day(parse_month("1990-12")) == dt.datetime(1990, 12, 1)
    assert parse_month("2019-01") % 12 == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2003",
        "2003-3",
        "2003/03",
        "03-2003",
        "2003-03-01",
        " 2003-03",
        "2003-03\n",
        "２００３-03",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="write it as YYYY-MM"):
        parse_month(text)


@pytest.mark.parametrize("text", ["2003-00", "2003-13", "2003-99"])
def test_a_month_that_no_year_has_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="months run from 01 to 12"):
        parse_month(text)


@pytest.mark.parametrize("text", ["0000-01", "1899-12", "2101-01"])
def test_a_year_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="outside 1900-2100"):
        parse_month(text)
