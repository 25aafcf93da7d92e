"""What a search for settings says, in English and Chinese."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.declare import Label
from sim.report.amounts import amount, level_of, metric_name, value_of
from sim.report.shown import Row, records
from sim.report.words import NULL, Words, words_in
from sim.report.words_sensitivity import factor_name, percent
from sim.sweeps.responses import COST

if TYPE_CHECKING:
    import pandas as pd

MOST_FACTORS = 4
PHRASES = {
    "front": Label(
        "Of {trials} settings, {within} cost at most {budget}; of these {best} are not dominated "
        "beyond noise by another one over {seeds} seeds.",
        "{trials} 个设置中有 {within} 个成本不超过 {budget}；其中 {best} 个为非支配设置，"
        "即没有别的设置各项都不差、且至少一项确实更好（{seeds} 个种子）。",
    ),
    "robust": Label(
        "The robust choice over {members} {kind} sets of parameters is setting {robust} "
        "({values}), with {figures}: its worst regret is {worst} of the range of the aims.",
        "在 {members} 组{kind}参数下的稳健选择是设置 {robust}（{values}），{figures}："
        "其最大遗憾为各目标范围的 {worst}。",
    ),
    "lead": Label(
        "The next, setting {rival}, has a worst regret {lead} larger{sure}.",
        "其次为设置 {rival}，最大遗憾高出 {lead}{sure}。",
    ),
    "unsure": Label(", so the two are not surely different", "，两者未必有别"),
    "one": Label(
        "Only one setting was kept, so there is nothing to regret.",
        "仅保留一个设置，无从比较遗憾。",
    ),
    "one_seed": Label(
        "With one seed luck cannot be told from effects: use two or more.",
        "单一种子无法区分随机性与效应，请用两个以上。",
    ),
    "failed": Label(
        "{count} of the settings that were tried came to no numbers; the table of settings says "
        "why.",
        "试过的设置中有 {count} 个未得出结果，原因见设置表。",
    ),
    "left_out": Label(
        "Left out of the regret, because runs failed: {members} of the sets of parameters and "
        "{settings} of the settings that were kept; the table of members says why.",
        "另有 {members} 组参数、{settings} 个入选设置因运行失败未计入遗憾，原因见参数组表。",
    ),
    "calibrated": Label("calibrated", "校准所得的"),
    "drawn": Label("drawn", "抽取的"),
    "as_is": Label("the scenario as it is", "情景原样"),
    "listed": Label(", ", "、"),
    "aim_more": Label("more is better", "越多越好"),
    "aim_less": Label("less is better", "越少越好"),
    "aim_zero": Label("closer to zero is better", "越接近零越好"),
    "pareto": Label(
        "Settings of {scenario} within and beyond the budget", "{scenario} 各设置（预算内外）"
    ),
    "pareto_caption": Label(
        "Each point is a setting, mean of the last {window} months over {seeds} seeds; bars: "
        "standard error. Filled: not dominated beyond noise; large: run under all sets of "
        "parameters (numbers); star: robust choice; crosses: over the budget (dashed).",
        "每点为一个设置，取 {seeds} 个种子最后 {window} 个月均值；须：标准误。"
        "实心：非支配设置（已计入随机性）；大：在各组参数下重跑（编号）；星：稳健选择；"
        "叉：超出预算（虚线）。",
    ),
    "regret": Label("Regret of settings of {scenario}", "{scenario} 各设置的遗憾"),
    "regret_caption": Label(
        "Bars: worst regret of each aim over {members} sets of parameters, as a share of the "
        "range of the aim over all settings and sets. Diamond: worst of the weighted mean over "
        "aims, with 95 % t-interval over {seeds} seeds, cut at the edges; the robust "
        "choice has the smallest.",
        "条：各目标在 {members} 组参数下的最大遗憾，占该目标在全部设置与参数组中范围的份额。"
        "菱形：各目标加权均值的最大值及 {seeds} 个种子的 95% t 区间"
        "（超出者截断）；稳健选择为其最小者。",
    ),
    "worst": Label("Worst regret", "最大遗憾"),
    "setting": Label("Setting", "设置"),
    "interval": Label("95 % interval", "95% 置信区间"),
    "share": Label("share of the range, %", "占范围 %"),
    "overall": Label("all aims together", "各目标合计"),
    "title": Label(
        "Settings that are not dominated, the most robust first", "非支配设置，最稳健者在前"
    ),
}


def say(language: str, key: str, **values: object) -> str:
    """A phrase in a language, with its braces filled."""
    return words_in(language).pick(PHRASES[key]).format(**values)


def values_in_words(row: Mapping[str, Any], factors: Sequence[str], language: str) -> str:
    """A setting in words, its first factors only."""
    known = [name for name in factors if row.get(name) == row.get(name)][:MOST_FACTORS]
    if not known:
        return say(language, "as_is")
    parts = [
        f"{factor_name(name, language)} "
        f"{value_of(name, row[name]) if isinstance(row[name], float) else row[name]}"
        for name in known
    ]
    more = say(language, "listed") + "…" if len(factors) > MOST_FACTORS else ""
    return say(language, "listed").join(parts) + more


def figure_in_words(row: Mapping[str, Any], metric: str, words: Words) -> str:
    """The mean of a metric, with its standard error."""
    error = row[f"{metric}_error"]
    text = f"{metric_name(metric, words)} {level_of(metric, row[f'{metric}_mean'], words)}"
    if error != error or metric == COST:
        return text
    spread = f"±{level_of(metric, error, words)}"
    return f"{text}（{spread}）" if words.language == "zh" else f"{text} ({spread})"


def ends(values: Sequence[float | None]) -> str:
    """A share with its interval."""
    mean, low, high = (percent(float("nan") if one is None else one) for one in values)
    return mean if NULL in (low, high) else f"{mean} ({low} … {high})"


def sentences(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> list[str]:
    """What a search found: three sentences.

    Args:
        tables: ``settings`` and ``regret``.
        about: What `sim.api.search` says of it.
        language: ``en`` or ``zh``.
    """
    words = words_in(language)
    keys = ("trials", "within", "best", "seeds")
    found = [
        say(
            language,
            "front",
            budget=amount(COST, about["budget"], words),
            **{key: about[key] for key in keys},
        )
    ]
    row = next(one for one in records(tables["settings"]) if one["trial"] == about["robust"])
    figures = [figure_in_words(row, one["metric"], words) for one in about["objectives"]]
    if about["rival"] is None:
        found.append(say(language, "one"))
    else:
        found.append(
            say(
                language,
                "robust",
                members=about["members"],
                robust=about["robust"],
                kind=say(language, "calibrated" if about["calibrated"] else "drawn"),
                values=values_in_words(row, about["factors"], language),
                figures=say(language, "listed").join(figures),
                worst=ends(about["worst"]),
            )
        )
        low = about["lead"][1]
        sure = "" if low is not None and low > 0 else say(language, "unsure")
        found.append(
            say(language, "lead", rival=about["rival"], lead=ends(about["lead"]), sure=sure)
        )
    left = {key: about.get(f"{key}_left_out", 0) for key in ("members", "settings")}
    if any(left.values()):
        found.append(say(language, "left_out", **left))
    if about.get("failed"):
        found.append(say(language, "failed", count=about["failed"]))
    if about["seeds"] == 1:
        found.append(say(language, "one_seed"))
    return found


def print_search(
    tables: Mapping[str, "pd.DataFrame"], about: Mapping[str, Any], language: str
) -> None:
    """Print the settings that were kept, the most robust first.

    Args:
        tables: ``settings`` and ``regret``.
        about: What `sim.api.search` says of it.
        language: ``en`` or ``zh``.
    """
    from sim.report.terminal import print_rows

    words = words_in(language)
    settings = {row["trial"]: row for row in records(tables["settings"])}
    metrics = [one["metric"] for one in about["objectives"]]
    headings = [
        say(language, "setting"),
        *(metric_name(one, words) for one in metrics),
        say(language, "worst"),
        say(language, "interval"),
    ]
    rows = []
    for row in of_settings(records(tables["regret"])):
        own = settings[row["trial"]]
        means = [level_of(one, own[f"{one}_mean"], words) for one in metrics]
        cells = (
            str(row["trial"]),
            *means,
            percent(row["worst"]),
            f"{percent(row['worst_low'])} … {percent(row['worst_high'])}",
        )
        rows.append((cells, bool(row["robust"])))
    print_rows(say(language, "title"), headings, rows)


def of_settings(rows: Sequence[Row]) -> list[Row]:
    """The first row of each setting, in their order."""
    return list({row["trial"]: row for row in reversed(rows)}.values())[::-1]
