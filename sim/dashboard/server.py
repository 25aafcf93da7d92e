"""Serves the page: Solara, with every file of the page from this machine and nothing sent out."""

import os
import re
import socket
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sim.dashboard.guard import Guard, fresh_token, is_loopback
from sim.errors import OptionError, Problem, ResultsError
from sim.extras import how_to_install, need
from sim.report.figures.look import CARRIED
from sim.runs.files import MANIFEST
from sim.runs.options import LANGUAGES, check_choice
from sim.words.setting import spoken

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from sim.dashboard.shelf import Shelf

HOST, PORT = "127.0.0.1", 8765
_OFFLINE = "this page loads nothing from other machines"
_ASSET = re.compile(r'\{\{ ?cdn ?\}\}/([^"]+)')
_CHARTS = re.compile("_solara/cdn/([^`]+)`")
_FILLED = re.compile(r"\{\{.*?\}\}")


def check_installed() -> None:
    """Make sure that the page can be served.

    Raises:
        OptionError: A package of the extra ``dashboard`` is missing.
    """
    need("dashboard", "cogov dashboard")
    lacking = _missing_assets()
    if lacking:
        text = f"the page needs files that the installed Solara lacks, such as {lacking[0]}"
        raise OptionError(Problem(text, hint=how_to_install("dashboard")))


def _missing_assets() -> list[str]:
    """Find the files that Solara's page asks for and this machine lacks."""
    import solara.server
    import solara.server.settings as settings

    folder = settings.assets.proxy_cache_dir
    template = Path(solara.server.__file__).parent / "templates" / "solara.html.j2"
    # The bundle of the other version of Vue is named in the template as well.
    import ipyvue

    other = "solara-vuetify-app@" if ipyvue.__version__.startswith("3") else "solara-vuetify3-app@"
    asked = _ASSET.findall(template.read_text("utf-8"))
    # Charts are drawn by Apache ECharts, which lies with the same files.
    asked += _CHARTS.findall(Path(__file__).with_name("chart.vue").read_text("utf-8"))
    patterns = [_FILLED.sub("*", name) for name in asked if other not in name]
    return [name for name in patterns if not any(folder.glob(name))]


def check_address(host: str, port: int) -> None:
    """Make sure that the address can be listened on.

    Raises:
        OptionError: It cannot.
    """
    if not 0 <= port <= 65535:
        raise OptionError(Problem(f"{port} is outside 0 to 65535", path="port"))
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "choose another with --host or --port; --port 0 takes a free one"
        raise OptionError(
            Problem(f"cannot listen on {host} port {port}: {reason}", hint=hint)
        ) from error


def _refuse(url: str) -> NoReturn:
    """Stand in for what fetches from a content delivery network."""
    raise OSError(f"{url}: {_OFFLINE}")


def prepare(folder: Path | None, language: str = "en") -> None:
    """Settle everything about Solara before its server is loaded.

    Args:
        folder: The only folder that the page may read, or None.
        language: Language that the page begins with.

    Raises:
        OptionError: A package is missing.
        ResultsError: The folder is missing, or holds neither results nor scenarios.
    """
    wrong = check_choice("lang", language, LANGUAGES)
    if wrong:
        raise OptionError(wrong)
    check_installed()
    from sim.dashboard.shelf import Shelf

    shelf = None if folder is None else Shelf(folder)
    if shelf is not None:
        _look_into(shelf)
    os.environ["SOLARA_APP"] = "sim.dashboard.page"
    import solara.server.settings as settings

    settings.main.mode = "production"
    settings.telemetry.mixpanel_enable = False
    settings.assets.fontawesome_enabled = False
    settings.theme.show_banner = False
    settings.theme.loader = "plain"
    settings.theme.title = "cogov"
    settings.session.same_site = "lax"
    # A page that was left keeps its town for a while, so that a broken line does not end it.
    settings.kernel.cull_timeout = "5m"
    # Solara warns that the page could not be embedded in one from elsewhere, which nobody wants.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    import solara.server.cdn_helper as cdn

    cdn.fetch_from_cdn = _refuse
    # Whole before any thread asks for it: Solara looks into it at each change of a page.
    import pandas  # noqa: F401

    from sim.dashboard import page

    page.SHELF, page.LANGUAGE = shelf, language


def _look_into(shelf: "Shelf") -> None:
    """Make sure that there is something, and that a folder that is results itself is whole."""
    try:
        folders = shelf.folders()
    except ResultsError:
        if not shelf.root.is_dir() or (shelf.root / MANIFEST).exists() or not shelf.scenarios():
            raise
        return
    if folders == (".",):
        shelf.open(".")


def application(host: str, port: int, token: str = "", language: str = "en") -> Guard:
    """Make Solara's server, which has the font as well, behind its guard.

    Args:
        host: The address that is listened on.
        port: The port.
        token: What opening the page takes, or empty.
        language: Language of what stands there before the page is drawn.
    """
    from solara.server.server import get_jinja_env
    from solara.server.starlette import app
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    # Scripts and styles are megabytes: what is coming is said before any of them is there.
    pages, say = get_jinja_env(app_name="__default__"), spoken(language)
    here = str(Path(__file__).parent)
    if here not in pages.loader.searchpath:
        pages.loader.searchpath.insert(0, here)
    pages.globals["first"] = {"title": say("page.title"), "text": say("page.preparing_first")}
    starlette: Starlette = app
    starlette.routes.insert(0, Mount("/font", StaticFiles(directory=CARRIED.parent)))
    return Guard(starlette, host, port, token)


def serve(
    folder: Path | None = None, host: str = HOST, port: int = PORT, language: str = "en"
) -> None:
    """Serve the page until it is stopped.

    Args:
        folder: A folder of results, or one that holds such folders; the page reads no other.
        host: Address to listen on.
        port: Port to listen on; 0 for a free one.
        language: Language that the page begins with, ``en`` or ``zh``.

    Raises:
        OptionError: A package is missing, an option is wrong, or the address cannot be listened on.
        ResultsError: The folder is missing, or holds no results.
    """
    prepare(folder, language)
    check_address(host, port)
    import uvicorn

    config = uvicorn.Config("", host=host, port=port, log_level="warning")
    bound = config.bind_socket()
    port = bound.getsockname()[1]
    token = "" if is_loopback(host) else fresh_token()
    config = uvicorn.Config(
        partial(application, host, port, token, language),
        factory=True,
        log_level="warning",
        access_log=False,
        # Nothing tells of the program, and nobody is believed to speak for somebody else.
        server_header=False,
        proxy_headers=False,
    )
    # Whoever reads the line below may ask at once, and is then served as soon as all is loaded.
    bound.listen()
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    shown = f"[{shown}]" if ":" in shown else shown
    query = f"/?token={token}" if token else ""
    say = spoken()
    print(say("command.page", address=f"http://{shown}:{port}{query}"), flush=True)
    if token:
        print(say("command.page_open"), file=sys.stderr)
    uvicorn.Server(config).run(sockets=[bound])
