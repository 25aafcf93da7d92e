"""What cannot be read is told with file, sheet and cell, all at once; nothing is written."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from sim import extras
from sim.cli import MISTAKE, main
from sim.errors import ScenarioError, UserError
from sim.tables import read
from sim.tables.cells import Findings
from sim.tables.town import MOST_PROBLEMS, make_town
from sim.words import Speech
from tests.tables.making import text_file, town_of, workbook

TEXTS = {
    "a total that is none": (
        "社区,户数,人口\n北关社区,4487,13450\n东南社区,3867,11591\n合计,8354,25040\n",
        ["a.csv: C4: ", "25,040", "25,041", "the difference is 1 "],
    ),
    "one community under two spellings": (
        "社区,户数,人口\n北关社区,4487,13450\n北　关 居委会,3867,11591\n",
        ["a.csv: A3: ", "北关社区 in A2"],
    ),
    "a total that is less than what is known": (
        "社区,户数,人口,党员\n北关,100,300,30\n东南,90,200,\n合计,190,500,20\n",
        ["D4: the total of '党员' is 20", "sum to 30"],
    ),
    "some residents of nobody": (
        "项目,户数,人口\n全街道,2100,5600\n其中：北关社区,1200,3100\n东南社区,900,2500\n其中：女,,2850\n",
        ["C5: 东南社区: 2,850 here are more than all 2,500 residents in a.csv C4"],
    ),
    "errors of Excel and a formula as a text": (
        "社区,户数,人口\n北关社区,#REF!,=1500+1600\n东南社区,900,#####\n",
        [
            "B2: '#REF!' under '户数' is an error that Excel",
            "C2: the cell holds a formula",
            "C3: '#####'",
        ],
    ),
    "more residents than any town has": (
        "社区,户数,人口\n北关社区,1200,999999999\n",
        ["C2: 999,999,999 under '人口' is more than any town has (at most 10,000,000"],
    ),
    "columns that a program drew with lines": (
        "  +------------------------+\n  | community   hh     pop |\n  |------------------------|\n"
        "  1. | Tielu     1200    3100 |\n  2. | Jianghan   900    2500 |\n",
        ["no headings were recognised"],
    ),
    "a total in the middle that is none": (
        "社区,户数,人口\n北关,10,30\n东南,10,30\n合计,21,60\n西北,10,30\n",
        ["B4: ", "21"],
    ),
    "shares above one and words": (
        "社区,户数,人口,60岁以上占比\n北关社区,4487,13450,12.5\n东南社区,约三千,11591,0.1\n",
        ["D2: 12.5 ", "write 12.5%", "B3: '约三千'"],
    ),
    "shares above one with a per cent sign": (
        "社区,户数,人口,流动人口占比\n北关社区,4487,13450,120%\n",
        ["D2: 120% ", "no more than 100%"],
    ),
    "one community in traditional and simplified characters": (
        "社区,户数,人口\n東關社區,100,300\n东关社区,90,200\n",
        ["a.csv: A3: ", "东关社区 in A2"],
    ),
    "one community with and without who looks after it": (
        "村,户数,人口\n西北村,300,1000\n西北村（代管）,100,200\n",
        ["a.csv: A3: 西北村(代管) is the same community as 西北村 in A2"],
    ),
    "one community with and without its town": (
        "社区,户数,人口\n螺城镇北关社区,100,300\n北关,90,200\n东南,90,200\n",
        ["a.csv: A3: ", "螺城镇北关社区 in A2"],
    ),
    "wide and narrow digits in names": (
        "社区,户数,人口\n北关１社区,100,300\n北关1社区,90,200\n",
        ["a.csv: A3: ", "A2"],
    ),
    "numbers that are cut short": (
        "社区,户数,人口\n北关社区,三千五,约9000\n",
        ["B2: '三千五'", "C2: '约9000'"],
    ),
    "party members who are children": (
        "年龄,政治面貌,人数\n0-17岁,党员,3\n18岁及以上,党员,20\n",
        ["C2: 3 party members are younger than 18"],
    ),
    "rough numbers": (
        "社区,户数,人口\n北关社区,1200余户,4000余\n东南社区,近900,约1.2万\n西北社区,10余万,2100+\n",
        [
            "B2: '1200余户'",
            "C2: '4000余'",
            "such as 4,000;",
            "such as 900;",
            "such as 12,000;",
            "such as 100,000;",
            "such as 2,100;",
        ],
    ),
    "ranges": (
        "社区,户数,人口,驻区单位,60岁以上占比\n北关,700,2000~2100,3-5,10-12%\n东南,500,1500至1600人,1至0,0.1\n"
        "西北,500,0.2—0.21万,2,0.1\n",
        [
            "C2: '2000~2100' under '人口' is a range, from 2,000 to 2,100",
            "such as the middle, 2,050",
            "D2: '3-5' under '驻区单位' is a range, from 3 to 5",
            "E2: '10-12%' under '60岁以上占比' is a range, from 10% to 12%",
            "C3: '1500至1600人' under '人口' is a range, from 1,500 to 1,600",
            "D3: '1至0' under '驻区单位' is neither a number nor a range: 1 is not below 0",
            "C4: '0.2—0.21万' under '人口' is a range, from 2,000 to 2,100",
        ],
    ),
    "a range in two columns the wrong way round": (
        "指标,数值,下限,上限\n常住人口,3500,3000,4000\n60岁以上占比,12%,15%,10%\n",
        ["C3: the range of '60岁以上占比' goes from 15% to 10%", "exchanged"],
    ),
    "years that count nothing": (
        "各社区户籍情况,,,\n社区,2018,2019年,2020\n北关,2000,2010,2020\n东南,1500,1510,1520\n",
        ["a.csv: B2: the headings 2018 to 2020 are years", "residents 2020"],
    ),
    "a share that is not that of the number beside it": (
        "社区,户数,人口,60岁及以上人数,60岁及以上占比\n北关,700,2000,300,25%\n东南,500,1500,240,16%\n",
        ["E2: 北关: 25% of 2,000 residents are 500, but 300 stand in D2"],
    ),
    "dots between thousands": (
        "社区;户数;人口\n北关社区;1.000;3.000\n",
        ["B2: '1.000'", "without the dot", "C2: '3.000'"],
    ),
    "subtotals beside the names of grids that are none": (
        "社区,网格,户数,人口\n北关社区,第1网格,100,300\n,第2网格,120,350\n,小计,221,650\n",
        ["C4: the total", "221", "220"],
    ),
    "more units than a community can have": (
        "社区,户数,人口,驻区单位\n北关社区,4487,13450,501\n",
        ["D2: ", "501", "from 0 to 500"],
    ),
    "more households than residents": (
        "社区,户数,人口\n北关社区,4487,1345\n",
        ["a.csv: B2: ", "4,487 households", "C2"],
    ),
    "a table of two attributes whose sums are wrong": (
        "年龄,男,女,合计\n0-14岁,20,40,60\n15岁及以上,80,161,241\n合计,100,200,301\n",
        ["C2", "C3", "201", "C4", "200"],
    ),
    "many things at once": (
        "社区,户数,人口,男,女\n严家村,4600,1444,700,744\n姚家村,413,约千,1,1\n"
        "严家村村委会,329,1039,500,500\n合计,5341,3760,1201,1245\n",
        ["B2: 严家村: 4,600", "C3: '约千'", "A4: 严家村村委会 is the same", "B5: the total"],
    ),
    "an empty file": ("", ["a.csv: the file is empty"]),
    "nothing but blanks": (" \n\n", ["the file is empty"]),
    "no headings": ("北关社区,4487,13450\n东南社区,3867,11591\n", ["no headings"]),
    "a list of persons": (
        "姓名,身份证号,社区\n张三,350521199001011234,北关社区\n",
        ["list of persons"],
    ),
    "thousands without quotes": (
        "社区,户数,人口\n北关社区,4,487,13,450\n",
        ["a.csv: D2: numbers stand here without a heading"],
    ),
    "sexes that are not everyone": (
        "社区,户数,人口,男,女\n北关社区,4487,13450,6850,6500\n",
        ["13,350", "13,450", "difference is 100"],
    ),
    "ages that are not everyone": (
        "社区,人口,0-14岁,15-59岁,60岁以上\n北关社区,13450,2500,8950,1990\n",
        ["1,990", "2,000", "difference is 10"],
    ),
    "ages that contradict each other": (
        "社区,人口,60岁以上,65岁以上\n北关社区,13450,2000,2100\n",
        ["a.csv: D2: ", "100 fewer"],
    ),
    "a part that is more than the whole": (
        "社区,人口,流动人口\n北关社区,1345,2000\n",
        ["a.csv: C2: ", "2,000", "1,345"],
    ),
    "a broken number": (
        "社区,户数,人口\n北关社区,448.7,13450\n东南社区,-5,11591\n",
        ["B2: 448.7", "B3: -5"],
    ),
    "numbers without a name": (
        "社区,户数,人口\n北关社区,4487,13450\n,3867,11591\n",
        ["A3: the row has numbers but no name"],
    ),
    "a code that lost its digits": (
        "代码,社区,户数,人口\n3.50521E+11,北关社区,4487,13450\n",
        ["A2: the code"],
    ),
    "a community of which nothing is known": (
        "社区,户数,人口,网格\n北关社区,4487,13450,3\n北閞社区,,,4\n",
        ["A3: of 北閞社区"],
    ),
    "a web page": ("<html><table><tr><td>社区</td></tr></table></html>", ["web page"]),
    "numbers that differ in two columns": (
        "社区,户数,总户数,人口\n北关社区,4487,4486,13450\n",
        ["a.csv: C2: ", "4,486", "4,487"],
    ),
    "grids that are not all of their community": (
        "名称,户数,人口\n北关社区,221,650\n第一网格,100,300\n第二网格,120,350\n",
        ["a.csv: B2: ", "221", "220", "the difference is 1 "],
    ),
}


def problems_of(folder: Path, *files: Path) -> list[str]:
    """What is wrong, a line each; nothing may be written."""
    before = {path.name for path in folder.iterdir()}
    with pytest.raises(ScenarioError) as caught:
        town_of(folder, *files)
    assert {path.name for path in folder.iterdir()} == before
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("kind", [*TEXTS])
def test_texts_are_refused(kind: str, tmp_path: Path) -> None:
    text, expected = TEXTS[kind]
    said = "\n".join(problems_of(tmp_path, text_file(tmp_path, "a.csv", text)))
    for part in expected:
        assert part in said
    assert "350521199001011234" not in said


def test_what_follows_from_a_community_twice_is_not_told(tmp_path: Path) -> None:
    text = "村,户数,人口\n严家村,460,1444\n姚家村,413,1283\n严家村村委会,329,1039\n合计,1202,3766\n"
    (said,) = problems_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert "A4: 严家村村委会 is the same" in said


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("b.csv", "日期,事件,社区\n昨天,选举,\n2021-01,村改居,北关\n",
         ["b.csv: A2: '昨天'", "b.csv: C3: 'beiguan' is no village"]),
        ("b.csv", "大事记\n时间,事件,涉及社区\n2021-03,居委会换届选举,全镇\n2021-05,绿化,北关\n",
         ["b.csv: B4: '绿化' is no event that is known (write election"]),
        ("b.csv", "时间,事件,社区,并入\n2021-03,合并,北关,\n",
         ["b.csv: D2: a merger needs a community"]),
        ("b.csv", "从,至,联系数\n北关,北门,120\n北关,东南,很多\n",
         ["b.csv: B2: no community is called '北门'", "b.csv: C3: found '很多'"]),
        ("b.csv", "社区,单位编号,工时,信任度\n北关,9,10,1.5\n",
         ["b.csv: B2: beiguan has the units", "b.csv: D2: found '1.5'"]),
        ("b.csv", "社区,单位编号,工时,信任度\n东南,1,10,0.5\n",
         ["b.csv: B2: dongnan has no units, so none of them is 1"]),
        ("b.geojson", '{"type": "FeatureCollection", "feat', ["b.geojson: the file is not JSON"]),
        ("b.geojson", '{"type": "FeatureCollection", "features": [{"type": "Feature", '
         '"properties": {"name": "西关"}, "geometry": {"type": "Polygon", "coordinates": '
         "[[[118.8, 25], [118.81, 25], [118.81, 25.01], [118.8, 25]]]}}]}",
         ["an outline of '西关', which is no community", "there is no outline of 'beiguan'"]),
    ],
)  # fmt: skip
def test_what_is_wrong_beside_the_tables_is_told_where_it_stands(
    name: str, text: str, expected: list[str], tmp_path: Path
) -> None:
    table = text_file(tmp_path, "a.csv", "社区,户数,人口,驻区单位\n北关,100,300,2\n东南,90,200,0\n")
    said = "\n".join(problems_of(tmp_path, table, text_file(tmp_path, name, text)))
    for part in expected:
        assert part in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "社区,户数,人口\n北关,700,2000~2100\n",
            "C2: “人口”下的“2000~2100”是范围（2,000 至 2,100）",
        ),
        ("社区,2018,2019\n北关,2000,2010\n", "B1: 表头 2018 至 2019 只有年份"),
    ],
)
def test_ranges_and_bare_years_are_told_in_chinese(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        town_of(tmp_path, text_file(tmp_path, "a.csv", text), language="zh")
    assert said in str(caught.value)


def test_a_list_and_a_misspelt_name_are_told_of(tmp_path: Path) -> None:
    towns = text_file(tmp_path, "a.csv", "社区,户数,人口\n北关社区,120,310\n东南社区,90,250\n")
    units = "序号,单位名称,所属社区\n1,市第一中学,北关社区\n2,建设银行,北关社区\n"
    said = problems_of(tmp_path, towns, text_file(tmp_path, "b.csv", units))
    assert len(said) == 1
    assert "a list with several rows for one community" in said[0]
    members = text_file(tmp_path, "c.csv", "社区,党员\n北关社区,10\n东南门社区,8\n")
    (line,) = problems_of(tmp_path, towns, members)
    assert "A3: of 东南门社区 neither residents nor households are known (is it 东南?)" in line


def test_a_text_with_too_many_rows_is_told_by_its_lines(tmp_path: Path) -> None:
    text = "社区,户数,人口\n" + "北关,10,30\n" * read.MOST_ROWS
    (said,) = problems_of(tmp_path, text_file(tmp_path, "a.csv", text))
    assert f"{read.MOST_ROWS + 1} rows and 3 columns" in said


def test_a_long_text_is_divided_as_its_first_lines_are(tmp_path: Path) -> None:
    lines = [f"第{number}社区;10;30;{'一，二、' * (number % 200)}" for number in range(4000)]
    (sheet,) = read.read_sheets(
        [text_file(tmp_path, "a.csv", "\n".join(["社区;户数;人口;备注", *lines]))],
        Findings(Speech("en")),
    )
    assert (len(sheet.rows), sheet.width) == (4001, 4)


def archive(name: str) -> bytes:
    """An archive with one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as written:
        written.writestr(name, "x")
    return data.getvalue()


