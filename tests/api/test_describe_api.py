"""The OpenAPI document and its page."""

import re
from typing import Any

import httpx
import jsonschema_rs
import pytest

CONTRACT = {
    "/api/v1/leaderboards": {"get", "post"},
    "/api/v1/leaderboards/{id}": {"get", "patch", "delete"},
    "/api/v1/leaderboards/{id}/scores": {"post"},
    "/api/v1/leaderboards/{id}/scores/batch": {"post"},
    "/api/v1/leaderboards/{id}/entries": {"get"},
    "/api/v1/leaderboards/{id}/entries/{player}": {"get", "delete"},
    "/api/v1/leaderboards/{id}/entries/{player}/around": {"get"},
    "/api/v1/leaderboards/{id}/entries/query": {"post"},
    "/api/v1/leaderboards/{id}/around-score": {"get"},
    "/api/v1/leaderboards/{id}/stats": {"get"},
    "/api/v1/leaderboards/{id}/seasons": {"get"},
    "/api/v1/leaderboards/{id}/live": {"get"},
    "/api/v1/leaderboards/{id}/events": {"get"},
    "/api/v1/leaderboards/{id}/entries/{player}/history": {"get"},
    "/api/v1/leaderboards/{id}/activity": {"get"},
    "/api/v1/activity": {"get"},
    "/api/v1/leaderboards/{id}/preview.png": {"get"},
    "/api/v1/dev": {"get"},
    "/api/v1/dev/simulation": {"get", "put", "delete"},
    "/api/v1/players": {"get"},
    "/api/v1/players/{player}": {"get", "put", "patch", "delete"},
    "/api/v1/players/{player}/entries": {"get"},
    "/health/live": {"get"},
    "/health/ready": {"get"},
    "/api/leaderboard/submit": {"post"},
    "/api/leaderboard/top": {"get"},
    "/api/leaderboard/rank/{user_id}": {"get"},
    "/api/leaderboard/health": {"get"},
    "/api/v1/leaderboard/submit": {"post"},
    "/api/v1/leaderboard/top": {"get"},
    "/api/v1/leaderboard/rank/{user_id}": {"get"},
    "/api/v1/leaderboard/health": {"get"},
    "/api/v1/scores": {"get", "post"},
    "/api/v1/scores/{user_id}": {"get"},
    "/api/v1/scores/{user_id}/surrounding": {"get"},
    "/api/v1/stats": {"get"},
}
PARAMETERS = {
    "get_entries": {"id", "window", "season", "segment", "limit", "offset", "cursor"},
    "get_entry": {"id", "player", "window", "season", "segment"},
    "get_around": {"id", "player", "window", "season", "segment", "span"},
    "get_around_score": {"id", "score", "window", "season", "segment", "span"},
    "query_entries": {"id", "window", "season", "segment"},
    "get_stats": {"id", "window", "season", "segment"},
    "watch_leaderboard": {"id", "top", "player", "window", "segment", "since"},
    "get_seasons": {"id", "window", "limit", "before"},
    "get_events": {
        *("id", "window", "season", "segment", "player", "limit", "after", "before", "order")
    },
    "get_history": {"id", "player", "window", "season", "segment", "limit"},
    "submit_score": {"id", "include"},
    "submit_batch": {"id", "results", "atomic"},
    "search_players": {"search", "limit", "cursor"},
    "get_surrounding": {"user_id", "offset", "month"},
    "get_scores": {"limit", "month"},
    "get_top": {"limit", "offset"},
}
METHODS = {"get", "put", "post", "patch", "delete"}
# What OpenAPI 3.1 asks of a document, as far as this one goes.
SHAPE: dict[str, Any] = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"pattern": r"^3\.1\.\d+$"},
        "info": {"required": ["title", "version"]},
        "paths": {
            "patternProperties": {"^/": {"additionalProperties": {"$ref": "#/$defs/operation"}}},
            "additionalProperties": False,
        },
    },
    "$defs": {
        "operation": {
            "type": "object",
            "required": ["operationId", "summary", "description", "responses", "tags"],
            "properties": {
                "operationId": {"pattern": "^[a-z_]+$"},
                "summary": {"type": "string", "minLength": 5, "maxLength": 90},
                "parameters": {"items": {"$ref": "#/$defs/parameter"}},
                "requestBody": {"required": ["content"]},
                "responses": {
                    "minProperties": 1,
                    "patternProperties": {"^[2345][0-9][0-9]$": {"required": ["description"]}},
                    "additionalProperties": False,
                },
                "security": {"items": {"additionalProperties": {"const": []}}},
            },
        },
        "parameter": {
            "required": ["name", "in", "schema"],
            "properties": {"in": {"enum": ["path", "query"]}},
            "if": {"properties": {"in": {"const": "path"}}},
            "then": {"required": ["required"], "properties": {"required": {"const": True}}},
        },
    },
}


@pytest.fixture(scope="session")
def document(server: Any) -> dict[str, Any]:
    return server.client.get("/openapi.json").json()


