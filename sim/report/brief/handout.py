"""The page to hand on: what it says, and as HTML, PDF and Word."""

import math
import re
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis import compare
from sim.analysis.intervals import FEWEST
from sim.analysis.sets import holding
from sim.declarations.metrics import METRICS
from sim.errors import OptionError, Problem
from sim.extras import how_to_install, need
from sim.report.brief.findings import assumed_blocks, finding_blocks
from sim.report.brief.material import Bullets, Material, Paragraph
from sim.report.compare import effect_values, more_people, parts_sentence, path_sentences, people
from sim.report.figures.look import font_face, look, svg_of
from sim.report.figures.over_time import comparison_figure, run_figure
from sim.report.shown import Row, ScenarioLabels, Shown, cite_line, records
from sim.report.sweep import factor_sentences
from sim.words import NULL, Speech
from sim.words.speech import MINUS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


# --- One page to hand on: what is asked, what was found, at what cost, and how sure that is

MOST_SENTENCES = 3
MOST_ROWS = 5
MOST_COLUMNS = 6
MOST_OTHERS = 3
"""Scenarios beside the baseline that a page has room for."""
ASKED = ("participation_rate", "true_resolution_rate")
"""Metrics of the table: who takes part, and what gets solved."""


@dataclass(frozen=True)
class Handout:
    """What stands on the page, from above.

    Attributes:
        office: Who hands it on; empty where that is not said.
        kicker: What kind of document it is, and of which town.
        title: What is compared.
        question: What is asked.
        sentences: What was found, at most `MOST_SENTENCES`.
        figure: One figure as SVG and as PNG; None where there is none.
        table: At most `MOST_ROWS` rows; None where there is none.
        sure: How sure it is.
        assumed: What is assumed, and how far that moves the answer.
        cite: Date, version and how to cite.
        headings: Titles of its parts, by name.
    """

    office: str
    kicker: str
    title: str
    question: str
    sentences: Sequence[str]
    figure: tuple[bytes, bytes] | None
    table: Shown | None
    sure: Sequence[str]
    assumed: Sequence[str]
    cite: str
    headings: Mapping[str, str]


def handout(material: Material, png: bytes | None = None) -> Handout:
    """Write the page of a run, a comparison, a sweep or a study."""
    speech = material.speech
    parts = ("question", "found", "cost", "sure", "assumed", "cite")
    common: dict[str, Any] = {
        "office": material.office,
        "kicker": speech("handout.kicker", town=material.town),
        "assumed": _assumed(material),
        "cite": cite_line(material.manifest, speech),
        "headings": {name: speech(f"handout.{name}") for name in parts},
    }
    if material.study is not None:
        page = _of_study(material, png, common)
    elif material.sweep is not None and material.sweep.table is not None:
        page = _of_sweep(material, common)
    elif not material.compared:
        page = _of_run(material, common)
    else:
        page = _of_comparison(material, common)
    return _numbered(page, speech)


def _numbered(page: Handout, speech: Speech) -> Handout:
    """Put numbers before the headings of the parts that a page has, where that is the custom."""
    headings = dict(page.headings)
    if page.table is not None and page.table.title:
        headings["cost"] = page.table.title
    parts = [name for name in headings if name != "cite" and (name != "cost" or page.table)]
    for number, name in zip(speech("handout.numbers").split("|"), parts, strict=False):
        headings[name] = number + headings[name]
    return replace(page, headings=headings)


# --- comparisons ----------------------------------------------------------------------------------


def _of_comparison(material: Material, common: Mapping[str, Any]) -> Handout:
    """Write the page of a comparison."""
    speech, design = material.speech, material.design
    others = design.others[:MOST_OTHERS]
    costs = compare.costs_per_seed(material.metrics, material.groups, design)
    rows = compare.told(material.differences)
    first = design.metrics[0]
    kept = {one["scenario"]: one for one in records(rows[rows["metric"] == first])}
    prices = {
        one["scenario"]: one
        for one in records(compare.unit_costs_table(costs, design))
        if one["outcome"] == compare.PARTICIPANTS
    }
    names = speech.listed(material.label(one) for one in design.others)
    sentences = [
        _effect_in_words(kept[one], prices[one], material) for one in others[: MOST_SENTENCES - 1]
    ]
    sentences.append(_cost_in_words(others, costs, prices, material))
    return Handout(
        title=speech("brief.title_compare", others=names, baseline=material.baseline),
        question=speech(
            "handout.ask_compare",
            baseline=material.baseline,
            others=speech.listed((material.label(one) for one in design.others), "or"),
            town=material.town,
        ),
        sentences=sentences,
        figure=_drawn(_comparison_figure(material)),
        table=_table(others, rows, costs, prices, material),
        sure=[
            material.speech.joint([_sure(kept[one], material), *_standing(kept[one], material)])
            for one in others[:2]
        ],
        **common,
    )


