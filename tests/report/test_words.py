import pytest

from sim.declarations.metrics import METRICS
from sim.report import words


def test_both_languages_say_the_same_things() -> None:
    english, chinese = words.words_in("en"), words.words_in("zh")
    for name in words.Words.__slots__:
        one, other = getattr(english, name), getattr(chinese, name)
        if isinstance(one, str):
            braces = {part.split("}")[0].split(":")[0] for part in one.split("{")[1:]}
            assert braces == {part.split("}")[0].split(":")[0] for part in other.split("{")[1:]}
    assert english.verdicts.keys() == chinese.verdicts.keys()


@pytest.mark.parametrize("unit", sorted({metric.unit for metric in METRICS.values()}))
def test_every_unit_is_known_in_chinese(unit: str) -> None:
    assert unit in words.words_in("zh").units


def test_titles_name_label_and_unit() -> None:
    assert words.words_in("en").title(METRICS["turnout"]) == "Election turnout (%)"
    assert words.words_in("zh").title(METRICS["volunteer_hours"]) == "志愿者人均时数 (小时/年)"


@pytest.mark.parametrize(
    ("value", "unit", "signed", "text"),
    [
        (0.12345, "share", False, "12.35"),
        (0.12345, "share", True, "+12.35"),
        (-0.2, "share", True, "−20.00"),
        (-0.00001, "share", True, "+0.00"),
        (0.5, "0-1", False, "0.500"),
        (12.25, "per year", True, "+12.2"),
        (float("nan"), "share", True, "–"),
    ],
)
def test_numbers(value: float, unit: str, signed: bool, text: str) -> None:
    assert words.number(value, unit, signed) == text


def test_lines_break_between_words_and_characters() -> None:
    text = "one two three four"
    assert words.wrapped(text, 9) == "one two\nthree\nfour"
    assert words.wrapped("共同历史各情景", 8) == "共同历史\n各情景"
    assert words.wrapped("减 government_led 之差", 17) == "减 government_led\n之差"
    assert words.wrapped("参与率，次", 8) == "参与率，\n次"
    assert words.wrapped("参与率（次", 8) == "参与率\n（次", "no bracket opens at the end"
    assert words.wrapped("", 5) == ""


@pytest.mark.parametrize("width", [12, 30, 80])
def test_wrapping_loses_nothing(width: int) -> None:
    text = words.words_in("zh").pairs.format(
        baseline="some_scenario", window=12, seeds=3, tests=4, method="t 置信区间"
    )
    assert words.wrapped(text, width).replace("\n", "").replace(" ", "") == text.replace(" ", "")


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
    assert words.closed_up(text) == found


@pytest.mark.parametrize(
    ("label", "english", "chinese"),
    [
        ("Pilot (试点)", "Pilot", "试点"),
        ("Pact (共建) and pilots (试点)", "Pact and pilots", "试点"),
        ("Pilot of 2008", "Pilot of 2008", "Pilot of 2008"),
        ("试点开始", "试点开始", "试点开始"),
    ],
)
def test_events_are_in_the_language_where_their_label_has_it(
    label: str, english: str, chinese: str
) -> None:
    assert words.words_in("en").event(label) == english
    assert words.words_in("zh").event(label) == chinese
