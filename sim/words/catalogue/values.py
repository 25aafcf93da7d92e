"""Values with their units, and lists."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "value.%": Label("{value} %", "{value}%"),
    "value.sampled": Label("scale {value}", "按 {unit} 抽样模拟"),
    "value.whole": Label("scale {value}", "全员模拟"),
    "value.points": Label("{value} points", "{value} 个百分点"),
    "value.seeds": Label("{seeds} seeds", "{seeds} 次重复模拟"),
    "value.one_seed": Label("one seed", "1 次模拟"),
    "value.range": Label("{low} to {high}", "{low} 至 {high}"),
    "value.yuan": Label("{value:,.0f} yuan a year", "{value:,.0f} 元/年"),
    "value.million": Label("{value:.4g} million yuan a year", "{wan:,.0f} 万元/年"),
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
}
