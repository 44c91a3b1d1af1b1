"""The door: one look at a path decides which app serves it."""

import re
from typing import Any

from litestar import Litestar

_LONE_BYTES = re.compile(rb"%EF%BF%BD", re.IGNORECASE)
_PROBLEM = (
    b'{"type":"/docs/problems#invalid_request","title":"Invalid request","status":400,'
    b'"detail":"The path is not UTF-8.","code":"invalid_request"}'
)


def front(api: Litestar, admin: Any) -> Any:
    """The API, and the admin below /admin. A path that is not UTF-8 gets a 400."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            if path.startswith("/admin"):
                await admin(scope, receive, send)
                return
            if "\ufffd" in path and not _LONE_BYTES.search(scope["raw_path"]):
                headers = [(b"content-type", b"application/problem+json")]
                await send({"type": "http.response.start", "status": 400, "headers": headers})
                await send({"type": "http.response.body", "body": _PROBLEM})
                return
        await api(scope, receive, send)

    return app
