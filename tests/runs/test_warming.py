from contextlib import nullcontext

import numba
import pytest

from sim import compiled
from sim.runs import latecomers, warming
from sim.scenario import Scenario, load_scenario


@pytest.fixture(scope="module")
def example() -> Scenario:
    return load_scenario("example")


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Not empty as soon as it has been noted that all is compiled."""
    noted: list[bool] = []
    monkeypatch.setattr(compiled, "all_kept", lambda: bool(noted))
    monkeypatch.setattr(compiled, "note_all_kept", lambda: noted.append(True))
    return noted


def test_it_is_noted_when_all_is_compiled(example: Scenario, kept: list[bool]) -> None:
    warming.compile_part(example, warming.LATE, lambda: None)
    assert kept == []
    warming.compile_part(example, warming.ALL, lambda: None)
    assert kept == [True]


def test_what_goes_wrong_is_of_no_account(
    example: Scenario, kept: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def broken(*_: object) -> object:
        calls.append("here")
        raise ZeroDivisionError

    monkeypatch.setattr(latecomers, "build", broken)
    monkeypatch.setattr(warming, "simulate_seed", broken)
    for part in (warming.ALL, warming.LATE):
        warming.compile_part(example, part, lambda: None)
    assert (calls, kept) == (["here", "here"], [])


def test_nothing_is_done_twice(
    example: Scenario, kept: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[str] = []

    def noted(unit: object, scenario: Scenario, items: tuple[str, ...], workers: int) -> list[str]:
        assert unit is warming.compile_part
        assert len(items) == workers
        parts.extend(items)
        kept.append(True)
        return parts

    monkeypatch.setattr(warming, "messages", noted)
    monkeypatch.setattr(warming, "usable_processors", lambda: 1)
    warming.warm_up(example)
    warming.warm_up(example)
    assert parts == [warming.ALL]
    kept.clear()
    monkeypatch.setattr(warming, "usable_processors", lambda: 8)
    warming.warm_up(example)
    assert parts == [warming.ALL, warming.ALL, warming.LATE]
    kept.clear()
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    warming.warm_up(example)
    assert parts == [warming.ALL, warming.ALL, warming.LATE]


def test_late_work_goes_through(example: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it to fail it would be left out silently, and the first start take longer."""
    monkeypatch.setattr(warming, "suppress", lambda _: nullcontext())
    warming.compile_part(example, warming.LATE, lambda: None)