@pytest.fixture
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation by its id."""
    return {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for operation in item.values()
    }


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    faults = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"
        for error in jsonschema_rs.validator_for(SHAPE).iter_errors(document)
    ]

    assert faults == []


def test_every_schema_in_it_is_a_schema(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid({"$schema": DIALECT, **schema}), name


DIALECT = "https://json-schema.org/draft/2020-12/schema"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    names = set(re.findall(r"#/components/schemas/([^'\"]+)", str(document)))

    assert names <= schemas.keys()
    assert names, "nothing is described"


@pytest.mark.parametrize("path", CONTRACT)
def test_every_route_of_the_contract_is_described(document: dict[str, Any], path: str) -> None:
    assert document["paths"][path].keys() & METHODS >= CONTRACT[path]


def test_nothing_is_described_that_does_not_answer(
    document: dict[str, Any], client: httpx.Client
) -> None:
    for path, item in document["paths"].items():
        url = re.sub(r"\{\w+\}", "nobody", path)
        for method in item:
            answer = client.request(method, url, content=b"")
            assert answer.status_code != 405, (method, path)
            if answer.status_code == 404:
                assert answer.json()["code"] != "not_found", (method, path)


def test_operations_have_ids_of_their_own(
    document: dict[str, Any], operations: dict[str, Any]
) -> None:
    assert len(operations) == sum(len(item) for item in document["paths"].values())
    assert PARAMETERS.keys() <= operations.keys()


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_have_the_names_of_the_contract(operations: dict[str, Any], name: str) -> None:
    assert {p["name"] for p in operations[name]["parameters"]} == PARAMETERS[name]


def test_limits_of_parameters_are_told(operations: dict[str, Any]) -> None:
    limits = {p["name"]: p["schema"] for p in operations["get_entries"]["parameters"]}

    assert (limits["limit"]["minimum"], limits["limit"]["maximum"]) == (1, 1000)
    assert limits["limit"]["default"] == 10
    assert limits["offset"]["minimum"] == 0
    assert limits["season"]["type"] == "integer"


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("submit_score", {200, 201, 400, 401, 403, 404, 409, 413, 422, 503}),
        ("get_entries", {200, 304, 400, 401, 403, 404, 503}),
        ("get_around_score", {200, 400, 401, 403, 404, 422, 503}),
        ("delete_entry", {204, 400, 401, 403, 404, 503}),
        ("list_leaderboards", {200, 503}),
        ("get_activity", {200, 503}),
        ("get_board_activity", {200, 400, 401, 403, 404, 503}),
        ("get_events", {200, 400, 401, 403, 404, 503}),
        ("put_player", {200, 201, 400, 401, 403, 404, 413, 503}),
        ("get_live", {200}),
        ("get_dev", {200}),
        ("get_preview", {200, 304, 400, 401, 403, 404, 503}),
        ("start_simulation", {200, 400, 404, 413, 503}),
        ("get_ready", {200, 503}),
        ("get_month_stats", {200, 400, 401, 403, 404, 406, 409, 503}),
    ],
)
def test_a_route_declares_the_statuses_that_it_can_answer(
    operations: dict[str, Any], name: str, statuses: set[int]
) -> None:
    assert set(map(int, operations[name]["responses"])) == statuses


def test_problems_are_described_as_problems(operations: dict[str, Any]) -> None:
    for name, operation in operations.items():
        for status, response in operation["responses"].items():
            if status >= "400" and "health" not in name and name != "get_ready":
                assert list(response["content"]) == ["application/problem+json"], (name, status)


def test_writes_ask_for_a_key(operations: dict[str, Any]) -> None:
    for name in ("submit_score", "create_leaderboard", "delete_player", "delete_entry"):
        assert operations[name]["security"] == [{"key": []}, {"token": []}]
    assert {} in operations["get_entries"]["security"]


def test_the_page_needs_no_other_host(client: httpx.Client) -> None:
    page = client.get("/docs")

    assert page.headers["content-type"].startswith("text/html")
    links = re.findall(r"""(?:src|href|url:)\s*=?\s*["']([^"']+)""", page.text)
    assert len(links) >= 3
    for link in links:
        assert link.startswith("/"), link
        assert not link.startswith("//"), link
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert len(answer.content) > 1000, link
    assert "://" not in page.text


CODES = """invalid_request unauthorized forbidden leaderboard_not_found player_not_found
entry_not_found season_not_found not_found conflict payload_too_large unprocessable_score
unavailable method_not_allowed not_acceptable internal"""


@pytest.mark.parametrize("code", CODES.split())
def test_the_type_of_a_problem_leads_to_its_meaning(client: httpx.Client, code: str) -> None:
    page = client.get("/docs/problems")

    assert page.headers["content-type"].startswith("text/html")
    assert page.text.count(f'id="{code}"') == 1


def test_the_style_of_the_page_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    style = client.get("/docs/swagger-ui.css").text

    loaded = re.findall(r"url\(\s*[\"']?([^)\"']{0,80})", style)
    assert [link for link in loaded if re.match(r"https?:|//", link)] == []


def test_no_other_page_of_the_document_is_served(client: httpx.Client) -> None:
    for path in ("/schema", "/schema/openapi.json", "/schema/swagger", "/redoc"):
        assert client.get(path).status_code == 404
