"""What calls are asked: the options that they share, checked in one place."""

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.errors import OptionError
from sim.kinds import kinds
from sim.runs.options import Problems
from sim.runs.request import Options, Request, requested

OWN = {
    "run": {"scenario", "seed", "record", "out", "checkpoint", "threads"},
    "compare": {"scenarios", "baseline", "precision", "still", "data", "record", "out"},
    "sweep": {
        *("experiment", "out", "retry_failed", "timeout", "scheduler", "cluster", "most_cells")
    },
}
"""What each call has for itself."""


def told(**options: Any) -> list[str]:
    problems = Problems()
    requested("compare", options, Options.__annotations__, problems)
    with pytest.raises(OptionError) as wrong:
        problems.settle()
    return [str(problem) for problem in wrong.value.problems]


def test_what_is_not_said_has_its_default() -> None:
    problems = Problems()
    asked = requested("compare", {"language": ""}, Options.__annotations__, problems)
    problems.settle()
    assert asked == Request()
    assert asked.draws
    assert asked.shape == {"settings": (), "scale": None, "months": None}


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = {"scale": 2.0, "months": 0, "workers": -1, "metrics": ["trsut"], "language": "fr"}
    wrong |= {"figures": "some", "interval": "x", "seeds": "9..0", "seed": 1}
    found = told(**wrong)
    assert len(found) == len(wrong)
    assert found[0].startswith("seed: compare has no such option")
    assert any("trust" in text for text in found)


def test_no_process_beside_this_one_may_be_asked_for() -> None:
    problems = Problems()
    assert requested("sweep", {"workers": 0}, ("workers",), problems).workers == 0
    problems.settle()


@pytest.mark.parametrize("name", OWN)
def test_a_call_tells_editors_each_of_its_options(name: str) -> None:
    shown = inspect.signature(getattr(sim, name)).parameters
    shared = shown.keys() - OWN[name]
    assert OWN[name] < shown.keys()
    assert {"scale", "months", "settings", "extensions", "progress"} <= shared
    assert shared <= Options.__annotations__.keys()
    assert all(shown[one].annotation == Options.__annotations__[one] for one in shared)
    assert not [one for one in shown.values() if one.kind is inspect.Parameter.VAR_KEYWORD]


def test_a_call_refuses_an_option_of_another(tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"interval": "t"}
    with pytest.raises(OptionError, match="interval: run has no such option"):
        sim.run("example", **wrong)
    with pytest.raises(OptionError, match="interval: sweep has no such option"):
        sim.sweep("three_stages", out=tmp_path, **wrong)


def test_every_option_is_documented_once() -> None:
    said = inspect.getdoc(Options) or ""
    assert all(f"\n    {name}: " in said for name in Options.__annotations__)
    assert {
        name for kind in kinds().values() for name in kind.common
    } <= Options.__annotations__.keys()
    root = Path(sim.__file__).parent
    for path in (root / "api" / "commands.py", root / "api" / "studies.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                spelled = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
                assert spelled & Options.__annotations__.keys() == set(), node.name
