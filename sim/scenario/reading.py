"""Opens files that somebody names: plain ones alone, and where it is asked for those of a folder.

A pipe would wait for ever and a device never end. A file may be named by a link, or by another
file that was read; so what is asked is where the file lies that was really opened.
"""

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

_ROOTS: ContextVar[tuple[Path, ...]] = ContextVar("roots", default=())
NO_PLAIN_FILE = "it is no plain file"
TOO_LARGE = "it is too large"
LARGEST_TABLE = 20_000_000
"""Bytes of a table of sets or counts."""
OUTSIDE = "it is outside the folders that may be read"


@contextmanager
def only_inside(*roots: Path) -> Iterator[None]:
    """Let nothing be read meanwhile that lies outside some folders, by this thread."""
    before = _ROOTS.set(tuple(root.resolve() for root in roots))
    try:
        yield
    finally:
        _ROOTS.reset(before)


def read_plain(path: Path, most: int | None = None, *, own: bool = False) -> bytes:
    """The bytes of a plain file.

    Args:
        path: The file, or a link to it.
        most: Bytes of the largest that is read; None for any.
        own: Whether nobody but this user may have written it.

    Raises:
        OSError: It is none, is larger, is not to be read (`only_inside`), or others may have
            written it.
        ValueError: No file can be called so.
    """
    # Without waiting: a pipe would wait for somebody who writes.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        about = os.fstat(stream.fileno())
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, NO_PLAIN_FILE)
        if most is not None and about.st_size > most:
            raise OSError(errno.EFBIG, TOO_LARGE)
        _check_roots(path, about)
        if own and os.name == "posix":
            _check_owner(about)
        # Some files, as those of /proc, say that they are empty and are not.
        data = stream.read() if most is None else stream.read(most + 1)
        if most is not None and len(data) > most:
            raise OSError(errno.EFBIG, TOO_LARGE)
        return data


def parse_json(data: bytes | str) -> Any:
    """What a text in JSON says.

    Raises:
        ValueError: It is none, or is nested more deeply than anything is written.
    """
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _check_roots(path: Path, about: os.stat_result) -> None:
    """Make sure that an open file is one of the folders that may be read."""
    roots = _ROOTS.get()
    if not roots:
        return
    real = path.resolve()
    same = os.path.samestat(about, real.lstat())
    if not same or not any(real.is_relative_to(root) for root in roots):
        raise PermissionError(errno.EACCES, OUTSIDE)


def _check_owner(about: os.stat_result) -> None:
    """Make sure that nobody but this user may have written an open file."""
    if about.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "it belongs to another user")
    if about.st_mode & 0o022:
        text = "others may write to it (chmod go-w, if you know that nobody did)"
        raise PermissionError(errno.EPERM, text)
