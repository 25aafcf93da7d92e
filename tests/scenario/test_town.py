"""Towns: the case adds up, a town of one's own needs no code, bad towns are told."""

import csv
import io
from pathlib import Path

import pytest

import sim
from sim.calendar import format_month, parse_month
from sim.errors import ScenarioError
from sim.scenario import Elections, Town, load_scenario, load_town, shipped_towns
from sim.scenario.load import doubts, load, variant
from sim.scenario.places import shipped_folder
from sim.tables import town as tables_town
from tests.scenario.conftest import Write, only, town_problems

GOOD = """\
label: {en: Twin, zh: 双镇}
totals: {communities: 2, residents: 500, households: 180, groups: 4, grids: 3}
communities:
  - {id: east, label: {en: East, zh: 东}, origin: original,
     residents: 300, households: 100, groups: 3, grids: 2}
  - {id: west, label: {en: West, zh: 西}, origin: converted,
     residents: 200, households: 80, groups: 1, grids: 1, member_from: 2003-03}
margins:
  ages: [[0, 15, 0.2], [15, 60, 0.6], [60, 100, 0.2]]
  female: 0.5
  senior_high: {2000: 0.1, 2010: 0.2}
  county_seat_premium: 1.5
  college: 0.1
  migrants: {original: 0.2, converted: 0.1}
  owners: {value: 0.65, low: 0.55, high: 0.8, mark: survey, source: CGSS 2005}
  party_members: 0.06
  public_job: 0.1
  online: {2010: {below_60: 0.4, from_60: 0.0}, 2020: {below_60: 0.9, from_60: 0.4}}
  vulnerable: 0.05
  disabled: 0.05
  births: 0.01
  deaths: 0.008
  moves: {migrant: 0.2, local: 0.02}
ties:
  mean_degree: 10
  inside_group: {original: 0.6, converted: 0.75}
  inside_community: {original: 0.85, converted: 0.95}
  isolated: 0.2
elections: {first: 2003-06, every: 36, changes: [[2019-01, 60]]}
adjacency: [[east, west, 1]]
sources:
  communities.residents: {mark: assumed, source: invented}
  communities.east.residents: {mark: case}
"""


@pytest.fixture
def town(write: Write) -> Town:
    return load_town(write(GOOD, "twin.yaml"))


def test_the_case_sums_to_the_totals_of_the_report() -> None:
    town = load_town("luocheng")
    assert len(town.communities) == 11
    for name, total in (
        ("residents", 95_436),
        ("households", 31_653),
        ("groups", 155),
        ("grids", 59),
    ):
        assert sum(getattr(community, name) for community in town.communities) == total
    assert [c.origin for c in town.communities].count("converted") == 6
    joined = {c.member_from for c in town.communities if c.origin == "converted"}
    assert joined == {parse_month("2003-03")}
    assert all(c.member_from is None for c in town.communities if c.origin == "original")


def test_the_case_keeps_the_ratios_that_are_known() -> None:
    town = load_town("luocheng")
    sizes = {c.id: c.residents for c in town.communities}
    known = {"zhongxin": 13_152, "xinxia": 3_950, "xiadong": 2_962}
    factors = [sizes[name] / size for name, size in known.items()]
    assert max(factors) - min(factors) < 2e-4
    assert factors[0] == pytest.approx(1.3144, abs=1e-4)
    households = town.communities[town.index_of("zhongxin")].households
    assert sizes["zhongxin"] / households == pytest.approx(13_152 / 4_245, abs=1e-3)
    original = [c.residents for c in town.communities if c.origin == "original"]
    converted = [c.residents for c in town.communities if c.origin == "converted"]
    assert min(original) > max(converted)


@pytest.mark.parametrize("name", shipped_towns())
def test_every_number_of_shipped_towns_has_an_origin(name: str) -> None:
    town = load_town(name)
    assert town.origins["margins.owners"].line > 0
    for community in town.communities:
        assert town.origins[f"communities.{community.id}.residents"].line > 0


