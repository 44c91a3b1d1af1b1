"""Classic routes, first family: sessions that add up to a total."""

import itertools
from typing import Any

import httpx
import pytest

from tests.api.boards import assert_refused

PREFIXES = ["/api/leaderboard", "/api/v1/leaderboard"]
VENDOR = "application/vnd.api+json"
_users = itertools.count(1_000_001)


@pytest.fixture
def user() -> int:
    """A user that no other test uses."""
    return next(_users)


@pytest.fixture(params=PREFIXES)
def prefix(request: pytest.FixtureRequest) -> str:
    return request.param


def submit(client: httpx.Client, user: Any, score: Any, **fields: Any) -> dict[str, Any]:
    body = {"user_id": user, "score": score, **fields}
    answer = client.post("/api/leaderboard/submit", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_session_adds_to_the_total(client: httpx.Client, prefix: str, user: int) -> None:
    first = client.post(f"{prefix}/submit", json={"user_id": user, "score": 42})
    second = client.post(
        f"{prefix}/submit",
        json={
            "user_id": user,
            "score": 8,
            "game_mode": "ranked",
            "duration_ms": 5,
            "metadata": {"a": 1},
        },
    )

    assert (first.status_code, second.status_code) == (201, 201)
    answer = second.json()
    assert answer.pop("message")
    assert answer.pop("session_id") > first.json()["session_id"]
    assert answer.pop("new_rank") >= 1
    assert answer.pop("rank_change") >= 0
    assert answer == {"user_id": user, "username": str(user), "score": 8, "total_score": 50}
    assert first.json()["rank_change"] is None


def test_a_climb_is_told_in_ranks(client: httpx.Client, user: int) -> None:
    submit(client, f"low-{user}", 10**15)
    submit(client, f"high-{user}", 2 * 10**15)

    answer = submit(client, f"low-{user}", 2 * 10**15)

    assert answer["rank_change"] == 1


def test_the_top_is_told_by_total(client: httpx.Client, prefix: str, user: int) -> None:
    submit(client, user, 10**16 + user)

    top = client.get(f"{prefix}/top", params={"limit": 1}).json()

    assert set(top) == {"count", "next", "previous", "results"}
    assert top["results"] == [
        {"rank": 1, "user_id": user, "username": str(user), "total_score": 10**16 + user}
    ]


def test_next_and_previous_are_addresses_that_lead_through_the_top(
    client: httpx.Client, prefix: str
) -> None:
    for user in ("a", "b", "c"):
        submit(client, f"walk-{user}", 1)
    everyone = client.get(f"{prefix}/top", params={"limit": 1000}).json()
    assert (everyone["next"], everyone["previous"]) == (None, None)

    walked, url = [], f"{prefix}/top?limit=2"
    while url:
        page = client.get(url).json()
        walked += page["results"]
        back, url = page["previous"], page["next"]

    assert walked == everyone["results"]
    assert len(walked) == everyone["count"]
    assert client.get(back).json()["next"]


def test_past_the_end_the_previous_address_is_that_of_the_last_page(
    client: httpx.Client, prefix: str
) -> None:
    submit(client, "last", 0)
    everyone = client.get(f"{prefix}/top", params={"limit": 1000}).json()

    beyond = client.get(f"{prefix}/top?limit=1&offset=1000000").json()

    assert (beyond["results"], beyond["next"]) == ([], None)
    assert client.get(beyond["previous"]).json()["results"] == everyone["results"][-1:]


def test_past_the_end_of_nothing_there_is_no_previous_address(spare: httpx.Client) -> None:
    assert spare.get("/api/leaderboard/top?offset=5").json()["previous"] is None


def test_a_rank_comes_with_percentile_tier_and_games(
    client: httpx.Client, prefix: str, user: int
) -> None:
    submit(client, user, 3)
    submit(client, user, 4)

    answer = client.get(f"{prefix}/rank/{user}").json()

    assert 0 < answer.pop("percentile") <= 100
    assert answer.pop("tier") in ("diamond", "gold", "silver", "bronze")
    assert answer.pop("rank") >= 1
    assert answer == {
        "user_id": user,
        "username": str(user),
        "total_score": 7,
        "games_played": 2,
    }


def test_a_user_who_never_played_is_not_found(client: httpx.Client, prefix: str) -> None:
    answer = client.get(f"{prefix}/rank/987654321")

    assert_refused(answer, 404, "player_not_found", "user_id")


def test_ids_are_whole_numbers_or_texts_of_the_same_player(client: httpx.Client, user: int) -> None:
    submit(client, user, 1)
    submit(client, str(user), 2)
    submit(client, f"0{user}", 4)
    submit(client, f"user {user} 🏎", 8)

    numbered = client.get(f"/api/leaderboard/rank/{user}").json()
    padded = client.get(f"/api/leaderboard/rank/0{user}").json()
    named = client.get(f"/api/leaderboard/rank/user {user} 🏎").json()

    assert (numbered["user_id"], numbered["total_score"]) == (user, 3)
    assert (padded["user_id"], padded["total_score"]) == (f"0{user}", 4)
    assert (named["user_id"], named["total_score"]) == (f"user {user} 🏎", 8)


def test_a_registered_name_is_the_username(client: httpx.Client, user: int) -> None:
    client.put(f"/api/v1/players/{user}", json={"username": "ann"})

    assert submit(client, user, 1)["username"] == "ann"
    assert client.get(f"/api/leaderboard/rank/{user}").json()["username"] == "ann"


@pytest.mark.parametrize("score", [-1, -(10**30), 1.5, 42.0, 1e20, "42", True, None, [1], {}])
def test_a_score_that_is_no_whole_number_from_zero_on_is_refused(
    client: httpx.Client, prefix: str, user: int, score: Any
) -> None:
    answer = client.post(f"{prefix}/submit", json={"user_id": user, "score": score})

    assert_refused(answer, 400, "invalid_request", "score")
    unknown = client.get(f"{prefix}/rank/{user}")
    assert_refused(unknown, 404, "player_not_found", "user_id")


@pytest.mark.parametrize("score", [str(2**63), str(2**64), "9" * 64, "9" * 65, "9" * 5000])
def test_a_score_beyond_64_bits_cannot_be_processed(
    client: httpx.Client, prefix: str, user: int, score: str
) -> None:
    body = f'{{"user_id": {user}, "score": {score}}}'

    answer = client.post(f"{prefix}/submit", content=body)

    assert_refused(answer, 422, "unprocessable_score", "score")
    unknown = client.get(f"{prefix}/rank/{user}")
    assert_refused(unknown, 404, "player_not_found", "user_id")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"score": 1}, "user_id"),
        ({"user_id": 1}, "score"),
        ({"user_id": True, "score": 1}, "user_id"),
        ({"user_id": 1.5, "score": 1}, "user_id"),
        ({"user_id": None, "score": 1}, "user_id"),
        ({"user_id": "", "score": 1}, "user_id"),
        ({"user_id": "a/b", "score": 1}, "user_id"),
        ({"user_id": "x" * 65, "score": 1}, "user_id"),
        ({"user_id": 10**70, "score": 1}, "user_id"),
        ({"user_id": 1, "score": 1, "duration_ms": -1}, "duration_ms"),
        ({"user_id": 1, "score": 1, "game_mode": "x" * 65}, "game_mode"),
        ({"user_id": 1, "score": 1, "metadata": {"x": "y" * 20_000}}, "metadata"),
        ({"user_id": 1, "score": 1, "points": 1}, "points"),
    ],
)
def test_a_session_that_is_not_allowed_names_the_field(
    client: httpx.Client, prefix: str, body: dict[str, Any], field: str
) -> None:
    before = client.get("/api/v1/leaderboards/global/stats").json()

    answer = client.post(f"{prefix}/submit", json=body)

    assert_refused(answer, 400, "invalid_request", field)
    assert client.get("/api/v1/leaderboards/global/stats").json() == before


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "offset=-1", f"offset={2**63}"]
)
def test_a_page_that_is_not_allowed_is_refused(
    client: httpx.Client, prefix: str, query: str
) -> None:
    answer = client.get(f"{prefix}/top?{query}")

    assert_refused(answer, 400, "invalid_request", query.partition("=")[0])


