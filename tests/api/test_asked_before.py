"""What cannot work is told before anything runs."""

from pathlib import Path

import pytest

import sim
from sim.errors import OptionError, UserError

MANY = """summary: s
scenarios: [example]
seeds: 0..99999
design: {kind: random, points: 9, factors: {levers.control: {low: 0, high: 1}}}
"""


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    def step(model: object) -> None:
        raise AssertionError("a month has run")

    monkeypatch.setattr(sim.CommunityModel, "step", step)


def test_more_runs_than_anybody_meant_are_refused_and_the_hint_allows_them() -> None:
    Path("many.yaml").write_text(MANY)
    with pytest.raises(OptionError) as error:
        sim.sweep("many.yaml", out="store", workers=0, progress=False)
    (problem,) = error.value.problems
    assert problem.message == "there are 900,000 runs to do; at most 100,000"
    assert problem.hint.endswith("--most-cells 900000")
    assert not Path("store").exists()


@pytest.mark.parametrize("path", ["none/checkpoint", "file/checkpoint", "folder", "x" * 300])
def test_a_checkpoint_that_cannot_be_written_is_told_before_the_first_month(path: str) -> None:
    Path("file").write_text("")
    Path("folder").mkdir()
    with pytest.raises(UserError, match=r"cannot be (written|read)"):
        sim.run("example", checkpoint=path, progress=False)
