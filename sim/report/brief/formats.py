"""The page to hand on as HTML, PDF or Word."""

import shutil
import subprocess
import tempfile
from base64 import b64encode
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from sim.errors import OptionError, Problem
from sim.report.brief.handout import Handout
from sim.report.figures.fonts import font_face
from sim.runs.options import how_to_install
from sim.words import Speech

FORMATS = ("html", "pdf", "docx")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_TIMEOUT = 120
"""Seconds that a browser may take."""
_FAMILY, _EASTERN = "Arial", "Microsoft YaHei"
"""Fonts of Word, for Latin and Chinese letters."""


def html_of(page: Handout, speech: Speech) -> str:
    """The page as HTML that needs no network."""
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
    text = environment.get_template("handout.html").render(page=page, speech=speech, figure=figure)
    return text.replace("<style>\n", f"<style>\n{font_face(text, whole=True)}", 1)


def check_format(kind: str) -> None:
    """Make sure that a file of this kind can be written.

    Raises:
        OptionError: What it takes is not installed.
    """
    hint = how_to_install("report")
    if kind == "docx" and not find_spec("docx"):
        raise OptionError(Problem("Word documents need the extra 'report'", hint=hint))
    if kind == "pdf" and not find_spec("weasyprint") and _browser() is None:
        hint = f"{hint}, or install a browser such as chromium"
        raise OptionError(Problem("PDF needs the extra 'report', or a browser", hint=hint))


def _browser() -> str | None:
    """A browser that prints."""
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


def pdf_of(html: str) -> bytes:
    """HTML as PDF, by WeasyPrint, or by a browser where that is not installed.

    Raises:
        OptionError: Neither is there.
    """
    check_format("pdf")
    if find_spec("weasyprint"):
        import weasyprint

        made: bytes = weasyprint.HTML(string=html).write_pdf()
        return made
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
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise OptionError(Problem(f"{browser} wrote no PDF: {error}")) from error


def docx_of(page: Handout, speech: Speech) -> bytes:
    """The page as a document of Word, A4.

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
    """Fonts of a style, for Latin and Chinese letters, and little room below."""
    from docx.oxml.ns import qn

    style.font.name, style.font.size = _FAMILY, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
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
    """The table of the page, numbers to the right, and its notes."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    shown = page.table
    assert shown is not None
    document.add_heading(shown.title or page.headings["cost"], 2)
    table = document.add_table(rows=0, cols=len(shown.headings))
    table.style = "Light List Accent 1"
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
