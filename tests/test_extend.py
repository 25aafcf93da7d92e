"""Extensions: metrics, levers and actors of one's own, in force only where they are given."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim import extend
from sim.cli import main
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import METRICS
from sim.declarations.parameters import PARAMETERS
from sim.declarations.tables import TABLES
from sim.errors import Problem
from sim.extend import ExtensionError, extended
from sim.runs.manifest import code_digest, model_digest, parameters_digest
from sim.sweeps.plan import stamp_hash
from sim.words import Speech
from sim.words.setting import problem_text
from tests.small import drawing

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "your_own_rules.ipynb"
FUND = """
extends: example
needs: [neighbours]
summary: With a fund.
levers:
  neighbour_fund: 100000
"""
SMALL = {"scale": 0.05, "months": 3, "progress": False}


def text_of_notebook() -> str:
    """The extension that the notebook shows."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    head = "%%writefile neighbours.py\n"
    (found,) = (text for one in cells if (text := "".join(one["source"])).startswith(head))
    return found.removeprefix(head)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "neighbours.py").write_text(text_of_notebook(), "utf-8")
    (folder / "fund.yaml").write_text(FUND, "utf-8")
    return folder


@pytest.fixture(scope="module")
def compared(home: Path) -> sim.Comparison:
    with drawing(True):
        return sim.compare(
            ["example", str(home / "fund.yaml")],
            extensions=home / "neighbours.py",
            seeds="0..1",
            workers=2,
            out=home / "compared",
            **SMALL,  # type: ignore[arg-type]
        )


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """Whatever happens, nothing is in force afterwards."""
    before = (list(METRICS), list(LEVERS), list(PARAMETERS), TABLES["metrics"])
    yield
    assert not extend.active()
    assert (list(METRICS), list(LEVERS), list(PARAMETERS), TABLES["metrics"]) == before


def columns_of(run: sim.Results) -> pd.DataFrame:
    return run.metrics.drop(columns=["scenario"])


# --- what it does, and what it leaves as it was ---------------------------------------------------


def test_a_run_without_it_is_what_it_was_and_a_metric_changes_nothing(tmp_path: Path) -> None:
    text = text_of_notebook()
    alone = tmp_path / "alone.py"
    alone.write_text(text[: text.index("    levers=(OwnLever")] + "    parameters=(DOUBT,),\n)\n")
    before = sim.run("example", **SMALL)  # type: ignore[arg-type]
    measured = sim.run("example", extensions=alone, **SMALL)  # type: ignore[arg-type]
    after = sim.run("example", **SMALL)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(before.metrics, after.metrics, check_exact=True)
    rest = measured.metrics.drop(columns="doubting_share")
    pd.testing.assert_frame_equal(before.metrics, rest, check_exact=True)
    assert measured.metrics["doubting_share"].dropna().between(0.01, 0.99).all()
    assert "extensions" not in after.manifest


def test_a_lever_that_is_off_is_the_same_as_none_and_one_that_is_on_acts(home: Path) -> None:
    own = home / "neighbours.py"
    runs = [
        sim.run("example", extensions=own, settings=settings, **SMALL)  # type: ignore[arg-type]
        for settings in ((), ["levers.neighbour_fund=0"], ["levers.neighbour_fund=500000"])
    ]
    pd.testing.assert_frame_equal(runs[0].metrics, runs[1].metrics, check_exact=True)
    town = [run.metrics[run.metrics["community"] == "town"].iloc[-1] for run in runs]
    assert town[2]["monthly_participation"] > town[0]["monthly_participation"]
    assert town[2]["cost_volunteering"] > town[0]["cost_volunteering"]


