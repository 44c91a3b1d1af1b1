"""Creating, reading, changing and deleting leaderboards."""

from typing import Any

import httpx
import pytest

from tests.api.boards import BASE, Board, assert_refused
from tests.api.conftest import MakeBoard

F1 = {
    "title": "Formula 1, 2021",
    "columns": [{"name": "points", "order": "descending", "decimals": 1}, {"name": "wins"}],
    "operator": "sum",
    "rank_method": "competition",
    "windows": [
        "all-time",
        "weekly",
        {"name": "sprint", "cron": "0 18 * * 5", "timezone": "Europe/Madrid"},
    ],
    "segments": ["country"],
    "tiers": [{"name": "gold", "top_percent": 10}, {"name": "silver", "top_percent": 40}],
    "public": True,
    "min_score": 0,
    "max_score": 1000,
    "metadata": {},
}
DEFAULTS = {
    "columns": [{"name": "score", "order": "descending", "decimals": 0}],
    "operator": "best",
    "rank_method": "competition",
    "windows": ["all-time"],
    "segments": [],
    "tiers": [],
    "public": True,
    "min_score": None,
    "max_score": None,
    "metadata": {},
}


def test_the_example_of_the_contract_is_created_as_it_is_written(
    client: httpx.Client, board_id: str
) -> None:
    answer = client.post(f"{BASE}/leaderboards", json={"id": board_id, **F1})

    assert answer.status_code == 201
    wins = {"name": "wins", "order": "descending", "decimals": 0}
    expected = {"id": board_id, **F1, "columns": [F1["columns"][0], wins]}  # type: ignore[index]
    created = answer.json()
    assert created.pop("created_at").endswith("Z")
    assert created == expected
    read = client.get(f"{BASE}/leaderboards/{board_id}").json()
    assert read.pop("created_at")
    assert read == expected


def test_only_the_id_is_required(client: httpx.Client, board_id: str) -> None:
    answer = client.post(f"{BASE}/leaderboards", json={"id": board_id})

    created = answer.json()
    assert created.pop("created_at")
    assert created == {"id": board_id, "title": board_id, **DEFAULTS}


@pytest.mark.parametrize("id", ["a", "0.-_9", "z" * 64])
def test_an_id_has_up_to_64_plain_characters(client: httpx.Client, id: str) -> None:
    assert client.post(f"{BASE}/leaderboards", json={"id": id}).status_code == 201


def test_an_id_that_is_taken_is_a_conflict(board: Board) -> None:
    answer = board.client.post(f"{BASE}/leaderboards", json={"id": board.id, "title": "Other"})

    assert_refused(answer, 409, "conflict", "id")
    assert board.get()["title"] == board.id


def test_all_leaderboards_are_listed_the_oldest_first(make_board: MakeBoard) -> None:
    first, second = make_board(), make_board()

    ids = [b["id"] for b in first.client.get(f"{BASE}/leaderboards").json()]

    assert "global" in ids
    assert ids.index(first.id) < ids.index(second.id)


def test_what_does_not_exist_is_not_found(client: httpx.Client) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        body = {} if method == "PATCH" else None
        answer = client.request(method, f"{BASE}/leaderboards/nobody-made-it", json=body)
        assert_refused(answer, 404, "leaderboard_not_found", "id")


