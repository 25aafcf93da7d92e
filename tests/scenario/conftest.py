"""Fixtures for tests of files."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from sim.errors import Problem, ScenarioError
from sim.scenario import load_scenario, load_town

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into an empty current folder; its messages name it without a folder."""
    monkeypatch.chdir(tmp_path)

    def write_file(text: str, name: str = "mine.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return Path(name)

    return write_file


def scenario_problems(path: str | Path, settings: object = ()) -> tuple[Problem, ...]:
    """What is wrong with a scenario."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, settings)  # type: ignore[arg-type]
    return caught.value.problems


def town_problems(path: str | Path) -> tuple[Problem, ...]:
    """What is wrong with a town."""
    with pytest.raises(ScenarioError) as caught:
        load_town(path)
    return caught.value.problems


def only(problems: tuple[Problem, ...]) -> Problem:
    """The one problem there is."""
    assert len(problems) == 1, "\n".join(str(problem) for problem in problems)
    return problems[0]
