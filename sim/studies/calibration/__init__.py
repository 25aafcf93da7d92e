"""Calibration: the values of assumed parameters that come closest to declared targets."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="calibration",
    command="calibrate",
    noun=Label("calibration", "校准"),
    title=Label("Calibration", "校准"),
    question=Label(
        "Which values of the assumed parameters bring the model closest to its declared targets, "
        "and which targets can it not meet?",
        "假设参数取何值时模型最接近声明的目标，哪些目标无法达到？",
    ),
    help=Label(
        "Fit assumed parameters to declared targets; it can be stopped, and goes on where it was.",
        "按声明的目标拟合假设参数；可随时中断，再次运行即继续。",
    ),
    tables=("fit", "parameters", "ensemble", "trials", "conflicts", "held_out", "check"),
    figures=("fit", "parameters"),
    common=("seeds", "workers", "scale", "settings"),
    options=(
        Option(
            "trials",
            int,
            Label("Sets of parameters that are tried.", "试验的参数组数。"),
            shown="of the file",
            low=1,
            high=100_000,
        ),
        Option(
            "check",
            str,
            Label(
                "Try nothing more, but run a set of the ensemble on other seeds, such as 100..109.",
                "不再试验，只用另外的种子（如 100..109）复核集合中的一组参数。",
            ),
            metavar="SEEDS",
        ),
        Option(
            "member",
            int,
            Label("Which set of the ensemble is checked.", "复核集合中的第几组。"),
            default=1,
            low=1,
        ),
    ),
    keys=frozenset({"targets"}),
    extra="analysis",
    packages=("optuna",),
)
