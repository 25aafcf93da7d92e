"""Tables of different makings become towns whose totals are exact."""

import json
import time
from pathlib import Path

import pytest

from sim.calendar import parse_month
from sim.declarations.parameters import PARAMETERS
from sim.errors import ScenarioError
from sim.rng import Draws
from sim.scenario.loadtown import load_town
from sim.scenario.town import LEVELS, Town
from sim.tables import read
from sim.tables.headings import core
from sim.tables.town import Made, make_town
from sim.words import Speech
from sim.world.build import build_world
from sim.world.columns import World
from sim.world.joint import nearest_integers
from tests.tables.making import text_file, town_of, workbook

DEFAULTS = {name: one.default for name, one in PARAMETERS.items()}
TWO = {"北关社区": (4487, 13450), "东南社区": (3867, 11591)}

TEXTS = {
    "sections and totals that tell how many they stand for": (
        "单位,户数,人口\n城市社区（1个）,4487,13450\n北关社区,4487,13450\n行政村（1个）,3867,11591\n"
        "东南社区,3867,11591\n全镇总计（2个）,8354,25041\n",
        "utf-8",
    ),
    "a total that is a sentence, and a column without a heading": (
        "社区,户数,人口,\n北关社区,4487,13450,\n东南社区,3867,11591,备用\n共2个社区,8354,25041,\n",
        "utf-8",
    ),
    "a total by the name of the town": (
        "社区,户数,人口\n北关社区,4487,13450\n东南社区,3867,11591\n螺城,8354,25041\n",
        "utf-8",
    ),
    "numbers before the names": (
        "社区,户数,人口\n1.北关社区,4487,13450\n2.东南社区,3867,11591\n总计,8354,25041\n",
        "utf-8",
    ),
    "an index without a heading, as programs write it": (
        ",社区,户数,人口\n0,北关社区,4487.0,13450.0\n1,东南社区,3867.0,11591.0\n",
        "utf-8",
    ),
    "some residents of each in a row below": (
        "单位,户数,人口\n北关社区,4487,13450\n其中：女,,6600\n东南社区,3867,11591\n其中：女,,5700\n"
        "总计,8354,25041\n其中：女,,12300\n",
        "utf-8",
    ),
    "the units of households and residents in one title": (
        "各社区人口（单位：万人；户数：万户）,,\n社区,户数,人口\n北关社区,0.4487,1.3450\n"
        "东南社区,0.3867,1.1591\n",
        "utf-8",
    ),
    "of communities, as every heading says": (
        "社区编号,社区名称,社区户数,社区总人口,楼栋数\nA1,北关社区,4487,13450,30\nA2,东南社区,3867,11591,28\n",
        "utf-8",
    ),
    "the whole address before every name": (
        "社区,户数,人口\n福建省泉州市惠安县螺城镇北关社区,4487,13450\n"
        "福建省泉州市惠安县螺城镇东南社区,3867,11591\n",
        "utf-8",
    ),
    "a row for each number, with totals": (
        "社区\t指标\t数值\n北关社区\t户数\t4487\n北关社区\t常住人口\t13450\n东南社区\t户数\t3867\n"
        "东南社区\t常住人口\t11591\n合计\t常住人口\t25041\n",
        "utf-8",
    ),
    "numbers of by another word, names with what is looked after": (
        '社区,"Households, no.",Residents (no.)\n北关社区（代管）,"4,487","13,450"\n'
        '东南社区 (筹建),"3,867","11,591"\n合计,"8,354","25,041"\n',
        "utf-8",
    ),
    "quotation marks of all kinds": (
        "“社区”,「户数」,《人口》,'流动人口\n“北关社区”,“4487”,‘13450’,`10`\n"
        "'东南社区,'3867,´11591´,«20»\n",
        "utf-8",
    ),
    "two years side by side": (
        "社区,2010年,,2020年,\n,户数,人口,户数,人口\n北关社区,4000,12000,4487,13450\n"
        "东南社区,3500,10500,3867,11591\n合计,7500,22500,8354,25041\n",
        "utf-8",
    ),
    "sections with ordinals": (
        "序号,社区,户数,人口\n一,城区,,\n1,北关社区,4487,13450\n,小计,4487,13450\n二,乡村,,\n"
        "1,东南社区,3867,11591\n,小计,3867,11591\n,总计,8354,25041\n",
        "utf-8",
    ),
    "footnotes in names, in numbers and below": (
        '社区名称,户数,人口\n北关社区*,4 487①,"13,450[1]"\n东南社区②,3 867,"11,591*"\n'
        '合计,8 354,"25,041"\n* 含部队。\n[1] 2020年普查\n②：含原南门居委会\n',
        "gb18030",
    ),
    "a row for each grid, named after its community": (
        "网格名称,户数,人口\n北关社区第一网格,4000,12000\n北关社区第二网格,487,1450\n"
        "东南社区1号网格,3000,9000\n东南社区2号网格,867,2591\n",
        "utf-8",
    ),
    "wide digits, semicolons, GB 18030": (
        "社区名称；户数（户）；常住人口（人）\n北关社区；４，４８７；１３，４５０\n"
        "东南社区；3 867；11 591\n合　计；8,354；25,041\n",
        "gb18030",
    ),
    "a title, units, notes": (
        "螺城镇2020年人口统计表,,,\n单位：人、户,,,\n\n序号,社区,户数,常住人口\n"
        '1,北关社区,"4,487","13,450"\n2,东南社区,3867,11591\n,合计,8354,25041\n'
        "注：数据来源为某局。,,,\n",
        "utf-8-sig",
    ),
    "a table of Markdown with bold totals": (
        "| 社区 | 户数 | 常住人口 |\n|---|---:|---:|\n| 北关社区 | 4,487 | 13,450 |\n"
        "| 东南社区 | 3,867 | 11,591 |\n| **合计** | **8,354** | **25,041** |\n",
        "utf-8",
    ),
    "units of residents and of households in the title": (
        "人口统计表（单位：万人、万户）,,\n社区,人口,户数\n北关社区,1.3450,0.4487\n"
        "东南社区,1.1591,0.3867\n",
        "utf-8",
    ),
    "spaces": ("社区   户数   人口\n北关社区   4487   13450\n东南社区   3867   11591\n", "utf-8"),
    "one space": ("社区 户数 人口\n北关社区 4487 13450\n东南社区 3867 11591\n", "utf-8"),
    "communities as columns": (
        "指标,北关社区,东南社区,合计\n户数,4487,3867,8354\n常住人口,13450,11591,25041\n",
        "utf-8",
    ),
    "a row for each number": (
        "社区\t指标\t数值\n北关社区\t户数\t4487\n北关社区\t常住人口\t13450\n"
        "东南社区\t户数\t3867\n东南社区\t常住人口\t11591\n",
        "utf-16",
    ),
    "ten thousands": (
        "社区,户数,常住人口（万人）\n北关社区,4487,1.345\n"
        "东南社区,3867,1.1591万\n合计,8354,2.5041\n",
        "utf-8",
    ),
    "a row without a name that is the sum": (
        "社区,户数,人口\n北关社区,4487,13450\n东南社区,3867,11591\n,8354,25041\n",
        "utf-8",
    ),
    "markdown": (
        "| 社区 | 户数 | 人口 |\n|---|---|---|\n| 北关社区 | 4487 | 13450 |\n"
        "| 东南社区 | 3867 | 11591 |\n",
        "utf-8",
    ),
    "old years beside new": (
        "社区,2010年户数,2020年户数,2010年人口,2020年人口\n北关社区,1,4487,9,13450\n"
        "东南社区,1,3867,9,11591\n",
        "utf-8",
    ),
    "a column of units": (
        "项目,单位,北关社区,东南社区,合计\n总人口,万人,1.345,1.1591,2.5041\n"
        "男,人,6850,5891,12741\n总户数,户,4487,3867,8354\n面积,平方公里,1.2,0.9,2.1\n",
        "utf-8",
    ),
    "sections with sums": (
        "社区,户数,人口\n一、城市社区,4487,13450\n北关社区,4487,13450\n二、村改居,3867,11591\n"
        "东南社区,3867,11591\n合计,8354,25041\n",
        "utf-8",
    ),
    "subtotals and kinds": (
        "社区,户数,人口\n城市社区,,\n北关社区,4487,13450\n小计,4487,13450\n村改居,,\n"
        "东南社区,3867,11591\n小计,3867,11591\n总计,8354,25041\n",
        "utf-8",
    ),
    "Chinese numerals": (
        "社区,户数,人口\n北关社区,四千四百八十七,1万3450\n东南社区,三八六七,一万一千五百九十一人\n"
        "合计,8354,25041\n",
        "utf-8",
    ),
    "traditional characters": (
        "社區,戶數,常住人口\n北關社區,4487,13450\n東南社區,3867,11591\n總計,8354,25041\n",
        "utf-8",
    ),
    "traditional characters in Big5": (
        "社區,戶數,常住人口\n北關社區,4487,13450\n東南社區,3867,11591\n總計,8354,25041\n",
        "big5",
    ),
    "subtotals above what they sum": (
        "社区;户数;常住人口\n老城片小计;4\u2009487;13\u202f450\n北关社区①;4\u2009487;13\u202f450\n"
        "新城片小计;3\u2009867;11\u202f591\n东南社区;3\u2009867;11\u202f591\n"
        "总计;8\u2009354;25\u202f041\n注：①含军休所。\n",
        "utf-8",
    ),
    "both languages in every cell": (
        "社区 Community\t总户数 Total Households\t#家庭户\t总人口 Total Population\n"
        "总计 Total\t8354\t8300\t25041\n北关社区 Beiguan\t4487\t4480\t13450\n"
        "东南社区 Dongnan\t3867\t3820\t11591\n",
        "utf-8",
    ),
    "marks of footnotes": (
        "社区,户数①,人口[注1]\n北关社区*,4487,13450②\n东南社区②,3867,11591\n①不含集体户\n",
        "utf-8",
    ),
    "thin and no-break spaces": (
        "社区;户数;人口\n北关社区;4\u2009487;13\u00a0450\n东南社区;3\u202f867;11\u2009591\n",
        "utf-8",
    ),
    "a row for each grid": (
        "社区,网格名称,户数,人口\n北关社区,第一网格,4000,12000\n,第二网格,487,1450\n"
        "小计,,4487,13450\n东南社区,一网格,3867,11591\n合计,,8354,25041\n",
        "utf-8",
    ),
    "grids below their community": (
        "名称,户数,人口\n北关社区,4487,13450\n第一网格,4000,12000\n第二网格,487,1450\n"
        "东南社区,3867,11591\n合计,8354,25041\n",
        "utf-8",
    ),
    "pasted with commas in numbers": (
        "社区名称    总户数    总人口\n北关社区    4,487    13,450\n东南社区    3,867    11,591\n"
        "合   计    8,354    25,041\n",
        "utf-8",
    ),
    "a table that goes on beside itself": (
        "社区,户数,人口,社区,户数,人口\n北关社区,4487,13450,东南社区,3867,11591\n,,,合计,8354,25041\n",
        "utf-8",
    ),
    "columns numbered above their units": (
        "社区,户数,人口\n甲,1,2\n,（户）,（万人）\n北关社区,4487,1.345\n东南社区,3867,1.1591\n",
        "utf-8",
    ),
    "years below each heading": (
        "社区,户数,,人口,\n,2019,2020,2019,2020\n北关社区,1,4487,2,13450\n东南社区,1,3867,2,11591\n",
        "utf-8",
    ),
    "registered residents by sex beside all": (
        "社区,户籍人口,其中：男,其中：女,户数,常住人口\n北关社区,9000,4000,5000,4487,13450\n"
        "东南社区,8000,4000,4000,3867,11591\n",
        "utf-8",
    ),
    "signatures below": (
        "填报单位：某街道办事处,,填报时间：2021年3月\n社区,户数,人口\n北关社区,4487,13450\n"
        "东南社区,3867,11591\n合计,8354,25041\n制表人：王五,,审核人：赵六\n",
        "utf-8",
    ),
    "the town before some names": (
        "街道,社区,户数,人口\n某街道,螺城镇北关社区居委会,4487,13450\n某街道,东南社区,3867,11591\n",
        "utf-8",
    ),
    "the town above its communities": (
        "单位名称,户数,人口\n螺城镇,8354,25041\n  北关社区,4487,13450\n  东南社区,3867,11591\n",
        "utf-8",
    ),
}


