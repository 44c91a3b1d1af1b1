"""Who may do what: keys, scopes, and the loopback client of dev mode."""

from laurels.api.problems import AnyRequest
from laurels.rules.errors import Forbidden, Unauthorized, Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.wiring import Laurels

LOOPBACK = ("127.0.0.1", "::1")
LOCAL_ORIGINS = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def laurels_of(request: AnyRequest) -> Laurels:
    """The running Laurels; Unavailable until it is loaded."""
    laurels: Laurels = request.app.state.laurels
    if laurels.missing is not None:
        raise Unavailable(f"Laurels cannot serve yet: {laurels.missing}.")
    return laurels


async def require(request: AnyRequest, *scopes: str) -> None:
    """Let the request go on when its caller has one of the scopes.

    Unauthorized without a key, Forbidden with one that lacks them.
    """
    laurels = laurels_of(request)
    if laurels.settings.dev and _is_local(request):
        return
    key = _key(request)
    if key is None:
        raise Unauthorized(f"This needs a key with the scope '{scopes[0]}'.")
    if not await laurels.manage_keys.scopes_of(key) & set(scopes):
        raise Forbidden(f"The key lacks the scope '{scopes[0]}'.")


async def readable(request: AnyRequest, id: str) -> Leaderboard:
    """The leaderboard that the request may read."""
    leaderboard = laurels_of(request).manage_leaderboards.get(id)
    if not leaderboard.public:
        await require(request, "read")
    return leaderboard


async def may_read_all(request: AnyRequest) -> bool:
    """Whether the caller sees leaderboards that are not public."""
    try:
        await require(request, "read")
    except (Unauthorized, Forbidden):
        return False
    return True


def _key(request: AnyRequest) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key:
        return key.strip()
    return request.headers.get("x-game-service-token") or None


def _is_local(request: AnyRequest) -> bool:
    """A client on this machine, and not a page of another site in its browser."""
    client = request.scope.get("client")
    if client is None or client[0] not in LOOPBACK:
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.rpartition(":")[0] in LOCAL_ORIGINS or origin in LOCAL_ORIGINS