def test_every_number_of_the_case_says_how_it_is_known() -> None:
    town = load_town("luocheng")
    paths = [path for path in town.origins if path.startswith("margins.")]
    leaves = [path for path in paths if not any(other.startswith(f"{path}.") for other in paths)]
    silent = [
        path
        for path in leaves
        if town.source_of(path) is None and not path.endswith((".[1]", ".[2]"))
    ]
    assert silent == []
    for community in town.communities:
        for name in ("residents", "households", "groups", "grids"):
            assert town.source_of(f"communities.{community.id}.{name}") is not None


def test_reading_a_town(town: Town) -> None:
    assert town.id == "twin"
    assert town.community_ids == ("east", "west")
    assert town.index_of("west") == 1
    with pytest.raises(KeyError):
        town.index_of("north")
    assert town.communities[1].member_from == parse_month("2003-03")
    assert town.margins.owners == 0.65
    assert town.ranges == {"margins.owners": (0.55, 0.8)}
    assert str(town.sources["margins.owners"]) == "survey: CGSS 2005"
    assert town.adjacency == (("east", "west", 1.0),)
    assert town.origins["communities.west.residents"].line == 7


def test_sources_reach_down(town: Town) -> None:
    assert str(town.source_of("communities.west.residents")) == "assumed: invented"
    assert str(town.source_of("communities.east.residents")) == "case"
    assert town.source_of("communities.east.households") is None


def test_margins_by_year_and_age(town: Town) -> None:
    margins = town.margins
    assert margins.senior_high_at(2005) == pytest.approx(0.15 * 1.5)
    assert margins.senior_high_at(1950) == pytest.approx(0.1 * 1.5)
    assert margins.senior_high_at(2100) == pytest.approx(0.2 * 1.5)
    assert margins.online_at(2015) == pytest.approx((0.65, 0.2))
    assert margins.share_of_ages(0, 200) == pytest.approx(1)
    assert margins.share_of_ages(30, 60) == pytest.approx(0.6 * 30 / 45)
    assert margins.migrants.of("original") == 0.2
    assert margins.migrants.of("converted") == 0.1


def test_elections_serve_the_term_in_force_when_elected(town: Town) -> None:
    months = range(parse_month("2000-01"), parse_month("2032-01"))
    held = [format_month(month) for month in months if town.elections.is_election(month)]
    assert held == [
        "2003-06",
        "2006-06",
        "2009-06",
        "2012-06",
        "2015-06",
        "2018-06",
        "2021-06",
        "2026-06",
        "2031-06",
    ]
    assert town.elections.last_before(parse_month("2003-06")) is None
    assert town.elections.last_before(parse_month("2003-07")) == parse_month("2003-06")
    assert town.elections.last_before(parse_month("2021-06")) == parse_month("2018-06")


def test_elections_without_changes() -> None:
    elections = Elections(first=100, every=10)
    assert [month for month in range(95, 125) if elections.is_election(month)] == [100, 110, 120]


def test_numbers_leave_out_words(town: Town) -> None:
    other = town.model_copy(update={"notes": "different", "sources": {}, "origins": {}})
    assert other.numbers() == town.numbers()
    bigger = town.model_copy(update={"ties": town.ties.model_copy(update={"mean_degree": 11.0})})
    assert bigger.numbers() != town.numbers()


def test_unknown_town() -> None:
    assert only(town_problems("luochen")).hint == "did you mean 'luocheng'?"