def found(made: Made) -> dict[str, tuple[int, int]]:
    """Households and residents by Chinese name."""
    return {one.label.zh: (one.households, one.residents) for one in made.town.communities}


@pytest.mark.parametrize("kind", [*TEXTS])
def test_texts_become_towns(kind: str, tmp_path: Path) -> None:
    text, encoding = TEXTS[kind]
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text, encoding))
    assert [*found(made).values()] == [*TWO.values()]
    assert [core(name) for name in found(made)] == [core(name) for name in TWO] or "town" in kind
    source = made.town.source_of(f"communities.{made.town.community_ids[0]}.households")
    assert source is not None
    assert source.mark == ("computed" if kind.startswith("a row for each grid") else "official")
    assert "a.csv " in source.text


def test_rows_of_grids_are_counted(tmp_path: Path) -> None:
    for kind in ("a row for each grid", "grids below their community"):
        (tmp_path / kind).mkdir()
        file = text_file(tmp_path / kind, "a.csv", *TEXTS[kind])
        assert town_of(tmp_path / kind, file).town.communities[0].grids == 2


def test_subtotals_beside_the_names_of_grids_are_compared_and_left_out(tmp_path: Path) -> None:
    text = (
        "社区,网格,户数,人口\n北关社区,第1网格,100,300\n,第2网格,120,350\n,小计,220,650\n"
        "东南社区,第1网格,90,280\n,第2网格,80,240\n,小计,170,520\n合计,,390,1170\n"
    )
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert found(made) == {"北关社区": (220, 650), "东南社区": (170, 520)}
    assert [one.grids for one in made.town.communities] == [2, 2]