def test_where_a_lever_is_off_its_mechanism_does_not_count(home: Path) -> None:
    text = (home / "neighbours.py").read_text("utf-8")
    path = home / "everywhere.py"
    path.write_text(text.replace("conditions.appeal + param", "conditions.appeal + 5.0 + param"))
    with extended(path):
        model = sim.CommunityModel(sim.load_scenario("example"), 0)
        levers = dict(model.governance.levers_at(model.month))
        model.step()
        month = model.last_month
        assert month is not None
        before = month.conditions
        levers["neighbour_fund"] = levers["neighbour_fund"].copy()
        levers["neighbour_fund"][1] = 100_000.0
        after = extend.acted_on(before, levers, None, model.parameters, month.number)
        assert (after.appeal - before.appeal).round(9).tolist() == [0.0, 5.5, 0.0]


def test_an_actor_draws_by_who_and_when_and_its_hours_are_booked(home: Path) -> None:
    with extended(home / "neighbours.py"):
        model = sim.CommunityModel("example", 3)
        own = [one for one in model.agents if type(one).__name__ == "Facilitator"]
        assert len(own) == len(model.world.town.communities)
        assert len({one.draw("facilitator_comes") for one in own}) == len(own)
        hours = 0.0
        while model.running and not hours:
            model.step()
            hours = float(model.last_month.member.sum() and model.metric("hours_volunteers"))  # type: ignore[union-attr]
        assert hours > 0


@pytest.mark.long
def test_its_numbers_do_not_depend_on_the_number_of_workers(
    home: Path, compared: sim.Comparison
) -> None:
    here = sim.compare(
        ["example", str(home / "fund.yaml")],
        extensions=[home / "neighbours.py"],
        seeds="0..1",
        workers=0,
        **SMALL,  # type: ignore[arg-type]
    )
    pd.testing.assert_frame_equal(here.metrics, compared.metrics, check_exact=True)
    assert here.common_past[0].values > 0


def test_a_package_may_have_several_files(tmp_path: Path) -> None:
    folder = tmp_path / "neighbours"
    folder.mkdir()
    text = text_of_notebook()
    start = text.index("def doubting"), text.index("def spend")
    (folder / "metric.py").write_text("import numpy as np\n\n\n" + text[slice(*start)], "utf-8")
    rest = text[: start[0]] + text[start[1] :]
    head = "from sim.agents.actor import Actor\n"
    (folder / "__init__.py").write_text(
        rest.replace(head, f"{head}from .metric import doubting\n"), "utf-8"
    )
    found = sim.run("example", extensions=folder, **SMALL)  # type: ignore[arg-type]
    assert "doubting_share" in found.metrics
    (folder / "metric.py").write_text("def doubting(tally, model):\n    return tally.nothing\n")
    with pytest.raises(ExtensionError, match=r"neighbours/metric\.py:2: doubting_share: it raised"):
        sim.run("example", extensions=folder, **SMALL)  # type: ignore[arg-type]


# --- identity -------------------------------------------------------------------------------------


