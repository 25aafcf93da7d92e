import gc
import subprocess
import sys

import pytest

from sim.runs import worker

SCRIPT = """
import gc, weakref
from sim.runs.worker import clear_up, collect_seldom

class Knot:
    def __init__(self):
        self.me = self

before = gc.get_threshold()[0]
knot = weakref.ref(Knot())
if SELDOM:
    collect_seldom()
clear_up()
first = knot() is None, gc.get_freeze_count() > 0
knot = weakref.ref(Knot())
clear_up()
print(gc.get_threshold()[0] > before, *first, knot() is None)
"""


@pytest.mark.parametrize("seldom", [True, False])
def test_what_is_left_goes_when_the_process_is_our_own(seldom: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("SELDOM", str(seldom))],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == [str(seldom)] * 4


def test_a_process_that_asked_a_store_leaves_without_complaints() -> None:
    code = (
        "import duckdb; from sim.runs.worker import clear_up, collect_seldom; collect_seldom(); "
        "duckdb.connect().execute('select 1').df(); clear_up()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""


def test_the_process_of_the_tests_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(gc, "collect", lambda: called.append("collect"))
    worker.clear_up()
    assert called == []
