import pytest

from sim.report import shown
from sim.report.shown import Shown

Capture = pytest.CaptureFixture[str]
TABLE = Shown(
    title="Left and right",
    headings=["Metric", "Level", "Difference", "Interval"],
    rows=[(["Trust", "0.28", "+0.10", "+0.05 … +0.15"], True), (["Depth", "1", "0", "–"], False)],
    notes=["How it was made."],
    room=[0, 100, 0, 90],
)


def test_a_table_stands_between_its_title_and_its_notes(capsys: Capture) -> None:
    shown.print_tables([TABLE, TABLE])
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines].count("Left and right") == 2
    assert lines[-1] == "How it was made."
    assert any(line.split() == ["Trust", "0.28", "+0.10", "+0.05", "…", "+0.15"] for line in lines)


def test_a_narrow_terminal_leaves_out_what_needs_room(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(shown, "WIDE", 95)
    shown.print_tables([TABLE])
    out = capsys.readouterr().out
    assert "Level" not in out
    assert "Interval" in out


def test_texts_of_users_are_shown_as_they_are(capsys: Capture) -> None:
    label = "[bold]a[/] :smile: [/nothing]"
    shown.print_tables([Shown(label, [label], [([label], True)], notes=[label])])
    shown.print_text(label)
    assert capsys.readouterr().out.count(label) == 5


def test_a_text_is_wrapped_unless_its_lines_stay_whole(capsys: Capture) -> None:
    text = "word " * 60
    shown.print_text(text)
    assert len(capsys.readouterr().out.splitlines()) > 1
    shown.print_text(text, whole=True)
    assert len(capsys.readouterr().out.splitlines()) == 1
