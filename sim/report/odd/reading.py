"""Reads the package's own sources: rules, phases, what they call and read.

Nothing is imported to be described, so that a description costs no compiled kernels, and what
is told is what stands in the code.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from sim.declarations.forms import FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.matters import FIELDS, KINDS
from sim.declarations.parameters import PARAMETERS
from sim.month import PHASES

# --- Reads the program's own source: docstrings, what rules call, which parameters they read

ROOT = Path(__file__).resolve().parents[2]
"""Folder of the package ``sim``."""

_PLACEHOLDERS = {
    "form.name": [form.name for form in FORMS],
    "field": list(FIELDS),
    "kind.name": [kind.name for kind in KINDS],
}
"""What may stand in the braces of a name that is put together, where it is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or method as written.

    Attributes:
        name: Its name; of a method, that of the class before it.
        module: Dotted name of its module.
        doc: Docstring, or empty.
        node: Its syntax tree.
    """

    name: str
    module: str
    doc: str
    node: ast.FunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class as written, with the names of what it builds on, and its methods by name."""

    name: str
    module: str
    doc: str
    bases: tuple[str, ...]
    methods: dict[str, Function]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number at the top of a module that a text behind it explains."""

    name: str
    module: str
    value: str
    doc: str


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """A module as written.

    Attributes:
        name: Dotted name.
        doc: Docstring.
        functions: Functions at its top.
        classes: Classes at its top.
        constants: Explained numbers at its top.
        imports: Where each name imported from ``sim`` comes from.
        rooms: Modules imported from ``sim``, by the name that they have here.
    """

    name: str
    doc: str
    functions: dict[str, Function]
    classes: dict[str, Class]
    constants: tuple[Constant, ...]
    imports: dict[str, str]
    rooms: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class PhaseTold:
    """A phase of the month as it is told."""

    name: str
    rule: Function
    reached: tuple[Function, ...]
    """Rules of the package that it calls, directly or not, and those that prepare it."""


def _path(name: str) -> Path:
    """Find the file of a module."""
    path = ROOT.parent / Path(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def module(name: str) -> Module:
    """Read a module of the package by its dotted name."""
    tree = ast.parse(_path(name).read_text(encoding="utf-8"))
    imported = list(_imports(tree))
    functions, classes = {}, {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = _function(node, name)
        elif isinstance(node, ast.ClassDef):
            methods = {
                inner.name: _function(inner, name, node.name)
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
            }
            doc = ast.get_docstring(node) or ""
            bases = tuple(ast.unparse(base) for base in node.bases)
            classes[node.name] = Class(node.name, name, doc, bases, methods)
    return Module(
        name=name,
        doc=ast.get_docstring(tree) or "",
        functions=functions,
        classes=classes,
        constants=tuple(_constants(tree.body, name)),
        imports={known: home for known, _, home in imported},
        rooms={
            known: f"{home}.{written}"
            for known, written, home in imported
            if _path(f"{home}.{written}").exists()
        },
    )


def modules(package: str) -> list[Module]:
    """Read the modules of a package, in alphabetical order, without its ``__init__``."""
    folder = ROOT.parent / Path(*package.split("."))
    return [
        module(f"{package}.{path.stem}")
        for path in sorted(folder.glob("*.py"))
        if path.stem != "__init__"
    ]


def _function(node: ast.FunctionDef, module_name: str, owner: str = "") -> Function:
    """Note a function with its docstring."""
    name = f"{owner}.{node.name}" if owner else node.name
    return Function(name, module_name, ast.get_docstring(node) or "", node)


def _constants(body: Sequence[ast.stmt], name: str) -> Iterator[Constant]:
    """Find assignments of numbers that a text follows."""
    for node, after in pairwise(body):
        if not (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            continue
        numbers = [part for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
        if numbers and all(isinstance(part.value, (int, float)) for part in numbers):
            text = ast.unparse(node.value).removeprefix("np.array(").removesuffix(")")
            doc = " ".join(after.value.value.split())
            yield Constant(node.targets[0].id, name, text, doc)


def _imports(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Find names imported from the package: what each is called here and there, its module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
            for alias in node.names:
                yield alias.asname or alias.name, alias.name, str(node.module)


@cache
def phases() -> tuple[PhaseTold, ...]:
    """List the phases of a month in the order in which they run."""
    return tuple(
        PhaseTold(
            phase.name, _rule(f"{phase.module}.{phase.name}"), tuple(_reached(*map(_rule, named)))
        )
        for phase in PHASES
        for named in [(f"{phase.module}.{phase.name}", *phase.prepared_by)]
    )


def _rule(path: str) -> Function:
    """Find a function, or a method of the model, by its dotted name."""
    home, _, name = path.rpartition(".")
    one = module(home)
    return one.functions.get(name) or one.classes["CommunityModel"].methods[name]


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield calls inside a node, in the order in which they are written."""
    found = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    yield from sorted(found, key=lambda call: (call.lineno, call.col_offset))