@pytest.mark.parametrize(
    "heads",
    [
        "社区,户数,家庭户规模,,,\n,,1人,2人,3人,4人及以上",
        "Community,Households,Households by size,,,\n,,1 person,2 persons,3 persons,4+ persons",
        "community,households,of which 1 person,2 persons,3 persons,4+ persons",
        "社区,户数,1人户,2人户,3人户,4人及以上户",
    ],
)
def test_sizes_of_households_are_no_ages(heads: str, tmp_path: Path) -> None:
    text = f"{heads}\n北关,1000,200,300,300,200\n东南,500,100,100,150,150\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    sizes = [(one.household_size, one.count) for one in made.town.counts]
    assert sizes == [
        ((1, 2), 200), ((2, 3), 300), ((3, 4), 300), ((4, 120), 200),
        ((1, 2), 100), ((2, 3), 100), ((3, 4), 150), ((4, 120), 150),
    ]  # fmt: skip


def test_sizes_of_households_with_communities_as_columns(tmp_path: Path) -> None:
    sizes = "户规模,北关,东南,合计\n一人户,400,300,700\n二人户,350,250,600\n"
    sizes += "三人及以上户,450,350,800\n合计,1200,900,2100\n"
    people = text_file(tmp_path, "b.csv", "社区,人口\n北关,2900\n东南,2300\n")
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", sizes), people)
    assert found(made) == {"北关": (1200, 2900), "东南": (900, 2300)}
    check_counts(made.town)


def test_single_ages_up_to_the_oldest(tmp_path: Path) -> None:
    rows = "".join(f"{age},30,25\n" for age in range(100))
    ages = text_file(
        tmp_path, "a.csv", f"年龄,北关社区,东南社区\n{rows}100岁及以上,5,4\n合计,3005,2504\n"
    )
    made = town_of(tmp_path, ages, text_file(tmp_path, "b.csv", "社区,户数\n北关,1000\n东南,800\n"))
    assert sum(band.share for band in made.town.margins.ages) == pytest.approx(1, abs=1e-9)
    check_counts(made.town)


def test_residents_follow_from_a_whole_table_of_attributes(tmp_path: Path) -> None:
    levels, rows = ("初中及以下", "高中", "大专及以上"), ["社区,年龄,性别,文化程度,人数"]
    for name, more in (("北关社区", 0), ("东南社区", 9)):
        for sex in ("男", "女"):
            rows.append(f"{name},0-17岁,{sex},初中及以下,{50 + more}")
            rows += [f"{name},18岁及以上,{sex},{level},{60 + more}" for level in levels]
    homes = text_file(tmp_path, "b.csv", "社区,户数\n北关,150\n东南,160\n")
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", "\n".join(rows) + "\n"), homes)
    assert [one.residents for one in made.town.communities] == [460, 532]
    check_counts(made.town)


