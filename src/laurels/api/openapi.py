"""The OpenAPI document and its page.

Litestar knows the routes and their parameters; what travels is described here from the
msgspec shapes that the routes name (`body`, `answer`), since routes read and write bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
import msgspec
from litestar import Litestar, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Tag
from litestar.params import FromPath, ParameterKwarg
from litestar.response import File
from litestar.routes import HTTPRoute

from laurels import __version__
from laurels.api.problems import MEDIA_TYPE, AnyRequest, Problem
from laurels.api.schemas import ScoreBody

ASSETS = Path(drf_spectacular_sidecar.__file__).parent / "static/drf_spectacular_sidecar"
SWAGGER = ASSETS / "swagger-ui-dist"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Laurels API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({url: "/openapi.json", dom_id: "#docs", deepLinking: true,
  defaultModelsExpandDepth: 0, docExpansion: "list", persistAuthorization: true})
</script>
</body>
</html>
"""
CLASSIC = "application/vnd.api+json; version=1"
METHODS = ("get", "put", "post", "patch", "delete")


@get("/openapi.json", include_in_schema=False)
async def get_openapi(request: AnyRequest) -> Response[bytes]:
    """The document, made once."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = msgspec.json.encode(document(state.routers()))
    return Response(state.openapi, media_type="application/json")


@get("/docs", include_in_schema=False, media_type="text/html")
async def get_docs() -> str:
    """The readable page."""
    return PAGE


@get("/docs/{name:str}", include_in_schema=False)
async def get_docs_file(name: FromPath[str]) -> File:
    """What the readable page is drawn with; nothing comes from elsewhere."""
    if name not in ("swagger-ui.css", "swagger-ui-bundle.js"):
        raise NotFoundException
    media = "text/css" if name.endswith("css") else "text/javascript"
    return File(SWAGGER / name, media_type=media, content_disposition_type="inline")


def document(routers: Sequence[Router]) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the routes."""
    tags = dict.fromkeys(tag for router in routers for tag in router.tags or ())
    config = OpenAPIConfig(
        "Laurels",
        __version__,
        description="A leaderboard server: every score once, every rank exact.",
        tags=[Tag(tag) for tag in tags],
    )
    # An app of its own, which serves nothing: Litestar's pages would load from elsewhere.
    app = Litestar(routers, openapi_config=config)
    whole: dict[str, Any] = app.openapi_schema.to_schema()
    operations = [
        (whole["paths"][path][method], path, handler) for path, method, handler in _handlers(app)
    ]
    shapes = {h.opt.get(name) for *_, h in operations for name in ("body", "answer")} - {None}
    ordered = [Problem, *sorted(shapes, key=str)]
    refs, components = msgspec.json.schema_components(
        ordered, ref_template="#/components/schemas/{name}"
    )
    ref_of = dict(zip(ordered, refs, strict=True)).__getitem__
    for operation, path, handler in operations:
        _describe(operation, path, handler, ref_of)
    whole["components"] = {
        "schemas": _with_numbers(components),
        "securitySchemes": {
            "key": {"type": "http", "scheme": "bearer"},
            "token": {"type": "apiKey", "in": "header", "name": "X-Game-Service-Token"},
        },
    }
    return whole


