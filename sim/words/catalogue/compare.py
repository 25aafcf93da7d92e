"""What is said of levels and differences, of sweeps, and of values with their units."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "value.%": Label("{value} %", "{value}%"),
    "value.sampled": Label("scale {value}", "按 {unit} 抽样模拟"),
    "value.whole": Label("scale {value}", "全员模拟"),
    "value.points": Label("{value} points", "{value} 个百分点"),
    "value.one_point": Label("{value} point", "{value} 个百分点"),
    "value.seeds": Label("{seeds} seeds", "{seeds} 次重复模拟"),
    "value.one_seed": Label("one seed", "1 次模拟"),
    "value.range": Label("{low} to {high}", "{low} 至 {high}"),
    "value.yuan": Label("{value:,.0f} yuan a year", "{value:,.0f} 元/年"),
    "value.large_sum": Label("{value} million yuan a year", "{value} 万元/年"),
    "list.comma": Label(", ", "、"),
    "list.headed": Label("{head}: {text}", "{head}：{text}"),
    "list.colon": Label(": ", "："),
    "list.clause": Label(", ", "，"),
    "list.semicolon": Label("; ", "；"),
    "list.bracketed": Label("{text} ({more})", "{text}（{more}）"),
    "list.joint": Label(" ", ""),
    "list.and": Label(" and ", "、"),
    "list.or": Label(" or ", " 或 "),
    "list.stop": Label(".", "。"),
    "dates.within": Label("%Y,%b,%d,%H:%M,%H:%M,%S.%f", "%Y,%m月,%d,%H:%M,%H:%M,%S"),
    "dates.turns": Label(",%Y,%b,%b-%d,%H:%M,%H:%M", ",%Y,%m月,%m月%d日,%H:%M,%H:%M"),
    "value.part": Label("{name} {value} ({low} to {high})", "{name} {value}（{low} 至 {high}）"),
    "value.step": Label("{step:g}", " {step:g} "),
    "value.step_unit": Label(" {step:g} {unit}", " {step:g} {unit}"),
    "value.point": Label("point", "百分点"),
    "metric.cost": Label("Cost", "成本"),
    "factor.past": Label("months of common past", "共同基期月数"),
    "factor.event": Label("date of the {month} event", "{month} 事件的日期"),
    # --- tables and figures ---
    "compare.common_past": Label("common past", "共同基期"),
    "compare.events": Label("Dotted: dated events -", "虚线为历次政策事件："),
    "compare.difference": Label(
        "Difference from {baseline}, mean of the last {window} months",
        "与 {baseline} 之差（最后 {window} 个月均值）",
    ),
    "compare.points": Label("points", "百分点"),
    "compare.lines": Label(
        "Lines: mean over {seeds} seeds; bands: 95 % {method} of that mean.",
        "曲线：{seeds} 次重复模拟的均值；色带：该均值的 95% {method}。",
    ),
    "compare.line": Label(
        "Lines: mean over {over}, too few for intervals.",
        "曲线：{over}的均值；次数过少，不给区间。",
    ),
    "compare.past": Label(
        "Shaded: common past, in which all scenarios are identical (until {until}).",
        "阴影：共同基期，各情景完全相同（至 {until} 之前）。",
    ),
    "compare.pairs": Label(
        "Points: scenario minus {baseline} within each seed, mean over the last {window} months; "
        "bars: 95 % {method} of the mean of these paired differences over {seeds} seeds; filled: "
        "clear after Holm correction over all pairs shown ({tests}).",
        "点：各次模拟内情景减 {baseline} 之差（最后 {window} 个月均值）；误差线：{seeds} 次重"
        "复模拟配对差均值的 95% {method}；实心：对图中 {tests} 对比较作 Holm 校正后显著。",
    ),
    "compare.pair": Label(
        "Points: scenario minus {baseline}, mean over the last {window} months; open, because "
        "{over}: too few for intervals and verdicts.",
        "点：情景减 {baseline} 之差（最后 {window} 个月均值）；空心，因仅 {over}，不足以给出区间和"
        "显著性。",
    ),
    "compare.about": Label(
        "{town}: {residents:,} residents, {simulated:,} of them simulated ({sampled}).",
        "{town}：居民 {residents:,} 人，模拟 {simulated:,} 人（{sampled}）。",
    ),
    "compare.scenario": Label("Scenario", "情景"),
    "compare.metric": Label("Metric", "指标"),
    "compare.last_months": Label("Mean of last {window} months", "最后 {window} 个月均值"),
    "compare.run_title": Label("{scenario}, seed {seed}", "{scenario}，种子 {seed}"),
    "compare.difference_title": Label(
        "{scenario} minus {baseline}, over {seeds} seeds",
        "{scenario} 减 {baseline}，{seeds} 次重复模拟",
    ),
    "compare.difference_column": Label("Difference", "差值"),
    "compare.minus": Label("{scenario}: difference", "{scenario}：差值"),
    "compare.overview_sets": Label(
        "Means of the last {window} months; differences from {baseline}, in brackets 5 to 95 % "
        "over "
        "{sets} plausible sets of parameters ({over}).",
        "最后 {window} 个月均值；与{baseline}的差值，方括号内为 {sets} 组可信参数的 5–95% 区间（"
        "{over}"
        "）。",
    ),
    "compare.overview_seeds": Label(
        "Means of the last {window} months; differences from {baseline}, in brackets the 95 % "
        "interval of chance ({over}; other parameters were not looked at, so sets: {sets}).",
        "最后 {window} 个月均值；与{baseline}的差值，方括号内为偶然因素的 95% 区间（{over}；未考察"
        "其他"
        "参数，参数组：{sets}）。",
    ),
    "compare.overview_few": Label(
        "Means of the last {window} months; differences from {baseline} ({over}: too few for "
        "verdicts; sets of parameters: {sets}).",
        "最后 {window} 个月均值；与{baseline}的差值（仅 {over}，不足以判断显著性；参数组：{sets}）"
        "。",
    ),
    "compare.overview_edge": Label(
        "A difference outside its brackets: the parameters in force lie at the edge of the "
        "plausible sets.",
        "差值落在方括号之外，表示现行参数位于可信参数组的边缘。",
    ),
    "compare.overview_clear": Label(
        "Clear: beyond chance after correction for {tests} differences; clear alone: only before "
        "it. Points are percentage points; the glossary explains the metrics ('cogov glossary').",
        "显著：对 {tests} 项差异校正后仍超出偶然；单独显著：仅校正前如此。占比之差以百分点计；指标"
        "含"
        "义见词汇表（cogov glossary）。",
    ),
    "compare.interval": Label("95 % interval", "95% 置信区间"),
    "compare.luck": Label("Simulation noise\n(95 %)", "模拟随机性\n（95%）"),
    "compare.sets_interval": Label(
        "5–95 % of {sets} sets\nof parameters", "{sets} 组参数的\n5–95% 区间"
    ),
    "compare.holds": Label("Sign holds\nin sets", "方向成立的\n参数组"),
    "compare.held.all": Label("all {sets}", "全部 {sets} 组"),
    "compare.held.most": Label("{holds_in} of {sets}", "{sets} 组中 {holds_in} 组"),
    "compare.held.close": Label("too close ({holds_in}/{sets})", "难分高下（{holds_in}/{sets}）"),
    "compare.held.none": Label("–", "–"),
    "compare.few_residents": Label(
        "About {each} residents of a community are simulated, too few for rates of matters as in "
        "the whole town: from --scale {scale} on they agree within about 3 points.",
        "每个社区仅模拟约 {each} 名居民，人数过少，事项的各项比率与全员模拟可能相差较大；自 "
        "--scale {scale} 起相差约在 3 个百分点以内。",
    ),
    "compare.sets_note": Label(
        "Of what nobody has measured: 5 to 95 % over {sets} sets of parameters that the known "
        "figures do not rule out. Each is run on {share} of the town with the seeds ({seeds}) that "
        "the parameters in force are run with there; how far it lies from these is added to what "
        "they give in the town. A difference outside says that the parameters in force lie at the "
        "edge of the sets. Chance: the same parameters with other seeds.",
        "参数的不确定性：{sets} 组未被已知数据排除的参数的 5–95% 区间。各组在全镇 {share} 的"
        "人口上运行，种子（{seeds} 个）与现行参数相同；其与现行参数之差加到全镇结果上。差值落"
        "在区间之外，说明现行参数位于参数组的边缘。随机性：参数不变，更换随机种子。",
    ),
    "compare.sets_note_one": Label(
        "One set of parameters says nothing of what is not known: use more with --sets.",
        "仅有一组参数，无法说明未知之处；请用 --sets 增加。",
    ),
    "compare.pairs_levers": Label(
        "Upright strokes: the part that the levers alone do, with residents standing still; from "
        "there to the point: through residents.",
        "竖线：居民一概不参与时由政策工具直接产生的部分；由竖线至圆点：经由居民参与的部分。",
    ),
    "compare.pairs_sets": Label(
        "Pale bars: 5 to 95 % over {sets} plausible sets of parameters; thin bars: chance (random "
        "seeds).",
        "浅色误差线：{sets} 组可信参数的 5–95% 区间；细误差线：模拟随机性。",
    ),
    "sets.whole": Label(
        "Over {sets} plausible sets of parameters the whole is {low} to {high} (5 to 95 %), "
        "{held}.",
        "在 {sets} 组可信参数下，总效应为 {low} 至 {high}（5–95%），{held}。",
    ),
    "compare.verdict": Label("Clear", "是否显著"),
    "compare.more_seeds": Label("More seeds\nfor ±{precision}", "达到 ±{precision}\n还需模拟次数"),
    "compare.in_files": Label("{value} (as in the files)", "{value}（文件单位）"),
    "compare.detectable": Label("Detectable\n(power 80 %)", "最小可检出\n（功效 80%）"),
    "compare.methods.t": Label("t-interval", "t 置信区间"),
    "compare.methods.bootstrap": Label("BCa bootstrap interval", "BCa 自助法置信区间"),
    "compare.holm": Label(
        "Means of the last {window} months; differences within each seed, 95 % {method} of their "
        "mean. Clear: different from zero at 5 % after Holm correction over the {tests} rows "
        "shown; clear alone: by its own interval, but not after that correction. Detectable: "
        "smaller true differences could be missed (paired t-test at 5 %, power 80 %).",
        "最后 {window} 个月均值；差值在各次模拟内配对，列出其均值的 95% {method}。显著：对所示 "
        "{tests} 行作 Holm 校正后在 5% 水平异于零；单独显著：仅按自身区间显著，校正后不显著。最小"
        "可检出：更小的真实差异可能未被发现（配对 t 检验，5% 水平，功效 80%）。",
    ),
    "compare.pair_note": Label(
        "Means of the last {window} months; {over}: too few for intervals and verdicts, which "
        "take five or more.",
        "数值为最后 {window} 个月均值；仅 {over}，不足以给出区间和显著性（至少需 5 次）。",
    ),
    "compare.verdicts.distinguishable": Label("clear", "显著"),
    "compare.verdicts.distinguishable alone": Label("clear alone", "单独显著"),
    "compare.verdicts.not distinguishable": Label("not clear", "不显著"),
    "compare.verdicts.set by the levers": Label("set by levers", "由工具设定"),
    "compare.verdicts.too few seeds": Label("too few seeds", "次数过少"),
    "compare.verdicts.one seed: no interval": Label("one seed", "仅 1 次"),
    "compare.verdicts.no data": Label("no data", "无数据"),
    # --- what an effect is made of, and where it stands ---
    "makeup.title": Label(
        "{scenario} minus {baseline}: what it is made of, and where it stands",
        "{scenario} 减 {baseline}：效应的构成与进程",
    ),
    "makeup.difference": Label("After\n{end} months", "{end} 个月后"),
    "makeup.by_levers": Label("By the\nlevers", "政策工具\n直接产生"),
    "makeup.through_residents": Label("Through\nresidents", "经由\n居民参与"),
    "makeup.halfway": Label("After\n{middle} months", "{middle} 个月后"),
    "makeup.share_of_way": Label("Share of\nthe way", "已走完\n的比例"),
    "makeup.half_life": Label("Half-life\n(months)", "半程\n（月）"),
    "makeup.per_million": Label("Per million\nyuan a year", "每年每百万元"),
    "makeup.no_rest": Label("not near rest", "尚未趋稳"),
    "makeup.note": Label(
        "After {middle} and after {end} months: means of the last months until then. Share of the "
        "way and half-life: of an approach to rest fitted to the path since the branch; not near "
        "rest: the path does not tell where it ends.{per_million}",
        "{middle} 个月后与 {end} 个月后：各取此前最后数月的均值。已走完的比例与半程：对分支以来的"
        "路径拟合趋稳曲线所得；尚未趋稳：路径尚看不出终点。{per_million}",
    ),
    "makeup.per_million_note": Label(
        " Per million: the difference for each million yuan a year that the scenario costs more, "
        "for comparison at equal cost.",
        "每百万元：情景每年每多支出一百万元所对应的差值，用于等成本比较。",
    ),
    "makeup.levels": Label(
        "Levels after {middle} and after {end} months", "{middle} 个月后与 {end} 个月后的水平"
    ),
    "makeup.levels_note": Label(
        "After {middle} months: mean of the last {window} months until then. Share of the way and "
        "half-life: of an approach from the level before to one at rest, fitted to the months of "
        "the run; not near rest: the path does not tell where it ends.",
        "{middle} 个月后：取此前最后 {window} 个月的均值。已走完的比例与半程：对运行各月由此前水平"
        "趋稳的路径拟合所得；尚未趋稳：路径尚看不出终点。",
    ),
    "makeup.still_note": Label(
        "By the levers: the difference in a town with the same chance in which residents stand "
        "still, taking part in nothing ({share} of the residents, {over}); they still report "
        "matters. Through residents: the rest.",
        "政策工具直接产生：在偶然因素相同、居民一概不参与的城镇中的差值（{share} 的居民，{over}；"
        "居民仍会反映事项）；经由居民参与：其余部分。",
    ),
    "makeup.parts": Label(
        "The difference in {metric} is made of {by_levers} by the levers alone and "
        "{through_residents} through residents.",
        "{metric}的差异中，政策工具直接产生 {by_levers}，经由居民参与产生 {through_residents}。",
    ),
    "makeup.parts_none": Label(
        "All of the difference in {metric} comes through residents: where they stand still there "
        "is none.",
        "{metric}的差异全部经由居民参与产生：居民一概不参与时没有差异。",
    ),
    "makeup.mostly_levers": Label(
        "More than three quarters the work of the levers, there even if residents stand still: "
        "{items}.",
        "以下指标的差异有四分之三以上由政策工具直接产生，即使居民一概不参与也会出现：{items}。",
    ),
    "makeup.mostly_residents": Label(
        "More than three quarters through residents: {items}.",
        "以下指标的差异有四分之三以上经由居民参与产生：{items}。",
    ),
    "makeup.path": Label(
        "The difference in {metric} is {halfway} after {middle} months and {difference} after "
        "{end}: {share} of the way to rest, with a half-life of {half_life} months.",
        "{metric}的差异在 {middle} 个月后为 {halfway}，{end} 个月后为 {difference}：已走完趋稳路程"
        "的 {share}，半程为 {half_life} 个月。",
    ),
    "makeup.path_open": Label(
        "The difference in {metric} is {halfway} after {middle} months and {difference} after "
        "{end}: not near rest, so that where it ends cannot be told.",
        "{metric}的差异在 {middle} 个月后为 {halfway}，{end} 个月后为 {difference}：尚未趋稳，无法"
        "判断终点。",
    ),
    "makeup.worse": Label(
        "Month for month {scenario} does worse than {baseline} in: {items}.",
        "{scenario}的以下指标逐月均不如{baseline}：{items}。",
    ),
    "makeup.worse_item": Label(
        "{metric} (by {low} to {high}, from {month} on)",
        "{metric}（自 {month} 起差 {low} 至 {high}）",
    ),
    "makeup.gap": Label(
        "Migrants against locals in {metric}: {base_points} under {baseline} (ratio {base_ratio}, "
        "odds ratio {base_odds}) and {own_points} under {scenario} (ratio {own_ratio}, odds ratio "
        "{own_odds}). A gap in points grows with the level by itself; that migrants take part less "
        "is assumed, so this is no finding.",
        "{metric}，外来居民与本地居民相比：{baseline}下为 {base_points}（比值 {base_ratio}，优势比 "
        "{base_odds}），{scenario}下为 {own_points}（比值 {own_ratio}，优势比 {own_odds}）。水平"
        "越高，以百分点计的差距自然越大；外来居民参与较少本属假设，故此处不构成发现。",
    ),
    # --- effects ---
    "effects.lines": Label(
        "Lines: mean over {seeds} seeds of scenario minus {baseline} within each seed; bands: 95 "
        "% {method} of that mean, for each month by itself.",
        "曲线：各次模拟内情景减 {baseline} 之差，{seeds} 次重复模拟的均值；色带：该均值的 "
        "95% {method}（逐月）。",
    ),
    "effects.line": Label(
        "Lines: scenario minus {baseline}, mean over {over}, too few for intervals.",
        "曲线：情景减 {baseline} 之差，{over}的均值；次数过少，不给区间。",
    ),
    "effects.communities": Label("{metric}: difference by community", "{metric}：各社区的差值"),
    "effects.groups": Label(
        "{metric}: difference by group of adults", "{metric}：各群体成年人的差值"
    ),
    "effects.points": Label(
        "Points: scenario minus {baseline} within each seed, mean of the last {window} months; "
        "bars: 95 % {method} of the mean over {seeds} seeds. Vertical lines: the town, and all "
        "adults. Filled: the difference exceeds or falls short of theirs, after Holm correction "
        "over the rows of a panel.",
        "点：各次模拟内情景减 {baseline} 之差（最后 {window} 个月均值）；误差线：{seeds} 次重"
        "复模拟均值的 95% {method}。竖线：全镇与全体成年人。实心：与竖线之差在图中各行 Holm "
        "校正后显著。",
    ),
    "effects.point": Label(
        "Points: scenario minus {baseline}, mean of the last {window} months over {over}, too few "
        "for intervals. Vertical lines: the town, and all adults.",
        "点：情景减 {baseline} 之差（最后 {window} 个月均值，{over}）；次数过少，不给区间。竖线："
        "全镇"
        "与全体成年人。",
    ),
    "effects.unranked": Label(
        "What tells communities apart is largely assumed: they are not to be ranked.",
        "各社区的输入数据多为假设，不宜据此排名。",
    ),
    "effects.moved": Label(
        "{metric} is {size} {way} under {scenario} than under {baseline}{levels}",
        "与{baseline}相比，{scenario}使{metric}{way} {size}{levels}",
    ),
    "effects.same": Label(
        "{metric} is the same under {scenario} as under {baseline}, as far as digits are known"
        "{levels}",
        "与{baseline}相比，{scenario}下的{metric}在可知精度内没有变化{levels}",
    ),
    "effects.levels": Label(" ({level} against {base})", "（由 {base} 变为 {level}）"),
    "effects.more_people": Label(
        ", which is about {count:,.0f} more adults", "，约增加 {count:,.0f} 名成年居民"
    ),
    "effects.fewer_people": Label(
        ", which is about {count:,.0f} fewer adults", "，约减少 {count:,.0f} 名成年居民"
    ),
    "effects.higher": Label("higher", "提高"),
    "effects.lower": Label("lower", "降低"),
    "effects.over_sets": Label(
        "; over {sets} plausible sets of parameters {sets_low} to {sets_high} (5 to 95 %), {held}",
        "；在 {sets} 组可信参数下为 {sets_low} 至 {sets_high}（5–95%），{held}",
    ),
    "effects.one_set": Label(
        "; one set of parameters says nothing of what nobody has measured",
        "；仅有一组参数，无法说明尚无实测的参数带来的不确定性",
    ),
    "effects.chance": Label(
        "; simulation noise alone: {low} to {high} (95 % {method}, {seeds} seeds)",
        "；仅计模拟随机性为 {low} 至 {high}（95% {method}，{seeds} 次重复模拟）",
    ),
    "effects.is_clear": Label(", which is clear", "，差异显著"),
    "effects.is_alone": Label(
        ", clear by itself, but not after correction for {tests} differences",
        "，单独看显著，但经 {tests} 项差异校正后不显著",
    ),
    "effects.is_not_clear": Label(", so it may be chance", "，差异不显著，可能出于偶然"),
    "effects.few": Label(
        "; {over}: too few to tell it from chance", "；仅 {over}，尚不足以判断是否出于偶然"
    ),
    "effects.by_levers": Label(
        "; set by the levers and parameters, without any chance",
        "；此项由政策工具和参数直接决定，不含偶然因素",
    ),
    "effects.since": Label("; clear in every month from {month} on", "；自 {month} 起逐月显著"),
    "effects.others": Label(
        "; {count} of the {tests} differences shown are clear (Holm-corrected)",
        "；所列 {tests} 项差异中 {count} 项显著（Holm 校正后）",
    ),
    "effects.shares": Label(
        "Of what is uncertain about it in one town, at most {parameters} is parameters that nobody "
        "has measured and at least {luck} is chance.",
        "对单个城镇而言，其不确定性中至多 {parameters} 来自无人测量的参数，至少 {luck} 来自随机"
        "性。",
    ),
    "effects.leading": Label(
        "Highest in {metric}, by share of the plausible sets of parameters: {names}.",
        "{metric}最高者（占可信参数组的比例）：{names}。",
    ),
    "effects.leads": Label("{scenario} {share}", "{scenario} {share}"),
    "effects.data": Label(
        "What {file} counts ({counts} in all) leaves {effective} effective sets of {sets}: sets "
        "that disagree with it weigh less in all intervals over sets. Its errors are taken as "
        "independent.",
        "{file} 中的 {counts} 个数据使 {sets} 组参数的有效组数为 {effective}：在各参数组区间中，"
        "与数据不符者权重较小；各误差视为相互独立。",
    ),
    "effects.data_few": Label(
        "What {file} counts ({counts} in all) leaves {effective} effective sets of {sets}, fewer "
        "than {least}: what is not known cannot be told with it. Line {line} lies farthest from "
        "all sets: {metric}, {place}, {month}, {value} is {away} standard deviations from the "
        "nearest.",
        "{file} 中的 {counts} 个数据使 {sets} 组参数的有效组数只有 {effective}，少于 {least}："
        "无法据此说明未知之处。离各组最远的是第 {line} 行：{metric}，{place}，{month}，{value}，"
        "距最近一组 {away} 个标准差。",
    ),
    "effects.sets_band": Label(
        "Pale bands: 5 to 95 % over {sets} plausible sets of parameters.",
        "浅色带：{sets} 组可信参数的 5–95% 区间。",
    ),
    "effects.power": Label(
        "With {seeds} seeds, differences smaller than about {detectable} could be missed",
        "以 {seeds} 次重复模拟，小于约 {detectable}的差异可能未被发现",
    ),
    "effects.more": Label(
        "; an interval of ±{precision} takes {more:,} more seeds.",
        "；要使区间达到 ±{precision}，还需 {more:,} 次重复模拟。",
    ),
    "effects.enough": Label(
        "; the interval is no wider than the ±{precision} asked for.",
        "；区间已达到所要求的 ±{precision}。",
    ),
    "effects.gained_both": Label(
        "In {metric}, {most} gained surely more than all adults ({most_by} beyond theirs, "
        "{most_low} to {most_high}), {least} surely less ({least_by}, {least_low} to {least_high})",
        "就{metric}而言，{most}的增幅最大（比总体高 {most_by}，{most_low} 至 {most_high}），"
        "{least}的增幅最小（{least_by}，{least_low} 至 {least_high}）",
    ),
    "effects.gained_up": Label(
        "In {metric}, {most} gained surely more than all adults ({most_by} beyond theirs, "
        "{most_low} to {most_high}); no group surely less",
        "就{metric}而言，{most}的增幅显著高于总体（高 {most_by}，{most_low} 至 {most_high}），没有"
        "哪类居民显著低于总体",
    ),
    "effects.gained_down": Label(
        "In {metric}, {least} gained surely less than all adults ({least_by} beside theirs, "
        "{least_low} to {least_high}); no group surely more",
        "就{metric}而言，{least}的增幅显著低于总体（{least_by}，{least_low} 至 {least_high}），没有"
        "哪类居民显著高于总体",
    ),
    "effects.nobody": Label(
        "In {metric}, no group of adults gained surely more or less than all adults",
        "就{metric}而言，各类居民的增幅与总体无显著差异",
    ),
    "effects.places": Label(
        "; across communities it runs from {least_by} to {most_by} (they are not ranked, as what "
        "tells them apart is largely assumed).",
        "；各社区为 {least_by} 至 {most_by}（各社区的输入数据多为假设，不作排名）。",
    ),
    "effects.narrow": Label(
        "With fewer than about 20 seeds a bootstrap interval is too narrow.",
        "模拟次数少于约 20 次时，自助法区间偏窄。",
    ),
    # --- figures ---
    "figure.one_metric": Label("{metric}, by community.", "各社区{metric}。"),
    "figure.same_heights": Label("All panels have one scale.", "各图纵轴相同。"),
    "figure.town": Label("Whole town", "全镇"),
    "figure.rungs": Label(
        "Share of adults who did each in the last 12 months, on a logarithmic scale; rungs are "
        "numbered by depth, 1 to 5.",
        "过去12个月内有过各类参与的成年居民占比（对数坐标）；数字1至5为参与层级，越大越深。",
    ),
    "figure.adults_share": Label("% of adults", "占成年居民 %"),
    "figure.hours_unit": Label("hours per 1,000 residents and month", "小时/千人·月"),
    "figure.hours": Label(
        "Above: hours of each type of actor, mean of the last 12 months, stacked{over}. Each "
        "hour is booked once, to the body that organised it.",
        "上图：各类主体的工时（过去12个月均值），叠加{over}；每小时只计一次，计入组织者。",
    ),
    "figure.over_seeds": Label(", mean over {over}", "，{over}的均值"),
    "figure.hours_points": Label(
        "Below: means of the last {window} months of the run; bars: 95 % {method} over {seeds} "
        "seeds.",
        "下图：运行最后 {window} 个月的均值；误差线：{seeds} 次重复模拟的 95% {method}。",
    ),
    "figure.hours_point": Label(
        "Below: means of the last {window} months of the run over {over}, too few for intervals.",
        "下图：运行最后 {window} 个月的均值（{over}）；次数过少，不给区间。",
    ),
    "figure.flow_metrics": Label(
        "Of 100 matters that arose: how many were collected, and what became of them. Mean of "
        "the last {window} months; each month counts matters of 3 to 14 months before, so that "
        "each had time to end. The right side applies what became of those collected in that "
        "window.",
        "每100件发生的事项：多少被收集，结果如何。最后 {window} 个月的均值；各月统计此前3至14个月"
        "的事项，使其有时间办结；右侧按同期收集事项的去向推算。",
    ),
    "figure.flow_matters": Label(
        "Every matter that arose in the 12 months from {first} to {last}, one seed: how it was "
        "heard of, where it was dealt with, and its state at the end of the run ({count:,} "
        "matters, per cent of them).",
        "{first} 至 {last} 这12个月内发生的全部事项（仅 1 次模拟，共 {count:,} 件，以百分比表示）："
        "由何渠道收集、在哪一级办理、运行结束时的状态。",
    ),
    "figure.plus_minus": Label(
        "±: half-width of the 95 % t-interval over {seeds} seeds.",
        "±：{seeds} 次重复模拟的 95% t 置信区间半宽。",
    ),
    "figure.no_interval": Label("{over}: too few for intervals.", "{over}，次数过少，不给区间。"),
    "figure.arisen": Label("Arisen", "发生"),
    "figure.collected": Label("Collected", "已收集"),
    "figure.not_collected": Label("Not collected", "未收集"),
    "figure.resolved_at": Label("Resolved: {level}", "{level}级解决"),
    "figure.on_paper": Label("Closed on paper", "形式办结"),
    "figure.still_open": Label("Open or withdrawn", "未结或撤回"),
    "figure.ends_open": Label("Open", "未结"),
    "figure.handled_at": Label("{level} level", "{level}级"),
    "figure.map": Label(
        "{metric}, mean of the last {window} months in each community{over}. Circles: area by "
        "residents. Lines: which communities adjoin (assumed); the layout is no map.",
        "各社区{metric}（最后 {window} 个月均值{over}）。圆面积表示居民人数；连线表示相邻（假设）"
        "；布局并非地图。",
    ),
    "figure.outlines": Label(
        "{metric}, mean of the last {window} months in each community{over}. Outlines are those of "
        "the town file, made simpler; north is up; thin dashed lines part the grids that it "
        "outlines.",
        "各社区{metric}（最后 {window} 个月均值{over}）。边界取自城镇文件并作简化，上北下南；"
        "细虚线为文件中给出的网格界线。",
    ),
    "figure.kilometres": Label("{length:g} km", "{length:g} 公里"),
    "figure.network": Label(
        "Joint work of the last 12 months in seed {seed}; each cluster is a community, each dot "
        "a body that worked with another, lines are wider with more hours. Titles: {over}.",
        "种子 {seed} 中过去12个月的协作；每簇为一个社区，每点为一个有协作的主体，线越粗工时越多。"
        "标题：{over}。",
    ),
    "figure.network_over": Label("mean over {seeds} seeds", "{seeds} 次重复模拟的均值"),
    "figure.network_one": Label("this seed", "该种子"),
    "figure.network_title": Label(
        "{when}\n{bodies:,.0f} bodies, {ties:,.0f} ties, {hours:,.0f} h a year",
        "{when}\n主体 {bodies:,.0f} 个，协作关系 {ties:,.0f} 对，{hours:,.0f} 小时/年",
    ),
    "figure.before": Label("Before, {month}", "之前，{month}"),
    "figure.after": Label("{scenario}, {month}", "{scenario}，{month}"),
    "figure.gains": Label(
        "{metric}: difference from {baseline}, mean of the last {window} months",
        "{metric}与 {baseline} 之差（最后 {window} 个月均值）",
    ),
    "figure.gains_before": Label(
        "{metric}: the last {window} months of the run minus the last {window} before the branch",
        "{metric}：运行最后 {window} 个月减分支前 {window} 个月",
    ),
    "figure.gains_points": Label(
        "Points: mean of the differences within each seed; bars: 95 % {method} over {seeds} "
        "seeds; filled: clear after Holm correction over the {tests} rows.",
        "点：各次模拟内差值的均值；误差线：{seeds} 次重复模拟的 95% {method}；实心：对 "
        "{tests} 行作 Holm 校正后显著。",
    ),
    "figure.by_group": Label("Adults by group", "各类成年居民"),
    "figure.by_place": Label("Communities", "各社区"),
    "figure.kept": Label(
        "{kept} of {seeds} seeds come from an earlier start that did not end; the others were "
        "run now.",
        "{seeds} 次重复模拟中有 {kept} 个来自先前未完成的运行，其余为本次运行。",
    ),
    "figure.past_same": Label(
        "{first} and {second} are identical until {until}: {values:,} values of {months} months "
        "were checked.",
        "{first} 与 {second} 在 {until} 之前完全相同：已核对 {months} 个月的 {values:,} 个数值。",
    ),
    "figure.past_none": Label(
        "{first} and {second} differ from the first month on.",
        "{first} 与 {second} 自第一个月起即不同。",
    ),
    "figure.past_always": Label(
        "{first} and {second} are identical throughout: {values:,} values were checked.",
        "{first} 与 {second} 始终相同：已核对 {values:,} 个数值。",
    ),
    "sweep.figure_seeds": Label(
        "Points: mean over {seeds} seeds of the last {window} months, all other factors averaged "
        "within each seed; bars: 95 % t-interval over seeds.",
        "点：最后 {window} 个月、{seeds} 次重复模拟的均值，各次模拟内对其余因素取平均；误差线：95% "
        "t 置信区间。",
    ),
    "sweep.figure_one": Label(
        "Points: means of the last {window} months over {over}, too few for intervals; all other "
        "factors averaged.",
        "点：最后 {window} 个月的均值（{over}），对其余因素取平均；次数过少，不给区间。",
    ),
    "sweep.not_drawn": Label("Not drawn: {names}.", "未画出：{names}。"),
    "sweep.moves": Label("{metric}: {items}.", "{metric}：{items}。"),
    "sweep.moves_in": Label(
        "{metric} under {scenario}: {items}.", "{scenario} 下的{metric}：{items}。"
    ),
    "sweep.item": Label(
        "{difference} ({low} to {high}) with {factor} at {other} instead of {first}",
        "{factor}由 {first} 变为 {other} 时 {difference}（{low} 至 {high}）",
    ),
    "sweep.item_one": Label(
        "{difference} with {factor} at {other} instead of {first} ({over}: too few to tell it from "
        "chance)",
        "{factor}由 {first} 变为 {other} 时 {difference}（仅 {over}，尚不足以判断是否出于偶然）",
    ),
    "sweep.item_exact": Label(
        "{difference} with {factor} at {other} instead of {first} (set by the levers)",
        "{factor}由 {first} 变为 {other} 时 {difference}（由政策工具设定）",
    ),
    "sweep.flat": Label(
        "no level of {factors} differs clearly from its first level",
        "{factors}的各水平与其首个水平均无显著差异",
    ),
}
