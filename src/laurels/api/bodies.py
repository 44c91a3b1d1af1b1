"""Bodies in and answers out. Scores stay text until the rules scale them, so no float ever
carries one; that is why the framework's own decoding is not used."""

import logging
import re
from typing import Any, TypeVar

import msgspec
from litestar import Response
from litestar.exceptions import InternalServerException

from laurels.api.answer import Answer, response
from laurels.api.problems import AnyRequest
from laurels.api.sentences import refusal
from laurels.api.views import encode
from laurels.rules.errors import FieldError, InvalidRequest

BODY_BYTES = 1024 * 1024  # the most that a route takes, unless it says otherwise
T = TypeVar("T")
log = logging.getLogger(__name__)
_LONE_SURROGATE = re.compile(  # escaped: half of a character beyond U+FFFF
    rb"(?<!\\)(?:\\\\)*(?:\\ud[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..)\\ud[c-f])",
    re.IGNORECASE | re.DOTALL,
)


def decode(data: bytes, type: type[T]) -> T:
    """A body as `type`; InvalidRequest that names the field where it does not fit, or the
    body where that is no JSON."""
    try:
        data.decode()  # parts that are kept raw are not looked into otherwise
        return msgspec.json.decode(data, type=type)
    except msgspec.ValidationError as error:
        _check_rest(data)
        field, sentence = refusal(error, data, type)
        raise InvalidRequest(sentence, errors=[FieldError(field, sentence)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_json(data, error) from None


def _check_rest(data: bytes) -> None:
    """InvalidRequest where a body is no JSON behind the field that it was first refused for."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except msgspec.DecodeError as error:
        raise _no_json(data, error) from None
    except RecursionError:
        pass  # as far as can be seen it is JSON, so the field is to blame


def _no_json(data: bytes, error: Exception) -> InvalidRequest:
    return InvalidRequest(f"The body is {_fault(data, error)}", field="body")


def _fault(data: bytes, error: Exception) -> str:
    """Why a body is no JSON at all."""
    if not data.strip():
        return "empty; it must be JSON."
    if isinstance(error, RecursionError):
        return "nested too deeply."
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8."
    reason = str(error).removeprefix("JSON is malformed: ")
    if ("surrogate" in reason or "truncated" in reason) and _LONE_SURROGATE.search(data):
        reason = "it has a lone surrogate, which is no character"
    return f"not JSON: {reason}."


async def body(request: AnyRequest, type: type[T]) -> T:
    """The request's body as `type`: JSON, whatever its media type says, as curl sends it."""
    return decode(await body_text(request), type)


async def body_text(request: AnyRequest) -> bytes:
    """The request's body, whole. InvalidRequest, for nobody to read, where the client has hung
    up meanwhile: that is no fault of the server."""
    try:
        return await request.body()
    except InternalServerException as error:
        log.debug("%s %s: %s", request.method, request.scope["path"], error.detail)
        raise InvalidRequest("The body has ended before it was whole.", field="body") from None


def reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """An answer as JSON."""
    return response(Answer(encode(value), status, tuple((headers or {}).items())))
