"""The door: one look at a path decides which app serves it."""

from collections.abc import Mapping
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

from laurels.api.answer import send_answer
from laurels.api.cross_origin import for_other_origins
from laurels.api.lean import lean_first
from laurels.api.live_door import LiveDoor
from laurels.api.plain_requests import path_fault
from laurels.api.problems import allow, problem_answer
from laurels.rules.errors import InvalidRequest


def front(api: Litestar, admin: Any) -> Any:
    """All that is served: plain requests of the hot routes without the framework, the rest by
    `every_route`. O(headers) before it is known which."""
    state, rest = api.state, every_route(api, admin)
    whole = lean_first(state.reads, state.scores_in, rest, waits=state.laurels.profile.waits)
    return for_other_origins(state.laurels.settings, whole)


def every_route(api: Litestar, admin: Any) -> Any:
    """The API, and the admin below /admin.

    A path that cannot be taken apart without doubt gets a 400: one that is not UTF-8, which
    the server below has patched, or one with an encoded slash, which looks like two parts.
    HEAD is answered as GET is, without the body.
    """
    live: LiveDoor = api.state.live
    methods = {r.path_format: allow(r.methods) for r in api.routes if isinstance(r, HTTPRoute)}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            path, raw, method = scope["path"], scope["raw_path"], scope["method"]
            if path == "/admin" or path.startswith("/admin/"):
                await admin(scope, receive, send)
                return
            if live.wants_events(scope) and path_fault(raw) is None:
                await live.events(scope, receive, send)
                return
            if method == "HEAD":
                scope, send = {**scope, "method": "GET"}, _without_body(send)
            elif method == "OPTIONS":
                send = _with_allow(send, scope, methods)
            if fault := path_fault(raw):
                await _refuse(send, fault)
                return
        elif scope["type"] == "websocket":
            await live.socket(scope, receive, send)
            return
        await api(scope, receive, send)

    return app


def _without_body(send: Any) -> Any:
    """A `send` that keeps the headers, the body's length among them."""

    async def headers_only(message: Any) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return headers_only


def _with_allow(send: Any, scope: Any, methods: Mapping[str, str]) -> Any:
    """A `send` that names all methods of a path: the framework names those of the first of
    its handlers."""

    async def named(message: Any) -> None:
        if allowed := methods.get(scope.get("path_template", "")):
            for index, (name, _) in enumerate(message.get("headers", ())):
                if name.lower() == b"allow":
                    message["headers"][index] = (name, allowed.encode())
        await send(message)

    return named


async def _refuse(send: Any, fault: str) -> None:
    await send_answer(send, problem_answer(InvalidRequest(fault, field="path")))