def test_health_says_what_was_looked_at(client: httpx.Client, prefix: str) -> None:
    answer = client.get(f"{prefix}/health").json()

    assert answer["status"] == "healthy"
    assert set(answer["checks"].values()) == {"ok"}


CLASSIC: list[tuple[str, str, Any]] = [
    *(("POST", f"{prefix}/submit", {"user_id": 7, "score": 1}) for prefix in PREFIXES),
    *(("GET", f"{prefix}/top", None) for prefix in PREFIXES),
    *(("GET", f"{prefix}/rank/7", None) for prefix in PREFIXES),
    *(("GET", f"{prefix}/health", None) for prefix in PREFIXES),
    *(("POST", f"/api/v1{part}/scores", {"user_id": 7}) for part in ("", "/leaderboard")),
    *(("GET", f"/api/v1{part}/scores", None) for part in ("", "/leaderboard")),
    *(("GET", f"/api/v1{part}/scores/7", None) for part in ("", "/leaderboard")),
    *(("GET", f"/api/v1{part}/scores/7/surrounding", None) for part in ("", "/leaderboard")),
    *(("GET", f"/api/v1{part}/stats", None) for part in ("", "/leaderboard")),
]


@pytest.mark.parametrize(("method", "url", "body"), CLASSIC)
def test_every_classic_route_speaks_version_one_and_no_other(
    client: httpx.Client, method: str, url: str, body: Any
) -> None:
    submit(client, 7, 1)

    def ask(accept: str) -> httpx.Response:
        return client.request(method, url, json=body, headers={"accept": accept})

    plain = ask("application/json")
    assert plain.status_code in (200, 201), plain.text
    assert plain.headers["content-type"] == "application/json"
    for accept in (f"{VENDOR}; version=1", f'{VENDOR};version="1"', f"text/html, {VENDOR}"):
        answer = ask(accept)
        assert answer.status_code == plain.status_code
        assert answer.headers["content-type"].startswith(VENDOR)
        assert answer.json().keys() == plain.json().keys()
    before = client.get("/api/v1/leaderboards/global/stats").json()
    for version in ("2", "1.1", "", "one"):
        problem = assert_refused(ask(f"{VENDOR}; version={version}"), 406, "not_acceptable")
        assert "version 1" in problem["detail"]
    assert client.get("/api/v1/leaderboards/global/stats").json() == before


def test_classic_routes_refuse_a_global_that_they_were_not_made_for(
    spare: httpx.Client,
) -> None:
    spare.patch("/api/v1/leaderboards/global", json={"windows": ["daily"]}).raise_for_status()

    for method, url, body in CLASSIC:
        if not url.endswith("health"):
            answer = spare.request(method, url, json=body)
            assert answer.status_code in (404, 409), answer.text


def test_global_cannot_be_deleted_under_the_classic_routes(client: httpx.Client) -> None:
    answer = client.delete("/api/v1/leaderboards/global")

    problem = assert_refused(answer, 409, "conflict", "id")
    assert "classic routes" in problem["detail"]
    assert client.get("/api/leaderboard/top").status_code == 200
