"""Documents that the program writes, in Markdown: pieces, templates with gaps, files."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sim.errors import OptionError, Problem
from sim.runs.files import write_text

_GAP = re.compile(r"\{\{(\w+)\}\}")
_LEFT = "the file exists, holds something else and is left"
_SECTION = re.compile(r"(Args|Returns|Raises|Yields|Attributes):$")
_CODE = re.compile(r"(`[^`]*`)")
_SHAPE = re.compile(r",? (?:each )?(?:of )?shapes? \([^()]*\)")
"""How arrays are laid out, which no reader of a description asks."""
_PHASE = re.compile(r"^Phases? \d+(?: and \d+)?(?:, [a-z ]+)?: ")

# --- a document as a whole ------------------------------------------------------------------------


def fill(template: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """Fill the gaps of a template, such as ``{{levers}}``, with the text of each part."""
    return _GAP.sub(lambda gap: parts[gap[1]](), template)


def contents(text: str) -> str:
    """Put links to the sections of a document in place of ``{contents}``."""
    lines = []
    for mark, title in re.findall(r"^(##|###) (.+)$", text, re.MULTILINE):
        lines.append(f"{'  ' if mark == '###' else ''}- [{title}](#{anchor(title)})")
    return text.replace("{contents}", "\n".join(lines), 1).rstrip() + "\n"


def anchor(title: str) -> str:
    """Write what a link to a section ends in."""
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


# --- pieces of Markdown ---------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells are text, in which only back-ticks keep their meaning."""
    lines = [
        f"| {' | '.join(head)} |",
        f"|{'|'.join('---' for _ in head)}|",
        *(f"| {' | '.join(cell(text) for text in row)} |" for row in rows),
    ]
    return "\n".join(lines)


def cell(text: str) -> str:
    """Fit a text into a cell of a table."""
    return escape(" ".join(text.split())).replace("|", r"\|") or "–"


def escape(text: str) -> str:
    """Escape the stars and angle brackets of a text, but for what is in back-ticks."""
    parts = _CODE.split(text)
    return "".join(
        part if part.startswith("`") else re.sub(r"([*<\[\]])", r"\\\1", part) for part in parts
    )


def name(text: str) -> str:
    """Write a name of the program."""
    return f"`{text}`"


def names(texts: Iterable[str]) -> str:
    """Write names of the program, in a row."""
    return ", ".join(name(text) for text in texts)


def heading(level: int, text: str) -> str:
    """Write a heading."""
    return f"{'#' * level} {text}"


def paragraphs(*parts: str) -> str:
    """Join parts with an empty line between them; empty parts are left out."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def bullets(texts: Iterable[str]) -> str:
    """Write a list; texts with several lines keep them."""
    return "\n".join("- " + re.sub(r"\n(?=.)", "\n  ", text) for text in texts)


def prose(doc: str) -> str:
    """Take from a docstring what it tells, without arguments, results and errors.

    Indented lines, which hold equations, become code.
    """
    kept: list[str] = []
    skipping = False
    for line in doc.splitlines():
        if _SECTION.match(line):
            skipping = True
        elif line and not line.startswith(" "):
            skipping = False
        if not skipping:
            kept.append(line)
    return "\n".join(_lines(_SHAPE.sub("", "\n".join(kept)).strip("\n"))).strip("\n")


def _lines(text: str) -> Iterable[str]:
    """Write the lines of a docstring as Markdown."""
    inside = False
    lines = _PHASE.sub("", text).replace("``", "`").splitlines()
    if lines and _PHASE.match(text):
        lines[0] = lines[0][:1].upper() + lines[0][1:]
    for number, line in enumerate(lines):
        equation = line.startswith("    ")
        blank = not line and inside and any(lines[number:]) and _goes_on(lines[number:])
        if equation != inside and not blank:
            yield "```text" if equation else "```"
            inside = equation
        yield line.removeprefix("    ") if inside else escape(line)
    if inside:
        yield "```"


def _goes_on(lines: Sequence[str]) -> bool:
    """Tell whether the next line that is not empty is indented."""
    return next((line.startswith("    ") for line in lines if line), False)


def attributes(doc: str) -> list[tuple[str, str]]:
    """Read the names and meanings in a docstring's list of attributes."""
    found: list[tuple[str, str]] = []
    inside = False
    for line in doc.splitlines():
        if _SECTION.match(line):
            inside = line == "Attributes:"
        elif line and not line.startswith(" "):
            inside = False
        elif inside and (match := re.match(r"    (\w+): (.*)", line)):
            found.append((match[1], match[2]))
        elif inside and line.strip() and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
    return [(name, _SHAPE.sub("", text)) for name, text in found]


def first_sentence(doc: str) -> str:
    """Join the first paragraph of a docstring into one line."""
    text = " ".join(_SHAPE.sub("", _PHASE.sub("", doc)).split("\n\n")[0].split())
    return text[:1].upper() + text[1:]
