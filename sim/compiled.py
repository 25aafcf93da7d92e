"""Where compiled kernels are kept between runs.

Numba looks only at the file of a kernel when it decides whether what it kept is still good, but
kernels also read constants of other modules. So what is kept lies in a folder named by a hash of
the files with kernels and of all they import: after a change there it is compiled anew, and never
mixed up. Where no folder can be written, kernels are compiled in memory each time, which costs
some seconds and changes nothing.
"""

import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import llvmlite
import numba
from llvmlite.binding import get_host_cpu_name

IMPORTED = re.compile(rb"^(?:from|import) sim\.([\w.]+)", re.MULTILINE)
COMPILED = re.compile(rb"^@(?:numba\.)?(?:njit|lean)\b", re.MULTILINE)


def kernel_sources(root: Path) -> dict[str, bytes]:
    """Files that hold kernels and all that they import: text by path below the package."""
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
    """Hash of what the compiled kernels are made from, 16 hexadecimal digits."""
    digest = blake2b(digest_size=8)
    for name, text in kernel_sources(Path(__file__).parent).items():
        digest.update(name.encode())
        digest.update(text)
    return digest.hexdigest()


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


def _writable(folder: Path) -> bool:
    """Whether files can be made in a folder, made where it does not exist."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def keep_kernels() -> None:
    """Point Numba at the folder for these sources, unless the user chose one."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for base in (home, Path(tempfile.gettempdir())):
        folder = base / "cogov" / "kernels" / kernels_hash()
        if _writable(folder):
            numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
            return


def _sign() -> Path | None:
    """The file that says that the kernels of this processor and these versions are kept."""
    config: Any = numba.config
    if not config.CACHE_DIR:
        return None
    processor = (config.CPU_NAME or get_host_cpu_name(), config.CPU_FEATURES or "")
    words = (kernels_hash(), sys.version, numba.__version__, llvmlite.__version__, *processor)
    name = blake2b(repr(words).encode(), digest_size=8).hexdigest()
    return Path(config.CACHE_DIR) / f"all-{name}"


def all_kept() -> bool:
    """Whether all kernels have been compiled and kept, so that every process finds them."""
    sign = _sign()
    return sign is not None and sign.exists()


def note_all_kept() -> None:
    """Note that all kernels have been compiled; where nothing can be kept, nothing is noted."""
    sign = _sign()
    if sign is not None:
        with suppress(OSError):
            sign.touch()


keep_kernels()