BAD = [
    # what to replace, with what, line, key path, in the message, in the hint
    (
        "residents: 500",
        "residents: 501",
        2,
        "totals.residents",
        "the total is 501, but the communities sum to 500",
        "1 too few",
    ),
    (
        "communities: 2",
        "communities: 3",
        2,
        "totals.communities",
        "the total is 3, but there are 2",
        "",
    ),
    ("grids: 3}", "grids: 2}", 2, "totals.grids", "the communities sum to 3", "1 too many"),
    ("id: west", "id: east", 6, "communities.east.id", "also the id of twin.yaml:4", ""),
    ("id: west", "id: town", 6, "communities.town.id", "stands for the whole town", ""),
    ("id: west", "id: West", 6, "communities.West.id", "lower-case letters", ""),
    (
        "origin: converted",
        "origin: convrted",
        6,
        "communities.west.origin",
        "must be one of 'original' or 'converted'",
        "'converted'",
    ),
    ("residents: 200", "residents: -1", 7, "communities.west.residents", "must be from 1 to", ""),
    ("residents: 200", "residents: 2e2", 7, "communities.west.residents", "whole number", ""),
    (
        "residents: 200",
        "residents: '1,200'",
        7,
        "communities.west.residents",
        "found '1,200'",
        "write 1200",
    ),
    (
        "households: 80",
        "households: 280",
        7,
        "communities.west.households",
        "280 households for 200 residents",
        "",
    ),
    ("groups: 1", "groups: 90", 7, "communities.west.groups", "90 groups for 80 households", ""),
    (
        "member_from: 2003-03",
        "member_from: 2003-3",
        7,
        "communities.west.member_from",
        "not a month",
        "2003-03",
    ),
    ("member_from: 2003-03", "migrants: 1.1", 7, "communities.west.migrants", "at most 1", ""),
    ("member_from", "membr_from", 7, "communities.west.membr_from", "no key", "'member_from'"),
    ("[15, 60, 0.6]", "[20, 60, 0.6]", 9, "margins.ages.[2]", "must go on at 15", ""),
    ("[0, 15, 0.2]", "[5, 15, 0.2]", 9, "margins.ages.[1]", "must be 0", ""),
    ("[60, 100, 0.2]", "[60, 60, 0.2]", 9, "margins.ages.[3]", "run from 60 to 60", ""),
    ("[15, 60, 0.6]", "[15, 60, 0.7]", 9, "margins.ages", "sum to 1.1; they must sum to 1", ""),
    ("[15, 60, 0.6]", "[15, 60]", 9, "margins.ages.[2]", "the list ends after 2", ""),
    ("[15, 60, 0.6]", "[15, 60, 0.6, 1]", 9, "margins.ages.[2]", "must hold at most 3, not 4", ""),
    ("female: 0.5", "female: 1.2", 10, "margins.female", "from 0 to 1", ""),
    ("female: 0.5", "femal: 0.5", 10, "margins.femal", "no key 'femal'", "did you mean 'female'?"),
    ("{2000: 0.1", "{200: 0.1", 11, "margins.senior_high.200", "the year 200", ""),
    ("{2000: 0.1", "{y: 0.1", 11, "margins.senior_high.y", "whole number", ""),
    ("mark: survey", "mark: srvey", 15, "margins.owners", "found 'srvey'", "'survey'"),
    ("low: 0.55", "low: 0.7", 15, "margins.owners", "outside its own range", ""),
    ("value: 0.65, low: 0.55, high: 0.8", "value: 3", 15, "margins.owners", "from 0 to 1", ""),
    ("mean_degree: 10", "mean_degree: many", 25, "ties.mean_degree", "must be a number", ""),
    ("first: 2003-06", "first: 2003", 29, "elections.first", "found 2003", "2003-01"),
    ("[[2019-01, 60]]", "[[2001-01, 60]]", 29, "elections.changes.[1]", "order of time", ""),
    ("[[east, west, 1]]", "[[east, wst, 1]]", 30, "adjacency.[1]", "no community", "'west'"),
    ("[[east, west, 1]]", "[[east, east, 1]]", 30, "adjacency.[1]", "adjoin itself", ""),
    (
        "[[east, west, 1]]",
        "[[east, west, 1], [west, east, 2]]",
        30,
        "adjacency.[2]",
        "there twice",
        "",
    ),
    ("[[east, west, 1]]", "[[east, west, 0]]", 30, "adjacency.[1].[3]", "more than 0", ""),
    (
        "communities.east.residents: {mark",
        "communities.easst.residents: {mark",
        33,
        "sources.communities.easst.residents",
        "nothing at",
        "'communities.east.residents'",
    ),
    (
        "{mark: case}",
        "{mark: cas}",
        33,
        "sources.communities.east.residents.mark",
        "must be one of",
        "'case'",
    ),
    ("label: {en: Twin, zh: 双镇}", "label: {en: Twin}", 1, "label.zh", "'zh' is missing", ""),
    ("mean_degree: 10", "mean_degree: .nan", 25, "ties.mean_degree", "must be a number", ""),
    ("{original: 0.6, converted: 0.75}", "0.6", 26, "ties.inside_group", "must be a mapping", ""),
    ("{2000: 0.1, 2010: 0.2}", "{}", 11, "margins.senior_high", "must hold at least 1", ""),
    ("en: Twin", "en: ''", 1, "label.en", "must not be empty", ""),
    ("adjacency:", "adjacncy:", 30, "adjacncy", "no key", "'adjacency'"),
]