def plain() -> Workbook:
    """A workbook that is right."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "人口"
    for row in (["社区", "户数", "人口"], ["北关", 10, 30], ["东南", 20, 60], ["西北", 30, 90]):
        page.append(row)
    return book


def merged(book: Workbook) -> None:
    book.worksheets[0].merge_cells("B2:B3")


def hidden_row(book: Workbook) -> None:
    book.worksheets[0].row_dimensions[3].hidden = True


def hidden_column(book: Workbook) -> None:
    book.worksheets[0].column_dimensions["C"].hidden = True


def date(book: Workbook) -> None:
    book.worksheets[0]["B2"] = dt.date(2020, 3, 1)


def formula(book: Workbook) -> None:
    book.worksheets[0]["B4"] = "=B2+B3"


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (merged, "人口!B2: the cells from here to B3 are merged"),
        (hidden_row, "人口!3: the row is hidden"),
        (hidden_column, "人口!C1: the column is hidden"),
        (date, "人口!B2: the cell holds the date 2020-03-01"),
        (formula, "人口!B4: the cell holds a formula"),
    ],
)
def test_workbooks_are_refused(
    spoil: Callable[[Workbook], None], expected: str, tmp_path: Path
) -> None:
    book = plain()
    spoil(book)
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert any(expected in line for line in problems_of(tmp_path, path))


def test_what_follows_from_a_hidden_row_is_not_told(tmp_path: Path) -> None:
    """A total that the visible rows have; one that neither has is told."""
    book = plain()
    page = book.worksheets[0]
    page.append(["合计", 40, 120])
    page.row_dimensions[3].hidden = True
    path = tmp_path / "a.xlsx"
    book.save(path)
    (line,) = problems_of(tmp_path, path)
    assert "人口!3: the row is hidden" in line
    page["B5"] = 41
    book.save(path)
    assert any("人口!B5: the total" in line for line in problems_of(tmp_path, path))


def test_cells_merged_with_a_community_without_numbers_are_told(tmp_path: Path) -> None:
    book = plain()
    page = book.worksheets[0]
    page.append(["东北", None, None])
    page.merge_cells("B4:B5")
    page.merge_cells("C4:C5")
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert any("人口!B4: the cells from here to B5" in line for line in problems_of(tmp_path, path))


def test_workbooks_of_any_length_are_told_of_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    plain().save(path)
    monkeypatch.setattr(read, "MOST_ROWS", 4)
    assert len(town_of(tmp_path, path).town.communities) == 3
    (tmp_path / "made.yaml").unlink()
    monkeypatch.setattr(read, "MOST_ROWS", 3)
    (line,) = problems_of(tmp_path, path)
    assert "4 rows" in line
    monkeypatch.setattr(read, "LARGEST_UNPACKED", 1000)
    (line,) = problems_of(tmp_path, path)
    assert "when it is unpacked" in line
    # What a part is called hides nothing.
    monkeypatch.setattr(read, "MOST_ROWS", 4)
    monkeypatch.setattr(read, "LARGEST_UNPACKED", 100_000)
    assert len(town_of(tmp_path, path).town.communities) == 3
    (tmp_path / "made.yaml").unlink()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/sheet.dat", bytes(200_000))
    (line,) = problems_of(tmp_path, path)
    assert "when it is unpacked" in line


def test_a_right_workbook_is_right(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    plain().save(path)
    assert len(town_of(tmp_path, path).town.communities) == 3


def test_dates_as_serial_numbers_are_read_and_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, "a.xlsx", t=[["社区", "类型", "人口", "成立时间"], ["新霞", "村改居", 90, 37681]]
    )
    made = town_of(tmp_path, path)
    assert any("t!D2: 37681" in note and "2003-03" in note for note in made.notes)
    assert made.town.communities[0].origin == "converted"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
         "protected by a password"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook", "old format of Excel"),
        ("a.xlsx", b"PK\x03\x04 cut off", "damaged"),
        ("a.csv", b"%PDF-1.7", "no table"),
        ("a.csv", b"\xff\xd8\xff\xe0", "no table"),
        ("a.dta", b"<stata_dta><header><release>118</release>" + b"\x00" * 60, "is no table"),
        ("a.zip", archive("a.csv"), "an archive"),
        ("a.ods", archive("mimetype"), "is no table"),
        ("a.csv", b"\x81\x00\x9f\xff\x80", "neither UTF-8 nor GB 18030"),
        ("a.csv", "社区,户数,人口\n北关,100,300\n".encode("utf-16-le"), "looks like UTF-16"),
        ("a.csv", "社区,户数,人口\n北关,100,300\n".encode("utf-16-be"), "looks like UTF-16"),
    ],
)  # fmt: skip
def test_other_files_are_refused(name: str, content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (line,) = problems_of(tmp_path, path)
    assert expected in line


def test_large_files_are_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    (line,) = problems_of(tmp_path, path)
    assert "200 MB" in line


def test_a_folder_a_missing_file_and_a_file_twice_are_told_together(tmp_path: Path) -> None:
    good = text_file(tmp_path, "a.csv", "社区,户数,人口\n北关社区,4487,13450\n")
    said = problems_of(tmp_path, tmp_path, tmp_path / "b.csv", good, good)
    assert len(said) == 3


def test_a_wrong_ending_is_told_and_read(tmp_path: Path) -> None:
    book = tmp_path / "a.csv"
    plain().save(tmp_path / "b.xlsx")
    book.write_bytes((tmp_path / "b.xlsx").read_bytes())
    made = town_of(tmp_path, book)
    assert any("is an Excel workbook" in note for note in made.notes)


def test_problems_are_limited(tmp_path: Path) -> None:
    rows = "".join(f"第{number}社区,x{number},y{number}\n" for number in range(100))
    said = problems_of(tmp_path, text_file(tmp_path, "a.csv", "社区,户数,人口\n" + rows))
    assert len(said) == MOST_PROBLEMS + 1
    assert "more problems" in said[-1]


def test_counts_that_contradict_each_other_are_told_by_cell(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        "a.xlsx",
        社区=[["社区", "户数", "人口", "党员"], ["北关", 100, 300, 20], ["东南", 100, 300, 20]],
        党员=[["学历", "党员", "非党员"], ["大专及以上", 70, 50], ["高中", 1, 40]],
    )
    said = "\n".join(problems_of(tmp_path, path))
    assert "党员!" in said
    assert "cannot be met together" in said


def test_an_existing_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = text_file(tmp_path, "a.csv", "社区,户数,人口\n北关社区,4487,13450\n")
    (tmp_path / "made.yaml").write_text("mine")
    assert main(["town", "made", "--from", str(path)]) == 2
    assert (tmp_path / "made.yaml").read_text() == "mine"


@pytest.mark.parametrize("name", ["luocheng", "a/b", "", "a.csv"])
def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    path = text_file(tmp_path, "x.csv", "社区,户数,人口\n北关社区,4487,13450\n")
    with pytest.raises(UserError):
        make_town(name, [path], folder=tmp_path)


def test_the_command_speaks_chinese_and_takes_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text_file(tmp_path, "a.csv", "社区,户数,人口\n北关社区,4487,13450\n")
    text_file(tmp_path, "b.csv", "社区,党员\n北关社区,480\n")
    assert main(["town", "made", "--from", "a.csv", "b.csv", "--lang", "zh"]) == 0
    assert "已写出 made.yaml" in capsys.readouterr().out
    assert main(["town", "other", "--from", "c.csv", "--lang", "zh"]) == 2
    assert capsys.readouterr().err == "错误：c.csv：没有此文件（请检查文件名和所在文件夹）\n"


def test_a_missing_extra_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    plain().save(path)
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="needs the extra 'tables'"):
        town_of(tmp_path, path)
    text = text_file(tmp_path, "b.csv", "community,households,residents\nNorth,4487,13450\n")
    assert town_of(tmp_path, text).town.community_ids == ("north",)


def test_nothing_in_a_workbook_is_run(tmp_path: Path) -> None:
    """Formulas are neither run nor kept: their results are read, as Excel saved them."""
    path = tmp_path / "a.xlsx"
    plain().save(path)
    assert load_workbook(path).worksheets[0]["B2"].value == 10
    assert read.EXTRA in extras.EXTRAS


def test_a_row_that_was_torn_apart_is_told_once_and_in_the_language_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A comma inside a number shifts the row: sums that miss follow from that."""
    monkeypatch.chdir(tmp_path)
    text = "社区,户数,常住人口,党员数\n东风社区,1234,3500,180\n红旗社区,2010,5,600,300\n"
    Path("a.csv").write_text(text + "合计,3244,9100,480\n", encoding="utf-8")
    assert main(["town", "made", "--from", "a.csv", "--lang", "zh"]) == MISTAKE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("错误：a.csv：E3：此处有数字但没有表头")


def test_more_than_a_file_holds_is_the_tables_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.scenario.yamlfile.MOST_VALUES", 400)
    rows = "".join(f"第{number}社区,100,300\n" for number in range(100))
    said = problems_of(tmp_path, text_file(tmp_path, "a.csv", "社区,户数,人口\n" + rows))
    assert len(said) == 1
    assert said[0].startswith("a.csv: 100 communities with 500 numbers")
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