def _comparison_figure(material: Material) -> "Figure":
    """Draw the first metric over time, and its differences."""
    design = replace(material.design, metrics=material.design.metrics[:1])
    rows = material.differences[material.differences["metric"] == design.metrics[0]]
    return comparison_figure(material.metrics, rows, design, material.until, material.speech)


def _drawn(figure: "Figure") -> tuple[bytes, bytes]:
    """Save a figure as SVG and as PNG."""
    stream = BytesIO()
    with look():
        figure.savefig(stream, format="png", dpi=200, metadata={"Software": None})
    return svg_of(figure), stream.getvalue()


def _effect_in_words(row: Row, price: Row, material: Material) -> str:
    """Say what one scenario does to the first metric, in points and in people."""
    speech = material.speech
    names = {"scenario": material.label(row["scenario"]), "baseline": material.baseline}
    values = effect_values(row, METRICS[row["metric"]].unit, speech)
    way = values.pop("way")
    text = speech.head(
        speech(
            "effects.moved" if way else "effects.same",
            way=speech(f"effects.{way}") if way else "",
            metric=speech.metric(row["metric"]),
            **names,
            **values,
        )
    )
    adults = _adults(row, price) if way else math.nan
    return text + people(row, adults, speech) + speech("list.stop")


def _cost_in_words(
    others: Sequence[str], costs: "pd.DataFrame", prices: Mapping[str, Row], material: Material
) -> str:
    """Say what scenarios cost beside what they do, a clause for each."""
    speech = material.speech
    table = {
        one["scenario"]: one
        for one in records(compare.costs_table(costs, material.design))
        if one["measure"] == compare.TOTAL
    }
    clauses = []
    for name in others:
        more = table[name]["more"]
        key = "handout.cost_less" if more < 0 else "handout.cost_more"
        text = speech(key, scenario=material.label(name), cost=speech.money(abs(more), digits=2))
        unit = prices[name]["unit_cost"]
        if prices[name]["seeds"] >= FEWEST and not math.isnan(unit) and unit > 0:
            text += speech("handout.each", price=speech.price(unit))
        clauses.append(text)
    return speech("handout.costs", baseline=material.baseline, items=speech.row(clauses))


def _table(
    others: Sequence[str],
    rows: "pd.DataFrame",
    costs: "pd.DataFrame",
    prices: Mapping[str, Row],
    material: Material,
) -> Shown:
    """Tabulate who takes part, what gets solved, and what it costs, in five rows."""
    speech, design = material.speech, material.design
    cells = [
        _metric_cells(name, others, rows, material) for name in ASKED if name in design.metrics
    ]
    means: Any = costs.groupby("scenario")[[compare.PARTICIPANTS, compare.TOTAL]].mean()
    base = design.baseline
    if not math.isnan(means.loc[base, compare.PARTICIPANTS]):
        people_of = means[compare.PARTICIPANTS]
        cells.insert(1, _people_cells(others, rows, people_of, prices, material))
    money = [speech.money(means.loc[one, compare.TOTAL], digits=4) for one in (base, *others)]
    cells.append([speech("handout.row_cost"), *money])
    each = [
        speech.price(prices[one]["unit_cost"]) if prices[one]["seeds"] >= FEWEST else NULL
        for one in others
    ]
    cells.append([speech("handout.row_price"), NULL, *each])
    heads = ["", material.baseline, *(material.label(one) for one in others)]
    note = speech("handout.table_note", window=design.window)
    return Shown("", heads, [(one, True) for one in cells[:MOST_ROWS]], 1, [note])


def _people_cells(
    others: Sequence[str],
    rows: "pd.DataFrame",
    means: Any,
    prices: Mapping[str, Row],
    material: Material,
) -> list[str]:
    """Count the adults who take part in the baseline, and how many more in each other."""
    speech, base = material.speech, material.design.baseline
    if ASKED[0] not in material.design.metrics:
        own = [speech.count(means[one], 3) for one in (base, *others)]
        return [speech("handout.row_people"), *own]
    moved = {one["scenario"]: one for one in records(rows[rows["metric"] == ASKED[0]])}
    added = [more_people(moved[one], _adults(moved[one], prices[one])) for one in others]
    cells = [f"{one:+,.0f}".replace("-", MINUS) if one else NULL for one in added]
    return [speech("handout.row_more_people"), speech.count(means[base], 3), *cells]


