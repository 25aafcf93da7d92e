"""Sensitivity: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "sensitivity.level": Label("{metric} of {scenario}", "{scenario} 的{metric}"),
    "sensitivity.contrast": Label(
        "the difference in {metric} ({scenario} minus {baseline})",
        "{metric}之差（{scenario} 减 {baseline}）",
    ),
    "sensitivity.pair": Label("{scenario} minus {baseline}", "{scenario} 减 {baseline}"),
    "sensitivity.morris_title": Label("What moves {what}: screening", "影响{what}的因素：筛选"),
    "sensitivity.sobol_title": Label("What explains the variance of {what}", "{what}的方差来源"),
    "sensitivity.morris_heading": Label(
        "Effect of each factor on {pair}: screening", "各因素对 {pair} 的影响：筛选"
    ),
    "sensitivity.sobol_heading": Label("What explains the variance of {pair}", "{pair} 的方差来源"),
    "sensitivity.factor": Label("Factor", "因素"),
    "sensitivity.effect": Label("Mean abs. effect", "平均绝对效应"),
    "sensitivity.direction": Label("Mean effect", "平均效应"),
    "sensitivity.interaction": Label("Spread", "离散"),
    "sensitivity.noise": Label("Chance", "随机"),
    "sensitivity.first": Label("Alone", "单独"),
    "sensitivity.total": Label("With others", "含交互"),
    "sensitivity.seed": Label("Chance (random seed)", "模拟随机性"),
    "sensitivity.share": Label("% of variance", "占方差 %"),
    "sensitivity.morris_caption": Label(
        "Bars: mean absolute effect of moving a factor over its whole range (Morris; "
        "{trajectories} trajectories, {seeds} seeds a point, means of the last {window} months), "
        "the largest of {factors} factors; whiskers: 95 % bootstrap interval over trajectories; "
        "numbers: mean effect with its sign. Dashed: what chance alone would show; "
        "hatched: no more than that.",
        "条形：因素在其全范围内变动的平均绝对效应（Morris 法；{trajectories} 条轨迹，每点 "
        "{seeds} 个种子，最后 {window} 个月均值），{factors} 个因素中最大者；误差线：按轨迹重"
        "抽的 95% 自助区间；数字：带符号的平均效应。虚线：仅由模拟随机性产生的大小；斜纹：不"
        "超过该大小。",
    ),
    "sensitivity.morris_one": Label(
        "Bars: mean absolute effect of moving a factor over its whole range (Morris; "
        "{trajectories} trajectories, one seed, means of the last {window} months), the largest "
        "of {factors} factors; whiskers: 95 % bootstrap interval over trajectories; numbers: "
        "mean effect with its sign. With one seed chance cannot be told from effects.",
        "条形：因素在其全范围内变动的平均绝对效应（Morris 法；{trajectories} 条轨迹，1 次模拟"
        "，最后 {window} 个月均值），{factors} 个因素中最大者；误差线：按轨迹重抽的 95% 自助"
        "区间；数字：带符号的平均效应。仅 1 次模拟无法区分随机性与效应。",
    ),
    "sensitivity.sobol_caption": Label(
        "Sobol indices: share of the variance of the mean response that a factor explains alone "
        "(dark) and together with others (light), {samples} base samples, {seeds} seeds a point, "
        "chance taken out; whiskers: 95 % bootstrap interval over base samples. Grey: "
        "share of the variance of single runs that is chance.",
        "Sobol 指数：因素单独（深色）及含交互（浅色）解释的平均响应方差占比，{samples} 个基础"
        "样本，每点 {seeds} 次重复模拟，已扣除模拟随机性；误差线：按基础样本重抽的 95% 自助区"
        "间。灰：单次运行方差中模拟随机性所占份额。",
    ),
    "sensitivity.sobol_one": Label(
        "Sobol indices: share of the variance that a factor explains alone (dark) and together "
        "with others (light), {samples} base samples, one seed, whose chance is not taken out; "
        "whiskers: 95 % bootstrap interval over base samples.",
        "Sobol 指数：因素单独（深色）及含交互（浅色）解释的方差占比，{samples} 个基础样本，一个种"
        "子，未扣除其随机性；误差线：按基础样本重抽的 95% 自助区间。",
    ),
    "sensitivity.screened": Label(
        "Of {factors} factors moved over their whole ranges, {count} move {what} by more than "
        "chance; the largest mean absolute effects are those of {parts}.",
        "{factors} 个因素在其全范围内变动，有 {count} 个对{what}的影响超过模拟随机性；影响最大的"
        "是 {parts}。",
    ),
    "sensitivity.screened_none": Label(
        "None of {factors} factors moved over its whole range moves {what} by more than chance.",
        "{factors} 个因素中，没有一个对{what}的影响超过模拟随机性。",
    ),
    "sensitivity.explained": Label(
        "Of the variance of {what} that the {count} leading factors cause, the largest parts, "
        "alone or with others, are those of {parts}; each alone, they explain {alone} together.",
        "筛选出的 {count} 个因素造成的{what}方差中，占比最大（含交互）的是 {parts}；各因素单独合"
        "计解释 {alone}。",
    ),
    "sensitivity.unexplained": Label(
        "With so few points and seeds what the {count} leading factors do to {what} is not "
        "surely more than chance, so it has no indices.",
        "以现有点数与模拟次数，{count} 个主要因素对{what}的影响不显著超过随机性，故不计算指数。",
    ),
    "sensitivity.luck": Label(
        "Chance is {share} ({low} to {high}) of the variance of a single run.",
        "单次运行的方差中，模拟随机性占 {share}（{low} 至 {high}）。",
    ),
    "sensitivity.no_luck": Label(
        "With one seed a point chance is not taken out: use two or more.",
        "每点仅 1 次模拟，未扣除模拟随机性，请增加次数。",
    ),
    "sensitivity.part": Label(
        "{factor}, {effect} ({low} to {high})", "{factor} {effect}（{low} 至 {high}）"
    ),
    "sensitivity.index": Label(
        "{factor}, {share} ({low} to {high})", "{factor} {share}（{low} 至 {high}）"
    ),
}
