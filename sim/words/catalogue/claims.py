"""Claims under test: tables, figures and sentences."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "claims.counts": Label(
        "Of {claims} claims {robust} are robust, {shifted} shifted and {fragile} fragile, over "
        "{conditions} other conditions and {sets} plausible sets of parameters ({share} of the "
        "town, seeds: {seeds}).",
        "{claims} 项论断中，{robust} 项稳健，{shifted} 项大小有变，{fragile} 项脆弱；检验条件另有 "
        "{conditions} 种，可信参数 {sets} 组（全镇 {share} 的人口，{seeds} 次重复模拟）。",
    ),
    "claims.no_sets": Label(
        "No plausible sets of parameters were run, so this says nothing of what nobody has "
        "measured.",
        "未运行可信参数组，未反映尚无实测之处。",
    ),
    "claims.one_seed": Label(
        "One seed was run, so this says nothing of chance.", "仅 1 次模拟，未反映随机性。"
    ),
    "claims.fragile": Label(
        "Fragile: “{sentence}” It does not hold {where}.", "脆弱：“{sentence}”{where}不成立。"
    ),
    "claims.shifted": Label(
        "Shifted: “{sentence}” Its sign holds, but its size does not {where}.",
        "大小有变：“{sentence}”方向成立，但{where}大小不同。",
    ),
    "claims.unknown": Label(
        "Unknown: “{sentence}” The metric is null.", "未知：“{sentence}”该指标无值。"
    ),
    "claims.in_force": Label("with what is in force", "在现行参数下"),
    "claims.in_sets": Label(
        "in {count} of {sets} sets of parameters", "在 {sets} 组参数中的 {count} 组下"
    ),
    "claims.under": Label("under {names}", "在{names}时"),
    "claims.title": Label("Claims under test: {name}", "论断检验：{name}"),
    "claims.claim": Label("Claim", "论断"),
    "claims.difference": Label("Difference", "差值"),
    "claims.sets": Label("5–95 % of sets", "参数组 5–95%"),
    "claims.hold_sets": Label("Holds in sets", "成立的参数组"),
    "claims.hold_conditions": Label("Holds under", "成立的条件"),
    "claims.verdict": Label("Verdict", "判定"),
    "claims.of": Label("{count} of {all}", "{count}/{all}"),
    "claims.word.robust": Label("robust", "稳健"),
    "claims.word.shifted": Label("shifted", "大小有变"),
    "claims.word.fragile": Label("fragile", "脆弱"),
    "claims.word.unknown": Label("unknown", "未知"),
    "claims.note": Label(
        "Difference: of the last scenario that a claim names from the first. Robust: the order "
        "holds in nine of ten sets and under all conditions ({names}), and the size with it. "
        "Shifted: the order alone. Fragile: not even that. Where a claim says no size, half more "
        "or less than what is in force is another (assumed).",
        "差值：论断所列末一情景减首一情景。稳健：在九成以上参数组及全部条件（{names}）下次序成立，"
        "大小亦然；大小有变：仅次序成立；脆弱：次序也不成立。未言明大小者，"
        "与现行结果相差一半以上即视为不同（假设）。",
    ),
    "claims.caption": Label(
        "Each row is a claim, each column a condition: filled, order and size hold; open, only "
        "the order; cross, the order fails.",
        "每行一项论断，每列一种条件：实心为次序与大小均成立，空心为仅次序成立，叉为次序不成立。",
    ),
    "trace.title": Label(
        "Trace: what is stated, and the record behind it", "溯源：所述结论及其记录"
    ),
    "trace.note": Label(
        "Written by cogov odd --trace from the records.", "由 cogov odd --trace 根据记录写出。"
    ),
    "trace.claims": Label("Claims", "论断"),
    "trace.no_claims": Label(
        "No record of tested claims is there: 'cogov claims' makes one.",
        "尚无论断检验记录：可由 cogov claims 生成。",
    ),
    "trace.stands": Label("Stands in", "所在文件"),
    "trace.records": Label("Records", "记录"),
    "trace.command": Label(
        "Made by: `{command}`, {when}, code {code}.", "命令：`{command}`，{when}，代码 {code}。"
    ),
}
