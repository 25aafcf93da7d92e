import random
from pathlib import Path

import pytest

from sim.analysis.calibration import Trial
from sim.errors import ResultsError
from sim.sweeps.trials import TrialLog


def log_of(folder: Path, order: list[int]) -> TrialLog:
    folder.mkdir()
    log = TrialLog(folder)
    for number in order:
        log.add(Trial(number, {"a": number / 7}, {"trust": (0.1 * number,)}, ""))
    return log


def test_logs_of_equal_trials_are_equal_in_whatever_order_they_ended(tmp_path: Path) -> None:
    texts = set()
    for turn in range(5):
        order = list(range(12))
        random.Random(turn).shuffle(order)
        log = log_of(tmp_path / str(turn), order)
        log.settle()
        assert list(log.read()) == list(range(12))
        texts.add(log.path.read_bytes())
    assert len(texts) == 1


@pytest.mark.parametrize("line", ["[" * 100_000, "5", "[]", "{}", '{"trial": []}', "null"])
def test_a_damaged_line_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    log = log_of(tmp_path / "one", [0, 1])
    with log.path.open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(ResultsError, match=r"trials\.jsonl:3: is no line of a trial"):
        log.read()
