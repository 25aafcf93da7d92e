"""The brief as a page, with its figures."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import told
from sim.analysis.effects import effects_over_time
from sim.declarations.metrics import METRICS
from sim.report.brief.findings import (
    GAINED,
    LEADING,
    assumed_blocks,
    cost_blocks,
    finding_blocks,
    gain_blocks,
    group_table,
    place_table,
    scenario_blocks,
    short_blocks,
)
from sim.report.brief.material import (
    EFFECTS,
    VALIDATION,
    Block,
    Bullets,
    Code,
    Details,
    Material,
    PageSection,
    Paragraph,
    PartHeading,
    Picture,
    StudyMaterial,
    SweepMaterial,
    again_blocks,
    answer_blocks,
    grid,
    why_command,
)
from sim.report.figures import over_time
from sim.report.figures.differences import factors_figure, flow_figure, gains_figure, matters_figure
from sim.report.figures.look import font_face, svg_of
from sim.report.figures.town import network_figure, town_figure
from sim.report.shown import Row, ScenarioLabels, Shown, mapped_town, records
from sim.report.sweep import factor_sentences, level_text, level_value
from sim.words import NULL, Speech

if TYPE_CHECKING:
    from matplotlib.figure import Figure


# --- Every figure that the tables of a run or a comparison allow, by name

Drawing = Callable[[], "Figure"]
OF_GAINS = ("groups", "places")
"""Figures that stand with who gained."""


def drawings(material: Material) -> Iterator[tuple[str, Drawing]]:
    """List name and maker of each figure, in the order of the brief."""
    m, design, metrics, until = material, material.design, material.metrics, material.until
    places, speech = m.places, m.speech
    if m.compared:
        yield (
            "compare",
            lambda: over_time.comparison_figure(metrics, m.differences, design, until, speech),
        )
        effects = effects_over_time(metrics, design)
        yield "effects", lambda: over_time.effects_over_time_figure(effects, design, until, speech)
    else:
        yield "run", lambda: over_time.run_figure(metrics, design, design.start, speech, m.events)
    yield "rungs", lambda: over_time.rungs_figure(metrics, design, until, speech)
    yield (
        "communities",
        lambda: over_time.community_figure(metrics, design, GAINED, places, until, speech),
    )
    yield "hours", lambda: over_time.hours_figure(metrics, design, speech)
    yield "flow", lambda: flow_figure(metrics, design, speech)
    if (matters := m.matters) is not None and len(matters):
        yield "matters", lambda: matters_figure(matters, design, speech)
    town = mapped_town(m.manifest, m.scenarios[design.baseline])
    yield "map", lambda: town_figure(metrics, design, town, GAINED, places, speech)
    if (network := m.network) is not None:
        yield "network", lambda: network_figure(network, design, places, speech)
    by_group, by_place = group_table(m), place_table(m)
    if len(by_group):
        yield "groups", lambda: gains_figure(by_group, design, GAINED, places, speech)
    if len(by_place) > 1:
        yield "places", lambda: gains_figure(by_place, design, GAINED, places, speech)


# --- The page: sections in order, as one HTML text that needs no network

_FEW = 12
"""Levels that are listed one by one."""


def brief(material: Material) -> str:
    """Write the brief of a run, a comparison, a sweep or a study as HTML."""
    title, sections = _content(material)
    speech = material.speech
    named = [
        (name, speech(f"brief.section.{name}"), blocks)
        for name, blocks in sections.items()
        if blocks
    ]
    return rendered(
        [PageSection(*one) for one in named],
        title,
        speech,
        office=material.office,
        kicker=speech("brief.kicker", town=material.town),
        made=speech(
            "brief.made", version=material.manifest["code"]["version"], folder=material.folder
        ),
    )


def rendered(sections: Sequence[PageSection], title: str, speech: Speech, **texts: str) -> str:
    """Render sections as a page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["inlined"] = _inlined
    template = environment.get_template("brief.html")
    page = template.render(title=title, sections=sections, speech=speech, **texts)
    # Only what is shown tells which characters the font of the page must have.
    return page.replace("<style>\n", f"<style>\n{font_face(page, whole=True)}", 1)


def _inlined(picture: Picture) -> str:
    """Encode a figure as a data URI."""
    return f"data:{picture.type};base64,{b64encode(picture.content).decode('ascii')}"


def _content(material: Material) -> tuple[str, dict[str, Sequence[Block]]]:
    """Write title and sections, by name."""
    study, sweep = material.study, material.sweep
    if study is not None:
        title, sections = _study(material, study)
    elif sweep is not None and sweep.table is not None:
        title, sections = _sweep(material, sweep)
    else:
        title, sections = _runs(material)
    checked = study is not None and study.answer.kind == VALIDATION
    return title, {
        **sections,
        **({} if checked else {"validation": _validation(material)}),
        "assumed": assumed_blocks(material),
        "again": again_blocks(material),
    }


