"""Classic routes, second family: points of registered users, month by month."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.api.boards import assert_refused
from tests.servers import LaurelsServer

SCORES = "/api/v1/scores"
THIS_MONTH = f"{datetime.now(UTC):%Y-%m}"
_users = itertools.count(1)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server whose `global` belongs to these tests, so that ranks are known."""
    with LaurelsServer(tmp_path_factory.mktemp("classic") / "data", "--dev") as server:
        for n in range(20):
            register(server.client, 100 + n)
            add(server.client, 100 + n, 1000 - n)
        yield server.client


def register(client: httpx.Client, user: Any, **profile: Any) -> None:
    client.put(f"/api/v1/players/{user}", json=profile).raise_for_status()


def add(client: httpx.Client, user: Any, points: int, **fields: Any) -> dict[str, Any]:
    answer = client.post(SCORES, json={"user_id": user, "points": points, **fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def user(client: httpx.Client) -> int:
    """A registered user that no other test uses."""
    user = next(_users)
    register(client, user, username=f"user-{user}", display_name="User")
    return user


def test_points_add_up(client: httpx.Client, user: int) -> None:
    add(client, user, 5)

    answer = add(client, user, 3)

    assert answer.pop("rank") > 20
    assert answer == {"user_id": user, "new_score": 8, "month": THIS_MONTH}


def test_one_point_is_added_unless_told_otherwise(client: httpx.Client, user: int) -> None:
    answer = client.post(SCORES, json={"user_id": user})

    assert answer.json()["new_score"] == 1


def test_a_match_counts_once(client: httpx.Client, user: int) -> None:
    first = add(client, user, 5, match_id="final")
    add(client, user, 1)

    repeat = add(client, user, 5, match_id="final")

    assert repeat == first
    assert client.get(f"{SCORES}/{user}").json()["score"] == 6


def test_a_match_may_have_a_number(client: httpx.Client, user: int) -> None:
    add(client, user, 5, match_id=77)
    add(client, user, 5, match_id="77")

    assert client.get(f"{SCORES}/{user}").json()["score"] == 5


def test_a_match_with_other_points_is_a_conflict(client: httpx.Client, user: int) -> None:
    add(client, user, 5, match_id="final")

    answer = client.post(SCORES, json={"user_id": user, "points": 6, "match_id": "final"})

    problem = assert_refused(answer, 409, "conflict", "match_id")
    told = problem["detail"] + problem["errors"][0]["message"]
    assert "match_id 'final'" in told
    assert "submission" not in told


def test_a_match_counts_once_for_each_user(client: httpx.Client, user: int) -> None:
    add(client, user, 5, match_id="shared")
    register(client, f"{user}-b")

    assert add(client, f"{user}-b", 5, match_id="shared")["new_score"] == 5


def test_an_unknown_user_is_not_found_and_not_created(client: httpx.Client) -> None:
    answer = client.post(SCORES, json={"user_id": "nobody"})

    assert_refused(answer, 404, "player_not_found", "user_id")
    asked = client.get("/api/v1/players/nobody")
    assert_refused(asked, 404, "player_not_found")


def test_a_repeat_for_a_user_taken_off_since_is_no_fault(client: httpx.Client, user: int) -> None:
    score = {"player": str(user), "score": 5, "submission_id": "m"}
    url = "/api/v1/leaderboards/global"
    client.post(f"{url}/scores/batch", json=[score]).raise_for_status()
    client.delete(f"{url}/entries/{user}").raise_for_status()

    answer = client.post(SCORES, json={"user_id": user, "points": 5, "match_id": "m"})

    assert_refused(answer, 404, "entry_not_found", "user_id")


def test_the_best_of_the_month(client: httpx.Client) -> None:
    answer = client.get(SCORES, params={"limit": 2}).json()

    assert set(answer) == {"data", "total", "month"}
    assert answer["month"] == THIS_MONTH
    assert answer["total"] >= 20
    assert answer["data"] == [
        {
            "rank": rank,
            "user_id": user,
            "username": str(user),
            "display_name": None,
            "avatar_url": None,
            "score": score,
        }
        for rank, user, score in ((1, 100, 1000), (2, 101, 999))
    ]
    assert len(client.get(SCORES).json()["data"]) == 10
    assert client.get(SCORES, params={"month": THIS_MONTH, "limit": 2}).json() == answer


def test_the_score_of_a_user(client: httpx.Client, user: int) -> None:
    add(client, user, 7)

    answer = client.get(f"{SCORES}/{user}").json()

    assert answer.pop("rank") > 20
    assert answer == {
        "user_id": user,
        "username": f"user-{user}",
        "display_name": "User",
        "avatar_url": None,
        "score": 7,
        "month": THIS_MONTH,
    }
    assert client.get(f"{SCORES}/{user}", params={"month": THIS_MONTH}).status_code == 200


def test_a_user_without_a_score_is_not_found(client: httpx.Client, user: int) -> None:
    for path in ("", "/surrounding"):
        found = client.get(f"{SCORES}/{user}{path}")
        assert_refused(found, 404, "entry_not_found", "user_id")
        unknown = client.get(f"{SCORES}/nobody{path}")
        assert_refused(unknown, 404, "player_not_found", "user_id")


@pytest.mark.parametrize(
    ("user", "offset", "users"),
    [(110, 2, range(108, 113)), (100, 2, range(100, 105)), (101, 1, range(100, 103))],
)
def test_who_surrounds_a_user(client: httpx.Client, user: int, offset: int, users: range) -> None:
    answer = client.get(f"{SCORES}/{user}/surrounding", params={"offset": offset}).json()

    assert [row["user_id"] for row in answer["data"]] == list(users)
    assert [row["user_id"] for row in answer["data"] if row["is_current_user"]] == [user]
    assert (answer["user_rank"], answer["month"]) == (user - 99, THIS_MONTH)


def test_four_above_and_below_surround_a_user_unless_told_otherwise(client: httpx.Client) -> None:
    answer = client.get(f"{SCORES}/110/surrounding").json()

    assert [row["user_id"] for row in answer["data"]] == list(range(106, 115))


def test_a_month_in_figures(client: httpx.Client) -> None:
    answer = client.get("/api/v1/stats").json()

    assert answer.pop("total_users") >= 20
    assert answer == {"top_score": 1000, "month": THIS_MONTH}


@pytest.mark.parametrize("month", ["2020-01", "2090-12", "0002-01", "9998-12"])
def test_a_month_in_which_nobody_played_is_empty(client: httpx.Client, month: str) -> None:
    params = {"month": month}

    assert client.get(SCORES, params=params).json() == {"data": [], "total": 0, "month": month}
    assert client.get("/api/v1/stats", params=params).json() == {
        "total_users": 0,
        "top_score": None,
        "month": month,
    }
    for path in ("/100", "/100/surrounding"):
        answer = client.get(f"{SCORES}{path}", params=params)
        assert_refused(answer, 404, "entry_not_found", "user_id")


@pytest.mark.parametrize(
    "path", [SCORES, f"{SCORES}/100", f"{SCORES}/100/surrounding", "/api/v1/stats"]
)
@pytest.mark.parametrize(
    "month",
    ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "0000-01", "٢٠٢٦-٠١"],
)
def test_what_is_no_month_is_refused(client: httpx.Client, path: str, month: str) -> None:
    answer = client.get(path, params={"month": month})

    assert_refused(answer, 400, "invalid_request", "month")


@pytest.mark.parametrize("month", ["0001-01", "0001-12", "9999-01", "9999-12"])
def test_a_month_out_of_reach_is_told_the_months_in_reach(client: httpx.Client, month: str) -> None:
    answer = client.get(SCORES, params={"month": month})

    problem = assert_refused(answer, 400, "invalid_request", "month")
    assert problem["detail"] == f"'month' is '{month}'; it lies between 0002-01 and 9998-12."


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        *((SCORES, "limit", value) for value in ("0", "101", "-1", "x", "1.5", "")),
        *((f"{SCORES}/100/surrounding", "offset", value) for value in ("0", "11", "x", "")),
    ],
)
def test_a_number_out_of_its_range_is_refused(
    client: httpx.Client, path: str, name: str, value: str
) -> None:
    problem = assert_refused(client.get(path, params={name: value}), 400, "invalid_request", name)

    assert "from 1 to" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "user_id"),
        ({"user_id": []}, "user_id"),
        ({"user_id": "a\u0000"}, "user_id"),
        ({"user_id": 100, "points": -1}, "points"),
        ({"user_id": 100, "points": 0.5}, "points"),
        ({"user_id": 100, "points": "1"}, "points"),
        ({"user_id": 100, "points": None}, "points"),
        ({"user_id": 100, "points": 1.0}, "points"),
        ({"user_id": 100, "match_id": ""}, "match_id"),
        ({"user_id": 100, "match_id": "x" * 129}, "match_id"),
        ({"user_id": 100, "match_id": "a\u0000b"}, "match_id"),
        ({"user_id": 100, "match_id": 1.5}, "match_id"),
        ({"user_id": 100, "score": 1}, "score"),
    ],
)
def test_points_that_are_not_allowed_name_the_field(
    client: httpx.Client, body: dict[str, Any], field: str
) -> None:
    before = client.get(f"{SCORES}/100").json()

    assert_refused(client.post(SCORES, json=body), 400, "invalid_request", field)
    assert client.get(f"{SCORES}/100").json() == before


def test_points_beyond_64_bits_cannot_be_processed(client: httpx.Client, user: int) -> None:
    answer = client.post(SCORES, json={"user_id": user, "points": 2**63})

    assert_refused(answer, 422, "unprocessable_score", "points")


def test_a_total_that_leaves_64_bits_is_refused(client: httpx.Client, user: int) -> None:
    url = "/api/leaderboard/submit"
    client.post(url, json={"user_id": user, "score": 2**63 - 1}).raise_for_status()

    answer = client.post(SCORES, json={"user_id": user, "points": 1})

    assert_refused(answer, 422, "unprocessable_score", "points")
    client.delete(f"/api/v1/leaderboards/global/entries/{user}").raise_for_status()
