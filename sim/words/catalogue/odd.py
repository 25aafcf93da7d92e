"""What the ODD description and the reference say around what is declared."""

from collections.abc import Mapping

from sim.declare import Label

_HEADS = {
    "attribute": Label("attribute", "属性"),
    "meaning": Label("meaning", "含义"),
    "column": Label("column", "变量"),
    "type": Label("type", "类型"),
    "unit": Label("unit", "单位"),
    "range": Label("range", "范围"),
    "form": Label("form", "形式"),
    "depth": Label("depth", "深度"),
    "label": Label("label", "名称"),
    "kind": Label("kind", "类别"),
    "patrol": Label("seen on patrol", "巡查可见"),
    "fields": Label("fields", "相关项目领域"),
    "module": Label("module", "模块"),
    "draws": Label("draws", "抽取"),
    "metric": Label("metric", "指标"),
    "definition": Label("definition", "定义"),
    "origin": Label("level", "水平来自"),
    "better": Label("better", "更好方向"),
    "headline": Label("default", "默认比较"),
    "scales": Label("across scales", "可跨规模比较"),
    "lever": Label("lever", "政策工具"),
    "off": Label("off", "关闭"),
    "mechanism": Label("mechanism", "机制"),
    "cost": Label("cost a year", "年成本"),
    "moves": Label("moves", "影响的指标"),
    "conditions": Label("conditions", "条件"),
    "condition": Label("condition", "条件"),
    "worked_out": Label("worked out by", "由何规则得出"),
    "behind": Label("levers behind it", "背后的政策工具"),
    "read_by": Label("read by", "由何环节读取"),
    "parameter": Label("parameter", "参数"),
    "value": Label("value", "取值"),
    "mark": Label("mark", "标记"),
    "source": Label("source", "来源"),
    "name": Label("name", "名称"),
    "works": Label("how it works", "如何作用"),
    "known": Label("known by", "依据"),
    "extent": Label("extent", "尺度"),
    "step": Label("step", "步长"),
    "first": Label("first month", "首月"),
    "past": Label("common past", "共同基期"),
    "part": Label("regimes part in", "情景分开的月份"),
    "last": Label("last month", "末月"),
    "months": Label("months", "月数"),
    "communities": Label("communities", "社区数"),
    "residents": Label("residents", "居民"),
    "households": Label("households", "住户"),
    "groups": Label("groups", "居民小组"),
    "grids": Label("grids", "网格"),
    "units": Label("units", "驻区单位"),
    "scale": Label("population scale", "人口规模"),
    "community": Label("community", "社区"),
    "origin_of": Label("origin", "来历"),
    "joins": Label("joins", "加入"),
    "migrants": Label("migrants", "外来人口"),
    "number": Label("number", "数值项"),
    "setting": Label("setting", "设定"),
    "at": Label("written at", "出处"),
    "numbers": Label("numbers", "数值"),
    "constant": Label("constant", "常数"),
    "rule": Label("rule", "规则"),
    "numbers_in_it": Label("numbers in it", "其中的数值"),
    "pattern": Label("pattern", "检验项"),
    "expected": Label("expected", "预期"),
    "simulated": Label("simulated, mean and 95 % interval", "模拟结果：均值与 95% 区间"),
    "holds": Label("holds", "是否成立"),
    "section": Label("§", "节"),
    "says": Label("the report says", "报告所述"),
    "carried_by": Label("carried by", "由何承载"),
    "left_out": Label("left out, and why", "略去的内容及原因"),
}
_MODULES = {
    "build": Label("Build.", "建立。"),
    "population": Label("Population.", "人口。"),
    "people": Label("People.", "个人特征。"),
    "places": Label("Places.", "居住。"),
    "leaders": Label("Leaders.", "居民小组长。"),
    "ties": Label("Ties.", "社会联系。"),
    "tie_plan": Label("Tie plan.", "联系计划。"),
    "turnover": Label("Turnover.", "居民更替。"),
    "demography": Label("Demography.", "人口变动。"),
    "redraw": Label("Redraw.", "新建联系。"),
}
_FACTS = {
    "stages: government-led": Label("Stages: government-led", "阶段：政府主导"),
    "stages: integration": Label("Stages: integration", "阶段：社区整合"),
    "stages: co-governance": Label("Stages: co-governance", "阶段：多元共治"),
    "events": Label("Events", "事件"),
    "outcomes": Label("Outcomes", "成效"),
    "measures: governance structure": Label("Measures: governance structure", "措施：治理体系"),
    "measures: infrastructure": Label("Measures: infrastructure", "措施：基础设施"),
    "measures: grid management": Label("Measures: grid management", "措施：网格管理"),
    "measures: volunteering": Label("Measures: volunteering", "措施：志愿服务"),
    "measures: service purchase": Label("Measures: service purchase", "措施：购买服务"),
}
_CARRIERS = {
    "levers": Label("lever {names}", "政策工具 {names}"),
    "metrics": Label("metric {names}", "指标 {names}"),
    "parameters": Label("parameter {names}", "参数 {names}"),
    "phases": Label("phase {names}", "环节 {names}"),
    "agents": Label("agent {names}", "主体 {names}"),
    "columns": Label("column {names}", "变量 {names}"),
    "kinds": Label("kind of matter {names}", "事项类别 {names}"),
    "town": Label("town {names}", "城镇 {names}"),
}
MESSAGES: Mapping[str, Label] = {
    **{f"odd.head.{name}": label for name, label in _HEADS.items()},
    **{f"odd.module.{name}": label for name, label in _MODULES.items()},
    **{f"odd.facts.{name}": label for name, label in _FACTS.items()},
    **{f"odd.carried.{name}": label for name, label in _CARRIERS.items()},
    "odd.title": Label(
        "Governing urban communities together: model description (ODD)",
        "城市社区共治共建共享：模型说明（ODD 协议）",
    ),
    "odd.note": Label(
        "Written by `cogov odd`; do not edit.", "由 `cogov odd` 自动生成，请勿手工修改。"
    ),
    "odd.parameters": Label("Parameters: {names}.", "参数：{names}。"),
    "odd.kinds": Label("`KINDS`: {names}.", "`KINDS`（种类）：{names}。"),
    "odd.residents": Label("Residents", "居民"),
    "odd.households": Label("Households", "住户"),
    "odd.matters": Label("Matters", "事项"),
    "odd.ties": Label("Ties: {text}", "社会联系：{text}"),
    "odd.per_form": Label(" per form", "（每种形式）"),
    "odd.beside": Label("beside", "不计入"),
    "odd.yes": Label("yes", "是"),
    "odd.no": Label("no", "否"),
    "odd.none": Label("none", "无"),
    "odd.all": Label("all", "全部"),
    "odd.sizes": Label(
        "Shares of kinds, their need of agreement, sizes and hours are parameters. Sizes: {sizes}.",
        "各类别的比例、须各方同意的概率、大小和工时均为参数。大小：{sizes}。",
    ),
    "odd.states": Label(
        "States: {states}. Levels: {levels}. Channels: {channels}.",
        "状态：{states}。层级：{levels}。渠道：{channels}。",
    ),
    "odd.fields": Label("Fields of purchased projects: {names}.", "购买项目的领域：{names}。"),
    "odd.types": Label(
        "Types of actor whose hours are booked, each hour once, to the body that organised it: "
        "{names}.",
        "计入工时的主体类型（每小时只计一次，计入组织该工作的一方）：{names}。",
    ),
    "odd.levers": Label("Levers", "政策工具"),
    "odd.levers_note": Label(
        "A lever at its off value is the same, to the bit, as a lever that is left out. *Moves* "
        "names a metric that the lever moves when it goes from off to its highest value, and "
        "which way. *Conditions* are what policy makes of it, through which alone it acts.",
        "取“关闭”值的政策工具与不写该工具逐位相同。“影响的指标”为该工具由关闭变为最高取值时所改变的"
        "一项指标及其方向。“条件”为政策由它得出的条件，它只通过这些条件起作用。",
    ),
    "odd.conditions": Label("Conditions", "条件"),
    "odd.equations": Label("Equations", "公式"),
    "odd.equations_note": Label(
        "The code of policy: `lever` holds the levers in force, `p` the parameters, `facts` the "
        "state of the communities, and an arrow marks a condition.",
        "以下为政策的代码：`lever` 为生效的政策工具，`p` 为参数，`facts` 为各社区的状态，"
        "箭头表示得出的条件。",
    ),
    "odd.needs": Label("Needs {names}.", "须有 {names}。"),
    "odd.needs_any": Label("Needs one of {names}.", "须有 {names} 之一。"),
    "odd.town_only": Label("One value for the town.", "全镇取同一数值。"),
    "odd.cost_town": Label(
        "{yuan} yuan per unit, in the town ({known})", "全镇每单位 {yuan} 元（{known}）"
    ),
    "odd.cost_community": Label(
        "{yuan} yuan per unit and community ({known})", "每社区每单位 {yuan} 元（{known}）"
    ),
    "odd.cost_resident": Label(
        "{yuan} yuan per unit and resident ({known})", "每居民每单位 {yuan} 元（{known}）"
    ),
    "odd.policy_alone": Label("policy alone", "仅政策自身"),
    "odd.set_at": Label("(set at {at}; default {default})", "（设于 {at}；默认 {default}）"),
    "odd.extensions": Label("Extensions", "扩展"),
    "odd.extensions_note": Label(
        "What follows is no part of the program: whoever runs it brought it. The tables above "
        "call it own.",
        "以下内容不属于本程序，由运行者自行提供；上文各表中标为自有。",
    ),
    "odd.actor": Label("actor, one of {type}", "主体，属于 {type}"),
    "odd.one_month": Label("one month", "一个月"),
    "odd.months": Label("{months} months", "{months} 个月"),
    "odd.in": Label("`{one}` in `{town}`", "`{town}` 中的 `{one}`"),
    "odd.original": Label("original", "原有社区"),
    "odd.converted": Label("converted", "村改居"),
    "odd.always": Label("always", "始终"),
    "odd.margin": Label("margin", "边际分布"),
    "odd.communities_known": Label(
        "How the numbers of communities are known:", "各社区数值的依据："
    ),
    "odd.files": Label(
        "Files, nearest first: {files}. Sources: {sources}. Content hash: `{hash}`.",
        "文件（由近到远）：{files}。来源：{sources}。内容哈希：`{hash}`。",
    ),
    "odd.none_given": Label("none given", "未注明"),
    "odd.none_set": Label("None is set.", "未设置任何政策工具。"),
    "odd.not_set": Label("Not set, so off: {names}.", "未设置，即关闭：{names}。"),
    "odd.dated": Label("Dated entries of the timeline:", "时间线中的条目："),
    "odd.assumed": Label(
        "Of {all} declared numbers, {assumed} are assumed ({share}) and {policy} are targets. "
        "Prices of levers that nobody published are assumed. A value that a file writes without a "
        "mark counts as assumed.",
        "在 {all} 个已声明的数值中，{assumed} 个为假设（{share}），{policy} 个为政策目标。"
        "无人公布的政策工具价格为假设。文件中未加标记的数值计为假设。",
    ),
    "odd.by_mechanism": Label("Parameters by mechanism", "按机制统计的参数"),
    "odd.outside": Label("Numbers outside the declarations", "声明以外的数值"),
    "odd.outside_note": Label(
        "What decides how people and bodies behave is declared, with a range. What stands at the "
        "top of modules, or in the rules themselves, are definitions, room to work in, steps of "
        "numerical methods, roundings, and the middle of a scale from 0 to 1. Numbers that only "
        "lay out arrays, count or change units are left out.",
        "决定居民和各类主体行为的数值都已声明并带有范围。写在模块开头或规则之中的，是定义、工作空间的"
        "大小、数值方法的步长、取整，以及 0 至 1 量表的中点。"
        "只用于排布数组、计数或换算单位的数值未列出。",
    ),
    "odd.marks_parameters": Label("parameters", "参数"),
    "odd.marks_levers": Label(
        "levers set by `{scenario}` and its past", "`{scenario}` 及其基期设置的政策工具"
    ),
    "odd.marks_prices": Label("prices of levers", "政策工具的价格"),
    "odd.marks_town": Label("town `{town}`", "城镇 `{town}`"),
    "odd.no_validation": Label(
        "No validation is recorded with this version: until `cogov validate` has been run, "
        "none of the patterns may be called tested.",
        "本版本没有检验记录：在运行 `cogov validate` 之前，任何典型事实都不能称为已经检验。",
    ),
    "odd.recorded": Label(
        "Recorded, not made anew for this text: {made} {held} of {all} patterns hold. A band "
        "holds when the mean over seeds lies in it, give or take one standard error; a sign when "
        "the whole interval does. Of a pattern with several figures the one on which it stands or "
        "falls is shown.",
        "以下为已有记录，并非为本文重新运行：{made}{all} 个检验项中有 {held} 个成立。"
        "区间类检验项在各次模拟的均值落入区间（允许一个标准误）时成立；方向类检验项在整个置信区间符合时"
        "成立。含有多个数字的检验项列出决定其成立与否的一个。",
    ),
    "odd.recorded_by": Label(
        "version {version}, code {code}, {over} at scale {size}, {date}.",
        "版本 {version}，代码 {code}，{over}，人口规模 {size}，{date}。",
    ),
    "odd.changed_none": Label(
        "Parameters and model code are the same as then.", "参数和模型代码与当时相同。"
    ),
    "odd.changed_code": Label(
        "Since then the model code changed; the parameters are the same: read it with care.",
        "此后模型代码有改动，参数未变：请谨慎解读。",
    ),
    "odd.changed_parameters": Label(
        "Since then the parameters changed; the model code is the same: read it with care.",
        "此后参数有改动，模型代码未变：请谨慎解读。",
    ),
    "odd.changed_both": Label(
        "Since then the parameters and the model code changed: read it with care.",
        "此后参数和模型代码都有改动：请谨慎解读。",
    ),
    "odd.facts_note": Label(
        "The statements are the report's, in our English and abridged. A name is that of a lever, "
        "metric, parameter, phase of the month, kind of agent, column, kind of matter, or number "
        "of the town; each is checked to exist. Levers of dated events are those that move at the "
        "event in the scenario `{history}`; the sizes of the steps are assumed.",
        "所列内容为报告所述，经过删节。名称为政策工具、指标、参数、每月环节、智能体种类、变量、事项类别"
        "或城镇数值的名称，均已核对存在。有日期事件的政策工具，"
        "是情景 `{history}` 中在该事件变动的工具；变动幅度为假设。",
    ),
    "odd.part": Label("{part} ({count})", "{part}（{count} 项）"),
    "reference.head.key": Label("key", "键"),
    "reference.head.form": Label("written as", "写法"),
    "reference.head.meaning": Label("meaning", "含义"),
    "reference.head.default": Label("default", "默认"),
    "reference.head.left_out": Label("when left out", "不写时"),
    "reference.required": Label("must be there", "必写"),
    "reference.text": Label("text", "文本"),
    "reference.whole": Label("whole number", "整数"),
    "reference.number": Label("number", "数"),
    "reference.month": Label("month YYYY-MM", "月份 YYYY-MM"),
    "reference.seeds": Label("seeds", "种子"),
    "reference.mapping": Label("mapping", "映射"),
    "reference.by_name": Label("mapping by path", "按路径的映射"),
    "reference.by_year": Label("mapping by year", "按年的映射"),
    "reference.list_of": Label("list of {item}", "列表（{item}）"),
    "reference.anything": Label("value", "值"),
    "reference.see_levers": Label("mapping, see section 5", "映射，见第 5 节"),
    "reference.see_parameters": Label("mapping, see section 6", "映射，见第 6 节"),
    "reference.or": Label("or", "或"),
    "reference.more_than": Label("more than {low}", "大于 {low}"),
    "reference.from": Label("from {low}", "不小于 {low}"),
    "reference.head.lever": Label("lever", "政策工具"),
    "reference.head.label": Label("label", "名称"),
    "reference.head.unit": Label("unit", "单位"),
    "reference.head.range": Label("range", "范围"),
    "reference.head.off": Label("off", "关"),
    "reference.head.mechanism": Label("mechanism", "机制"),
    "reference.head.needs": Label("needs", "须有"),
    "reference.head.cost": Label("cost a year", "年成本"),
    "reference.head.for": Label("set for", "设定范围"),
    "reference.town": Label("town", "全镇"),
    "reference.each": Label("town or community", "全镇或社区"),
    "reference.one_of": Label("one of {names}", "{names} 之一"),
    "reference.head.parameter": Label("parameter", "参数"),
    "reference.head.mark": Label("mark", "标记"),
    "reference.head.source": Label("source", "来源"),
    "reference.none": Label("none", "无"),
    "reference.cost_town": Label("{yuan} yuan", "{yuan} 元"),
    "reference.cost_community": Label("{yuan} yuan in each community", "每社区 {yuan} 元"),
    "reference.cost_resident": Label("{yuan} yuan for each resident", "每居民 {yuan} 元"),
    "reference.known": Label(" ({mark})", "（{mark}）"),
    "reference.known_from": Label(" ({mark}: {source})", "（{mark}：{source}）"),
    "reference.head.column": Label("column", "列"),
    "reference.head.name": Label("name", "名称"),
    "reference.head.extends": Label("extends", "父情景"),
    "reference.scenarios": Label("Scenarios", "情景"),
    "reference.towns": Label("Towns", "城镇"),
    "reference.experiments": Label("Experiments", "实验"),
    "reference.communities": Label(
        "{communities} communities, {residents} residents",
        "{communities} 个社区，{residents} 名居民",
    ),
    "reference.found": Label(
        "{unit}, {low} to {high}, off at {off}; it {way} {metric} first of all.",
        "单位{unit}，{low} 至 {high}，{off} 为关闭；首先{way}{metric}。",
    ),
    "reference.raises": Label("raises", "提高"),
    "reference.lowers": Label("lowers", "降低"),
    "reference.try": Label(
        "Try it: 'cogov new mine --from integration', set {lever} below 'levers:' in mine.yaml, "
        "then 'cogov compare integration mine.yaml --scale 0.05'.",
        "试一试：“cogov new mine --from integration”，在 mine.yaml 的“levers:”下设置 {lever}，"
        "再运行“cogov compare integration mine.yaml --scale 0.05”。",
    ),
    "reference.none_found": Label(
        "no lever speaks of '{question}'", "没有政策工具与“{question}”有关"
    ),
    "reference.none_found_hint": Label(
        "use other words, or read 'cogov reference'", "请换个说法，或查看“cogov reference”"
    ),
    "reference.note": Label(
        "*Written by `cogov reference`; do not edit.*",
        "*由 `cogov reference --lang zh` 写出，请勿手改。*",
    ),
}
