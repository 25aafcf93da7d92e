"""Which changes make the compiled kernels stale."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import sim
from sim import compiled
from sim.compiled import keep_kernels, kernel_sources, private
from sim.errors import UserError

ROOT = Path(sim.__file__).parent


def test_all_files_with_kernels_count() -> None:
    found = kernel_sources(ROOT)
    with_kernels = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search("@(njit|lean)", path.read_text(encoding="utf-8"))
    }
    assert with_kernels <= set(found)
    assert "declarations/matters.py" in found, "kernels read its constants"
    assert "cli/__init__.py" not in found


def test_what_a_kernel_reads_through_others_counts(tmp_path: Path) -> None:
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "one.py").write_text("from sim.two import A\n\n@lean()\ndef f(): ...\n")
    (tmp_path / "two.py").write_text("import sim.three\n")
    (tmp_path / "three.py").write_text("A = 1\n")
    (tmp_path / "four.py").write_text("A = 1\n")
    assert set(kernel_sources(tmp_path)) == {"kernels/one.py", "two.py", "three.py"}


def test_whether_all_is_compiled_is_known_for_each_kind_of_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert not compiled.all_kept()
    compiled.note_all_kept()
    assert compiled.all_kept()
    monkeypatch.setattr(numba.config, "CPU_NAME", "another")
    assert not compiled.all_kept()


@pytest.mark.parametrize("folder", ["", "/nowhere/at/all"])
def test_where_nothing_can_be_kept_nothing_is_noted(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", folder)
    compiled.note_all_kept()
    assert not compiled.all_kept()


def test_a_copy_elsewhere_finds_what_was_compiled_here(tmp_path: Path) -> None:
    code = "from sim.kernels.maths import logarithm as k; k(2.0); print(dict(k.stats.cache_hits))"
    told = []
    for place in ("one", "two"):
        shutil.copytree(ROOT, tmp_path / place / "sim", ignore=shutil.ignore_patterns("font"))
        settings = {"PYTHONPATH": str(tmp_path / place), "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
        command = [sys.executable, "-P", "-c", code]
        done = subprocess.run(
            command, env=os.environ | settings, capture_output=True, text=True, check=True
        )
        told.append(done.stdout)
    assert "float64" not in told[0], "nothing was kept yet"
    assert "(float64,): 1" in told[1]


posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")


@posix
@pytest.mark.parametrize("mode", [0o777, 0o707, 0o770, 0o775, 0o757, 0o722, 0o702, 0o720])
def test_a_folder_that_others_can_write_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    assert not private(folder)


@posix
@pytest.mark.parametrize("mode", [0o700, 0o750, 0o755, 0o711])
def test_a_folder_of_ones_own_is_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    folder.chmod(mode)
    assert private(folder)


@posix
def test_a_new_folder_is_closed_to_others(tmp_path: Path) -> None:
    assert private(tmp_path / "a" / "b")
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0
    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0


@posix
def test_a_folder_of_another_user_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    (tmp_path / "theirs").mkdir()
    assert not private(tmp_path / "theirs")


@posix
@pytest.mark.parametrize(("mode", "safe"), [(0o777, False), (0o1777, True)])
def test_a_folder_below_one_open_to_all(tmp_path: Path, mode: int, safe: bool) -> None:
    above = tmp_path / "above"
    (above / "own").mkdir(parents=True)
    above.chmod(mode)
    assert private(above / "own") is safe


@posix
def test_a_link_into_an_open_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "link").symlink_to(tmp_path / "open")
    assert not private(tmp_path / "link")


CHOSEN = "from sim import compiled; import numba; print(numba.config.CACHE_DIR)"


def chosen(**settings: str) -> tuple[Path, str]:
    """Where a process with some settings keeps kernels, and what it says."""
    left_out = ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(
        [sys.executable, "-c", CHOSEN],
        env={**kept, "PYTHONPATH": str(ROOT.parent), **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return Path(done.stdout.strip()), done.stderr


@posix
def test_an_open_folder_in_the_environment_is_named_and_not_used(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    folder, told = chosen(NUMBA_CACHE_DIR=str(tmp_path / "shared"), HOME=str(tmp_path / "home"))
    assert folder.is_relative_to(tmp_path / "home")
    assert "NUMBA_CACHE_DIR is not used" in told


@posix
def test_what_somebody_laid_in_wait_is_never_read(tmp_path: Path) -> None:
    """Neither below the home folder nor in the folder for temporary files."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    for place in (home / ".cache" / "cogov", temporary / f"cogov-{os.geteuid()}"):
        folder = place / "compiled" / compiled.kernels_hash()
        folder.mkdir(parents=True)
        folder.chmod(0o777)
    folder, _ = chosen(HOME=str(home), TMPDIR=str(temporary))
    assert folder.parent == temporary
    assert not folder.exists(), "it is gone with its process"


def test_where_nothing_can_be_written_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> str:
        raise FileNotFoundError

    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.gettempdir", nowhere)
    with pytest.raises(UserError, match="no temporary folder can be written"):
        keep_kernels()
