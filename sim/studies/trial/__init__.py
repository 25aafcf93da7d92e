"""Randomised trials inside the town: effects, what spreads, power, and published results."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="trial",
    command="trial",
    noun=Label("trial", "随机试验"),
    title=Label("Trials inside the town", "镇内随机试验"),
    question=Label(
        "What does an ask, a visit, a notice or a lever do to those who are drawn to get it, and "
        "to those around them?",
        "一次邀请、走访、告知或政策工具，对随机抽中者及其周围的人有何作用？",
    ),
    help=Label(
        "Randomise residents, households, groups or communities inside the town, and plan a "
        "field trial.",
        "在镇内对居民、住户、居民小组或社区作随机试验，并据此设计实地试验。",
    ),
    tables=("effects", "power", "patterns"),
    figures=("effects", "power", "patterns"),
    common=("seeds", "workers", "scale", "settings", "interval"),
    options=(
        Option(
            "sets",
            str,
            Label(
                "Plausible sets of parameters: none, how many of those that ship, shipped, or a "
                "table.",
                "可信参数组：none、随附参数组的个数、shipped，或参数组表格。",
            ),
            metavar="SETS",
            shown="of the file",
        ),
        Option(
            "units",
            list[int],
            Label(
                "Number of units of a field trial whose power is wanted; repeatable.",
                "欲知其功效的实地试验的单位数，可重复。",
            ),
            metavar="N",
            shown="of the file",
        ),
    ),
    hints=frozenset({"treatment", "trials"}),
    packages=("scipy",),
)