def test_registered_and_migrants_by_sex_are_everyone(tmp_path: Path) -> None:
    text = "社区,户数,户籍人口,,流动人口,\n,,男,女,男,女\n北关,1200,1300,1300,260,240\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text + "东南,900,1100,1100,160,140\n"))
    assert found(made) == {"北关": (1200, 3100), "东南": (900, 2500)}


def test_communities_that_are_called_as_categories_are_communities(tmp_path: Path) -> None:
    names = ("老人村", "大学社区", "女儿塘社区", "本地湾村")
    rows = "".join(f"{name},{100 + at},{300 + at}\n" for at, name in enumerate(names))
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", f"社区,户数,人口\n{rows}"))
    assert [*found(made)] == [*names]
    made.path.unlink()
    columns = f"指标,{','.join(names)}\n户数,100,101,102,103\n人口,300,301,302,303\n"
    turned = town_of(tmp_path, text_file(tmp_path, "b.csv", columns))
    assert found(turned) == found(made)


def test_rows_of_codes_alone_keep_their_numbers(tmp_path: Path) -> None:
    text = '统计用区划代码,户数,人口\n="350521100001",1200,3100\n350521100002,900,2500\n'
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert made.town.community_ids == ("c350521100001", "c350521100002")
    assert [one.residents for one in made.town.communities] == [3100, 2500]


def test_shares_of_places_that_have_but_numbers(tmp_path: Path) -> None:
    text = "village_id,hh,pop,% aged 60+,female_pct\n1,300,900,20,50\n2,250,800,25,51\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert found(made) == {"1": (300, 900), "2": (250, 800)}
    assert made.town.margins.female == pytest.approx(858 / 1700)
    small = text_file(tmp_path, "b.csv", "社区,户数,人口,流动人口占比(%)\n北关,10,30,0.2\n")
    notes = make_town("small", [small], folder=tmp_path, speech=Speech()).notes
    assert any("below 1 and were read as per cent" in note for note in notes)


def test_years_beside_units_are_of_the_town(tmp_path: Path) -> None:
    figures = "指标名称,计量单位,2019年,2020年,增长(%)\n年末常住人口,万人,0.55,0.56,1.8\n"
    figures += "出生率,‰,8.1,7.9,\n"
    files = [
        text_file(tmp_path, "a.csv", "社区,户数,人口\n北关,1200,3100\n东南,900,2500\n"),
        text_file(tmp_path, "b.csv", figures),
    ]
    made = town_of(tmp_path, *files)
    assert found(made) == {"北关": (1200, 3100), "东南": (900, 2500)}
    assert made.town.margins.births == 0.0079
    assert any("'增长(%)' is not used" in note for note in made.notes)


def test_a_cover_and_contents_are_left_out_and_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        "a.xlsx",
        封面=[["统计资料汇编"], ["（2021年度）"]],
        目录=[["序号", "表名", "页码"], [1, "各社区户数", 3], [2, "各社区组织", 4]],
        人口=[["社区", "户数", "人口"], ["北关社区", 4487, 13450], ["东南社区", 3867, 11591]],
    )
    made = town_of(tmp_path, path)
    assert found(made) == TWO
    assert sum("no headings of a table of communities" in note for note in made.notes) == 2


def test_what_a_total_leaves_may_be_nothing(tmp_path: Path) -> None:
    text = "社区,户数,人口,驻区单位\n北关,100,300,5\n东南,90,270,—\n合计,190,570,5\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert [one.units for one in made.town.communities] == [5, 0]


def test_an_age_in_two_languages_is_one(tmp_path: Path) -> None:
    text = "Community 社区,Residents 常住人口,Aged 65+ (65岁及以上)\n北关,1000,150\n东南,900,100\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert not any("not a heading" in note for note in made.notes)
    source = made.town.source_of("counts")
    assert source is None or "a.csv" in source.text
    assert {one.count for one in made.town.counts} >= {150, 100}


def test_of_two_years_the_later_counts(tmp_path: Path) -> None:
    head: list[object] = ["社区", "户数", "人口"]
    old: list[list[object]] = [head, ["北关社区", 1, 2], ["东南社区", 1, 2]]
    new: list[list[object]] = [head, ["北关社区", 4487, 13450], ["东南社区", 3867, 11591]]
    path = tmp_path / "a.xlsx"
    workbook(tmp_path, "a.xlsx", **{"2019年": old, "2020年": new})
    assert found(town_of(tmp_path, path)) == TWO


def about(households: int, residents: int, women: int) -> list[list[object]]:
    return [["指标", "数值"], ["户数", households], ["常住人口", residents], ["女", women]]


def test_a_sheet_for_each_community(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, "a.xlsx", 北关社区=about(4487, 13450, 6600), 东南社区=about(3867, 11591, 5700)
    )
    made = town_of(tmp_path, path)
    assert found(made) == TWO
    assert any("东南社区" in note for note in made.notes)


def test_communities_beside_each_other_above_their_sexes(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["年龄", "合计", None, None, "北关社区", None, None, "东南社区", None, None],
        [None, *(["小计", "男", "女"] * 3)],
        ["总计", 300, 150, 150, 100, 52, 48, 200, 98, 102],
        ["0-14岁", 60, 32, 28, 20, 10, 10, 40, 22, 18],
        ["15岁及以上", 240, 118, 122, 80, 42, 38, 160, 76, 84],
    ]
    made = town_of(tmp_path, workbook(tmp_path, "a.xlsx", t=rows))
    assert [one.residents for one in made.town.communities] == [100, 200]
    check_counts(made.town)


