"""Sensitivity: which factors an outcome depends on, and how much of it is chance."""

from sim.declare import Label
from sim.kinds import Kind

KIND = Kind(
    name="sensitivity",
    command="sensitivity",
    noun=Label("sensitivity study", "敏感性分析"),
    title=Label("What the result depends on", "结果取决于什么"),
    question=Label(
        "Which factors does the result of {scenario} in {town} depend on, and how much of it is "
        "chance?",
        "{scenario} 在{town}的结果取决于哪些因素，其中多少只是随机？",
    ),
    help=Label(
        "Say which factors outcomes depend on: Morris screening, then Sobol indices.",
        "说明结果取决于哪些因素：先作 Morris 筛选，再求 Sobol 指数。",
    ),
    tables=("morris", "sobol", "variance", "factors"),
    figures=("morris", "sobol"),
    common=("seeds", "workers", "scale", "months", "settings", "metrics"),
    keys=frozenset({"screening"}),
    hints=frozenset({"factors", "sobol"}),
    extra="analysis",
)