def _asked(material: Material, text: str, setting: str, *more: Block) -> list[Block]:
    """Say what is asked, on what town, months and seeds, and that the answer is simulated."""
    evidence = Paragraph(material.speech("brief.no_evidence"))
    return [Paragraph(text), Paragraph(setting), *more, evidence]


def _setting(material: Material, dated: bool = True) -> str:
    """Name residents, months and seeds; months only where they are those of all runs."""
    design, speech = material.design, material.speech
    run, seeds = material.scenarios[design.baseline]["run"], len(design.seeds)
    return speech(
        "brief.setting" if dated else "brief.setting_short",
        residents=design.residents,
        scale=design.scale,
        months=design.end - design.start,
        start=run["start"],
        past=run["burn_in"]["months"],
        simulated=round(design.residents * design.scale),
        seeds=speech("brief.seeds_many" if seeds > 1 else "brief.seeds_one", seeds=seeds),
    )


def _validation(material: Material) -> list[Block]:
    """Tell what the record of the model says, and what answers in the folder do."""
    speech = material.speech
    own = [one for one in material.answers if one.kind == VALIDATION]
    blocks = [block for one in (*material.validation, *own) for block in answer_blocks(one, speech)]
    return blocks or [Paragraph(speech("brief.no_validation"))]


# --- runs and comparisons -------------------------------------------------------------------------


def _runs(material: Material) -> tuple[str, dict[str, Sequence[Block]]]:
    """Write title and sections of a run, a comparison, or a plan without factors."""
    speech, design, sweep = material.speech, material.design, material.sweep
    others = [material.label(one) for one in design.others]
    names = {"baseline": material.baseline, "others": speech.listed(others)}
    title = speech("brief.title_compare", **names) if others else material.baseline
    pictures = {
        name: Picture(speech(f"brief.figure_{name}"), svg_of(draw()))
        for name, draw in drawings(material)
    }
    return title, {
        "question": _question(material),
        **({} if sweep is None else {"design": _design(material, sweep)}),
        "short": short_blocks(material),
        "scenarios": scenario_blocks(material),
        "findings": finding_blocks(material),
        "figures": _figures(material, pictures),
        "gains": gain_blocks(material, [pictures[one] for one in OF_GAINS if one in pictures]),
        "cost": cost_blocks(material),
        "why": _why(material),
    }


def _question(material: Material) -> list[Block]:
    """Say what is asked of a run or a comparison, and whether the results are complete."""
    speech, manifest = material.speech, material.manifest
    others = [material.label(one) for one in material.design.others]
    text = speech(
        "brief.ask_compare" if others else "brief.ask_run",
        baseline=material.baseline,
        others=speech.listed(others, "or"),
        town=material.town,
    )
    window = speech("brief.window", window=material.design.window)
    blocks = _asked(material, text, speech.closed(f"{_setting(material)} {window}"))
    if not manifest.get("complete", True):
        missing = ", ".join(str(seed) for seed in manifest.get("missing_seeds", ()))
        why = manifest.get("ended", "")
        blocks.append(Paragraph(speech("brief.unfinished", why=why, missing=missing)))
    return blocks


def _figures(material: Material, pictures: dict[str, Picture]) -> list[Block]:
    """Show the figures, without those of who gained."""
    blocks: list[Block] = []
    for name, picture in pictures.items():
        if name not in OF_GAINS:
            blocks += [PartHeading(picture.title), picture]
    if material.network is None:
        blocks.append(Paragraph(material.speech("brief.no_network"), quiet=True))
    return blocks


def _why(material: Material) -> list[Block]:
    """Tell causes, a part for each answer in the folder."""
    blocks: list[Block] = []
    for answer in material.answers:
        if answer.kind not in (VALIDATION, EFFECTS):
            blocks += [PartHeading(answer.title), *answer_blocks(answer, material.speech)]
    if blocks:
        return blocks
    blocks.append(Paragraph(material.speech("brief.no_why")))
    if material.compared and material.sweep is None:
        blocks.append(Code(why_command(material)))
    return blocks


# --- studies --------------------------------------------------------------------------------------


def _study(material: Material, study: StudyMaterial) -> tuple[str, dict[str, Sequence[Block]]]:
    """Write title and sections of a study."""
    speech, answer = material.speech, study.answer
    title = answer.title + speech("list.colon") + study.subject
    summary = speech.say(" ".join(study.summary.split()))
    more: list[Block] = [Paragraph(summary)] if summary else []
    question = _asked(material, study.question, _setting(material, study.dated), *more)
    if study.text:
        question.append(Details(speech("brief.asked_in"), [Code(study.text.strip())]))
    return title, {
        "question": question,
        "findings": [Bullets(answer.sentences)],
        "figures": answer.figures,
        "tables": answer.tables,
        "scenarios": scenario_blocks(material),
    }


# --- sweeps ---------------------------------------------------------------------------------------


