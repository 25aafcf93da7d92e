"""Draws hostile inputs, kills, full disks and damage at random for a given time, on every command.

    python -m tests.soak --minutes 5 --seed 1

Fails on a traceback, a hang, a message that is too long or shows escapes, more messages than
mistakes, a leftover of an unfinished write, or a table that differs from that of an undisturbed
run. It starts from the small files that the recorder has.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from sim.declarations.parameters import PARAMETERS

FILES = Path(__file__).parent / "recorder" / "files"
WHOLE = (
    *("opened", "asked", "choice", "stated", "fit", "grid", "conditions", "factors", "patterns"),
    *("third", "designs", "plain", "until", "matching"),
)
"""Files of the recorder with nothing wrong in them."""
MATCHING = """kind: matching
summary: A small one.
calibration: ./fit.yaml
seeds: 0..1
seed: 3
screening: {moves: 0.1, most: 2}
discrepancy: {internal: 0.05, external: 0.05, why: assumed}
waves: [{points: 20, seeds: 1, cutoff: 3, rank: 1}]
final: {points: 20, seeds: 7..7, cutoff: 3, members: 3}
"""
SMALL = ("--workers", "2", "--figures", "none")
BARE = (*SMALL, "--scale", "1", "--sets", "none")
LINES: dict[str, tuple[str, ...]] = {
    "run": ("example", "--months", "14", "--checkpoint", "state", "--figures", "none"),
    "compare": ("example", "opened.yaml", "--seeds", "0..2", "--months", "6", *SMALL),
    "sweep": ("grid.yaml", "--workers", "2"),
    "attribute": ("opened.yaml", "--baseline", "example", "--seeds", "0..1", *BARE),
    "why": ("opened.yaml", "--baseline", "example", "--months", "3", "--channel", "visit", *BARE),
    "learn": ("opened.yaml", "--baseline", "example", "--sets", "12", "--months", "1", *SMALL),
    "calibrate": ("fit.yaml", *SMALL),
    "match": ("matching.yaml", *SMALL),
    "search": ("choice.yaml", "--trials", "6", *SMALL),
    "trial": ("asked.yaml", *SMALL),
    "claims": ("stated.yaml", "--sets", "3", *SMALL),
    "discover": ("conditions.yaml", *SMALL),
    "sensitivity": ("factors.yaml", "--metric", "trust", *SMALL),
    "validate": ("patterns.yaml", "--sets", "2", *SMALL),
}
"""A small line of every command that runs anything."""
LINE = "import sys; from sim.cli import main; sys.exit(main(sys.argv[1:]))"
MANY = """import json, sys
from sim.cli import main
for words in json.load(sys.stdin):
    for stream in (sys.stdout, sys.stderr):
        print("\\x1e" + json.dumps(words), file=stream, flush=True)
    code = main(words)
    print(f"\\x1f{code}", file=sys.stderr, flush=True)
