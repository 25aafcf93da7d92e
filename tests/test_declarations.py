import math
import re
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.declarations.columns import HOUSEHOLD_COLUMNS, MATTER_COLUMNS, RESIDENT_COLUMNS
from sim.declarations.forms import DEEP_FORMS, ELECTION, FORM_COUNT, FORMS
from sim.declarations.levers import LEVERS
from sim.declarations.metrics import HEADLINE, METRICS
from sim.declarations.parameters import MECHANISM_LABELS, PARAMETERS
from sim.declare import MEASURES, Column, Label, Lever, Metric, Parameter, Source, assumed
from sim.policy import Conditions

NAME = re.compile(r"^[a-z][a-z0-9_]*$")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COLUMNS = (*RESIDENT_COLUMNS, *HOUSEHOLD_COLUMNS, *MATTER_COLUMNS)
DECLARED: tuple[Lever | Parameter | Metric | Column, ...] = (
    *LEVERS.values(),
    *PARAMETERS.values(),
    *METRICS.values(),
    *COLUMNS,
)


def test_everything_declared_has_a_name_a_unit_and_one_sentence() -> None:
    for declared in DECLARED:
        assert NAME.match(declared.name)
        assert declared.unit
        meaning = declared.meaning if isinstance(declared.meaning, str) else declared.meaning.en
        assert meaning[0].isupper() or meaning[0].isdigit()
        assert meaning.endswith(".")
        assert "  " not in meaning
        if not isinstance(declared.meaning, str):
            assert declared.meaning.zh.endswith("。")


def test_what_readers_see_has_both_labels() -> None:
    labels = [one.label for one in LEVERS.values()] + [one.label for one in METRICS.values()]
    for label in (*labels, *(form.label for form in FORMS)):
        assert label.en.strip() == label.en != ""
        assert CHINESE.search(label.zh)
        assert not CHINESE.search(label.en)


@pytest.mark.parametrize("table", [LEVERS, PARAMETERS, METRICS])
def test_names_are_the_keys(table: dict[str, Lever | Parameter | Metric]) -> None:
    assert all(key == declared.name for key, declared in table.items())


def test_names_and_labels_are_not_used_twice() -> None:
    names = [*LEVERS, *PARAMETERS, *METRICS]
    assert len(set(names)) == len(names)
    for table in (RESIDENT_COLUMNS, HOUSEHOLD_COLUMNS, MATTER_COLUMNS):
        assert len({column.name for column in table}) == len(table)
    for labels in (
        [metric.label for metric in METRICS.values()],
        [lever.label for lever in LEVERS.values()],
    ):
        assert len({label.en for label in labels}) == len(labels)
        assert len({label.zh for label in labels}) == len(labels)


def test_levers_have_a_range_an_off_value_a_measure_and_a_mechanism() -> None:
    for lever in LEVERS.values():
        assert lever.low < lever.high
        assert lever.low <= lever.off <= lever.high
        assert lever.measure in MEASURES
        assert lever.mechanism
        assert all(other in LEVERS and other != lever.name for other in lever.needs)
        assert lever.cost.yuan >= 0
        assert lever.cost.source.mark


def test_levers_come_in_the_order_of_the_measures() -> None:
    order = [MEASURES.index(lever.measure) for lever in LEVERS.values()]
    assert order == sorted(order)


def test_no_two_levers_share_a_mechanism_word_for_word() -> None:
    for language in ("en", "zh"):
        mechanisms = [getattr(lever.mechanism, language) for lever in LEVERS.values()]
        assert len(set(mechanisms)) == len(mechanisms)


def test_parameters_have_a_default_inside_a_true_range() -> None:
    for parameter in PARAMETERS.values():
        assert parameter.low < parameter.high
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.group
        assert parameter.source.mark
        if parameter.source.mark != "assumed":
            assert parameter.source.text
        if parameter.off is not None:
            assert not math.isnan(parameter.off)


def test_parameters_are_grouped() -> None:
    groups = [parameter.group for parameter in PARAMETERS.values()]
    starts = [group for k, group in enumerate(groups) if k == 0 or groups[k - 1] != group]
    assert len(set(starts)) == len(starts)


def test_no_declaration_names_a_stage() -> None:
    stages = ("government_led", "integration", "co_governance")
    for declared in DECLARED:
        text = repr(declared)
        assert not any(stage in text for stage in stages)


def test_every_form_has_its_intercept_and_hours() -> None:
    for form in FORMS:
        assert f"intercept_{form.name}" in PARAMETERS
        assert f"hours_{form.name}" in PARAMETERS


def test_forms_are_numbered_by_depth_and_the_election_stands_beside() -> None:
    assert [form.index for form in FORMS] == list(range(FORM_COUNT))
    assert [form.depth for form in FORMS] == [1, 2, 3, 4, 5, 0]
    assert FORMS[ELECTION].depth == 0
    assert {form.index for form in FORMS if form.depth >= 2} == set(DEEP_FORMS)


def test_metrics_have_a_range_and_a_direction() -> None:
    for metric in METRICS.values():
        assert metric.direction in (-1, 0, 1)
        if metric.low is not None and metric.high is not None:
            assert metric.low < metric.high
        if metric.unit == "share":
            assert metric.low in (0, -1)
            assert metric.high == 1


def test_fitted_metrics_are_the_targets_of_the_calibration() -> None:
    file = Path(__file__).resolve().parents[1] / "experiments" / "calibration.yaml"
    targets = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["targets"]
    named = {one[key] for one in targets for key in ("metric", "minus_metric") if key in one}
    fitted = {name for name, metric in METRICS.items() if metric.origin == "fitted"}
    put_in = {name for name, metric in METRICS.items() if metric.origin == "put_in"}
    assert fitted == named - put_in
    assert named & put_in == {"administrative_share"}


def test_headlines_are_metrics_in_their_order() -> None:
    assert list(HEADLINE) == [name for name in METRICS if name in HEADLINE]
    assert "participation_rate" in HEADLINE


def test_columns_have_a_type_and_a_default_inside_their_range() -> None:
    for column in COLUMNS:
        dtype = np.dtype(column.dtype)
        assert dtype.kind in "biuf"
        assert np.array(column.default).astype(dtype) == column.default
        if column.low is not None and column.name != "size":
            assert column.default >= column.low
        if column.high is not None:
            assert column.default <= column.high


def test_conditions_explain_each_of_their_arrays() -> None:
    text = Conditions.__doc__ or ""
    assert all(f" {name}:" in text for name in Conditions.__dataclass_fields__)


def test_a_source_says_its_mark() -> None:
    assert str(assumed()) == "assumed"
    assert str(Source("survey", "Shanghai 2017")) == "survey: Shanghai 2017"
    assert Label("a", "b") == Label(en="a", zh="b")


def test_every_parameter_has_short_labels_and_belongs_to_a_mechanism() -> None:
    labels = [parameter.label for parameter in PARAMETERS.values()]
    assert len({label.en for label in labels}) == len(labels)
    assert len({label.zh for label in labels}) == len(labels)
    for label in labels:
        assert label.en[0].islower()
        assert 4 <= len(label.zh) <= 14
        assert CHINESE.search(label.zh)
        assert not re.search(r"[\sA-Za-z，。]", label.zh)
    assert set(MECHANISM_LABELS) == {parameter.group for parameter in PARAMETERS.values()}
