"""Errors as `application/problem+json` (RFC 9457), and the one table of their statuses."""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.params import ParameterKwarg
from msgspec import inspect

from laurels.api.answer import Answer, response
from laurels.api.sentences import allowed, short, shown
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
FRAMEWORK = {  # what the framework refuses: code and title
    400: ("invalid_request", "Invalid request"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "Method not allowed"),
    406: ("not_acceptable", "Not acceptable"),
    413: ("payload_too_large", "Payload too large"),
}
AnyRequest = Request[Any, Any, Any]
NO_NAMES: Mapping[str, str] = {}

log = logging.getLogger(__name__)
_FRACTION = re.compile(rb"=[^&]*\d(?:[.eE]|%2[eE])")  # most queries have none
_NO_WHOLE = re.compile(r"-?\d+(?=[.eE])(?:\.\d*)?(?:[eE][+-]?\d+)?")
_MISSING = re.compile(r"Missing required query parameter '(\w+)'")


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
        short(error.detail),
        error.code,
        [FieldProblem(shown(field), short(message)) for field, message in error.errors],
    )


def problem_answer(error: e.LaurelsError, renamed: Mapping[str, str] = NO_NAMES) -> Answer:
    """Any error of the rules and use cases as an answer, its fields `renamed` as the route has
    them; where the request's form is wrong, they are the client's own already."""
    headers: tuple[tuple[str, str], ...] = ()
    if isinstance(error, e.Unavailable):
        headers = (("Retry-After", str(error.retry_after)),)
    if isinstance(error, e.Unauthorized):
        headers = (("WWW-Authenticate", "Bearer"),)
    problem = problem_of(error)
    if renamed and problem.status != 400:
        for part in problem.errors:
            part.field = renamed.get(part.field, part.field)
    return _answer(problem, headers)


def fault_answer(method: str, path: str, error: Exception) -> Answer:
    """A fault of Laurels itself: logged whole, told in one sentence."""
    log.error("%s %s failed", method, path, exc_info=error)
    return _answer(problem_of(e.LaurelsError("Laurels failed here; the log tells more.")))


def _answer(problem: Problem, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(msgspec.json.encode(problem), problem.status, headers, MEDIA_TYPE)


def on_laurels_error(request: AnyRequest, error: e.LaurelsError) -> Response[bytes]:
    """As `problem_answer`."""
    return response(problem_answer(error, request.route_handler.opt.get("renamed") or NO_NAMES))


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses: a parameter, a method, a path, a size."""
    status = error.status_code
    if status >= 500:
        return on_any_error(request, error)
    code, title = FRAMEWORK.get(status, FRAMEWORK[400])
    fields = _parameter_problems(request, error) if status == 400 else []
    detail = fields[0].message if fields else _detail(request, error)
    problem = Problem(f"/docs/problems#{code}", title, status, detail, code, fields)
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if "allow" in headers:
        headers["allow"] = allow(headers["allow"].split(", "))
    return response(_answer(problem, tuple(headers.items())))


def allow(methods: Iterable[str]) -> str:
    """Methods as the header Allow names them; where GET is possible, HEAD is.

    >>> allow(["POST", "GET"])
    'GET, HEAD, POST'
    """
    possible = set(methods)
    return ", ".join(sorted(possible | {"HEAD"} if "GET" in possible else possible))


def _detail(request: AnyRequest, error: HTTPException) -> str:
    path = shown(request.scope["path"])
    match error.status_code:
        case 404:
            return f"There is nothing at {path}; /docs lists what there is."
        case 405:
            return f"{request.method} is not possible at {path}; see Allow for what is."
        case 413:
            return "The body is larger than this route takes."
    return error.detail


def _parameter_problems(request: AnyRequest, error: HTTPException) -> list[FieldProblem]:
    """Each parameter that is not allowed, with its value and what it must be."""
    if missing := _MISSING.match(error.detail):
        return [FieldProblem(missing[1], f"'{missing[1]}' is missing.")]
    found = error.extra if isinstance(error.extra, list) else []
    return [_parameter_problem(request, str(part.get("key", ""))) for part in found]


def _parameter_problem(request: AnyRequest, name: str) -> FieldProblem:
    values = request.query_params.getall(name, [""])
    parameter = request.route_handler.parsed_fn_signature.parameters[name]
    kept, limits = parameter.annotation, parameter.kwarg_definition
    shape = inspect.type_info(kept)
    if isinstance(limits, ParameterKwarg):
        shape = _limited(shape, limits)
    if len(values) > 1:
        return FieldProblem(
            name, f"'{name}' is there {len(values)} times; it must be {allowed(shape)}, once."
        )
    return FieldProblem(name, f"'{name}' is '{shown(values[0])}'; it must be {allowed(shape)}.")


async def refuse_fractions(request: AnyRequest) -> None:
    """InvalidRequest for 1.0 or 1e0 where a whole number is asked for: the framework would
    take it for 1."""
    query = request.scope["query_string"]
    if not query or not _FRACTION.search(query):
        return
    parameters = request.route_handler.parsed_fn_signature.parameters
    for name, value in request.query_params.multi_items():
        if _NO_WHOLE.fullmatch(value) and name in parameters:
            shapes = inspect.type_info(parameters[name].annotation)
            whole = shapes.types if isinstance(shapes, inspect.UnionType) else (shapes,)
            if any(isinstance(shape, inspect.IntType) for shape in whole):
                problem = _parameter_problem(request, name)
                raise e.InvalidRequest(problem.message, field=name)


def _limited(shape: inspect.Type, limits: ParameterKwarg) -> inspect.Type:
    """A parameter's type with the limits that are written beside it; null cannot be sent."""
    if isinstance(shape, inspect.UnionType):
        shape = next(part for part in shape.types if not isinstance(part, inspect.NoneType))
    if isinstance(shape, inspect.IntType):
        return inspect.IntType(ge=limits.ge, le=limits.le)  # type: ignore[arg-type]
    if isinstance(shape, inspect.StrType):
        return inspect.StrType(max_length=limits.max_length)
    return shape


def on_any_error(request: AnyRequest, error: Exception) -> Response[bytes]:
    """As `fault_answer`. Unless it is the Host header's, which the framework reads no sooner
    than it makes an address of it."""
    try:
        _ = request.url
    except ValueError:
        return response(problem_answer(e.InvalidRequest("Host is no address.", field="Host")))
    return response(fault_answer(request.method, request.scope["path"], error))
