"""Trials inside the town: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    # --- who ---
    "trial.who.itt": Label("Treated minus control, as seen", "处理组减对照组（表观）"),
    "trial.who.cace": Label("The same, per person reached", "同上，按触达者折算"),
    "trial.who.treated": Label("Treated", "处理组"),
    "trial.who.reached": Label("Reached", "触达者"),
    "trial.who.control": Label("Control", "对照组"),
    "trial.who.housemates": Label("Housemates", "同住者"),
    "trial.who.ties": Label("Their ties", "其熟人"),
    "trial.who.others": Label("Others", "其他人"),
    "trial.units.residents": Label("{units:,} residents", "{units:,} 名居民"),
    "trial.units.households": Label("{units:,} households", "{units:,} 户"),
    "trial.units.groups": Label("{units:,} resident groups", "{units:,} 个居民小组"),
    "trial.units.communities": Label("{units:,} communities", "{units:,} 个社区"),
    "trial.unit.residents": Label("residents", "居民"),
    "trial.unit.households": Label("households", "住户"),
    "trial.unit.groups": Label("resident groups", "居民小组"),
    "trial.unit.communities": Label("communities", "社区"),
    # --- what they get ---
    "trial.source.tie": Label("somebody they know", "熟人"),
    "trial.source.party_member": Label("a party member", "党员"),
    "trial.source.official": Label("an official", "干部"),
    "trial.source.grid_worker": Label("a grid worker", "网格员"),
    "trial.source.organisation": Label("an organisation", "社会组织"),
    "trial.source.broadcast": Label("an announcement", "公告"),
    "trial.dose.ask": Label("asked by {source} ({form})", "由{source}邀请（{form}）"),
    "trial.dose.visit": Label(
        "visited and asked by {source} ({form})", "由{source}登门邀请（{form}）"
    ),
    "trial.dose.notice": Label(
        "told that {share} of those around them take part", "被告知周围 {share} 的人参与"
    ),
    "trial.dose.lever": Label("{lever} set to {value:g}", "{lever}设为 {value:g}"),
    "trial.dose.nothing": Label("given nothing", "未获任何处理"),
    "trial.for_months": Label("{text}, for {months} months", "{text}，持续 {months} 个月"),
    # --- what is looked at ---
    "trial.form.any": Label("Any form of depth 2 or more", "任一深度 2 级及以上的参与"),
    "trial.form.registered": Label("On the register of volunteers", "注册志愿者"),
    "trial.outcome.month": Label("{form}, in month {month}", "{form}，第 {month} 个月"),
    "trial.outcome.span": Label(
        "{form}, in months {first} to {month}", "{form}，第 {first} 至 {month} 个月"
    ),
    # --- headings ---
    "trial.outcome": Label("Outcome", "结果"),
    "trial.group": Label("Of whom", "对象"),
    "trial.people": Label("People", "人数"),
    "trial.without": Label("Without", "无处理"),
    "trial.with": Label("With", "有处理"),
    "trial.difference": Label("Points", "百分点"),
    "trial.interval": Label("95 % over seeds", "重复模拟间 95%"),
    "trial.over_sets": Label("5–95 % of sets", "参数组 5–95%"),
    "trial.log_odds": Label("Log-odds", "对数几率"),
    "trial.units": Label("Units", "单位数"),
    "trial.each": Label("Asked in each", "每单位调查人数"),
    "trial.months": Label("Months", "月数"),
    "trial.effect": Label("Effect", "效应"),
    "trial.clustering": Label("Intra-cluster correlation", "组内相关"),
    "trial.power": Label("Power", "功效"),
    "trial.formula": Label("By formula", "按公式"),
    "trial.smallest": Label("Found with 80 %", "80% 可检出"),
    "trial.pattern": Label("Published trial", "已发表的试验"),
    "trial.published": Label("Published", "已发表"),
    "trial.band": Label("Allowed", "容许范围"),
    "trial.model": Label("Model", "模型"),
    "trial.use": Label("Use", "用途"),
    "trial.holds": Label("Holds", "成立"),
    "trial.holds_in": Label("In sets", "成立的参数组"),
    "trial.use.target": Label("target", "目标"),
    "trial.use.held_out": Label("held out", "留出"),
    "trial.verdict.yes": Label("yes", "是"),
    "trial.verdict.no": Label("no", "否"),
    "trial.quantity.points": Label("{text} (points)", "{text}（百分点）"),
    "trial.quantity.log_odds": Label("{text} (log-odds)", "{text}（对数几率）"),
    "trial.quantity.ratio": Label("{text} (ratio)", "{text}（比值）"),
    # --- titles and captions ---
    "trial.effects_title": Label(
        "{dose}: what it does, and to whom ({scenario})", "{dose}：对谁有何作用（{scenario}）"
    ),
    "trial.several_title": Label("What each trial does to those treated", "各项试验对处理组的作用"),
    "trial.power_title": Label(
        "What a field trial of this kind would find", "此类实地试验能检出什么"
    ),
    "trial.patterns_title": Label(
        "Published trials, repeated inside the town: {held} of {all} hold",
        "在镇内重做已发表的试验：{all} 项中 {held} 项成立",
    ),
    "trial.effects_caption": Label(
        "Points: mean over {over} of the difference between two runs of the same residents "
        "with the same random draws, one with the treatment and one where nobody gets it; "
        "'as seen' compares treated and control inside one run, as a field trial does. "
        "{units}, {share} of them treated, drawn {randomisations} times. {bars} Simulated: "
        "{sampled}.",
        "点：同样的居民、同样的随机数，有处理与无处理两次运行之差，{over}的均值；“表观”为同一次"
        "运行内处理组与对照组之差，如实地试验所见。随机单位：{units}，其中 {share} 受处理，抽取 "
        "{randomisations} 次。{bars}{sampled}。",
    ),
    "trial.several_caption": Label(
        "Points: mean over {over} of the difference between two runs of the same residents with "
        "the same random draws, one with the treatment and one where nobody gets it. {bars} "
        "Simulated: {sampled}.",
        "点：同样的居民、同样的随机数，有处理与无处理两次运行之差，{over}的均值。{bars}{sampled}。",
    ),
    "trial.bars": Label(
        "Thin bars: 95 % {method} over seeds.", "细误差线：重复模拟间 95% {method}。"
    ),
    "trial.bars_sets": Label(
        "Pale bars: 5 to 95 % over {sets} plausible sets of parameters.",
        "浅色误差线：{sets} 组可信参数的 5–95% 区间。",
    ),
    "trial.over_seeds": Label("{seeds} seeds", "{seeds} 次重复模拟"),
    "trial.over_one": Label("one seed", "1 次模拟"),
    "trial.power_caption": Label(
        "Dots: share of simulated field trials with p < 5 %, drawn of the {unit} of the town; "
        "lines: the textbook formula at the intra-cluster correlation found (Donner & Klar 2000). "
        "Dashed: 80 %.",
        "点：从镇内{unit}中抽取的模拟实地试验中 p < 5% 的比例；线：按所得组内相关计算的教科书公式（"
        "Donner & Klar 2000）。虚线：80%。",
    ),
    "trial.patterns_caption": Label(
        "Grey: what the published result allows. Points: the model as it is, {over}; it holds "
        "where the mean, give or take a standard error, lies in the grey. {bars} Nothing was "
        "fitted to those held out. Simulated: {sampled}.",
        "灰：已发表结果容许的范围。点：现有模型，{over}；均值加减一个标准误落入灰区即为成立。{bars}"
        "“留出”者从未用于拟合。{sampled}。",
    ),
    "trial.axis_band": Label("0 and 1: ends of what is allowed", "0 与 1：容许范围两端"),
    "trial.axis_power": Label("Power, %", "功效，%"),
    "trial.axis_units": Label("Units in both arms together", "两组单位总数"),
    # --- sentences ---
    "trial.moved": Label(
        "{dose} ({scenario}). The treated, {outcome}: {without} without it and {with_it} with it, "
        "a difference of {difference} ({low} to {high}, 95 % {method} over {seeds} seeds; "
        "{log_odds} in log-odds).",
        "{dose}（{scenario}）。处理组的{outcome}：无此处理 {without}，有此处理 {with_it}，相差 "
        "{difference}（{low} 至 {high}，{seeds} 次重复模拟的 95% {method}；对数几率 {log_odds}）。",
    ),
    "trial.moved_few": Label(
        "{dose} ({scenario}). The treated, {outcome}: {without} without it and {with_it} with it, "
        "a difference of {difference} ({over}: too few to tell it from chance; {log_odds} in "
        "log-odds).",
        "{dose}（{scenario}）。处理组的{outcome}：无此处理 {without}，有此处理 {with_it}，相差 "
        "{difference}（仅 {over}，尚不足以判断是否出于偶然；对数几率 {log_odds}）。",
    ),
    "trial.unchanged": Label(
        "{dose} ({scenario}). {outcome}: no difference for anybody.",
        "{dose}（{scenario}）。{outcome}：对任何人都没有差别。",
    ),
    "trial.sets": Label(
        "Over {sets} plausible sets of parameters the difference is {low} to {high} (5 to 95 %).",
        "在 {sets} 组可信参数下，该差异为 {low} 至 {high}（5–95%）。",
    ),
    "trial.no_sets": Label(
        "No sets of parameters were run, so this says nothing of what is not known: use --sets.",
        "未运行参数组，未反映参数的不确定性；请用 --sets。",
    ),
    "trial.reached": Label(
        "{share} of the treated were reached; among them it is {difference}.",
        "处理组中 {share} 被触达；其中的差异为 {difference}。",
    ),
    "trial.spreads": Label("Those beside them: {parts}.", "周围人群：{parts}。"),
    "trial.stays": Label(
        "In this, nothing of it spreads to anybody else.", "就此结果而言，未外溢至其他人。"
    ),
    "trial.part": Label("{who} {difference}", "{who} {difference}"),
    "trial.later": Label("Of the treated also: {parts}.", "处理组另有：{parts}。"),
    "trial.later_part": Label("{outcome} {difference}", "{outcome} {difference}"),
    "trial.as_seen": Label(
        "One such trial in the town would see {difference} with a standard error of {error}.",
        "在全镇做一次这样的试验，所见为 {difference}，标准误 {error}。",
    ),
    "trial.plan": Label(
        "To plan a field trial: {units} for {months} months find a difference of {smallest} with "
        "80 %; the one here, {effect}, is found with {power} ({formula} by formula).",
        "设计实地试验：{units}、{months} 个月，可以 80% 的功效检出 {smallest} 的差异；此处的 "
        "{effect} 检出的功效为 {power}（按公式 {formula}）。",
    ),
    "trial.plan_clusters": Label(
        "The intra-cluster correlation is {clustering}, so with {people:.0f} people in each the "
        "variance is {inflation:.3g} times that of single people.",
        "组内相关为 {clustering}，故每单位调查 {people:.0f} 人时，方差为逐人抽样的 "
        "{inflation:.3g} 倍。",
    ),
    "trial.plan_bias": Label(
        "What spreads to the controls biases what such a trial sees by {bias}.",
        "外溢至对照组，使此类试验所见偏差 {bias}。",
    ),
    "trial.count": Label(
        "{held} of {all} published trials hold in the model as it is ({targets} of {all_targets} "
        "targets, {outs} of {all_outs} held out); {over}, {sampled}.",
        "已发表的 {all} 项试验中，现有模型有 {held} 项成立（目标 {all_targets} 项中 {targets} 项，"
        "留出 {all_outs} 项中 {outs} 项）；{over}，{sampled}。",
    ),
    "trial.fails": Label("Not: {names}.", "不成立：{names}。"),
    "trial.failed": Label(
        "{label}, {model} where {low} to {high} is allowed",
        "{label}，模型 {model}，容许 {low} 至 {high}",
    ),
    "trial.few": Label("{over}: too few for an interval.", "仅 {over}，不足以给出区间。"),
}
