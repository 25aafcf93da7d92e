"""The page to hand on: one A4 page, in words, in three formats and both languages."""

import re
import sys
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest

import sim
from sim.api.report import material_of
from sim.errors import UserError
from sim.report.brief import handout
from sim.report.brief.page import drawings
from sim.words import LANGUAGES, Speech


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handout") / "compared"
    sim.compare(
        ["government_led", "co_governance"],
        seeds=range(5),
        scale=0.01,
        months=2,
        workers=0,
        sets="none",
        out=folder,
        progress=False,
    )
    return folder


OFFICE = "<b>$x^2$</b> 办公室"
LETTERHEAD = '<p class="office">&lt;b&gt;$x^2$&lt;/b&gt; 办公室</p>'


def words(html: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body)


def test_a_letterhead_stands_above_the_title_as_it_is_written(
    compared: Path, tmp_path: Path
) -> None:
    out = sim.write_brief(compared, out=tmp_path / "x.html", office=OFFICE)
    html = out.read_text("utf-8")
    assert html.index(LETTERHEAD) < html.index("<h1>")
    for wrong in ("two\nlines", "x" * 61):
        with pytest.raises(UserError, match="must be one line of at most 60 characters"):
            sim.write_brief(compared, out=tmp_path / "no.html", office=wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_all_that_a_county_asks_for(
    compared: Path, tmp_path: Path, language: str
) -> None:
    out = sim.write_brief(compared, language=language, out=tmp_path / "x.html")
    html = out.read_text("utf-8")
    text = words(html)
    assert html.count("<li>") <= 3
    assert html.count("<img") == 1
    assert html.count("<tr>") == 1 + 5
    for name in ("government_led.yaml", "scenarios/", "SHA", "cogov why"):
        assert name not in text
    for part in {"en": ("How sure", "assumed", "How to cite"), "zh": ("可靠程度", "假设", "引用")}[
        language
    ]:
        assert part in text
    assert sim.__version__ in text


def test_parts_are_numbered_without_gaps(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = sim.run("example", months=12, out=tmp_path / "run", figures="none", progress=False)
    assert run.folder is not None
    for folder, numbers in (
        (compared, "一二三四五"),
        (run.folder, "一二三四五"),
        (run.folder, "一二三四"),
    ):
        out = tmp_path / f"{len(numbers)}.html"
        page = sim.write_brief(folder, language="zh", out=out, overwrite=True).read_text("utf-8")
        assert re.findall(r"<h2>(.)、", page) == list(numbers)
        assert page.count("<h2>") == len(numbers)
        if folder == run.folder:
            # Then a page without a table, as that of a sweep.
            monkeypatch.setattr(handout, "_levels", lambda _: None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_one_page(compared: Path, tmp_path: Path, language: str) -> None:
    if handout._weasyprint() is None and handout._browser() is None:
        pytest.skip("needs Pango, which WeasyPrint draws with, or a browser")
    pdf = pytest.importorskip("pypdfium2")
    out = sim.write_brief(compared, language=language, format="pdf", out=tmp_path / "x.pdf")
    document = pdf.PdfDocument(out)
    assert len(document) == 1
    assert document[0].get_size() == pytest.approx((595.3, 841.9), abs=0.5)
    document.close()


def test_without_the_library_that_it_draws_with_one_message_says_which(
    compared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "weasyprint.py").write_text("print('at length')\nraise OSError('no pango')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(handout, "_browser", lambda: None)
    with pytest.raises(UserError, match=r"PDF needs Pango.*on Debian: libpango"):
        sim.write_brief(compared, format="pdf", out=tmp_path / "x.pdf")
    assert capfd.readouterr() == ("", "")
    # A browser does instead.
    monkeypatch.setattr(handout, "_browser", lambda: "/nowhere/chromium")
    with pytest.raises(UserError, match="/nowhere/chromium wrote no PDF"):
        sim.write_brief(compared, format="pdf", out=tmp_path / "x.pdf")


@pytest.mark.parametrize("printer", ["weasyprint", pytest.param("browser", marks=pytest.mark.long)])
def test_a_page_with_much_to_say_gets_smaller_letters(
    compared: Path, monkeypatch: pytest.MonkeyPatch, printer: str
) -> None:
    pdf = pytest.importorskip("pypdfium2")
    if printer == "browser":
        known = find_spec
        monkeypatch.setattr(handout, "find_spec", lambda n: None if "weasy" in n else known(n))
        if handout._browser() is None:
            pytest.skip("no browser")
    elif handout._weasyprint() is None:
        pytest.skip("needs Pango, which WeasyPrint draws with")
    speech = Speech("zh")
    page = handout.handout(material_of(compared, speech))
    long = replace(page, sure=[page.sure[0] * 2] * 5)
    assert handout._printed(handout.html_of(long, speech))[1] == 2
    assert len(pdf.PdfDocument(handout.one_page_of(long, speech))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_of_word_says_the_same(compared: Path, tmp_path: Path, language: str) -> None:
    docx = pytest.importorskip("docx")
    office = "办公室"
    out = sim.write_brief(compared, language=language, out=tmp_path / "x.docx", office=office)
    html = sim.write_brief(compared, language=language, out=tmp_path / "x.html", office=office)
    page = words(html.read_text())
    document = docx.Document(out)
    assert document.paragraphs[0].text == office
    found = [one.text for one in document.paragraphs if one.text]
    assert len(found) > 8
    assert all(text.split("\n")[0][:20] in page for text in found if "&" not in text)
    assert len(document.tables) == len(document.inline_shapes) == 1
    assert "word/media/image1.png" in zipfile.ZipFile(BytesIO(out.read_bytes())).namelist()


def test_the_appendix_is_asked_for_and_is_no_document_of_word(
    compared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those that have more to draw after years of a past; all of them are drawn for other briefs.
    few = ("flow", "network")
    monkeypatch.setattr(
        "sim.report.brief.page.drawings",
        lambda material: (one for one in drawings(material) if one[0] in few),
    )
    out = tmp_path / "long.html"
    sim.write_brief(compared, appendix=True, out=out, office=OFFICE)
    long = out.read_text("utf-8")
    assert long.index(LETTERHEAD) < long.index("<h1>")
    assert "How to reproduce" in long
    assert long.count("<img ") == len(few) + 2
    with pytest.raises(UserError, match="appendix"):
        sim.write_brief(compared, appendix=True, format="docx", out=tmp_path / "no.docx")
    with pytest.raises(UserError, match="format"):
        sim.write_brief(compared, format="odt", out=tmp_path / "no.odt")
