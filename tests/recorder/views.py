"""What a file or a printed text says, as lines that stay the same while the answer does.

Times, hosts, folders, versions and hashes of the code are masked. Tables become hashes of their
columns, figures their texts and the hash of what is drawn, pages their visible text.
"""

import base64
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

REPOSITORY = Path(__file__).parents[2]
LONG_JSON = 100_000
"""Characters from which a JSON document is shown as hashes of its parts."""

_MASKS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\d{4}-\d\d-\d\dT[\d:]{6,8}(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?(?:-\d+)?", "TIME"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?", "TIME"),
        (r"(?<=about )(?:\d+ (?:d|h|min|s) ?)+(?= on this machine)", "SPAN"),
        (r"(?:\d+ (?:d|h|min|s) ?)+(?= of processor time)", "SPAN "),
        (r", [\d.e+-]+ a second, .+ left", ", RATE"),
        (r"(?<=: )\d+\.\d\d s$", "SPAN"),
        (r"(?<=TIME, )\d+ s", "SPAN"),
        (r"(?<=TIME，用时 )\d+ 秒", "SPAN"),
        (r"(?<![\w.])\d+\.\d+\.\d+(?![\w.])", "VERSION"),
        (r"(?<=networkx \| )[\d.]+", "VERSION"),
        (r"Linux-\S+ \(\w+\)", "SYSTEM"),
        (r"(?<![\w.])[0-9a-f]{16,}(?!\w)", "HASH"),
        (rf"(?<!\d){date.today().isoformat()}(?!\d)", "TODAY"),
        (r"(?<=VERSION, code )[0-9a-f]{10}|(?<=VERSION，代码 )[0-9a-f]{10}", "CODE"),
        (r"(?<=-)[0-9a-f]{12}(?!\w)", "HASH"),
        (r"(?<=HASH/)[0-9a-f]{2}(?=/)", "HH"),
    )
)
_HIDDEN = re.compile(
    "timings|seconds|started|finished|written|created|packages|platform|version|hosts?|process|pid|"
    "processors|memory|bytes"
)
"""Keys of JSON documents whose values depend on when and where something was made."""
_FOLDED = frozenset({"parameters", "epochs", "town", "origins"})
"""Keys of whole scenarios in manifests, of which the hash is kept."""
_TIMED = re.compile(r"(^|_)(seconds|time|started|finished|host|worker|pid|memory|peak.*)$")
"""Columns of tables that depend on when and where something was made."""


def short(data: bytes | str) -> str:
    """A short hash."""
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:12]


def masked(text: str, folder: Path) -> str:
    """A text without times, folders and hashes of the code."""
    for path, instead in ((str(folder), "."), (str(REPOSITORY), "REPOSITORY")):
        text = text.replace(path, instead)
    for pattern, instead in _MASKS:
        text = "\n".join(pattern.sub(instead, line) for line in text.split("\n"))
    return text


def view(path: Path, folder: Path, exact: bool, whole: bool) -> list[str]:
    """What a file says, as lines.

    `folder` is the one that the case works in. Figures in Chinese depend on the font, so that
    they are not `exact`: only texts and structure are kept. Of pages that are not `whole`,
    sections that all have alike are a hash.
    """
    match path.suffix:
        case ".parquet":
            return parquet(path)
        case ".csv":
            return table(path.read_text(encoding="utf-8-sig"), folder)
        case ".json":
            return document(json.loads(path.read_text(encoding="utf-8")), folder)
        case ".jsonl":
            lines = path.read_text(encoding="utf-8").splitlines()
            return [_compact(_cleaned(json.loads(line), folder)) for line in lines]
        case ".svg":
            return drawing(path.read_bytes(), exact)
        case ".png":
            return ["drawn: " + (path.read_text() if exact else path.read_text().split()[0])]
        case ".html":
            return page(path.read_text(encoding="utf-8"), folder, exact, whole)
        case ".yaml" | ".md" | ".txt" | ".log":
            return masked(path.read_text(encoding="utf-8"), folder).splitlines()
        case _:
            return [f"{path.stat().st_size} bytes" if path.stat().st_size else "empty"]


