"""Who may talk to the page: tried on the guard itself, with requests as a server passes them."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sim.dashboard.controls import Scenarios
from sim.dashboard.guard import Guard, is_loopback
from sim.dashboard.shelf import Shelf
from sim.errors import ResultsError, ScenarioError

PORT = 8765
OWN = f"127.0.0.1:{PORT}"
KERNEL = "/jupyter/api/kernels/abc/solara"


async def page(scope: Any, receive: Any, send: Any) -> None:
    """What is guarded: says yes to everything, and what it is."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    told = [(b"server", b"uvicorn"), (b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": told})
    heard = {name.decode(): value.decode() for name, value in scope["headers"]}
    await send({"type": "http.response.body", "body": json.dumps(heard).encode()})


def ask(
    guard: Guard,
    path: str = "/",
    *,
    kind: str = "http",
    method: str = "GET",
    query: str = "",
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; a websocket that is accepted has the status 101."""
    sent: list[Any] = []
    given = {"host": OWN, **headers}
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [
            (name.replace("_", "-").encode(), text.encode()) for name, text in given.items()
        ],
    }

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    if kind == "websocket":
        return (101 if sent[0]["type"] == "websocket.accept" else 403), {}, b""
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:])


def cookie_of(guard: Guard, query: str = "") -> str:
    return ask(guard, query=query)[1]["set-cookie"].partition(";")[0]


def test_a_browser_that_opened_the_page_is_answered() -> None:
    guard = Guard(page, "127.0.0.1", PORT)
    status, headers, _ = ask(guard)
    assert status == 200
    assert "HttpOnly; SameSite=Lax" in headers["set-cookie"]
    assert "server" not in headers
    assert headers["x-frame-options"] == "DENY"
    cookie = cookie_of(guard)
    for host in (OWN, f"localhost:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}"):
        origin = f"http://{host}"
        assert (
            ask(guard, KERNEL, kind="websocket", cookie=cookie, host=host, origin=origin)[0] == 101
        )
        for path in ("/static/main.js", "/font/a.woff2", "/_solara/cdn/vue@3/a.js"):
            assert ask(guard, path, cookie=f"a=b; {cookie}", host=host, origin=origin)[0] == 200
    assert ask(guard, "/_solara/api/close/abc", method="POST", cookie=cookie)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", ""),
        *(f"127.0.0.1.evil.example:{PORT}", f"localhost.:{PORT}", f"a@127.0.0.1:{PORT}"),
        *(f"127.0.0.1:{PORT}/x", f"[::1:{PORT}", f"127.0.0.1:{PORT}.", "192.168.1.4:8765", "\xff"),
    ],
)
def test_another_host_is_refused(host: str) -> None:
    """Else a site whose name leads here could read the page."""
    guard = Guard(page, "127.0.0.1", PORT)
    cookie = cookie_of(guard)
    assert ask(guard, host=host, cookie=cookie)[0] == 421
    assert ask(guard, KERNEL, kind="websocket", host=host, cookie=cookie)[0] == 403


@pytest.mark.parametrize(
    "origin",
    [
        *("http://evil.example", "null", "http://localhost:19999", f"https://{OWN}", OWN, ""),
        *(f"http://localhost:{PORT}", f"http://{OWN}.evil.example", f"http://{OWN}/", "file://"),
    ],
)
def test_another_origin_is_refused_with_or_without_the_cookie(origin: str) -> None:
    guard = Guard(page, "127.0.0.1", PORT)
    for headers in ({}, {"cookie": cookie_of(guard)}):
        assert ask(guard, KERNEL, kind="websocket", origin=origin, **headers)[0] == 403
        assert ask(guard, "/static/main.js", origin=origin, **headers)[0] == 403
        assert ask(guard, origin=origin, **headers)[0] == 403


def test_without_the_cookie_nothing_but_the_page_itself_is_answered() -> None:
    guard = Guard(page, "127.0.0.1", PORT)
    other = cookie_of(Guard(page, "127.0.0.1", PORT))
    for cookie in ("", "cogov-8765=", "cogov-8765=guess", other, "solara-session-id=x"):
        assert ask(guard, KERNEL, kind="websocket", cookie=cookie, origin=f"http://{OWN}")[0] == 403
        assert ask(guard, "/static/main.js", cookie=cookie)[0] == 403
        assert ask(guard, "/_solara/api/close/abc", method="POST", cookie=cookie)[0] == 403
        assert ask(guard, cookie=cookie)[0] == 200


def test_what_tells_of_the_machine_is_not_answered() -> None:
    guard = Guard(page, "127.0.0.1", PORT)
    cookie = cookie_of(guard)
    for path in ("/resourcez", "/readyz", "/_solara/api/evict/a", "/other", "//static/a", "/docs"):
        assert ask(guard, path, cookie=cookie)[0] == 404
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(guard, method=method, cookie=cookie)[0] == 405
    _, _, body = ask(
        guard, x_forwarded_host="evil", script_name="/x", x_script_name="/y", cookie=cookie
    )
    assert set(json.loads(body)) == {"host", "cookie"}


def test_where_others_reach_the_machine_opening_takes_the_token() -> None:
    guard = Guard(page, "0.0.0.0", PORT, "the-token")
    for query in ("", "token=", "token=other", "token=the-token&token=other", "Token=the-token"):
        assert ask(guard, query=query)[0] == 403
        assert "set-cookie" not in ask(guard, query=query)[1]
    status, headers, _ = ask(guard, query="token=the-token", host=f"192.168.1.4:{PORT}")
    assert (status, headers["location"]) == (303, "/")
    cookie = cookie_of(guard, "token=the-token")
    assert ask(guard, cookie=cookie)[0] == 200
    assert ask(guard, KERNEL, kind="websocket", cookie=cookie, origin=f"http://{OWN}")[0] == 101
    assert ask(guard, cookie=cookie, host=f"evil.example:{PORT}")[0] == 421
    assert [is_loopback(one) for one in ("127.0.0.9", "localhost", "::1")] == [True] * 3
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "localhost.evil.example")))


# --- the folder ---


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_no_chain_of_names_leads_a_scenario_outside(tmp_path: Path) -> None:
    """Each file is offered or not; loaded it is never, and nothing of what is outside is told."""
    root = tmp_path / "shared"
    secret = put(tmp_path / "secret.yaml", "extends: example\nlevers: {control: 0.123456}\n")
    hidden = put(tmp_path / "secret.csv", "SECRETHEADER,b\n1,2\n")
    town = "label: {en: T, zh: 镇}\ncommunities: %s\nmargins: {}\nties: {}\nelections: {}\n"
    put(root / "b.txt", f"extends: {secret}\n")
    put(root / "a_bypass.yaml", "extends: ./b.txt\n")
    put(root / "up.yaml", "extends: ../secret.yaml\n")
    (root / "link").symlink_to(secret)
    put(root / "linked.yaml", "extends: ./link\n")
    (root / "folder").symlink_to(tmp_path)
    put(root / "through.yaml", "extends: ./folder/secret.yaml\n")
    (root / "data").symlink_to(hidden)
    put(root / "t.yaml", town % "data")
    put(root / "town.yaml", "extends: example\ntown: ./t.yaml\n")
    put(root / "u.txt", town % str(hidden))
    put(root / "town2.yaml", "extends: example\ntown: ./u.txt\n")
    put(root / "past.yaml", "extends: example\nrun: {burn_in: {months: 3, under: ./b.txt}}\n")
    put(root / "good.yaml", "extends: example\n")
    shelf = Shelf(root)
    assert shelf.load("good.yaml").scenario.name == "good"
    assert "good.yaml" in Scenarios.of(shelf).own
    for name in ("a_bypass", "up", "linked", "through", "town", "town2", "past"):
        with pytest.raises(ScenarioError) as error:
            shelf.load(f"{name}.yaml")
        told = shelf.hidden(str(error.value))
        assert "SECRETHEADER" not in told
        assert "outside the folders that may be read" in told, told
    with pytest.raises(ScenarioError):
        shelf.load("../secret.yaml/../../secret.yaml")


def test_no_folder_breaks_the_list_of_the_others(results: Path, tmp_path: Path) -> None:
    root = tmp_path / "all"
    root.mkdir()
    (root / "good").symlink_to(results / "once")
    shelf = Shelf(results.parent / results.name)
    texts = [
        *("[" * 200_000, "", "null", "5", "[]", "{}", '{"program": "cogov"}', "\x00", "\ud800"),
        *(f'{{"program": "cogov", "kind": {kind}}}' for kind in ("5", "[]", "{}", "null", '"run"')),
        '{"program": "cogov", "kind": "compare", "design": 5}',
        '{"program": "cogov", "kind": "compare", "design": {}}',
        '{"program": "cogov", "kind": "store", "files": 5, "timings": []}',
        '{"program": "cogov", "kind": "why", "about": [], "scenarios": null}',
        '{"program": "cogov", "kind": "why", "about": {}, "files": {"../../x.csv": {"sha256": 1}}}',
        '{"program": "cogov", "kind": "run", "format": "x", "files": []}',
    ]
    for number, text in enumerate(texts):
        path = root / f"bad{number}" / "manifest.json"
        path.parent.mkdir()
        path.write_bytes(text.encode(errors="surrogatepass"))
    for make in (os.mkfifo, os.mkdir):
        (root / make.__name__).mkdir()
        make(root / make.__name__ / "manifest.json")
    (root / "loop").symlink_to(root / "loop")
    put(root / "bad_plan" / "manifest.json", '{"program": "cogov", "kind": "store"}')
    put(root / "bad_plan" / "plans" / "a" / "plan.json", "[" * 200_000)
    (root / "real").mkdir()
    for path in (results / "once").iterdir():
        (root / "real" / path.name).write_bytes(path.read_bytes())
    shelf = Shelf(root)
    assert "real" in shelf.folders()
    assert shelf.open("real")
    for folder in sorted(root.iterdir()):
        if folder.name in ("real", "good", "loop"):
            continue
        with pytest.raises(ResultsError) as error:
            shelf.open(folder.name)
        (problem,) = error.value.problems
        assert len(str(problem)) < 500
