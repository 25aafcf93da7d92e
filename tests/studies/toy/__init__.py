"""A kind of study that a test registers: what metrics are at both ends of all factors together."""

from sim.declare import Label
from sim.kinds import Kind, Option

KIND = Kind(
    name="ends",
    command="ends",
    noun=Label("study of ends", "两端分析"),
    title=Label("Both ends", "两端"),
    question=Label(
        "What is {scenario} in {town} like at both ends of its factors?",
        "在{town}，{scenario} 的因素取两端时如何？",
    ),
    help=Label("Run scenarios at both ends of all factors.", "在全部因素的两端运行情景。"),
    tables=("ends",),
    figures=("ends",),
    common=("seeds", "workers", "scale", "months", "settings", "metrics"),
    options=(Option("middle", bool, Label("Run the middle too.", "也运行中间值。"), False),),
    module="tests.studies.toy",
)
