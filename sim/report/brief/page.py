"""The page: sections in order, figures inlined, one HTML text that needs no network."""

from collections.abc import Sequence
from typing import Any

from sim.report.brief.again import again_blocks, why_command
from sim.report.brief.answers import answer_blocks, inlined, table_of
from sim.report.brief.assumed import assumed_blocks
from sim.report.brief.costs import cost_blocks
from sim.report.brief.figures import drawings
from sim.report.brief.findings import EFFECTS, finding_blocks
from sim.report.brief.gains import gain_blocks
from sim.report.brief.levers import scenario_blocks
from sim.report.brief.material import Code, Heading, Material, Picture, Section, Text
from sim.report.brief.short import short_sections
from sim.report.brief.studies import analysis_sections, analysis_title
from sim.report.brief.sweeps import design_section, sweep_sections, sweep_title
from sim.report.brief.words import answer_title, listed, tell
from sim.report.figures.fonts import font_face
from sim.report.figures.look import svg_of

TEMPLATE = "brief.html"
_IN_GAINS = ("figure_groups", "figure_places")


def brief(material: Material, language: str = "en") -> str:
    """The brief of a run, a comparison, a sweep or an analysis, as HTML.

    Args:
        material: Tables, and what is known of them.
        language: ``en`` or ``zh``.

    Raises:
        ResultsError: A figure or table of an answer is of another kind, or cannot be read.
    """
    if material.explained is not None:
        sections = analysis_sections(material, material.explained, language)
        return rendered(
            _ended(sections, material, language),
            analysis_title(material, material.explained, language),
            material,
            language,
        )
    if material.swept is not None and material.swept.table is not None:
        sections = sweep_sections(material, material.swept, language)
        return rendered(
            _ended(sections, material, language),
            sweep_title(material, material.swept, language),
            material,
            language,
        )
    pictures = {
        name: Picture(inlined(svg_of(draw()), ".svg"), tell(language, name))
        for name, draw in drawings(material, language)
    }
    sections = [
        Section("question", tell(language, "question"), question_blocks(material, language)),
        *short_sections(material, language),
        Section("scenarios", tell(language, "scenarios"), scenario_blocks(material, language)),
        Section("findings", tell(language, "findings"), finding_blocks(material, language)),
        Section("figures", tell(language, "figures"), _figures(material, language, pictures)),
        Section("gains", tell(language, "gains"), gain_blocks(material, language, pictures)),
        Section("cost", tell(language, "cost"), cost_blocks(material, language)),
        Section("why", tell(language, "why"), _why(material, language)),
    ]
    if material.swept is not None:
        sections.insert(1, design_section(material, material.swept, language))
    return rendered(
        _ended(sections, material, language), _title(material, language), material, language
    )


def _ended(sections: Sequence[Section], material: Material, language: str) -> list[Section]:
    """Sections, and those that every brief ends with."""
    checked = Section("validation", tell(language, "validation"), _validation(material, language))
    own = material.explained is not None and material.explained.kind == "validation"
    return [
        *sections,
        *([] if own else [checked]),
        Section("assumed", tell(language, "assumed"), assumed_blocks(material, language)),
        Section("again", tell(language, "again"), again_blocks(material, language)),
    ]


def rendered(sections: Sequence[Section], title: str, material: Material, language: str) -> str:
    """The page of sections."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made = tell(
        language, "made", version=material.manifest["code"]["version"], folder=material.folder
    )
    page = environment.get_template(TEMPLATE).render(
        language="zh-Hans" if language == "zh" else "en",
        title=title,
        sections=sections,
        kicker=tell(language, "kicker", town=_town(material, language)),
        made=made,
        contents=tell(language, "contents"),
    )
    # Only what is shown tells which characters the font of the page must have.
    return page.replace("<style>\n", f"<style>\n{font_face(page)}", 1)


def _town(material: Material, language: str) -> str:
    """What the town is called."""
    return material.design.town[language == "zh"]


def _title(material: Material, language: str) -> str:
    """The title of the page."""
    baseline = material.label(material.design.baseline, language)
    if not material.compared:
        return tell(language, "title_run", scenario=baseline)
    others = listed([material.label(one, language) for one in material.design.others], language)
    return tell(language, "title_compare", others=others, baseline=baseline)


def question_blocks(material: Material, language: str) -> list[Any]:
    """The section of the question, and on what town, months and seeds it is put."""
    design, manifest = material.design, material.manifest
    seeds = len(design.seeds)
    baseline, others = (
        material.label(design.baseline, language),
        [material.label(one, language) for one in design.others],
    )
    asked = tell(
        language,
        "ask_compare" if material.compared else "ask_run",
        baseline=baseline,
        scenario=baseline,
        others=listed(others, language, "or"),
        town=_town(material, language),
    )
    run = material.scenarios[design.baseline]["run"]
    setting = tell(
        language,
        "setting",
        residents=design.residents,
        scale=design.scale,
        months=design.end - design.start,
        start=run["start"],
        past=run["burn_in"]["months"],
        window=design.window,
        seeds=tell(language, "seeds_many" if seeds > 1 else "seeds_one", seeds=seeds),
    )
    blocks = [Text(asked), Text(setting), Text(tell(language, "no_evidence"))]
    if not manifest.get("complete", True):
        missing = ", ".join(str(seed) for seed in manifest.get("missing_seeds", ()))
        why = manifest.get("ended", "")
        blocks.append(Text(tell(language, "unfinished", why=why, missing=missing)))
    return blocks


def _figures(material: Material, language: str, pictures: dict[str, Picture]) -> list[Any]:
    """The section of the figures, without those of who gained."""
    blocks: list[Any] = []
    for name, picture in pictures.items():
        if name not in _IN_GAINS:
            blocks += [Heading(picture.title), picture]
    if material.network is None:
        blocks.append(Text(tell(language, "no_network"), quiet=True))
    return blocks


def _why(material: Material, language: str) -> list[Any]:
    """The section of causes: a part for each answer."""
    found = [one for one in material.answers if one.kind not in ("validation", EFFECTS)]
    blocks: list[Any] = []
    for answer in found:
        shown = material.shown.get(answer.path)
        blocks += [
            Heading(answer_title(answer.kind, language)),
            *answer_blocks(answer, language, shown),
        ]
    if blocks or not material.compared or material.swept is not None:
        return blocks or [Text(tell(language, "no_why"))]
    return [Text(tell(language, "no_why")), Code(why_command(material))]


def _validation(material: Material, language: str) -> list[Any]:
    """The section of the validation."""
    blocks: list[Any] = []
    answers = [*material.validation, *(one for one in material.answers if one.kind == "validation")]
    for answer in answers:
        blocks += answer_blocks(answer, language, material.shown.get(answer.path), folded=False)
    told = {answer.file(name, language) for answer in answers for name in answer.tables}
    table = material.validation_table
    if table is not None and table not in told:
        blocks += table_of(table, language)
    return blocks or [Text(tell(language, "no_validation"))]
