"""What the columns of tables of results mean, for the codebook: each declared once."""

from dataclasses import dataclass

from sim.declare import Label


@dataclass(frozen=True, slots=True)
class ToldColumn:
    """Label, unit (``as unit``: that of the row's metric) and definition of a column."""

    label: Label
    unit: str
    meaning: Label


def _column(en: str, zh: str, unit: str, meaning: str, chinese: str) -> ToldColumn:
    """A column in both languages."""
    return ToldColumn(Label(en, zh), unit, Label(meaning, chinese))


COLUMNS: dict[str, ToldColumn] = {
    "scenario": _column("Scenario", "情景", "", "Name of the scenario.", "情景名称。"),
    "baseline": _column(
        "Baseline",
        "基线",
        "",
        "Name of the scenario that it is compared with; in tables by seed, the value there.",
        "作为比较基线的情景名称；在逐次表中为基线取值。",
    ),
    "seed": _column(
        "Seed",
        "随机种子",
        "",
        "Seed of every draw; the same seed is the same town with the same chance in "
        "every scenario.",
        "随机种子；同一种子下各情景的城镇与偶然因素相同。",
    ),
    "month": _column("Month", "月份", "", "First day of the month.", "该月第一日。"),
    "community": _column(
        "Community",
        "社区",
        "",
        "Id of the community; town for the whole.",
        "社区代号；town 为全镇。",
    ),
    "metric": _column("Metric", "指标", "", "Name of the metric.", "指标名称。"),
    "unit": _column(
        "Unit",
        "单位",
        "",
        "Unit of the values; shares are fractions from 0 to 1.",
        "数值单位；占比为 0 至 1 的小数。",
    ),
    "label_en": _column(
        "Label (English)",
        "英文名称",
        "",
        "What readers call the metric in English.",
        "指标的英文名称。",
    ),
    "label_zh": _column(
        "Label (Chinese)",
        "中文名称",
        "",
        "What readers call the metric in Chinese.",
        "指标的中文名称。",
    ),
    "seeds": _column(
        "Seeds", "模拟次数", "count", "Seeds in which the value is known.", "有取值的模拟次数。"
    ),
    "value": _column(
        "Value",
        "取值",
        "as unit",
        "Mean over the headline months in one seed.",
        "单次模拟在统计期内的均值。",
    ),
    "mean": _column("Mean", "均值", "as unit", "Mean over seeds.", "各次模拟的均值。"),
    "baseline_level": _column(
        "Level in the baseline",
        "基线水平",
        "as unit",
        "Mean over seeds in the baseline.",
        "基线情景各次模拟的均值。",
    ),
    "level": _column(
        "Level", "水平", "as unit", "Mean over seeds in the scenario.", "情景各次模拟的均值。"
    ),
    "difference": _column(
        "Difference",
        "差值",
        "as unit",
        "Scenario minus baseline within each seed, mean over seeds.",
        "各次模拟内情景减基线之差的均值。",
    ),
    "low": _column(
        "Lower end",
        "下限",
        "as unit",
        "Lower end of the 95 % interval over seeds; readers are told none below five seeds.",
        "模拟随机性 95% 区间的下限；少于 5 次时不向读者报告。",
    ),
    "high": _column(
        "Upper end",
        "上限",
        "as unit",
        "Upper end of the 95 % interval over seeds; readers are told none below five seeds.",
        "模拟随机性 95% 区间的上限；少于 5 次时不向读者报告。",
    ),
    "sd": _column(
        "Standard deviation",
        "标准差",
        "as unit",
        "Standard deviation over seeds.",
        "各次模拟间的标准差。",
    ),
    "p": _column(
        "p-value", "p 值", "", "Two-sided p-value of a difference of zero.", "差值为零的双侧 p 值。"
    ),
    "p_holm": _column(
        "Corrected p-value",
        "校正后 p 值",
        "",
        "The same after Holm correction over the rows of the table.",
        "对表中各行作 Holm 校正后的 p 值。",
    ),
    "verdict": _column(
        "Verdict",
        "结论",
        "",
        "distinguishable: clear after correction; distinguishable alone: clear before "
        "it only; not distinguishable; set by the levers: the same in every seed; too few seeds "
        "(below five); one seed; no data.",
        "distinguishable：校正后显著；distinguishable alone：仅校正前显著；"
        "not distinguishable：不显著；set by the levers：各次模拟完全相同，由政策工具设定；"
        "too few seeds：少于 5 次；其余为单次或无数据。",
    ),
    "detectable": _column(
        "Detectable difference",
        "最小可检出差异",
        "as unit",
        "Smaller true differences could be missed (paired t-test at 5 %, power 80 %).",
        "更小的真实差异可能未被发现（配对 t 检验，5% 水平，功效 80%）。",
    ),
    "more_seeds": _column(
        "More seeds",
        "还需模拟次数",
        "count",
        "Seeds to add for the precision asked for.",
        "达到所要求精度还需的模拟次数。",
    ),
    "interval": _column(
        "Kind of interval",
        "区间算法",
        "",
        "How intervals are made: t or bootstrap.",
        "区间算法：t 或 bootstrap。",
    ),
    "halfway": _column(
        "Difference halfway",
        "中期差值",
        "as unit",
        "The same difference over the last months until the middle of the run.",
        "截至运行中点、同样长度统计期内的差值。",
    ),
    "share_of_way": _column(
        "Share of the way",
        "已走完的比例",
        "share",
        "How much of the difference at rest is there at the end; null where the path "
        "since the branch does not tell where it ends.",
        "期末差值占趋稳时差值的比例；由分支以来的路径看不出终点时为空。",
    ),
    "half_life": _column(
        "Half-life",
        "半程",
        "months",
        "Months until half of the way to rest; null likewise.",
        "走完趋稳路程一半所需的月数；同样可为空。",
    ),
    "per_million": _column(
        "Difference per million",
        "每百万元差值",
        "as unit",
        "Difference for each million yuan a year that the scenario costs more; null "
        "where it does not cost more.",
        "情景每年每多支出一百万元所对应的差值；不多支出时为空。",
    ),
    "by_levers": _column(
        "By the levers",
        "政策工具直接产生",
        "as unit",
        "The difference where residents stand still, on a part of the town.",
        "居民一概不参与时的差值（部分人口）。",
    ),
    "through_residents": _column(
        "Through residents",
        "经由居民参与",
        "as unit",
        "The difference less that by the levers.",
        "差值减去政策工具直接产生的部分。",
    ),
    "by_levers_low": _column(
        "By the levers, lower end",
        "政策工具下限",
        "as unit",
        "Lower end of its 95 % interval over the seeds in which residents stand still.",
        "居民不参与各次模拟的 95% 区间下限。",
    ),
    "by_levers_high": _column(
        "By the levers, upper end",
        "政策工具上限",
        "as unit",
        "Upper end of its 95 % interval over the seeds in which residents stand still.",
        "居民不参与各次模拟的 95% 区间上限。",
    ),
    "sets": _column(
        "Sets of parameters",
        "参数组数",
        "count",
        "Plausible sets of parameters in which it is known.",
        "有取值的可信参数组数。",
    ),
    "sets_low": _column(
        "5 % over sets",
        "参数组 5% 分位",
        "as unit",
        "Lower end over plausible sets of parameters.",
        "可信参数组间的下限（5%）。",
    ),
    "sets_high": _column(
        "95 % over sets",
        "参数组 95% 分位",
        "as unit",
        "Upper end over plausible sets of parameters.",
        "可信参数组间的上限（95%）。",
    ),
    "holds_in": _column(
        "Sets with the same sign",
        "方向一致的参数组",
        "count",
        "Sets in which it has the sign of the difference.",
        "与差值方向一致的参数组数。",
    ),
    "share_luck": _column(
        "Part of chance",
        "随机性占比",
        "share",
        "Part of the variance in one town that is chance.",
        "单个城镇不确定性中随机性的占比。",
    ),
    "share_parameters": _column(
        "Part of parameters",
        "参数占比",
        "share",
        "Part of the variance in one town that is due to parameters.",
        "单个城镇不确定性中参数的占比。",
    ),
    "group_by": _column(
        "Division", "分类", "", "How adults are divided into groups.", "成年居民的分类方式。"
    ),
    "group": _column("Group", "群体", "", "Group of adults.", "成年居民群体。"),
    "division_en": _column(
        "Division (English)", "分类（英文）", "", "Division in English.", "分类的英文名称。"
    ),
    "division_zh": _column(
        "Division (Chinese)", "分类（中文）", "", "Division in Chinese.", "分类的中文名称。"
    ),
    "group_en": _column(
        "Group (English)", "群体（英文）", "", "Group in English.", "群体的英文名称。"
    ),
    "group_zh": _column(
        "Group (Chinese)", "群体（中文）", "", "Group in Chinese.", "群体的中文名称。"
    ),
    "adults": _column(
        "Adults",
        "成年居民数",
        "count",
        "Adults who are simulated in the group, mean of the baseline.",
        "群体中被模拟的成年居民数（基线均值）。",
    ),
    "ahead": _column(
        "Ahead of all",
        "高于总体",
        "as unit",
        "By how much the difference exceeds that of all adults, or of the town.",
        "差值高于全体成年居民（或全镇）的幅度。",
    ),
    "ahead_low": _column(
        "Ahead, lower end",
        "高于总体（下限）",
        "as unit",
        "Lower end of its 95 % interval.",
        "其 95% 区间下限。",
    ),
    "ahead_high": _column(
        "Ahead, upper end",
        "高于总体（上限）",
        "as unit",
        "Upper end of its 95 % interval.",
        "其 95% 区间上限。",
    ),
    "ahead_p": _column("Ahead, p-value", "高于总体（p 值）", "", "Its p-value.", "其 p 值。"),
    "ahead_p_holm": _column(
        "Ahead, corrected p-value",
        "高于总体（校正后 p 值）",
        "",
        "Its p-value after Holm correction.",
        "其 Holm 校正后 p 值。",
    ),
    "set": _column(
        "Set of parameters",
        "参数组",
        "",
        "Number of the set of parameters; 0 are those in force.",
        "参数组编号；0 为现行参数。",
    ),
    "view": _column(
        "View",
        "视角",
        "",
        "What the row is of: headline, month, community or group.",
        "该行所指：主要指标、月份、社区或群体。",
    ),
    "place": _column(
        "Place",
        "位置",
        "",
        "Month, community or group; empty for the headline.",
        "月份、社区或群体；主要指标为空。",
    ),
    "actor": _column("Actor", "主体", "", "Type of actor.", "主体类型。"),
    "hours": _column("Hours", "工时", "hours", "Hours booked in the month.", "当月计入的工时。"),
    "table": _column("Table", "表", "", "Name of the table.", "数据表名称。"),
    "column": _column("Column", "列", "", "Name of the column.", "列名。"),
    "definition_en": _column(
        "Definition (English)",
        "定义（英文）",
        "",
        "What the column holds, in English.",
        "该列含义（英文）。",
    ),
    "definition_zh": _column(
        "Definition (Chinese)",
        "定义（中文）",
        "",
        "What the column holds, in Chinese.",
        "该列含义（中文）。",
    ),
}
