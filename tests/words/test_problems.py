import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import Problem
from sim.kinds import kinds
from sim.words import Speech
from sim.words.catalogue.files import KINDS, WHATS
from sim.words.setting import problem_text, problems_text

SIM = Path(__file__).resolve().parents[2] / "sim"
MAKERS = {
    *("Problem", "UserError", "OptionError", "ScenarioError", "ResultsError"),
    *("refuse", "problem", "tell", "wrong", "_wrong", "_place", "_at", "_told", "_problem"),
}
"""Calls that take the words of an error, or of a warning."""
NAMES = {"message", "hint", "text"}
"""Variables that hold such words until the call."""
SENTENCE = re.compile(r"^(?!SELECT |<|7=).*\b[a-z]{2,}", re.DOTALL)
"""What is said to people: no question to a store, no markup, no cookie, no bare numbers."""
COMMANDS = re.compile(r"(cogov|dask scheduler|pip install|chromium|chmod)[ a-z0-9-]*")
ENGLISH = re.compile(r"（英文）|\b[a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize(
    "problem, chinese",
    [
        (
            Problem("does not exist; name the folder that a run wrote", file="a/b"),
            "a/b：不存在；应为 cogov 写出的结果文件夹",
        ),
        (
            Problem("holds no manifest.json, so no finished results of this program", file="a"),
            "a：没有 manifest.json，因此不是本程序的已完成结果；应为 cogov 写出的结果文件夹",
        ),
        (
            Problem("was written by another program", file="a/manifest.json", hint="name a folder"),
            "a/manifest.json：由其他程序写出；应为 cogov 写出的结果文件夹",
        ),
        (
            Problem("cannot be read: Expecting value: line 1", file="m.json", hint="run it again"),
            "m.json：无法读取，文件可能已损坏（请重新运行）",
        ),
        (
            Problem("is outside results, the only folder that the page may read", file="/etc"),
            "/etc：在 results 之外；本页只可读取该文件夹",
        ),
        (
            Problem(
                "there is no key 'contrl' here",
                "x.yaml",
                4,
                "levers.contrl",
                "did you mean 'control'?",
            ),
            "x.yaml:4：levers.contrl：没有名为 'contrl' 的键（是否想写 'control'？）",
        ),
        (
            Problem(
                "found 45; must be a number from 0 to 1 (share), or off",
                "x.yaml",
                5,
                "levers.control",
            ),
            "x.yaml:5：levers.control：取值 45 不允许；应为 0 至 1 的数",
        ),
        (Problem("nobody translated this", hint="so"), "（英文）nobody translated this（so）"),
    ],
)
def test_problems_are_told_in_both_languages(problem: Problem, chinese: str) -> None:
    assert problems_text([problem], Speech("en")) == str(problem)
    assert problems_text([problem], Speech("zh")) == chinese


def test_all_problems_come_at_once() -> None:
    two = [Problem("is missing", file="a"), Problem("is missing", file="b")]
    assert problems_text(two, Speech("en")) == "a: is missing; b: is missing"
    assert problems_text(two, Speech("zh")) == "a：缺失；请重新运行；b：缺失；请重新运行"


def texts_of(node: ast.AST) -> Iterator[str]:
    """Every text that an expression can be, 7 for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            text = ""
            for part in node.values:
                # What is joined to a word is an end that may be missing.
                filled = "" if text[-1:].isalpha() else "7"
                text += str(part.value) if isinstance(part, ast.Constant) else filled
            yield text
        case ast.IfExp():
            yield from texts_of(node.body)
            yield from texts_of(node.orelse)
        case ast.BoolOp():
            for value in node.values:
                yield from texts_of(value)


def words_of_errors(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts of errors, warnings and hints of a module, with their lines."""
    for node in ast.walk(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            named = [each.value for each in node.keywords if each.arg in NAMES]
            found = [*node.args, *named] if name in MAKERS else []
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMES:
            found = [node.value]
        for expression in found:
            yield from (
                (expression.lineno, text)
                for text in texts_of(expression)
                if " " in text.strip() and SENTENCE.search(text)
            )


def test_every_error_that_is_written_in_the_code_is_said_in_chinese() -> None:
    english = []
    for path in sorted(SIM.rglob("*.py")):
        if "words" in path.relative_to(SIM).parts:
            continue
        for line, text in words_of_errors(ast.parse(path.read_text())):
            chinese = problem_text(Problem(text), Speech("zh"))
            if ENGLISH.search(COMMANDS.sub("", chinese)):
                english.append(f"{path.name}:{line}: {text!r} is said as {chinese!r}")
    assert english == []


def test_an_error_without_chinese_is_found() -> None:
    tree = ast.parse("def f(x):\n    raise OptionError(Problem(f'{x} is upside down', hint='no'))")
    assert list(words_of_errors(tree)) == [(2, "7 is upside down")]
    assert ENGLISH.search(problem_text(Problem("7 is upside down"), Speech("zh")))


def test_kinds_of_files_have_the_names_of_their_declarations() -> None:
    chinese = {label.en: label.zh for label in KINDS}
    for kind in kinds().values():
        assert chinese[kind.noun.en] == kind.noun.zh


@pytest.mark.parametrize("what", [label.en for label in WHATS])
def test_what_there_is_none_of_is_said_in_chinese(what: str) -> None:
    said = problem_text(Problem(f"there is no {what} 'x1'"), Speech("zh"))
    assert re.fullmatch(r"没有名为 'x1' 的[\u4e00-\u9fff]+", said)