def test_codes_in_one_table_and_numbers_in_another(tmp_path: Path) -> None:
    codes = "区划代码\t城乡分类代码\t名称\n350521100001\t111\t北关居委会\n"
    codes += "350521100201\t220\t新霞村委会\n"
    numbers = "社区,户数,人口\n北关,100,300\n新霞,90,280\n"
    files = [text_file(tmp_path, "a.txt", codes), text_file(tmp_path, "b.csv", numbers)]
    made = town_of(tmp_path, *files)
    assert made.town.community_ids == ("c350521100001", "c350521100201")
    assert [one.origin for one in made.town.communities] == ["original", "converted"]


def test_key_figures_of_the_town_with_their_sources(tmp_path: Path) -> None:
    figures = "指标,数值,下限,上限,依据,来源\n女性占比,50.2%,49%,52%,公布,某公报\n"
    figures += "自有住房户占比,65%,50%,80%,假设,同上\n出生率,7.5‰,,,公布,同上\n"
    files = [
        text_file(tmp_path, "a.csv", "社区,户数,人口\n北关,100,300\n东南,90,280\n"),
        text_file(tmp_path, "b.csv", figures),
    ]
    town = town_of(tmp_path, *files).town
    assert (town.margins.female, town.margins.owners, town.margins.births) == (0.502, 0.65, 0.0075)
    assert town.ranges["margins.owners"] == (0.5, 0.8)
    assert str(town.source_of("margins.owners")) == "assumed: b.csv B3: 某公报"
    assert str(town.source_of("margins.births")) == "official: b.csv B4: 某公报"


MORE = "社区,户数,人口,驻区单位数,社会组织数,社区工作者数,专职网格员数,服务设施数\n"
MORE += "北关社区,1000,3000,5,3,4,4,2\n新霞村,300,900,1,0,1,1,1\n霞东村,200,600,0,0,1,1,1\n"


def test_units_are_of_the_town_and_staff_is_for_scenarios(tmp_path: Path) -> None:
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", MORE))
    assert [one.units for one in made.town.communities] == [5, 1, 0]
    assert "social organisations: 3 (a.csv E2)" in made.town.communities[0].notes
    text = made.path.read_text("utf-8")
    assert "committee_staff: {beiguan: 13.3, xinxiacun: 11.1, xiadongcun: 16.7}" in text
    assert '\ngrid_workers: {value: 6, mark: computed, source: "sum of a.csv G2 to G4"}' in text
    assert made.town.full_grid_workers == 6
    assert any("staff belongs to scenarios" in note for note in made.notes)
    assert any("social organisations stand in the notes" in note for note in made.notes)


def test_workers_of_grids_and_what_a_total_leaves(tmp_path: Path) -> None:
    text = "社区,网格,户数,人口,网格员\n北关社区,一,400,1200,1\n,二,350,1100,2\n"
    text += "东南社区,一,500,1500,1\n合计,3,1250,3800,4\n"
    first = text_file(tmp_path, "a.csv", text)
    made = town_of(tmp_path, first)
    assert [one.grids for one in made.town.communities] == [2, 1]
    assert made.town.grid_workers == 4
    made.path.unlink()
    text = "村居,总人口\n北关居委会,13450\n东南居委会,11591\n新霞村委会,\n城外,\n合计,28041\n"
    made = town_of(tmp_path, text_file(tmp_path, "b.csv", text))
    assert [one.residents for one in made.town.communities] == [13450, 11591, 3000]
    assert [note for note in made.notes if "城外 has no numbers" in note]


def test_ranges_of_shares_of_residents_become_those_of_adults(tmp_path: Path) -> None:
    text = "指标,数值,下限,上限,依据\n0-17岁占比,20%,,,公布\n18岁及以上占比,80%,,,公布\n"
    figures = text_file(tmp_path, "b.csv", text + "大专及以上占比,24%,16%,32%,假设\n")
    made = town_of(
        tmp_path, text_file(tmp_path, "a.csv", "社区,户数,人口\n甲社区,30,100\n"), figures
    )
    assert made.town.margins.college == pytest.approx(0.3)
    assert made.town.ranges["margins.college"] == pytest.approx((0.2, 0.4))


def test_dated_rows_stand_beside_the_town(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["日期", "事件", "社区", "并入"],
        ["2003年6月", "换届选举", None, None],
        [44197, "村改居", "新霞村", None],
        ["2022.5", "合并", "霞东", "新霞"],
    ]
    files = [text_file(tmp_path, "a.csv", MORE), workbook(tmp_path, "b.xlsx", 大事=rows)]
    made = town_of(tmp_path, *files)
    assert [one.residents for one in made.town.communities] == [3000, 1500]
    assert made.town.communities[1].member_from == parse_month("2021-01")
    assert made.town.elections.first == parse_month("2003-06")
    assert any("44197" in note for note in made.notes)


def test_ties_and_joint_work_stand_beside_the_town(tmp_path: Path) -> None:
    files = [
        text_file(tmp_path, "a.csv", MORE),
        text_file(
            tmp_path, "b.csv", "从；至；联系数\n北关；北关；1 200\n北关；新霞村；300\n", "gb18030"
        ),
        text_file(tmp_path, "c.csv", "社区,单位编号,工时,信任度\n北关社区,1,120,80%\n"),
    ]
    town = town_of(tmp_path, *files).town
    assert town.observed_ties is not None
    assert town.observed_ties.total("beiguan") == 1500
    assert town.observed_joint_work[0][2:] == (120.0, 0.8)


