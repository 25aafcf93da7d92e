"""Who may talk to the page: the page itself, in a browser that opened it here.

A browser sends requests for any site that it shows. So a request must name a host of this page
(another name that leads here is of somebody else's: DNS rebinding), must come from the page
itself where it says whence it comes, and must carry the cookie that opening the page sets. Where
others reach the machine, opening the page takes a token as well.
"""

import re
import secrets
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
LOOPBACK = ("127.0.0.1", "localhost", "::1")
FRESH = 32
"""Bytes of chance in a token."""
_NEEDED = re.compile(
    r"/(?:font|static|jupyter/nbextensions|_solara/cdn)/.*"
    r"|/jupyter/api/kernels/[^/]+(?:/[^/]+)?|/_solara/api/close/[^/]+|/favicon\.ico"
)
"""What the page asks for beside itself; nothing else of Solara's server is answered."""
_ALWAYS = (
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)
_TELLING = (b"server", b"x-powered-by", b"cache-control", b"x-frame-options")
_FORWARDED = (b"forwarded", b"script-name")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def fresh_token() -> str:
    """Draw a token that nobody guesses; nothing of the model hangs on it."""
    return secrets.token_urlsafe(FRESH)


class Guard:
    """Answers what the page itself asks and refuses all else.

    Args:
        app: The server behind it.
        host: The address that is listened on.
        port: The port.
        token: What a browser must name to open the page, once; empty where only this machine
            reaches it.
    """

    def __init__(self, app: Any, host: str, port: int, token: str = "") -> None:
        self._app, self._port, self._token = app, port, token
        self._open = not is_loopback(host)
        self._names = {*LOOPBACK, host.lower()}
        if self._open:
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
        # Cookies are those of a host, whatever its port.
        self._cookie, self._secret = f"cogov-{port}", fresh_token()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = _Headers(scope["headers"])
        reason = self._refusal(scope, headers)
        if reason is not None:
            await _refuse(scope, receive, send, reason)
            return
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if scope["type"] == "http" and scope["path"] == "/" and "token" in query:
            # The token goes out of the address, so that it is in no history and no reference.
            await _answer(send, 303, b"", ((b"location", b"/"), self._set_cookie()))
            return
        scope["headers"] = [
            pair for pair in scope["headers"] if not pair[0].lower().startswith(_UNHEARD)
        ]
        set_cookie = () if self._knows(headers) else (self._set_cookie(),)

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() not in _TELLING]
                message = {**message, "headers": [*kept, *_ALWAYS, *set_cookie]}
            await send(message)

        await self._app(scope, receive, answer if scope["type"] == "http" else send)

    def _refusal(self, scope: Scope, headers: "_Headers") -> tuple[int, str] | None:
        """Tell why a request is refused, with HTTP's number; None where it is not."""
        hosts, origins = headers.all("host"), headers.all("origin")
        if len(hosts) != 1 or not self._is_own_host(hosts[0]):
            return 421, "This page has another address."
        if any(one.lower() != f"http://{hosts[0].lower()}" for one in origins):
            return 403, "The page answers only to itself."
        path, opening = scope["path"], scope["type"] == "http" and scope["path"] == "/"
        if not opening and not _NEEDED.fullmatch(path):
            return 404, "There is nothing here."
        closing = path.startswith("/_solara/api/close/")
        allowed = ("POST",) if closing else ("GET", "HEAD")
        if scope["type"] == "http" and scope["method"] not in allowed:
            return 405, "This cannot be done."
        if self._knows(headers):
            return None
        if not opening:
            return 403, "Open the page first."
        if not self._token or self._names_token(scope):
            return None
        return 403, "Open the page with the address that was printed when it was started."

    def _is_own_host(self, text: str) -> bool:
        """Tell whether this page is reached by a host and its port."""
        try:
            parts = urlsplit(f"//{text}")
            name, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if (port or 80) != self._port or parts.netloc != text or parts.username is not None:
            return False
        if name in self._names:
            return True
        try:
            # An address is nobody's name; only where the machine is reached by it, it is answered.
            return self._open and bool(ip_address(name))
        except ValueError:
            return False

    def _names_token(self, scope: Scope) -> bool:
        """Tell whether the address holds the token."""
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [])
        return len(given) == 1 and secrets.compare_digest(given[0].encode(), self._token.encode())

    def _knows(self, headers: "_Headers") -> bool:
        """Tell whether the cookie of this page comes along."""
        pairs = [
            one.strip().partition("=") for text in headers.all("cookie") for one in text.split(";")
        ]
        mine = [value for name, _, value in pairs if name == self._cookie]
        return any(secrets.compare_digest(one.encode(), self._secret.encode()) for one in mine)

    def _set_cookie(self) -> tuple[bytes, bytes]:
        """Write the header that gives a browser the cookie."""
        text = f"{self._cookie}={self._secret}; Path=/; HttpOnly; SameSite=Lax"
        return b"set-cookie", text.encode()


_UNHEARD = (b"x-forwarded-", b"x-script-name", *_FORWARDED)
"""Headers of proxies, which anybody can send."""


class _Headers:
    """Headers of a request."""

    def __init__(self, pairs: list[tuple[bytes, bytes]]) -> None:
        self._pairs = [
            (name.lower().decode("latin-1"), value.decode("latin-1")) for name, value in pairs
        ]

    def all(self, name: str) -> list[str]:
        """List every value of a header."""
        return [value for one, value in self._pairs if one == name]


async def _refuse(scope: Scope, receive: Receive, send: Send, reason: tuple[int, str]) -> None:
    """Say no."""
    status, text = reason
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": text})
        return
    await _answer(send, status, f"{text}\n".encode(), ((b"content-type", b"text/plain"),))


async def _answer(
    send: Send, status: int, body: bytes, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    """Send an answer of our own."""
    length = (b"content-length", str(len(body)).encode())
    sent = [length, *headers, *_ALWAYS]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})
