"""The page of a brief, and scenarios side by side in it."""

import re
import typing
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.report.brief import findings
from sim.report.brief.material import (
    Block,
    Details,
    Finding,
    Material,
    Picture,
    StudyMaterial,
    command_of,
)
from sim.report.brief.page import brief
from sim.report.shown import Shown
from sim.scenario import load_scenario
from sim.words import LANGUAGES, Speech

MOST = 2


@pytest.fixture(scope="module")
def material() -> Material:
    """The example, a twin of it with another parameter, and four towns with other levers."""
    example = load_scenario("example")
    twin = replace(
        load_scenario("example", {"parameters.weight_norm": 1.5}), name="twin", label=None
    )
    others = [
        replace(load_scenario("example", {"levers.control": control}), name=f"other{k}", label=None)
        for k, control in enumerate((0.1, 0.2, 0.3, 0.4))
    ]
    made = sim.compare([example, twin, *others], seeds=[0, 1], months=2, workers=0, progress=False)
    return Material(
        folder=Path("results"),
        manifest=made.manifest,
        design=made.design,
        metrics=made.metrics,
        groups=made.groups,
        differences=made.differences,
    )


def test_names_with_the_same_of_something_are_one_group() -> None:
    assert findings.alike_in(len, "aa", "b", "cc", "d") == [["aa", "cc"], ["b", "d"]]
    assert findings.alike_in(len) == []


def test_scenarios_with_the_same_levers_share_a_column_and_few_stand_beside_another(
    material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "_MOST_BESIDE", MOST)
    tables = [one for one in findings.scenario_blocks(material) if isinstance(one, Shown)]
    assert [len(table.headings) for table in tables] == [2 + 1 + MOST] * 2
    for table in tables:
        assert table.headings[2].splitlines()[0] == "Example, twin"
        assert len(table.rows) == 1


def test_assumed_values_that_scenarios_share_are_listed_once(material: Material) -> None:
    details = findings.assumed_blocks(material)[1]
    assert isinstance(details, Details)
    (table,) = (one for one in details.blocks if isinstance(one, Shown))
    called = [cells[0] for cells, _ in table.rows]
    assert "Example, twin" in called
    assert "twin" not in called


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_of_study_comes_in_through_its_values_alone(
    material: Material, language: str
) -> None:
    shown = Shown(
        "All toys", ["Toy", "Colour\nof the paint"], [(["<Duck>\nold", "7"], True)], 1, ["So."]
    )
    finding = Finding("toys", "Toys", ["It swims."], [Picture("A duck", b"<svg/>")], [shown])
    study = StudyMaterial(
        finding, "Does it swim?", "Duck", "play", pair=False, file="duck.yaml", text="seeds: 0..1\n"
    )
    page = brief(replace(material, study=study, speech=Speech(language)))
    assert re.findall(r'<section id="(\w+)">', page) == [
        "question",
        "findings",
        "figures",
        "tables",
        "scenarios",
        "validation",
        "assumed",
        "again",
    ]
    assert "<p>Does it swim?</p>" in page
    assert '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="A duck">' in page
    assert '<td class="word">&lt;Duck&gt; <small>old</small></td>' in page
    assert '<th scope="col">Colour<small>of the paint</small></th>' in page
    assert '<p class="quiet">So.</p>' in page
    assert "<pre><code>cogov play duck.yaml --months 2</code></pre>" in page
    assert "toys" not in re.sub("All toys", "", page)


def test_a_pair_is_asked_with_seeds_and_settings(material: Material) -> None:
    study = StudyMaterial(Finding("toys", "Toys", []), "?", "Duck", "play", pair=True)
    manifest = {
        **material.manifest,
        "about": {"scenario": "other0", "baseline": "example"},
        "options": {"settings": {"levers.control": 0.5}, "interval": "bootstrap"},
    }
    line = command_of(replace(material, study=study, manifest=manifest))
    assert line == (
        "cogov play scenarios/example.yaml --baseline example --seeds 0..1 "
        "--set levers.control=0.5 --interval bootstrap"
    )


def test_the_page_knows_every_kind_of_block() -> None:
    template = Path(findings.__file__).parent / "templates" / "brief.html"
    known = re.findall(r'kind == "(\w+)"', template.read_text("utf-8"))
    assert sorted(known) == sorted(one.__name__ for one in typing.get_args(Block))
