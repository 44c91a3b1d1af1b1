"""The door: one look at a path decides which app serves it."""

from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from litestar import Litestar

from laurels.api.problems import MEDIA_TYPE, problem_of
from laurels.rules.errors import InvalidRequest

NOT_UTF8 = "The path is not UTF-8."
SLASH = "The path has an encoded '/'; no id contains one."


def front(api: Litestar, admin: Any) -> Any:
    """The API, and the admin below /admin.

    A path that cannot be taken apart without doubt gets a 400: one that is not UTF-8, which
    the server below has patched, or one with an encoded slash, which looks like two parts.
    """

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            path, raw = scope["path"], scope["raw_path"]
            if path == "/admin" or path.startswith("/admin/"):
                await admin(scope, receive, send)
                return
            if b"%" in raw and (fault := _fault(raw)):
                await _refuse(send, fault)
                return
        await api(scope, receive, send)

    return app


def _fault(raw_path: bytes) -> str | None:
    if b"%2f" in raw_path.lower():
        return SLASH
    try:
        unquote_to_bytes(raw_path).decode()
    except UnicodeDecodeError:
        return NOT_UTF8
    return None


async def _refuse(send: Any, fault: str) -> None:
    body = msgspec.json.encode(problem_of(InvalidRequest(fault, field="path")))
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body})
