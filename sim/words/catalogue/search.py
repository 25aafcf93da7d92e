"""Search: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "search.front": Label(
        "Of {trials} settings, {within} cost at most {budget}; of these {best} are not dominated "
        "beyond noise by another one over {seeds} seeds.",
        "{trials} 个方案中有 {within} 个成本不超过 {budget}；其中 {best} 个为非支配方案，即没有别"
        "的方案各项都不差、且至少一项确实更好（{seeds} 次重复模拟）。",
    ),
    "search.robust": Label(
        "Recommended is setting {robust}: {values}. It is the most robust over {members} {kind} "
        "sets of parameters (smallest maximum regret), with {figures}; its worst regret is {worst} "
        "of the range of the aims.",
        "建议采用方案 {robust}：{values}。它在 {members} 组{kind}参数下最为稳健（最大后悔值最小），"
        "{figures}；其最大后悔值为各目标范围的 {worst}。",
    ),
    "search.alike": Label(
        "Not told apart from it by their regret ({over}): settings {numbers} ({count}).",
        "后悔值与其无显著差异的方案（{over}）另有 {count} 个：{numbers}。",
    ),
    "search.leading": Label(
        "Smallest regret, by share of the sets of parameters: {names}.",
        "后悔值最小者（占参数组的比例）：{names}。",
    ),
    "search.leads": Label("setting {setting} {share}", "方案 {setting} {share}"),
    "search.alike_none": Label(
        "Its worst regret is clearly smaller than that of each of the others ({count}).",
        "其最大后悔值显著低于其余 {count} 个方案中的每一个。",
    ),
    "search.alike_few": Label(
        "{over}: too few to tell it from the other settings that were kept ({count}).",
        "仅 {over}，尚不足以将其与其余 {count} 个入选方案区分开来。",
    ),
    "search.to_order": Label("What to set, rounded", "建议取值（已取整）"),
    "search.one": Label(
        "Only one setting was kept, so there is no regret to compare.",
        "仅保留一个方案，无从比较后悔值。",
    ),
    "search.one_seed": Label(
        "With one seed chance cannot be told from effects: use two or more.",
        "仅 1 次模拟无法区分随机性与效应，请增加次数。",
    ),
    "search.failed": Label(
        "{count} of the settings that were tried came to no numbers; the table of settings says "
        "why.",
        "试过的方案中有 {count} 个未得出结果，原因见方案表。",
    ),
    "search.left_out": Label(
        "Left out of the regret, because runs failed: {members} of the sets of parameters and "
        "{settings} of the settings that were kept; the table of members says why.",
        "另有 {members} 组参数、{settings} 个入选方案因运行失败未计入后悔值，原因见参数组表。",
    ),
    "search.plausible": Label("plausible", "可信的"),
    "search.drawn": Label("drawn", "抽取的"),
    "search.as_is": Label("the scenario as it is", "情景原样"),
    "search.aim_more": Label("more is better", "越多越好"),
    "search.aim_less": Label("less is better", "越少越好"),
    "search.aim_zero": Label("closer to zero is better", "越接近零越好"),
    "search.pareto": Label(
        "Settings of {scenario} within and beyond the budget", "{scenario} 各方案（预算内外）"
    ),
    "search.pareto_caption": Label(
        "Each point is a setting, mean of the last {window} months over {seeds} seeds; bars: "
        "standard error. Filled: not dominated beyond noise; large: run under all sets of "
        "parameters (numbers); star: robust choice; crosses: over the budget (dashed).",
        "每点为一个方案，取 {seeds} 次重复模拟最后 {window} 个月均值；误差线：标准误。实心："
        "非支配方案（已计入随机性）；大：在各组参数下重跑（编号）；星：稳健选择；叉：超出预算"
        "（虚线）。",
    ),
    "search.regret": Label("Regret of settings of {scenario}", "{scenario} 各方案的后悔值"),
    "search.regret_caption": Label(
        "Bars: worst regret of each aim over {members} sets of parameters, as a share of the "
        "range of the aim over all settings and sets. Diamond: worst of the weighted mean over "
        "aims, with 95 % t-interval over {seeds} seeds, cut at the edges; the robust choice has "
        "the smallest.",
        "条形：各目标在 {members} 组参数下的最大后悔值，占该目标在全部方案与参数组中范围的份"
        "额。菱形：各目标加权均值的最大值及 {seeds} 次重复模拟的 95% t 区间（超出者截断）；稳"
        "健选择为其最小者。",
    ),
    "search.worst": Label("Maximum regret", "最大后悔值"),
    "search.setting": Label("Setting", "方案"),
    "search.share": Label("share of the range, %", "占范围 %"),
    "search.overall": Label("all aims together", "各目标合计"),
    "search.title": Label(
        "Settings that were kept, the most robust first", "入选方案，最稳健者在前"
    ),
    "search.large_unit": Label("million yuan per year", "万元/年"),
}
