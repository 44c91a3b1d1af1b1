"""Pages of other sites that may read: CORS, for the origins of LAURELS_ALLOWED_ORIGINS alone.

Reads only: a page of another site cannot send scores, since a key that may has no place in it.
"""

from typing import Any

from laurels.api.access import Scope, header
from laurels.settings import Settings

READ = "/api/v1/"
METHODS = ("GET", "HEAD")
VARY = (b"vary", b"Origin")
EXPOSED = (b"access-control-expose-headers", b"ETag, Retry-After")
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD"),
    (
        b"access-control-allow-headers",
        b"Authorization, X-Game-Service-Token, If-None-Match, Last-Event-ID",
    ),
    (b"access-control-max-age", b"3600"),
    VARY,
]


def for_other_origins(settings: Settings, app: Any) -> Any:
    """The app itself where no other site is allowed; else one that lets the allowed ones read
    its answers, in O(headers)."""
    origins = settings.origins
    if not origins:
        return app

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(READ):
            origin = header(scope, b"origin")
            is_allowed = origin in origins
            if is_allowed and _is_preflight(scope):
                await _allow_reads(send, origin)
                return
            if scope["method"] in METHODS:
                send = _with_headers(send, _answered_to(origin) if is_allowed else [VARY])
        await app(scope, receive, send)

    return answering


def _is_preflight(scope: Scope) -> bool:
    return (
        scope["method"] == "OPTIONS" and header(scope, b"access-control-request-method") is not None
    )


def _answered_to(origin: str | None) -> list[tuple[bytes, bytes]]:
    return [(b"access-control-allow-origin", (origin or "").encode()), EXPOSED, VARY]


async def _allow_reads(send: Any, origin: str | None) -> None:
    headers = [(b"access-control-allow-origin", (origin or "").encode()), *PREFLIGHT]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _with_headers(send: Any, further: list[tuple[bytes, bytes]]) -> Any:
    async def extended(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *further]}
        await send(message)

    return extended
