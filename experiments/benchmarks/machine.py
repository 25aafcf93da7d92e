"""On what it was measured."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

from experiments.benchmarks.workers import ROOT
from sim.runs.manifest import now, package_version
from sim.runs.options import usable_processors

PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "mesa", "networkx", "pandas")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a number of seconds means nothing without.

    Attributes:
        processor: Its name.
        cores: Processors that may be used.
        memory: GiB, or None where the system does not say.
        load: Processes that wanted one at the start, mean of a minute; None likewise.
        versions: Of Python and packages.
        commit: Of the code, with ``+`` where files were changed since.
        date: Time of the start, UTC.
    """

    processor: str
    cores: int
    memory: float | None
    load: float | None
    versions: dict[str, str]
    commit: str
    date: str

    def lines(self) -> list[str]:
        """A list in Markdown."""
        memory = f", {self.memory:.0f} GiB" if self.memory else ""
        versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        load = f", load {self.load:.1f} at the start" if self.load is not None else ""
        return [
            f"- {self.processor}, {self.cores} cores{memory}{load}",
            f"- {versions}",
            f"- code {self.commit}, {self.date}",
        ]


def this_machine() -> Machine:
    """The machine that this runs on, as far as it tells."""
    versions = {"Python": platform.python_version()}
    versions |= {name: package_version(name) for name in PACKAGES}
    return Machine(
        processor=_processor(),
        cores=usable_processors(),
        memory=memory_gib(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        versions=versions,
        commit=_commit(),
        date=now(),
    )


def _processor() -> str:
    """Name of the processor."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def memory_gib() -> float | None:
    """GiB of memory."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (ValueError, OSError, AttributeError):
        return None


def _commit() -> str:
    """The commit that is checked out, or what is known of it."""
    try:
        head = _git("rev-parse", "--short=10", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "of no repository"


def _git(*words: str) -> str:
    """What git says."""
    told = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout.strip()
