"""What briefs say, and the page to hand on."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "brief.setting": Label(
        "{residents:,} residents, {simulated:,} of them simulated ({sampled}), {months} "
        "months "
        "from {start} after a common past of {past} months; {seeds}.",
        "居民 {residents:,} 人，模拟其中 {simulated:,} 人（{sampled}）；共同基期（政策分化前 "
        "{past} 个月）之后，自 {start} 起运行 {months} 个月；{seeds}。",
    ),
    "brief.setting_short": Label(
        "{residents:,} residents, {simulated:,} of them simulated ({sampled}); {seeds}.",
        "居民 {residents:,} 人，模拟其中 {simulated:,} 人（{sampled}）；{seeds}。",
    ),
    "brief.window": Label(
        "Figures in the text are means of the last {window} months.",
        "文中数值为最后 {window} 个月的均值。",
    ),
    "brief.asked_in": Label("What was asked, in full", "设定全文"),
    "brief.section.tables": Label("Tables", "表"),
    "brief.ask_sweep": Label(
        "How does {town} under {scenarios} respond to {factors}?",
        "{town}在 {scenarios} 下如何随{factors}变化？",
    ),
    "brief.section.design": Label("Design", "设计"),
    "brief.design_runs": Label(
        "Points: {points}; scenarios: {scenarios}; seeds: {seeds}. Of {all} runs {done} are done "
        "and {failed} failed.",
        "{points} 个点、{scenarios} 个情景、{seeds} 次重复模拟：{all} 次运行中 {done} 次完成，"
        "{failed} 次失败。",
    ),
    "brief.design_compared": Label(
        "Scenarios: {scenarios}; seeds: {seeds}. Of {all} runs {done} are done and {failed} "
        "failed.",
        "{scenarios} 个情景、{seeds} 次重复模拟：{all} 次运行中 {done} 次完成，{failed} 次失败。",
    ),
    "brief.design_plain": Label(
        "No factor is varied; scenarios are compared as they are.",
        "未改变任何因素；各情景按原样比较。",
    ),
    "brief.design_plans": Label(
        "The store holds {count} plans: {plans}. This brief is of {plan}; '--plan' names another.",
        "该实验库含 {count} 个计划：{plans}。本简报为 {plan}；可用 --plan 指定其他计划。",
    ),
    "brief.head.factor": Label("Factor", "因素"),
    "brief.head.levels": Label("Levels", "水平"),
    "brief.head.level": Label("Level", "水平"),
    "brief.many_levels": Label(
        "{count} values from {low} to {high}", "{low} 至 {high} 的 {count} 个值"
    ),
    "brief.head.mean": Label("Mean", "均值"),
    "brief.head.from_first": Label("Difference from the first level", "与首个水平之差"),
    "brief.factor_note": Label(
        "All other factors are averaged within each seed. Clear: different from zero "
        "at 5 % after Holm correction over the {tests} differences of all factors, levels and "
        "metrics. Brackets: 95 % t-interval over {seeds} seeds.",
        "各次模拟内对其余因素取平均。“显著”指对全部因素、水平与指标的 {tests} 个差值作 Holm 校正"
        "后，在 5% 水平异于零。括号内为 {seeds} 次重复模拟的 95% t 置信区间。",
    ),
    "brief.figure_factors": Label("Effect of each factor", "各因素的作用"),
    "brief.all_levels": Label("All numbers, by factor", "全部数值（按因素）"),
    "brief.title_compare": Label("{others} against {baseline}", "{others} 与 {baseline} 的比较"),
    "brief.kicker": Label("Brief · {town}", "政策简报 · {town}"),
    "brief.made": Label(
        "Written by cogov {version} from the results in {folder}.",
        "由 cogov {version} 根据 {folder} 中的结果生成。",
    ),
    "brief.contents": Label("Contents", "目录"),
    "brief.section.question": Label("Question", "问题"),
    "brief.ask_compare": Label(
        "What changes in {town} when it is governed by {others} instead of {baseline}: who takes "
        "part and how deeply, what gets solved and by whom, for whom, and at what cost?",
        "如果{town}的治理方式由 {baseline} 改为 {others}，会有哪些变化：谁参与、参与多深，哪些事"
        "项由谁解决、惠及谁，成本多少？",
    ),
    "brief.ask_run": Label(
        "How does {town} fare under {baseline}: who takes part and how deeply, what gets solved "
        "and by whom, for whom, and at what cost?",
        "在 {baseline} 下，{town}会怎样：谁参与、参与多深，哪些事项由谁解决、惠及谁，成本多少？",
    ),
    "brief.seeds_many": Label(
        "{seeds} seeds, each the same town with the same random draws in every scenario",
        "{seeds} 次重复模拟，每次各情景的城镇与偶然因素完全相同",
    ),
    "brief.seeds_one": Label(
        "one seed, so differences have no interval", "仅 1 次模拟，差值没有区间"
    ),
    "brief.unfinished": Label(
        "These results are not complete ({why}): seeds {missing} are missing.",
        "结果不完整（{why}）：缺少随机种子 {missing}。",
    ),
    "brief.no_evidence": Label(
        "It is a simulation: what follows is what the declared rules imply, not an observation. "
        "Most behavioural sizes are assumed; see the last sections.",
        "这是模拟结果：以下是所声明规则的推论，不是观测。多数行为参数为假设，见文末。",
    ),
    "brief.sources": Label(" ({sources})", "（来源：{sources}）"),
    "brief.not_described": Label("not described in its file.", "文件中未作说明。"),
    "brief.not_described_over": Label(
        "not described in its file; it builds on {parent}.", "文件中未作说明；以 {parent} 为基础。"
    ),
    "brief.called": Label("{label} ({name})", "{label}（{name}）"),
    "brief.section.short": Label("In short", "要点"),
    "brief.short_one": Label(
        "{scenario} instead of {baseline}: {items}.", "与 {baseline} 相比，{scenario}：{items}。"
    ),
    "brief.short_flat": Label("{metric} without a clear difference", "{metric}无显著差异"),
    "brief.short_cost": Label("at {more}", "成本{more}"),
    "brief.short_few": Label(
        "{over}: too few to tell any of it from chance",
        "仅 {over}，尚不足以判断上述差异是否出于偶然",
    ),
    "brief.short_groups": Label(
        "participation clearly rises in {up} of {all} groups of adults and clearly falls in {down}",
        "{all} 类成年居民中，参与率显著上升的有 {up} 类，显著下降的有 {down} 类",
    ),
    "brief.short_groups_all": Label(
        "participation clearly rises in all {all} groups of adults",
        "{all} 类成年居民的参与率全部显著上升",
    ),
    "brief.short_gaps": Label("gaps that widen: {items}", "差距扩大：{items}"),
    "brief.section.scenarios": Label("Scenarios", "情景"),
    "brief.differ_compare": Label(
        "{count} of {all} levers differ from {baseline}. After each value: how it is known, and "
        "the line in which it is written.",
        "{all} 项政策工具中有 {count} 项与 {baseline} 不同。数值之后注明依据与所在行。",
    ),
    "brief.differ_run": Label(
        "{count} of {all} levers differ from the common past. After each value: how it is known, "
        "and the line in which it is written.",
        "{all} 项政策工具中有 {count} 项与共同基期不同。数值之后注明依据与所在行。",
    ),
    "brief.past_column": Label("Common past ({name})", "共同基期（{name}）"),
    "brief.off_column": Label("Off", "关闭"),
    "brief.head.lever": Label("Lever", "政策工具"),
    "brief.head.unit": Label("Unit", "单位"),
    "brief.not_set": Label("not set", "未设置"),
    "brief.line": Label("line {lines}", "第 {lines} 行"),
    "brief.versus": Label("{scenario} against {baseline}", "{scenario} 与 {baseline} 相比"),
    "brief.from_month": Label("{value} from {month}", "{month} 起 {value}"),
    "brief.no_levers": Label("No lever differs.", "没有政策工具不同。"),
    "brief.other_differences": Label("Also different: {paths}.", "此外不同：{paths}。"),
    "brief.section.findings": Label("Main findings", "主要发现"),
    "brief.held.all": Label("of this sign in all {sets}", "{sets} 组方向全部一致"),
    "brief.held.most": Label(
        "of this sign in {holds_in} of {sets}", "{sets} 组中 {holds_in} 组方向一致"
    ),
    "brief.held.close": Label(
        "too close to call (of this sign in {holds_in} of {sets})",
        "难分高下（{sets} 组中仅 {holds_in} 组方向一致）",
    ),
    "brief.finding_run": Label(
        "{metric} is {level}, against {base} in the {window} months before the branch: "
        "{difference}.",
        "{metric}为 {level}，政策分化前 {window} 个月为 {base}，相差 {difference}。",
    ),
    "brief.finding_level": Label("{metric} is {level}.", "{metric}为 {level}。"),
    "brief.one_seed_note": Label(
        "Means of the last {window} months. One seed gives no interval: compare scenarios over "
        "several seeds to tell effects from chance.",
        "最后 {window} 个月的均值。仅 1 次模拟没有置信区间；要区分效果与偶然，请增加模拟次数比较情"
        "景"
        "。",
    ),
    "brief.seeds_note": Label(
        "Means of the last {window} months over {over}.", "最后 {window} 个月、{over}的均值。"
    ),
    "brief.also_higher": Label("Higher under {scenario}: {items}.", "{scenario} 下较高：{items}。"),
    "brief.also_lower": Label("Lower under {scenario}: {items}.", "{scenario} 下较低：{items}。"),
    "brief.alone": Label(
        "Different under {scenario} if looked at alone, but not after correction: {items}.",
        "{scenario} 下单独看显著、校正后不显著：{items}。",
    ),
    "brief.not_distinct": Label(
        "Without a clear difference between {scenario} and {baseline}: {items}.",
        "{scenario} 与 {baseline} 之间无显著差异：{items}。",
    ),
    "brief.by_levers": Label(
        "Set by the levers of {scenario}, not estimated: {items}.",
        "由 {scenario} 的政策工具直接设定、并非估计值：{items}。",
    ),
    "brief.item": Label(
        "{name} ({difference}; {low} to {high})", "{name}（{difference}；{low} 至 {high}）"
    ),
    "brief.item_one": Label("{name} ({difference})", "{name}（{difference}）"),
    "brief.holm": Label(
        "Clear: different from zero at 5 % after Holm correction over the {tests} pairs of "
        "scenario and metric. Brackets: 95 % {method} of differences within each seed, over "
        "{seeds} seeds.",
        "“显著”指对 {tests} 对情景与指标作 Holm 校正后，在 5% 水平异于零。括号内为各次模拟内差值的 "
        "95% {method}（{seeds} 次重复模拟）。",
    ),
    "brief.all_numbers": Label("All numbers", "全部数值"),
    "brief.head.metric": Label("Metric", "指标"),
    "brief.head.difference": Label("Difference", "差值"),
    "brief.head.interval": Label("95 % interval", "95% 置信区间"),
    "brief.head.verdict": Label("Clear", "是否显著"),
    "brief.section.figures": Label("Figures", "图"),
    "brief.figure_compare": Label(
        "Scenarios over time, and their differences", "各情景的变化与差异"
    ),
    "brief.figure_run": Label("Metrics over time", "指标随时间的变化"),
    "brief.figure_effects": Label("Differences over time", "差异随时间的变化"),
    "brief.figure_rungs": Label("Rungs of participation", "参与层级"),
    "brief.figure_hours": Label("Who contributes hours", "谁投入工时"),
    "brief.figure_communities": Label("Community by community", "各社区"),
    "brief.figure_flow": Label("Matters from arising to closing", "事项：从发生到办结"),
    "brief.figure_matters": Label("Matters by channel, level and end", "事项：渠道、层级与结果"),
    "brief.figure_map": Label("The town", "全镇各社区"),
    "brief.figure_network": Label("Who works with whom", "协作网络"),
    "brief.figure_groups": Label("Participation by group", "各类居民的参与"),
    "brief.figure_places": Label("Participation by community", "各社区的参与"),
    "brief.no_network": Label(
        "The collaboration network was not recorded by the version that made these results.",
        "生成这些结果的版本未记录协作网络。",
    ),
    "brief.section.gains": Label("Who gained and who did not", "谁受益，谁没有"),
    "brief.gain_groups": Label(
        "Under {scenario}, participation clearly rises in {up} of {all} groups of adults and "
        "clearly falls in {down}; in {flat} there is no clear difference from {baseline}.",
        "{scenario} 下，{all} 类成年居民中有 {up} 类参与率显著上升，{down} 类显著下降，{flat} 类与 "
        "{baseline} 无显著差异。",
    ),
    "brief.gain_all": Label(
        "Under {scenario}, participation clearly rises in all {all} groups of adults.",
        "{scenario} 下，{all} 类成年居民的参与率全部显著上升。",
    ),
    "brief.gain_few": Label(
        "Under {scenario}, participation is higher than under {baseline} in {up} of {all} groups "
        "of adults and lower in {down} ({over}: too few to tell it from chance).",
        "与 {baseline} 相比，{scenario} 下 {all} 类成年居民中有 {up} 类参与率较高、{down} 类较低（"
        "仅 {over}，尚不足以判断是否出于偶然）。",
    ),
    "brief.gain_run": Label(
        "Participation rose in {up} of {all} groups of adults and fell in {down} ({over}: too few "
        "to tell it from chance).",
        "{all} 类成年居民中有 {up} 类参与率上升、{down} 类下降（仅 {over}，尚不足以判断是否出于偶然"
        "）。",
    ),
    "brief.gain_past": Label(
        "Participation clearly rose in {up} of {all} groups of adults and clearly fell in {down}.",
        "{all} 类成年居民中有 {up} 类参与率显著上升，{down} 类显著下降。",
    ),
    "brief.gain_place": Label(
        "Across communities the difference runs from {least} to {most}; they are not ranked, as "
        "what tells them apart is largely assumed.",
        "各社区的差值为 {least} 至 {most}；各社区的输入数据多为假设，不作排名。",
    ),
    "brief.gap_wider": Label(
        "Gaps that widen under {scenario}: {items}.", "{scenario} 下扩大的差距：{items}。"
    ),
    "brief.gap_narrower": Label(
        "Gaps that narrow under {scenario}: {items}.", "{scenario} 下缩小的差距：{items}。"
    ),
    "brief.gap_item": Label(
        "{metric} (from {base} to {level})", "{metric}（由 {base} 变为 {level}）"
    ),
    "brief.gap_none": Label(
        "Under {scenario} no gap between groups changes clearly.",
        "{scenario} 下各项差距均无显著变化。",
    ),
    "brief.gap_table": Label("Gaps between groups", "群体差距"),
    "brief.section.cost": Label("Cost", "成本"),
    "brief.cost_total": Label(
        "{scenario} costs {cost}, {more} than {baseline}.",
        "{scenario} 的成本为 {cost}，比 {baseline} {more}。",
    ),
    "brief.cost_run": Label("{scenario} costs {cost}.", "{scenario} 的成本为 {cost}。"),
    "brief.more": Label("{cost} more", "多 {cost}"),
    "brief.less": Label("{cost} less", "少 {cost}"),
    "brief.price": Label(
        "{outcome}: {added} a year under {scenario} ({added_low} to {added_high}), at {price} "
        "yuan each ({low} to {high}).",
        "{outcome}：{scenario} 下每年 {added} {unit}（{added_low} 至 {added_high}），每增加一"
        "{unit}的成本为 {price} 元（{low} 至 {high}）。",
    ),
    "brief.no_price": Label(
        "{outcome}: under {scenario} there are not clearly more than none ({added}; {added_low} "
        "to {added_high}), so none has a price.",
        "{outcome}：{scenario} 下增量不能确定大于零（{added}；{added_low} 至 {added_high}），因此"
        "不计单位成本。",
    ),
    "brief.no_price_one": Label(
        "{outcome}: {added} a year under {scenario}; {over}: too few for an interval, so no price.",
        "{outcome}：{scenario} 下每年 {added} {unit}；仅 {over}，不足以给出区间，因此不计单位成本"
        "。",
    ),
    "brief.outcome_unit.participants": Label("adults", "人"),
    "brief.outcome_unit.true_resolutions": Label("matters", "件"),
    "brief.outcome.participants": Label("Added participants", "新增参与者"),
    "brief.outcome.true_resolutions": Label("Added true resolutions", "新增真实解决的事项"),
    "brief.cost_note": Label(
        "Costs are those of the levers in force at declared prices, {assumed} of {all} of which "
        "are assumed; scaled up to the whole town. Participants: adults with any form of depth 2 "
        "or more in 12 months. True resolutions: matters arisen x collected x truly resolved. "
        "Each price sets all of the added cost against one outcome alone, so prices do not add "
        "up.",
        "成本按所用政策工具的声明单价计算（{all} 个单价中 {assumed} 个为假设），已换算为全镇。参"
        "与者：12个月内有深度2及以上参与的成年居民。真实解决：发生数×收集率×真实解决率。每个单位"
        "成本都把全部新增成本计入单一结果，因此不可相加。",
    ),
    "brief.head.measure": Label("Measure", "措施"),
    "brief.head.total": Label("Total", "合计"),
    "brief.section.why": Label("Why", "原因"),
    "brief.no_why": Label(
        "Causes were not analysed; this command does it, and its answer then stands here.",
        "尚未分析原因；可执行以下命令，其结果会显示在此处。",
    ),
    "brief.section.validation": Label("Validation", "检验"),
    "brief.no_validation": Label(
        "This version ships no recorded validation. Until one exists, read differences between "
        "scenarios as what the assumed rules imply.",
        "此版本未附检验记录。在此之前，情景之间的差异只应理解为所假设规则的推论。",
    ),
    "brief.cut": Label("The first {shown} of {all} rows.", "共 {all} 行，显示前 {shown} 行。"),
    "brief.section.assumed": Label("What is assumed", "哪些数值为假设"),
    "brief.assumed_counts": Label(
        "Of the {levers} lever values that the scenarios set, {levers_assumed} are assumed; of "
        "{parameters} parameters of behaviour, {parameters_assumed} are.",
        "各情景设置的 {levers} 个政策工具取值中，{levers_assumed} 个为假设；{parameters} 个行为参"
        "数中，{parameters_assumed} 个为假设。",
    ),
    "brief.assumed_levers": Label("Assumed lever values", "假设的政策工具取值"),
    "brief.assumed_parameters": Label("Assumed parameters", "假设的参数"),
    "brief.head.parameter": Label("Parameter", "参数"),
    "brief.head.value": Label("Value", "取值"),
    "brief.head.range": Label("Plausible range", "合理范围"),
    "brief.head.meaning": Label("Meaning", "含义"),
    "brief.head.scenario": Label("Scenario", "情景"),
    "brief.section.again": Label("How to reproduce", "如何复现"),
    "brief.again_lead": Label(
        "With the same version the same line gives the same numbers, to the bit, on any machine:",
        "使用相同版本，以下命令在任何机器上都得到逐位相同的数值：",
    ),
    "brief.again_files": Label("Scenario files: {files}.", "情景文件：{files}。"),
    "brief.again_when": Label(
        "Run {started}, {seconds:.0f} s. Seeds: {seeds}.",
        "运行时间 {started}，用时 {seconds:.0f} 秒。种子：{seeds}。",
    ),
    "brief.again_seeds": Label("Seeds: {seeds}.", "种子：{seeds}。"),
    "brief.versions": Label("Versions and hashes", "版本与校验值"),
    "brief.head.name": Label("Name", "名称"),
    "brief.head.hash": Label("Version or SHA-256", "版本或 SHA-256"),
    # --- marks ---
    "mark.survey": Label("survey", "调查"),
    "mark.official": Label("official", "官方统计"),
    "mark.case": Label("case", "个案"),
    "mark.policy": Label("policy", "政策目标"),
    "mark.computed": Label("computed", "推算"),
    "mark.assumed": Label("assumed", "假设"),
    "brief.effects": Label("When, where and for whom", "何时、何地、对谁"),
    "handout.kicker": Label("Policy brief · {town}", "政策简报 · {town}"),
    "handout.question": Label("Question", "研究问题"),
    "handout.found": Label("What was found", "主要结论"),
    "handout.numbers": Label("|", "一、|二、|三、|四、|五、"),
    "handout.cost": Label("Effect beside cost", "成效与成本"),
    "handout.sure": Label("How sure this is", "结论的可靠程度"),
    "handout.assumed": Label("What is assumed", "前提与局限"),
    "handout.cite": Label("How to cite", "引用方式"),
    "handout.ask_compare": Label(
        "If {town} is governed by {others} instead of {baseline}: how many more residents take "
        "part, what gets solved, and at what cost?",
        "如果{town}由{baseline}转向{others}，居民参与和问题解决会有多大变化，需要多少成本？",
    ),
    "handout.costs": Label("Compared with {baseline}: {items}.", "与{baseline}相比：{items}。"),
    "handout.cost_more": Label("{scenario} costs {cost} more", "{scenario}的成本高 {cost}"),
    "handout.cost_less": Label("{scenario} costs {cost} less", "{scenario}的成本低 {cost}"),
    "handout.each": Label(
        ", or about {price} yuan for each added participant", "，每新增一名参与者约需 {price} 元"
    ),
    "handout.row_people": Label("Adults who take part", "参与的成年居民（人）"),
    "handout.row_more_people": Label(
        "Adults who take part, and how many more", "参与的成年居民（人）及其增减"
    ),
    "handout.row_cost": Label("Cost", "年成本"),
    "handout.row_price": Label(
        "Yuan for each added participant and year", "每新增一名参与者（元/年）"
    ),
    "handout.table_note": Label(
        "Means of the last {window} months. Costs are those of the levers at declared prices, most "
        "of them assumed; a dash: no number, because the gain is not clear.",
        "数值为最后 {window} 个月均值。成本按政策工具的声明单价计算，单价多为假设；“–”表示增量不显"
        "著，不予列出。",
    ),
    "handout.levels": Label("How many take part, and the cost", "参与人数与成本"),
    "handout.levels_note": Label(
        "Means of the last {window} months. Costs are those of the levers at declared prices, most "
        "of them assumed.",
        "数值为最后 {window} 个月均值。成本按政策工具的声明单价计算，单价多为假设。",
    ),
    "handout.sure_sets": Label(
        "{scenario}: under {sets} sets of parameters that fit what is known, the difference lies "
        "between {low} and {high} (5 to 95 %), {held}.",
        "{scenario}：在与已知数据相符的 {sets} 组参数下，差异为 {low} 至 {high}（5–95%），{held}。",
    ),
    "handout.edge": Label(
        "The parameters in force lie at the edge of these sets.", "现行参数位于这些参数组的边缘。"
    ),
    "handout.no_sets": Label(
        "{scenario}: what plausible other parameters would give was not looked at, so the answer "
        "is "
        "less sure than chance alone suggests.",
        "{scenario}：未考察其他可信参数的结果，实际不确定性大于偶然因素所示。",
    ),
    "handout.chance": Label(
        "Chance alone adds ±{half} ({over}).", "偶然因素带来的误差为 ±{half}（{over}）。"
    ),
    "handout.few": Label(
        "{over}: too few to tell it from chance.", "仅 {over}，尚不足以判断是否出于偶然。"
    ),
    "handout.over": Label("Based on {over}.", "依据 {over}。"),
    "handout.simulation": Label(
        "This is a simulation: it says what the declared rules imply and is no observation.",
        "本简报为模拟结果，反映所声明规则的推论，并非实际观测。",
    ),
    "handout.moved_by": Label(
        "In one town, at most {share} of what is uncertain is due to parameters that nobody has "
        "measured.",
        "就单个城镇而言，不确定性中至多 {share} 来自尚无实测的参数。",
    ),
    "cite.line": Label(
        "The cogov developers ({year}). cogov {version}, code {code}; {scenarios}; results of "
        "{date}.",
        "The cogov developers（{year}）. cogov {version}，代码 {code}；{scenarios}；结果日期 "
        "{date}。",
    ),
    "cite.as": Label("Cite as: {line}", "引用：{line}"),
}
