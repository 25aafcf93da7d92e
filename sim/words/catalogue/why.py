"""Why: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "why.people": Label(
        "People whose path has differed, by first channel",
        "行为路径已出现差异的人，按首次差异的渠道",
    ),
    "why.people_axis": Label("% of those who could take part", "占可参与者 %"),
    "why.parts": Label("Effect on {metric}, by channel", "{metric}的效应，按渠道分解"),
    "why.rest": Label("Other reasons", "其他原因"),
    "why.left": Label("Left: ", "左："),
    "why.caption": Label(
        "{left}of the people who could take part (at {sampled}, seeds: {seeds}), those who "
        "had by then done something in one run that they did not in the other, by the channel "
        "that made the first such difference.",
        "{left}可参与者（{sampled}，{seeds} 次重复模拟）中，至该月已在一情景中做了另一情景中"
        "没做"
        "之事的比例，按造成首次差异的渠道。",
    ),
    "why.caption_parts": Label(
        " Right: Shapley value of each channel over all coalitions of channels that are open in "
        "both scenarios, {scenario} minus {baseline}, mean of the last {window} months; "
        "whiskers: 95 % {method} over seeds; hatched: not clear after Holm "
        "correction. Channels and what remains with all of them closed sum to the bar of all "
        "together.",
        "右：在两情景中同时开放的一切渠道组合上各渠道的沙普利值，{scenario} 减 {baseline}，最后 "
        "{window} 个月均值；误差线：95% {method}；斜纹：Holm 校正后不显著。各渠道与全部关闭"
        "后所余之和等于合计。",
    ),
    "why.band": Label(" Bands: 95 % {method} over seeds.", "带：95% {method}。"),
    "why.nobody": Label(
        "With these seeds nobody's path differs between {scenario} and {baseline}.",
        "在这些种子中，{scenario} 与 {baseline} 之间没有任何人的行为路径不同。",
    ),
    "why.count": Label(
        "{share} % of the people who could take part (mean of {people}; seeds: {seeds}, "
        "{sampled}) do something else at least once under {scenario} than under {baseline}, "
        "the first of them in {month}; {more} % of them first by taking part where they "
        "would not have.",
        "可参与者中有 {share}%（{sampled}，{seeds} 次重复模拟，平均 {people} 人）在 "
        "{scenario} "
        "下至少有一次做了与 {baseline} 下不同的事，最早在 {month}；其中 {more}% 首先是参与了原本"
        "不会参与的事。",
    ),
    "why.first": Label("Their paths part first through {parts}.", "首次差异的渠道：{parts}。"),
    "why.whole": Label("The effect on {metric} is {effect}", "{metric}的效应为 {effect}"),
    "why.shares": Label(". Of it, {parts}", "。其中经由：{parts}"),
    "why.shares_few": Label(
        ". Of it, as far as so few seeds can say, {parts}",
        "。其中（次数过少，仅供参考）经由：{parts}",
    ),
    "why.unsure": Label(". No single channel's part is clear", "。没有单个渠道的贡献显著"),
    "why.remains": Label(
        "; {remainder} remains when {count} channels are closed in both.",
        "；{count} 个渠道在两情景中都关闭后仍余 {remainder}。",
    ),
    "why.heading": Label(
        "Why {scenario} differs from {baseline} (seeds: {seeds})",
        "{scenario} 与 {baseline} 为何不同，{seeds} 次重复模拟",
    ),
    "why.channel": Label("Channel", "渠道"),
    "why.number": Label("Simulated people\nfirst differing", "首次差异人数\n（模拟人口）"),
    "why.part": Label("Share of\nthem (%)", "占其比例 (%)"),
    "why.effect": Label("Effect on\n{metric}", "效应：{metric}"),
    "why.first_part": Label("{name} ({share})", "{name} {share}"),
    "why.interval": Label("{value} ({low} to {high})", "{value}（{low} 至 {high}）"),
}
