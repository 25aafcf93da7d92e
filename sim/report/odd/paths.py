"""Which way a lever takes: from policy to conditions, and to the phases that read them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.report.odd.reading import Function, called_name, module, modules, names_in, phases

_POLICY = "sim.policy"
_TERMS = ("committee", "projects", "consultation")
"""What a rule of policy calls the terms of another."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition that policy works out.

    Attributes:
        condition: Field of `Conditions`.
        rule: Function of ``sim.policy`` that works it out.
        levers: Levers that it depends on.
    """

    condition: str
    rule: str
    levers: frozenset[str]


@cache
def policy_rules() -> tuple[Function, ...]:
    """The functions that turn levers into conditions, in the order of the modules."""
    return tuple(
        rule
        for one in modules(_POLICY)
        for rule in one.functions.values()
        if not rule.name.startswith("_")
    )


@cache
def terms() -> tuple[Term, ...]:
    """Every condition with the levers behind it."""
    found: dict[str, Term] = {}
    # Some rules read the terms of others, so the levers behind those are looked up again until
    # nothing is added.
    for _ in range(3):
        for rule in policy_rules():
            for name, levers in _outputs(rule, found).items():
                found[name] = Term(name, rule.name, frozenset(levers))
    return tuple(found.values())


def _outputs(rule: Function, known: dict[str, Term]) -> dict[str, set[str]]:
    """Conditions that a rule gives, each with the levers behind it."""
    local: dict[str, set[str]] = {}

    def behind(node: ast.AST) -> set[str]:
        """Levers behind an expression."""
        found: set[str] = set()
        for part in _values(node):
            if isinstance(part, ast.Subscript):
                owner = ast.unparse(part.value)
                if owner == "lever":
                    found |= names_in(part.slice, list(LEVERS))
                elif owner in _TERMS:
                    found |= {
                        lever
                        for name in names_in(part.slice, list(known))
                        for lever in known[name].levers
                    }
            elif isinstance(part, ast.Name):
                found |= local.get(part.id, set())
            elif isinstance(part, ast.Call):
                helper = module(rule.module).functions.get(called_name(part)) or (
                    _imported(rule, called_name(part))
                )
                if helper is not None and helper.module.startswith(_POLICY):
                    found |= names_in(helper.node, list(LEVERS))
        return found

    given: dict[str, set[str]] = {}
    for node in ast.walk(rule.node):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = (
                    zip(target.elts, node.value.elts, strict=True)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    else [(target, node.value)]
                )
                for left, right in pairs:
                    named = left.value if isinstance(left, ast.Subscript) else left
                    key = ast.unparse(named)
                    local[key] = local.get(key, set()) | behind(right)
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
            for name, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(name, ast.Constant):
                    given[str(name.value)] = behind(value)
    return given


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of an expression that give its value; an array that only gives a shape does not."""
    yield node
    shape = isinstance(node, ast.Call) and called_name(node) in ("full_like", "zeros_like")
    for child in ast.iter_child_nodes(node):
        if not (shape and isinstance(node, ast.Call) and child is node.args[0]):
            yield from _values(child)


def _imported(rule: Function, name: str) -> Function | None:
    """A function that the module of a rule imports."""
    home = module(rule.module).imports.get(name)
    return module(home).functions.get(name) if home else None


def conditions_of(lever: str) -> list[str]:
    """Conditions that depend on a lever."""
    return [term.condition for term in terms() if lever in term.levers]


@cache
def readers() -> dict[str, list[str]]:
    """By condition, the phases that read it."""
    known = {term.condition for term in terms()}
    found: dict[str, list[str]] = {name: [] for name in known}
    for phase in phases():
        for rule in phase.reached:
            if rule.module.startswith(_POLICY):
                continue
            for name in _attributes(rule.node) & known:
                if phase.name not in found[name]:
                    found[name].append(phase.name)
    return found


def _attributes(node: ast.AST) -> set[str]:
    """Attributes that a rule reads of the conditions of the month."""
    return {
        part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute)
        and (
            ast.unparse(part.value).endswith(("conditions", "in_force"))
            or ast.unparse(part.value) == "c"
        )
    }


def parameters_of(rules: tuple[Function, ...]) -> list[str]:
    """Parameters that rules read by name, in the order of their declaration."""
    found: set[str] = set()
    for rule in rules:
        found |= names_in(rule.node, list(PARAMETERS))
    return [name for name in PARAMETERS if name in found]


def all_rules() -> Iterator[Function]:
    """Every function and method of the model."""
    packages = ("policy", "world", "kernels", "agents", "month", "metrics")
    for one in [module("sim.model"), *(m for p in packages for m in modules(f"sim.{p}"))]:
        yield from one.functions.values()
        for kind in one.classes.values():
            yield from kind.methods.values()


def equations(rule: Function) -> str:
    """A rule of policy as equations, which are its code."""
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
