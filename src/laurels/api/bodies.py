"""Bodies in and answers out. Scores stay text until the rules scale them, so no float ever
carries one; that is why the framework's own decoding is not used."""

from typing import Any, TypeVar

import msgspec
from litestar import Response

from laurels.api.problems import AnyRequest, invalid_body
from laurels.api.views import encode

T = TypeVar("T")


def decode(data: bytes, type: type[T]) -> T:
    """A body as `type`; InvalidRequest that names the field where it does not fit."""
    try:
        return msgspec.json.decode(data, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(error) from None


def _invalid(error: Exception) -> Exception:
    if isinstance(error, RecursionError):
        return invalid_body(msgspec.DecodeError("it is nested too deeply"))
    assert isinstance(error, msgspec.DecodeError | UnicodeDecodeError)
    return invalid_body(error)


async def body(request: AnyRequest, type: type[T]) -> T:
    """The request's body as `type`."""
    return decode(await request.body(), type)


def reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """An answer as JSON."""
    return Response(
        encode(value), status_code=status, headers=headers, media_type="application/json"
    )
