"""The page in a real browser, as a person uses it: by keyboard, in both languages."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from sim.calendar import format_month, parse_month
from sim.dashboard import server
from sim.errors import OptionError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("browser")]
NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS, HEIGHT = (1440, 1024, 820, 390), 900
PATIENCE = 90_000
"""Milliseconds: the first month of a process may have to compile."""


def cannot(reason: str) -> NoReturn:
    """Skip for a reason; where CI runs, everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        cannot("no chromium is installed")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        cannot("playwright is not installed")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def address(explained: Path) -> Iterator[str]:
    """Where the page is served, with results to look at."""
    try:
        server.check_installed()
    except OptionError as error:
        cannot(str(error))
    code = "import sys; from sim.cli import main; sys.exit(main(sys.argv[1:]))"
    line = [sys.executable, "-c", code, "dashboard", str(explained), "--port", "0"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found, "the page was not served"
        yield found[0]
        process.terminate()


class Watched:
    """A page whose complaints and requests are noted."""

    def __init__(self, browser: "Browser", address: str, width: int) -> None:
        self.complaints: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": HEIGHT})
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda asked: self.complaints.append(f"failed {asked.url}"))
        self.page.on("request", lambda asked: self._note_address(asked.url, address))
        self.page.goto(address)
        # The small town, all of it; chosen before the past of the large one has run.
        self.page.wait_for_selector("[data-stage]")
        self.page.select_option("[data-field=scenario]", "example")
        self.page.select_option("[data-field=scale]", "1.0")
        self.ready(scenario="example", baseline="", scale="1.0")
        self.page.wait_for_selector("text=600 residents, 100 %")

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def _note_address(self, asked: str, address: str) -> None:
        if not asked.startswith((address, "data:", "blob:", address.replace("http", "ws"))):
            self.complaints.append(f"asked elsewhere: {asked}")

    def ready(self, **shown: str) -> None:
        """Wait until every part of the page shows a town that waits, and just this one.

        Parts come one after the other, so a wait for one of them, or for what the page showed
        before as well, says nothing of the others.
        """
        self.page.wait_for_function(
            """(shown) => {
                const parts = [...document.querySelectorAll('[data-stage]')];
                return parts.length === 4 && parts.every((part) =>
                    Object.entries(shown).every(([name, value]) => part.dataset[name] === value));
            }""",
            arg={"stage": "paused", **shown},
        )

    def settled(self) -> None:
        """Wait until nothing has changed for a while, before something is measured."""
        self.page.evaluate(
            """() => new Promise((end) => {
                const wait = () => setTimeout(() => { watcher.disconnect(); end(); }, 400);
                let timer = wait();
                const watcher = new MutationObserver(() => {
                    clearTimeout(timer);
                    timer = wait();
                });
                watcher.observe(document.body,
                    {subtree: true, childList: true, attributes: true, characterData: true});
            })"""
        )

    def switch(self) -> None:
        """The other language, everywhere."""
        before = self.page.evaluate("document.documentElement.lang")
        self.page.click("[data-field=language]")
        self.page.wait_for_function("old => document.documentElement.lang !== old", arg=before)
        self.settled()

    def cell(self, metric: str, column: int) -> str:
        return self.page.inner_text(f"tr[data-metric={metric}] td:nth-child({column})")

    def step(self, month: str) -> None:
        """One month by keyboard."""
        self.page.focus("[data-field=step]")
        self.page.keyboard.press("Enter")
        self.ready(coming=format_month(parse_month(month) + 1))

    def widths(self) -> Iterator[int]:
        """Each width in turn, once the page has taken it, back to the one it had."""
        had = self.page.viewport_size
        assert had is not None
        for width in (had["width"], *(one for one in WIDTHS if one != had["width"])):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.settled()
            yield width
        self.page.set_viewport_size(had)

    def fits(self, view: str) -> None:
        """Nothing is wider than the window or than its part of the page, at any width.

        In both languages; whatever can be worked has a name that can be read aloud.
        """
        for _ in range(2):
            for width in self.widths():
                assert self.cut() == [], (view, width)
            names = self.page.evaluate(
                "[...document.querySelectorAll('button, input, select')].map(e =>"
                " e.getAttribute('aria-label') || e.textContent"
                " || [...(e.labels || [])].map(l => l.textContent).join(''))"
            )
            assert names
            assert all(name.strip() for name in names), view
            self.switch()

    def cut(self) -> list[str]:
        """Parts of the page whose content is wider than they are, the window among them."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('html, section, .cg-scroll, .cg-side, .cg-card')]"
            ".filter(e => e.scrollWidth > e.clientWidth + (e.matches('html') ? 0 : 1))"
            ".map(e => e.className || e.tagName)"
        )
        return found


@pytest.fixture
def watched(browser: "Browser", address: str) -> Iterator[Watched]:
    made = Watched(browser, address, WIDTHS[0])
    yield made
    made.page.close()


def test_the_first_town_is_against_the_shipped_baseline(browser: "Browser", address: str) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": HEIGHT})
    page.set_default_timeout(PATIENCE)
    # Where the sliders of the scenario stood before its past had run, however soon that was.
    page.add_init_script(
        """new MutationObserver(() => {
            const [stage, baseline, lever] = ["[data-stage=preparing]", "[data-field=baseline]",
                "#lever-control"].map(one => document.querySelector(one));
            if (stage && lever && stage.textContent.includes("before the two part"))
                window.prepared = [baseline.value, lever.value, lever.disabled];
        }).observe(document, {subtree: true, childList: true, attributes: true});"""
    )
    page.goto(address, wait_until="commit")
    # Something to read before the scripts of the page are there, and gone with it.
    page.wait_for_selector("#cg-first:has-text('cogov: how a town is governed')")
    page.wait_for_selector("[data-stage=paused]")
    assert not page.is_visible("#cg-first")
    assert page.evaluate("window.prepared") == ["government_led", "0.25", True]
    assert page.inner_text(".cg-levers summary >> nth=-1") == "Shocks, which nobody decides"
    page.click("[data-field=step]")
    page.wait_for_selector("[data-stage=paused]:has-text('Month 2021-01')")
    page.wait_for_selector(".cg-tile:has-text('for +18.71 million yuan a year')")
    page.wait_for_selector("[data-drawn=over-time] svg")
    # The range under other parameters comes by itself, while nothing else is to be done.
    page.wait_for_selector(".cg-sets:has-text('under 5 other plausible sets')")
    zoom = page.evaluate("document.querySelector('meta[name=viewport]').content")
    assert zoom == "width=device-width, initial-scale=1"
    page.close()


def test_a_slider_moved_by_keyboard_changes_a_metric(watched: Watched) -> None:
    page = watched.page
    watched.step("2021-01")
    assert watched.cell("administrative_share", 4) == "0.00 points"
    before = page.input_value("#lever-control")
    page.focus("#lever-control")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.wait_for_selector(".cg-lever:has(#lever-control) :text('moved')")
    assert float(page.input_value("#lever-control")) < float(before)
    watched.step("2021-02")
    assert watched.cell("administrative_share", 4).startswith("\N{MINUS SIGN}")
    with page.expect_download() as waiting:
        page.click("[data-field=yaml]")
    text = Path(waiting.value.path()).read_text("utf-8")
    assert waiting.value.suggested_filename == "example_moved.yaml"
    assert re.search(r"date: 2021-02\n    levers:\n      control: 0\.\d+", text)
    assert watched.complaints == []


def test_an_own_scenario_is_offered_and_runs(watched: Watched, explained: Path) -> None:
    page = watched.page
    page.select_option("[data-field=scenario]", "opened.yaml")
    page.select_option("[data-field=baseline]", "example")
    watched.ready(scenario="opened.yaml", baseline="example", coming="2021-01")
    page.wait_for_selector(".cg-legend:has-text('baseline: Example')")
    watched.step("2021-01")
    assert watched.cell("administrative_share", 4).startswith("\N{MINUS SIGN}")
    assert watched.complaints == []


def test_the_town_runs_pauses_and_begins_anew(watched: Watched) -> None:
    page = watched.page
    page.select_option("[data-field=pace]", "0")
    page.click("[data-field=start]")
    page.wait_for_selector("[data-stage=ended]")
    page.click("[data-field=reset]")
    watched.ready(coming="2021-01")
    page.select_option("[data-field=pace]", "1")
    page.click("[data-field=start]")
    page.wait_for_selector("[data-stage=running]")
    page.click("[data-field=pause]")
    page.wait_for_selector("[data-stage=paused]")
    assert watched.complaints == []


def test_a_community_has_sliders_of_its_own(watched: Watched) -> None:
    page = watched.page
    page.select_option("[data-field=place]", "riverside")
    page.wait_for_selector("[data-place=riverside] #lever-control")
    page.focus("#lever-control")
    page.keyboard.press("End")
    page.wait_for_selector(".cg-lever:has(#lever-control) :text('moved')")
    page.select_option("[data-field=place]", "hillside")
    page.wait_for_function("document.querySelector('#lever-control').value !== '1'")
    page.select_option("[data-field=place]", "town")
    page.wait_for_selector(".cg-lever:has(#lever-control) :text('differs')")
    assert watched.complaints == []


def test_the_language_switches_everything(watched: Watched) -> None:
    page = watched.page
    watched.switch()
    page.wait_for_selector("h2:has-text('主要指标')")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.click("[data-about=control]")
    page.wait_for_selector(".cg-told:has-text('政府对居委会命令和控制的程度')")
    # Events of the example are in English in its file.
    shown = page.inner_text(".cg-page").replace(page.inner_text(".cg-events"), "")
    # A scenario without a label keeps the name of its file.
    names = set(re.findall(r"[A-Za-z_]{3,}", shown))
    assert names <= {"cogov", "English", "YAML", "opened"}
    page.click("[data-field=results]")
    page.wait_for_selector("h2:has-text('水平')")
    page.click("[data-field=language]")
    page.wait_for_selector("h2:has-text('Levels')")
    assert watched.complaints == []


def test_results_are_opened_looked_at_and_taken_along(watched: Watched, explained: Path) -> None:
    page = watched.page
    # What the page says that it does, and how many charts stood beside it, however short it was.
    page.evaluate(
        """() => {
            window.said = [];
            new MutationObserver(() => {
                const charts = document.querySelectorAll('.cg-charts [data-drawn]').length;
                for (const one of document.querySelectorAll('.cg-wait'))
                    window.said.push([one.textContent, charts]);
            }).observe(document.body, {subtree: true, childList: true, characterData: true});
        }"""
    )
    page.click("[data-field=results]")
    page.wait_for_selector(".cg-charts [data-drawn=over-time-participation_rate] svg")
    assert any("Drawing" in text for text, _ in page.evaluate("window.said"))
    assert page.get_attribute("[data-drawn=over-time-participation_rate]", "aria-label")
    page.wait_for_selector("[data-drawn=groups-opened] text:has-text('points')")
    page.wait_for_selector(".cg-found li:first-child:has-text('under opened than under Example')")
    with page.expect_download() as waiting:
        page.click("[data-field=csv_differences]")
    lines = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("scenario,baseline,metric,")
    assert len(lines) == 1 + 3
    with page.expect_download() as waiting:
        page.click("[data-field=png]")
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    page.select_option("[data-field=folder]", "deep/swept")
    page.wait_for_selector("text=Administrative control 100 %")
    page.wait_for_selector("[data-drawn^='response-levers.control'] svg")
    page.wait_for_selector(
        "[data-folder='deep/swept'] .cg-found:has-text('administrative control')"
    )
    # What is named is shown, or nothing is.
    beside = [charts for text, charts in page.evaluate("window.said") if "deep/swept" in text]
    assert beside
    assert not any(beside)
    page.select_option("[data-field=folder]", "attributed")
    page.wait_for_selector("[data-folder=attributed] h2:has-text('What was found')")
    page.wait_for_selector("img.cg-figure[alt*='attribution']")
    page.wait_for_selector("[data-folder=attributed] .cg-table:has-text('All together')")
    with page.expect_download() as waiting:
        page.click("[data-field=csv_attribution]")
    assert Path(waiting.value.path()).read_text("utf-8-sig").startswith("metric,")
    page.fill("[data-field=path]", "../elsewhere")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:has-text('the only folder that the page may read')")
    page.fill("[data-field=path]", "nowhere")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:has-text('nowhere: does not exist')")
    assert str(explained) not in page.inner_text("[role=alert]"), "nothing of the machine"
    assert watched.complaints == []


def test_it_fits_laptop_tablet_and_phone_and_everything_has_a_name(
    browser: "Browser", address: str
) -> None:
    # On a phone that is turned, then on all else; each view is asked for once.
    watched = Watched(browser, address, WIDTHS[-1])
    page = watched.page
    watched.step("2021-01")
    for view, drawn in (
        ("who", "[data-drawn=groups] svg"),
        ("network", "[data-drawn=network]"),
        ("matters", ".cg-part-matters tr"),
        ("person", ".cg-part-person tr"),
        ("where", "svg.cg-map"),
    ):
        page.click(f"[data-field=view-{view}]")
        page.wait_for_selector(f".cg-beside {drawn}")
        watched.fits(view)
    # Pressing a metric shows it in the chart, which says what it is.
    page.click("[data-pick=trust]")
    page.wait_for_selector(".cg-answer-text:has-text('Trust in the committee')")
    page.wait_for_selector(".cg-means:has-text('adults trust the committee')")
    for width in watched.widths():
        # A slider and what it does are on one screen.
        page.locator("#lever-control").scroll_into_view_if_needed()
        top = ".cg-side" if width == WIDTHS[-1] else ".cg-tiles"
        page.evaluate(f"document.querySelector('{top}').scrollIntoView()")
        page.wait_for_function(
            "document.querySelector('.cg-tile').getBoundingClientRect().top >= 0"
            " && document.querySelector('#lever-control').getBoundingClientRect().top >= 0"
        )
        for shown in ("#lever-control", ".cg-tile >> nth=0"):
            box = page.locator(shown).bounding_box()
            assert box is not None
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= HEIGHT
    page.click("[data-field=results]")
    page.wait_for_selector(".cg-charts [data-drawn]")
    watched.fits("results")
    assert watched.complaints == []
    page.close()


HOSTILE = """<script>
const tried = [], heard = [];
const end = (name) => (said) => { tried.push(name); if (said) heard.push(name); };
for (const host of ["127.0.0.1", "localhost"]) {
  const base = host + ":PORT";
  const socket = new WebSocket(`ws://${base}/jupyter/api/kernels/x/solara?session_id=x`);
  socket.onopen = () => end("socket")(true);
  socket.onerror = () => end("socket")(false);
  for (const mode of ["cors", "no-cors"])
    for (const path of ["/", "/resourcez", "/static/main.js"])
      fetch(`http://${base}${path}`, {mode, credentials: "include"})
        .then((found) => found.text()).then((text) => end(path)(text.length > 0))
        .catch(() => end(path)(false));
}
</script>"""


def test_a_page_from_elsewhere_learns_nothing(
    browser: "Browser", address: str, tmp_path: Path
) -> None:
    """In a browser that has the real page open, and so its cookie."""
    port = address.rpartition(":")[2]
    (tmp_path / "index.html").write_text(HOSTILE.replace("PORT", port))
    context = browser.new_context()
    own = context.new_page()
    own.set_default_timeout(PATIENCE)
    own.goto(address)
    own.wait_for_selector("[data-stage]")
    serve = [sys.executable, "-u", "-m", "http.server", "0", "-d", str(tmp_path)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"port (\d+)", process.stdout.readline())
            assert found
            page = context.new_page()
            page.goto(f"http://localhost:{found[1]}/")
            page.wait_for_function("tried.length == 14", timeout=20_000)
            assert page.evaluate("heard") == []
        finally:
            process.terminate()
            context.close()
