from pathlib import Path

from sim.dashboard.catalogue import Catalogue
from sim.dashboard.pair import Choice
from sim.dashboard.shelf import Shelf
from sim.scenario import shipped_scenarios
from tests.dashboard.watching import Watcher


def test_shipped_scenarios_have_their_labels() -> None:
    offered = Catalogue.of(None)
    assert tuple(offered.shipped) == shipped_scenarios()
    assert offered.label("example", "zh") == "示例"
    assert offered.holds("example")
    assert not offered.holds("../example.yaml")


def test_files_of_the_folder_are_offered_while_they_are_inside(tmp_path: Path) -> None:
    root, away = tmp_path / "mine", tmp_path / "away.yaml"
    root.mkdir()
    away.write_text("extends: example\n")
    mine = root / "mine.yaml"
    mine.write_text("label: {en: Mine, zh: 我的}\nextends: example\nlevers: {control: 0.1}\n")
    (root / "copy.yaml").write_text("label: {en: Example, zh: 示例}\nextends: example\n")
    offered = Catalogue.of(Shelf(root))
    assert list(offered.own) == [str(root / "copy.yaml"), str(mine)]
    assert offered.label(str(mine), "zh") == "我的"
    assert offered.label(str(root / "copy.yaml"), "en") == "Example (copy.yaml)"
    assert offered.holds(str(mine))
    mine.unlink()
    mine.symlink_to(away)
    assert not offered.holds(str(mine))


def test_a_file_runs_and_the_sliders_file_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("label: {en: Mine, zh: 我的}\nextends: example\nlevers: {control: 0.1}\n")
    watcher = Watcher(Choice(str(path), scale=1.0))
    watcher.session.begin()
    frame = watcher.still()
    watcher.session.close()
    watcher.session.join()
    assert frame.names is not None
    assert frame.names[0].zh == "我的"
    assert "extends: ./mine.yaml" in frame.text
    assert "# To be kept beside mine.yaml." in frame.text
