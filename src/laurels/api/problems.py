"""Errors as `application/problem+json` (RFC 9457), and the one table of their statuses."""

import logging
import re
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from laurels.rules import errors as e

MEDIA_TYPE = "application/problem+json"
STATUSES: dict[type[e.LaurelsError], int] = {
    e.InvalidRequest: 400,
    e.Unauthorized: 401,
    e.Forbidden: 403,
    e.NotFound: 404,
    e.Conflict: 409,
    e.PayloadTooLarge: 413,
    e.UnprocessableScore: 422,
    e.Unavailable: 503,
    e.LaurelsError: 500,
}
CODES = {
    400: "invalid_request",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "payload_too_large",
    500: "internal",
}
AnyRequest = Request[Any, Any, Any]

log = logging.getLogger(__name__)


class FieldProblem(msgspec.Struct):
    """What is wrong with one field of the request."""

    field: str
    message: str


class Problem(msgspec.Struct, omit_defaults=True):
    """What went wrong, for people (`title`, `detail`) and for programs (`code`)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []


def status_of(error: e.LaurelsError) -> int:
    """The HTTP status of an error: that of the nearest class in the table."""
    return next(STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)


def problem_of(error: e.LaurelsError) -> Problem:
    """An error as a problem."""
    return Problem(
        f"/docs/problems#{error.code}",
        error.title,
        status_of(error),
        error.detail,
        error.code,
        [FieldProblem(field, message) for field, message in error.errors],
    )


def _response(problem: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def on_laurels_error(_: AnyRequest, error: e.LaurelsError) -> Response[bytes]:
    """Any error of the rules and use cases."""
    headers = {}
    if isinstance(error, e.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, e.Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    return _response(problem_of(error), headers)


def on_http_error(_: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses: a parameter, a method, a path, a size."""
    status = error.status_code
    fields = []
    detail = error.detail
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        fields = [FieldProblem(x.get("key", ""), x.get("message", "")) for x in error.extra]
        detail = "; ".join(f"'{f.field}': {f.message}" for f in fields) or detail
    problem = Problem(
        f"/docs/problems#{CODES.get(status, 'invalid_request')}",
        HTTPStatus(status).phrase,
        status,
        detail,
        CODES.get(status, "invalid_request"),
        fields,
    )
    return _response(problem, dict(error.headers or {}))


def on_any_error(request: AnyRequest, error: Exception) -> Response[bytes]:
    """A fault of Laurels itself: logged whole, told in one sentence."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _response(problem_of(e.LaurelsError("Laurels failed here; the log tells more.")))


_AT = re.compile(r"(.*?)(?: - at `\$\.?(.*)`)?", re.DOTALL)
_NAMED = re.compile(r"Object (?:contains unknown|missing required) field `(.*)`")


def invalid_body(error: msgspec.DecodeError | UnicodeDecodeError) -> e.InvalidRequest:
    """A body that does not decode, as an error that names the field.

    >>> error = msgspec.ValidationError("Expected `str`, got `int` - at `$.player`")
    >>> invalid_body(error).errors
    (FieldError(field='player', message='Expected `str`, got `int`'),)
    """
    if not isinstance(error, msgspec.ValidationError):
        return e.InvalidRequest(f"The body is not JSON in UTF-8: {error}")
    match = _AT.fullmatch(str(error))
    assert match is not None
    message, field = match[1], match[2] or ""
    if named := _NAMED.fullmatch(message):
        field = f"{field}.{named[1]}" if field else named[1]
    return e.InvalidRequest(
        f"{message}{f' in {field}' if field else ''}.",
        errors=[e.FieldError(field or "body", message)],
    )