"""
"""Many lines in one process, each after a mark."""
PATIENCE = 900.0
"""Seconds after which a command hangs, on a machine that has much else to do."""
MEMORY = 12_000_000_000
"""Bytes of memory that a command may address."""
LONGEST = 2_000
"""Characters of a line of a message."""
NAMES = ("a", "plan [v2]", "规划", "x;y", "$m_1$", "[/b]", "=1+1", "a b", "q?", "*", "it's")
VALUES = (
    *("0.5", "off", "[]", "{}", "null", "!!x 1", '"\\e[31m"', "9" * 400, "-1", ".nan", "規", "''"),
    *(
        "[1, 2]",
        "{a: 1}",
        "2021-13",
        "true",
        "1e999",
        "'=1+1'",
        "&a [*a]",
        "x" * 3000,
        "0..9999999",
    ),
    *("3..1", "town", "'*plain'", "./pipe", "./nowhere.yaml", "'[/b]'", "$x_{$", "<b>", "'\\0'"),
)
OPTIONS = (
    *("--months", "--seeds", "--scale", "--set", "--metric", "--sets", "--workers", "--lang"),
    *("--export", "--out", "--figures", "--interval", "--precision", "--data", "--baseline"),
    *("--with", "--targets", "--checkpoint", "--record", "--seed", "--trials", "--threads"),
)
READERS = ("show", "report", "redraw", "verify", "export")
STOPS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


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
        self.whole: dict[str, dict[str, bytes]] = {}
        shutil.copytree(FILES, folder, dirs_exist_ok=True)
        kept = {"intercept_activity", "ask_rate_tie", "weight_norm"}
        assumed = {one.name for one in PARAMETERS.values() if one.source.mark == "assumed"}
        fixed = json.dumps(sorted(assumed - kept))
        (folder / "matching.yaml").write_text(f"{MATCHING}fixed: {fixed}\n", "utf-8")
        os.mkfifo(folder / "pipe")

    # -- commands

    def fault(self, text: str) -> None:
        """Note what no command may do, and say it at once."""
        self.faults.append(text)
        print(f"FAULT {text}", flush=True)

    def start(
        self, program: str, *words: str, room: int | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a command in a session of its own; `room` are the bytes that a file may have."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            if room is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        return subprocess.Popen(
            [sys.executable, "-P", "-c", program, *words],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=limit,
        )

    def command(
        self, *words: str, stop_after: float | None = None, room: int | None = None
    ) -> int | None:
        """Run a command; None when it was stopped. Notes what no command may do."""
        process, stop = self.start(LINE, *words, room=room), self.random.choice(STOPS)
        try:
            out, err = process.communicate(timeout=stop_after or PATIENCE)
        except subprocess.TimeoutExpired:
            if stop_after is not None and stop != signal.SIGKILL:
                process.send_signal(stop)
                try:
                    said = b"".join(process.communicate(timeout=PATIENCE))
                    self.check(words, said.decode("utf-8", "replace"), 0)
                    return None
                except subprocess.TimeoutExpired:
                    self.fault(f"does not end on {stop.name}: {words}")
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if stop_after is None:
                self.fault(f"hangs: {words}")
            return None
        self.check(words, (out + err).decode("utf-8", "replace"), process.returncode)
        return process.returncode

    def check(self, words: Sequence[str], said: str, code: int | None) -> None:
        """Note what no command may say."""
        if "Traceback" in said or "please report" in said or code not in (0, 1, 2, 130, None):
            self.fault(f"{words}: code {code}: {said[-1500:]}")
        longest = max(map(len, said.splitlines()), default=0)
        if longest > LONGEST or "\x1b" in said:
            self.fault(f"{words}: a line of {longest} characters, or escapes: {said[:400]!r}")

    def commands(self, lines: Sequence[Sequence[str]]) -> None:
        """Run lines of which none should run long, in one process; notes what none may do."""
        process = self.start(MANY)
        try:
            _, err = process.communicate(json.dumps(list(lines)).encode(), timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            err = process.communicate()[1]
            self.fault(f"hangs: {err.decode('utf-8', 'replace').split(chr(30))[-1]}")
            return
        for part in err.decode("utf-8", "replace").split("\x1e")[1:]:
            line, _, rest = part.partition("\n")
            said, _, code = rest.rpartition("\x1f")
            code = code.strip()
            ended = code.lstrip("-").isdigit()
            self.check([line], said if ended else rest, int(code) if ended else -1)
            if said.count("error: ") > 12:
                self.fault(f"{line}: {said.count('error: ')} messages: {said[:1500]}")

    # -- hostile inputs

    def hurt(self, text: str) -> str:
        """A text in which something is wrong, most often."""
        draw = self.random
        lines = text.splitlines(keepends=True)
        place = draw.randrange(len(lines))
        way = draw.randrange(7)
        if way == 0:
            del lines[place]
        elif way == 1:
            lines.insert(place, lines[draw.randrange(len(lines))])
        elif way == 2:
            lines[place] = lines[place][: draw.randrange(len(lines[place]) + 1)] + "\n"
        elif way == 3:
            hostile = chr(draw.choice((0, 7, 0x202E, 0xD7, 91, 123, 34, 39, 9, 0x3000, 0xFF1A)))
            cut = draw.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:cut] + hostile + lines[place][cut:]
        else:
            # A value, or a cell, in place of another.
            for mark in (": ", ","):
                if mark in lines[place]:
                    parts = lines[place].split(mark)
                    parts[draw.randrange(1, len(parts))] = draw.choice(VALUES)
                    lines[place] = mark.join(parts).rstrip("\n") + "\n"
                    break
        return "".join(lines)

    def bad_files(self) -> None:
        """Files of every kind that somebody wrote wrongly, under odd names."""
        lines: list[tuple[str, ...]] = []
        for number in range(12):
            stem = self.random.choice((*WHOLE, "people"))
            ending = "csv" if stem == "people" else "yaml"
            name = f"{self.random.choice(NAMES).replace('/', '')}{number}.{ending}"
            text = (self.folder / f"{stem}.{ending}").read_text("utf-8")
            for _ in range(self.random.randint(1, 2)):
                text = self.hurt(text)
            way = self.random.choice((("utf-8", "gb18030", "utf-16"), ("utf-8",), ("utf-8",)))
            (self.folder / name).write_text(text, self.random.choice(way), "replace")
            lang = ("--lang", self.random.choice(("en", "zh")))
            if ending == "csv":
                (self.folder / f"town{number}.yaml").unlink(missing_ok=True)
                lines.append(("town", f"town{number}", "--from", name, *lang))
            else:
                lines.append(("explain", f"./{name}", *lang))
        self.commands(lines)

    def bad_options(self) -> None:
        """Options with values that nobody should give; the scenario is missing, so nothing runs."""
        lines = []
        for _ in range(20):
            command = self.random.choice((*LINES, "explain", "odd", "show", "report", "verify"))
            subject = "nowhere.yaml" if command in ("run", "compare", "explain") else "nowhere"
            words = [command, subject]
            for _ in range(self.random.randint(1, 2)):
                value = self.random.choice((*VALUES, *NAMES)).strip("'\"")
                words += [self.random.choice(OPTIONS), value.replace("\\e", "\x1b")]
            lines.append(words)
        self.commands(lines)

    def special_files(self) -> None:
        """Things that are no files of text, wherever a file is asked for."""
        path = self.folder / "special"
        for one in (path, path.with_suffix(".yaml"), path.with_suffix(".csv")):
            one.unlink(missing_ok=True)
        makes: tuple[Callable[[], object], ...] = (
            lambda: os.mkfifo(path),
            lambda: path.symlink_to("/dev/zero"),
            lambda: path.symlink_to("/dev/full"),
            lambda: path.symlink_to(path),
            lambda: path.symlink_to(self.folder),
            lambda: path.write_bytes(self.random.randbytes(400)),
            lambda: path.write_bytes(b"a: 1\n" * 2_500_000),
            lambda: path.write_bytes(b"[" * 10_000),
        )
        self.random.choice(makes)()
        path.with_suffix(".yaml").symlink_to(path)
        path.with_suffix(".csv").symlink_to(path)
        yaml, csv = "special.yaml", "special.csv"
        lines = [[name, yaml] for name in ("explain", "run", "odd", "show", "report", "verify")]
        lines += [[name, yaml] for name in LINES if name not in ("attribute", "why", "learn")]
        lines += [[name, yaml, "--baseline", "example"] for name in ("attribute", "why", "learn")]
        lines += [
            ["compare", "example", "opened.yaml", "--sets", csv],
            ["match", "matching.yaml", "--targets", csv],
            ["match", "matching.yaml", "--data", csv],
            ["town", "t", "--from", csv],
            ["run", "example", "--set", "town=special.yaml"],
            ["run", "example", "--with", "special"],
            ["run", "example", "--months", "1", "--checkpoint", "special/state"],
        ]
        self.commands(self.random.sample(lines, 14))

    # -- disturbances

    def undisturbed(self, name: str) -> dict[str, bytes]:
        """The tables of a line that nothing disturbed."""
        if name not in self.whole:
            out = f"{name} whole"
            (self.folder / "state").unlink(missing_ok=True)
            if self.command(name, *LINES[name], "--out", out) != 0:
                self.fault(f"{name}: does not run")
            self.whole[name] = _tables(self.folder / out)
        return self.whole[name]

    def anew(self) -> tuple[str, Path]:
        """A command, and an empty place for its results."""
        name = self.random.choice(tuple(LINES))
        odd = self.random.choice(NAMES).replace("/", "")
        folder = self.folder / f"{name} [{self.random.choice('12')}] {odd}"
        self.undisturbed(name)
        shutil.rmtree(folder, ignore_errors=True)
        (self.folder / "state").unlink(missing_ok=True)
        return name, folder

    def same(self, name: str, folder: Path, after: str) -> None:
        """Give a line until it is whole, then compare its tables."""
        if name == "sweep" or not (folder / "manifest.json").exists():
            code = self.command(name, *LINES[name], "--out", folder.name)
            if code != 0:
                self.fault(f"{name} after {after}: code {code}")
                return
        found, whole = _tables(folder), self.whole[name]
        differing = [one for one in {*found, *whole} if found.get(one) != whole.get(one)]
        if differing:
            self.fault(f"{name} after {after}: other tables: {sorted(differing)}")
        left = [one for one in folder.rglob("*") if one.suffix in (".tmp", ".part")]
        if left and self.command("verify", folder.name) != 0:
            self.fault(f"{name} after {after}: left {left}")

    def stopped(self) -> None:
        """A line that is killed or ended, given again until it is whole."""
        name, folder = self.anew()
        for _ in range(self.random.randint(1, 3)):
            span = self.random.uniform(1.0, 20.0)
            if self.command(name, *LINES[name], "--out", folder.name, stop_after=span) is not None:
                break
        self.done[f"stopped {name}"] += 1
        self.same(name, folder, "kills")

    def full(self) -> None:
        """A line on a disk that is full for a while: no file has room."""
        name, folder = self.anew()
        room = self.random.choice((0, 500, 4_000, 20_000))
        code = self.command(name, *LINES[name], "--out", folder.name, room=room)
        self.done[f"full {name}"] += 1
        self.same(name, folder, f"a full disk ({room} bytes, code {code})")

    def damage(self) -> None:
        """Results of which a file is damaged: told, mended, made again."""
        name, folder = self.anew()
        shutil.copytree(self.folder / f"{name} whole", folder)
        files = [one for one in sorted(folder.rglob("*")) if one.is_file() and one.name[0] != "."]
        hurt = self.random.choice([one for one in files if one.parent.name != "logs"])
        data = hurt.read_bytes()
        changes = (b"", data[: len(data) // 2], b"[" * 100_000, b"null", b"\xff" + data[1:], b"{}")
        hurt.write_bytes(self.random.choice(changes))
        self.done[f"damage {name}"] += 1
        where = hurt.relative_to(folder)
        told = self.command("verify", folder.name)
        for reader in self.random.sample(READERS, 2):
            words = ["show", folder.name, "--export", "csv"] if reader == "export" else None
            self.command(*(words or [reader, folder.name]))
        self.command("verify", folder.name, "--mend")
        after = f"damage to {where} (verify said {told})"
        self.same(name, folder, after)
        if self.command("verify", folder.name) != 0:
            self.fault(f"{name} after {after}: verify does not agree")

    def page(self) -> None:
        """The page of a folder in which anything may lie."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.undisturbed("sweep")
        process = self.start(LINE, "dashboard", ".", "--port", str(port))
        end = time.monotonic() + PATIENCE
        try:
            while (code := _asked(port, "evil.example")) is None:
                if process.poll() == 2:
                    return  # It says what is missing here.
                if time.monotonic() > end or process.poll() is not None:
                    self.fault("the page does not start")
                    return
                time.sleep(1)
            outside = _asked(port, f"127.0.0.1:{port}", "/../../etc/passwd")
            if code < 400 or outside == 200:
                self.fault(f"the page answers others: {code}, {outside}")
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                said = b"".join(process.communicate(timeout=60)).decode("utf-8", "replace")
                self.check(["dashboard"], said, None)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                self.fault("the page does not end")

    def once(self) -> None:
        """One thing, drawn."""
        hostile = (self.bad_files, self.bad_options, self.special_files)
        ways = (*hostile, self.stopped, self.full, self.damage, self.page)
        way = self.random.choices(ways, (4, 3, 2, 6, 3, 4, 1))[0]
        self.done[way.__name__] += 1
        way()


def _asked(port: int, host: str, path: str = "/") -> int | None:
    """The status with which a page answers; None when nobody does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def _tables(folder: Path) -> dict[str, bytes]:
    """The tables of results by name."""
    patterns = ("cells/*/*/*.parquet", "*.csv", "*.parquet")
    paths = [path for pattern in patterns for path in folder.glob(pattern)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


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
