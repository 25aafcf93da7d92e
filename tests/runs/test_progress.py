import io

import pytest
from rich.console import Console

from sim.runs.progress import doing, progress_bar


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = io.StringIO()

    def console(stderr: bool) -> Console:
        assert stderr
        return Console(file=stream, force_terminal=True, width=100)

    monkeypatch.setattr("rich.console.Console", console)
    return stream


def test_a_terminal_shows_how_far_it_is(terminal: io.StringIO) -> None:
    with progress_bar("3 scenarios, 2 seeds", 100) as show:
        for done in (10, 50):
            show(done)
    shown = terminal.getvalue()
    assert "3 scenarios, 2 seeds" in shown
    assert "50%" in shown
    assert "left" in shown


def test_nothing_is_shown_when_it_is_not_wanted(terminal: io.StringIO) -> None:
    with progress_bar("x", 100, wanted=False) as show:
        show(10)
    with doing("x", wanted=False):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_shown_without_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar("x", 100) as show:
        show(10)
    with doing("x"):
        pass
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_what_is_being_done(terminal: io.StringIO) -> None:
    with doing("compiling"):
        pass
    assert "compiling" in terminal.getvalue()
    assert "0:00:00" in terminal.getvalue()
