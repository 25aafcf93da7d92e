"""The brief of an analysis: what is asked, what was found, its figures and tables."""

from typing import Any

from sim.report.brief.answers import inlined, shown_table
from sim.report.brief.levers import scenario_blocks
from sim.report.brief.material import (
    Bullets,
    Code,
    Details,
    Explained,
    Heading,
    Material,
    Picture,
    Section,
    Text,
)
from sim.report.brief.words import answer_title, listed, tell


def analysis_title(material: Material, found: Explained, language: str) -> str:
    """The title of the page."""
    return tell(
        language,
        "title_study",
        kind=answer_title(found.kind, language),
        subject=subject_of(material, found, language),
    )


def subject_of(material: Material, found: Explained, language: str) -> str:
    """What an analysis is about, in a few words."""
    about = found.about
    if "baseline" in about:
        return tell(language, "against", scenario=about["scenario"], baseline=about["baseline"])
    if "name" in about:
        return str(about["name"])
    names = [about["scenario"]] if "scenario" in about else about.get("scenarios", ())
    return listed([str(one) for one in names], language)


def analysis_sections(material: Material, found: Explained, language: str) -> list[Section]:
    """The sections of an analysis, up to what every brief ends with."""
    pictures: list[Any] = [
        Picture(inlined(svg, ".svg"), name.replace("_", " "))
        for name, svg in found.pictures.items()
    ]
    tables: list[Any] = []
    for one in found.tables:
        tables += [Heading(one.title), shown_table(one)]
    sections = [
        Section("question", tell(language, "question"), _question(material, found, language)),
        Section("findings", tell(language, "findings"), [Bullets([*found.sentences])]),
        Section("figures", tell(language, "figures"), pictures),
        Section("tables", tell(language, "tables"), tables),
        Section("scenarios", tell(language, "scenarios"), scenario_blocks(material, language)),
    ]
    return [section for section in sections if section.blocks]


def _question(material: Material, found: Explained, language: str) -> list[Any]:
    """What is asked, on what town, months and seeds."""
    asked = tell(
        language,
        f"ask_{found.kind}",
        town=material.design.town[language == "zh"],
        scenario=found.about.get("scenario") or subject_of(material, found, language),
        baseline=found.about.get("baseline", ""),
    )
    # Scenarios of these run for their own time each.
    short = found.kind in ("calibration", "validation")
    blocks: list[Any] = [Text(asked), Text(setting_text(material, language, short=short))]
    if found.summary:
        blocks.append(Text(" ".join(found.summary.split())))
    blocks.append(Text(tell(language, "no_evidence")))
    if found.text:
        blocks.append(Details(tell(language, "asked_in"), [Code(found.text.strip())]))
    return blocks


def setting_text(material: Material, language: str, short: bool = False) -> str:
    """Residents, months and seeds, in a sentence or two; without months where ``short``."""
    design = material.design
    run, seeds = material.scenarios[design.baseline]["run"], len(design.seeds)
    counted = tell(language, "seeds_many" if seeds > 1 else "seeds_one", seeds=seeds)
    return tell(
        language,
        "setting_short" if short else "setting_study",
        residents=design.residents,
        scale=design.scale,
        months=design.end - design.start,
        start=run["start"],
        past=run["burn_in"]["months"],
        seeds=counted,
    )
