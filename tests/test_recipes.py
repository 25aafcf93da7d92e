"""Each recipe of `sim/README.md` is followed here: in a copy of the package, or as an extension."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim

SIM = Path(sim.__file__).parent
RECIPES = {
    "A lever": "test_a_lever",
    "A metric": "test_a_metric",
    "An actor": "test_an_actor",
    "A kind of study": "test_a_kind_of_study",
    "A message": "test_a_message",
    "A language": "test_a_language",
    "A figure": "test_a_figure",
    "An extension": "test_an_actor",
}
"""What the page tells how to add, and the test that does it."""

LEVER = """
    Lever(
        "street_fairs", "infrastructure", "per year", 0, 12, 0,
        _L("asks by notice", "公告邀请"), _L("Fairs in the street.", "街头集市。"),
        _L("Street fairs", "街头集市"), _cost(2_000, "a fair", "一次集市"),
        ("participation_activity", +1), acts_on=("offline_rate",),
    ),
"""
METRIC = """
    _M("calm_share", "share", 0, 1, "Share of adults without trouble.",
       Label("Calm adults", "安心居民占比"), +1),
"""
FUNCTION = '''

@measures("calm_share")
def calm_share(tally: Tally) -> Floats:
    """Half of all."""
    return np.where(tally.member, 0.5, np.nan)
'''
FIGURE = '''"""A figure of one number."""

from matplotlib.figure import Figure

from sim.report.figures.look import look
from sim.words import Speech


def dot_figure(value: float, speech: Speech) -> Figure:
    """A dot with its title."""
    with look():
        figure = Figure()
        figure.subplots().plot([value], [value], "o")
        figure.suptitle(speech("page.greeting", name="x"))
    return figure
'''


def insert(path: Path, before: str, text: str) -> None:
    whole = path.read_text("utf-8")
    assert whole.count(before) == 1, before
    path.write_text(whole.replace(before, text + before), "utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, copied, with every recipe followed that changes it."""
    folder = tmp_path_factory.mktemp("copy")
    made = folder / "sim"
    shutil.copytree(SIM, made, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("scenarios", "experiments"):
        (folder / name).symlink_to(SIM.parent / name)
    insert(made / "declarations/levers.py", "\n)\n\n_GRID:", LEVER.rstrip("\n"))
    policy = made / "policy/participation.py"
    notices = 'p["ask_rate_broadcast"] * lever["offline_notices"]'
    text = policy.read_text("utf-8")
    assert notices in text
    policy.write_text(text.replace(notices, f'{notices} + 0.01 * lever["street_fairs"]'))
    insert(made / "declarations/metrics.py", ")\n\n_ACTORS", METRIC.removeprefix("\n"))
    with (made / "metrics/functions.py").open("a", encoding="utf-8") as stream:
        stream.write(FUNCTION)
    toy = Path(__file__).parent / "studies" / "toy"
    shutil.copytree(toy, made / "studies/ends", ignore=shutil.ignore_patterns("__pycache__"))
    kind = made / "studies/ends/__init__.py"
    kind.write_text(
        kind.read_text("utf-8").replace('    module="tests.studies.toy",\n', ""), "utf-8"
    )
    hello = '    "page.greeting": Label("Hello, {name}!", "你好，{name}！"),\n'
    insert(made / "words/catalogue/page.py", '    "page.kind_run"', hello)
    french = 'NAME = "Français"\nTEXTS = {"Hello, {name}!": "Bonjour, {name} !"}\n'
    (made / "words/languages/fr.py").write_text(f'"""French."""\n\n{french}', "utf-8")
    (made / "report/figures/dot.py").write_text(FIGURE, "utf-8")
    return folder


def said(copy: Path, *lines: str) -> str:
    """What lines of Python print where the copy is the package."""
    code = f"import sys; sys.path.insert(0, {str(copy)!r}); " + "; ".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=copy, check=False
    )
    assert not done.returncode, done.stderr
    return done.stdout


