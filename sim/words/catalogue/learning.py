"""What could be learned: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "learning.effect": Label(
        "Over {sets} plausible sets of parameters {metric} differs by {low} to {high} between "
        "{scenario} and {baseline} (5 to 95 %; {effect} with the parameters in force, on {share} "
        "of the town).",
        "在 {sets} 组可信参数下，与 {baseline} 相比，{scenario}的{metric}相差 {low} 至 {high}"
        "（5–95%；现行参数下为 {effect}，在全镇 {share} 的人口上运行）。",
    ),
    "learning.few": Label(
        "With {sets} sets nothing can be said of what could be learned: it takes {least} or more.",
        "仅 {sets} 组参数，无法判断哪些测量有助于提高把握：至少需要 {least} 组。",
    ),
    "learning.same": Label(
        "All {sets} sets give the same effect, so there is nothing to make surer.",
        "{sets} 组参数的效应完全相同，各项测量均无可改进。",
    ),
    "learning.asking": Label(
        "Asking {respondents} residents {name} would narrow the effect by {share} ({low} to "
        "{high}).",
        "询问 {respondents} 名居民“{name}”，可使效应区间收窄 {share}（{low} 至 {high}）。",
    ),
    "learning.halving": Label(
        "A figure twice as exact for {name} would narrow it by {share} ({low} to {high}).",
        "若{name}的数据精确一倍，可使效应区间收窄 {share}（{low} 至 {high}）。",
    ),
    "learning.knowing": Label(
        "Knowing {name} exactly would narrow it by {share} ({low} to {high}), more than any "
        "study of it can.",
        "若准确得知“{name}”，可使效应区间收窄 {share}（{low} 至 {high}），"
        "任何实际研究都不会超过此数。",
    ),
    "learning.chance": Label(
        "{told} of the {tests} measurements explain more than the best of them would by chance; "
        "of the others these sets say nothing.",
        "{tests} 项测量中有 {told} 项的解释力超过偶然情形下的最佳者；其余各项，这些参数组"
        "无法说明。",
    ),
    "learning.none": Label(
        "None of the {tests} measurements explains more than the best of them would by chance "
        "with {sets} sets: more sets, or several measurements at once, would be needed.",
        "{tests} 项测量中没有一项的解释力超过偶然情形下的最佳者（{sets} 组参数）："
        "需要更多参数组，或同时进行多项测量。",
    ),
    "learning.title": Label(
        "{metric}: how much narrower {scenario} minus {baseline} becomes",
        "{metric}：{scenario} 减 {baseline} 的区间可收窄多少",
    ),
    "learning.measurement": Label("Measurement", "测量"),
    "learning.trying": Label(
        "A field trial like {name} would narrow it by {share} ({low} to {high}).",
        "如{name}的实地试验，可使效应区间收窄 {share}（{low} 至 {high}）。",
    ),
    "learning.vain": Label(
        "A field trial like {name} would narrow it by {share} ({low} to {high}), no more than "
        "chance gives.",
        "如{name}的实地试验，可使效应区间收窄 {share}（{low} 至 {high}），未超出偶然。",
    ),
    "learning.trial": Label("{trial} in {units} ({outcome})", "{trial}，{units}（{outcome}）"),
    "learning.kind.trial": Label("Field trial: {name}", "实地试验：{name}"),
    "learning.kind.target": Label("Twice as exact: {name}", "精确一倍：{name}"),
    "learning.kind.survey": Label(
        "Ask {respondents} residents {name}", "询问 {respondents} 名居民：{name}"
    ),
    "learning.kind.known": Label("Known exactly: {name}", "准确得知：{name}"),
    "learning.narrower": Label("Narrower by", "收窄"),
    "learning.range": Label("5–95 %", "5–95%"),
    "learning.told": Label("Beyond chance", "超出偶然"),
    "learning.yes": Label("yes", "是"),
    "learning.no": Label("no", "否"),
    "learning.note": Label(
        "By regression of the effect on what is measured, over {sets} sets: the share of its "
        "width that goes. Corrected for what a line explains by chance; 5 to 95 % over sets drawn "
        "again. Beyond chance: more than the best of the {tests} measurements explains when "
        "effects are dealt out to sets at random (95 %). Twice as exact: the band of a target "
        "halved. A survey errs by chance and by {validity} of the declared range (assumed); a "
        "field trial by chance alone. What two measurements teach together is not the sum.",
        "以 {sets} 组参数上效应对所测之量的回归计算：区间宽度收窄的比例，已扣除偶然可解释的部分；"
        "5–95% 为对参数组重抽样所得。超出偶然：超过把效应随机分派给各组时 {tests} 项测量中最佳者"
        "的解释力（95%）。精确一倍：目标区间减半。调查误差包括抽样误差与声明范围的 {validity}"
        "（假设），实地试验只有偶然误差。两项测量合起来的作用并非两者之和。",
    ),
    "learning.axis": Label("narrower by, %", "收窄 %"),
    "learning.caption": Label(
        "Bars: by how much the effect becomes narrower; whiskers: 5 to 95 % over sets drawn "
        "again; hatched: no more than chance gives. The {shown} that teach most of {tests}.",
        "条形：效应区间收窄的比例；误差线：对参数组重抽样的 5–95%；斜纹：未超出偶然。"
        "共 {tests} 项，列出最有用的 {shown} 项。",
    ),
}