def called_name(call: ast.Call) -> str:
    """Take the last name of what is called, or empty."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _resolve(where: Module, owner: str, call: ast.Call) -> Function | None:
    """Find the function of the package that a call means, where its name tells."""
    name = called_name(call)
    if isinstance(call.func, ast.Name):
        if name in where.functions:
            return where.functions[name]
        if name in where.imports:
            home = module(where.imports[name])
            home = module(home.imports[name]) if name in home.imports else home
            return home.functions.get(name)
    elif isinstance(call.func, ast.Attribute):
        before = ast.unparse(call.func.value)
        if before == "self":
            return where.classes[owner].methods.get(name) if owner in where.classes else None
        if before in where.rooms:
            return module(where.rooms[before]).functions.get(name)
    return None


def _reached(*start: Function) -> Iterator[Function]:
    """Follow the rules that functions call, directly or not, each once, themselves first."""
    seen: set[tuple[str, str]] = set()
    waiting = list(start)
    while waiting:
        rule = waiting.pop(0)
        key = (rule.module, rule.name)
        if key in seen:
            continue
        seen.add(key)
        yield rule
        owner = rule.name.rpartition(".")[0]
        for call in _calls(rule.node):
            found = _resolve(module(rule.module), owner, call)
            if found is not None:
                waiting.append(found)
            elif isinstance(call.func, ast.Attribute):
                waiting.extend(_of_actors(call.func.attr))


@cache
def _of_actors(name: str) -> tuple[Function, ...]:
    """Find the methods of that name of actors and roster; the name alone tells not whose."""
    if name.startswith("__"):
        return ()
    every = (kind for one in modules("sim.agents") for kind in one.classes.values())
    return tuple(kind.methods[name] for kind in every if name in kind.methods)


@cache
def actors() -> tuple[Class, ...]:
    """List the kinds of agents: the classes of ``sim.agents`` that build on Mesa's agent."""
    return tuple(
        kind
        for one in modules("sim.agents")
        for kind in one.classes.values()
        if kind.name != "Actor" and {"Actor", "mesa.Agent"} & set(kind.bases)
    )


def names_in(node: ast.AST, known: Sequence[str]) -> set[str]:
    """Find known names that stand as text in a node, also those put together from parts."""
    allowed, found = set(known), set()
    parts = {
        id(inner)
        for part in ast.walk(node)
        if isinstance(part, ast.JoinedStr)
        for inner in part.values
    }
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if id(part) not in parts and part.value in allowed:
                found.add(part.value)
        elif isinstance(part, ast.JoinedStr):
            pattern = re.compile("".join(_pattern(inner) for inner in part.values))
            found.update(name for name in known if pattern.fullmatch(name))
    return found


