"""Sentences of figures beyond those that all share, in English and Chinese."""

from sim.analysis.compare import CommonPast
from sim.calendar import format_month
from sim.declare import Label
from sim.report.words import closed_up

PHRASES: dict[str, Label] = {
    "one_metric": Label("{metric}, by community.", "各社区{metric}。"),
    "same_heights": Label("All panels have one scale.", "各图纵轴相同。"),
    "town": Label("Whole town", "全镇"),
    "rungs": Label(
        "Share of adults who did each in the last 12 months, on a logarithmic scale; rungs are "
        "numbered by depth, 1 to 5.",
        "过去12个月内有过各类参与的成年居民占比（对数坐标）；数字1至5为参与层级，越大越深。",
    ),
    "adults_share": Label("% of adults", "占成年居民 %"),
    "hours_unit": Label("hours per 1,000 residents and month", "小时/千人·月"),
    "hours": Label(
        "Above: hours of each type of actor, mean of the last 12 months, stacked{over}. Each hour "
        "is booked once, to the body that organised it.",
        "上图：各类主体的工时（过去12个月均值），叠加{over}；每小时只计一次，计入组织者。",
    ),
    "over_seeds": Label(", mean over {seeds} seeds", "，{seeds} 个种子的均值"),
    "one_seed_only": Label(", one seed", "，单一种子"),
    "hours_points": Label(
        "Below: means of the last {window} months of the run; bars: 95 % {method} over {seeds} "
        "seeds.",
        "下图：运行最后 {window} 个月的均值；须：{seeds} 个种子的 95% {method}。",
    ),
    "hours_point": Label(
        "Below: means of the last {window} months of the run; one seed gives no interval.",
        "下图：运行最后 {window} 个月的均值；单一种子无置信区间。",
    ),
    "flow_metrics": Label(
        "Of 100 matters that arose: how many were collected, and what became of them. Mean of the "
        "last {window} months; each month counts matters of 3 to 14 months before, so that each "
        "had time to end. The right side applies what became of those collected in that window.",
        "每100件发生的事项：多少被收集，结果如何。最后 {window} 个月的均值；"
        "各月统计此前3至14个月的事项，使其有时间办结；右侧按同期收集事项的去向推算。",
    ),
    "flow_matters": Label(
        "Every matter that arose in the 12 months from {first} to {last}, one seed: how it was "
        "heard of, where it was dealt with, and its state at the end of the run ({count:,} "
        "matters, per cent of them).",
        "{first} 至 {last} 这12个月内发生的全部事项（单一种子，共 {count:,} 件，以百分比表示）："
        "由何渠道收集、在哪一级办理、运行结束时的状态。",
    ),
    "plus_minus": Label(
        "±: half-width of the 95 % t-interval over {seeds} seeds.",
        "±：{seeds} 个种子的 95% t 置信区间半宽。",
    ),
    "no_interval": Label("One seed, so there are no intervals.", "单一种子，无置信区间。"),
    "arisen": Label("Arisen", "发生"),
    "collected": Label("Collected", "已收集"),
    "not_collected": Label("Not collected", "未收集"),
    "resolved_at": Label("Resolved: {level}", "{level}级解决"),
    "on_paper": Label("Closed on paper", "形式办结"),
    "still_open": Label("Open or withdrawn", "未结或撤回"),
    "ends_open": Label("Open", "未结"),
    "handled_at": Label("{level} level", "{level}级"),
    "map": Label(
        "{metric}, mean of the last {window} months in each community{over}. Circles: area by "
        "residents. Lines: which communities adjoin (assumed); the layout is no map.",
        "各社区{metric}（最后 {window} 个月均值{over}）。圆面积表示居民人数；"
        "连线表示相邻（假定）；布局并非地图。",
    ),
    "network": Label(
        "Joint work of the last 12 months in seed {seed}; each cluster is a community, each "
        "dot a body that worked with another, lines are wider with more hours. Titles: {over}.",
        "种子 {seed} 中过去12个月的协作；每簇为一个社区，每点为一个有协作的主体，"
        "线越粗工时越多。标题：{over}。",
    ),
    "network_over": Label("mean over {seeds} seeds", "{seeds} 个种子的均值"),
    "network_one": Label("this seed", "该种子"),
    "network_title": Label(
        "{when}\n{bodies:,.0f} bodies, {ties:,.0f} ties, {hours:,.0f} h a year",
        "{when}\n主体 {bodies:,.0f} 个，协作关系 {ties:,.0f} 对，{hours:,.0f} 小时/年",
    ),
    "before": Label("Before, {month}", "之前，{month}"),
    "after": Label("{scenario}, {month}", "{scenario}，{month}"),
    "gains": Label(
        "{metric}: difference from {baseline}, mean of the last {window} months",
        "{metric}与 {baseline} 之差（最后 {window} 个月均值）",
    ),
    "gains_before": Label(
        "{metric}: the last {window} months of the run minus the last {window} before the branch",
        "{metric}：运行最后 {window} 个月减分支前 {window} 个月",
    ),
    "gains_points": Label(
        "Points: mean of the differences within each seed; bars: 95 % {method} over {seeds} "
        "seeds; filled: distinguishable from zero after Holm correction over the {tests} rows.",
        "点：各种子内差值的均值；须：{seeds} 个种子的 95% {method}；"
        "实心：对 {tests} 行作 Holm 校正后仍异于零。",
    ),
    "by_group": Label("Adults by group", "各类成年居民"),
    "by_place": Label("Communities", "各社区"),
    "kept": Label(
        "{kept} of {seeds} seeds come from an earlier start that did not end; the others were run "
        "now.",
        "{seeds} 个种子中有 {kept} 个来自先前未完成的运行，其余为本次运行。",
    ),
    "past_same": Label(
        "{first} and {second} are identical until {until}: {values:,} values of {months} months "
        "were checked.",
        "{first} 与 {second} 在 {until} 之前完全相同：已核对 {months} 个月的 {values:,} 个数值。",
    ),
    "past_none": Label(
        "{first} and {second} differ from the first month on.",
        "{first} 与 {second} 自第一个月起即不同。",
    ),
    "past_always": Label(
        "{first} and {second} are identical throughout: {values:,} values were checked.",
        "{first} 与 {second} 始终相同：已核对 {values:,} 个数值。",
    ),
}


def say(language: str, key: str, **values: object) -> str:
    """A phrase in a language, ``en`` or ``zh``, with its braces filled."""
    label = PHRASES[key]
    return closed_up((label.zh if language == "zh" else label.en).format(**values))


def past_text(check: CommonPast, language: str) -> str:
    """What the check of one pair before its first difference found, one sentence.

    Args:
        check: The check; scenarios are called as it calls them.
        language: ``en`` or ``zh``.
    """
    pair = {"first": check.first, "second": check.second}
    if not check.months:
        return say(language, "past_none", **pair)
    if check.until is None:
        return say(language, "past_always", **pair, values=check.values)
    return say(
        language,
        "past_same",
        **pair,
        until=format_month(check.until),
        months=check.months,
        values=check.values,
    )
