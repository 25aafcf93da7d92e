"""Comments of a new scenario file."""

from collections.abc import Mapping

from sim.declare import Label

MESSAGES: Mapping[str, Label] = {
    "template.head": Label(
        "A copy of {named} to start from. Change what you like; lines that start with '#' are "
        "comments. 'cogov explain' tells what is in force, 'cogov schema' what an editor can "
        "check. "
        "A number is written plainly (then it counts as assumed), as off, or with how it is known: "
        "{{value, low, high, mark, source}}; mark: survey, official, case, policy, computed or "
        "assumed.",
        "{named} 的副本，供修改。以“#”开头的行为注释。cogov explain 说明哪些取值生效，cogov schema"
        " 供"
        "编辑器检查。数值可直接书写（视为假设）、写 off，或写明依据：{{value, low, high, mark, "
        "source}}；mark 可为 survey（调查）、official（官方）、case（个案）、policy（政策目标）、"
        "computed（推算）或 assumed（假设）。",
    ),
    "template.label": Label(
        "What readers see in figures and texts instead of the name of the file.",
        "图与文字中代替文件名显示的名称。",
    ),
    "template.summary": Label(
        "What your scenario is, in a sentence or two, and what it rests on.",
        "用一两句话说明您的情景及其依据。",
    ),
    "template.parent": Label(
        "The parent: name of a shipped scenario, or a path. What is not set here comes from it.",
        "上级：自带情景的名称或路径；此处未设置的取值均来自上级。",
    ),
    "template.town": Label(
        "A shipped town, or the path of a town file.", "自带的城镇，或城镇文件的路径。"
    ),
    "template.scale": Label("share of the residents, 0.01-1", "模拟人口占居民的比例，0.01-1"),
    "template.past": Label("the common past, before start", "共同基期，在 start 之前"),
    "template.under": Label(
        "its levers are in force in the past", "基期内生效的政策工具取自该情景"
    ),
    "template.levers": Label(
        "A value for the whole town, or by community: {{town: 0.5, {someone}: 0.2}}. A lever that "
        "is not set is off.",
        "可为全镇取一个值，也可分社区：{{town: 0.5, {someone}: 0.2}}。未设置的政策工具即关闭。",
    ),
    "template.lever": Label(
        "{label} ({unit}, {low:g}-{high:g}, off at {off:g}): {meaning}",
        "{label}（{unit}，{low:g}-{high:g}，关闭为 {off:g}）：{meaning}",
    ),
    "template.timeline": Label(
        "Dated changes; values hold until changed.", "按日期变化；取值保持到下一次变化。"
    ),
    "template.what": Label("What happens", "发生了什么"),
    "template.parameters": Label(
        "Numbers in the rules of behaviour; 'cogov explain' lists them all.",
        "行为规则中的数值；用 cogov explain 可列出全部。",
    ),
}
