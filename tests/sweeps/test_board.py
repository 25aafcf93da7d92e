import io
from pathlib import Path

import pytest
from rich.console import Console

from sim.sweeps.experiment import load_experiment
from sim.sweeps.plan import make_plan
from sim.sweeps.sweep import Count, line, span, watched
from tests.sweeps.conftest import SMALL, ExperimentWriter


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7260, "2 h 1 min"), (180_000, "2 d 2 h")],
)
def test_spans(seconds: float, expected: str) -> None:
    assert span(seconds) == expected


def test_a_line_tells_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 110.0)
    count = Count(1000, before=100, done=15, elsewhere=5, failed=5, failed_before=2, began=100.0)
    assert count.pending == 873
    assert line(count) == "120 of 1,000 done, 7 failed, 2 a second, 7 min 16 s left"
    assert line(Count(10, began=100.0)) == "0 of 10 done, 0 a second, ? left"
    assert line(Count(10, before=10)) == "10 of 10 done"


def test_a_terminal_gets_a_table_and_the_log_every_cell(
    write: ExperimentWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(load_experiment(write(SMALL)))
    screen = io.StringIO()
    monkeypatch.setattr(
        "rich.console.Console", lambda **_: Console(file=screen, force_terminal=True, width=80)
    )
    with watched(plan, Path()) as watch:
        watch(Count(2), None, {})
        watch(Count(2, done=1), (0, 0), {"seconds": 1.5})
        watch(Count(2, done=1, failed=1), (1, 1), {"failed": "killed", "error": "gone"})
    shown = screen.getvalue()
    assert plan.name in shown
    for heading in ("done", "failed", "a second", "left"):
        assert heading in shown
    (log,) = Path().glob("*.log")
    told = [text.partition(" ")[2] for text in log.read_text().splitlines()]
    assert told[0].startswith(f"{plan.name} begins: 0 of 2 done")
    assert told[1:] == [
        "done example, point 0, seed 0: 1.50 s",
        "failed example, point 1, seed 1: killed: gone",
        "1 of 2 done, 1 failed",
    ]


def test_elsewhere_a_line_comes_now_and_then(
    write: ExperimentWriter, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(load_experiment(write(SMALL)))
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with watched(plan, Path()) as watch:
        for second in range(0, 100, 10):
            now = float(second)
            watch(Count(100, done=second, began=0.0), (0, 0), {"seconds": 1.0})
    heard = capsys.readouterr()
    assert heard.out == ""
    assert heard.err.splitlines() == [
        "30 of 100 done, 1 a second, 1 min 10 s left",
        "60 of 100 done, 1 a second, 40 s left",
        "90 of 100 done, 1 a second, 10 s left",
    ]


def test_an_end_by_an_error_is_in_the_log(write: ExperimentWriter) -> None:
    plan = make_plan(load_experiment(write(SMALL)))
    with pytest.raises(KeyboardInterrupt), watched(plan, Path(), wanted=False):
        raise KeyboardInterrupt
    (log,) = Path().glob("*.log")
    assert "ended by KeyboardInterrupt" in log.read_text()