def _handlers(app: Litestar) -> Iterable[tuple[str, str, HTTPRouteHandler]]:
    """Path, method and handler of each operation."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods:
                    if handler.resolve_include_in_schema() and method.lower() in METHODS:
                        yield route.path_format, method.lower(), handler


def _describe(
    operation: dict[str, Any],
    path: str,
    handler: HTTPRouteHandler,
    ref_of: Callable[[Any], dict[str, Any]],
) -> None:
    """Name one operation and say what travels."""
    opt = handler.opt
    sentences = " ".join((handler.fn.__doc__ or "").split())
    operation["operationId"] = _operation_id(handler.fn.__name__, path)
    operation["summary"] = sentences.partition(". ")[0].rstrip(".")
    operation["description"] = sentences
    for parameter in operation.get("parameters", ()):
        _correct(parameter, handler)
    if scope := opt.get("scope"):
        operation["security"] = [{"key": []}, {"token": []}]
        operation["description"] += f"\n\nScope: `{scope}`."
    elif opt.get("readable"):
        operation["security"] = [{}, {"key": []}, {"token": []}]
        operation["description"] += "\n\nScope: none, or `read` where it is not public."
    if body := opt.get("body"):
        content = {"application/json": {"schema": ref_of(body)}}
        if body == list[ScoreBody]:
            content["application/x-ndjson"] = {"schema": {"type": "string"}}
        operation["requestBody"] = {"required": True, "content": content}
    operation["responses"] = _responses(operation, handler, ref_of)


def _with_numbers(schema: Any) -> Any:
    """Decimals travel as numbers here; msgspec takes them for texts."""
    if isinstance(schema, list):
        return [_with_numbers(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {"type": "number"}
    return {name: _with_numbers(part) for name, part in schema.items()}


def _correct(parameter: dict[str, Any], handler: HTTPRouteHandler) -> None:
    """A parameter that may be left out cannot be null: an address has no null. And the least
    value is told also where it is 0."""
    schema = parameter["schema"]
    limits = handler.parsed_fn_signature.parameters[parameter["name"]].kwarg_definition
    if isinstance(limits, ParameterKwarg) and limits.ge is not None:
        schema["minimum"] = limits.ge
    options = [s for s in schema.pop("oneOf", ()) if s != {"type": "null"}]
    if len(options) == 1:
        schema |= options[0]
    if schema.get("default", 0) is None:
        del schema["default"]
    if None in schema.get("enum", ()):
        schema["enum"] = [value for value in schema["enum"] if value is not None]


def _operation_id(name: str, path: str) -> str:
    """The function's name; a second address of the same tells itself apart."""
    return f"{name}_versioned" if path.startswith("/api/v1/leaderboard/") else name


def _responses(
    operation: dict[str, Any], handler: HTTPRouteHandler, ref_of: Callable[[Any], dict[str, Any]]
) -> dict[str, Any]:
    """The answers that an operation can give."""
    opt = handler.opt
    answers: dict[str, Any] = {}
    for status in opt.get("statuses", (handler.status_code,)):
        answer = answers[str(status)] = {"description": HTTPStatus(status).phrase}
        if shape := opt.get("answer"):
            media = {"application/json": {"schema": ref_of(shape)}}
            if opt.get("classic"):
                media[CLASSIC] = media["application/json"]
            answer["content"] = media
        elif media_type := opt.get("media"):
            answer["content"] = {media_type: {}}
        elif events := opt.get("events"):
            answer["content"] = {events: {"schema": {"type": "string"}}}
    if opt.get("not_modified"):
        answers["304"] = {"description": "Not modified: what If-None-Match names is still so"}
    for status in sorted(_refusals(operation, handler) - set(map(int, answers))):
        answers[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": ref_of(Problem)}},
        }
    for status in ("429", "503"):
        if status in answers:
            seconds = {"description": "Seconds to wait", "schema": {"type": "integer"}}
            answers[status]["headers"] = {"Retry-After": seconds}
    return answers


def _refusals(operation: dict[str, Any], handler: HTTPRouteHandler) -> set[int]:
    """The statuses of an operation's problems: what follows from its form, and its own."""
    opt, places = handler.opt, {p["in"] for p in operation.get("parameters", ())}
    statuses = set(opt.get("problems", ()))
    if "path" in places:
        statuses |= {400, 404}
    if "query" in places:
        statuses.add(400)
    if opt.get("body"):
        statuses |= {400, 413}
    if opt.get("scope") or opt.get("readable"):
        statuses |= {401, 403}
    if opt.get("classic"):
        statuses.add(406)
    if not opt.get("always"):
        statuses.add(503)
    return statuses


ROUTES = [get_openapi, get_docs, get_docs_file]
