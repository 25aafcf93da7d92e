"""Commands that need an extra say which, in one line, before anything is done."""

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim import extras
from sim.cli import main
from sim.report.brief import handout


@pytest.mark.parametrize(
    ("line", "module", "extra"),
    [
        ("sensitivity sensitivity_quick --out here", "SALib", "analysis"),
        ("search search_quick --out here", "optuna", "analysis"),
        ("calibrate calibration --out here", "optuna", "analysis"),
        ("discover discovery_quick --out here", "ema_workbench", "analysis"),
        ("dashboard", "solara", "dashboard"),
        ("sweep three_stages --out here --cluster local", "distributed", "dask"),
        ("sweep three_stages --out here --cluster slurm", "dask_jobqueue", "slurm"),
        ("run example --out here --export xlsx", "openpyxl", "tables"),
        ("compare --out here --export xlsx", "openpyxl", "tables"),
        ("sweep three_stages --out here --scheduler tcp://127.0.0.1:9", "distributed", "dask"),
    ],
)
def test_a_missing_extra_is_named(
    line: str,
    module: str,
    extra: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        extras, "find_spec", lambda name: None if name == module else find_spec(name)
    )
    assert main(line.split()) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert f" needs the extra '{extra}' (python -m uv sync --inexact --extra {extra})" in told
    assert not list(tmp_path.iterdir())


AT_ONCE = """
import sys
from sim import extras
from sim.cli import main
extras.find_spec = lambda name: None
for line in sys.stdin.read().splitlines():
    assert main(line.split()) == 2, line
    heavy = {"numpy", "sim.scenario", "sim.studies.engine"} & sys.modules.keys()
    assert not heavy, (line, heavy)
"""
"""A process in which nothing was imported before the command."""


def test_a_missing_extra_is_named_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    lines = [
        "sensitivity sensitivity_quick",
        "search search_quick",
        "calibrate calibration",
        "discover discovery_quick",
        "dashboard",
        "sweep three_stages --cluster local",
        "sweep three_stages --cluster slurm",
        "sweep three_stages --scheduler tcp://127.0.0.1:9",
        "run example --export xlsx",
        "compare --export xlsx",
        "report results --format docx",
    ]
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE],
        input="\n".join(lines),
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == len(lines)
    assert not list(tmp_path.iterdir())


def test_outside_of_a_checkout_pip_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "__file__", "/usr/lib/python3/site-packages/sim/extras.py")
    assert extras.how_to_install("dask") == "python -m pip install 'cogov[dask]'"


def test_every_extra_is_declared(pytestconfig: pytest.Config) -> None:
    import tomllib

    text = (pytestconfig.rootpath / "pyproject.toml").read_text("utf-8")
    declared: dict[str, Sequence[str]] = tomllib.loads(text)["project"]["optional-dependencies"]
    assert extras.EXTRAS.keys() == declared.keys()


def test_a_form_of_export_that_is_none_is_told_before_anything_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "nowhere.yaml", "--export", "pdf"]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert "export" in told
    assert "xlsx" in told


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_what_writes_a_page_is_asked_for_before_results_are_read(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(handout, "find_spec", lambda name: None)
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    monkeypatch.setattr(handout, "_browser", lambda: None)
    assert main(["report", str(tmp_path), "--format", kind]) == 2
    told = capsys.readouterr().err
    assert " the extra 'report'" in told
    assert "python -m uv sync --inexact --extra report" in told


def test_the_line_that_installs_an_extra_is_told_in_chinese_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    assert main(["dashboard", "--lang", "zh"]) == 2
    assert "python -m uv sync --inexact --extra dashboard" in capsys.readouterr().err
