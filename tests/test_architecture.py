"""Imports go downwards only, and one module makes random numbers."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (
    "errors",
    "extras",
    "declare",
    "calendar",
    "compiled",
    "rng",
    "declarations",
    "extend",
    "words",
    "kinds",
    "scenario",
    "kernels",
    "policy",
    "world",
    "agents",
    "matters",
    "metrics",
    "month",
    "mesa_tools",
    "model",
    "runs",
    "tables",
    "analysis",
    "sweeps",
    "report",
    "studies",
    "api",
    "dashboard",
    "cli",
)
"""From the lowest up; a module imports from its own layer and from those before it."""
TYPES_ONLY = {("agents", "model"), ("mesa_tools", "model")}
"""What may look up for its type hints: a Mesa agent knows the model it lives in, and so do "
"tools."""
MODULES = sorted((ROOT / "sim").rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> str | None:
    """Layer of a module of sim; None for sim itself and for other packages."""
    parts = module.split(".")
    return parts[1] if parts[0] == "sim" and len(parts) > 1 else None


@cache
def nodes_of(source: str) -> list[ast.AST]:
    """Everything in a source, parsed once for all that is asked of it."""
    return list(ast.walk(ast.parse(source)))


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported, at the top or inside a function."""
    for node in nodes_of(source):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def type_lines(source: str) -> set[int]:
    """Lines that only type checkers see."""
    return {
        line
        for node in nodes_of(source)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def upward(module: str, source: str) -> list[str]:
    """Imports of a module that go up."""
    own = layer_of(module)
    if own is None:
        # The public names of the package itself come from everywhere.
        return []
    unseen, found = type_lines(source), []
    for line, name in imports(source):
        layer = layer_of(name)
        if name.split(".")[0] != "sim" or ((own, layer) in TYPES_ONLY and line in unseen):
            continue
        if layer not in LAYERS or LAYERS.index(layer) > LAYERS.index(own):
            found.append(f"{module}:{line} imports {name}")
    return found


def circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, directly or around."""
    pairs = [(one, other) for one, others in edges.items() for other in others]
    found: Iterator[set[str]] = nx.strongly_connected_components(nx.DiGraph(pairs))
    return sorted(sorted(one) for one in found if len(one) > 1)


def modules_imported(source: str, known: Collection[str]) -> set[str]:
    """Modules that one imports, in functions too, but not for its type hints alone."""
    unseen, found = type_lines(source), set[str]()
    for line, name in imports(source):
        while name and name not in known:
            name = name.rpartition(".")[0]
        if name and line not in unseen:
            found.add(name)
    # Of the package itself everything is a part.
    return found - {"sim"}


def random_makers(source: str) -> list[str]:
    """Imports and attributes that lead to random numbers that are not keyed."""
    forbidden = ("random", "numpy.random", "secrets", "uuid")
    found = [
        f"line {line}: {name}"
        for line, name in imports(source)
        if name.startswith(forbidden)
        and name.split(".")[0] in ("random", "secrets", "uuid", "numpy")
    ]
    for node in nodes_of(source):
        if isinstance(node, ast.Attribute) and node.attr in ("random", "rng"):
            text = ast.unparse(node)
            if text in ("np.random", "numpy.random") or text in (
                "self.random",
                "self.rng",
                "model.random",
                "model.rng",
            ):
                found.append(f"line {node.lineno}: {text}")
    return found


def test_imports_go_downwards() -> None:
    for path in MODULES:
        module = name_of(path)
        assert layer_of(module) in (None, *LAYERS), f"{module} needs its place in LAYERS"
        assert not upward(module, path.read_text(encoding="utf-8")), module


MAKERS = ("sim.rng", "sim.dashboard.guard")
"""Draws of the model, and tokens that must not be drawn from a seed."""


def test_random_numbers_come_from_one_place() -> None:
    for path in MODULES:
        if name_of(path) not in MAKERS:
            assert not random_makers(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    "line",
    [
        "from sim.model import CommunityModel",
        "def f():\n    import sim.report.figures.over_time",
        "from sim import runs",
        "from sim.unheard import of",
    ],
)
def test_an_import_that_goes_up_is_found(line: str) -> None:
    assert upward("sim.world.ties", line)
    assert not upward(
        "sim.world.ties", "from sim.rng import Draws\nimport numpy\nimport sim.errors"
    )


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from random import choice",
        "import numpy.random",
        "from numpy import random",
        "from numpy.random import default_rng",
        "import numpy as np\nnp.random.seed(1)",
        "x = model.random.choice([1])",
        "self.rng.normal()",
    ],
)
def test_a_maker_of_random_numbers_is_found(line: str) -> None:
    assert random_makers(line)


