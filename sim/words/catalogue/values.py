"""Values with their units, and lists."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "value.%": Label("{value} %", "{value}%"),
    "value.points": Label("{value} points", "{value} 个百分点"),
    "value.range": Label("{low} to {high}", "{low} 至 {high}"),
    "value.yuan": Label("{value:,.0f} yuan a year", "{value:,.0f} 元/年"),
    "value.million": Label("{value:.4g} million yuan a year", "{wan:,.0f} 万元/年"),
    "list.comma": Label(", ", "、"),
    "list.brackets": Label("{text} ({note})", "{text}（{note}）"),
    "list.semicolon": Label("; ", "；"),
    "list.and": Label(" and ", "、"),
    "list.or": Label(" or ", " 或 "),
    "list.sentence": Label(" ", ""),
    "list.stop": Label(".", "。"),
    "dates.within": Label("%Y,%b,%d,%H:%M,%H:%M,%S.%f", "%Y,%m月,%d,%H:%M,%H:%M,%S"),
    "dates.turns": Label(",%Y,%b,%b-%d,%H:%M,%H:%M", ",%Y,%m月,%m月%d日,%H:%M,%H:%M"),
}
