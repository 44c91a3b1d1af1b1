"""Who may do what: keys and their scopes, on a server that is not in dev mode."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from laurels.data_sets import key_office
from laurels.settings import Settings
from tests.api.boards import BASE, assert_refused
from tests.api.conftest import MakeKey
from tests.servers import LaurelsServer

SCOPES = {"read", "submit", "manage", "moderate"}
OPEN, CLOSED = f"{BASE}/leaderboards/open", f"{BASE}/leaderboards/closed"
SCORE = {"player": "ann", "score": 5}
WRITES: list[tuple[str, str, Any, set[str]]] = [
    ("POST", f"{BASE}/leaderboards", {"id": "another"}, {"manage"}),
    ("PATCH", OPEN, {"title": "Open"}, {"manage"}),
    ("DELETE", f"{BASE}/leaderboards/unknown", None, {"manage"}),
    ("PUT", f"{BASE}/players/ann", {}, {"submit", "manage"}),
    ("PATCH", f"{BASE}/players/ann", {}, {"submit", "manage"}),
    ("DELETE", f"{BASE}/players/unknown", None, {"manage"}),
    ("POST", f"{OPEN}/scores", SCORE, {"submit"}),
    ("POST", f"{CLOSED}/scores", SCORE, {"submit"}),
    ("POST", f"{OPEN}/scores/batch", [SCORE], {"submit"}),
    ("DELETE", f"{OPEN}/entries/unknown", None, {"moderate"}),
    ("POST", "/api/leaderboard/submit", {"user_id": 1, "score": 1}, {"submit"}),
    ("POST", "/api/v1/leaderboard/submit", {"user_id": 1, "score": 1}, {"submit"}),
    ("POST", f"{BASE}/scores", {"user_id": "ann"}, {"submit"}),
    ("POST", f"{BASE}/leaderboard/scores", {"user_id": "ann"}, {"submit"}),
]
READS = [
    ("GET", "", None),
    ("GET", "/entries", None),
    ("GET", "/entries/ann", None),
    ("GET", "/entries/ann/around", None),
    ("GET", "/around-score?score=1", None),
    ("POST", "/entries/query", {"players": []}),
    ("GET", "/stats", None),
    ("GET", "/seasons", None),
    ("GET", "/events", None),
    ("GET", "/entries/ann/history", None),
    ("GET", "/activity", None),
]


@pytest.fixture(scope="module")
def keys(make_key: MakeKey) -> dict[str, str]:
    """A key of each scope alone."""
    return {scope: make_key(scope) for scope in SCOPES}


@pytest.fixture(scope="module", autouse=True)
def boards(guarded: LaurelsServer, keys: dict[str, str]) -> None:
    for id, public in (("open", True), ("closed", False)):
        body = {"id": id, "public": public}
        guarded.client.post(
            f"{BASE}/leaderboards", json=body, headers=bearer(keys["manage"])
        ).raise_for_status()
        guarded.client.post(
            f"{BASE}/leaderboards/{id}/scores", json=SCORE, headers=bearer(keys["submit"])
        ).raise_for_status()


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.mark.parametrize(("method", "url", "body", "scopes"), WRITES)
def test_a_write_needs_a_key_of_its_scope(
    guarded: LaurelsServer,
    keys: dict[str, str],
    method: str,
    url: str,
    body: Any,
    scopes: set[str],
) -> None:
    ask = guarded.client.request

    without = ask(method, url, json=body)
    assert_refused(without, 401, "unauthorized")
    assert without.headers["www-authenticate"] == "Bearer"
    for scope in SCOPES - scopes:
        problem = assert_refused(
            ask(method, url, json=body, headers=bearer(keys[scope])), 403, "forbidden"
        )
        assert any(f"'{needed}'" in problem["detail"] for needed in scopes)
    for scope in scopes:
        allowed = ask(method, url, json=body, headers=bearer(keys[scope]))
        assert allowed.status_code in (200, 201, 204, 404, 409), allowed.text


def test_a_refused_write_stores_nothing(guarded: LaurelsServer, keys: dict[str, str]) -> None:
    before = guarded.client.get(f"{OPEN}/stats").json()

    for headers in ({}, bearer(keys["read"]), bearer("lk-00000000_wrong")):
        guarded.client.post(f"{OPEN}/scores", json=SCORE, headers=headers)

    assert guarded.client.get(f"{OPEN}/stats").json() == before


@pytest.mark.parametrize(("method", "path", "body"), READS)
def test_a_public_leaderboard_is_read_without_a_key(
    guarded: LaurelsServer, method: str, path: str, body: Any
) -> None:
    assert guarded.client.request(method, OPEN + path, json=body).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), READS)
def test_a_private_leaderboard_is_read_with_the_scope_read_only(
    guarded: LaurelsServer, keys: dict[str, str], method: str, path: str, body: Any
) -> None:
    ask = guarded.client.request

    assert_refused(ask(method, CLOSED + path, json=body), 401, "unauthorized")
    wrong = ask(method, CLOSED + path, json=body, headers=bearer(keys["submit"]))
    assert_refused(wrong, 403, "forbidden")
    allowed = ask(method, CLOSED + path, json=body, headers=bearer(keys["read"]))
    assert allowed.status_code == 200


def test_the_neighbours_on_a_private_leaderboard_take_the_scope_read_too(
    guarded: LaurelsServer, keys: dict[str, str], make_key: MakeKey
) -> None:
    read = bearer(keys["read"])
    before = guarded.client.get(f"{CLOSED}/stats", headers=read).json()

    def submit(board: str, key: str) -> httpx.Response:
        url = f"{board}/scores?include=neighbours"
        return guarded.client.post(url, json=SCORE, headers=bearer(key))

    problem = assert_refused(submit(CLOSED, keys["submit"]), 403, "forbidden")
    assert "'read'" in problem["detail"]
    assert guarded.client.get(f"{CLOSED}/stats", headers=read).json() == before
    assert "neighbours" in submit(OPEN, keys["submit"]).json()
    assert "neighbours" in submit(CLOSED, make_key("read", "submit")).json()


CLASSIC_READS = [
    *("/leaderboard/top", "/leaderboard/rank/ann", "/scores", "/scores/ann", "/stats"),
    *("/scores/ann/surrounding", "/leaderboard/scores/ann", "/leaderboard/stats"),
]


@pytest.fixture
def private_global(guarded: LaurelsServer, keys: dict[str, str]) -> Iterator[None]:
    """`global` with a score of ann's, not public until the test has ended."""
    url = f"{BASE}/leaderboards/global"
    guarded.client.post(
        f"{url}/scores", json=SCORE, headers=bearer(keys["submit"])
    ).raise_for_status()
    for public in (False, True):
        guarded.client.patch(
            url, json={"public": public}, headers=bearer(keys["manage"])
        ).raise_for_status()
        if not public:
            yield


