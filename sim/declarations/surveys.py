"""What residents can be asked that tells a parameter: questions of a survey, each declared once."""

from dataclasses import dataclass
from typing import Literal

from sim.declare import Label

Answer = Literal["yes", "count", "amount", "spread", "effect"]
"""What is answered. yes: yes or no, whose share is the parameter. count: how many, whose mean it
is. amount: something within the declared range, whose mean it is. spread: the same, whose
standard deviation it is. effect: yes or no by halves of the sample, one of which is asked, and the
parameter is the difference of log-odds."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that tells a parameter; ``label`` completes "asking 600 residents ..."."""

    parameter: str
    label: Label
    answer: Answer


def _q(parameter: str, answer: Answer, en: str, zh: str) -> tuple[str, Question]:
    return parameter, Question(parameter, Label(en, zh), answer)


QUESTIONS: dict[str, Question] = dict(
    (
        _q("ask_rate_tie", "yes", "whether somebody they know who took part asked them last month",
           "上月是否有参与过的熟人邀请过他们"),
        _q("ask_tie", "effect", "whether they would come, half of them told that a neighbour asks",
           "是否愿意参加（其中一半人被告知是邻居相邀）"),
        _q("party_visit_rate", "yes", "whether a party member visited them last month",
           "上月是否有党员走访过他们"),
        _q("initial_efficacy", "amount", "how much they believe that taking part changes something",
           "在多大程度上相信参与会带来改变"),
        _q("attitude_sd", "spread", "how much they trust the committee and feel they belong",
           "对居委会的信任与归属感如何"),
        _q("initial_registered", "yes", "whether they are registered as volunteers",
           "是否注册为志愿者"),
        _q("free_hours_working", "amount", "how many free hours they have a month",
           "每月有多少空闲时间"),
        _q("need_rate", "count", "how many matters they had in the last year",
           "过去一年遇到过多少件需要解决的事项"),
        _q("walk_in_without_station", "yes", "whether they would bring a matter without a station",
           "没有服务站时是否会上门反映事项"),
        _q("resolution_base", "yes", "whether their last matter was really solved",
           "上一件事项是否真正得到解决"),
        _q("beyond_share", "yes", "whether their last matter was beyond the community",
           "上一件事项是否超出社区职权"),
        _q("collect_party", "yes", "whether the party member who visited heard of their matter",
           "走访的党员是否了解到他们的事项"),
    )
)
"""By parameter."""