def _adults(row: Row, price: Row) -> float:
    """Estimate the adults of the whole town; NaN where nothing moves."""
    return price["added"] / row["difference"] if row["difference"] else math.nan


def _metric_cells(
    name: str, others: Sequence[str], rows: "pd.DataFrame", material: Material
) -> list[str]:
    """Write the level of a metric in the baseline and in each scenario."""
    speech, unit = material.speech, METRICS[name].unit
    own = {one["scenario"]: one for one in records(rows[rows["metric"] == name])}
    first = own[others[0]]
    # One number of digits for the whole row.
    found = [effect_values(own[one], unit, speech) for one in others]
    places = [text["size"].partition(".")[2] for text in found]
    digits = max(len([one for one in place if one.isdigit()]) for place in places)
    levels = [first["baseline_level"], *(own[one]["level"] for one in others)]
    return [speech.pick(METRICS[name].label), *(speech.value(one, unit, digits) for one in levels)]


def _sure(row: Row, material: Material) -> str:
    """Say how sure the first effect is: over plausible sets, then as far as chance goes."""
    speech, design = material.speech, material.design
    name = material.label(row["scenario"])
    unit = METRICS[row["metric"]].unit
    parts = []
    if design.sets > 1 and row.get("sets", 0) > 1:
        digits = speech.digits(unit, row["sets_low"], row["sets_high"])
        counts = {"sets": row["sets"], "holds_in": row["holds_in"]}
        parts.append(
            speech(
                "handout.sure_sets",
                scenario=name,
                low=speech.number(row["sets_low"], unit, True, digits),
                high=speech.difference(row["sets_high"], unit, True, digits),
                held=speech(f"brief.held.{holding(**counts)}", **counts),
                **counts,
            )
        )
        if not row["sets_low"] <= row["difference"] <= row["sets_high"]:
            parts.append(speech("handout.edge"))
    else:
        parts.append(speech("handout.no_sets", scenario=name))
    over = speech.seeds(row["seeds"])
    if row["seeds"] < FEWEST:
        parts.append(speech("handout.few", over=over))
    elif row["verdict"] != compare.BY_LEVERS:
        half = (row["high"] - row["low"]) / 2
        digits = speech.digits(unit, row["low"], row["high"])
        said = speech.difference(half, unit, False, digits)
        parts.append(speech("handout.chance", half=said, over=over))
    return speech.joint(parts)


def _standing(row: Row, material: Material) -> list[str]:
    """Say where the first effect stands, and what of it the levers do by themselves."""
    speech, table = material.speech, material.differences
    found = path_sentences(row, material.design, speech)
    if material.design.still:
        own = table[(table["scenario"] == row["scenario"]) & (table["metric"] == ASKED[-1])]
        found += [
            parts_sentence(one, speech)
            for one in records(own)
            if not math.isnan(one["by_levers"]) and compare.is_clear(one["verdict"])
        ]
    return found


def _assumed(material: Material) -> list[str]:
    """Say that it is a simulation, and how many of its numbers are assumed."""
    (counts, *_) = (one.text for one in assumed_blocks(material) if isinstance(one, Paragraph))
    found = [material.speech("handout.simulation"), counts]
    if material.compared and material.design.sets >= FEWEST:
        share = records(material.differences)[0].get("share_parameters", math.nan)
        if not math.isnan(share):
            found.append(material.speech("handout.moved_by", share=material.speech.percent(share)))
    return found


# --- runs, sweeps and studies ---------------------------------------------------------------------


def _of_run(material: Material, common: Mapping[str, Any]) -> Handout:
    """Write the page of a run of its own."""
    speech, design = material.speech, material.design
    (bullets, note, *_) = finding_blocks(material)
    assert isinstance(bullets, Bullets)
    assert isinstance(note, Paragraph)
    few = replace(design, metrics=design.metrics[:1])
    figure = run_figure(material.metrics, few, design.start, speech, material.events)
    return Handout(
        title=material.baseline,
        question=speech("brief.ask_run", baseline=material.baseline, town=material.town),
        sentences=bullets.sentences[:MOST_SENTENCES],
        figure=_drawn(figure),
        table=_levels(material),
        sure=[note.text],
        **common,
    )


