"""What a command prints, on streams that cannot take all of it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import MISTAKE, main


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "gbk", "latin-1", "utf-8"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_an_encoding_lacks_is_a_question_mark(
    encoding: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    assert main(["explain", "co_governance", "--lang", language]) == 0
    out.flush()
    err.flush()
    printed = out.buffer.getvalue().decode(encoding)
    told = err.buffer.getvalue().decode(encoding)
    assert "co_governance" in printed
    assert ("PYTHONIOENCODING=utf-8" in told) == ("?" in printed) == (encoding != "utf-8")


def test_a_closed_stream_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main(["explain", "co_governance"]) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_stream_is_told_in_one_line() -> None:
    start = "import sys; from sim.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "explain", "co_governance"]
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert found.returncode == MISTAKE
    assert found.stderr == "error: the output cannot be written: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_mistake_that_nobody_can_hear_is_still_one() -> None:
    start = "import sys; from sim.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "explain", "nowhere"]
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(command, stdout=subprocess.PIPE, stderr=full, check=False)
    assert found.returncode == MISTAKE
