"""Where compiled kernels are kept between runs.

Numba looks only at the file of a kernel when it decides whether what it kept is still good, but
kernels also read constants of other modules. So what is kept lies in a folder named by a hash of
all sources: after any change it is compiled anew, and never mixed up. Where no folder can be
written, kernels are compiled in memory each time, which costs some seconds and changes nothing.
"""

import os
import tempfile
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numba


@cache
def sources_hash() -> str:
    """Hash of every source file of the package, 16 hexadecimal digits."""
    root = Path(__file__).parent
    digest = blake2b(digest_size=8)
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
        folder = base / "cogov" / "kernels" / sources_hash()
        if _writable(folder):
            numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
            return


keep_kernels()
