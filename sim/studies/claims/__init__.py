"""Claims: sentences that state findings, run again under what nobody knows."""

from sim.declare import Label
from sim.kinds import Kind

KIND = Kind(
    name="claims",
    command="claims",
    noun=Label("list of claims", "论断清单"),
    title=Label("Claims under test", "论断检验"),
    question=Label(
        "Which of the sentences that state findings still hold with other plausible parameters, "
        "another scale, past, people and ties?",
        "陈述结论的各句话，在其他可信参数、规模、历史、人口与关系网下是否仍然成立？",
    ),
    help=Label(
        "Run the claims of a file again under plausible sets of parameters and other conditions.",
        "在可信参数组与其他条件下重新检验文件中的各项论断。",
    ),
    tables=("claims", "conditions"),
    figures=("claims",),
    common=("seeds", "workers", "scale", "settings", "sets"),
    keys=frozenset({"claims"}),
    default="claims",
    sets="20",
)