def _levels(material: Material) -> Shown:
    """Tabulate how many take part in a run of its own, and what it costs."""
    speech, design = material.speech, material.design
    costs = compare.costs_per_seed(material.metrics, material.groups, design)
    people, total = costs[[compare.PARTICIPANTS, compare.TOTAL]].mean()
    cells = [[speech("handout.row_cost"), speech.money(total, digits=4)]]
    if not math.isnan(people):
        cells.insert(0, [speech("handout.row_people"), speech.count(people, 3)])
    title = speech("handout.levels")
    note = speech("handout.levels_note", window=design.window)
    return Shown(title, ["", material.baseline], [(one, True) for one in cells], 1, [note])


def _of_sweep(material: Material, common: Mapping[str, Any]) -> Handout:
    """Write the page of a plan with factors."""
    from sim.report.figures.differences import factors_figure

    speech, design, sweep = material.speech, material.design, material.sweep
    assert sweep is not None
    assert sweep.table is not None
    called = {name: material.label(name) for name in design.scenarios}
    metrics = [one for one in ASKED if one in set(sweep.table["metric"])] or [
        str(sweep.table["metric"].iloc[0])
    ]
    about = {"seeds": len(design.seeds), "window": design.window}
    labels = ScenarioLabels.of(material.scenarios)
    return Handout(
        title=sweep.experiment["name"] + speech("list.colon") + speech.listed(called.values()),
        question=speech(
            "brief.ask_sweep",
            town=material.town,
            scenarios=speech.listed(called.values()),
            factors=speech.listed(map(speech.factor, sweep.levels)),
        ),
        sentences=factor_sentences(sweep.table, metrics, called, speech)[:MOST_SENTENCES],
        figure=_drawn(factors_figure(sweep.table, metrics[:1], about, labels, speech)),
        table=None,
        sure=[speech("handout.over", over=speech.seeds(len(design.seeds)))],
        **common,
    )


def _of_study(material: Material, png: bytes | None, common: Mapping[str, Any]) -> Handout:
    """Write the page of a study: its first sentences, figure and rows."""
    study, speech = material.study, material.speech
    assert study is not None
    answer = study.answer
    figure = next((one.content for one in answer.figures if one.type == "image/svg+xml"), None)
    return Handout(
        title=answer.title + speech("list.colon") + study.subject,
        question=study.question,
        sentences=answer.sentences[:MOST_SENTENCES],
        figure=None if figure is None else (figure, png or b""),
        table=_first_rows(answer.tables, speech),
        sure=[speech("handout.over", over=speech.seeds(len(material.design.seeds)))],
        **common,
    )


def _first_rows(tables: Sequence[Shown], speech: Speech) -> Shown | None:
    """Cut the first table to its first rows and columns."""
    if not tables:
        return None
    first = tables[0]
    rows = [(list(cells)[:MOST_COLUMNS], out) for cells, out in first.rows[:MOST_ROWS]]
    more = len(first.rows) > MOST_ROWS
    note = [speech("brief.cut", shown=MOST_ROWS, all=len(first.rows))] if more else []
    return replace(
        first,
        headings=list(first.headings)[:MOST_COLUMNS],
        rows=rows,
        notes=note,
        title=first.title.partition("\n")[0],
        room=list(first.room)[:MOST_COLUMNS],
    )


# --- The page to hand on as HTML, PDF or Word

FORMATS = ("html", "pdf", "docx")
_SIZES = (9.4, 9.0, 8.6, 8.2, 7.8)
"""Sizes of letters in points: the first with which all fits on one page of paper is taken."""
_PAGE = re.compile(rb"/Type\s*/Page\b")
"""What each page of a PDF has that a browser wrote."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_TIMEOUT = 120
"""Seconds that a browser may take."""
_FAMILY, _EASTERN = "Arial", "Microsoft YaHei"
"""Fonts of Word, for Latin and Chinese letters."""


def html_of(page: Handout, speech: Speech, size: float = _SIZES[0]) -> str:
    """Write the page as HTML that needs no network, with letters of ``size`` points."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.report.brief"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    figure = ""
    if page.figure is not None:
        figure = f"data:image/svg+xml;base64,{b64encode(page.figure[0]).decode('ascii')}"
    text = environment.get_template("handout.html").render(
        page=page, speech=speech, figure=figure, size=size
    )
    return text.replace("<style>\n", f"<style>\n{font_face(text, whole=True)}", 1)


def check_format(kind: str) -> None:
    """Make sure that a file of this kind can be written.

    Raises:
        OptionError: What it takes is not installed.
    """
    if kind == "docx":
        need("report", "--format docx")
    if kind != "pdf" or _weasyprint() is not None or _browser() is not None:
        return
    if find_spec("weasyprint"):
        hint = "on Debian: libpango-1.0-0 and libpangoft2-1.0-0, or chromium"
        raise OptionError(
            Problem("PDF needs Pango, a library of the system, or a browser", hint=hint)
        )
    hint = f"{how_to_install('report')}, or install a browser such as chromium"
    raise OptionError(Problem("PDF needs the extra 'report', or a browser", hint=hint))