@pytest.mark.parametrize(("old", "new", "line", "path", "message", "hint"), BAD)
def test_one_mistake_is_one_problem(
    write: Write, old: str, new: str, line: int, path: str, message: str, hint: str
) -> None:
    assert old in GOOD
    problems = town_problems(write(GOOD.replace(old, new, 1), "twin.yaml"))
    if "id: " not in old:
        only(problems)
    assert (problems[0].file, problems[0].line, problems[0].path) == ("twin.yaml", line, path)
    assert message in problems[0].message
    assert hint in problems[0].hint


def test_all_problems_of_a_town_come_in_one_go(write: Write) -> None:
    text = GOOD.replace("female: 0.5", "female: 5").replace("[east, west, 1]", "[east, wst, 1]")
    text = text.replace("isolated: 0.2", "isolted: 0.2").replace("every: 36", "every: 0")
    problems = town_problems(write(text, "twin.yaml"))
    assert {problem.path for problem in problems} == {
        "margins.female",
        "adjacency.[1]",
        "ties.isolted",
        "elections.every",
    }


def test_a_town_with_sections_missing(write: Write) -> None:
    problems = town_problems(write("notes: nothing", "twin.yaml"))
    told = " ".join(problem.message for problem in problems)
    for section in ("label", "communities", "margins", "ties", "elections"):
        assert f"'{section}' is missing" in told


CSV = """\
id,en,zh,origin,residents,households,groups,grids,member_from
east,East,东,original,300,100,3,2,
west,"West, far",西,converted,200,80,1,1,2003-03
"""


def with_csv(write: Write, csv: str, name: str = "parts.csv") -> str:
    """A town that takes its communities from a CSV file; the town's path."""
    before, _, rest = GOOD.partition("communities:\n")
    _, _, after = rest.partition("margins:")
    write(csv, name)
    text = f"{before}communities: parts.csv\nmargins:{after}"
    return str(write(text, "twin.yaml"))


def test_communities_from_csv_are_those_of_a_list(write: Write, town: Town) -> None:
    found = load_town(with_csv(write, CSV))
    assert found.numbers() == town.numbers()
    assert found.communities[1].label.en == "West, far"
    assert str(found.origins["communities.west.residents"]) == "parts.csv:3"


BAD_CSV = [
    # what to replace, with what, line, key path, in the message, in the hint
    ("id,en", "id,name", 1, "", "no column 'name'", ""),
    ("residents,", "resident,", 1, "", "no column 'resident'", "'residents'"),
    (",member_from", ",id", 1, "", "the column 'id' is there twice", ""),
    ("300", "many", 2, "communities.east.residents", "found 'many'", ""),
    ("300", '"1,300"', 2, "communities.east.residents", "'1,300'", "write 1300"),
    (",200,80", ",200,,80", 3, "", "the line has 10 cells; the header has 9", "quotes"),
    ("2003-03", "March", 3, "communities.west.member_from", "'March' is not a month", ""),
    ("west,", ",", 3, "communities.[2].id", "'id' is missing", ""),
    (",300,100", ",100,300", 2, "communities.east.households", "300 households for 100", ""),
    ("east,East", 'east,"East', 3, "", "not CSV", ""),
]


