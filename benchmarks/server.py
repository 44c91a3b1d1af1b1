"""`laurels serve`, with one more path: a route that does nothing.

A bare ASGI route on the same server: it reads the body and answers a constant. What it costs is
the floor that uvicorn sets with Laurels' own HTTP protocol; `python -m benchmarks.server` takes
the options of `laurels serve`.
"""

import sys
from typing import Any

PATH = "/no-op"
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"2")],
}
_BODY = {"type": "http.response.body", "body": b"{}"}


def with_noop(app: Any) -> Any:
    """The app, behind a door that answers the no-op path itself."""

    async def door(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await app(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await send(_START)
        await send(_BODY)

    return door


def main() -> None:
    """Serve."""
    from laurels import cli
    from laurels.backoffice import server

    whole_app = server.front  # type: ignore[attr-defined]
    # Replaced here rather than made an option there: the product needs no such route.
    server.front = lambda *apps: with_noop(whole_app(*apps))  # type: ignore[attr-defined]
    cli.main(["laurels", "serve", *sys.argv[1:]])


if __name__ == "__main__":
    main()
