"""What readers call scenarios: their labels in a language, or their names."""

from dataclasses import replace

import pytest

from sim.analysis.compare import Design
from sim.report.shown import ScenarioLabels
from sim.words import Speech
from tests.report.test_over_time import DESIGN

SCENARIOS = {
    "co_governance": {"label": {"en": "Co-governance", "zh": "多元共治"}},
    "mine": {"label": None},
    "old": {},
}


def test_a_design_knows_what_its_scenarios_are_called() -> None:
    design = replace(DESIGN, labels=(("one", "First", "甲"),))
    assert [design.label("one", Speech(language)) for language in ("en", "zh")] == ["First", "甲"]
    assert design.label("other", Speech("zh")) == "other"
    assert Design.from_json(design.to_json()) == design


def test_a_design_of_older_results_has_names() -> None:
    found = DESIGN.to_json()
    del found["labels"]
    assert Design.from_json(found).label("one", Speech("zh")) == "one"


@pytest.mark.parametrize(("language", "label"), [("en", "Co-governance"), ("zh", "多元共治")])
def test_what_an_analysis_is_about(language: str, label: str) -> None:
    labels = ScenarioLabels.of(SCENARIOS)
    about = {"scenario": "co_governance", "baseline": "mine", "seeds": 3}
    named = {"scenario": label, "baseline": "mine", "seeds": 3}
    assert labels.about(about, Speech(language)) == named
    both = labels.about({"scenarios": ["old", "co_governance"]}, Speech(language))
    assert both == {"scenarios": ["old", label]}
    assert about["scenario"] == "co_governance"


def test_factors_are_called_by_labels() -> None:
    assert Speech("en").factor("parameters.weight_trust") == "weight of trust"
    assert Speech("zh").factor("parameters.weight_trust") == "对居委会信任的权重"
    assert Speech("zh").factor("parameters.gone") == "gone"