@pytest.mark.parametrize(("old", "new", "line", "path", "message", "hint"), BAD_CSV)
def test_mistakes_in_csv(
    write: Write, old: str, new: str, line: int, path: str, message: str, hint: str
) -> None:
    assert old in CSV
    problems = town_problems(with_csv(write, CSV.replace(old, new, 1)))
    assert (problems[0].file, problems[0].line, problems[0].path) == ("parts.csv", line, path)
    assert message in problems[0].message
    assert hint in problems[0].hint


def test_what_follows_from_a_torn_row_is_not_told(write: Write) -> None:
    """The totals do not count what the row holds, and others name it in vain."""
    problem = only(town_problems(with_csv(write, CSV.replace(",200,80", ",200,,80", 1))))
    assert "10 cells" in problem.message


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("300.0", "write 300"),
        ("3e2", "write 300"),
        ("300.5", ""),
        ('"300,5"', ""),
        ("30%", ""),
        ("1e300", ""),
        ('"1,300"', "write 1300"),
        ("３００", "write 300"),
    ],
)
def test_the_hint_of_a_whole_number_is_one(write: Write, written: str, hint: str) -> None:
    problems = town_problems(with_csv(write, CSV.replace("300", written, 1)))
    told = [one for one in problems if one.path == "communities.east.residents"]
    assert [one.hint.removesuffix(" without quotes") for one in told] == [hint] * len(told)
    assert told or written == "３００"


def test_csv_with_semicolons_missing_or_empty(write: Write) -> None:
    problems = town_problems(with_csv(write, CSV.replace(",", ";")))
    assert problems[0].hint == "put commas between the cells"
    assert "the file is empty" in town_problems(with_csv(write, ""))[0].message
    write(GOOD.partition("communities:\n")[0] + "communities: gone.csv", "twin.yaml")
    problem = only(town_problems("twin.yaml"))
    assert "gone.csv" in problem.message
    assert (problem.line, problem.path) == (3, "communities")


COPIED = GOOD.replace(
    "totals: {communities: 2, residents: 500, households: 180, groups: 4, grids: 3}",
    "totals: {communities: 6, residents: 1500}\ncopies: 3",
)


def test_communities_stand_side_by_side_as_often_as_is_said(write: Write, town: Town) -> None:
    copied = load_town(write(COPIED, "copied.yaml"))
    assert copied.community_ids == ("east_1", "west_1", "east_2", "west_2", "east_3", "west_3")
    assert copied.communities[4].label.en == "East 3"
    assert copied.communities[4].label.zh == "东3"
    for index, one in enumerate(copied.communities):
        pattern = town.communities[index % 2]
        told = {"id": pattern.id, "label": pattern.label}
        assert one.model_copy(update=told) == pattern
    chain = {("west_1", "east_2", 1.0), ("west_2", "east_3", 1.0)}
    inside = {(f"east_{copy}", f"west_{copy}", 1.0) for copy in (1, 2, 3)}
    assert set(copied.adjacency) == chain | inside
    assert copied.origins["communities.west_3.residents"].line == 8
    lines = [copied.origins[f"adjacency.[{number}]"].line for number in range(1, 6)]
    assert lines == [GOOD.splitlines().index("adjacency: [[east, west, 1]]") + 2] * 3 + [3, 3]
    assert str(copied.source_of("communities.east_2.residents")) == "case"
    assert str(copied.source_of("communities.west_2.residents")) == "assumed: invented"
    assert copied.margins == town.margins


def test_one_copy_is_the_town_itself(write: Write, town: Town) -> None:
    once = load_town(write(GOOD + "copies: 1\n", "once.yaml"))
    assert once.communities == town.communities
    assert once.adjacency == town.adjacency


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("copies: 3", "copies: 0", "found 0", ""),
        ("copies: 3", "copies: 2000", "found 2000", ""),
        ("residents: 1500", "residents: 1499", "the communities sum to 1,500", "1 too many"),
        ("id: west", "id: West", "lower-case letters", ""),
        ("[east, west, 1]", "[east, wast, 1]", "no community is called 'wast'", "'west'"),
    ],
)
def test_one_mistake_in_what_is_copied_is_one_problem(
    write: Write, old: str, new: str, message: str, hint: str
) -> None:
    found = town_problems(write(COPIED.replace(old, new, 1), "copied.yaml"))[0]
    assert message in found.message
    assert hint in found.hint


