"""History matching: which sets of parameters the targets do not rule out."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="matching",
    command="match",
    noun=Label("matching", "历史匹配"),
    title=Label("Plausible parameters", "可信参数"),
    question=Label(
        "Which sets of parameters, of all that are declared possible, do the targets not rule out?",
        "在声明范围内，哪些参数组未被目标排除？",
    ),
    help=Label(
        "Rule out parameters that cannot meet the targets, wave by wave, and keep an ensemble.",
        "逐波排除无法达到目标的参数，并留下一个参数集合。",
    ),
    tables=("waves", "targets", "parameters", "ridges", "ensemble", "points"),
    figures=("waves", "fit", "parameters", "pairs"),
    common=("workers", "scale", "settings"),
    options=(
        Option(
            "data",
            str,
            Label(
                "A table (CSV or Excel) of your town's own counts under the first scenario: month, "
                "community (town), metric, value, error; each is a further target, give or take "
                "two errors.",
                "本镇自有数据表（CSV 或 Excel，首个情景下）：month、community（town）、metric、"
                "value、error；各行作为附加目标，允许两个误差。",
            ),
            metavar="FILE",
            shown="none",
        ),
        Option(
            "targets",
            str,
            Label(
                "A table of measured values in place of the targets: metric, value, error or N, "
                "and where wanted community, scenario, year, source (CSV or Excel).",
                "以实测值表格代替原有目标：指标、数值、标准误或样本量，"
                "可另有社区、情景、年份、来源（CSV 或 Excel）。",
            ),
            metavar="FILE",
            shown="of the calibration",
        ),
    ),
    keys=frozenset({"waves"}),
    extra="analysis",
    packages=("scipy", "scikit-learn"),
)