def _sweep(material: Material, sweep: SweepMaterial) -> tuple[str, dict[str, Sequence[Block]]]:
    """Write title and sections of a plan with factors."""
    table, speech, design = sweep.table, material.speech, material.design
    assert table is not None
    called = {name: material.label(name) for name in design.scenarios}
    names = speech.listed(called.values())
    shown = [name for name in LEADING if name in set(table["metric"])]
    about = {"seeds": len(design.seeds), "window": design.window}
    labels = ScenarioLabels.of(material.scenarios)
    figure = factors_figure(table, shown, about, labels, speech)
    picture = Picture(speech("brief.figure_factors"), svg_of(figure))
    findings: list[Block] = [Bullets(factor_sentences(table, shown, called, speech))]
    if design.enough:
        tests = int((table["level"] > 0).sum())
        note = speech("brief.factor_note", tests=tests, seeds=about["seeds"])
        findings.append(Paragraph(note, quiet=True))
    findings.append(Details(speech("brief.all_levels"), _levels_shown(material, table)))
    asked = speech(
        "brief.ask_sweep",
        town=material.town,
        scenarios=names,
        factors=speech.listed(map(speech.factor, sweep.levels)),
    )
    return sweep.experiment["name"] + speech("list.colon") + names, {
        "question": _asked(material, asked, _setting(material)),
        "design": _design(material, sweep),
        "findings": findings,
        "figures": [PartHeading(picture.title), picture],
        "scenarios": scenario_blocks(material),
    }


def _design(material: Material, sweep: SweepMaterial) -> list[Block]:
    """Tell what is varied, and how many runs there are."""
    runs, experiment, speech = sweep.runs, sweep.experiment, material.speech
    blocks: list[Block] = []
    if experiment.get("summary"):
        blocks.append(Paragraph(speech.say(" ".join(str(experiment["summary"]).split()))))
    count = speech(
        "brief.design_runs" if sweep.levels else "brief.design_compared",
        points=sweep.points,
        all=sum(runs.values()),
        scenarios=len(material.design.scenarios),
        seeds=len(material.design.seeds),
        done=runs.get("done", 0),
        failed=runs.get("failed", 0),
    )
    blocks.append(Paragraph(count))
    if sweep.levels:
        rows = [
            [speech.head(speech.factor(name)), _levels(name, values, speech)]
            for name, values in sweep.levels.items()
        ]
        blocks.append(
            grid([speech("brief.head.factor"), speech("brief.head.levels")], rows, texts=2)
        )
    else:
        blocks.append(Paragraph(speech("brief.design_plain")))
    if len(sweep.plans) > 1:
        names = speech.listed(sweep.plans)
        text = speech("brief.design_plans", count=len(sweep.plans), plan=sweep.name, plans=names)
        blocks.append(Paragraph(text, quiet=True))
    if experiment.get("text"):
        text = str(experiment["text"]).strip()
        blocks.append(Details(speech("brief.asked_in"), [Code(text)]))
    return blocks


def _levels(name: str, values: Sequence[object], speech: Speech) -> str:
    """Name the values of a factor: all when they are few, else both ends."""
    numbers = [one for one in values if isinstance(one, float)]
    if len(values) > _FEW and len(numbers) == len(values):
        low, high = (level_value(name, end, speech) for end in (min(numbers), max(numbers)))
        return speech("brief.many_levels", count=len(values), low=low, high=high)
    return speech.listed(level_value(name, one, speech) for one in values)


def _levels_shown(material: Material, table: Any) -> list[Shown]:
    """Tabulate every level of every factor, a table for each metric."""
    speech, several = material.speech, len(material.design.scenarios) > 1
    keys = ["factor", "level", "mean", "interval", "from_first", "interval", "verdict"]
    head = [speech(f"brief.head.{key}") for key in (["scenario"] if several else []) + keys]
    tables = []
    for metric, own in table.groupby("metric", sort=False):
        declared = METRICS[str(metric)]
        rows = []
        for row in records(told(own, "low", "high", "mean_low", "mean_high")):
            scenario = [material.label(row["scenario"])] if several else []
            rows.append(([*scenario, *_level_cells(row, declared.unit, speech)], True))
        tables.append(Shown(speech.title(declared), head, rows, texts=3 if several else 2))
    return tables


def _level_cells(row: Row, unit: str, speech: Speech) -> list[str]:
    """Write factor, level, mean, and the difference from the first level, which has none."""
    change = [NULL] * 3
    if row["level"] > 0:
        change = [
            speech.number(row["difference"], unit, signed=True),
            speech.interval(row["low"], row["high"], unit, signed=True),
            speech(f"compare.verdicts.{row['verdict']}"),
        ]
    return [
        speech.head(speech.factor(row["factor"])),
        level_text(row["factor"], row, speech),
        speech.number(row["mean"], unit),
        speech.interval(row["mean_low"], row["mean_high"], unit),
        *change,
    ]
