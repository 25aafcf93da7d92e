import os
import pickle
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
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
    assert branch.governance is scenario


def test_a_scenario_that_parted_earlier_is_refused() -> None:
    state = freeze(model_at(9))
    with pytest.raises(ValueError, match="differs from example in 2021-03, which has run"):
        thaw(state, sim.load_scenario("example", {"timeline.2021-03.levers.control": 0.05}))


def test_a_state_comes_back_from_its_file_and_goes_on_to_the_bit(tmp_path: Path) -> None:
    one = model_at(14)
    write_state(tmp_path / "state", one)
    kept = read_state(tmp_path / "state")
    other = kept.model(one.governance)
    assert (kept.seed, kept.month) == (3, one.month)
    for model in (one, other):
        for _ in range(16):
            model.step()
    for name in ("frame", "record"):
        assert str(getattr(one, name)()) == str(getattr(other, name)())
    assert one.frame().equals(other.frame())
    for name in ("groups", "actors", "network"):
        mine, theirs = (getattr(model.recording, name)() for model in (one, other))
        assert mine.equals(theirs)
    assert [a.unique_id for a in one.agents] == [a.unique_id for a in other.agents]


def test_a_state_holds_nothing_that_could_run(tmp_path: Path) -> None:
    write_state(tmp_path / "state", model_at(2))
    data = (tmp_path / "state").read_bytes()
    text = data[data.index(b"\n", data.index(b"{")) + 9 :]
    box = text[text.index(b"PK") :]
    with np.load(BytesIO(box), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.hasobject is False for name in arrays.files)


class Planted:
    """Tells when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (os.environ["PLANTED"],)


def rewritten(path: Path, change: Callable[[bytes, bytes], bytes]) -> None:
    """Give a state another content (of what it says and what it holds), with a good hash."""
    data = path.read_bytes()
    lines = data.split(b"\n", 3)
    body = change(lines[2], lines[3])
    path.write_bytes(lines[0] + b"\n" + sha256(body).hexdigest().encode() + b"\n" + body)


def test_what_somebody_planted_is_told_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED", str(tmp_path / "ran"))
    path, model = tmp_path / "state", model_at(2)
    bomb = pickle.dumps(Planted())
    objects = BytesIO()
    np.savez(objects, a0=np.array([Planted()], dtype=object))

    def tree(text: str, box: bytes = b"") -> bytes:
        return len(text).to_bytes(8, "big") + text.encode() + box

    contents = [
        bomb,
        tree("[]", bomb),
        tree('{"of": "Popen", "args": "touch ran"}'),
        tree('{"of": "World"}', objects.getvalue()),
        tree('{"array": 0}', objects.getvalue()),
        tree('{"tuple": [{"seen": -1}]}', objects.getvalue()),
        tree("[" * 100_000),
        tree('{"dict": [[[], 1]]}', objects.getvalue()),
        b"",
    ]
    for content in contents:
        write_state(path, model)
        rewritten(path, lambda about, _, content=content: about + b"\n" + content)  # type: ignore[misc]
        with pytest.raises(ResultsError, match="is damaged"):
            read_state(path).model(model.governance)
    for about in (b"", b"[]", b"5", b"[" * 100_000, b"{}", b'{"code": 1, "seed": "x"}', bomb[:9]):
        write_state(path, model)
        rewritten(path, lambda _, rest, about=about: about + b"\n" + rest)  # type: ignore[misc]
        with pytest.raises(ResultsError, match="is damaged"):
            read_state(path).model(model.governance)
    assert not (tmp_path / "ran").exists()


def test_a_state_that_others_may_have_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    write_state(path, model_at(1))
    for mode in (0o666, 0o620, 0o602):
        path.chmod(mode)
        with pytest.raises(ResultsError, match="others may write to it"):
            read_state(path)
    path.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(path, 12_345, -1)
        with pytest.raises(ResultsError, match="belongs to another user"):
            read_state(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(ResultsError, match="is no plain file"):
        read_state(path)


def test_what_is_no_good_state_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state"
    with pytest.raises(ResultsError, match="No such file"):
        read_state(path)
    path.write_bytes(b"something")
    path.chmod(0o600)
    with pytest.raises(ResultsError, match="is no snapshot"):
        read_state(path)
    write_state(path, model_at(1))
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"x")
    with pytest.raises(ResultsError, match="is damaged"):
        read_state(path)
    path.write_bytes(data)
    monkeypatch.setattr(snapshot, "model_digest", lambda: "other")
    with pytest.raises(ResultsError, match="written by other code"):
        read_state(path)
