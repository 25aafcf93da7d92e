"""Where compiled kernels are kept between runs.

Numba looks only at the file of a kernel when it decides whether what it kept is still good, but
kernels also read constants of other modules. So what is kept lies in a folder named by a hash of
the files with kernels and of all they import: after a change there it is compiled anew, and never
mixed up. Numba keeps kernels as pickles, which run code when they are read: so the folder must be
the user's own, and nobody else may be able to write there. Where there is none, kernels are
compiled each time, which costs some seconds and changes nothing.

Numba would keep apart what lies in two places; the same sources give the same kernels wherever
they lie, so that another environment, another checkout or a copy finds them compiled.
"""

import atexit
import os
import re
import shutil
import stat
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import llvmlite
import numba
from llvmlite.binding import get_host_cpu_features, get_host_cpu_name
from numba.core.caching import CacheImpl, UserProvidedCacheLocator

from sim.errors import Problem, UserError

ROOT = Path(__file__).parent
IMPORTED = re.compile(rb"^(?:from|import) sim\.([\w.]+)", re.MULTILINE)
COMPILED = re.compile(rb"^@(?:numba\.)?(?:njit|lean)\b", re.MULTILINE)


def kernel_sources(root: Path) -> dict[str, bytes]:
    """Read the files that hold kernels and all that they import, by path below the package."""
    texts = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*.py"))
    }
    found: set[str] = set()
    ahead = [name for name, text in texts.items() if COMPILED.search(text)]
    while ahead:
        name = ahead.pop()
        if name in found:
            continue
        found.add(name)
        for match in IMPORTED.findall(texts[name]):
            module = match.decode().replace(".", "/")
            ahead.extend(
                file for file in (f"{module}.py", f"{module}/__init__.py") if file in texts
            )
    return {name: texts[name] for name in sorted(found)}


@cache
def kernels_hash() -> str:
    """Hash what the compiled kernels are made from, in 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    for name, text in kernel_sources(ROOT).items():
        digest.update(name.encode())
        digest.update(text)
    return digest.hexdigest()


class AnywhereAlike(UserProvidedCacheLocator):
    """Numba's place for a kernel of this package, whatever folder the package lies in."""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        """Find the place, or None for a function that is not of this package."""
        place: Any = super()
        return place.from_function(py_func, py_file) if Path(py_file).is_relative_to(ROOT) else None

    @classmethod
    def get_suitable_cache_subpath(cls, py_file: str) -> str:
        """Name the folder of the file below the package."""
        return Path(py_file).relative_to(ROOT).parent.as_posix()

    def get_source_stamp(self) -> str:
        """Hash what must not have changed since the kernel was kept."""
        return kernels_hash()


def lean[Kernel: Callable[..., Any]](
    *, error_model: str = "numpy", inline: str = "never"
) -> Callable[[Kernel], Kernel]:
    """Compile a kernel that makes no arrays, like ``numba.njit(nogil=True)``.

    Numba then does not count who holds the arrays that the kernel is given, which in loops over
    tuples of arrays costs more than the work itself.

    Args:
        error_model: Whether division by zero gives infinity (``numpy``) or fails (``python``).
        inline: ``always`` where calling it costs more than it does.
    """
    compiled: Any = numba.njit
    made: Callable[[Kernel], Kernel] = compiled(
        cache=True, error_model=error_model, inline=inline, nogil=True, _nrt=False
    )
    return made


def private(folder: Path) -> bool:
    """Make a folder if it is missing; whether it can be written, and by nobody else.

    It must be the user's own and closed to the writing of others; the folders above it may be
    open to all only where nobody can take away what is another's (sticky, as ``/tmp``).
    """
    try:
        folder = folder.resolve()
        for place in (*reversed(folder.parents), folder):
            if not place.exists():
                place.mkdir(mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
        if os.name != "posix":
            return True
        own = folder.stat()
        above = [place.stat().st_mode for place in folder.parents]
    except OSError:
        return False
    open_above = any(mode & stat.S_IWOTH and not mode & stat.S_ISVTX for mode in above)
    return own.st_uid == os.geteuid() and not own.st_mode & 0o022 and not open_above


def keep_kernels() -> None:
    """Point Numba at the folder for these sources, unless the user chose a private one."""
    others = (one.__name__ for one in CacheImpl._locator_classes)
    config: Any = numba.config
    config.CACHE_LOCATOR_CLASSES = ",".join((f"{__name__}.{AnywhereAlike.__name__}", *others))
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen and private(Path(chosen)):
        return
    if chosen:
        text = "NUMBA_CACHE_DIR is not used: others can write there, or you cannot"
        warnings.warn(f"{chosen}: {text}", stacklevel=2)
    for base in _bases():
        folder = base / "compiled" / kernels_hash()
        if private(folder):
            numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
            return
    numba.config.CACHE_DIR = _fleeting()  # type: ignore[attr-defined]


def _bases() -> Iterator[Path]:
    """List where kernels may be kept, the best place first.

    Raises:
        UserError: Nothing can be written anywhere, as where the disk is full.
    """
    with suppress(RuntimeError):
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cogov"
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError:
        text, hint = "no temporary folder can be written", "make room, or name a folder in TMPDIR"
        raise UserError(Problem(text, path="TMPDIR", hint=hint)) from None
    yield Path(folder, f"cogov-{getattr(os, 'geteuid', lambda: '')()}")


def use_wide_vectors() -> None:
    """Let kernels use vectors of 512 bits where there are any, unless the user chose a processor.

    LLVM halves them on Intel's servers, and then blocks of draws take 1.6 times as long, deciding
    1.2 times (measured on Emerald Rapids). Where there are none nothing changes, and the bits
    are the same everywhere.
    """
    config: Any = numba.config
    if config.CPU_NAME or config.CPU_FEATURES is not None or not config.ENABLE_AVX:
        return
    with suppress(RuntimeError):  # a processor that LLVM does not know
        features = get_host_cpu_features()
        if features.get("avx512f"):
            config.CPU_FEATURES = f"{features.flatten()},-prefer-256-bit"


def _fleeting() -> str:
    """Make a folder for this process and its workers; empty when there is none."""
    try:
        folder = tempfile.mkdtemp(prefix="cogov-")
    except OSError:
        return ""
    os.environ["NUMBA_CACHE_DIR"] = folder
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: str, process: int) -> None:
    """Remove a folder, if this is the process that made it."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _sign() -> Path | None:
    """Name the file that says that this processor's kernels of these versions are kept."""
    config: Any = numba.config
    if not config.CACHE_DIR:
        return None
    processor = (config.CPU_NAME or get_host_cpu_name(), config.CPU_FEATURES or "")
    words = (kernels_hash(), sys.version, numba.__version__, llvmlite.__version__, *processor)
    name = blake2b(repr(words).encode(), digest_size=8).hexdigest()
    return Path(config.CACHE_DIR) / f"all-{name}"


def all_kept() -> bool:
    """Tell whether all kernels are compiled and kept, so that every process finds them."""
    sign = _sign()
    return sign is not None and sign.exists()


def note_all_kept() -> None:
    """Note that all kernels have been compiled; where nothing can be kept, nothing is noted."""
    sign = _sign()
    if sign is not None:
        with suppress(OSError):
            sign.touch()


keep_kernels()
use_wide_vectors()