def test_the_town_of_a_million_adds_up() -> None:
    town = load_town("million")
    case = load_town("luocheng")
    assert sum(one.residents for one in town.communities) == 1_000_000
    assert len(town.communities) == 10 * len(case.communities)
    assert town.margins.model_dump() == case.margins.model_dump()
    for index, one in enumerate(town.communities):
        pattern = case.communities[index % len(case.communities)]
        assert one.id.startswith(f"{pattern.id}_")
        assert one.residents == pytest.approx(pattern.residents * 100_000 / 95_436, abs=1)
        assert one.origin == pattern.origin
    # In one piece: from the first community every other can be reached.
    ahead, reached = ["beiguan_1"], {"beiguan_1"}
    while ahead:
        here = ahead.pop()
        for edge in town.adjacency:
            if here in edge[:2]:
                other = edge.second if edge.first == here else edge.first
                if other not in reached:
                    reached.add(other)
                    ahead.append(other)
    assert reached == set(town.community_ids)


def test_a_town_of_ones_own_in_a_scenario(write: Write) -> None:
    write(GOOD, "towns/twin.yaml")
    path = write("""\
        town: towns/twin.yaml
        run: {start: 2021-01, months: 3}
        levers: {control: {west: 0.2}}
    """)
    scenario = load_scenario(path)
    assert scenario.town.id == "twin"
    assert scenario.levers_at(scenario.start)["control"].tolist() == [0, 0.2]


def test_what_parents_say_of_communities_of_another_town_is_left_out(write: Write) -> None:
    write(GOOD, "towns/twin.yaml")
    path = write("extends: example\ntown: towns/twin.yaml\nlevers: {control: {west: 0.2}}")
    loaded = load(path)
    assert loaded.scenario.levers_at(loaded.scenario.start)["control"].tolist() == [0.7, 0.2]
    assert "values for hillside, riverside are left out: twin" in doubts(loaded)[0].message
    path = write("extends: example\ntown: towns/twin.yaml\nlevers: {control: {hillside: 0.2}}")
    with pytest.raises(ScenarioError, match="no community 'hillside'"):
        load_scenario(path)


WORKERS = "\ngrid_workers: {value: 12, mark: official, source: roster}\n"


@pytest.mark.parametrize(
    ("town", "workers", "mark"), [(GOOD, 3, "assumed"), (GOOD + WORKERS, 12, "computed")]
)
def test_grid_workers_of_another_town_count_in_proportion(
    write: Write, town: str, workers: int, mark: str
) -> None:
    """The parent gives 4 to a town of 4 grids; this town has 3 grids, or 12 workers of its own."""
    write(town, "towns/twin.yaml")
    parent = "{extends: example, levers: {grid_workers: {value: 4, mark: official, source: s}}}"
    write(parent, "parent.yaml")
    path = write("extends: parent.yaml\ntown: towns/twin.yaml")
    loaded = load(path)
    assert (
        loaded.scenario.levers_at(loaded.scenario.start)["grid_workers"].tolist() == [workers] * 2
    )
    known = loaded.scenario.known["levers.grid_workers"]
    assert known.mark == mark
    assert known.text.startswith("4 in Exampleton, in proportion")
    assert any(f"it counts as {workers} here: 4 were" in one.message for one in doubts(loaded))
    # What the file itself, or a setting, says is meant for this town; so is a variant.
    own = load(path, ["levers.grid_workers=2"])
    assert own.scenario.levers_at(own.scenario.start)["grid_workers"].tolist() == [2, 2]
    varied = variant(loaded, ["levers.control=0.1"])
    assert varied.scenario.levers_at(loaded.scenario.start)["grid_workers"][0] == workers
    assert load(Path("parent.yaml").resolve()).merged.in_proportion == []


