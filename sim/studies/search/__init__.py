"""Search: settings of levers under a budget, and the one that is regretted least."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="search",
    command="search",
    noun=Label("search", "优选"),
    title=Label("What to spend a budget on", "预算如何使用"),
    question=Label(
        "Which settings of levers reach several aims at once in {town} under {scenario} within a "
        "budget, and which of them is most robust (smallest maximum regret) when assumptions turn "
        "out otherwise?",
        "在{town}的 {scenario} 下，预算之内哪些政策工具取值能兼顾多个目标，"
        "假设有误时哪一种后悔值最小？",
    ),
    help=Label(
        "Search settings of levers under a budget, and name the most robust one.",
        "在预算之内搜索政策工具的取值，并指出后悔值最小者。",
    ),
    tables=("settings", "regret", "members"),
    figures=("pareto", "regret"),
    common=("seeds", "workers", "scale", "months", "settings", "sets"),
    options=(
        Option(
            "trials",
            int,
            Label("Settings that are tried.", "试验的设置数。"),
            shown="of the file",
            low=2,
            high=100_000,
        ),
        Option(
            "method",
            str,
            Label(
                "How settings are proposed: tpe (tree-structured Parzen estimator) or nsga2 "
                "(generations that evolve).",
                "提出设置的方法：tpe（树形 Parzen 估计）或 nsga2（逐代演化）。",
            ),
            shown="of the file",
            values=("tpe", "nsga2"),
        ),
    ),
    keys=frozenset({"objectives"}),
    extra="analysis",
    packages=("optuna",),
    aliases=("pareto",),
)
