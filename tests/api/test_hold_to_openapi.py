"""Schemathesis: whatever is sent, no fault, and each answer is one that the document declares.

Its own server, so that what it makes up disturbs no other test. Examples are derived from
the document, the same on every run.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from laurels.api.app import routers
from laurels.api.openapi import document
from tests.api.boards import BASE
from tests.servers import LaurelsServer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 30
KNOWN = {"id": "known", "player": "ann", "user_id": "ann"}
BOARD = {
    "id": "known",
    "columns": [{"name": "score", "decimals": 2}],
    "windows": ["all-time", "monthly"],
    "tiers": [{"name": "gold", "top_percent": 50}],
}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    with LaurelsServer(tmp_path_factory.mktemp("fuzzed") / "data", "--dev") as server:
        server.client.post(f"{BASE}/leaderboards", json=BOARD).raise_for_status()
        for n, player in enumerate(("ann", "bob", "cem")):
            server.client.put(f"{BASE}/players/{player}", json={}).raise_for_status()
            body = {"player": player, "score": n + 0.25}
            server.client.post(f"{BASE}/leaderboards/known/scores", json=body).raise_for_status()
            server.client.post(f"{BASE}/scores", json={"user_id": player}).raise_for_status()
        yield server
        assert " failed\n" not in server.output(), "the server logged a fault of its own"


@schemathesis.serializer("application/x-ndjson")
def lines(_: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


schema = schemathesis.openapi.from_dict(document(routers()))


def test_the_document_is_the_one_that_is_served(fuzzed: LaurelsServer) -> None:
    assert fuzzed.client.get("/openapi.json").json() == document(routers())


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_declares(
    case: schemathesis.Case, fuzzed: LaurelsServer
) -> None:
    _name_what_exists(case)

    case.call_and_validate(base_url=fuzzed.url, checks=CHECKS)


def _name_what_exists(case: schemathesis.Case) -> None:
    """Mostly ask for what there is: a made-up id only ever gets a 404."""
    if case.method == "DELETE":
        return
    for name, known in KNOWN.items():
        given = case.path_parameters.get(name)
        if given is not None and len(str(given)) % 4:
            case.path_parameters[name] = known
    if isinstance(case.body, dict) and case.path.endswith("/scores") and "player" in case.body:
        score = case.body.get("score")
        if isinstance(score, int) and not isinstance(score, bool):
            case.body["score"] = score % 1_000_000