def test_no_shipped_town_gets_the_grid_workers_of_the_case() -> None:
    for town, own, early in (("jieshou", 8, 3), ("erqi", 53, 17), ("haven", 15, 5)):
        for stage, due in (("co_governance", own), ("integration", early)):
            scenario = load_scenario(stage, [f"town={town}"])
            assert set(scenario.levers_at(scenario.start)["grid_workers"].tolist()) == {due}
    history = load_scenario("history", ["town=jieshou"])
    assert set(history.levers_at(history.end - 1)["grid_workers"].tolist()) == {8}


def test_the_past_may_be_written_for_another_town(write: Write) -> None:
    write(GOOD, "towns/twin.yaml")
    write("extends: example\nlevers: {control: {hillside: 0.4}}", "past.yaml")
    path = write("""\
        town: towns/twin.yaml
        run: {start: 2021-01, months: 3, burn_in: {months: 2, under: past.yaml}}
    """)
    scenario = load_scenario(path)
    assert scenario.past is not None
    assert scenario.levers_at(scenario.first_month)["control"].tolist() == [0.7, 0.7]


REAL = {"erqi": (13, 66391, 26444), "jieshou": (8, 8627, 2764)}
"""Communities, residents and households of the real towns beside the case."""
HEADINGS = {"常住人口": "residents", "人口": "residents", "户数": "households"}


def tables_of(name: str) -> list[Path]:
    """The published tables of which a real town is made."""
    folder = shipped_folder() / "towns" / "data"
    return [folder / f"{name}_{kind}.csv" for kind in ("communities", "figures", "events")]


@pytest.mark.parametrize("name", [*REAL])
def test_real_towns_are_what_the_command_makes_of_published_tables(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_town, "shipped_towns", tuple)
    made = sim.make_town(name, tables_of(name), folder=tmp_path)
    for file in (f"{name}.yaml", f"{name}_events.csv"):
        shipped = shipped_folder() / "towns" / file
        assert (tmp_path / file).read_text("utf-8") == shipped.read_text("utf-8")
    places = made.town.communities
    sums = (sum(one.residents for one in places), sum(one.households for one in places))
    assert (len(places), *sums) == REAL[name]


@pytest.mark.parametrize("name", [*REAL])
def test_real_towns_hold_what_was_published(name: str) -> None:
    town = load_town(name)
    rows = list(csv.reader(io.StringIO(tables_of(name)[0].read_text("utf-8"))))[1:]
    columns = {heading: number for number, heading in enumerate(rows[0])}
    by_label = {one.label.zh: one for one in town.communities}
    assert [one.label.zh for one in town.communities] == [row[0] for row in rows[1:]]
    published = 0
    for row in rows[1:]:
        for heading, key in (
            ("常住人口", "residents"),
            ("人口", "residents"),
            ("户数", "households"),
        ):
            if not (heading in columns and row[columns[heading]]):
                continue
            published += 1
            one = by_label[row[0]]
            assert getattr(one, key) == int(row[columns[heading]])
            source = town.source_of(f"communities.{one.id}.{key}")
            assert source is not None
            assert source.mark == "official"
            assert "communities.csv" in source.text
            assert len(source.text) > 30, "the page is named"
    assert published >= 2


@pytest.mark.parametrize("name", [*REAL])
def test_every_number_of_real_towns_says_how_it_is_known(name: str) -> None:
    town = load_town(name)
    for community in town.communities:
        for key in ("residents", "households", "groups", "grids", "units"):
            assert town.source_of(f"communities.{community.id}.{key}") is not None
    assert str(town.source_of("adjacency.[1].[3]")) == "assumed: in the order of the table"
    owners = town.source_of("margins.owners")
    assert owners is not None
    assert owners.mark == "assumed"
    assert owners.text.startswith(f"{name}_figures.csv B")
    for table in tables_of(name):
        for row in csv.DictReader(io.StringIO(table.read_text("utf-8").partition("\n")[2])):
            assert row.get("来源", "x"), "every row names its source"
