import pytest

from sim.errors import Problem
from sim.words import Speech
from sim.words.problems import problems_text


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
