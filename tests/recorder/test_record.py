"""A part of the record is checked with the other tests; the whole by `python -m tests.recorder`."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.recorder.__main__ import RECORD
from tests.recorder.cases import names
from tests.recorder.differences import differences, report
from tests.recorder.views import REPOSITORY, document, drawing, masked, page, table


def checked(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What the recorder says in a process of its own."""
    line = [sys.executable, "-m", "tests.recorder", "check", *arguments]
    return subprocess.run(line, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_every_case_is_recorded_and_nothing_else() -> None:
    assert {path.stem for path in RECORD.iterdir()} == set(names())


@pytest.mark.long
def test_a_part_of_the_record_still_holds() -> None:
    found = checked("attribute.en", "search_nsga2.en", "validate.en", "errors", "python")
    assert found.stdout.splitlines() == ["5 of 5 are as recorded"], found.stdout + found.stderr


def test_a_change_is_noticed_and_its_place_is_said(tmp_path: Path) -> None:
    text = (RECORD / "help.txt").read_text(encoding="utf-8")
    sentence = "Run one scenario and print its headline metrics."
    changed = text.replace(sentence, "Run nothing.", 1)
    assert changed != text
    (tmp_path / "help.txt").write_text(changed, "utf-8")
    found = checked("help", "--record", str(tmp_path))
    assert found.returncode == 1
    assert "##### help: " in found.stdout
    place, removed, added = found.stdout.partition("##### help: ")[2].splitlines()[1:4]
    assert place.strip() == "$ --help"
    assert "Run nothing." in removed
    assert sentence in added
    assert found.stdout.splitlines()[-1] == "0 of 1 are as recorded"


@pytest.mark.parametrize(
    "before, after",
    [
        ("a,b\n1,2\n", "a,b\n1,3\n"),
        ("a,b\n1,2\n", "b,a\n2,1\n"),
        ("a,b\n1,2\n", "a,b\n1,2\n1,2\n"),
        ("a,b\n1,2\n", "a,c\n1,2\n"),
    ],
)
def test_tables_that_differ_look_different(before: str, after: str) -> None:
    assert table(before, REPOSITORY) != table(after, REPOSITORY)


def test_of_columns_those_that_changed_are_shown() -> None:
    texts = [
        "$ run\n== x.csv\n" + "\n".join(table(f"seed,value,seconds\n1,{value},9\n", REPOSITORY))
        for value in (2, 3)
    ]
    ((place, told),) = differences(*texts)
    assert place == "$ run\n    == x.csv"
    changed = told.splitlines()[2:]
    assert [line.partition(":")[0] for line in changed] == ["- columns value", "+ columns value"]


def test_what_depends_on_moment_and_place_is_masked() -> None:
    folder = Path("/somewhere/else")
    assert masked(f"{folder}/x, 2026-11-29T02:43:11+00:00", folder) == "./x, TIME"
    assert masked("plans/grid-17d91ed445e4, 0.123456789012345678", folder) == (
        "plans/grid-HASH, 0.123456789012345678"
    )
    assert masked("time: about 1 min 3 s on this machine", folder) == (
        "time: about SPAN on this machine"
    )
    first, second = (
        document({"seconds": number, "kept": {"host": "x" * number, "seed": 1}}, folder)
        for number in (1, 2)
    )
    assert first == second


def test_texts_and_marks_of_figures_are_shown() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1pt" height="2pt"><metadata>now</metadata>'
        '<g id="axes_1"><path style="fill: #123456"/>'
        '<g id="text_1"><!-- Trust --><defs><path/></defs><use/></g></g></svg>'
    )
    size, digest, *lines = drawing(svg.encode(), exact=True)
    assert size == "size 1pt x 2pt"
    assert lines == ["marks path #123456 1", "axes_1: Trust"]
    assert drawing(svg.replace("now", "then").encode(), exact=True)[1] == digest
    assert drawing(svg.encode(), exact=False) == lines


def test_the_visible_text_of_a_page_is_shown() -> None:
    text = (
        "<style>p {}</style><h2>One</h2><p>Two <b>three</b></p><table><tr><td>a</td><td>b</td></tr>"
        '</table><section id="assumed"><p>four</p><p>five</p></section>'
    )
    assert page(text, REPOSITORY, exact=True, whole=True) == [
        *("## One", "Two three", "a | b", "four", "five")
    ]
    *_, last = page(text, REPOSITORY, exact=True, whole=False)
    assert last.startswith("section assumed: 2 lines, ")


def test_the_same_change_is_shown_once() -> None:
    change = ("$ run\n    == x.csv", "- a\n+ b")
    lines = list(report({"one": [change], "two": [change]}))
    assert lines[-1].endswith("as in one, $ run")
