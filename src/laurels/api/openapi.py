"""The OpenAPI document and its page.

Litestar knows the routes and their parameters; what travels is described here from the
msgspec shapes that the routes name (`body`, `answer`), since routes read and write bytes.
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
import msgspec
from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import File

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


@get("/openapi.json", include_in_schema=False)
async def get_openapi(request: AnyRequest) -> Response[bytes]:
    """The document, made once."""
    if not hasattr(request.app.state, "openapi"):
        request.app.state.openapi = msgspec.json.encode(document(request.app))
    return Response(request.app.state.openapi, media_type="application/json")


@get("/docs", include_in_schema=False, media_type="text/html")
async def get_docs() -> str:
    """The readable page."""
    return PAGE


@get("/docs/{name:str}", include_in_schema=False)
async def get_docs_file(name: str) -> File:
    """What the readable page is drawn with; nothing comes from elsewhere."""
    from litestar.exceptions import NotFoundException

    if name not in ("swagger-ui.css", "swagger-ui-bundle.js"):
        raise NotFoundException
    media = "text/css" if name.endswith("css") else "text/javascript"
    return File(SWAGGER / name, media_type=media, content_disposition_type="inline")


def document(app: Litestar) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an app."""
    schema: dict[str, Any] = app.openapi_schema.to_schema()
    handlers = list(_handlers(app))
    shapes = {shape for h in handlers for shape in (h.opt.get("body"), h.opt.get("answer"))}
    ordered = sorted((s for s in shapes if s is not None), key=str)
    refs, components = msgspec.json.schema_components(
        [*ordered, Problem], ref_template="#/components/schemas/{name}"
    )
    by_shape = dict(zip([*ordered, Problem], refs, strict=True))
    schema["components"] = {
        "schemas": components,
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    }
    for handler in handlers:
        for path in handler.paths:
            url = re.sub(r"\{(\w+):\w+\}", r"{\1}", f"{handler.opt.get('base', '')}{path}")
            for method in handler.http_methods:
                operation = schema["paths"].get(url, {}).get(method.lower())
                if operation is not None:
                    _describe(operation, handler, by_shape)
    return schema


def _handlers(app: Litestar) -> Iterable[HTTPRouteHandler]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and handler.resolve_include_in_schema():
                yield handler


def _describe(
    operation: dict[str, Any], handler: HTTPRouteHandler, refs: dict[Any, dict[str, Any]]
) -> None:
    """Add body, answers and problems to one operation."""
    opt = handler.opt
    if body := opt.get("body"):
        content = {"application/json": {"schema": refs[body]}}
        if body == list[ScoreBody]:
            content["application/x-ndjson"] = {"schema": {"type": "string"}}
        operation["requestBody"] = {"required": True, "content": content}
    answer = opt.get("answer")
    responses: dict[str, Any] = {}
    for status in opt.get("statuses", (handler.status_code,)):
        responses[str(status)] = {"description": HTTPStatus(status).phrase}
        if answer is not None:
            responses[str(status)]["content"] = {"application/json": {"schema": refs[answer]}}
    if opt.get("not_modified"):
        responses["304"] = {"description": "Not modified"}
    for status in (400, 401, 403, 404, 406, 409, 413, 422, 503):
        responses[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": refs[Problem]}},
        }
    operation["responses"] = responses
    if scope := opt.get("scope"):
        operation["security"] = [{"key": []}]
        operation["description"] = (
            f"{operation.get('description', '')}\n\nScope: `{scope}`.".strip()
        )


ROUTES = [get_openapi, get_docs, get_docs_file]
