"""Small experiments."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

ExperimentWriter = Callable[[str], Path]

SMALL = """
    scenarios: [example]
    seeds: 0..1
    run: {months: 1}
    design:
      kind: grid
      factors:
        levers.control: [0.1, 0.5]
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ExperimentWriter:
    """Write ``made.yaml`` into the current folder."""
    monkeypatch.chdir(tmp_path)

    def made(text: str) -> Path:
        path = Path("made.yaml")
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return made