def test_its_source_is_part_of_what_identifies_a_run(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    plain = (code_digest(), model_digest(), stamp_hash(), parameters_digest())
    seen = {plain}
    for ending in ("", "# another\n"):
        path.write_text(text_of_notebook() + ending, "utf-8")
        with extended(path):
            seen.add((code_digest(), model_digest(), stamp_hash(), parameters_digest()))
    for parts in zip(*sorted(seen), strict=True):
        assert len(set(parts)) >= 2
    assert len({one[2] for one in seen}) == 3
    assert (code_digest(), model_digest(), stamp_hash(), parameters_digest()) == plain


def test_a_store_keeps_cells_of_other_sources_apart(home: Path, tmp_path: Path) -> None:
    experiment, own = tmp_path / "two.yaml", tmp_path / "own.py"
    experiment.write_text(
        "scenarios: [example]\nseeds: 0..1\nbranch_at: 2020-09\n"
        "design: {kind: grid, factors: {levers.control: [0.2, 0.7]}}\n"
    )
    own.write_text(text_of_notebook(), "utf-8")
    cells: list[int] = []
    for given, workers in (((), 0), (own, 2), (own, 0), (own, 0)):
        if len(cells) == 3:
            own.write_text(text_of_notebook() + "# another\n", "utf-8")
        found = sim.sweep(
            experiment,
            out=tmp_path / "store",
            extensions=given,
            workers=workers,
            **SMALL,  # type: ignore[arg-type]
        )
        ((count,),) = found.connection.execute(
            "SELECT count(*) FROM runs WHERE state = 'done'"
        ).fetchall()
        cells.append(count)
    assert cells == [4, 8, 8, 12]
    commands = set(found.runs["command"])
    assert sum(f"--with {own}" in one for one in commands) == 4


def test_finished_seeds_are_kept_for_the_same_source_only(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own.py"
    own.write_text(text_of_notebook(), "utf-8")
    with extended(own):
        from sim.runs.kept import KeptSeeds

        scenarios = (sim.load_scenario("example"),)
        kept = KeptSeeds(tmp_path, scenarios, {})._key(0)
    assert kept["code"] != KeptSeeds(tmp_path, scenarios, {})._key(0)["code"]


# --- where it is marked ---------------------------------------------------------------------------


def test_manifest_tables_and_figures_say_what_is_ones_own(compared: sim.Comparison) -> None:
    (kept,) = compared.manifest["extensions"]
    assert kept["name"] == "neighbours"
    assert re.fullmatch("[0-9a-f]{64}", kept["sha256"])
    assert [one["name"] for one in kept["metrics"]] == ["doubting_share"]
    assert compared.design.metrics[-1] == "doubting_share"
    assert compared.folder is not None
    field = pq.read_schema(compared.folder / "metrics.parquet").field("doubting_share")
    assert field.metadata[b"label_en"].decode() == "Doubting adults (own)"
    assert field.metadata[b"label_zh"].decode() == "存疑居民占比（自定义）"
    assert "Doubting adults (own)" in (compared.folder / "compare.svg").read_text("utf-8")


@pytest.mark.usefixtures("few_figures")
def test_saved_results_are_read_and_drawn_without_it(compared: sim.Comparison) -> None:
    folder = compared.folder
    assert folder is not None
    opened = sim.open_results(folder)
    assert isinstance(opened, sim.Comparison)
    pd.testing.assert_frame_equal(opened.differences, compared.differences)
    assert sim.redraw(folder, language="zh", overwrite=True).paths
    page = sim.write_brief(folder, appendix=True, overwrite=True).read_text("utf-8")
    assert "--with" in page
    assert compared.manifest["extensions"][0]["sha256"] in page


def test_the_odd_describes_it(home: Path) -> None:
    from sim.report.odd.document import odd

    plain = odd("example")
    with extended(home / "neighbours.py"):
        text = odd(str(home / "fund.yaml"))
    own = text[text.index("## Extensions") :]
    for name in ("doubting_share", "neighbour_fund", "doubt_below", "facilitators"):
        assert f"`{name}`" in own
    assert "Neighbours' fund (own)" in text
    assert "Extensions" not in plain
    assert odd("example") == plain


def test_schema_explain_and_studies_know_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, fund = str(home / "neighbours.py"), str(home / "fund.yaml")
    assert main(["schema", "--with", own]) == 0
    assert "neighbour_fund" in capsys.readouterr().out
    assert main(["explain", fund, "--with", own]) == 0
    assert "levers.neighbour_fund" in capsys.readouterr().out
    found = sim.attribute(
        fund,
        baseline="example",
        out=tmp_path / "attributed",
        metrics=["doubting_share", "participation_rate"],
        seeds="0..1",
        workers=0,
        extensions=own,
        **SMALL,  # type: ignore[arg-type]
    )
    assert "volunteering" in set(found.tables["attribution"]["measure"])
    assert f"--with {own}" in found.manifest["command"]
    assert found.sentences("zh")


# --- what is wrong is told ------------------------------------------------------------------------

WRONG = {
    "syntax": ("EXTENSION = ", "EXTENSION = =", "is no Python"),
    "import": ("import numpy as np", "import nothing_of_the_kind", "ModuleNotFoundError"),
    "no label": (', "存疑居民占比")', ', "")', "doubting_share: it has no label"),
    "name taken": ('"doubting_share"', '"trust"', "trust: the name is taken"),
    "name of a column": ('"doubting_share"', '"month"', "month: the name is taken"),
    "no Chinese": ('zh="信任低于界限的成年人所占比例。"', 'zh=""', "no meaning in Chinese"),
    "no source": ('assumed("a definition")', '"a definition"', "it has no source"),
    "source left out": ('assumed("a definition"), ', "", "OwnMetric lacks source"),
    "unit": ('"doubting_share", "share"', '"doubting_share", "Shares"', "did you mean 'share'?"),
    "shape": ("doubting(tally, model)", "doubting(tally)", "of the wrong shape"),
    "range": ("0.5, 0.1, 0.9", "0.95, 0.1, 0.9", "its default 0.95 is outside 0.1 to 0.9"),
    "group": ('"decision", "log-odds"', '"decisions", "log-odds"', "did you mean 'decision'?"),
    "condition": ('("appeal",)', '("apeal",)', "did you mean 'appeal'?"),
    "measure": ('"volunteering", "yuan', '"volunteer", "yuan', "there is no measure 'volunteer'"),
    "type": ('hours_of="volunteers"', 'hours_of="helpers"', "no type of actor 'helpers'"),
    "class": ("class Facilitator(Actor)", "class Facilitator", "is not below sim.agents.actor"),
    "no act": ("    def act(self, month)", "    def do(self, month)", "act(self, month)"),
    "draws": ("import numpy as np", "import random\nimport numpy as np", "unkeyed draws"),
    "no extension": ("EXTENSION = ", "MINE = ", "it defines no EXTENSION"),
    "no tuple": (
        "levers=(OwnLever(FUND, spend),)",
        "levers=(FUND,)",
        "must be a tuple of OwnLever",
    ),
}
"""What is replaced by what in the extension of the notebook, and what is told of it."""


def said_in(node: ast.expr) -> Iterator[str]:
    """Texts that an expression comes to, with something in place of what they name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else "x" for one in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.BoolOp | ast.IfExp):
        for one in node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse):
            yield from said_in(one)


def messages_of_extend() -> Iterator[str]:
    """Every message and hint that `sim.extend` can tell."""
    for node in ast.walk(ast.parse(Path(extend.__file__).read_text("utf-8"))):
        told: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            told = {"Problem": node.args[:1], "problem": node.args[1:]}.get(name, [])
            told = [*told, *(one.value for one in node.keywords if one.arg == "hint")]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in {
            "text", "told", "hint", "_EXAMPLE",
        }:  # fmt: skip
            told = [node.value]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            told = node.value.elts
        for one in told:
            yield from filter(None, said_in(one))


def test_every_message_has_its_chinese() -> None:
    found = sorted(set(messages_of_extend()))
    assert len(found) > 40
    speech = Speech("zh")
    assert not [one for one in found if "（英文）" in problem_text(Problem(one), speech)]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_extension_is_told_like_a_wrong_scenario(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, told = WRONG[name]
    text = text_of_notebook()
    assert old in text
    path = tmp_path / "wrong.py"
    path.write_text(text.replace(old, new), "utf-8")
    assert main(["run", "example", "--with", str(path), "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr().err
    assert re.search(rf"^error: {re.escape(str(path))}:\d+: ", shown, re.MULTILINE), shown
    assert told in shown
    assert not (tmp_path / "out").exists()


FAILING = {
    "month": (
        "        came = sum",
        "        if month.number % 12 == 8:\n            raise ValueError('ill')\n"
        "        came = sum",
        "it raised ValueError in 2020-09: ill",
    ),
    "shape": ("where=bottom > 0)", "where=bottom > 0)[1:]", "returned shape"),
    "range": ("return np.divide(top, ", "return 2 + np.divide(top, ", "outside its range 0 to 1"),
    "fields": ('return {"appeal"', 'return {"places"', "returned other fields than appeal"),
    "size": ('{"appeal": ', '{"appeal": values[:2]} or {"appeal": ', "appeal has shape (2,)"),
    "hours": ("return 4.0 * came", "return -1.0", "which is no number of hours"),
}


@pytest.mark.parametrize(("name", "workers"), [*((name, 0) for name in FAILING), ("month", 2)])
def test_what_fails_while_it_runs_is_told_too(name: str, workers: int, tmp_path: Path) -> None:
    old, new, told = FAILING[name]
    text = text_of_notebook()
    assert old in text
    path, fund = tmp_path / "wrong.py", tmp_path / "fund.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    fund.write_text(FUND)
    with pytest.raises(ExtensionError) as caught:
        sim.compare(
            ["example", fund],
            seeds="0..1",
            extensions=path,
            workers=workers,
            **SMALL,  # type: ignore[arg-type]
        )
    (problem,) = caught.value.problems
    assert told in str(problem)
    assert "（英文）" not in problem_text(problem, Speech("zh"))
    assert problem.file == str(path)
    assert problem.line > 1


def test_one_that_fails_ends_a_sweep_and_is_no_failed_run(tmp_path: Path) -> None:
    old, new, told = FAILING["month"]
    path, experiment = tmp_path / "wrong.py", tmp_path / "one.yaml"
    path.write_text(text_of_notebook().replace(old, new), "utf-8")
    experiment.write_text("scenarios: [example]\nseeds: 0..1\n")
    with pytest.raises(ExtensionError, match=told):
        sim.sweep(experiment, out=tmp_path / "store", extensions=path, workers=0, **SMALL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "told"),
    [("absent.py", "there is no such file"), ("fund.yaml", "is no Python file"), (".", "package")],
)
def test_what_is_no_extension_is_told(name: str, told: str, home: Path) -> None:
    with pytest.raises(ExtensionError, match=told):
        sim.run("example", extensions=home / name)


def test_two_with_one_name_are_refused_and_the_same_twice_is_once(home: Path) -> None:
    path = home / "again.py"
    path.write_text(text_of_notebook() + "# another\n", "utf-8")
    with pytest.raises(ExtensionError, match="of that name is in force already"):
        sim.run("example", extensions=[home / "neighbours.py", path])
    with extended([home / "neighbours.py", home / "neighbours.py"]):
        assert len(extend.active()) == 1


def test_a_scenario_that_was_loaded_runs_with_it_and_not_without_what_it_sets(home: Path) -> None:
    own = home / "neighbours.py"
    plain = sim.load_scenario("example")
    assert "neighbour_fund" not in plain.levers_at(plain.start)
    found = sim.run(plain, extensions=own, **SMALL)  # type: ignore[arg-type]
    assert found.metrics["doubting_share"].notna().any()
    fund = sim.load_scenario(home / "fund.yaml", extensions=own)
    with pytest.raises(sim.OptionError, match="sets neighbour_fund, of an extension"):
        sim.run(fund, **SMALL)  # type: ignore[arg-type]


def test_a_scenario_runs_nothing_and_says_what_it_needs(home: Path) -> None:
    with pytest.raises(sim.ScenarioError) as caught:
        sim.load_scenario(home / "fund.yaml")
    first = caught.value.problems[0]
    assert first.line == 3
    assert "it needs the extension 'neighbours'" in first.message
    assert "--with FILE" in first.hint
    wanted = home / "wanted.yaml"
    wanted.write_text(f"extends: example\nneeds: [{home / 'neighbours.py'}]\n")
    with pytest.raises(sim.ScenarioError, match="it needs the extension"):
        sim.load_scenario(wanted)


@pytest.mark.parametrize("text", ["raise SystemExit(3)\n", "import sys\nsys.exit()\n"])
def test_an_extension_that_ends_the_program_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ending.py"
    path.write_text(text)
    with pytest.raises(ExtensionError, match="it raised SystemExit"), extended([path]):
        pass
