import pytest

from sim.report.figures.sheet import wrapped
from sim.words import Speech


def test_lines_break_between_words_and_characters() -> None:
    text = "one two three four"
    assert wrapped(text, 9) == "one two\nthree\nfour"
    assert wrapped("共同历史各情景", 8) == "共同历史\n各情景"
    assert wrapped("减 government_led 之差", 17) == "减 government_led\n之差"
    assert wrapped("参与率，次", 8) == "参与率，\n次"
    assert wrapped("参与率（次", 8) == "参与率\n（次", "no bracket opens at the end"
    assert wrapped("", 5) == ""


@pytest.mark.parametrize("width", [12, 30, 80])
def test_wrapping_loses_nothing(width: int) -> None:
    text = Speech("zh")(
        "compare.pairs", baseline="some_scenario", window=12, seeds=3, tests=4, method="t 置信区间"
    )
    assert wrapped(text, width).replace("\n", "").replace(" ", "") == text.replace(" ", "")
