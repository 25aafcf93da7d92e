"""What the digest of the model counts, and what it leaves out."""

import io
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from sim.runs.manifest import MODEL, model_digest

SIM = Path(__file__).resolve().parents[2] / "sim"
DIGEST = "from sim.runs.manifest import model_digest; print(model_digest())"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that may be edited."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(SIM, folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def digest_with(folder: Path, *edits: tuple[str, str, str]) -> str:
    """The digest of a copy in which texts of files are replaced."""
    sources: dict[Path, str] = {}
    try:
        for file, before, after in edits:
            path = folder / "sim" / file
            source = path.read_text("utf-8")
            sources.setdefault(path, source)
            assert before in source, f"{file} does not hold {before!r}"
            path.write_text(source.replace(before, after, 1), "utf-8")
        command = [sys.executable, "-c", DIGEST]
        done = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True)
    finally:
        for path, source in sources.items():
            path.write_text(source, "utf-8")
    return done.stdout.strip()


def test_corrected_labels_and_sentences_start_no_store_anew(copied: Path) -> None:
    edits = (
        ("declarations/levers.py", '"行政控制"', '"行政管控"'),
        ("declarations/levers.py", "Upkeep of facilities.", "What keeps facilities up."),
        ("declarations/levers.py", '"small grants"', '"grants"'),
        ("declarations/metrics.py", '"Trust in the committee"', '"Trust"'),
        ("declarations/parameters/residents.py", '"weight of trust"', '"trust"'),
        ("declarations/parameters/residents.py", "Weight of habit;", "What habit weighs;"),
        ("policy/__init__.py", "Set the conditions of one month.", "Conditions."),
        ("model.py", "a longer one needs more run.months", "more run.months are needed"),
        ("rng.py", "# 1, np.int64(1)", "# one: 1, np.int64(1)"),
        ("words/catalogue/units.py", '"no unit"', '"none"'),
    )
    # All at once: a process of its own for each would take as long again every time.
    if digest_with(copied, *edits) != model_digest():
        assert [one for one in edits if digest_with(copied, one) != model_digest()] == []
        pytest.fail("together they count, alone none does")


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("declarations/levers.py", '"share", 0, 1, 0', '"share", 0, 1, 1'),
        ("declarations/parameters/residents.py", "-7.38", "-7.381"),
        ("declarations/parameters/residents.py", '"log-odds", -7.38', '"odds", -7.38'),
        ("declarations/forms.py", '"activity", ACTIVITY, 2', '"activity", ACTIVITY, 3'),
        ("model.py", "JANUARY, DECEMBER = 0, 11", "JANUARY, DECEMBER = 0, 10"),
        ("rng.py", "_ROUNDS = 10", "_ROUNDS = 9"),
        ("rng.py", 'f"cogov/', 'f"other/'),
        ("scenario/scenario.py", "return self.start - self.burn_in", "return self.start"),
    ],
)
def test_what_decides_counts(copied: Path, file: str, before: str, after: str) -> None:
    assert digest_with(copied, (file, before, after)) != model_digest()


@pytest.mark.parametrize("part", MODEL)
def test_every_part_of_the_model_is_there_and_quotes_no_text_inside_a_text(part: str) -> None:
    """Else a piece of code could be taken for a text."""
    files = [SIM / f"{part}.py"] if (SIM / f"{part}.py").is_file() else (SIM / part).rglob("*.py")
    found = list(files)
    assert found
    for file in found:
        quotes: list[str] = []
        for token in tokenize.tokenize(io.BytesIO(file.read_bytes()).readline):
            if token.type == tokenize.FSTRING_START:
                quotes.append(token.string[-1])
            elif token.type == tokenize.FSTRING_END:
                quotes.pop()
            elif token.type == tokenize.STRING and quotes:
                assert token.string[0] != quotes[-1], f"{file}:{token.start[0]}"
