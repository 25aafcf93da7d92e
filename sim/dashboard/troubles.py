"""What is wrong with a folder or a file, in the language of the reader."""

import re
from collections.abc import Sequence

from sim.dashboard.words import Page
from sim.errors import Problem

_CHINESE: Sequence[tuple[str, str]] = (
    (r"does not exist; name the folder that a run wrote", "不存在；{wanted}"),
    (r"is not a folder; name the folder that a run wrote", "不是文件夹；{wanted}"),
    (r"holds no finished results of this program", "其中没有本程序的已完成结果；{wanted}"),
    (
        r"holds no (\S+), so no finished results of this program",
        "没有 {0}，因此不是本程序的已完成结果；{wanted}",
    ),
    (r"was written by another program", "由其他程序写出；{wanted}"),
    (r"was written by a newer version", "由更新版本的程序写出；请更新本程序"),
    (
        r"is (?:missing, or )?not the file that the manifest describes.*",
        "缺失或已被改动、损坏（与清单记录不符）；请重新运行",
    ),
    (r"is missing", "缺失；请重新运行"),
    (
        r"is outside (.*), the only folder that the page may read",
        "在 {0} 之外；本页只可读取该文件夹",
    ),
    (r"is no path", "不是有效路径；{wanted}"),
    (
        r"holds results of '?(.*?)'?, which this version does not know.*",
        "是“{0}”类结果，本版本无法识别；{wanted}",
    ),
    (r"holds no plan, so nothing was swept", "没有计划，即尚未运行任何批量实验"),
    (r"has no finished run(?: yet| of (.*))", "尚无已完成的运行；请再次执行该批量实验的命令"),
    (r"is damaged: .*", "已损坏，缺少应有的内容；请重新运行"),
    (r"cannot be read: .*", "无法读取，文件可能已损坏；请重新运行"),
    (r"there is no key (\S+) here", "没有名为 {0} 的键"),
    (
        r"found (.*); must be (?:a number|a whole number)(?: from (\S+) to (\S+).*)",
        "取值 {0} 不允许；应为 {1} 至 {2} 的数",
    ),
    (r"no shipped (?:scenario|town) is called (\S+).*", "没有名为 {0} 的自带情景或城镇"),
    (r"there is no (?:such )?file(.*)", "没有此文件{0}"),
    (r"this is a town, not a scenario", "这是城镇文件，不是情景文件"),
    (r"(.*) is not a month; write it as YYYY-MM.*", "{0} 不是月份；请写作 YYYY-MM"),
    (r"'mark' is missing; must be one of (.*)", "缺少 mark；应为 {0} 之一"),
    (r"they run over different months: (.*)", "各情景的月份不同，无法比较：{0}"),
    (r"two scenarios are called (.*)", "有两个情景同名：{0}"),
)
"""Messages as patterns of the whole text, and what a reader of Chinese is told."""
_HINTS: Sequence[tuple[str, str]] = (
    (r"did you mean (.*)\?", "是否想写 {0}？"),
    (r"write (\d{4}-\d{2})", "请写 {0}"),
)


def told(problems: Sequence[Problem], page: Page) -> str:
    """Problems in one line.

    Args:
        problems: What is wrong.
        page: The words of the page.
    """
    if page.language == "en":
        return "; ".join(str(one) for one in problems)
    return "；".join(_chinese(one, page) for one in problems)


def _chinese(problem: Problem, page: Page) -> str:
    """One problem, its message in Chinese where it is known, else as it is."""
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    message = _translated(problem.message, _CHINESE, page)
    hint = _translated(problem.hint, _HINTS, page) if message and problem.hint else ""
    if message is None:
        message = page.say("in_english", text=problem.message)
        hint = problem.hint
    parts = [part for part in (place, problem.path, message) if part]
    return "：".join(parts) + (f"（{hint}）" if hint else "")


def _translated(text: str, known: Sequence[tuple[str, str]], page: Page) -> str | None:
    """What a text says in Chinese; None when nobody translated it."""
    for pattern, chinese in known:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return chinese.format(
                *(part or "" for part in found.groups()), wanted=page.say("wanted")
            )
    return None
