"""Which way a lever takes: from policy to conditions, and to the phases that read them."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache

from sim.declarations.levers import LEVERS
from sim.declarations.parameters import PARAMETERS
from sim.month import PHASES
from sim.report.odd.reading import Function, module, modules, names_in


@cache
def policy_rules() -> tuple[Function, ...]:
    """The functions that turn levers into conditions, in the order of the modules."""
    return tuple(
        rule
        for one in modules("sim.policy")
        for rule in one.functions.values()
        if not rule.name.startswith("_")
    )


@cache
def rules_of_conditions() -> dict[str, Function]:
    """The rule of policy that works out each condition: the one that returns it by name."""
    return {
        str(key.value): rule
        for rule in policy_rules()
        for node in ast.walk(rule.node)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }


def levers_behind(condition: str) -> list[str]:
    """Levers that act on a condition, as they are declared."""
    return [lever.name for lever in LEVERS.values() if condition in lever.acts_on]


def readers(condition: str) -> list[str]:
    """Phases that read a condition, as they are declared."""
    return [phase.name for phase in PHASES if condition in phase.reads]


def parameters_of(rules: Sequence[Function]) -> list[str]:
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