CHANGES: list[dict[str, Any]] = [
    {"title": "Another"},
    {"min_score": 5},
    {"max_score": 50.5},
    {"min_score": None, "max_score": None},
    {"tiers": [{"name": "top", "score": 99.5}]},
    {"metadata": {"season": "2021", "deep": [1, {"x": None}]}},
    {"public": False},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_this_changes_at_any_time(make_board: MakeBoard, change: dict[str, Any]) -> None:
    board = make_board(columns=[{"name": "points", "decimals": 1}], min_score=1, max_score=60)
    board.submit("ann", 10)
    before = board.get()

    answer = board.client.patch(board.url, json=change)

    assert answer.status_code == 200
    assert answer.json() == {**before, **change}
    assert board.get() == {**before, **change}


DEFINITIONS: list[dict[str, Any]] = [
    {"columns": [{"name": "points", "order": "ascending", "decimals": 2}]},
    {"operator": "sum"},
    {"rank_method": "dense"},
]


@pytest.mark.parametrize("change", DEFINITIONS, ids=lambda change: next(iter(change)))
def test_the_definition_changes_while_there_is_no_event(
    board: Board, change: dict[str, Any]
) -> None:
    answer = board.client.patch(board.url, json=change)

    assert answer.status_code == 200
    assert {**board.get(), **change} == board.get() == answer.json()


@pytest.mark.parametrize("change", DEFINITIONS, ids=lambda change: next(iter(change)))
def test_the_definition_stays_once_there_is_an_event(board: Board, change: dict[str, Any]) -> None:
    board.submit("ann", 10)
    before = board.get()

    answer = board.client.patch(board.url, json=change)

    assert_refused(answer, 409, "conflict")
    assert board.get() == before


def test_the_definition_stays_also_after_all_entries_are_taken_off(board: Board) -> None:
    board.submit("ann", 10)
    board.client.delete(f"{board.url}/entries/ann")

    assert_refused(board.client.patch(board.url, json={"operator": "sum"}), 409, "conflict")


def test_a_changed_definition_counts_from_the_first_score_on(board: Board) -> None:
    board.client.patch(
        board.url, json={"columns": [{"name": "time", "order": "ascending"}], "windows": ["daily"]}
    )

    board.play(ann=20, bob=10)

    assert board.ranks(window="daily") == [(1, "bob"), (2, "ann")]


def test_the_same_definition_again_is_no_change(board: Board) -> None:
    board.submit("ann", 10)

    assert board.client.patch(board.url, json={"operator": "best"}).status_code == 200


def test_new_limits_count_at_once(board: Board) -> None:
    board.submit("ann", 10)
    board.client.patch(board.url, json={"max_score": 5})

    answer = board.post({"player": "bob", "score": 6})

    assert_refused(answer, 422, "unprocessable_score", "score")


def test_an_empty_change_changes_nothing(board: Board) -> None:
    before = board.get()

    assert board.client.patch(board.url, json={}).json() == before


def test_a_deleted_leaderboard_is_gone_and_its_id_is_free(board: Board) -> None:
    board.submit("ann", 10)

    deleted = board.client.delete(board.url)

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert_refused(board.ask(), 404, "leaderboard_not_found")
    assert_refused(board.ask("/entries"), 404, "leaderboard_not_found")
    assert_refused(board.post({"player": "ann", "score": 1}), 404, "leaderboard_not_found")
    board.client.post(f"{BASE}/leaderboards", json={"id": board.id}).raise_for_status()
    assert board.ranks() == []


BAD_DEFINITIONS: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "id"),
    ({"id": "UPPER"}, "id"),
    ({"id": "a" * 65}, "id"),
    ({"id": "line\n"}, "id"),
    ({"id": 5}, "id"),
    ({"id": None}, "id"),
    ({"title": ""}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"title": "a\u0000b"}, "title"),
    ({"titel": "x"}, "titel"),
    ({"columns": []}, "columns"),
    ({"columns": [{"name": f"c{n}"} for n in range(6)]}, "columns"),
    ({"columns": [{"name": "a"}, {"name": "a"}]}, "columns"),
    ({"columns": [{"name": "A B"}]}, "columns[0]"),
    ({"columns": [{"order": "up"}]}, "columns[0].order"),
    ({"columns": [{"decimals": 7}]}, "columns[0].decimals"),
    ({"columns": [{"decimals": -1}]}, "columns[0].decimals"),
    ({"columns": [{"decimals": 1.5}]}, "columns[0].decimals"),
    ({"columns": [{"size": 1}]}, "columns[0].size"),
    ({"columns": "score"}, "columns"),
    ({"operator": "max"}, "operator"),
    ({"rank_method": "random"}, "rank_method"),
    ({"windows": []}, "windows"),
    ({"windows": ["hourly"]}, "windows[0]"),
    ({"windows": ["daily", "daily"]}, "windows"),
    ({"windows": [{"name": "x"}]}, "windows[0].cron"),
    ({"windows": [{"name": "x", "cron": "often"}]}, "windows[0]"),
    ({"windows": [{"name": "x", "cron": "0 0 30 2 *"}]}, "windows[0]"),
    ({"windows": [{"name": "x", "cron": "* * * * *", "timezone": "Mars"}]}, "windows[0]"),
    ({"windows": [{"name": "x", "cron": "* * * * *", "timezone": "../../x"}]}, "windows[0]"),
    ({"windows": [{"name": "x", "cron": "* * * * *", "timezone": "\u0000"}]}, "windows[0]"),
    ({"windows": [{"name": "weekly", "cron": "* * * * *"}]}, "windows[0]"),
    ({"segments": ["A B"]}, "segments[0]"),
    ({"tiers": [{"name": "x"}]}, "tiers[0]"),
    ({"tiers": [{"name": "x", "top_percent": 0}]}, "tiers[0].top_percent"),
    ({"tiers": [{"name": "x", "top_percent": 100.1}]}, "tiers[0].top_percent"),
    ({"tiers": [{"name": "x", "top_percent": 5, "score": 5}]}, "tiers[0]"),
    ({"tiers": [{"name": "x", "top_percent": "5"}]}, "tiers[0].top_percent"),
    ({"tiers": [{"name": "x", "score": True}]}, "tiers[0].score"),
    ({"min_score": 2, "max_score": 1}, "min_score"),
    ({"min_score": "1"}, "min_score"),
    ({"max_score": [1]}, "max_score"),
    ({"public": "yes"}, "public"),
    ({"metadata": []}, "metadata"),
    ({"metadata": {"x": "y" * 20_000}}, "metadata"),
]


