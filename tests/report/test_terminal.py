from dataclasses import replace

import pytest

from sim.analysis.compare import CommonPast, differences_table, headline_levels, per_seed
from sim.report import terminal
from tests.report.test_over_time import DESIGN, metrics

Capture = pytest.CaptureFixture[str]


def test_the_table_of_differences(capsys: Capture) -> None:
    rows = differences_table(per_seed(metrics(), DESIGN), DESIGN)
    terminal.print_differences(rows, DESIGN)
    out = capsys.readouterr().out
    assert "four minus one, over 3 seeds" in out
    assert "three minus one, over 3 seeds" in out
    assert out.index("four minus one") < out.index("three minus one")
    (line,) = [line for line in out.splitlines() if "Trust" in line and "+0.100" in line]
    # The effect is 0.05 a letter of the name: three has two more letters than one.
    assert "yes" in line.split()
    assert "Holm correction over the 8 rows shown" in " ".join(out.split())
    assert "power of 80 %" in out


def test_a_narrow_table_leaves_out_the_levels(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    rows = differences_table(per_seed(metrics(), DESIGN), DESIGN)
    terminal.print_differences(rows, DESIGN)
    wide = capsys.readouterr().out
    monkeypatch.setattr(terminal, "WIDE", 80)
    terminal.print_differences(rows, DESIGN)
    narrow = capsys.readouterr().out
    assert max(map(len, narrow.splitlines())) <= 80
    assert "Trust in the committee" in narrow
    assert "+0.100" in narrow
    level = f"{0.1 + 0.01 + 0.15 + 0.0115:.3f}"
    assert level in wide
    assert level not in narrow


def test_the_table_of_one_run(capsys: Capture) -> None:
    one = replace(DESIGN, scenarios=("one",), seeds=(2,))
    terminal.print_headline(headline_levels(metrics(one), one), one)
    out = capsys.readouterr().out
    assert "one, seed 2" in out
    # 0.1 + 0.02 + 0.15, and 0.001 a month, of which the headline sees 6 to 17.
    assert any("Trust" in line and line.split()[-1] == "0.282" for line in out.splitlines())


def test_the_check_is_told(capsys: Capture) -> None:
    design = replace(DESIGN, labels=(("a", "First", "甲"),))
    checks = [CommonPast("a", "b", None, 12, 3400)]
    terminal.print_common_past(checks, design)
    expected = "First and b are identical throughout: 3,400 values were checked.\n"
    assert capsys.readouterr().out == expected
    terminal.print_common_past(checks, design, "zh")
    assert capsys.readouterr().out == "甲与 b 始终相同：已核对 3,400 个数值。\n"


def test_seeds_of_an_earlier_start_are_told(capsys: Capture) -> None:
    design = replace(DESIGN, seeds=(0, 1, 2))
    terminal.print_kept((), design)
    assert capsys.readouterr().out == ""
    terminal.print_kept((1,), design)
    assert capsys.readouterr().out.startswith("1 of 3 seeds come from an earlier start")
    terminal.print_kept((1,), design, "zh")
    assert capsys.readouterr().out.startswith("3 个种子中有 1 个来自先前未完成的运行")
