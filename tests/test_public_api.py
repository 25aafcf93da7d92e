import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import app

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {
    "SALib",
    "dask",
    "duckdb",
    "ema_workbench",
    "matplotlib",
    "mesa",
    "networkx",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "ruamel",
    "scipy",
    "solara",
}


def loaded_by(statement: str) -> set[str]:
    """Top-level names of the modules that a statement loads in a fresh process."""
    code = f"{statement}\nimport sys\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_public_names() -> None:
    assert sim.__all__ == [
        "Analysis",
        "CogovError",
        "CommunityModel",
        "Comparison",
        "ModelError",
        "OptionError",
        "Options",
        "Problem",
        "Resident",
        "Results",
        "ResultsError",
        "Scenario",
        "ScenarioError",
        "Speech",
        "SweepResults",
        "UserError",
        "attribute",
        "calibrate",
        "claims",
        "compare",
        "discover",
        "explain",
        "export",
        "figures",
        "glossary",
        "learn",
        "load_scenario",
        "make_town",
        "match",
        "new",
        "odd",
        "open_results",
        "redraw",
        "reference",
        "run",
        "schema",
        "search",
        "sensitivity",
        "serve",
        "shipped_scenarios",
        "show",
        "sweep",
        "trial",
        "validate",
        "verify",
        "why",
        "write_brief",
    ]


CALLS = {"dashboard": "serve", "report": "write_brief", "town": "make_town"}
"""Commands whose call has another name."""


def test_every_command_has_its_call() -> None:
    commands = [
        one.name or one.callback.__name__ for one in app.registered_commands if one.callback
    ]
    assert len(commands) > 20
    missing = [one for one in commands if CALLS.get(one, one) not in sim.__all__]
    assert missing in ([], ["town"])


@pytest.mark.parametrize("name", sim.__all__)
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    assert name in dir(sim)
    assert (getattr(sim, name).__doc__ or "").strip()


def test_a_name_that_is_not_public() -> None:
    with pytest.raises(AttributeError, match="no attribute 'comparre'"):
        sim.comparre  # noqa: B018


def test_the_version_is_that_of_the_distribution() -> None:
    assert sim.__version__ == "0.1.0" or sim.__version__.count(".") >= 2


@pytest.mark.parametrize("statement", ["import sim", "import sim.cli", "import sim.runs.parallel"])
def test_nothing_heavy_is_imported_early(statement: str) -> None:
    assert not loaded_by(statement) & HEAVY


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("没有名为 'controll' 的键", "“人口”下的“abc”不是数字")),
        ("en", ("there is no key 'controll' here", "'abc' under '人口' is not a number")),
    ],
)
def test_errors_of_calls_speak_the_language_of_the_reader(
    language: str, said: tuple[str, str], tmp_path: Path
) -> None:
    """In a process of its own, where nothing has loaded the words before."""
    (tmp_path / "a.yaml").write_text("extends: integration\nlevers: {controll: 0.4}\n")
    (tmp_path / "b.csv").write_text("社区,人口\n甲,abc\n", "utf-8")
    code = (
        "import sim\n"
        "for call in (lambda: sim.load_scenario('a.yaml'), lambda: sim.make_town('x', 'b.csv')):\n"
        "    try:\n        call()\n"
        "    except sim.UserError as error:\n        print(error)\n"
    )
    environment = {**os.environ, "COGOV_LANG": language, "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-c", code]
    found = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, check=True)
    lines = found.stdout.decode().splitlines()
    assert len(lines) == len(said)
    assert all(part in one for part, one in zip(said, lines, strict=True))
