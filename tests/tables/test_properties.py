"""What holds of any table."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import UserError
from sim.tables.cells import Findings, Place, letters
from sim.tables.complete import apportioned, share_of
from sim.tables.headings import read_heading
from sim.tables.layout import read_table
from sim.tables.numbers import read_number, roughly
from sim.tables.read import read_sheets, split
from sim.tables.town import make_town
from sim.words import Speech

NAMES = ("北关社区", "东南社区", "西北社区", "中新社区", "东关社区", "新霞村", "霞东村")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def written(number: int, way: int) -> str:
    """A number in one of the ways in which people write it."""
    ways = (
        str(number), f"{number:,}", f"{number:,}".replace(",", " "), str(number).translate(WIDE),
        f"{number}.0", f" {number} ", f"{number}人", f"{Decimal(number) / 10_000}万",
        f"{number:,}".replace(",", "，").translate(WIDE),
    )  # fmt: skip
    return ways[way % len(ways)]


@given(st.integers(0, 10**9), st.integers(0, 8))
def test_numbers_are_read_as_they_were_meant(number: int, way: int) -> None:
    found = read_number(written(number, way))
    assert found is not None
    assert found.value == number
    assert not found.share


@given(st.decimals(0, 100, places=3, allow_nan=False, allow_infinity=False))
def test_per_cent_signs_make_shares(value: Decimal) -> None:
    for text in (f"{value}%", f"{value} ％", f"{value}％"):
        found = read_number(text)
        assert found is not None
        assert found.share
        assert found.value == value / 100


@given(st.text(max_size=40))
def test_any_text_is_a_heading_a_number_or_neither(text: str) -> None:
    heading, number = read_heading(text), read_number(text)
    assert heading is None or heading.role
    assert number is None or number.value.is_finite()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        findings = Findings(Speech())
        tables = [read_table(sheet, findings) for sheet in read_sheets([path], findings)]
        told: UserError | None = None
        try:
            make_town("made", [path], folder=Path(folder))
        except UserError as error:
            told = error
        assert told is None or told.problems
        names = sorted(one.name for one in Path(folder).iterdir())
        assert names in (["a.csv"], ["a.csv", "made.yaml"])
        assert findings.problems or any(table.facts for table in tables)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 6)), min_size=1, max_size=len(NAMES)),
    st.sampled_from([",", ";", "\t", "；"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    st.integers(0, 8),
    st.booleans(),
)
def test_totals_are_exact_however_the_table_is_made(
    rows: list[tuple[int, int]], separator: str, encoding: str, way: int, total: bool
) -> None:
    cells = [["社区", "户数", "常住人口"]]
    sums = [sum(one for one, _ in rows), sum(one * size for one, size in rows)]
    for name, (homes, size) in zip(NAMES, rows, strict=False):
        cells.append([name, written(homes, way), written(homes * size, way + 1)])
    if total:
        cells.append(["合计", *(written(number, way) for number in sums)])
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in row] for row in cells]
    text = "\n".join(separator.join(row) for row in quoted)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode(encoding))
        made = make_town("made", [path], folder=Path(folder))
    places = made.town.communities
    assert [one.households for one in places] == [homes for homes, _ in rows]
    assert [one.residents for one in places] == [homes * size for homes, size in rows]


@given(
    st.integers(1, 10**7),
    st.sampled_from(["约", "近", "大约", "超过", "≈", "about ", "nearly ", "over "]),
    st.sampled_from(["余", "多", "左右", "以上", "+", " or more", ""]),
    st.sampled_from(["", "人", "户"]),
    st.integers(0, 8),
    st.booleans(),
)
def test_rough_numbers_are_no_numbers_and_told_as_what_they_are_about(
    number: int, before: str, behind: str, counted: str, way: int, inside: bool
) -> None:
    first = "" if behind else before
    text = f"{first}{written(number, way)}{behind + counted if inside else counted + behind}"
    assert read_number(text) is None
    assert roughly(text) == f"{number:,}"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_shares_give_the_part_back(part: int, whole: int) -> None:
    part = min(part, whole)
    assert round(share_of(part, whole) * whole) == part


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=30), st.integers(0, 10**6))
def test_apportioned_parts_sum_to_the_total(weights: list[float], more: int) -> None:
    parts = apportioned(len(weights) + more, weights)
    assert sum(parts) == len(weights) + more
    assert min(parts) >= 1


@given(st.integers(1, 20_000))
def test_letters_of_columns_are_all_different(column: int) -> None:
    found = 0
    for letter in letters(column):
        found = 26 * found + ord(letter) - ord("A") + 1
    assert found == column


@given(st.text(alphabet="社区人口户数,;\t |\"'\n0123456789", max_size=200))
def test_splitting_keeps_the_lines(text: str) -> None:
    rows = split(text, Place("a"), Findings(Speech()))
    assert rows is None or len(rows) >= len(text.split("\n")) - 1
