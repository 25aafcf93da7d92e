from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.api.analyses import Analysis
from sim.api.search import search
from sim.declarations.metrics import METRICS
from sim.errors import ModelError, UserError
from sim.report.answers import read_answers
from sim.sweeps import choice as choosing

FILE = """
kind: search
scenarios: [example]
seeds: 0..2
run: {months: 2}
budget: 100
objectives:
  - {metric: participation_rate, aim: more}
  - {metric: cost, aim: less}
factors:
  levers.control: {low: 0, high: 1}
  levers.supervision: {low: 0, high: 1}
search: {trials: 30, start: 16, batch: 4, seed: 1, kept: 4}
uncertainty:
  parameters: {parameters.weight_trust: declared}
  members: 2
"""


def toy(scenarios: Sequence[Any], seed: int, metrics: Sequence[str], tick: Any) -> Any:
    """Who takes part costs something; supervision is of no use and costs as well.

    The front is where supervision is nothing: participation 0.5 c, cost 60 c + 60 s, of the
    control c and the supervision s.
    """
    (scenario,) = scenarios
    levers = scenario.levers_at(scenario.end - 1)
    control, waste = (float(levers[name].mean()) for name in ("control", "supervision"))
    figures = dict.fromkeys(METRICS, 0.0) | {
        "participation_rate": 0.5 * control + 0.002 * (seed - 1),
        "cost_institution": 60 * control * scenario.scale,
        "cost_governance_structure": 60 * waste * scenario.scale,
    }
    return {scenario.name: {name: [figures[name]] * 2 for name in metrics}}


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(choosing, "run_together", toy)
    made = tmp_path / "made.yaml"
    made.write_text(FILE)
    return made


def test_the_known_front_of_a_toy_is_found_under_the_budget(path: Path, tmp_path: Path) -> None:
    found = search(path, out=tmp_path / "made", workers=0, progress=False)
    table: Any = found.tables["settings"]
    assert len(table) == 30
    tried = table.iloc[1:]
    assert (tried["within"] == (tried["cost_mean"] <= 100)).all()
    assert not table[table["best"] & ~table["within"]].size
    # By hand: a setting is on the front when no other one has more control for less money.
    within = table[table["within"]]
    for row in within.to_dict("records"):
        better = within[
            (within["participation_rate_mean"] >= row["participation_rate_mean"])
            & (within["cost_mean"] <= row["cost_mean"]) & (within["trial"] != row["trial"])
        ]  # fmt: skip
        assert row["best"] == (not len(better))
    late, early = tried.iloc[16:], tried.iloc[:16]
    waste = "levers.supervision"
    assert late[waste].mean() < early[waste].mean() - 0.1, "it learns what is of no use"
    assert table["kept"].sum() <= 4
    error = np.std([-0.002, 0, 0.002], ddof=1) / np.sqrt(3)
    assert table["participation_rate_error"].iloc[1] == pytest.approx(error)
    regret: Any = found.tables["regret"]
    assert regret["robust"].sum() == 2
    assert regret["worst"].is_monotonic_increasing
    assert len(found.tables["members"]) == 2 * table["kept"].sum()
    said = found.sentences()
    assert said[0].startswith("Of 30 settings, ")
    assert f"is setting {found.manifest['about']['robust']} (" in said[1]
    assert "稳健选择" in found.sentences("zh")[1]
    (answer,) = read_answers(found.folder)
    assert (answer.kind, answer.figures) == ("pareto", ("pareto.svg", "regret.svg"))
    again = sim.open_results(found.folder)
    assert isinstance(again, Analysis)
    assert again.sentences() == said


def test_an_interrupt_changes_nothing_and_more_trials_go_on(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(FILE.replace("trials: 30, start: 16", "trials: 14, start: 8"))
    whole = search(path, out=tmp_path / "whole", workers=0, progress=False)
    done = 0

    def stop(*arguments: Any) -> Any:
        nonlocal done
        done += 1
        if done > 20:
            raise KeyboardInterrupt
        return toy(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(choosing, "run_together", stop)
        with pytest.raises(KeyboardInterrupt):
            search(path, out=tmp_path / "broken", workers=0, progress=False)
    assert not (tmp_path / "broken" / "settings.csv").exists()
    broken = search(path, out=tmp_path / "broken", workers=0, progress=False)
    for name in ("settings.csv", "regret.csv", "members.csv"):
        assert (broken.folder / name).read_bytes() == (whole.folder / name).read_bytes()
    more = search(path, out=tmp_path / "whole", trials=16, workers=0, progress=False)
    assert more.tables["settings"].iloc[:14]["cost_mean"].tolist() == pytest.approx(
        whole.tables["settings"]["cost_mean"].tolist()
    )
    path.write_text(path.read_text().replace("budget: 100", "budget: 90"))
    with pytest.raises(UserError, match="holds trials of another file"):
        search(path, out=tmp_path / "whole", workers=0, progress=False)


def test_settings_do_not_depend_on_workers(tmp_path: Path) -> None:
    made = tmp_path / "small.yaml"
    made.write_text(
        FILE.replace("trials: 30, start: 16, batch: 4", "trials: 5, start: 2, batch: 2")
        .replace("seeds: 0..2", "seeds: [0]").replace("budget: 100", "budget: 1e12")
    )  # fmt: skip
    one = search(made, out=tmp_path / "one", workers=0, scale=0.02, progress=False)
    two = search(made, out=tmp_path / "two", workers=2, scale=0.02, progress=False)
    for name in ("settings.csv", "regret.csv", "members.csv"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    assert "With one seed" in one.sentences()[-1]


def test_a_budget_that_nothing_keeps_to_is_told(path: Path, tmp_path: Path) -> None:
    path.write_text(FILE.replace("budget: 100", "budget: 0.01").replace("trials: 30", "trials: 8"))
    with pytest.raises(ModelError, match="no setting keeps to the budget"):
        search(path, out=tmp_path / "made", workers=0, progress=False)


def test_all_problems_are_told_at_once(path: Path, tmp_path: Path) -> None:
    text = FILE.replace("levers.supervision", "parameters.weight_norm")
    text = text.replace("participation_rate", "participation_rat")
    path.write_text(text.replace("{parameters.weight_trust: declared}", "{parameters.x: declared}"))
    with pytest.raises(UserError) as caught:
        search(path, out=tmp_path / "made", trials=1, language="fr")
    said = str(caught.value)
    for part in ("did you mean 'participation_rate'?", "only levers and measures can be chosen",
                 "uncertainty.parameters.parameters.x", "1 is outside 2 to",
                 "'fr' is not known"):  # fmt: skip
        assert part in said