def test_ties_below_a_title_and_with_totals(tmp_path: Path) -> None:
    towns = text_file(tmp_path, "a.csv", MORE)
    rows: list[list[object]] = [
        ["各社区居民往来（次）"],
        ["社区", "北关社区", "新霞村", "合计"],
        ["北关社区", 2000, 120, 2120],
        ["新霞村", 120, 900, 1020],
        ["合计", 2120, 1020, 3140],
    ]
    first = town_of(tmp_path, towns, workbook(tmp_path, "b.xlsx", 往来=rows))
    first.path.unlink()
    (tmp_path / "made_ties.csv").unlink()
    text = "社区间往来统计\n单位：人次\n起点社区,终点社区,往来人次\n北关社区,新霞村,120\n"
    text += '北关社区,北关社区,"2,000"\n新霞村,新霞村,900\n合计,,3020\n'
    second = town_of(tmp_path, towns, text_file(tmp_path, "c.csv", text))
    ties = [made.town.observed_ties for made in (first, second)]
    assert ties[0] is not None
    assert ties[0] == ties[1]
    assert {(one.first, one.second): one.ties for one in ties[0].pairs} == {
        ("beiguan", "beiguan"): 2000,
        ("beiguan", "xinxiacun"): 120,
        ("xinxiacun", "xinxiacun"): 900,
    }


def test_units_that_are_named_are_numbered_by_community(tmp_path: Path) -> None:
    work = (
        "社区,单位名称,年工时,信任度\n北关,第一中学,120,0.6\n北关,银行,30,50%\n新霞村,卫生院,60,\n"
    )
    files = [text_file(tmp_path, "a.csv", MORE), text_file(tmp_path, "b.csv", work)]
    found = town_of(tmp_path, *files).town.observed_joint_work
    assert [(one.community, one.unit, one.hours, one.trust) for one in found] == [
        ("beiguan", 1, 120, 0.6),
        ("beiguan", 2, 30, 0.5),
        ("xinxiacun", 1, 60, None),
    ]


