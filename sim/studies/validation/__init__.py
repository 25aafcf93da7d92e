"""Validation: which of the patterns that the model should show it does show."""

from sim.declare import Label
from sim.kinds import Kind

KIND = Kind(
    name="validation",
    command="validate",
    noun=Label("validation", "检验"),
    title=Label("Validation", "检验"),
    question=Label(
        "Which of the patterns that the model should show does it show, and which not?",
        "模型应呈现的典型事实中，哪些成立，哪些不成立？",
    ),
    help=Label(
        "Say of every pattern that the model should show whether it does; failures stay visible.",
        "逐项说明模型应呈现的典型事实是否成立；不成立者同样列出。",
    ),
    tables=("validation", "quantities", "outputs", "by_seed"),
    figures=("validation",),
    common=("seeds", "workers", "scale", "settings", "sets"),
    sets="20",
    keys=frozenset({"patterns"}),
    default="validation",
)
