"""What a matching says."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "matching.left": Label(
        "Of {screened} assumed parameters {entered} move a target enough to be matched; {runs} "
        "runs, wave by wave, leave {left} of their declared ranges.",
        "{screened} 个假设参数中有 {entered} 个足以影响目标、纳入"
        "匹配；逐波共 {runs} 次运行后，"
        "其声明范围剩下 {left}。",
    ),
    "matching.nothing_left": Label(
        "No set of parameters is left after wave {waves}: {target} ruled out the last. There is no "
        "ensemble.",
        "第 {waves} 波后没有参数组剩下：最后的参数组被“{target}”排除，因此没有参数集合。",
    ),
    "matching.excluding": Label(
        "No set of parameters meets both {first} and {second}, though each of the two is met by "
        "some: they exclude each other.",
        "“{first}”与“{second}”相互排斥：二者各有参数组可满足，但没有一组能同时满足。",
    ),
    "matching.met": Label(
        "Run anew on {seeds} seeds that no wave used, with all other assumed parameters moved over "
        "their ranges too, {met} of {tried} sets meet all {targets} targets ({share}, within one "
        "standard deviation of chance and discrepancy); the ensemble keeps {members}.",
        "以各波未用过的 {seeds} 次重复模拟重新运行，其余假设参数也在其范"
        "围内变动：{tried} 组中有 {met} 组达到全部 {targets} 项目标（{share}，容差为随机误差与"
        "模型差异合计一个标准差）；参数集合保留 {members} 组。",
    ),
    "matching.none_tried": Label(
        "No set was left to be run on new seeds, so there is no ensemble.",
        "没有参数组可用新种子运行，因此没有参数集合。",
    ),
    "matching.default_in": Label(
        "The parameters in force meet all targets too and are member 1.",
        "现行参数也达到全部目标，为第 1 组。",
    ),
    "matching.default_out": Label(
        "The parameters in force do not meet all targets on these seeds.",
        "现行参数在这些种子下未达到全部目标。",
    ),
    "matching.ruling": Label(
        "Most of the ranges is ruled out by {names}.", "排除范围最多的目标：{names}。"
    ),
    "matching.ruled": Label("{target} ({share})", "{target}（{share}）"),
    "matching.learned": Label(
        "By the sets that meet all targets {well} of the matched parameters are well identified, "
        "{weakly} weakly and {no} not; the middle one keeps {coverage} of its range.",
        "就达到全部目标的参数组而言，纳入匹配的参数中识别良好 {well} 个"
        "、较弱 {weakly} 个、未识别 {no} "
        "个；居中者保留其范围的 {coverage}。",
    ),
    "matching.pressing": Label(
        "On an end of its range presses: {names}.", "贴近范围端点：{names}。"
    ),
    "matching.trading": Label("Pairs that trade off: {names}.", "相互替代的参数对：{names}。"),
    "matching.pair": Label(
        "{first} with {second} ({correlation})", "{first}与{second}（{correlation}）"
    ),
    "matching.failed": Label(
        "{count} runs of the waves failed and count for nothing.",
        "各波中 {count} 次运行失败，不计入。",
    ),
    "matching.less_than": Label("less than one in {count}", "不足 {count} 分之一"),
    "matching.one_in": Label("one part in {count}", "{count} 分之一"),
    "matching.waves_title": Label(
        "What is left of the declared ranges after each wave", "各波之后声明范围的剩余"
    ),
    "matching.targets_title": Label(
        "Fit of the {members} sets of the ensemble to {targets} targets",
        "参数集合 {members} 组对 {targets} 项目标的拟合",
    ),
    "matching.parameters_title": Label(
        "Where {met} sets that meet all targets lie in the declared ranges",
        "达到全部目标的 {met} 组参数在声明范围中的位置",
    ),
    "matching.pairs_title": Label("Pairs of parameters that trade off", "相互替代的参数对"),
    "matching.no_pairs": Label(
        "No pair of parameters trades off, or there are too few sets to tell.",
        "没有相互替代的参数对，或参数组太少、无法判断。",
    ),
    "matching.wave": Label("Wave", "波次"),
    "matching.moved": Label("all moved", "全变动"),
    "matching.last": Label("new seeds", "新种子"),
    "matching.runs": Label("Sets", "参数组"),
    "matching.run_seeds": Label("Seeds", "种子"),
    "matching.all_met": Label("Meet all", "全部达标"),
    "matching.share_left": Label("Left of the ranges", "范围剩余"),
    "matching.rules": Label("Rules out", "排除"),
    "matching.explained": Label("Emulated", "代理模型解释"),
    "matching.covered": Label("Within 2 sd", "2 倍标准差内"),
    "matching.median": Label("Median", "中位数"),
    "matching.reach": Label("From … to", "范围"),
    "matching.share_met": Label("Met by", "达标比例"),
    "matching.range": Label("Declared", "声明范围"),
    "matching.in_force": Label("In force", "现行"),
    "matching.kept": Label("5–95 %", "5–95 %"),
    "matching.coverage": Label("Kept", "保留"),
    "matching.identified": Label("Identified", "识别"),
    "matching.presses": Label("Presses on", "贴近"),
    "matching.word.well": Label("well", "良好"),
    "matching.word.weakly": Label("weakly", "较弱"),
    "matching.word.no": Label("no", "否"),
    "matching.end.low": Label("low end", "下限"),
    "matching.end.high": Label("high end", "上限"),
    "matching.pressed": Label("{parameter} ({end})", "{parameter}（{end}）"),
    "matching.first": Label("Parameter", "参数"),
    "matching.second": Label("Trades off with", "与之替代"),
    "matching.correlation": Label("Correlation", "相关系数"),
    "matching.axis_left": Label("Share of the ranges left", "范围剩余比例"),
    "matching.axis_met": Label("Runs that meet all targets (%)", "全部达标的运行（%）"),
    "matching.axis_targets": Label(
        "Place in the band of the target (0 to 1: inside)", "在目标区间中的位置（0 至 1 为区间内）"
    ),
    "matching.axis_parameters": Label(
        "Place in the declared range (0: low end, 1: high end)",
        "在声明范围中的位置（0：下限，1：上限）",
    ),
    "matching.caption_waves": Label(
        "Left: share of the declared ranges of {entered} parameters that is not ruled out "
        "after each wave, on a scale of powers of ten. Right: share of the runs of each "
        "wave, of those with all parameters moved, and of these on new seeds, that meet all "
        "targets within one standard deviation of chance and discrepancy. Simulated: {sampled}.",
        "左：每一波之后 {entered} 个参数声明范围中未被排除"
        "的比例（对数刻度）。右：各波、全部参数变动的运行以及其中用新种子的"
        "运行中，全部目标达标（容差为随机误差与模型差异合计一个标准差）的比例。{sampled}。",
    ),
    "matching.caption_targets": Label(
        "Grey: the band of each target, fading where it is open. Points: each set of the ensemble, "
        "mean over {seeds} seeds that no wave used at {sampled}; bar: the median. Numbers: "
        "band, median, share of the declared ranges that the target rules out by the first wave, "
        "and share of the variance that the last emulator explains with each run left out.",
        "灰：各目标区间，单边开放处渐淡。点：参数集合的每一组，为各波未用过的 {seeds} 次重复模拟（"
        "{sampled}）的均值；竖线：中位数。数字：区间、中位数"
        "、该目标在第一波中排除的声明范围比例，以及"
        "最后的代理模型在逐一留出时解释的方差比例。",
    ),
    "matching.caption_parameters": Label(
        "Matched parameters, those that move a target most first. Blue: where 90 % of the sets "
        "that meet all targets lie, and their median; open square: in force. Numbers: share of the "
        "range between the ends of the bar, how well the targets identify the parameter, and the "
        "end of the range on which more than a quarter of the sets press.",
        "纳入匹配的参数，影响目标最大者在前。蓝：达到全部目标的参数"
        "组 90 % 所在范围及中位数；空心方："
        "现行值。数字：蓝条占范围的比例、目标对该参数的识别程度"
        "，以及四分之一以上参数组所贴近的端点。",
    ),
    "matching.caption_pairs": Label(
        "Each point is one of the {members} sets of the ensemble; axes are the declared ranges, "
        "from 0 to 1. In the title of a panel: correlation over all sets that meet the targets.",
        "每一点是参数集合 {members} 组中的一组；坐标轴为声明范"
        "围，由 0 至 1。各图标题：达到全部目标的"
        "参数组中的相关系数。",
    ),
}
