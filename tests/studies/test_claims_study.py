"""Claims under test, from the file to the verdicts and the trace."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.kinds import kinds
from sim.report.answers import trace
from sim.scenario.places import shipped_experiments
from sim.studies.analysis import Analysis, read_analysis
from sim.studies.engine import conduct
from sim.words import Speech
from tests.studies.loading import load_study

CLAIMS = """
kind: claims
summary: Two claims, one of them wrong.
seeds: 0..1
claims:
  - name: activity
    sentence: {{en: "It rises.", zh: "会上升。"}}
    stands_in: [README.md]
    metric: participation_rate
    order: [{0}, {1}]
  - name: wrong
    sentence: {{en: "It falls.", zh: "会下降。"}}
    metric: participation_rate
    order: [{1}, {0}]
  - name: small
    sentence: {{en: "It rises by a hair.", zh: "略升。"}}
    metric: participation_rate
    order: [{0}, {1}]
    size: {{low: 0, high: 0.000001}}
conditions:
  - name: anew
    label: {{en: "other people", zh: "另一批居民"}}
    seeds: [7]
  - name: short
    label: {{en: "a short past", zh: "较短的历史"}}
    settings: {{run.burn_in.months: 2}}
"""
MORE = """
extends: example
levers: {volunteer_recruitment: 0.9, control: 0.1}
parameters: {intercept_activity: -3.0}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("claims")
    (path / "base.yaml").write_text("extends: example\nrun: {months: 4}\n")
    (path / "more.yaml").write_text(dedent(MORE) + "run: {months: 4}\n")
    text = CLAIMS.format(path / "base.yaml", path / "more.yaml")
    (path / "claims.yaml").write_text(text)
    (path / "sets.csv").write_text("member,ask_rate_official\n1,0.1\n2,0.05\n3,0.02\n")
    return path


def test_each_claim_gets_its_verdict(folder: Path) -> None:
    found = run(folder, "out")
    table: Any = found.tables["claims"].set_index("claim")
    assert dict(table["verdict"]) == {"activity": "robust", "wrong": "fragile", "small": "shifted"}
    assert (table["conditions"] == 2).all()
    assert (table["sets"] == 3).all()
    assert table.loc["activity", "holds_in"] == 3
    assert table.loc["wrong", "fails"] == "anew, short"
    activity, wrong = (float(table["difference"][name]) for name in ("activity", "wrong"))
    assert activity == -wrong
    assert len(found.tables["conditions"]) == 9
    said = found.sentences()
    assert "Of 3 claims 1 are robust, 1 shifted and 1 fragile" in said[0]
    assert any("Fragile: “It falls.”" in one for one in said)
    assert any("脆弱：“会下降。”" in one for one in found.sentences("zh"))
    again = read_analysis(found.folder, found.manifest)
    assert again.sentences("zh") == found.sentences("zh")
    assert again.shown("zh")
    assert again.figures()


def run(folder: Path, out: str, **options: Any) -> Analysis:
    """The claims, conducted."""
    given = {"sets": folder / "sets.csv", "workers": 0, "progress": False, **options}
    return conduct(kinds()["claims"], folder / "claims.yaml", out=folder / out, **given)


@pytest.mark.long
def test_workers_change_nothing_and_no_sets_are_said(folder: Path) -> None:
    one, two = (
        run(folder, f"none{count}", sets="none", seeds="0", workers=count) for count in (0, 2)
    )
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(two.tables[name], table, check_exact=True)
    said = " ".join(one.sentences())
    assert "nothing of what nobody has measured" in said
    assert "nothing of chance" in said


def test_the_trace_tells_verdicts_and_records(folder: Path) -> None:
    run(folder, "records/claims", sets="none")
    text = trace(Speech("en"), folder / "records")
    assert "| It falls. |" in text
    assert "fragile" in text
    assert "cogov claims" in text
    assert "溯源" in trace(Speech("zh"), folder / "records")
    assert "No record of tested claims" in trace(Speech("en"), folder)


def test_the_shipped_claims_load() -> None:
    assert shipped_experiments("claims") == ("claims",)
    found = load_study("claims", "claims", sets="none")
    assert len(found.conditions) > 5


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("metric: participation_rate", "metric: participation_rat", "there is no metric"),
        ("name: wrong", "name: activity", "is taken"),
        ("low: 0, high: 0.000001", "low: 1, high: 0", "must be less"),
        ("run.burn_in.months: 2", "levers.contrl: 2", "contrl"),
    ],
)
def test_mistakes_are_told_with_their_line(folder: Path, old: str, new: str, told: str) -> None:
    path = folder / "wrong.yaml"
    path.write_text((folder / "claims.yaml").read_text().replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load_study("claims", path, sets="none")
    (problem,) = caught.value.problems
    assert told in str(problem)
    assert problem.line
