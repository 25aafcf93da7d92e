"""The command: parts by name, results never overwritten, one table whatever was measured."""

import csv
import io
from pathlib import Path

import pytest

from experiments.benchmarks import __main__ as command
from experiments.benchmarks.machine import Machine, this_machine
from experiments.benchmarks.table import Bar, Findings, as_csv, as_page, shown
from experiments.benchmarks.workers import BenchmarkError, Worker, alternated, peak_mib, ratios

MACHINE = Machine("a processor", 2, 24.0, 0.1, {"Python": "3.13"}, "abc", "2026-01-01T00:00:00")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def findings() -> Findings:
    found = Findings(notes=["A note."], bars=[Bar("A month", 3.0, 2.0, "x")])
    found.add("toy", "ours", "a month", "ms", [2.0, 1.0, 1234.5])
    found.add("toy", "ours", "over C", "x", [1.25])
    found.add("toy", "other", "over C", "x", [0.5])
    found.add("memory", "peak", "a resident", "bytes", [431.4])
    return found


def test_the_table_is_tidy(findings: Findings) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(findings.rows))))
    assert [row["row"] for row in rows] == ["ours", "ours", "other", "peak"]
    assert rows[0] == {
        "part": "toy",
        "row": "ours",
        "quantity": "a month",
        "unit": "ms",
        "median": "2",
        "lowest": "1",
        "highest": "1234.5",
        "rounds": "3",
    }


def test_the_page_has_a_table_for_each_part_and_says_what_is_missed(findings: Findings) -> None:
    page = as_page(findings, MACHINE, "the command")
    lines = page.splitlines()
    assert "| | a month, ms | over C |" in lines
    assert "| ours | 2 (1–1,234) | 1.25 |" in lines
    assert "| other |  | 0.5 |" in lines
    assert "| peak | 431 |" in lines
    assert "- A month: 3 times, at most 2 wanted - MISSED." in lines
    assert "- a processor, 2 cores, 24 GiB, load 0.1 at the start" in lines
    assert "- A note." in lines


@pytest.mark.parametrize(
    ("value", "text"), [(1234.5, "1,234"), (99.94, "99.9"), (0.01234, "0.0123"), (100, "100")]
)
def test_numbers_are_shown_to_three_figures(value: float, text: str) -> None:
    assert shown(value) == text


def test_a_bar_at_its_limit_holds() -> None:
    assert Bar("", 2.0, 2.0, "x").holds
    assert "holds" in str(Bar("Memory", 399.6, 400.0, "bytes"))


def test_one_message_for_each_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["tou", "memory", "--rounds", "0"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "error: part: 'tou' is not known (did you mean 'toy'?)",
        "error: rounds: 0 is less than 1",
    ]


def test_results_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "benchmarks.csv").write_text("old")
    assert command.main(["toy", "--out", str(tmp_path)]) == 2
    assert "say --overwrite" in capsys.readouterr().err
    assert (tmp_path / "benchmarks.csv").read_text() == "old"
    assert command.options(["toy", "--out", str(tmp_path), "--overwrite"]).overwrite


def test_parts_come_in_one_order_and_all_without_a_name() -> None:
    assert command.options([]).parts == [*command.PARTS]
    assert command.options(["sweep", "toy"]).parts == ["toy", "sweep"]
    assert command.options([]).rounds == command.ROUNDS
    assert command.options(["--quick"]).rounds == command.QUICK_ROUNDS


def test_what_is_done_is_kept_when_a_later_part_fails(
    findings: Findings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(rounds: int, quick: bool) -> Findings:
        raise BenchmarkError("no luck")

    monkeypatch.setitem(command.PARTS, "toy", lambda rounds, quick: findings)
    monkeypatch.setitem(command.PARTS, "sweep", failing)
    assert command.main(["toy", "sweep", "--quick"]) == 1
    assert "error: no luck" in capsys.readouterr().err
    assert "ours" in (command.OUT / "benchmarks.csv").read_text("utf-8")


def test_the_machine_is_told() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.versions["numba"] != "not installed"
    assert len(machine.lines()) == 3


def test_rounds_go_from_row_to_row_and_ratios_stay_inside_them() -> None:
    order: list[str] = []

    def measure(name: str) -> float:
        order.append(name)
        return float(len(order))

    rounds = alternated(["a", "b"], 2, measure)
    assert order == ["a", "b", "b", "a"]
    assert ratios(rounds, "a", "b") == [1 / 2, 4 / 3]


def test_a_worker_answers_tells_its_faults_and_ends() -> None:
    with Worker("fractions:Fraction", 7, 4) as worker:
        assert worker.call("limit_denominator", 1) == 2
        with pytest.raises(BenchmarkError, match="has no attribute 'nothing'"):
            worker.call("nothing")
        assert worker.call("as_integer_ratio") == (7, 4)
    with pytest.raises(BenchmarkError, match="No module named 'nowhere'"):
        Worker("nowhere:Thing")


def test_a_worker_does_not_count_the_memory_of_whoever_started_it() -> None:
    ballast = bytearray(400 << 20)
    assert peak_mib() > 400
    with Worker("experiments.benchmarks.modelled:Modelled", "example", {}) as worker:
        peak, held = worker.call("memory")
    assert 5 < held <= peak < 300
    assert len(ballast) > 0