def columns(named: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Names of columns, each with a hash of its values."""
    cells = []
    for name, values in named:
        shown = "*" if _TIMED.search(name.split()[0]) else short("\n".join(values))[:8]
        cells.append(f"{name}:{shown}")
    return "columns " + ", ".join(cells)


def table(text: str, folder: Path) -> list[str]:
    """A table in CSV: its size, and a hash of all and of each column."""
    rows = list(csv.reader(io.StringIO(masked(text, folder))))
    if not rows:
        return ["no rows"]
    head, *body = rows
    named = [(name, [row[i] for row in body]) for i, name in enumerate(head)]
    lasting = [(name, values) for name, values in named if not _TIMED.search(name)]
    whole = sha256(repr(lasting).encode()).hexdigest()
    return [f"{len(body)} rows x {len(head)} columns, sha256 {whole}", columns(named)]


def parquet(path: Path) -> list[str]:
    """A table in Parquet: the same, with the type of each column."""
    from pyarrow import parquet as files

    found = files.read_table(path)
    named = [
        (
            f"{name} {found.schema.field(name).type}",
            [_value(one) for one in found[name].to_pylist()],
        )
        for name in found.column_names
    ]
    lasting = [(name, values) for name, values in named if not _TIMED.search(name.split()[0])]
    whole = sha256(repr(lasting).encode()).hexdigest()
    return [f"{found.num_rows} rows x {len(named)} columns, sha256 {whole}", columns(named)]


def _value(value: object) -> str:
    """One value of a table; hashes of code are masked."""
    return masked(value, REPOSITORY) if isinstance(value, str) else repr(value)


def document(value: Any, folder: Path) -> list[str]:
    """A JSON document, cleaned and set out in lines."""
    cleaned = _cleaned(value, folder)
    text = json.dumps(cleaned, ensure_ascii=False, indent=1)
    if len(text) <= LONG_JSON:
        return list(_set_out(cleaned, ""))
    return [
        f"{name}.{key}: {short(_compact(part))}"
        for name, parts in cleaned.items()
        for key, part in (parts.items() if isinstance(parts, dict) else [("", parts)])
    ]


def _compact(value: Any) -> str:
    """JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def _cleaned(value: Any, folder: Path, key: str = "") -> Any:
    """A JSON document without times, versions and hashes; large known parts become hashes."""
    if _HIDDEN.fullmatch(key):
        return "*"
    if key == "files" and isinstance(value, dict):
        return list(value)
    if key in _FOLDED and isinstance(value, dict | list) and len(_compact(value)) > 400:
        return f"{len(value)} entries, {short(_compact(_cleaned(value, folder)))}"
    if isinstance(value, dict):
        return {masked(name, folder): _cleaned(one, folder, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one, folder) for one in value]
    return masked(value, folder) if isinstance(value, str) else value


def _set_out(value: Any, path: str) -> Iterator[str]:
    """A line for each key of the mappings, as path: value; short parts stay on one line."""
    if isinstance(value, dict) and value and len(_compact(value)) > 60:
        for name, one in value.items():
            yield from _set_out(one, f"{path}.{name}" if path else name)
    elif (
        isinstance(value, list)
        and any(isinstance(one, dict | list) for one in value)
        and (len(_compact(value)) > 90)
    ):
        for place, one in enumerate(value):
            yield from _set_out(one, f"{path}[{place}]")
    else:
        yield f"{path}: {value if isinstance(value, str) else _compact(value)}"


_NAME = re.compile(r"\{.*\}")


def drawing(data: bytes, exact: bool) -> list[str]:
    """A figure in SVG: how many marks of which kind and colour, its texts, and a hash of all.

    Matplotlib writes each text as a comment before the shapes of its letters.
    """
    text = re.sub(r"<metadata>.*?</metadata>", "", data.decode("utf-8"), flags=re.DOTALL)
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    root = ElementTree.fromstring(text, parser)
    marks: Counter[str] = Counter()
    panels: list[tuple[str, list[str]]] = [("", [])]
    _read(root, marks, panels)
    lines = [f"size {root.get('width')} x {root.get('height')}"] if exact else []
    if exact:
        lines.append(f"sha256 {sha256(text.encode()).hexdigest()}")
    lines.append("marks " + ", ".join(f"{name} {marks[name]}" for name in sorted(marks)))
    lines += [f"{name}: " + " | ".join(texts) for name, texts in panels if texts]
    return lines


def _read(node: Any, marks: Counter[str], panels: list[tuple[str, list[str]]]) -> None:
    """Collect marks and texts below an element of a figure."""
    name = node.get("id") or ""
    if name.startswith(("axes_", "legend_")):
        panels.append((name, []))
    for child in node:
        if child.tag is ElementTree.Comment:
            panels[-1][1].append(" ".join((child.text or "").split()))
            continue
        tag = _NAME.sub("", child.tag)
        if tag == "defs" or (child.get("id") or "").startswith("text_"):
            for comment in child.iter(ElementTree.Comment):
                panels[-1][1].append(" ".join((comment.text or "").split()))
            continue
        if tag in ("path", "use", "image", "rect"):
            colours = re.findall(r"(?:fill|stroke): (#\w+)", child.get("style") or "")
            marks[" ".join([tag, *colours])] += 1
        _read(child, marks, panels)


_BREAKS = re.compile(
    "p|li|h[1-4]|tr|table|ul|ol|section|header|footer|nav|figure|figcaption|div|details|summary|"
    "pre|dt|dd|body|main|caption|br|title"
)
SHARED = ("validation", "assumed")
"""Sections that all pages have alike; shown once, elsewhere as a hash."""


class _Page(HTMLParser):
    """Visible text of a page, a line for each block; figures in it as they are seen."""

    def __init__(self, exact: bool, whole: bool) -> None:
        super().__init__()
        self.exact = exact
        self.whole = whole
        self.shared: tuple[str, int] | None = None
        self.lines: list[str] = []
        self.text = ""
        self.silent = 0

    def end_line(self) -> None:
        line = " ".join(self.text.split()).strip("| ")
        if line:
            self.lines.append(line)
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.silent += 1
        if _BREAKS.fullmatch(tag):
            self.end_line()
        if tag in ("h1", "h2", "h3", "h4"):
            self.text += "#" * int(tag[1]) + " "
        if tag == "li":
            self.text += "- "
        if tag in ("td", "th"):
            self.text += " | "
        given = dict(attrs)
        if tag == "section" and given.get("id") in SHARED and not self.whole:
            self.shared = given["id"] or "", len(self.lines)
        if given.get("alt"):
            self.lines.append(f"[alt: {given['alt']}]")
        source = given.get("src") or ""
        if source.startswith("data:image/svg+xml;base64,"):
            self.end_line()
            data = base64.b64decode(source.partition(",")[2])
            self.lines += [f"    {line}" for line in drawing(data, self.exact)]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.silent -= 1
        if _BREAKS.fullmatch(tag):
            self.end_line()
        if tag == "section" and self.shared:
            name, first = self.shared
            said = self.lines[first:]
            self.lines[first:] = [
                f"section {name}: {len(said)} lines, {short(masked(repr(said), REPOSITORY))}"
            ]
            self.shared = None

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text += data


def page(text: str, folder: Path, exact: bool, whole: bool) -> list[str]:
    """What a reader sees of a page in HTML."""
    found = _Page(exact, whole)
    found.feed(text)
    found.close()
    found.end_line()
    return masked("\n".join(found.lines), folder).splitlines()
