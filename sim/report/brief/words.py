"""The fixed words of the brief, in English and Chinese, and quantities within sentences."""

import math

from sim.declarations.metrics import METRICS
from sim.declare import Label
from sim.report.brief.sources import source_text
from sim.report.brief.words_studies import STUDIES
from sim.report.words import NULL, closed_up, number, words_in

PHRASES: dict[str, Label] = {
    **STUDIES,
    "title_compare": Label("{others} against {baseline}", "{others} 与 {baseline} 的比较"),
    "title_run": Label("{scenario}", "{scenario}"),
    "kicker": Label("Brief · {town}", "政策简报 · {town}"),
    "made": Label(
        "Written by cogov {version} from the results in {folder}.",
        "由 cogov {version} 根据 {folder} 中的结果生成。",
    ),
    "contents": Label("Contents", "目录"),
    "and": Label(" and ", "、"),
    "or": Label(" or ", " 或 "),
    "comma": Label(", ", "、"),
    "semicolon": Label("; ", "；"),
    "clause": Label(", ", "，"),
    "colon": Label(": ", "："),
    # --- question --------------------------------------------------------------------------------
    "question": Label("Question", "问题"),
    "ask_compare": Label(
        "What changes in {town} when it is governed by {others} instead of {baseline}: who takes "
        "part and how deeply, what gets solved and by whom, for whom, and at what cost?",
        "如果{town}的治理方式由 {baseline} 改为 {others}，会有哪些变化：谁参与、参与多深，"
        "哪些事项由谁解决、惠及谁，成本多少？",
    ),
    "ask_run": Label(
        "How does {town} fare under {scenario}: who takes part and how deeply, what gets solved "
        "and by whom, for whom, and at what cost?",
        "在 {scenario} 下，{town}会怎样：谁参与、参与多深，哪些事项由谁解决、惠及谁，成本多少？",
    ),
    "setting": Label(
        "Simulated: {residents:,} residents at scale {scale:g}, {months} months from {start} after "
        "a common past of {past} months; {seeds}. Figures in the text are means of the last "
        "{window} months.",
        "模拟：居民 {residents:,} 人，规模 {scale:g}；共同历史 {past} 个月之后，自 {start} 起运行 "
        "{months} 个月；{seeds}。文中数值为最后 {window} 个月的均值。",
    ),
    "seeds_many": Label(
        "{seeds} seeds, each the same town with the same luck in every scenario",
        "{seeds} 个随机种子，同一种子下各情景的城镇与偶然因素完全相同",
    ),
    "seeds_one": Label("one seed, so differences have no interval", "单一种子，差值没有置信区间"),
    "unfinished": Label(
        "These results are not complete ({why}): seeds {missing} are missing.",
        "结果不完整（{why}）：缺少种子 {missing}。",
    ),
    "no_evidence": Label(
        "It is a simulation: what follows is what the declared rules imply, not an observation. "
        "Most behavioural sizes are assumed; see the last sections.",
        "这是模拟结果：以下是所声明规则的推论，不是观测。多数行为参数为假定，见文末。",
    ),
    "sources": Label(" ({sources})", "（来源：{sources}）"),
    "called": Label("{label} ({name})", "{label}（{name}）"),
    # --- in short --------------------------------------------------------------------------------
    "short": Label("In short", "要点"),
    "short_one": Label(
        "{scenario} instead of {baseline}: {items}.", "以 {scenario} 代替 {baseline}：{items}。"
    ),
    "short_flat": Label("{metric} not distinguishable", "{metric}不能区分"),
    "short_cost": Label("at {more} a year", "每年成本{more}"),
    "short_groups": Label(
        "participation rises in {up} of {all} groups of adults and falls in "
        "{down}, most among {most}, least among {least}",
        "{all} 类成年居民中 {up} 类参与率上升、{down} 类下降，增幅最大的是{most}，最小的是{least}",
    ),
    "short_groups_all": Label(
        "participation rises in all {all} groups of adults, most among {most}, least among {least}",
        "{all} 类成年居民的参与率全部上升，增幅最大的是{most}，最小的是{least}",
    ),
    "short_gaps": Label("gaps that widen: {items}", "差距扩大：{items}"),
    # --- scenarios -------------------------------------------------------------------------------
    "scenarios": Label("Scenarios", "情景"),
    "differ_compare": Label(
        "{count} of {all} levers differ from {baseline}. After each value: how it is known, and "
        "the line in which it is written.",
        "{all} 项政策工具中有 {count} 项与 {baseline} 不同。数值之后注明依据与所在行。",
    ),
    "differ_run": Label(
        "{count} of {all} levers differ from the common past. After each value: how it is known, "
        "and the line in which it is written.",
        "{all} 项政策工具中有 {count} 项与共同历史不同。数值之后注明依据与所在行。",
    ),
    "past_column": Label("Common past ({name})", "共同历史（{name}）"),
    "off_column": Label("Off", "关闭"),
    "lever": Label("Lever", "政策工具"),
    "unit": Label("Unit", "单位"),
    "not_set": Label("not set", "未设置"),
    "line": Label("line {lines}", "第 {lines} 行"),
    "versus": Label("{scenario} against {baseline}", "{scenario} 与 {baseline} 相比"),
    "from_month": Label("{value} from {month}", "{month} 起 {value}"),
    "no_levers": Label("No lever differs.", "没有政策工具不同。"),
    "other_differences": Label("Also different: {paths}.", "此外不同：{paths}。"),
    # --- findings --------------------------------------------------------------------------------
    "findings": Label("Main findings", "主要发现"),
    "finding": Label(
        "Under {scenario}, {metric} is {level} against {base} under {baseline}: {difference} "
        "(95 % interval {low} to {high}).",
        "{scenario} 下{metric}为 {level}，{baseline} 下为 {base}，相差 {difference}"
        "（95% 置信区间 {low} 至 {high}）。",
    ),
    "finding_not": Label(
        "Under {scenario}, {metric} is {level} against {base} under {baseline}, which is not "
        "distinguishable from no difference ({difference}, 95 % interval {low} to {high}).",
        "{scenario} 下{metric}为 {level}，{baseline} 下为 {base}，差异不能与零区分"
        "（{difference}，95% 置信区间 {low} 至 {high}）。",
    ),
    "finding_one": Label(
        "Under {scenario}, {metric} is {level} against {base} under {baseline}: {difference} (one "
        "seed, so no interval).",
        "{scenario} 下{metric}为 {level}，{baseline} 下为 {base}，相差 {difference}"
        "（单一种子，无置信区间）。",
    ),
    "finding_run": Label(
        "{metric} is {level}, against {base} in the {window} months before the branch: "
        "{difference}.",
        "{metric}为 {level}，分支前 {window} 个月为 {base}，相差 {difference}。",
    ),
    "finding_level": Label("{metric} is {level}.", "{metric}为 {level}。"),
    "one_seed_note": Label(
        "Means of the last {window} months. One seed gives no interval: compare scenarios over "
        "several seeds to tell effects from luck.",
        "最后 {window} 个月的均值。单一种子没有置信区间；要区分效果与偶然，请用多个种子比较情景。",
    ),
    "also_higher": Label("Higher under {scenario}: {items}.", "{scenario} 下较高：{items}。"),
    "also_lower": Label("Lower under {scenario}: {items}.", "{scenario} 下较低：{items}。"),
    "not_distinct": Label(
        "Not distinguishable from {baseline} under {scenario}: {items}.",
        "{scenario} 下不能与 {baseline} 区分：{items}。",
    ),
    "item": Label(
        "{metric} ({difference}; {low} to {high})", "{metric}（{difference}；{low} 至 {high}）"
    ),
    "item_one": Label("{metric} ({difference})", "{metric}（{difference}）"),
    "holm": Label(
        "Distinguishable: different from zero at 5 % after Holm correction over the {tests} pairs "
        "of scenario and metric. Brackets: 95 % {method} of differences within each seed, over "
        "{seeds} seeds.",
        "“可区分”指对 {tests} 对情景与指标作 Holm 校正后，在 5% 水平异于零。"
        "括号内为各种子内差值的 95% {method}（{seeds} 个种子）。",
    ),
    "all_numbers": Label("All numbers", "全部数值"),
    "metric": Label("Metric", "指标"),
    "difference": Label("Difference", "差值"),
    "interval": Label("95 % interval", "95% 置信区间"),
    "verdict": Label("Distinguishable", "可区分"),
    "before": Label("Before", "之前"),
    "effects": Label("When, where and for whom", "何时、何地、对谁"),
    # --- figures ---------------------------------------------------------------------------------
    "figures": Label("Figures", "图"),
    "figure_compare": Label("Scenarios over time, and their differences", "各情景的变化与差异"),
    "figure_run": Label("Metrics over time", "指标随时间的变化"),
    "figure_effects": Label("Differences over time", "差异随时间的变化"),
    "figure_rungs": Label("Rungs of participation", "参与层级"),
    "figure_hours": Label("Who contributes hours", "谁投入工时"),
    "figure_communities": Label("Community by community", "各社区"),
    "figure_flow": Label("Matters from arising to closing", "事项：从发生到办结"),
    "figure_matters": Label("Matters by channel, level and end", "事项：渠道、层级与结果"),
    "figure_map": Label("The town", "全镇各社区"),
    "figure_network": Label("Who works with whom", "协作网络"),
    "figure_groups": Label("Participation by group", "各类居民的参与"),
    "figure_places": Label("Participation by community", "各社区的参与"),
    "no_network": Label(
        "The collaboration network was not recorded by the version that made these results.",
        "生成这些结果的版本未记录协作网络。",
    ),
    # --- gains -----------------------------------------------------------------------------------
    "gains": Label("Who gained and who did not", "谁受益，谁没有"),
    "gain_groups": Label(
        "Under {scenario}, participation rises in {up} of {all} groups of adults, falls in {down}, "
        "and cannot be told from {baseline} in {flat}. It rises most among {most} and least among "
        "{least}.",
        "{scenario} 下，{all} 类成年居民中有 {up} 类参与率上升，{down} 类下降，{flat} 类不能与 "
        "{baseline} 区分；增幅最大的是{most}，最小的是{least}。",
    ),
    "gain_all": Label(
        "Under {scenario}, participation rises in all {all} groups of adults, most among {most} "
        "and least among {least}.",
        "{scenario} 下，{all} 类成年居民的参与率全部上升，增幅最大的是{most}，最小的是{least}。",
    ),
    "gain_run": Label(
        "Participation changed most among {most} and least among {least} (one seed, so no "
        "interval).",
        "参与率变化最大的是{most}，最小的是{least}（单一种子，无置信区间）。",
    ),
    "gain_place": Label(
        "Between communities the difference runs from {least} to {most}.",
        "各社区的差值从{least}到{most}不等。",
    ),
    "part": Label(
        "{part} ({difference}; {low} to {high})", "{part}（{difference}；{low} 至 {high}）"
    ),
    "part_one": Label("{part} ({difference})", "{part}（{difference}）"),
    "gap_wider": Label(
        "Gaps that widen under {scenario}: {items}.", "{scenario} 下扩大的差距：{items}。"
    ),
    "gap_narrower": Label(
        "Gaps that narrow under {scenario}: {items}.", "{scenario} 下缩小的差距：{items}。"
    ),
    "gap_item": Label("{metric} (from {base} to {level})", "{metric}（由 {base} 变为 {level}）"),
    "points": Label("{value} percentage points", "{value} 个百分点"),
    "gap_none": Label(
        "Under {scenario} no gap changes distinguishably.",
        "{scenario} 下各项差距均无可区分的变化。",
    ),
    "gap_table": Label("Gaps between groups", "群体差距"),
    # --- cost ------------------------------------------------------------------------------------
    "cost": Label("Cost", "成本"),
    "cost_total": Label(
        "{scenario} costs {yuan} a year, {more} than {baseline}.",
        "{scenario} 每年成本 {yuan}，比 {baseline} {more}。",
    ),
    "cost_run": Label("{scenario} costs {yuan} a year.", "{scenario} 每年成本 {yuan}。"),
    "more": Label("{yuan} more", "多 {yuan}"),
    "less": Label("{yuan} less", "少 {yuan}"),
    "million": Label("{value:,.2f} million yuan", "{value:,.0f} 万元"),
    "price": Label(
        "{outcome}: {added} a year under {scenario} ({added_low} to {added_high}), at {price} yuan "
        "each ({low} to {high}).",
        "{outcome}：{scenario} 下每年 {added} {unit}（{added_low} 至 {added_high}），"
        "每增加一{unit}的成本为 {price} 元（{low} 至 {high}）。",
    ),
    "no_price": Label(
        "{outcome}: under {scenario} none can be told from zero or fewer ({added}; {added_low} to "
        "{added_high}), so none has a price.",
        "{outcome}：{scenario} 下增量不能确定大于零（{added}；{added_low} 至 {added_high}），"
        "因此不计单位成本。",
    ),
    "no_price_one": Label(
        "{outcome}: {added} a year under {scenario}; one seed gives no interval, so no price.",
        "{outcome}：{scenario} 下每年 {added} {unit}；单一种子无置信区间，因此不计单位成本。",
    ),
    "unit_of_participants": Label("adults", "人"),
    "unit_of_true_resolutions": Label("matters", "件"),
    "participants": Label("Added participants", "新增参与者"),
    "true_resolutions": Label("Added true resolutions", "新增真实解决的事项"),
    "cost_note": Label(
        "Costs are those of the levers in force at declared prices, {assumed} of {all} of which "
        "are assumed; scaled up to the whole town. Participants: adults with any form of depth 2 "
        "or more in 12 months. True resolutions: matters arisen x collected x truly resolved. Each "
        "price sets all of the added cost against one outcome alone, so prices do not add up.",
        "成本按所用政策工具的声明单价计算（{all} 个单价中 {assumed} 个为假定），已换算为全镇。"
        "参与者：12个月内有深度2及以上参与的成年居民。真实解决：发生数×收集率×真实解决率。"
        "每个单位成本都把全部新增成本计入单一结果，因此不可相加。",
    ),
    "measure": Label("Measure", "措施"),
    "total": Label("Total", "合计"),
    "cost_unit": Label("10,000 yuan a year", "万元/年"),
    # --- why, validation -------------------------------------------------------------------------
    "why": Label("Why", "原因"),
    "no_why": Label(
        "No analysis of causes lies in this folder. One that is put there, or in a folder within "
        "it, appears here.",
        "该文件夹中没有原因分析。将分析结果放入其中或其子文件夹后，会显示在此处。",
    ),
    "validation": Label("Validation", "检验"),
    "no_validation": Label(
        "This version ships no recorded validation. Until one exists, read differences between "
        "scenarios as what the assumed rules imply.",
        "此版本未附检验记录。在此之前，情景之间的差异只应理解为所假定规则的推论。",
    ),
    "data": Label("Table: {name}", "表：{name}"),
    "cut": Label("The first {shown} of {all} rows.", "共 {all} 行，显示前 {shown} 行。"),
    # --- assumed ---------------------------------------------------------------------------------
    "assumed": Label("What is assumed", "哪些数值是假定的"),
    "assumed_counts": Label(
        "Of the {levers} lever values that the scenarios set, {levers_assumed} are assumed; of "
        "{parameters} parameters of behaviour, {parameters_assumed} are.",
        "各情景设置的 {levers} 个政策工具取值中，{levers_assumed} 个为假定；"
        "{parameters} 个行为参数中，{parameters_assumed} 个为假定。",
    ),
    "assumed_levers": Label("Assumed lever values", "假定的政策工具取值"),
    "assumed_parameters": Label("Assumed parameters", "假定的参数"),
    "parameter": Label("Parameter", "参数"),
    "value": Label("Value", "取值"),
    "range": Label("Plausible range", "合理范围"),
    "meaning": Label("Meaning", "含义"),
    "scenario": Label("Scenario", "情景"),
    # --- again -----------------------------------------------------------------------------------
    "again": Label("How to reproduce", "如何复现"),
    "again_lead": Label(
        "With the same version the same line gives the same numbers, to the bit, on any machine:",
        "使用相同版本，以下命令在任何机器上都得到逐位相同的数值：",
    ),
    "again_files": Label("Scenario files: {files}.", "情景文件：{files}。"),
    "again_when": Label(
        "Run {started}, {seconds:.0f} s. Seeds: {seeds}.",
        "运行时间 {started}，用时 {seconds:.0f} 秒。种子：{seeds}。",
    ),
    "again_seeds": Label("Seeds: {seeds}.", "种子：{seeds}。"),
    "versions": Label("Versions and hashes", "版本与校验值"),
    "name": Label("Name", "名称"),
    "hash": Label("Version or SHA-256", "版本或 SHA-256"),
}
MARKS: dict[str, Label] = {
    "survey": Label("survey", "调查"),
    "official": Label("official", "官方统计"),
    "case": Label("case", "个案"),
    "policy": Label("policy", "政策目标"),
    "computed": Label("computed", "推算"),
    "assumed": Label("assumed", "假定"),
}
"""How a number is known, by its mark."""
ANSWERS: dict[str, Label] = {
    "why": Label("Why it works", "作用机制"),
    "attribution": Label("Which measures do it", "各项措施的贡献"),
    "sensitivity": Label("What the result depends on", "结果取决于什么"),
    "pareto": Label("What to spend a budget on", "预算如何使用"),
    "calibration": Label("Calibration", "校准"),
    "validation": Label("Validation", "检验"),
    "discovery": Label("When it works", "在何种条件下有效"),
}
"""Titles of answers by kind; another kind is its own title."""


