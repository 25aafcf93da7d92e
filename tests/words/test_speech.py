import pytest

from sim.declarations.metrics import METRICS
from sim.words import NULL, Speech
from sim.words.catalogue.units import UNITS

ENGLISH, CHINESE = Speech("en"), Speech("zh")


@pytest.mark.parametrize("unit", sorted({metric.unit for metric in METRICS.values()}))
def test_every_unit_is_known(unit: str) -> None:
    assert unit in UNITS


def test_titles_name_label_and_unit() -> None:
    assert ENGLISH.title(METRICS["turnout"]) == "Election turnout (%)"
    assert CHINESE.title(METRICS["volunteer_hours"]) == "志愿者人均时数（小时/年）"


@pytest.mark.parametrize(
    ("value", "unit", "signed", "text"),
    [
        (0.12345, "share", False, "12.35"),
        (0.12345, "share", True, "+12.35"),
        (-0.2, "share", True, "−20.00"),
        (-0.00001, "share", True, "0.00"),
        (0.5, "0-1", False, "0.500"),
        (12.25, "per year", True, "+12.2"),
        (float("nan"), "share", True, "–"),
    ],
)
def test_numbers(value: float, unit: str, signed: bool, text: str) -> None:
    assert ENGLISH.number(value, unit, signed) == text


@pytest.mark.parametrize(
    ("value", "digits", "signed", "english"),
    [
        (0.0098, 0, True, "+1 point"),
        (-0.0098, 0, True, "−1 point"),
        (0.01, 0, False, "1 point"),
        (0.01, 1, True, "+1.0 points"),
        (0.11, 0, True, "+11 points"),
        (0.0, 0, True, "0 points"),
    ],
)
def test_one_point_is_one(value: float, digits: int, signed: bool, english: str) -> None:
    assert ENGLISH.difference(value, "share", signed, digits) == english
    assert ENGLISH.number(value, "share", signed, digits) in CHINESE.difference(
        value, "share", signed, digits
    )


@pytest.mark.parametrize(
    ("unit", "signed", "english", "chinese"),
    [
        ("share", False, "%", "%"),
        ("share", True, "points", "百分点"),
        ("yuan", True, "yuan", "元"),
        ("furlongs", False, "furlongs", "furlongs"),
    ],
)
def test_units(unit: str, signed: bool, english: str, chinese: str) -> None:
    assert ENGLISH.unit(unit, signed) == english
    assert CHINESE.unit(unit, signed) == chinese


@pytest.mark.parametrize(
    ("path", "english", "chinese"),
    [
        ("parameters.weight_trust", "weight of trust", "对居委会信任的权重"),
        ("parameters.gone", "gone", "gone"),
        ("measures.volunteering", "volunteering", "志愿服务"),
    ],
)
def test_factors_are_called_by_labels(path: str, english: str, chinese: str) -> None:
    assert ENGLISH.factor(path) == english
    assert CHINESE.factor(path) == chinese


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("New grid (新网格)", "New grid", "新网格"),
        ("新网格", "新网格", "新网格"),
        ("New grid", "New grid", "New grid"),
    ],
)
def test_events_may_be_labelled_in_both_languages(label: str, english: str, chinese: str) -> None:
    assert ENGLISH.event(label) == english
    assert CHINESE.event(label) == chinese


@pytest.mark.parametrize(
    ("yuan", "price", "money"),
    [
        (109_476_154, "110,000,000", "109.5 million yuan a year"),
        (28.4, "28", "28 yuan a year"),
        (-1_234.0, "\N{MINUS SIGN}1,200", "\N{MINUS SIGN}1,234 yuan a year"),
        (0.0, "0", "0 yuan a year"),
        (float("nan"), NULL, NULL),
    ],
)
def test_prices_have_the_digits_that_an_effect_allows(yuan: float, price: str, money: str) -> None:
    assert (ENGLISH.price(yuan), ENGLISH.money(yuan)) == (price, money)


def test_money_is_rounded_on_request() -> None:
    assert ENGLISH.money(1_962_345, digits=2) == "2.0 million yuan a year"
    assert ENGLISH.money(17_000_400, digits=4) == "17.00 million yuan a year"


def test_chinese_writes_every_large_sum_in_one_unit() -> None:
    written = [CHINESE.money(yuan) for yuan in (6_340_000, 662_600, 88_000, 9_000)]
    assert written == ["634 万元/年", "66.26 万元/年", "8.8 万元/年", "9,000 元/年"]
    assert [ENGLISH.money(yuan) for yuan in (6_340_000, 662_600, 88_000)] == [
        "6.34 million yuan a year",
        "662,600 yuan a year",
        "88,000 yuan a year",
    ]


def test_sentences_follow_each_other() -> None:
    assert ENGLISH.joint(["One.", "", "Two."]) == "One. Two."
    assert CHINESE.joint(["一。", "", "二。"]) == "一。二。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("多元共治 下参与率", "多元共治下参与率"),
        ("co_governance 下参与率为 5", "co_governance 下参与率为 5"),
        ("与 政府主导 相比，（甲） 减 乙", "与政府主导相比，（甲）减乙"),
        ("95 % of 政府 led", "95 % of 政府 led"),
    ],
)
def test_gaps_close_between_chinese_characters_alone(text: str, found: str) -> None:
    assert ENGLISH.closed(text) == found
