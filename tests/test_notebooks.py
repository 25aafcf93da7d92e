"""Notebooks as they are committed: whole, executed, small, and with nothing that needs a network.

They are executed by ``poe notebooks``.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
STORIES = {
    "a_field_trial",
    "a_sweep_and_its_store",
    "as_a_mesa_model",
    "compare_the_stages",
    "first_run",
    "what_drives_the_result",
    "your_own_rules",
    "your_own_scenario",
    "your_own_town",
}
KEEP = "execute it anew: python notebooks/execute.py --keep notebooks/NAME.ipynb"
MOST_BYTES = 400_000


def cells(path: Path) -> list[dict[str, Any]]:
    """Cells of a notebook."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return found


def test_every_story_is_told() -> None:
    assert {path.stem for path in NOTEBOOKS} == STORIES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_its_code_gave(path: Path) -> None:
    code = [cell for cell in cells(path) if cell["cell_type"] == "code"]
    counts = [cell["execution_count"] for cell in code]
    assert counts == list(range(1, len(code) + 1)), KEEP
    sources = "\n\n".join("".join(cell["source"]) for cell in code)
    ran = json.loads(path.read_text("utf-8"))["metadata"].get("executed")
    assert ran == hashlib.sha256(sources.encode()).hexdigest()[:16], KEEP
    outputs = [output for cell in code for output in cell["outputs"]]
    assert any("data" in output for output in outputs)
    assert not [output for output in outputs if output["output_type"] == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_shown_is_small_and_tells_nothing_of_a_machine(path: Path) -> None:
    assert path.stat().st_size < MOST_BYTES
    assert not re.search(r"/(tmp|home|root|work|Users|usr)/", path.read_text("utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_a_story_that_leaves_nothing_behind(path: Path) -> None:
    found = cells(path)
    prose = ["".join(cell["source"]) for cell in found if cell["cell_type"] == "markdown"]
    code = "\n".join("".join(cell["source"]) for cell in found if cell["cell_type"] == "code")
    assert prose[0].startswith("# ")
    assert re.search(r"[\u4e00-\u9fff]", " ".join(prose)), "the key terms in Chinese, too"
    assert "cogov" in code + " ".join(prose), "how the command line gives the same numbers"
    assert "results/" not in code
    # No address, no path from the root of a machine, nothing installed.
    assert re.findall(r"""https?://|["']/\w|pip install""", code) == []
    if re.search(r"write|out=", code):
        assert "mkdtemp()" in code
    for name in re.findall(r"`(\w+\.ipynb)`", " ".join(prose)):
        assert (FOLDER / name).is_file()
