import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.api.studies import search
from sim.declarations.metrics import METRICS
from sim.errors import ModelError, ScenarioError, UserError
from sim.report.answers import read_answers
from sim.studies.analysis import Analysis
from sim.studies.search import study as choosing
from sim.studies.search.study import generation_of, needed_before
from tests.studies.test_search_study import load_choice

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
    monkeypatch.setattr(choosing, "least_cost", lambda _: 0.0)
    made = tmp_path / "made.yaml"
    made.write_text(FILE)
    return made


@pytest.mark.usefixtures("drawn")
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
            & (within["cost_mean"] <= row["cost_mean"])
            & (within["trial"] != row["trial"])
        ]
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
    assert f"is setting {found.manifest['about']['robust']}: " in said[1]
    assert "建议采用方案" in found.sentences("zh")[1]
    (answer,) = read_answers(found.folder)
    assert (answer.kind, answer.figures) == ("search", ("pareto.svg", "regret.svg"))
    again = sim.open_results(found.folder)
    assert isinstance(again, Analysis)
    assert again.sentences() == said


def test_an_interrupt_changes_nothing_and_more_trials_go_on(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(FILE.replace("trials: 30, start: 16", "trials: 14, start: 8"))
    whole = search(path, out=tmp_path / "whole", workers=0, figures="none", progress=False)
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
            search(path, out=tmp_path / "broken", workers=0, figures="none", progress=False)
    assert not (tmp_path / "broken" / "settings.csv").exists()
    broken = search(path, out=tmp_path / "broken", workers=0, figures="none", progress=False)
    for name in ("settings.csv", "regret.csv", "members.csv"):
        assert (broken.folder / name).read_bytes() == (whole.folder / name).read_bytes()
    more = search(
        path, out=tmp_path / "whole", trials=16, workers=0, figures="none", progress=False
    )
    assert more.tables["settings"].iloc[:14]["cost_mean"].tolist() == pytest.approx(
        whole.tables["settings"]["cost_mean"].tolist()
    )
    path.write_text(path.read_text().replace("budget: 100", "budget: 90"))
    with pytest.raises(UserError, match="holds trials of another file"):
        search(path, out=tmp_path / "whole", workers=0, progress=False)


def test_generations_find_the_front_and_do_not_depend_on_interrupts(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search_part = "{trials: 61, start: 12, batch: 4, seed: 1, kept: 4, method: nsga2}"
    path.write_text(re.sub(r"search: .*", f"search: {search_part}", FILE))
    whole = search(path, out=tmp_path / "whole", workers=0, figures="none", progress=False)
    table: Any = whole.tables["settings"]
    last, first = table.iloc[49:], table.iloc[1:13]
    waste = "levers.supervision"
    assert last[waste].mean() < first[waste].mean() - 0.2, "it learns what is of no use"
    assert last["within"].mean() > first["within"].mean(), "and what costs too much"
    assert whole.manifest["about"]["method"] == "nsga2"
    done = 0

    def stop(*arguments: Any) -> Any:
        nonlocal done
        done += 1
        if done > 100:
            raise KeyboardInterrupt
        return toy(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(choosing, "run_together", stop)
        with pytest.raises(KeyboardInterrupt):
            search(path, out=tmp_path / "broken", workers=0, figures="none", progress=False)
    broken = search(path, out=tmp_path / "broken", workers=0, figures="none", progress=False)
    for name in ("settings.csv", "regret.csv", "members.csv"):
        assert (broken.folder / name).read_bytes() == (whole.folder / name).read_bytes()


def test_a_generation_waits_for_the_one_before_it(path: Path) -> None:
    path.write_text(FILE.replace("seed: 1,", "seed: 1, population: 5, method: nsga2,"))
    found = load_choice(path)
    waits = [needed_before(found, number) for number in (1, 16, 17, 21, 22, 27)]
    assert waits == [0, 0, 17, 17, 22, 27]
    assert [generation_of(found, number) for number in (16, 17, 21, 22)] == [0, 1, 1, 2]
    assert needed_before(load_choice(path, method="tpe"), 22) == 19


def failing(member: float) -> Any:
    """The toy, which fails where trust weighs a certain amount."""

    def run(scenarios: Sequence[Any], *others: Any) -> Any:
        if scenarios[0].parameters["weight_trust"] == pytest.approx(member):
            raise ValueError("no such town")
        return toy(scenarios, *others)

    return run


def test_a_set_of_parameters_that_fails_is_a_row_and_is_left_out(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(FILE.replace("members: 2", "members: 3").replace("trials: 30", "trials: 18"))
    members = load_choice(path).members
    weight = members[1]["parameters.weight_trust"]
    monkeypatch.setattr(choosing, "run_together", failing(weight))
    found = search(path, out=tmp_path / "made", workers=0, progress=False)
    table: Any = found.tables["members"]
    failed = table[table["member"] == 2]
    assert failed["failed"].unique().tolist() == ["ValueError: no such town"]
    assert not failed["compared"].any()
    assert failed["participation_rate_regret"].isna().all()
    assert table[table["member"] != 2]["compared"].all()
    about = found.manifest["about"]
    assert (about["members"], about["members_left_out"]) == (2, 1)
    assert any("1 of the sets of parameters" in text for text in found.sentences())
    assert any("1 组参数" in text for text in found.sentences("zh"))
    again: Any = sim.open_results(found.folder)
    assert again.sentences() == found.sentences()
    again.figures("zh")


def test_when_every_set_fails_it_says_why(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(FILE.replace("trials: 30", "trials: 18"))
    default = load_choice(path).scenario({}).parameters["weight_trust"]

    def only_default(scenarios: Sequence[Any], *others: Any) -> Any:
        if scenarios[0].parameters["weight_trust"] != default:
            raise ValueError("no such town")
        return toy(scenarios, *others)

    monkeypatch.setattr(choosing, "run_together", only_default)
    with pytest.raises(ModelError, match=r"settings can be compared; setting \d+, set .*no such"):
        search(path, out=tmp_path / "made", workers=0, progress=False)


def test_a_setting_that_fails_is_a_row(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(scenarios: Sequence[Any], *others: Any) -> Any:
        if scenarios[0].levers_at(scenarios[0].end - 1)["control"].mean() > 0.9:
            raise ValueError("too much")
        return toy(scenarios, *others)

    monkeypatch.setattr(choosing, "run_together", run)
    path.write_text(FILE.replace("trials: 30", "trials: 18"))
    found = search(path, out=tmp_path / "made", workers=0, progress=False)
    table: Any = found.tables["settings"]
    assert len(table) == 18
    failed = table[table["failed"] != ""]
    assert len(failed) > 0
    assert (failed["levers.control"] > 0.9).all()
    assert failed["cost_mean"].isna().all()
    assert "came to no numbers" in found.sentences()[-1]
    found.figures()


@pytest.mark.long
@pytest.mark.parametrize("method", ["tpe", "nsga2"])
def test_settings_do_not_depend_on_workers(method: str, tmp_path: Path) -> None:
    made = tmp_path / "small.yaml"
    part = f"trials: 7, start: 2, batch: 2, method: {method}, population: 4"
    made.write_text(
        FILE.replace("trials: 30, start: 16, batch: 4", part)
        .replace("seeds: 0..2", "seeds: [0]")
        .replace("budget: 100", "budget: 1e12")
        .replace("[example]", "[./early.yaml]")
    )
    past = "extends: example\nrun: {burn_in: {months: 1, under: government_led}}\n"
    (tmp_path / "early.yaml").write_text(past)
    one = search(made, out=tmp_path / "one", workers=0, scale=0.02, figures="none", progress=False)
    two = search(made, out=tmp_path / "two", workers=2, scale=0.02, figures="none", progress=False)
    for name in ("settings.csv", "regret.csv", "members.csv"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    assert "With one seed" in one.sentences()[-1]


def test_a_budget_that_nothing_keeps_to_is_told(path: Path, tmp_path: Path) -> None:
    path.write_text(FILE.replace("budget: 100", "budget: 0.01").replace("trials: 30", "trials: 8"))
    with pytest.raises(ScenarioError, match="of 8 settings the cheapest costs"):
        search(path, out=tmp_path / "made", workers=0, progress=False)


def test_all_problems_are_told_at_once(path: Path, tmp_path: Path) -> None:
    text = FILE.replace("levers.supervision", "parameters.weight_norm")
    text = text.replace("participation_rate", "participation_rat")
    path.write_text(text.replace("{parameters.weight_trust: declared}", "{parameters.x: declared}"))
    with pytest.raises(UserError) as caught:
        search(path, out=tmp_path / "made", trials=1, language="fr")
    said = str(caught.value)
    for part in (
        "did you mean 'participation_rate'?",
        "only levers and measures can be chosen",
        "uncertainty.parameters.parameters.x",
        "1 is outside 2 to",
        "'fr' is not known",
    ):
        assert part in said
