from collections.abc import Mapping
from pathlib import Path

import pytest

import sim
from sim.errors import ResultsError
from sim.runs import snapshot
from sim.runs.snapshot import freeze, read_state, thaw, write_state


def model_at(months: int, settings: Mapping[str, object] | None = None) -> sim.CommunityModel:
    model = sim.CommunityModel(sim.load_scenario("example", settings or {}), 3)
    for _ in range(months):
        model.step()
    return model


def test_a_thawed_model_goes_on_to_the_bit() -> None:
    one = model_at(5)
    other = thaw(freeze(one))
    for model in (one, other):
        for _ in range(4):
            model.step()
    assert one.frame().equals(other.frame())
    assert one.record() == other.record()
    assert other.world is not one.world


def test_a_thawed_model_follows_another_scenario_from_where_they_part() -> None:
    setting = {"timeline.2021-03.levers.control": 0.05}
    state = freeze(model_at(8))
    scenario = sim.load_scenario("example", setting)
    branch = thaw(state, scenario)
    assert branch.month == 2021 * 12 + 2
    while branch.running:
        branch.step()
    whole = model_at(30, setting)
    assert branch.frame().equals(whole.frame())
    assert branch.scenario is scenario


def test_a_scenario_that_parted_earlier_is_refused() -> None:
    state = freeze(model_at(9))
    with pytest.raises(ValueError, match="differs from example in 2021-03, which has run"):
        thaw(state, sim.load_scenario("example", {"timeline.2021-03.levers.control": 0.05}))


def test_a_state_comes_back_from_its_file(tmp_path: Path) -> None:
    write_state(tmp_path / "state", b"content\nwith lines")
    assert read_state(tmp_path / "state") == b"content\nwith lines"


def test_what_is_no_good_state_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state"
    with pytest.raises(ResultsError, match="No such file"):
        read_state(path)
    path.write_bytes(b"something")
    with pytest.raises(ResultsError, match="is no snapshot"):
        read_state(path)
    write_state(path, b"content")
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"x")
    with pytest.raises(ResultsError, match="is damaged"):
        read_state(path)
    path.write_bytes(data)
    monkeypatch.setattr(snapshot, "model_digest", lambda: "other")
    with pytest.raises(ResultsError, match="written by other code"):
        read_state(path)