def tell(language: str, key: str, **values: object) -> str:
    """A phrase in a language, ``en`` or ``zh``, with its braces filled."""
    label = PHRASES[key]
    return closed_up((label.zh if language == "zh" else label.en).format(**values))


def answer_title(kind: str, language: str) -> str:
    """The title of an answer of a kind."""
    label = ANSWERS.get(kind)
    if label is None:
        return kind.replace("_", " ").capitalize()
    return words_in(language).pick(label)


def known_text(known: str, language: str) -> str:
    """How a number is known: its mark in the language, and its source as the file has it."""
    mark, colon, source = known.partition(":")
    label = MARKS.get(mark)
    if label is None:
        return source_text(known, language)
    mark = words_in(language).pick(label)
    text = source_text(source.strip(), language)
    return mark + (tell(language, "colon") + text if colon else "")


def metric_name(name: str, language: str) -> str:
    """A metric within a sentence."""
    label = words_in(language).pick(METRICS[name].label)
    return label[0].lower() + label[1:] if language == "en" else label


def listed(items: list[str], language: str, last: str = "and") -> str:
    """Items with commas between them and ``and`` or ``or`` before the last."""
    if len(items) < 2:
        return "".join(items)
    return tell(language, "comma").join(items[:-1]) + tell(language, last) + items[-1]


def in_a_row(items: list[str], language: str) -> str:
    """Items with semicolons between them."""
    return tell(language, "semicolon").join(items)


def quantity(value: float, unit: str, language: str, signed: bool = False) -> str:
    """A value with its unit within a sentence; signed ones are differences."""
    text = number(value, unit, signed)
    if text == NULL:
        return text
    words = words_in(language)
    if unit == "share" and signed:
        return tell(language, "points", value=text)
    if unit == "share":
        return f"{text} %" if language == "en" else f"{text}%"
    if unit in ("0-1", "rung 0-5", "-"):
        return text
    return f"{text} {words.unit(unit)}"


def yuan(value: float, language: str) -> str:
    """An amount of money within a sentence: millions in English, ten thousands in Chinese."""
    divisor = 1e4 if language == "zh" else 1e6
    return tell(language, "million", value=abs(value) / divisor)


def whole(value: float) -> str:
    """A count within a sentence."""
    return NULL if math.isnan(value) else f"{value:,.0f}".replace("-", "\N{MINUS SIGN}")
