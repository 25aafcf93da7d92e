"""Channels through which governance reaches what a resident does.

Each channel can be closed: the parameters that stand for its asks and terms are put at the value
that switches them off. What reaches residents in other ways (places, attitudes, the register)
is told of as well, but has no switch of its own.
"""

from dataclasses import dataclass

from sim.declare import Label


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in which a difference reaches a resident.

    Attributes:
        name: Name in tables.
        label: English and Chinese label.
        meaning: One sentence.
        closes: Parameters that close it when they are at their `off`; none for what has no
            switch.
    """

    name: str
    label: Label
    meaning: str
    closes: tuple[str, ...] = ()


CHANNELS: tuple[Channel, ...] = (
    Channel("visit", Label("Visits by party members", "党员走访"),
            "A party member visits the household and asks one adult.",
            ("party_visit_rate",)),
    Channel("neighbour", Label("Neighbours and friends", "邻里亲友"),
            "A tie who took part asks, and what ties do sets the norm.",
            ("ask_rate_tie", "ask_rate_household", "weight_norm")),
    Channel("organisation", Label("Organisations that call", "组织动员"),
            "Volunteers on call are called, and resident leaders are asked to take a lead.",
            ("ask_rate_called", "ask_rate_called_support", "ask_rate_leader")),
    Channel("announcement", Label("Committee and announcements", "居委会与公告"),
            "The committee asks, or an announcement reaches the person online or on the board, "
            "now or before, so that one knows what goes on.",
            ("ask_rate_official", "ask_rate_broadcast", "weight_informed")),
    Channel("meeting", Label("Consultation meetings", "议事协商会"),
            "A meeting is held that the person can attend, and its outcome is heard of.",
            ("places_consultation", "efficacy_heard")),
    Channel("prize", Label("Prizes and recognition", "奖励与荣誉"),
            "Prizes, recognition and the crowding of volunteering by professionals or by a say.",
            ("weight_incentive", "motive_wear", "crowding_out", "crowding_in")),
)
"""Those that can be closed, in the order in which they are told."""

OTHER_CHANNELS: tuple[Channel, ...] = (
    Channel("register", Label("Entry to the volunteer register", "志愿者注册准入"),
            "Both would volunteer, and only one is let on the register."),
    Channel("places", Label("Places", "名额"),
            "Both would come, and only one finds a place."),
    Channel("service", Label("Services that money buys", "经费购买的服务"),
            "The committee's money buys services and activities that make joining likelier."),
    Channel("project", Label("Projects for migrants", "外来人口项目"),
            "A project lowers what keeps migrants from taking part."),
    Channel("habit", Label("Habit", "习惯"),
            "The habit of the form differs."),
    Channel("attitude", Label("Trust, efficacy, belonging", "信任、效能感与归属感"),
            "Attitudes differ by what was resolved, neglected, carried out or ritual before."),
    Channel("time", Label("Free hours", "空闲时间"),
            "The form takes other hours, or the hours are promised to something else."),
    Channel("other", Label("Other", "其他"),
            "None of these: the person or the parameters differ."),
)
"""Those that have no switch: they are part of what remains when every channel is closed."""

ALL_CHANNELS: dict[str, Channel] = {one.name: one for one in (*CHANNELS, *OTHER_CHANNELS)}
"""All by name, in the order in which ties between them are broken."""
