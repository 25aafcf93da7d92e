"""The page to hand on, and how to cite."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "handout.kicker": Label("Policy brief · {town}", "政策简报 · {town}"),
    "handout.question": Label("Question", "一、研究问题"),
    "handout.found": Label("What was found", "二、主要结论"),
    "handout.cost": Label("Effect beside cost", "三、成效与成本"),
    "handout.sure": Label("How sure this is", "四、结论的可靠程度"),
    "handout.assumed": Label("What is assumed", "五、前提与局限"),
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
    "handout.row_cost": Label("Cost", "年成本"),
    "handout.row_price": Label(
        "Yuan for each added participant and year", "每新增一名参与者（元/年）"
    ),
    "handout.table_note": Label(
        "Means of the last {window} months. Costs are those of the levers at declared prices, most "
        "of them assumed; a dash: no price, because the gain is not clear.",
        "数值为最后 {window} 个月均值。成本按政策工具的声明单价计算，单价多为假设；“–”表示增量不显"
        "著，"
        "不计单位成本。",
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
