"""Draws hostile inputs, kills and damage at random for a given time, on every command.

    python -m tests.soak --minutes 5 --seed 1

Fails on a traceback, a hang, a message that is no line or is too long, a leftover of an
unfinished write, or a table that differs from that of an undisturbed run.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HEAD = "summary: s\nextends: example\n"
SWEEP = """summary: s
scenarios: [example]
seeds: 0..2
run: {months: 3}
design: {kind: grid, factors: {levers.control: [0.2, 0.6]}}
"""
LINE = "import sys; from sim.cli import main; sys.exit(main(sys.argv[1:]))"
PATIENCE = 240.0
"""Seconds after which a command hangs: the first one may have to compile."""
LONGEST = 2_000
"""Characters of a line of a message."""
NAMES = ("a", "plan [v2]", "规划", "x;y", "$m_1$", "[/b]", "-n", "=1+1", "a b", "q?", "*")
WORDS = ("0.5", "off", "[]", "{}", "null", "!!x 1", "'\\e[31m'", "9" * 400, "-1", ".nan", "規")
KEYS = (
    "levers",
    "control",
    "run",
    "months",
    "seeds",
    "timeline",
    "town",
    "extends",
    "lev\u200bers",
)


class Soak:
    """Everything that is drawn, and what was found.

    Args:
        folder: An empty folder, the current one of all commands.
        seed: Seed of the draws.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.random = folder, random.Random(seed)
        self.faults: list[str] = []
        self.done: Counter[str] = Counter()
        (folder / "sweep.yaml").write_text(SWEEP)
        (folder / "other.yaml").write_text(HEAD + "levers: {control: 0.5}\n")
        self.whole: dict[str, bytes] = {}

    def command(self, *words: str, kill_after: float | None = None) -> int | None:
        """Run a command; None when it was killed. Notes what no command may do."""
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", LINE, *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            out, err = process.communicate(timeout=kill_after or PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if kill_after is None:
                self.faults.append(f"hangs: {words}")
            return None
        said = (out + err).decode("utf-8", "replace")
        if "Traceback" in said or process.returncode not in (0, 1, 2, 130):
            self.faults.append(f"{words}: code {process.returncode}: {said[-600:]}")
        if max(map(len, said.splitlines()), default=0) > LONGEST or "\x1b" in said:
            self.faults.append(f"{words}: a line too long, or with escapes")
        return process.returncode

    def text(self) -> str:
        """A file with something wrong in it, most often."""
        draw = self.random
        lines = [HEAD]
        for _ in range(draw.randint(1, 3)):
            inner = f"{draw.choice(KEYS)}: {draw.choice(WORDS)}"
            lines.append(
                f"{draw.choice(KEYS)}: {{{inner}}}\n" if draw.random() < 0.6 else inner + "\n"
            )
        text = "".join(lines)
        if draw.random() < 0.2:
            place = draw.randrange(len(text))
            text = text[:place] + chr(draw.choice((0, 7, 0x202E, 0xD7, 91, 123))) + text[place:]
        return text

    def bad_file(self) -> None:
        """A file that somebody wrote wrongly, under an odd name."""
        name = f"{self.random.choice(NAMES)}.yaml"
        (self.folder / name).write_text(self.text(), "utf-8")
        self.command("explain", f"./{name}")

    def special_file(self) -> None:
        """Something that is no file of text."""
        path = self.folder / "special.yaml"
        path.unlink(missing_ok=True)
        makes: tuple[Callable[[], object], ...] = (
            lambda: os.mkfifo(path),
            lambda: path.symlink_to("/dev/zero"),
            lambda: path.symlink_to(path),
            lambda: path.write_bytes(self.random.randbytes(400)),
        )
        self.random.choice(makes)()
        words = self.random.choice((["explain"], ["run"], ["sweep"], ["compare", "example"]))
        self.command(*words, "special.yaml")

    def killed(self, *line: str, out: str) -> None:
        """A line that is killed, given again until it is whole, then compared."""
        folder = self.folder / out
        if line[0] not in self.whole:
            self.command(*line, "--out", f"{out} whole")
            self.whole[line[0]] = _tables(self.folder / f"{out} whole")
        shutil.rmtree(folder, ignore_errors=True)
        for _ in range(self.random.randint(1, 3)):
            self.command(*line, "--out", out, kill_after=self.random.uniform(1.0, 12.0))
            if (folder / "manifest.json").exists() and line[0] != "sweep":
                break
        if not (folder / "manifest.json").exists() or line[0] == "sweep":
            self.command(*line, "--out", out)
        if _tables(folder) != self.whole[line[0]]:
            self.faults.append(f"{line}: other tables after kills")
        if list(folder.rglob("*.tmp")):
            self.command("verify", out)

    def sweep(self) -> None:
        """A sweep that is killed."""
        self.killed("sweep", "sweep.yaml", "--workers", "2", out="st [1]")

    def compare(self) -> None:
        """A comparison that is killed."""
        options = ("--seeds", "0..1", "--months", "3", "--sets", "none", "--workers", "2")
        self.killed("compare", "example", "other.yaml", *options, out="co")

    def damage(self) -> None:
        """Results of which a file is damaged: told, mended, made again."""
        self.sweep()
        store = self.folder / "st [1]"
        files = [one for one in sorted(store.rglob("*")) if one.is_file() and one.name[0] != "."]
        hurt = self.random.choice([one for one in files if one.parent.name != "logs"])
        data = hurt.read_bytes()
        changes = (b"", data[: len(data) // 2], b"[" * 100_000, b"null", b"\xff" + data[1:])
        hurt.write_bytes(self.random.choice(changes))
        for words in (["verify"], ["report"], ["verify", "--mend"]):
            self.command(*words, "st [1]")
        self.command("sweep", "sweep.yaml", "--workers", "2", "--out", "st [1]")
        if _tables(store) != self.whole["sweep"] or self.command("verify", "st [1]") != 0:
            self.faults.append(f"{hurt.relative_to(store)}: damaged, and not the same again")

    def once(self) -> None:
        """One thing, drawn."""
        weighted = ((self.bad_file, 6), (self.special_file, 2), (self.sweep, 1), (self.compare, 1))
        ways = [way for way, weight in (*weighted, (self.damage, 1)) for _ in range(weight)]
        way = self.random.choice(ways)
        self.done[way.__name__] += 1
        way()


def _tables(folder: Path) -> bytes:
    """The tables of results as bytes that are equal when they are."""
    paths = [*folder.glob("cells/*/*/*.parquet"), *folder.glob("*.csv"), *folder.glob("*.parquet")]
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted(paths))


def main() -> int:
    """Soak for a while; returns how many faults were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soak, end = Soak(Path(folder), given.seed), time.monotonic() + 60 * given.minutes
        while time.monotonic() < end:
            soak.once()
    print(", ".join(f"{count} {name}" for name, count in sorted(soak.done.items())))
    print("\n".join(soak.faults) or "clean")
    return len(soak.faults)


if __name__ == "__main__":
    sys.exit(main())
