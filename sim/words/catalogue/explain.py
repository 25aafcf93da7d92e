"""Explain: headings, and how two scenarios differ."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "explain.chain": Label("Chain, nearest first", "继承链（由近到远）"),
    "explain.epochs": Label("Epochs", "各时期"),
    "explain.warnings": Label("Warnings", "提醒"),
    "explain.no_warnings": Label("No warnings", "没有提醒"),
    "explain.value": Label("value", "取值"),
    "explain.at": Label("written at", "出处"),
    "explain.known": Label("known", "依据"),
    "explain.off": Label("not set, so off: {path}", "未设置，即关闭：{path}"),
    "explain.nothing": Label(
        "Nothing that can change a number differs.", "凡能改变数值之处均无差别。"
    ),
    "explain.beginning": Label(
        "They differ from the beginning, {month}.", "两者自始（{month}）即不同。"
    ),
    "explain.same": Label("They are the same as long as both run.", "两者同时运行期间完全相同。"),
    "explain.until": Label(
        "They are the same until {month}, where they part.", "两者在 {month} 之前相同，此后不同。"
    ),
}
