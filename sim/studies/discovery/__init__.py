"""Discovery: the conditions under which an outcome of interest occurs."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="discovery",
    command="discover",
    noun=Label("discovery", "条件发现"),
    title=Label("When it works", "在何种条件下有效"),
    question=Label(
        "Under which conditions does the outcome of interest come about in {town} under "
        "{scenario}?",
        "在{town}的 {scenario} 下，所关注的结果在何种条件下出现？",
    ),
    help=Label(
        "Say under which conditions an outcome of interest occurs: boxes and feature scores.",
        "说明所关注的结果在何种条件下出现：条件框与因素得分。",
    ),
    tables=("boxes", "features", "noise", "points", "factors"),
    figures=("boxes",),
    options=(
        Option(
            "interest",
            list[str],
            Label(
                "What must hold of a point, such as 'participation_rate > 0.3' or 'cost < 2e7'; "
                "repeatable, all of it must hold.",
                "各点须满足的条件，如 'participation_rate > 0.3'；可重复，须全部满足。",
            ),
            metavar="CONDITION",
            shown="of the file",
        ),
        Option(
            "design",
            str,
            Label("Which design of a folder that holds several.", "文件夹含多个设计时指定其一。"),
        ),
        Option(
            "scenario",
            str,
            Label(
                "Which scenario of a folder that holds more than two.",
                "文件夹含两个以上情景时指定其一。",
            ),
        ),
        Option(
            "baseline",
            str,
            Label("Scenario of a folder that is taken from it.", "文件夹中被减去的情景。"),
            shown="the first of two, else none",
        ),
    ),
    keys=frozenset({"interest"}),
    extra="analysis",
    packages=("ema-workbench", "scikit-learn"),
    reads_runs=True,
)