@pytest.mark.parametrize("properties", [
    [{"OBJECTID": 1, "XZQMC": "北关居委会"}, {"OBJECTID": 2, "XZQMC": "东南社区"}],
    [{"SQDM": 350521100001.0}, {"SQDM": 350521100002.0}],
    [{"NAME": "Beiguan", "area": 1.2}, {"NAME": "Dongnan", "area": 1.3}],
])  # fmt: skip
def test_outlines_say_whose_they_are_in_any_property(
    properties: list[dict[str, object]], tmp_path: Path
) -> None:
    codes = "代码,社区,户数,人口\n350521100001,北关社区,100,300\n350521100002,东南社区,90,250\n"
    squares = [
        [[[x, 25.0], [x + 0.01, 25.0], [x + 0.01, 25.01], [x, 25.01], [x, 25.0]]]
        for x in (118.8, 118.81)
    ]
    features = [
        {"type": "Feature", "properties": own, "geometry": {"type": "Polygon", "coordinates": one}}
        for own, one in zip(properties, squares, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    files = [text_file(tmp_path, "a.csv", codes), text_file(tmp_path, "b.geojson", text)]
    (edge,) = town_of(tmp_path, *files).town.adjacency
    assert {edge.first, edge.second} == {"c350521100001", "c350521100002"}


def test_ties_may_be_a_matrix_with_names(tmp_path: Path) -> None:
    matrix = ",北关社区,新霞村,霞东村\n北关,1200,300,20\n新霞村,300,400,10\n霞东村,20,10,90\n"
    files = [text_file(tmp_path, "a.csv", MORE), text_file(tmp_path, "b.csv", matrix)]
    files[1] = text_file(tmp_path, "b.csv", matrix.replace(",90", ",-9"))
    with pytest.raises(ScenarioError, match=r"b.csv: D4: .*'-9'"):
        town_of(tmp_path, *files)
    files[1] = text_file(tmp_path, "b.csv", matrix)
    town = town_of(tmp_path, *files).town
    assert town.observed_ties is not None
    assert town.observed_ties.total("beiguan") == 1520


def squares(*names: str) -> str:
    """Outlines of communities side by side."""
    features = []
    for number, name in enumerate(names):
        west, east = 118.8 + number / 100, 118.81 + number / 100
        ring = [[west, 25.0], [east, 25.0], [east, 25.01], [west, 25.01], [west, 25.0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"名称": name}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def test_outlines_stand_beside_the_town_and_tell_its_neighbours(tmp_path: Path) -> None:
    table = text_file(tmp_path, "a.csv", MORE)
    outlines = text_file(tmp_path, "a.geojson", squares("北关居委会", "新霞村", "霞东"))
    town = town_of(tmp_path, table, outlines).town
    assert [edge[:2] for edge in town.adjacency] == [
        ("beiguan", "xinxiacun"),
        ("xinxiacun", "xiadongcun"),
    ]
    assert set(town.outlines) == set(town.community_ids)


def test_maps_in_other_forms_are_read_or_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = text_file(tmp_path, "a.csv", MORE)
    names = squares("北关", "新霞村", "霞东")
    assert town_of(tmp_path, table, text_file(tmp_path, "b.json", names, "gb18030")).town.outlines
    (tmp_path / "made.yaml").unlink()
    (tmp_path / "made.geojson").unlink()
    with pytest.raises(ScenarioError, match="this is a map, but not GeoJSON"):
        town_of(tmp_path, table, text_file(tmp_path, "b.shp", "\0\0\x27\x0a"))
    monkeypatch.setattr(read, "LARGEST_FILE", 500)
    with pytest.raises(ScenarioError, match="simplify their outlines"):
        town_of(tmp_path, table, tmp_path / "b.json")
    assert not (tmp_path / "made.yaml").exists()


def sheet() -> list[list[object]]:
    return [
        ["螺城镇2020年社区人口统计表"],
        ["序号", "社区", "户数", "人口", None, None, "年龄结构", None, None],
        [None, None, None, "合计", "男", "女", "0-14岁", "15-59岁", "60岁及以上"],
        [1, "北关社区", 4487, 13450, 6850, 6600, 2500, 8950, 2000],
        [2, "东南社区", 3867, 11591, 5891, 5700, 2200, 7591, 1800],
        ["合计", None, 8354, 25041, 12741, 12300, 4700, 16541, 3800],
    ]


def test_headings_in_several_rows_and_every_margin(tmp_path: Path) -> None:
    path = workbook(tmp_path, "a.xlsx", 人口=sheet())
    made = town_of(tmp_path, path)
    assert found(made) == TWO
    source = made.town.source_of("counts.[1].count")
    assert source is not None
    assert source.text == "a.xlsx 人口!E4"
    world = check_counts(made.town)
    assert world.residents.female.sum() == 12300


def test_codes_are_ids_and_tables_are_joined_by_name(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        "a.xlsx",
        基本=[
            ["统计用区划代码", "名称", "家庭户（户）", "常住人口"],
            [350521100001, "北关社区居委会", 4487, 13450],
            ["350521100002", "东南社区居委会", 3867, 11591],
        ],
        年龄性别=[
            ["年龄", "男", "女", "合计"],
            ["0-14岁", 2600, 2100, 4700],
            ["15-59岁", 8541, 8000, 16541],
            ["60岁及以上", 1600, 2200, 3800],
            ["合计", 12741, 12300, 25041],
        ],
        党员=[
            ["社区", "党员", "大专及以上", "高中", "流动人口占比"],
            ["北关", 800, 1500, 2500, 0.2],
            ["东南", 600, 1200, 2000, "15.5%"],
        ],
    )
    made = town_of(tmp_path, path)
    assert made.town.community_ids == ("c350521100001", "c350521100002")
    assert made.town.communities[1].migrants == 0.155
    check_counts(made.town)


def test_a_full_cross_table_by_community_is_met_to_the_person(tmp_path: Path) -> None:
    rows: list[list[object]] = [["社区", "年龄", "性别", "户口", "人数"]]
    number = 40
    for place in ("北关社区", "东南社区"):
        for age in ("0-17岁", "18-59岁", "60岁及以上"):
            for sex in ("男", "女"):
                for origin in ("本地", "流动人口"):
                    number = number * 31 % 211 + 7
                    rows.append([place, age, sex, origin, number])
    made = town_of(tmp_path, workbook(tmp_path, "a.xlsx", t=rows))
    assert sum(one.residents for one in made.town.communities) == sum(
        int(str(row[-1])) for row in rows[1:]
    )
    assert len(made.town.counts) == 24
    check_counts(made.town)


def test_education_by_age_and_sizes_of_households(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        "a.xlsx",
        户=[
            ["社区", "常住人口", "一人户", "二人户", "三人户", "四人及以上户"],
            ["北关社区", 1000, 80, 90, 100, 90],
            ["东南社区", 700, 50, 60, 70, 65],
        ],
        学历=[
            ["年龄", "大专及以上", "高中", "初中及以下"],
            ["18-44岁", 200, 150, 300],
            ["45岁及以上", 60, 90, 500],
        ],
    )
    made = town_of(tmp_path, path)
    assert [one.households for one in made.town.communities] == [360, 245]
    check_counts(made.town)


def test_rows_of_several_levels_of_education_are_added_and_children_have_none(
    tmp_path: Path,
) -> None:
    rows = "年龄,受教育程度,政治面貌,人数\n0-17岁,小学,非党员,200\n0-17岁,初中,非党员,100\n"
    rows += "18岁及以上,小学,非党员,150\n18岁及以上,初中,非党员,250\n18岁及以上,高中,非党员,90\n"
    rows += "18岁及以上,大专,党员,60\n18岁及以上,本科,党员,40\n18岁及以上,本科,非党员,110\n"
    files = [
        text_file(tmp_path, "a.csv", "社区,户数,人口\n北关,160,500\n东南,170,500\n"),
        text_file(tmp_path, "b.csv", f"{rows}合计,,,1000\n"),
    ]
    made = town_of(tmp_path, *files)
    counted = {(one.age, one.education, one.party): one.count for one in made.town.counts}
    assert counted == {
        ((18, 120), ("below",), "none"): 400,
        ((18, 120), ("senior_high",), "none"): 90,
        ((18, 120), ("college",), "member"): 100,
        ((18, 120), ("college",), "none"): 110,
    }
    assert made.town.margins.ages[0].low == 0
    assert any("of minors they are not used" in note for note in made.notes)
    check_counts(made.town)


def check_counts(town: Town) -> World:
    """Every count of a town is met by the world that is built of it; totals too, at any scale."""
    world = build_world(town, Draws(3), parse_month("2021-01"), DEFAULTS)
    wrong = [(one, n) for one in town.counts if (n := count(town, world, one)) != one.count]
    assert town.counts
    assert wrong == []
    sizes = (world.community_rows[1:] - world.community_rows[:-1]).tolist()
    assert sizes == [one.residents for one in town.communities]
    small = build_world(town, Draws(3), parse_month("2021-01"), DEFAULTS, 0.1)
    assert len(small.residents) == sum(one.residents for one in small.town.communities)
    for one in town.counts:
        assert abs(count(town, small, one) - one.count / 10) <= 12
    return world


def count(town: Town, world: World, one: object) -> int:
    """How many residents or households of a world a count counts, one by one."""
    from sim.scenario.town import Counted

    assert isinstance(one, Counted)
    people, homes, total = world.residents, world.households, 0
    place = None if one.community is None else town.index_of(one.community)
    if one.household_size is not None:
        low, high = one.household_size
        pairs = zip(homes.community.tolist(), homes.size.tolist(), strict=True)
        return sum(low <= size < high and place in (None, where) for where, size in pairs)
    for row in range(len(people)):
        age = (world.built - int(people.birth_month[row])) // 12
        level, member = LEVELS[int(people.education[row])], bool(people.party[row])
        total += (
            place in (None, int(people.community[row]))
            and (one.origin is None or (one.origin == "migrant") == bool(people.migrant[row]))
            and (one.age is None or one.age.low <= age < one.age.high)
            and (one.sex is None or (one.sex == "female") == bool(people.female[row]))
            and (one.education is None or (age >= 18 and level in one.education))
            and (one.party is None or (age >= 18 and (one.party == "member") == member))
        )
    return total


def test_what_is_missing_is_assumed_and_says_so(tmp_path: Path) -> None:
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", "社区,常住人口\n北关,3000\n东南,6000\n"))
    assert [one.households for one in made.town.communities] == [995, 1990]
    for path in ("communities.beiguan.households", "margins.college", "ties.mean_degree"):
        source = made.town.source_of(path)
        assert source is not None
        assert source.mark == "assumed"
    text = made.path.read_text("utf-8")
    assert "taken over from Luocheng" in text


def test_totals_fill_what_single_communities_lack(tmp_path: Path) -> None:
    text = "社区,户数,常住人口,网格\n北关,100,300,2\n东南,,250,\n西北,90,,\n合计,290,850,5\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert [one.households for one in made.town.communities] == [100, 100, 90]
    assert [one.residents for one in made.town.communities] == [300, 250, 300]
    assert sum(one.grids for one in made.town.communities) == 5


def test_nothing_personal_is_kept(tmp_path: Path) -> None:
    text = "社区,户数,人口,负责人,联系电话\n北关社区,4487,13450,王小明,13800138000\n"
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    kept = made.path.read_text("utf-8") + "\n".join(made.notes)
    assert "王小明" not in kept
    assert "13800138000" not in kept
    assert any("负责人" in note for note in made.notes)


def test_comments_are_in_the_language_asked_for(tmp_path: Path) -> None:
    path = text_file(tmp_path, "a.csv", "社区,户数,人口\n北关社区,4487,13450\n")
    made = town_of(tmp_path, path, language="zh")
    text = made.path.read_text("utf-8")
    assert "沿用螺城镇" in text
    assert "taken over" not in text


def test_ids_differ_where_names_sound_alike(tmp_path: Path) -> None:
    text = "社区,户数,人口\n新霞,10,30\n欣霞,10,30\nAll,10,30\n"
    text = text.replace("All", "2号院")
    made = town_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert made.town.community_ids == ("xinxia", "xinxia_2", "c2haoyuan")


def test_whole_numbers_are_the_nearest_that_meet_the_equations() -> None:
    import numpy as np
    from scipy.sparse import csr_array

    wanted = np.array([1.5, 2.5, 3.5, 4.5])
    rows = csr_array(np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0]], dtype=float))
    solved = nearest_integers(wanted, rows, np.array([4, 8, 5]))
    assert solved is not None
    assert (rows @ solved).tolist() == [4, 8, 5]
    assert np.abs(solved - wanted).max() <= 0.5
    assert nearest_integers(wanted[:1], csr_array(np.array([[2.0]])), np.array([3])) is None


