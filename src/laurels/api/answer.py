"""An answer before a door sends it."""

from typing import Any, NamedTuple

from litestar import Response

JSON = "application/json"
NOT_MODIFIED = 304


class Answer(NamedTuple):
    """A status, a body that is bytes already, and the headers beside its type and length."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = JSON


def response(answer: Answer) -> Response[bytes]:
    """An answer as the framework sends it. O(headers)."""
    return Response(
        answer.body,
        status_code=answer.status,
        headers=dict(answer.headers),
        media_type=answer.media_type,
    )


async def send_answer(send: Any, answer: Answer) -> None:
    """Send an answer without the framework, with the same headers in the same order.
    O(headers)."""
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers]
    if answer.status != NOT_MODIFIED:
        headers.append((b"content-type", answer.media_type.encode()))
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
