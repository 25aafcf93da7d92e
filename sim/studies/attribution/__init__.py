"""Attribution: which measure does how much of what a scenario does."""

from sim.declare import Label
from sim.kinds import Kind

KIND = Kind(
    name="attribution",
    command="attribute",
    noun=Label("attribution", "措施贡献分析"),
    title=Label("Which measures do it", "各项措施的贡献"),
    question=Label(
        "Of what {scenario} changes against {baseline} in {town}, how much is due to each of its "
        "measures, alone and together?",
        "在{town}，{scenario} 相对于 {baseline} 的变化中，各项措施单独及共同贡献了多少？",
    ),
    help=Label(
        "Say which measure does how much of what a scenario does: Shapley values over seeds.",
        "说明情景的作用中各项措施各占多少：按种子计算的 Shapley 值。",
    ),
    tables=("attribution", "interactions", "coalitions", "by_seed"),
    figures=("attribution",),
    argument="pair",
    common=("seeds", "workers", "scale", "months", "settings", "interval", "metrics", "sets"),
    # Every set takes all coalitions on a tenth of the town: eight cost a fifth more than five
    # seeds of the whole town.
    sets="8",
)
