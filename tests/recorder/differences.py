"""How two records differ, for a reader: step by step, file by file, line by line."""

from collections.abc import Iterator
from difflib import SequenceMatcher

LONGEST = 600
"""Characters of a line that are shown."""


def sections(record: str) -> dict[str, list[str]]:
    """Lines of a record by step and file, in their order."""
    found: dict[str, list[str]] = {}
    step = name = ""
    count: dict[str, int] = {}
    for line in record.splitlines():
        if line.startswith("$ "):
            count[line] = count.get(line, 0) + 1
            step = name = line if count[line] == 1 else f"{line} (time {count[line]})"
            found[name] = []
        elif line.startswith("== "):
            name = f"{step}\n    {line}"
            found[name] = []
        elif name:
            found[name].append(line)
    return found


def differences(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Where two records differ (step and file), and the lines that do."""
    old, new = sections(before), sections(after)
    for name in [*old, *(one for one in new if one not in old)]:
        if name not in new:
            yield name, "is gone"
        elif name not in old:
            yield name, "is new\n" + "\n".join(f"+ {line[:LONGEST]}" for line in new[name])
        elif old[name] != new[name]:
            yield name, "\n".join(_changes(old[name], new[name]))


def _changes(old: list[str], new: list[str]) -> Iterator[str]:
    """Lines that went and came; of lists of columns only those that changed."""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[i:j], new[k:m]
        if len(gone) == len(come):
            for one, other in zip(gone, come, strict=True):
                yield from _pair(one, other)
        else:
            yield from (f"- {line[:LONGEST]}" for line in gone)
            yield from (f"+ {line[:LONGEST]}" for line in come)


def _pair(old: str, new: str) -> Iterator[str]:
    """One line that changed."""
    if old.lstrip().startswith("columns ") and new.lstrip().startswith("columns "):
        before, after = (one.lstrip().removeprefix("columns ").split(", ") for one in (old, new))
        gone = [one for one in before if one not in set(after)]
        come = [one for one in after if one not in set(before)]
        yield f"- columns {', '.join(gone) or '(none)'}"
        yield f"+ columns {', '.join(come) or '(none)'}"
        if not gone and not come:
            yield "  (in another order)"
        return
    yield f"- {_near(old, new)}"
    yield f"+ {_near(new, old)}"


def _near(line: str, other: str) -> str:
    """A long line from shortly before the first place where it differs from another."""
    if len(line) <= LONGEST:
        return line
    place = next((i for i, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), 0)
    start = max(0, place - 80)
    return ("..." if start else "") + line[start : start + LONGEST]


def report(found: dict[str, list[tuple[str, str]]]) -> Iterator[str]:
    """All differences by case; what was shown before is only counted."""
    shown: dict[str, str] = {}
    for case, parts in found.items():
        yield f"##### {case}: {len(parts)} places differ"
        for name, text in parts:
            if text in shown:
                yield f"{name}\n    as in {shown[text]}"
                continue
            shown[text] = f"{case}, {name.splitlines()[0]}"
            yield f"{name}\n{text}"
