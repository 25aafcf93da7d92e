"""Attribution: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "attribution.title": Label(
        "{scenario} minus {baseline}, divided among the measures",
        "{scenario} 减 {baseline}：各措施的贡献",
    ),
    "attribution.measure": Label("Measure", "措施"),
    "attribution.effect": Label("Effect", "贡献"),
    "attribution.price": Label("Cost per step", "单位成本"),
    "attribution.yuan": Label("{amount} yuan/year", "{amount} 元/年"),
    "attribution.per_point": Label("per point", "每百分点"),
    "attribution.per": Label("per {step:g}", "每 {step:g}"),
    "attribution.caption": Label(
        "Bars: Shapley value of each measure, its mean contribution over all orders in which the "
        "{players} that differ can be taken, from {runs} coalitions on each of {seeds} shared "
        "seeds; means of the last {window} months. Whiskers: 95 % {method} over seeds; hatched: "
        "not clear after Holm correction over the {tests} parts of all "
        "metrics. The parts sum to the bar of all together.",
        "条形：各措施的沙普利值，即在 {players} 项有差异的措施的一切加入次序中的平均贡献，来"
        "自 {runs} 种组合、{seeds} 次共同的重复模拟；最后 {window} 个月均值。误差线：95% "
        "{method}；斜纹：对 {tests} 条作 Holm 校正后不显著。各部分之和等于合计。",
    ),
    "attribution.one_seed": Label(
        "Bars: Shapley value of each measure, its mean contribution over all orders in which the "
        "{players} that differ can be taken, from {runs} coalitions on {over}, too few for "
        "intervals; means of the last {window} months.",
        "条形：各措施的沙普利值，即在 {players} 项有差异的措施的一切加入次序中的平均贡献，来自 "
        "{runs} 种组合（{over}）；最后 {window} 个月均值。次数过少，不给区间。",
    ),
    "attribution.more": Label("Not drawn: {names}.", "未绘出：{names}。"),
    "attribution.leading": Label("Of that, {parts}.", "其中：{parts}。"),
    "attribution.leading_few": Label(
        "Of that, as far as so few seeds can say, {parts}.", "其中（次数过少，仅供参考）：{parts}。"
    ),
    "attribution.nobody": Label(
        "No single measure's part of it is clear after correction for the {tests} parts of all "
        "metrics: use more seeds.",
        "对各指标共 {tests} 项作校正后，没有单项措施的贡献显著，请增加模拟次数。",
    ),
    "attribution.pair_more": Label(
        "{first} and {second} help each other: together they add {effect} ({low} to {high}) "
        "beyond what each adds.",
        "{first}与{second}相互促进：合用与各自贡献之和相差 {effect}（{low} 至 {high}）。",
    ),
    "attribution.pair_less": Label(
        "{first} and {second} partly do the same: together they add {effect} ({low} to {high}) "
        "compared with what each adds.",
        "{first}与{second}部分重叠：合用与各自贡献之和相差 {effect}（{low} 至 {high}）。",
    ),
    "attribution.pair_more_exact": Label(
        "{first} and {second} help each other: together they add {effect} beyond what each adds, "
        "which is set by the levers.",
        "{first}与{second}相互促进：合用与各自贡献之和相差 {effect}（由政策工具设定）。",
    ),
    "attribution.pair_less_exact": Label(
        "{first} and {second} partly do the same: together they add {effect} compared with what "
        "each adds, which is set by the levers.",
        "{first}与{second}部分重叠：合用与各自贡献之和相差 {effect}（由政策工具设定）。",
    ),
    "attribution.no_pair": Label(
        "No pair of measures clearly works together or against each other.",
        "没有一对措施的相互作用显著。",
    ),
    "attribution.cheapest": Label(
        "The least cost per {step} is that of {measure}: {amount} yuan a year ({low} to {high}).",
        "每{step}成本最低的是{measure}：{amount} 元/年（{low} 至 {high}）。",
    ),
    "attribution.same": Label(
        "The same in both, so that nothing is due to it: {measures}.",
        "两情景中相同、故无贡献的措施：{measures}。",
    ),
    "player.institution": Label("Institution", "制度"),
    "player.governance_structure": Label("Governance structure", "治理体系"),
    "player.infrastructure": Label("Infrastructure", "基础设施"),
    "player.grid_management": Label("Grid management", "网格管理"),
    "player.volunteering": Label("Volunteering", "志愿服务"),
    "player.service_purchase": Label("Purchase of services", "购买服务"),
    "player.total": Label("All together", "合计"),
}
