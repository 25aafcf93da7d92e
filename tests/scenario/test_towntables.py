"""Counted ties and dated events: what tables say takes the place of margins, the rest is drawn."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.calendar import format_month, parse_month
from sim.errors import Problem
from sim.model import CommunityModel
from sim.rng import Draws, hashed_id
from sim.scenario import Town, load_scenario, load_town
from sim.scenario.explain import sections
from sim.scenario.load import load
from sim.words import Speech
from sim.words.setting import problems_text
from sim.world import build_world
from sim.world.tie_plan import tie_plan
from sim.world.tie_rows import ties_report
from tests.scenario.conftest import Write, only, town_problems
from tests.scenario.test_town import GOOD
from tests.world.towns import DEFAULTS, START

THREE = (
    GOOD.replace(
        "margins:",
        """\
  - {id: north, label: {en: North, zh: 北}, origin: original,
     residents: 300, households: 100, groups: 3, grids: 2}
margins:""",
        1,
    )
    .replace("totals: {communities: 2, residents: 500, households: 180, groups: 4, grids: 3}\n", "")
    .replace("adjacency: [[east, west, 1]]", "adjacency: [[east, west, 1], [west, north, 2]]")
)
TIES = "observed_ties: ties.csv\n" + THREE
EVENTS = "events: events.csv\n" + THREE
Make = Callable[..., Town]


@pytest.fixture
def make(write: Write) -> Make:
    def made(table: str, town: str = TIES) -> Town:
        write(table, town.split(":")[1].split("\n")[0].strip())
        return load_town(write(town, "twin.yaml"))

    return made


@pytest.fixture
def wrong(write: Write) -> Callable[..., tuple[Problem, ...]]:
    def told(table: str, town: str = TIES) -> tuple[Problem, ...]:
        write(table, town.split(":")[1].split("\n")[0].strip())
        return town_problems(write(town, "twin.yaml"))

    return told


def shares(town: Town) -> tuple[np.ndarray, np.ndarray]:
    """Shares of ties inside the community and in the group, from the plan; shapes (C,)."""
    sizes = np.array([one.residents for one in town.communities])
    # Many groups of a size, so that none falls into a group by chance.
    groups = np.repeat(sizes, 100) // 100
    plan = tie_plan(town, 2.5, groups, np.repeat(np.arange(sizes.size), 100), DEFAULTS)
    total = plan.group + plan.community + plan.across
    same = 0.01
    return (plan.group + plan.community) / total, (plan.group + same * plan.community) / total


def test_counted_ties_take_the_place_of_margins(make: Make) -> None:
    town = make(
        "from,to,ties\neast,east,70\neast,west,20\neast,north,10\nwest,west,80\nnorth,北,30\n"
    )
    observed = town.observed_ties
    assert observed is not None
    assert observed.inside("east") == pytest.approx(0.7)
    assert observed.inside("west") == pytest.approx(0.8)
    assert observed.inside("north") == pytest.approx(0.75)
    inside, group = shares(town)
    assert inside == pytest.approx([0.7, 0.8, 0.75])
    # Nothing is known of groups: their margins keep their proportion.
    assert group == pytest.approx([0.7 * 0.6 / 0.85, 0.8 * 0.75 / 0.95, 0.75 * 0.6 / 0.85])


def test_a_matrix_says_the_same_as_a_list(make: Make) -> None:
    matrix = make(",east,west,north\neast,70,20,10\nwest,20,80,\nnorth,10,,30\n")
    listed = make(
        "from,to,ties\neast,east,70\neast,west,20\nnorth,east,10\nwest,west,80\nnorth,north,30\n"
    )
    assert matrix.observed_ties == listed.observed_ties


def test_ties_between_communities_follow_the_table_and_not_adjacency(make: Make) -> None:
    town = make("from,to,ties\neast,east,50\neast,north,50\nnorth,north,50\nwest,west,10\n")
    world = build_world(town, Draws(0), START, DEFAULTS)
    place = world.residents.community
    pairs = {
        (int(place[row]), int(place[other]))
        for row in range(len(world.residents))
        for other in world.ties.of(row)
    }
    assert (0, 2) in pairs
    assert (0, 1) not in pairs
    assert (1, 2) not in pairs
    report = ties_report(world)
    margins = ties_report(build_world(make("", THREE), Draws(0), START, DEFAULTS))
    assert report["inside_community_original"] < margins["inside_community_original"] - 0.2
    assert report["inside_community_converted"] == 1.0


def test_groups_that_are_counted_are_met(make: Make) -> None:
    town = make(
        "from,to,ties\neast.1,east.1,40\neast.1,east.2,30\neast.2,east.2,10\neast,west,20\n"
    )
    assert town.observed_ties is not None
    assert town.observed_ties.in_group == {"east": pytest.approx(0.5)}
    _, group = shares(town)
    assert group[0] == pytest.approx(0.5, abs=0.01)


def test_who_is_not_in_the_table_is_drawn_from_margins(make: Make) -> None:
    partly = make("from,to,ties\neast,east,60\neast,west,40\nwest,west,40\n")
    inside, group = shares(partly)
    by_margins, groups_by_margins = shares(make("", THREE))
    assert inside[2] == by_margins[2]
    assert group[2] == groups_by_margins[2]
    sizes = np.array([one.residents for one in partly.communities])
    plan = tie_plan(partly, 2.5, sizes, np.arange(3), DEFAULTS)
    flow = np.diff(plan.flow, axis=1, prepend=0.0)
    assert flow[2] == pytest.approx([0, 1, 0])
    assert flow[1, 0] > 0
    assert flow[1, 2] > 0


def test_the_record_says_which_ties_are_counted_and_which_drawn(make: Make, write: Write) -> None:
    town = make("from,to,ties\neast,east,60\neast,west,40\n")
    assert town.numbers()["observed_ties"]["pairs"] == [
        ["east", "east", 60.0],
        ["east", "west", 40.0],
    ]
    loaded = load(write("extends: integration\ntown: twin.yaml\n"))
    rows = {row.path: row for part in sections(loaded) for row in part.rows}
    assert rows["observed_ties: east, west"].value == "40"
    assert rows["observed_ties: east, west"].origin == "ties.csv:3"
    assert rows["observed_ties: east, west"].known == "survey: ties counted in ties.csv"
    assert rows["ties inside east"].value == "0.6"
    assert rows["observed_ties: north"].origin == "drawn from ties and adjacency"


def test_a_town_without_a_table_has_the_numbers_that_it_had(make: Make) -> None:
    assert "observed_ties" not in make("", THREE).numbers()
    counted = make("from,to,ties\neast,east,60\n")
    assert counted.numbers() != make("", THREE).numbers()


BAD_TIES = [
    ("", 1, "no line below", "没有任何行"),
    ("from,to,ties\n", 1, "no line below", "没有任何行"),
    ("from,to\neast,west\n", 1, "the headings are from, to", "表头为"),
    ("from,to,ties\neast,west\n", 2, "has 2 cells", "该行有 2 格"),
    ("from,to,ties\neast,wset,3\n", 2, "no community is called 'wset'", "是否想写 'west'"),
    ("from,to,ties\neast.4,east.1,3\n", 2, "the groups 1 to 3, not 4", "没有 4"),
    ("from,to,ties\neast,west,-1\n", 2, "found '-1'", "应为关系数"),
    ("from,to,ties\neast,west,nan\n", 2, "found 'nan'", "应为关系数"),
    ("from,to,ties\neast,west,many\n", 2, "found 'many'", "应为关系数"),
    ("from,to,ties\neast,west,1\neast,西,2\n", 3, "are there twice", "首次出现在第 2 行"),
    ("from,to,ties\neast,west,0\n", 1, "holds no ties", "没有任何关系"),
    (",east,south\neast,1,2\n", 1, "no community is called 'south'", "没有名为"),
    ('from,to,ties\n"east,west,1\n', 2, "not CSV", "CSV"),
]


@pytest.mark.parametrize(("table", "line", "message", "chinese"), BAD_TIES)
def test_bad_tables_of_ties_are_told(
    table: str, line: int, message: str, chinese: str, wrong: Callable[..., tuple[Problem, ...]]
) -> None:
    problem = only(wrong(table))
    assert (problem.file, problem.line) == ("ties.csv", line)
    assert message in problem.message
    said = problems_text([problem], Speech("zh"))
    assert chinese in said
    assert "（英文）" not in said


# --- joint work ---

UNITS = "observed_joint_work: work.csv\n" + THREE.replace(
    "residents: 300, households: 100, groups: 3, grids: 2}",
    "residents: 300, households: 100, groups: 3, grids: 2, units: 4}",
)


def test_units_that_worked_most_with_the_committee_sign_first(make: Make, write: Write) -> None:
    make("community,unit,hours,trust\neast,3,40,0.9\neast,1,90,\n东,4,,0.1\n", UNITS)
    path = write(
        "extends: integration\ntown: twin.yaml\nlevers: {co_building_agreements: 2}\n"
        "run: {start: 2021-01, months: 1, burn_in: {months: 0}}\n"
    )
    model = CommunityModel(load_scenario(path), seed=3)
    order = [unit.actor_id for unit in model.roster.units[0]]
    by_number = [hashed_id("unit", "east", number) for number in range(4)]
    assert order[:2] == [by_number[0], by_number[2]]
    known = {unit.actor_id: unit.commitment for unit in model.roster.units[0]}
    default = model.parameters["unit_commitment_first"]
    assert [known[one] for one in by_number] == [default, default, 0.9, 0.1]
    rows = {row.path: row for part in sections(load(path)) for row in part.rows}
    assert rows["observed_joint_work.east.1"].value == "90 hours, trust drawn"
    assert rows["observed_joint_work.east.3"].origin == "work.csv:2"
    assert rows["observed_joint_work.east.3"].known == "survey: joint work recorded in work.csv"


BAD_WORK = [
    ("community,unit\neast,1\n", 1, "the headings are", "表头为"),
    ("community,unit,hours,trust\neast,5,1,1\n", 2, "the units 1 to 4, not 5", "没有 5"),
    ("community,unit,hours,trust\nest,1,1,1\n", 2, "no community is called 'est'", "没有名为"),
    ("community,unit,hours,trust\neast,1,-1,1\n", 2, "found '-1'", "应为 0 至"),
    ("community,unit,hours,trust\neast,1,1,90\n", 2, "found '90'", "应为 0 至 1 的数"),
    ("community,unit,hours,trust\neast,1,1,1\neast,1,2,1\n", 3, "there twice", "重复出现"),
]


@pytest.mark.parametrize(("table", "line", "message", "chinese"), BAD_WORK)
def test_bad_tables_of_joint_work_are_told(
    table: str, line: int, message: str, chinese: str, wrong: Callable[..., tuple[Problem, ...]]
) -> None:
    problem = only(wrong(table, UNITS))
    assert (problem.file, problem.line) == ("work.csv", line)
    assert message in problem.message
    said = problems_text([problem], Speech("zh"))
    assert chinese in said
    assert "（英文）" not in said


# --- events ---


def test_dated_elections_are_held_then_and_by_terms_after_the_last(make: Make) -> None:
    town = make(
        "date,event,community\n2010-05,election,\n2013-08,election,\n2021-03,election,\n", EVENTS
    )
    months = range(parse_month("2000-01"), parse_month("2032-01"))
    held = [format_month(month) for month in months if town.elections.is_election(month)]
    assert held == ["2010-05", "2013-08", "2021-03", "2026-03", "2031-03"]
    assert str(town.origins["elections.first"]) == "events.csv:2"


def test_a_conversion_is_the_month_in_which_a_village_joins(make: Make) -> None:
    bare = EVENTS.replace(", member_from: 2003-03", "")
    town = make("date,event,community,into\n2005-07,conversion,west,\n", bare)
    assert town.communities[1].member_from == parse_month("2005-07")
    assert str(town.origins["communities.west.member_from"]) == "events.csv:2"


def test_a_merger_counts_one_community_in_the_other(make: Make) -> None:
    town = make("date,event,community,into\n2019-04,merger,west,north\n", EVENTS)
    assert town.community_ids == ("east", "north")
    north = town.communities[1]
    assert (north.residents, north.households, north.groups, north.grids) == (500, 180, 4, 3)
    assert north.migrants == pytest.approx((200 * 0.1 + 300 * 0.2) / 500)
    assert town.adjacency == (("east", "north", 1.0),)
    assert town.mergers == {"west": "north"}


def test_counts_of_what_is_merged_are_told(wrong: Callable[..., tuple[Problem, ...]]) -> None:
    counted = EVENTS + "counts: [{community: north, sex: female, count: 150}]\n"
    problem = only(wrong("date,event,community,into\n2019-04,merger,west,north\n", counted))
    assert problem.path.startswith("counts")
    assert "'north' is merged" in problem.message
    assert "已合并" in problems_text([problem], Speech("zh"))


BAD_EVENTS = [
    ("when,event,community\n2010-05,election,\n", 1, "the headings are", "表头为"),
    ("date,event,community\n2010,election,\n", 2, "is not a month", "不是月份"),
    ("date,event,community\n2010-05,electon,\n", 2, "must be one of election", "应为 election"),
    ("date,event,community\n2010-05,election,east\n", 2, "needs nothing here", "请留空"),
    (
        "date,event,community\n2010-05,election,\n2010-05,election,\n",
        3,
        "there twice",
        "首次出现在第 2 行",
    ),
    (
        "date,event,community\n2010-05,conversion,est\n",
        2,
        "no community is called 'est'",
        "没有名为",
    ),
    (
        "date,event,community\n2010-05,conversion,east\n",
        2,
        "is no village",
        "不是 2010-05 改居的村",
    ),
    ("date,event,community\n2010-05,conversion,west\n", 2, "is no village", "不写 member_from"),
    ("date,event,community,into\n2010-05,merger,west,west\n", 2, "into itself", "不能并入自身"),
    ("date,event,community\n2010-05,merger,west\n", 2, "merger needs a community", "应填写社区"),
    (
        "date,event,community,into\n2010-05,merger,west,east\n2011-05,merger,north,west\n",
        3,
        "was merged into another before",
        "此前已并入",
    ),
]


@pytest.mark.parametrize(("table", "line", "message", "chinese"), BAD_EVENTS)
def test_bad_tables_of_events_are_told(
    table: str, line: int, message: str, chinese: str, wrong: Callable[..., tuple[Problem, ...]]
) -> None:
    problem = only(wrong(table, EVENTS))
    assert (problem.file, problem.line) == ("events.csv", line)
    assert message in problem.message
    said = problems_text([problem], Speech("zh"))
    assert chinese in said
    assert "（英文）" not in said
