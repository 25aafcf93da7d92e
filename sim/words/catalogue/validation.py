"""Validation: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "validation.title": Label(
        "What the model should show: {passed} of {patterns} patterns hold",
        "模型应呈现的现象：{patterns} 项中 {passed} 项成立",
    ),
    "validation.pattern": Label("Pattern", "检验项"),
    "validation.expected": Label("Expected", "预期"),
    "validation.found": Label("Simulated", "模拟"),
    "validation.interval": Label("95 % interval", "95% 置信区间"),
    "validation.verdict": Label("Holds", "成立"),
    "validation.kinds.fitted": Label("Fitted", "用于拟合"),
    "validation.kinds.input_driven": Label(
        "Driven by inputs (no evidence)", "由输入决定（不构成证据）"
    ),
    "validation.kinds.held_out": Label("Held out of the fit", "未用于拟合"),
    "validation.kinds.mechanism": Label("Mechanisms switched off", "关闭机制"),
    "validation.verdicts.pass": Label("yes", "是"),
    "validation.verdicts.fail": Label("NO", "否"),
    "validation.verdicts.not tested": Label("not tested", "未检验"),
    "validation.above": Label("> 0", "> 0"),
    "validation.below": Label("< 0", "< 0"),
    "validation.axis": Label(
        "Bands: 0 and 1 are the ends. Signs: 0 is no difference, to the right is as expected.",
        "区间类：0 与 1 为区间两端。符号类：0 为无差异，右侧为预期方向。",
    ),
    "validation.caption": Label(
        "Shaded: what is expected, fading where it is open. Points: mean over {over} at "
        "{sampled}; bars: 95 % t-interval, of differences within each seed. A band holds when "
        "the mean lies in it, give or take one standard error; a sign when the whole interval "
        "does; signs are drawn on the scale of their interval. Of a pattern with several figures "
        "the one on which it stands or falls is shown. Open: does not hold. Arrows: outside the "
        "frame.",
        "阴影：预期范围，单边开放处渐淡。点：{over}的均值，{sampled}；误差线：95% t 置信区间，差"
        "值在各次模拟内配对。区间类：均值落入区间即成立，容差一个标准误；符号类：整个置信区间同侧才"
        "成立，按其置信区间的尺度画出。含多个数值的检验项只画决定成败的一个。空心：不成立。箭头：超"
        "出图框。",
    ),
    "validation.count": Label(
        "{passed} of {patterns} patterns hold ({over} at {sampled}): {parts}.",
        "{patterns} 项检验中 {passed} 项成立（{over}，{sampled}）：{parts}。",
    ),
    "validation.of_kind": Label(
        "{kind} {passed} of {patterns}", "{kind}的 {patterns} 项中 {passed} 项"
    ),
    "validation.fails": Label("Do not hold: {names}.", "不成立：{names}。"),
    "validation.nothing_fails": Label("None fails.", "没有不成立者。"),
    "validation.reason": Label("{label} - why not: {reason}", "{label}——不成立的原因：{reason}"),
    "validation.no_reasons": Label(
        "Reasons are recorded for the whole town; on a part of it ({sampled}) chance may be one.",
        "不成立的原因仅就全员模拟作过记录；按比例抽样（{sampled}）时也可能出于偶然。",
    ),
    "validation.rules": Label(
        "A band holds when the mean lies in it, give or take one standard error; a sign holds when "
        "the whole interval does. Numbers with a sign are differences, of shares in points.",
        "区间类：均值落入区间（容差一个标准误）即成立；符号类：整个置信区间同侧才成立。带正负号者为"
        "差值，占比之差以百分点计。",
    ),
    "validation.rules_sets": Label(
        "Each plausible set is run once ({sampled}). Over them a band holds when their median lies "
        "in it, a sign when their whole interval (5 to 95 %) does.",
        "每组可信参数各模拟一次（{sampled}）。跨参数组：区间类以中位数落入区间为成立；符号类以整个区间"
        "（5%–95%）同侧为成立。",
    ),
    "validation.in_sets": Label("Holds\nin sets", "成立的\n参数组"),
    "validation.verdict_sets": Label("Holds\nover sets", "跨参数组\n成立"),
    "validation.held": Label("{holds_in} of {sets}", "{sets} 组中 {holds_in} 组"),
    "validation.over_sets": Label(
        "Over {sets} plausible sets of parameters ({sampled}) hold: {parts}.",
        "在 {sets} 组可信参数下（{sampled}）成立者：{parts}。",
    ),
    "validation.fails_sets": Label("Over them do not hold: {names}.", "跨参数组不成立：{names}。"),
    "validation.sets_band": Label(
        "Pale bars: 5 to 95 % of {sets} plausible sets of parameters.",
        "浅色条：{sets} 组可信参数的 5%–95% 范围。",
    ),
    "validation.untested": Label("Not tested: {names}.", "未检验：{names}。"),
    "validation.inputs": Label(
        "Patterns driven by inputs say what levers say and are no evidence; fitted ones only "
        "that the fit succeeded.",
        "由输入决定的检验项只是政策工具的重述，不构成证据；用于拟合者只说明拟合成功。",
    ),
    "validation.named": Label(
        "{label} ({found} against {expected})", "{label}（{found}，预期 {expected}）"
    ),
    "validation.comma": Label(", ", "，"),
    "validation.joint": Label("; ", "；"),
    "validation.seeds": Label("{seeds} seeds", "{seeds} 次重复模拟"),
    "validation.one_seed": Label("one seed", "仅 1 次模拟"),
}
