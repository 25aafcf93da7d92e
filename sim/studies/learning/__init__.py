"""Learning: which measurement would make an effect surer, and by how much."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="learning",
    command="learn",
    noun=Label("learning", "信息价值分析"),
    title=Label("What could be learned", "还能弄清什么"),
    question=Label(
        "Which measurement in {town} would make it surer what {scenario} changes against "
        "{baseline}, and by how much?",
        "在{town}，哪项测量最能弄清 {scenario} 相对于 {baseline} 的变化，能弄清多少？",
    ),
    help=Label(
        "Say which survey question or better figure would make an effect surer, and by how much.",
        "说明哪项调查或更准的数据能使效应更确定，以及确定多少。",
    ),
    tables=("learning", "sets"),
    figures=("learning",),
    argument="pair",
    common=("seeds", "workers", "scale", "months", "settings", "metrics", "sets"),
    options=(
        Option(
            "respondents",
            int,
            Label("Residents who answer a survey.", "接受调查的居民人数。"),
            default=600,
            low=2,
            high=1_000_000,
        ),
        Option(
            "trial",
            list[str],
            Label(
                "A field trial, by a file or the name of a shipped one, as one more measurement; "
                "repeatable.",
                "作为又一项测量的实地试验：文件或随附试验的名称，可重复。",
            ),
            metavar="FILE",
            shown="none",
        ),
    ),
    # Few sets tell little: all that ship are run, on a tenth of the town.
    sets="shipped",
)
