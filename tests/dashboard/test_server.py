import socket
from pathlib import Path

import pytest

from sim.cli import main
from sim.dashboard import server
from sim.dashboard.shelf import Shelf
from sim.errors import OptionError, ResultsError


def test_without_its_files_one_message_says_how_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = pytest.importorskip("solara.server.settings")
    monkeypatch.setattr(settings.assets, "proxy_cache_dir", tmp_path)
    with pytest.raises(
        OptionError, match=r"files that the installed Solara lacks.*extra dashboard"
    ):
        server.check_installed()


def test_nothing_is_fetched_from_elsewhere() -> None:
    with pytest.raises(OSError, match="loads nothing from other machines"):
        server._refuse("https://example.org/thing.js")


def test_a_port_in_use_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OptionError, match=f"cannot listen on 127.0.0.1 port {port}"):
            server.check_address("127.0.0.1", port)
    with pytest.raises(OptionError, match="outside 0 to 65535"):
        server.check_address("127.0.0.1", 70000)
    server.check_address("127.0.0.1", 0)


@pytest.mark.parametrize(
    "line, told",
    [
        ("nowhere", "error: nowhere: does not exist; name the folder that a run wrote"),
        (".", "error: .: holds no finished results of this program"),
        ("--lang de", "error: lang: 'de' is not known"),
    ],
)
def test_a_mistake_is_said_before_anything_is_served(
    line: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("solara")
    monkeypatch.setattr(server, "_missing_assets", list)
    monkeypatch.chdir(tmp_path)
    assert main(["dashboard", *line.split()]) == 2
    (error,) = capsys.readouterr().err.splitlines()
    assert error.startswith(told)


def test_a_folder_with_scenarios_alone_may_be_served(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: example\nlevers: {control: 0.1}\n")
    server._look_into(Shelf(tmp_path))
    (tmp_path / "mine.yaml").write_text("just: notes\n")
    with pytest.raises(ResultsError, match="holds no finished results"):
        server._look_into(Shelf(tmp_path))


def test_a_damaged_folder_is_said_before_anything_is_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("solara")
    monkeypatch.setattr(server, "_missing_assets", list)
    (tmp_path / "manifest.json").write_text('{"program": "cogov", "kind": "run"}')
    assert main(["dashboard", str(tmp_path)]) == 2
    (error,) = capsys.readouterr().err.splitlines()
    assert error.startswith(f"error: {tmp_path}/metrics.parquet: is missing")