@pytest.mark.usefixtures("private_global")
@pytest.mark.parametrize("path", CLASSIC_READS)
def test_classic_routes_read_a_private_global_with_the_scope_read_only(
    guarded: LaurelsServer, keys: dict[str, str], path: str
) -> None:
    def ask(headers: dict[str, str]) -> httpx.Response:
        return guarded.client.get(BASE + path, headers=headers)

    assert_refused(ask({}), 401, "unauthorized")
    assert_refused(ask(bearer(keys["submit"])), 403, "forbidden")
    assert ask(bearer(keys["read"])).status_code == 200
    assert ask({"x-game-service-token": keys["read"]}).status_code == 200


def test_lists_show_private_leaderboards_to_those_who_may_read_them(
    guarded: LaurelsServer, keys: dict[str, str]
) -> None:
    def listed(path: str, name: str, headers: dict[str, str]) -> set[str]:
        answer = guarded.client.get(f"{BASE}{path}", headers=headers)
        return {item[name] for item in answer.json()} & {"open", "closed"}

    for path, name in (("/leaderboards", "id"), ("/players/ann/entries", "leaderboard")):
        assert listed(path, name, {}) == {"open"}
        assert listed(path, name, bearer(keys["submit"])) == {"open"}
        assert listed(path, name, bearer(keys["read"])) == {"open", "closed"}


@pytest.mark.parametrize(
    "path", ["/players", "/players/ann", "/scores", "/stats", "/leaderboard/top"]
)
def test_other_reads_need_no_key(guarded: LaurelsServer, path: str) -> None:
    guarded.client.get(BASE + path).raise_for_status()


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer lk-00000000_wrong"},
        {"authorization": "Bearer"},
        {"authorization": "Basic dXNlcjpwYXNz"},
        {"authorization": ""},
        {"x-game-service-token": "wrong"},
        {"x-game-service-token": ""},
    ],
)
def test_what_is_no_key_is_unauthorized(guarded: LaurelsServer, headers: dict[str, str]) -> None:
    answer = guarded.client.post(f"{OPEN}/scores", json=SCORE, headers=headers)

    assert_refused(answer, 401, "unauthorized")


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER  {}"])
def test_a_bearer_key_is_taken_however_it_is_written(
    guarded: LaurelsServer, keys: dict[str, str], form: str
) -> None:
    headers = {"authorization": form.format(keys["submit"])}

    assert guarded.client.post(f"{OPEN}/scores", json=SCORE, headers=headers).status_code == 201


@pytest.mark.parametrize("url", [f"{OPEN}/scores", "/api/leaderboard/submit"])
def test_a_game_service_token_is_a_key(
    guarded: LaurelsServer, keys: dict[str, str], url: str
) -> None:
    body = SCORE if url.startswith(BASE) else {"user_id": 1, "score": 1}
    headers = {"x-game-service-token": keys["submit"]}

    assert guarded.client.post(url, json=body, headers=headers).status_code == 201
    wrong = guarded.client.post(url, json=body, headers={"x-game-service-token": keys["read"]})
    assert_refused(wrong, 403, "forbidden")


def test_a_key_may_have_several_scopes(guarded: LaurelsServer, make_key: MakeKey) -> None:
    headers = bearer(make_key("read", "submit"))

    assert guarded.client.get(CLOSED, headers=headers).status_code == 200
    assert guarded.client.post(f"{OPEN}/scores", json=SCORE, headers=headers).status_code == 201


async def _revoke(guarded: LaurelsServer, prefix: str) -> None:
    async with key_office(Settings(data=str(guarded.data))) as office:
        await office.revoke(prefix)


def test_a_revoked_key_ends_within_seconds(guarded: LaurelsServer, make_key: MakeKey) -> None:
    key = make_key("submit")

    def submit() -> httpx.Response:
        return guarded.client.post(f"{OPEN}/scores", json=SCORE, headers=bearer(key))

    assert submit().status_code == 201
    asyncio.run(_revoke(guarded, key[: len("lk-12345678")]))

    deadline = time.monotonic() + 5
    while (answer := submit()).status_code == 201 and time.monotonic() < deadline:
        pass
    assert_refused(answer, 401, "unauthorized")


def test_without_dev_mode_a_client_on_this_machine_needs_a_key_too(
    guarded: LaurelsServer,
) -> None:
    assert guarded.url.startswith("http://127.0.0.1")
    assert_refused(guarded.client.post(f"{OPEN}/scores", json=SCORE), 401, "unauthorized")