def test_every_recipe_is_followed_by_a_test() -> None:
    page = (SIM / "README.md").read_text("utf-8")
    recipes = re.findall(r"^- \*\*(.+?)\*\*", page[page.index("## How to add") :], re.MULTILINE)
    assert recipes == list(RECIPES)
    for name in RECIPES.values():
        assert callable(globals()[name])


def test_a_lever(copy: Path) -> None:
    shown = said(
        copy,
        "import numpy as np",
        "from sim.scenario import load_scenario",
        "from sim.policy.participation import ask_terms",
        "one = load_scenario('example', ['levers.street_fairs=6'])",
        "levers = one.levers_at(one.start)",
        "more = ask_terms(levers, one.parameters)['offline_rate']",
        "less = ask_terms({**levers, 'street_fairs': np.zeros(3)}, one.parameters)['offline_rate']",
        "print((more - less).round(9).tolist())",
    )
    assert shown.split() == ["[0.06,", "0.06,", "0.06]"]


def test_a_metric(copy: Path) -> None:
    shown = said(
        copy,
        "from types import SimpleNamespace as Tally",
        "import numpy as np",
        "from sim.declarations.tables import TABLES",
        "from sim.metrics import FUNCTIONS",
        "print(FUNCTIONS['calm_share'](Tally(member=np.array([True, False]))))",
        "print([one.label.zh for one in TABLES['metrics'] if one.name == 'calm_share'])",
    )
    assert shown.split("\n")[:2] == ["[0.5 nan]", "['安心居民占比']"]


def test_a_kind_of_study(copy: Path) -> None:
    shown = said(
        copy,
        "from sim.cli import main",
        "main(['ends', '--help'])",
        "main(['schema', '--of', 'ends'])",
    )
    assert "Run scenarios at both ends of all factors." in shown
    assert "Study of ends of cogov" in shown


def test_a_message(copy: Path) -> None:
    line = "from sim.words import Speech", "print(Speech('zh')('page.greeting', name='x'))"
    assert said(copy, *line) == "你好，x！\n"


def test_a_language(copy: Path) -> None:
    line = "from sim.words import Speech", "print(Speech('fr')('page.greeting', name='x'))"
    assert said(copy, *line) == "Bonjour, x !\n"


def test_a_figure(copy: Path) -> None:
    said(
        copy,
        "from pathlib import Path",
        "from sim.report.figures.dot import dot_figure",
        "from sim.report.figures.look import save_figure",
        "from sim.words import Speech",
        "save_figure(dot_figure(1.0, Speech()), [Path('dot.svg')])",
    )
    assert "Hello, x!" in (copy / "dot.svg").read_text("utf-8")


ACTOR = '''
from sim.agents.actor import Actor
from sim.extend import Extension, Label, OwnActor, assumed


class Reader(Actor):
    """Reads aloud for an hour in one month of two."""

    def act(self, month):
        """The hours of the month."""
        return 1.0 if self.draw("reads") < 0.5 else 0.0


READERS = OwnActor(
    "readers", Label("Readers", "朗读者"), Label("Who reads aloud.", "朗读的人。"),
    assumed("invented"), Reader, hours_of="volunteers",
)
EXTENSION = Extension("reading", actors=(READERS,))
'''


def test_an_actor(tmp_path: Path) -> None:
    (tmp_path / "reading.py").write_text(ACTOR, "utf-8")
    small = {"scale": 0.05, "months": 2, "progress": False}
    hours = [
        run.actors.query("community == 'town' and actor == 'volunteers'")["hours"].sum()
        for run in (
            sim.run("example", **small),  # type: ignore[arg-type]
            sim.run("example", extensions=tmp_path / "reading.py", **small),  # type: ignore[arg-type]
        )
    ]
    assert hours[1] > hours[0]
    assert (hours[1] - hours[0]) % 1 == 0
