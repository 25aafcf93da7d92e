"""Fixed words of briefs of sweeps and analyses, in English and Chinese."""

from sim.declare import Label

STUDIES: dict[str, Label] = {
    # --- analyses --------------------------------------------------------------------------------
    "title_study": Label("{kind}: {subject}", "{kind}：{subject}"),
    "against": Label("{scenario} against {baseline}", "{scenario} 与 {baseline} 相比"),
    "ask_attribution": Label(
        "Of what {scenario} changes against {baseline} in {town}, how much is due to each of its "
        "measures, alone and together?",
        "在{town}，{scenario} 相对于 {baseline} 的变化中，各项措施单独及共同贡献了多少？",
    ),
    "ask_why": Label(
        "Whose path differs in {town} between {scenario} and {baseline}, since when, and through "
        "which channel?",
        "在{town}，{scenario} 与 {baseline} 之间谁的行为路径不同、从何时起、经由何种渠道？",
    ),
    "ask_sensitivity": Label(
        "Which factors does the result of {scenario} in {town} depend on, and how much of it is "
        "luck?",
        "{scenario} 在{town}的结果取决于哪些因素，其中多少只是随机？",
    ),
    "ask_discovery": Label(
        "Under which conditions does the outcome of interest come about in {town} under "
        "{scenario}?",
        "在{town}的 {scenario} 下，所关注的结果在何种条件下出现？",
    ),
    "ask_pareto": Label(
        "Which settings of levers reach several aims at once in {town} under {scenario} within a "
        "budget, and which of them is regretted least when assumptions turn out otherwise?",
        "在{town}的 {scenario} 下，预算之内哪些政策工具取值能兼顾多个目标，"
        "假定有误时哪一种遗憾最小？",
    ),
    "ask_calibration": Label(
        "Which values of the assumed parameters bring the model closest to its declared targets, "
        "and which targets can it not meet?",
        "假定参数取何值时模型最接近声明的目标，哪些目标无法达到？",
    ),
    "ask_validation": Label(
        "Which of the patterns that the model should show does it show, and which not?",
        "模型应呈现的规律中，哪些成立，哪些不成立？",
    ),
    "setting_study": Label(
        "Simulated: {residents:,} residents at scale {scale:g}, {months} months from {start} after "
        "a common past of {past} months; {seeds}.",
        "模拟：居民 {residents:,} 人，规模 {scale:g}；共同历史 {past} 个月之后，自 {start} 起运行 "
        "{months} 个月；{seeds}。",
    ),
    "setting_short": Label(
        "Simulated: {residents:,} residents at scale {scale:g}; {seeds}.",
        "模拟：居民 {residents:,} 人，规模 {scale:g}；{seeds}。",
    ),
    "asked_in": Label("What was asked, in full", "设定全文"),
    "tables": Label("Tables", "表"),
    # --- sweeps ----------------------------------------------------------------------------------
    "title_sweep": Label("{experiment}: {scenarios}", "{experiment}：{scenarios}"),
    "ask_sweep": Label(
        "How does {town} under {scenarios} respond to {factors}?",
        "{town}在 {scenarios} 下如何随{factors}变化？",
    ),
    "design": Label("Design", "设计"),
    "design_runs": Label(
        "Points: {points}; scenarios: {scenarios}; seeds: {seeds}. Of {all} runs {done} are done "
        "and {failed} failed.",
        "{points} 个点、{scenarios} 个情景、{seeds} 个种子：{all} 次运行中 {done} 次完成，"
        "{failed} 次失败。",
    ),
    "design_compared": Label(
        "Scenarios: {scenarios}; seeds: {seeds}. Of {all} runs {done} are done and {failed} "
        "failed.",
        "{scenarios} 个情景、{seeds} 个种子：{all} 次运行中 {done} 次完成，{failed} 次失败。",
    ),
    "design_plain": Label(
        "No factor is varied; scenarios are compared as they are.",
        "未改变任何因素；各情景按原样比较。",
    ),
    "design_plans": Label(
        "The store holds {count} plans: {plans}. This brief is of {plan}; '--plan' names another.",
        "该实验库含 {count} 个计划：{plans}。本简报为 {plan}；可用 --plan 指定其他计划。",
    ),
    "factor": Label("Factor", "因素"),
    "levels": Label("Levels", "水平"),
    "level": Label("Level", "水平"),
    "many_levels": Label("{count} values from {low} to {high}", "{low} 至 {high} 的 {count} 个值"),
    "mean": Label("Mean", "均值"),
    "from_first": Label("Difference from the first level", "与首个水平之差"),
    "factor_note": Label(
        "All other factors are averaged within each seed. Distinguishable: different from zero at "
        "5 % after Holm correction over the {tests} differences of all factors, levels and "
        "metrics. Brackets: 95 % t-interval over {seeds} seeds.",
        "各种子内对其余因素取平均。“可区分”指对全部因素、水平与指标的 {tests} 个差值作 Holm "
        "校正后，在 5% 水平异于零。括号内为 {seeds} 个种子间的 95% t 置信区间。",
    ),
    "figure_factors": Label("What each factor does", "各因素的作用"),
    "all_levels": Label("All numbers, by factor", "全部数值（按因素）"),
}
