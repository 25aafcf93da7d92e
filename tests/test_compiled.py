"""Which changes make the compiled kernels stale."""

import re
from pathlib import Path

import numba
import pytest

import sim
from sim import compiled
from sim.compiled import kernel_sources

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
