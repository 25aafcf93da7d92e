"""Why two scenarios differ: whose path, since when, and through which channel."""

from sim.declarations.channels import CHANNELS
from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="why",
    command="why",
    noun=Label("answer to why", "原因分析"),
    title=Label("Why it works", "作用机制"),
    question=Label(
        "Whose path differs in {town} between {scenario} and {baseline}, since when, and through "
        "which channel?",
        "在{town}，{scenario} 与 {baseline} 之间谁的行为路径不同、从何时起、经由何种渠道？",
    ),
    help=Label(
        "Say whose path differs between two scenarios, since when, and through which channel.",
        "说明两情景之间谁的行为路径不同、从何时起、经由何种渠道。",
    ),
    tables=("paths", "channels", "decomposition", "by_seed", "coalitions", "story"),
    figures=("why",),
    argument="pair",
    common=("seeds", "workers", "scale", "months", "settings", "interval", "sets"),
    # Only the whole effect is run under sets, two runs each, beside 128 a seed.
    sets="20",
    options=(
        Option(
            "metric",
            str,
            Label("The metric whose effect is divided.", "其效应被分解的指标。"),
            default="participation_rate",
            metavar="NAME",
        ),
        Option(
            "channels",
            list[str],
            Label(
                "A channel to divide the effect among: "
                f"{', '.join(one.name for one in CHANNELS)}; repeatable. Each more doubles the "
                "runs.",
                "效应所分解到的渠道，可重复；每多一个渠道，运行数加倍。",
            ),
            flag="--channel",
            metavar="NAME",
            shown="all of them",
        ),
        Option(
            "paths_only",
            bool,
            Label(
                "Only say whose path differs, and leave out dividing the effect, which takes 128 "
                "runs a seed.",
                "只说明谁的路径不同，不分解效应（分解每个种子需 128 次运行）。",
            ),
            default=False,
            flag="--paths-only",
        ),
        Option(
            "resident",
            str,
            Label(
                "Tell the story of one resident in both scenarios, month by month: the id of one "
                "of the panel, or typical for whoever is in the middle of those whose path "
                "differs. One seed; the effect is not divided.",
                "逐月讲述一位居民在两情景中的经历：居民样本（panel）中的编号，或 typical（行为路径"
                "不同者中居中的一位）。只用一个种子，不分解效应。",
            ),
            metavar="ID|typical",
            shown="nobody",
        ),
    ),
)
