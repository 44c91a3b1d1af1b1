"""Bodies in and answers out. Scores stay text until the rules scale them, so no float ever
carries one; that is why the framework's own decoding is not used."""

from typing import Any, TypeVar

import msgspec
from litestar import Response

from laurels.api.problems import AnyRequest
from laurels.api.sentences import refusal
from laurels.api.views import encode
from laurels.rules.errors import FieldError, InvalidRequest

T = TypeVar("T")


def decode(data: bytes, type: type[T]) -> T:
    """A body as `type`; InvalidRequest that names the field where it does not fit."""
    try:
        return msgspec.json.decode(data, type=type)
    except msgspec.ValidationError as error:
        field, sentence = refusal(error, data, type)
        raise InvalidRequest(sentence, errors=[FieldError(field, sentence)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequest(f"The body is {_fault(data, error)}", field="body") from None


def _fault(data: bytes, error: Exception) -> str:
    """Why a body is no JSON at all."""
    if not data.strip():
        return "empty; it must be JSON."
    if isinstance(error, RecursionError):
        return "nested too deeply."
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8."
    return f"not JSON: {str(error).removeprefix('JSON is malformed: ')}."


async def body(request: AnyRequest, type: type[T]) -> T:
    """The request's body as `type`: JSON, whatever its media type says, as curl sends it."""
    return decode(await request.body(), type)


def reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """An answer as JSON."""
    return Response(
        encode(value), status_code=status, headers=headers, media_type="application/json"
    )
