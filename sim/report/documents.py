"""Documents that the program writes: a template with gaps, a table of contents, a file."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from sim.errors import OptionError, Problem
from sim.runs.files import write_text

_GAP = re.compile(r"\{\{(\w+)\}\}")
_LEFT = "the file exists, holds something else and is left"


def fill(template: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """A template whose gaps, such as ``{{levers}}``, are filled.

    Args:
        template: The text.
        parts: What makes the text of each gap, by name.
    """
    return _GAP.sub(lambda gap: parts[gap[1]](), template)


def contents(text: str) -> str:
    """A document with links to its sections in place of ``{contents}``."""
    lines = []
    for mark, title in re.findall(r"^(##|###) (.+)$", text, re.MULTILINE):
        lines.append(f"{'  ' if mark == '###' else ''}- [{title}](#{anchor(title)})")
    return text.replace("{contents}", "\n".join(lines), 1).rstrip() + "\n"


def anchor(title: str) -> str:
    """What a link to a section ends in."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def write_document(path: Path, text: str, note: str) -> None:
    """Write a document; an earlier one of ours is replaced.

    Args:
        path: The file.
        text: The document.
        note: A line that it holds, by which an earlier one is known to be ours.

    Raises:
        OptionError: The file holds something else, or cannot be written.
    """
    try:
        if path.exists() and note not in path.read_text("utf-8"):
            hint = "choose another name"
            raise OptionError(Problem(_LEFT, str(path), hint=hint))
        write_text(path, text)
    except UnicodeDecodeError:
        raise OptionError(Problem(_LEFT, str(path))) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise OptionError(Problem(f"the file cannot be written: {reason}", str(path))) from None
