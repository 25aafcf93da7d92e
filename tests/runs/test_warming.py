from contextlib import nullcontext

import numba
import pytest

from sim import compiled
from sim.runs import simulate
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
    simulate.compile_part(example, simulate.LATE, lambda: None)
    assert kept == []
    simulate.compile_part(example, simulate.ALL, lambda: None)
    assert kept == [True]


def test_what_goes_wrong_is_of_no_account(
    example: Scenario, kept: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def broken(*_: object) -> object:
        calls.append("here")
        raise ZeroDivisionError

    monkeypatch.setattr(simulate, "build", broken)
    monkeypatch.setattr(simulate, "simulate_seed", broken)
    for part in (simulate.ALL, simulate.LATE):
        simulate.compile_part(example, part, lambda: None)
    assert (calls, kept) == (["here", "here"], [])


def test_nothing_is_done_twice(
    example: Scenario, kept: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts: list[str] = []

    def noted(unit: object, scenario: Scenario, items: tuple[str, ...], workers: int) -> list[str]:
        assert unit is simulate.compile_part
        assert len(items) == workers
        parts.extend(items)
        kept.append(True)
        return parts

    monkeypatch.setattr(simulate, "messages", noted)
    monkeypatch.setattr(simulate, "usable_processors", lambda: 1)
    simulate.warm_up(example)
    simulate.warm_up(example)
    assert parts == [simulate.ALL]
    kept.clear()
    monkeypatch.setattr(simulate, "usable_processors", lambda: 8)
    simulate.warm_up(example)
    assert parts == [simulate.ALL, simulate.ALL, simulate.LATE]
    kept.clear()
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    simulate.warm_up(example)
    assert parts == [simulate.ALL, simulate.ALL, simulate.LATE]


def test_late_work_goes_through(example: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it to fail it would be left out silently, and the first start take longer."""
    monkeypatch.setattr(simulate, "suppress", lambda _: nullcontext())
    simulate.compile_part(example, simulate.LATE, lambda: None)