@pytest.mark.parametrize("character", ["\x07", "\x1b", "\x7f", "\u202e"])
def test_control_characters_are_told_with_their_cell(tmp_path: Path, character: str) -> None:
    text = f"community,residents,households\nNorth{character},300,100\nSouth,200,80\n"
    with pytest.raises(ScenarioError, match=r"a\.csv: A2: holds the control character"):
        town_of(tmp_path, text_file(tmp_path, "a.csv", text))


def _many(folder: Path, count: int) -> float:
    """Seconds of the processor for a town of so many communities."""
    rows = "".join(f"第{at}社区,{300 + at},{900 + at},{90 + at}\n" for at in range(1, count + 1))
    path = text_file(folder, f"{count}.csv", "社区,户数,常住人口,党员\n" + rows)
    begun = time.process_time()
    made = make_town(f"made_{count}", [path], folder=folder, speech=Speech())
    spent = time.process_time() - begun
    assert [one.households for one in made.town.communities][-1] == 300 + count
    return spent


def test_many_communities_cost_in_proportion(tmp_path: Path) -> None:
    _many(tmp_path, 3)  # compiles and imports
    few, many = _many(tmp_path, 20), _many(tmp_path, 200)
    assert many < 20 * few


def test_what_was_made_is_what_its_file_says(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, "a.csv", "社区,户数,人口\n北关社区,4487,13450\n东南社区,3867,11591\n"
    )
    made = make_town("made", [path], folder=tmp_path, speech=Speech())
    assert made.town == load_town(tmp_path.resolve() / "made.yaml")
