"""What explain says of each kind of study."""

import re
import sys

import pytest

import sim
from sim.api.texts import kind_of_file
from sim.cli import main
from sim.extras import EXTRAS
from sim.scenario.places import shipped_experiments
from sim.sweeps import plan as plans

Capture = pytest.CaptureFixture[str]
COSTS = plans.Costs(build=(1.0, 0.0), month=(0.0, 0.0), table=(3000.0, 10.0))
KINDS = ("sensitivity", "discovery", "search", "calibration", "validation")


@pytest.fixture(autouse=True)
def _known_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "probe", lambda plan: COSTS)
    monkeypatch.setattr(plans, "costs_of", lambda scenario: COSTS)


@pytest.fixture(autouse=True)
def _without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """No package of an extra is installed: what is explained draws no design of theirs."""
    for name in {name for names in EXTRAS.values() for name in names}:
        monkeypatch.setitem(sys.modules, name, None)


def said_of(name: str, capsys: Capture) -> str:
    assert main(["explain", name]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_study_says_what_it_does_and_assumes(kind: str, capsys: Capture) -> None:
    # The large ones say no more than the small ones, and take long to count.
    names = shipped_experiments(kind)
    for name in names:
        found = kind_of_file(name)
        assert found is not None
        assert found.name == kind
    for name in [one for one in names if one.endswith("_quick")] or names:
        said = said_of(name, capsys)
        for part in ("does:  ", "assumed:  ", "runs", " x "):
            assert part in said, name


def test_a_discovery_says_factors_with_ranges_and_runs(capsys: Capture) -> None:
    said = said_of("discovery_quick", capsys)
    assert "participation_rate above 0.2 and cost below 2.3e+07; thresholds are assumed" in said
    assert (
        "  levers.grid_workers (grid workers): 10 to 110 workers in the town (range of the file)"
        in said
    )
    assert "  parameters.initial_trust (trust at the start): 0.5 to 0.7 (survey: " in said
    assert "assumed:     3 of the 4 parameters are assumed" in said
    assert "runs:        120 = 1 scenario x 60 points x 2 seeds; about 1 min" in said


def test_a_search_says_budget_aims_and_both_kinds_of_runs(capsys: Capture) -> None:
    said = said_of("search_quick", capsys)
    assert "22,000,000 yuan a year for all measures (assumed)" in said
    assert "service_gap_vulnerable zero, weight 1" in said
    assert "108 at most = 24 settings x 3 seeds + 4 settings x 3 sets of parameters x 3" in said
    assert "1 min 48 s of processor time" in said


def test_a_calibration_says_targets_ranges_and_what_is_held_out(capsys: Capture) -> None:
    said = said_of("calibration", capsys)
    assert "  participation_first: Participation rate, Government-led: 0.05 to 0.15" in said
    free = "  parameters.ask_rate_tie (invitations by ties): 0.02 to 0.3 probability per month"
    assert f"{free} (in force " in said
    assert "held out:    volunteer_retention" in said
    assert "1,200 = 200 sets x 3 scenarios x 2 seeds" in said


def test_a_validation_says_patterns_by_their_labels(capsys: Capture) -> None:
    said = said_of("validation", capsys)
    assert "  Participation rate, Co-governance (fitted; " in said
    assert "  Volunteers who volunteer again the next year (held out of the fit; " in said
    assert "130 = 13 scenarios x 10 seeds" in said


ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
TITLES = re.compile(r"（[^（）]*）|[A-Z][A-Za-z.&-]+( [A-Za-z0-9.&(),:-]+)*")
"""Sources, and titles of works, which stay as they are."""


@pytest.mark.parametrize("kind", [*KINDS, "experiment", "claims", "matching", "trial"])
def test_every_shipped_study_is_explained_in_chinese(kind: str) -> None:
    name = sorted(shipped_experiments(kind), key=lambda one: (not one.endswith("_quick"), one))[0]
    said = sim.explain(name, speech=sim.Speech("zh")).splitlines()
    english = [line for line in said if ENGLISH.search(TITLES.sub("", line))]
    assert english == []
    assert any("种子" in line for line in said)


def test_a_scenario_and_a_difference_are_explained_in_chinese() -> None:
    chinese = sim.Speech("zh")
    for text in (
        sim.explain("co_governance", speech=chinese),
        sim.explain("integration", "co_governance", speech=chinese),
    ):
        english = [line for line in text.splitlines() if ENGLISH.search(TITLES.sub("", line))]
        assert english == []
    assert "行政控制" in text
    assert "未设置" in text
    assert "share" not in text
