"""Which changes make the compiled kernels stale."""

from pathlib import Path

import sim
from sim.compiled import kernel_sources

ROOT = Path(sim.__file__).parent


def test_all_files_with_kernels_count() -> None:
    found = kernel_sources(ROOT)
    with_kernels = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "njit" in path.read_text(encoding="utf-8") and path.name != "compiled.py"
    }
    assert with_kernels <= set(found)
    assert "declarations/matters.py" in found, "kernels read its constants"
    assert "cli/__init__.py" not in found


def test_what_a_kernel_reads_through_others_counts(tmp_path: Path) -> None:
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "one.py").write_text("from sim.two import A\n\n@njit\ndef f(): ...\n")
    (tmp_path / "two.py").write_text("import sim.three\n")
    (tmp_path / "three.py").write_text("A = 1\n")
    (tmp_path / "four.py").write_text("A = 1\n")
    assert set(kernel_sources(tmp_path)) == {"kernels/one.py", "two.py", "three.py"}