def test_other_names_are_no_makers_of_random_numbers() -> None:
    assert not random_makers("from sim.rng import Draws\nrandomised = draws.uniforms('x', 0, ids)")


def test_no_modules_import_each_other() -> None:
    """Not even around, inside rooms or inside functions: whoever reads one needs no other first."""
    names = {name_of(path) for path in MODULES}
    edges = {
        name_of(path): modules_imported(path.read_text(encoding="utf-8"), names) - {name_of(path)}
        for path in MODULES
    }
    assert circles(edges) == []


def test_a_circle_is_found() -> None:
    known = {"sim", "sim.a", "sim.a.b", "sim.a.c"}
    texts = {
        "sim.a.b": "def f():\n    from sim.a.c import x",
        "sim.a.c": "from sim.a import b",
        "sim.a": "",
    }
    edges = {name: modules_imported(text, known) for name, text in texts.items()}
    assert circles(edges) == [["sim.a.b", "sim.a.c"]]
    hint = f"if TYPE_CHECKING:\n    {texts['sim.a.c']}"
    assert not modules_imported(hint, known)


def test_type_hints_may_look_up_where_it_is_said() -> None:
    hint = "if TYPE_CHECKING:\n    from sim.model import CommunityModel"
    assert not upward("sim.agents.resident", hint)
    assert upward("sim.agents.resident", "from sim.model import CommunityModel")
    assert upward("sim.world.ties", hint)


def test_modules_stay_short() -> None:
    lengths = {name_of(path): path.read_text().count("\n") for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 900} == {}


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of what a function does, without its arguments and what is said of it."""
    said = ast.get_docstring(function) is not None
    body = function.body[1:] if said else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_stay_short() -> None:
    lengths = {
        f"{path.relative_to(ROOT)}:{node.name}": lines_of_code(node)
        for path in MODULES
        for node in nodes_of(path.read_text("utf-8"))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > 60} == {}


NO_VERBS = (
    "a all an another any as at both by each every everything few for from half how in it its like "
    "mean more most neither no nobody none nothing on one only other others several so some such "
    "that the their these this those to what when where whether which who whose why with without"
)
"""Words at which linters take no offence, though no order begins with them."""
TELL_OF = {"note", "say", "tell"}


def is_an_order(text: str) -> bool:
    """Whether a text may begin with a verb: with no article, question, plural or "Name of"."""
    first, second = (*text.lower().split(maxsplit=2), "", "")[:2]
    first = first.rstrip(",")
    plural = first.endswith("s") and not first.endswith("ss")
    noun = second == "of" and first not in TELL_OF
    return first.isalpha() and first not in NO_VERBS.split() and not plural and not noun


def is_property(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {ast.unparse(one).split(".")[-1] for one in function.decorator_list}
    return bool(names & {"property", "cached_property", "setter"})


def test_docstrings_of_functions_begin_with_a_verb() -> None:
    """What a linter tells of verbs it knows, and this of words that it does not."""
    found = {
        f"{name_of(path)}.{node.name}": said
        for path in MODULES
        for node in nodes_of(path.read_text(encoding="utf-8"))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not is_property(node)
        and (said := ast.get_docstring(node)) is not None
        and not is_an_order(said)
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Read the rows of a table.", True),
        ("Say of a claim where it holds.", True),
        ("Press a button.", True),
        ("Answer, or refuse.", True),
        ("The rows of a table.", False),
        ("Whether a row is empty.", False),
        ("Name of a scenario.", False),
        ("Rows in order.", False),
        ("`shown`, in plain words.", False),
    ],
)
def test_an_order_is_told_from_what_is_none(text: str, order: bool) -> None:
    assert is_an_order(text) == order


def parameters_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Names of the parameters of a function."""
    given = function.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def test_functions_take_few_parameters() -> None:
    """Kernels too: what belongs together is handed on as one named tuple."""
    counts = {
        f"{name_of(path)}.{node.name}": len(parameters_of(node))
        for path in MODULES
        for node in nodes_of(path.read_text(encoding="utf-8"))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: count for name, count in counts.items() if count > 10} == {}


def test_few_functions_take_a_language() -> None:
    """Who is asked for a language makes a `Speech` at once; all others hold that."""
    found = [
        f"{name_of(path)}.{node.name}"
        for path in MODULES
        for node in nodes_of(path.read_text(encoding="utf-8"))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and {"language", "lang"} & set(parameters_of(node))
    ]
    assert 0 < len(found) <= 25, found


def test_only_words_ask_which_language_it_is() -> None:
    compared = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path in MODULES
        if layer_of(name_of(path)) != "words"
        for node in nodes_of(path.read_text(encoding="utf-8"))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Constant) and side.value == "zh"
    ]
    assert not compared
