"""Who may do what: keys, scopes, and the loopback client of dev mode.

It reads the ASGI scope, not a framework's request: both doors to a hot route ask here.
"""

from collections.abc import Mapping
from typing import Any

from laurels.api.problems import AnyRequest
from laurels.rules.errors import Forbidden, Unauthorized, Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.settings import Settings
from laurels.wiring import Laurels

LOOPBACK = ("127.0.0.1", "::1")
LOCAL_ORIGINS = ("http://127.0.0.1", "http://localhost", "http://[::1]")
Scope = Mapping[str, Any]  # what an ASGI server tells of a request


def laurels_of(request: AnyRequest) -> Laurels:
    """The running Laurels; Unavailable until it is loaded."""
    return loaded(request.app.state.laurels)


def loaded(laurels: Laurels) -> Laurels:
    """The same, once it is loaded; Unavailable until then."""
    if laurels.missing is not None:
        raise Unavailable(f"Laurels cannot serve yet: {laurels.missing}.")
    return laurels


async def require(request: AnyRequest, *scopes: str) -> None:
    """Let the request go on when its caller has one of the scopes.

    Unauthorized without a key, Forbidden with one that lacks them. O(headers).
    """
    await allow(request.app.state.laurels, request.scope, *scopes)


async def readable(request: AnyRequest, id: str) -> Leaderboard:
    """As `readable_board`."""
    return await readable_board(request.app.state.laurels, request.scope, id)


async def readable_board(laurels: Laurels, scope: Scope, id: str) -> Leaderboard:
    """The leaderboard of that id, as it is now, where the caller may read it. O(headers) for
    one that is not public, else O(1).

    LeaderboardNotFound, Unauthorized or Forbidden; Unavailable while Laurels is loading.
    """
    board = await loaded(laurels).manage_leaderboards.find(id)
    if not board.public:
        await allow(laurels, scope, "read")
        board = laurels.manage_leaderboards.get(id)  # it can have changed while keys were read
    return board


async def may_read_all(request: AnyRequest) -> bool:
    """Whether the caller sees leaderboards that are not public. O(headers)."""
    try:
        await require(request, "read")
    except (Unauthorized, Forbidden):
        return False
    return True


async def allow(laurels: Laurels, scope: Scope, *scopes: str) -> None:
    """As `require`. O(headers); no wait for a key that is known."""
    if is_developer(loaded(laurels), scope):
        return
    key = _key(scope)
    if key is None:
        raise Unauthorized(f"This needs a key with the scope '{scopes[0]}'.")
    if not await laurels.manage_keys.scopes_of(key) & set(scopes):
        raise Forbidden(f"The key lacks the scope '{scopes[0]}'.")


def is_developer(laurels: Laurels, scope: Scope) -> bool:
    """Whether dev mode lets the caller do everything without a key. O(headers)."""
    return laurels.settings.dev and _is_local(scope)


def origin_allowed(settings: Settings, scope: Scope) -> bool:
    """Whether the page that a browser sends a request for may read, and follow live: one of
    this server, by the address that was asked or by LAURELS_PUBLIC_URL, or one of
    LAURELS_ALLOWED_ORIGINS. True without the header Origin, which comes with every request of
    another site's page. O(headers)."""
    origin = header(scope, b"origin")
    return origin is None or _is_own(settings, scope, origin) or origin in settings.origins


def _is_own(settings: Settings, scope: Scope, origin: str) -> bool:
    scheme, _, address = origin.partition("://")
    if scheme in ("http", "https") and address:
        host = header(scope, b"host")
        if host is not None and address == host.lower():
            return True
    return origin == settings.public_origin


def header(scope: Scope, name: bytes) -> str | None:
    """The first value of a header, whose name is given in small letters. O(headers)."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


def _key(scope: Scope) -> str | None:
    scheme, _, key = (header(scope, b"authorization") or "").partition(" ")
    if scheme.lower() == "bearer" and key:
        return key.strip()
    return header(scope, b"x-game-service-token") or None


def _is_local(scope: Scope) -> bool:
    """A client on this machine, and not a page of another site in its browser."""
    client = scope.get("client")
    if client is None or client[0] not in LOOPBACK:
        return False
    origin = header(scope, b"origin")
    return origin is None or origin.rpartition(":")[0] in LOCAL_ORIGINS or origin in LOCAL_ORIGINS