def _weasyprint() -> Any:
    """Import WeasyPrint; None where it, or the system's library that it draws with, is missing."""
    if not find_spec("weasyprint"):
        return None
    try:
        with redirect_stdout(StringIO()):  # where it tells at length of what is missing
            import weasyprint
    except OSError:
        return None
    return weasyprint


def _browser() -> str | None:
    """Find a browser that prints."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def pdf_of(html: str) -> bytes:
    """Print HTML as PDF, by WeasyPrint, or by a browser where that cannot draw.

    Raises:
        OptionError: Neither is there.
    """
    return _printed(html)[0]


def _printed(html: str) -> tuple[bytes, int]:
    """Print HTML as PDF, and count its pages."""
    check_format("pdf")
    weasyprint = _weasyprint()
    if weasyprint is not None:
        document = weasyprint.HTML(string=html).render()
        return document.write_pdf(), len(document.pages)
    browser = str(_browser())
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(html, encoding="utf-8")
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
            found = target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise OptionError(Problem(f"{browser} wrote no PDF: {error}")) from error
    return found, len(_PAGE.findall(found))


def one_page_of(page: Handout, speech: Speech) -> bytes:
    """Print the page as PDF, its letters as small as it takes to be one page."""
    made = b""
    for size in _SIZES:
        made, pages = _printed(html_of(page, speech, size))
        if pages == 1:
            break
    return made


def docx_of(page: Handout, speech: Speech) -> bytes:
    """Write the page as a document of Word, A4.

    Raises:
        OptionError: The extra is not installed.
    """
    check_format("docx")
    import docx
    from docx.shared import Mm, Pt

    document: Any = docx.Document()
    (section,) = document.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(14)
    for name, size in (("Normal", 9.5), ("Title", 16), ("Heading 2", 10.5), ("List Number", 10)):
        _set_font(document.styles[name], Pt(size), Pt(2))
    if page.office:
        document.add_paragraph().add_run(page.office).bold = True
    document.add_paragraph(page.kicker)
    document.add_paragraph(page.title, style="Title")
    document.add_heading(page.headings["question"], 2)
    document.add_paragraph(page.question)
    document.add_heading(page.headings["found"], 2)
    for sentence in page.sentences:
        document.add_paragraph(sentence, style="List Number")
    if page.figure is not None and page.figure[1]:
        document.add_picture(BytesIO(page.figure[1]), width=Mm(150))
        _fit(document, Mm(70))
    if page.table is not None:
        _add_table(document, page, Pt(8.5))
    for name, texts in (("sure", page.sure), ("assumed", [speech.joint(page.assumed)])):
        document.add_heading(page.headings[name], 2)
        for text in texts:
            document.add_paragraph(text)
    document.add_paragraph(page.headings["cite"] + speech("list.colon") + page.cite)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_font(style: Any, size: Any, after: Any) -> None:
    """Set the fonts of a style, for Latin and Chinese letters, and little room below."""
    from docx.oxml.ns import qn

    style.font.name, style.font.size = _FAMILY, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(kind), None)  # a font of the theme would come first
    for kind in ("w:ascii", "w:hAnsi"):
        fonts.set(qn(kind), _FAMILY)
    fonts.set(qn("w:eastAsia"), _EASTERN)
    style.paragraph_format.space_after = after
    style.paragraph_format.space_before = after


def _fit(document: Any, height: Any) -> None:
    """Make the last picture no taller than a height."""
    picture = document.inline_shapes[-1]
    if picture.height > height:
        picture.width = int(picture.width * height / picture.height)
        picture.height = height


def _add_table(document: Any, page: Handout, size: Any) -> None:
    """Add the table of the page, numbers to the right, and its notes."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    shown = page.table
    assert shown is not None
    document.add_heading(page.headings["cost"], 2)
    table = document.add_table(rows=0, cols=len(shown.headings))
    table.style = "Light Shading"
    for cells in (shown.headings, *(cells for cells, _ in shown.rows)):
        row = table.add_row().cells
        for place, text in enumerate(cells):
            paragraph = row[place].paragraphs[0]
            run = paragraph.add_run(text.replace("\n", " "))
            run.font.size = size
            if place >= shown.texts:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for note in shown.notes:
        document.add_paragraph(note).runs[0].font.size = size