def _pattern(part: ast.expr) -> str:
    """Match, as a pattern, what a part of a text that is put together can be."""
    if isinstance(part, ast.Constant):
        return re.escape(str(part.value))
    text = ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ""
    return f"({'|'.join(_PLACEHOLDERS.get(text, ['[a-z0-9]+']))})"


def decisions() -> dict[str, list[str]]:
    """Find the names of the keyed draws, each with the modules that make them."""
    found: dict[str, list[str]] = {}
    packages = ("sim.world", "sim.agents", "sim.month")
    for one in [module("sim.model"), *(part for name in packages for part in modules(name))]:
        methods = (rule for kind in one.classes.values() for rule in kind.methods.values())
        rules = [*one.functions.values(), *methods]
        for rule in rules:
            for call in _calls(rule.node):
                name = called_name(call)
                if name not in ("key", "uniforms", "lanes", "one", "draw", "whole", "own_lanes"):
                    continue
                for value in call.args:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        homes = found.setdefault(value.value, [])
                        if one.name not in homes:
                            homes.append(one.name)
    return dict(sorted(found.items()))


def plain_numbers(rule: Function) -> list[str]:
    """Find the numbers in a rule, but for those that only count, double or change units."""
    usual = {0, 1, 2, 12, 30, 100, 120, 1_000, 10_000, 1e-9, 1e-12, 1e-300, 1e9}
    found = sorted(
        (part.lineno, part.col_offset, f"{part.value:g}")
        for part in ast.walk(rule.node)
        if isinstance(part, ast.Constant)
        and isinstance(part.value, float)
        and part.value not in usual
    )
    return list(dict.fromkeys(text for _, _, text in found))


def words(name: str, constant: str) -> tuple[str, ...]:
    """Read the texts in a constant at the top of a module, none where there is none."""
    tree = ast.parse(_path(name).read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == constant:
            return tuple(
                part.value
                for part in ast.walk(node.value)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
    return ()


# --- Which way a lever takes: from policy to conditions, and to the phases that read them


@cache
def policy_rules() -> tuple[Function, ...]:
    """List the functions that turn levers into conditions, in the order of the modules."""
    return tuple(
        rule
        for one in modules("sim.policy")
        for rule in one.functions.values()
        if not rule.name.startswith("_")
    )


@cache
def rules_of_conditions() -> dict[str, Function]:
    """Find the rule of policy for each condition: the one that returns it by name."""
    return {
        str(key.value): rule
        for rule in policy_rules()
        for node in ast.walk(rule.node)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }


def levers_behind(condition: str) -> list[str]:
    """List the levers that act on a condition, as they are declared."""
    return [lever.name for lever in LEVERS.values() if condition in lever.acts_on]


def readers(condition: str) -> list[str]:
    """List the phases that read a condition, as they are declared."""
    return [phase.name for phase in PHASES if condition in phase.reads]


def parameters_of(rules: Sequence[Function]) -> list[str]:
    """List the parameters that rules read by name, in the order of their declaration."""
    found: set[str] = set()
    for rule in rules:
        found |= names_in(rule.node, list(PARAMETERS))
    return [name for name in PARAMETERS if name in found]


def all_rules() -> Iterator[Function]:
    """Yield every function and method of the model."""
    packages = ("policy", "world", "kernels", "agents", "month", "metrics")
    for one in [module("sim.model"), *(m for p in packages for m in modules(f"sim.{p}"))]:
        yield from one.functions.values()
        for kind in one.classes.values():
            yield from kind.methods.values()


def equations(rule: Function) -> str:
    """Write a rule of policy as equations, which are its code."""
    lines = []
    for node in rule.node.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
            lines += [
                f"-> {key.value!s} = {ast.unparse(value)}"
                for key, value in zip(node.value.keys, node.value.values, strict=True)
                if isinstance(key, ast.Constant)
            ]
        else:
            lines.append(ast.unparse(node).replace("return ", "-> "))
    text = re.sub(r"\b(\w+)\['(\w+)'\]", r"\1.\2", "\n".join(lines))
    return text.replace("np.", "")