@pytest.mark.parametrize(
    ("fields", "field"),
    BAD_DEFINITIONS,
    ids=[f"{field}-{n}" for n, (_, field) in enumerate(BAD_DEFINITIONS)],
)
def test_a_definition_that_is_not_allowed_names_the_field(
    client: httpx.Client, board_id: str, fields: dict[str, Any], field: str
) -> None:
    before = client.get(f"{BASE}/leaderboards").text

    answer = client.post(f"{BASE}/leaderboards", json={"id": board_id, **fields})

    assert_refused(answer, 400, "invalid_request", field)
    assert client.get(f"{BASE}/leaderboards").text == before


@pytest.mark.parametrize(
    ("fields", "field"),
    [p for p in BAD_DEFINITIONS if "id" not in p[0]],
    ids=[f"{f}-{n}" for n, (d, f) in enumerate(BAD_DEFINITIONS) if "id" not in d],
)
def test_a_change_that_is_not_allowed_names_the_field(
    board: Board, fields: dict[str, Any], field: str
) -> None:
    before = board.get()

    answer = board.client.patch(board.url, json=fields)

    assert_refused(answer, 400, "invalid_request", field)
    assert board.get() == before


@pytest.mark.parametrize(("field", "number"), [("min_score", 0.5), ("max_score", 2**63)])
def test_a_limit_that_no_score_can_have_is_refused(
    client: httpx.Client, board_id: str, field: str, number: float
) -> None:
    answer = client.post(f"{BASE}/leaderboards", json={"id": board_id, field: number})

    assert_refused(answer, 422, "unprocessable_score", field)


def test_the_id_of_a_leaderboard_cannot_be_changed(board: Board) -> None:
    answer = board.client.patch(board.url, json={"id": "other"})

    assert_refused(answer, 400, "invalid_request", "id")
