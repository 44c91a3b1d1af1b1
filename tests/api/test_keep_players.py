"""Registering, reading, changing, finding and forgetting players."""

from typing import Any

import httpx
import pytest

from tests.api.boards import BASE, Board, assert_refused, part, players
from tests.api.conftest import MakeBoard

PROFILE = {
    "display_name": "Max Verstappen",
    "username": "max33",
    "avatar_url": "https://example.org/max.png",
    "country": "NL",
    "attributes": {"team": "Red Bull", "numbers": [33, 1]},
}
STRANGE_IDS = [
    "a b",
    " ",
    "trailing ",
    "🏎️💨",
    "Ünïcödé",
    "محمد",
    "50%41",
    "%2F",
    "a?b#c&d=e",
    "a+b",
    "a;b,c:d",
    ".",
    "..",
    "query",
    "entries",
    "{player}",
    "'; DROP TABLE players; --",
    '"quoted"\\',
    "\u200b\u202e",
    "\ufffd",
    "𐀀" * 64,
    "x" * 64,
]


def put(client: httpx.Client, id: str, body: Any) -> httpx.Response:
    return client.put(f"{BASE}/players/{part(id)}", json=body)


def test_a_new_player_is_created_and_a_known_one_replaced(
    client: httpx.Client, player_id: str
) -> None:
    first = put(client, player_id, PROFILE)
    second = put(client, player_id, {"display_name": "Max"})

    assert (first.status_code, second.status_code) == (201, 200)
    kept = first.json()
    times = {"created_at": kept["created_at"], "updated_at": kept["updated_at"]}
    assert kept == {"player": player_id, **PROFILE, **times}
    emptied = {**dict.fromkeys(PROFILE), "attributes": {}, "display_name": "Max"}
    read = client.get(f"{BASE}/players/{player_id}").json()
    assert read == second.json()
    assert read == {**emptied, **times, "player": player_id, "updated_at": read["updated_at"]}


def test_a_change_leaves_what_it_does_not_name(client: httpx.Client, player_id: str) -> None:
    put(client, player_id, PROFILE)

    answer = client.patch(f"{BASE}/players/{player_id}", json={"country": "BE", "username": None})

    assert answer.status_code == 200
    changed = answer.json()
    assert {name: changed[name] for name in PROFILE} == {
        **PROFILE,
        "country": "BE",
        "username": None,
    }
    assert client.get(f"{BASE}/players/{player_id}").json() == changed


def test_a_player_that_does_not_exist_is_not_found(client: httpx.Client, player_id: str) -> None:
    url = f"{BASE}/players/{player_id}"
    for answer in (
        client.get(url),
        client.patch(url, json={}),
        client.delete(url),
        client.get(f"{url}/entries"),
    ):
        assert_refused(answer, 404, "player_not_found", "player")


@pytest.mark.parametrize("id", STRANGE_IDS)
def test_an_id_may_have_any_character_but_slashes_and_controls(board: Board, id: str) -> None:
    board.submit(id, 5)
    assert put(board.client, id, {"display_name": "Strange"}).status_code == 200

    assert board.client.get(f"{BASE}/players/{part(id)}").json()["player"] == id
    assert board.entry(id)["player"] == id
    assert players(board.get(f"/entries/{part(id)}/around")) == [id]
    entries = board.client.get(f"{BASE}/players/{part(id)}/entries").json()
    assert board.id in [entry["leaderboard"] for entry in entries]
    assert board.client.delete(f"{board.url}/entries/{part(id)}").status_code == 204
    assert board.ranks() == []


@pytest.mark.parametrize("id", ["a/b", "a\x00b", "a\nb", "\x7f", "\x85", "x" * 65, ""])
def test_an_id_that_is_not_allowed_is_refused(board: Board, id: str) -> None:
    answer = board.post({"player": id, "score": 5})

    assert_refused(answer, 400, "invalid_request", "player")
    assert board.events() == 0


@pytest.mark.parametrize("id", ["a\x00b", "a\nb", "\x85", "x" * 65])
def test_an_id_that_is_not_allowed_cannot_be_registered(client: httpx.Client, id: str) -> None:
    assert_refused(put(client, id, {}), 400, "invalid_request", "player")


def test_a_submission_creates_an_unknown_player(board: Board, player_id: str) -> None:
    board.submit(player_id, 5)

    profile = board.client.get(f"{BASE}/players/{player_id}").json()

    assert (profile["player"], profile["display_name"]) == (player_id, None)


def test_a_profile_shows_in_entries_at_once(board: Board, player_id: str) -> None:
    board.submit(player_id, 5)
    put(board.client, player_id, PROFILE)

    entry = board.entry(player_id)

    shown = ("display_name", "avatar_url", "country")
    assert {name: entry[name] for name in shown} == {name: PROFILE[name] for name in shown}


def test_a_players_entries_come_from_every_leaderboard_and_window(
    make_board: MakeBoard, player_id: str
) -> None:
    one, two = make_board(windows=["all-time", "weekly"]), make_board(operator="sum")
    one.play(other=10)
    one.submit(player_id, 5)
    two.submit(player_id, 7)

    found = one.client.get(f"{BASE}/players/{player_id}/entries").json()

    assert [(e["leaderboard"], e["window"], e["season"], e["rank"], e["score"]) for e in found] == [
        (one.id, "all-time", 1, 2, 5),
        (one.id, "weekly", 1, 2, 5),
        (two.id, "all-time", 1, 1, 7),
    ]
    assert [entry["total"] for entry in found] == [2, 2, 1]


def test_players_are_found_by_part_of_id_or_name(client: httpx.Client) -> None:
    put(client, "find-1", {"display_name": "Needle One"})
    put(client, "find-2", {"username": "theneedle"})
    put(client, "needle-3", {})
    put(client, "find-4", {"display_name": "Hay"})

    answer = client.get(f"{BASE}/players", params={"search": "NEEDLE"}).json()

    assert [player["player"] for player in answer["players"]] == ["find-1", "find-2", "needle-3"]
    assert answer["next"] is None


def test_players_come_page_by_page(client: httpx.Client) -> None:
    ids = [f"paged-{n:02}" for n in range(7)]
    for id in ids:
        put(client, id, {})

    found: list[str] = []
    cursor: str | None = None
    pages = 0
    while cursor or not pages:
        params = {"search": "paged-", "limit": 3} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{BASE}/players", params=params).json()
        found += [player["player"] for player in page["players"]]
        cursor, pages = page["next"], pages + 1

    assert (found, pages) == (ids, 3)


def test_nobody_is_found_for_a_text_that_nobody_has(client: httpx.Client) -> None:
    for text in ("%", "_x_", "\x00", "no such"):
        answer = client.get(f"{BASE}/players", params={"search": f"zz{text}"})
        assert answer.json() == {"players": [], "next": None}


def test_a_forgotten_player_leaves_every_leaderboard(make_board: MakeBoard, player_id: str) -> None:
    one, two = make_board(), make_board(windows=["daily", "all-time"])
    for board in (one, two):
        board.play(other=1)
        board.submit(player_id, 5)

    deleted = one.client.delete(f"{BASE}/players/{player_id}")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert_refused(one.client.get(f"{BASE}/players/{player_id}"), 404, "player_not_found", "player")
    assert one.ranks() == two.ranks() == two.ranks(window="all-time") == [(1, "other")]
    assert_refused(one.ask(f"/entries/{player_id}"), 404, "player_not_found")


def test_a_forgotten_id_may_come_back_as_someone_new(board: Board, player_id: str) -> None:
    put(board.client, player_id, PROFILE)
    board.submit(player_id, 5)
    board.client.delete(f"{BASE}/players/{player_id}")

    standing = board.submit(player_id, 3)["entry"]

    assert (standing["score"], standing["previous_score"]) == (3, None)
    assert board.client.get(f"{BASE}/players/{player_id}").json()["display_name"] is None


BAD_PROFILES: list[tuple[dict[str, Any], str]] = [
    ({"display_name": 5}, "display_name"),
    ({"display_name": "x" * 101}, "display_name"),
    ({"display_name": "a\x00b"}, "display_name"),
    ({"username": "x" * 65}, "username"),
    ({"username": "a\tb"}, "username"),
    ({"avatar_url": "javascript:alert(1)"}, "avatar_url"),
    ({"avatar_url": "https://" + "x" * 500}, "avatar_url"),
    ({"country": "tr"}, "country"),
    ({"country": "TUR"}, "country"),
    ({"country": "TR\n"}, "country"),
    ({"attributes": None}, "attributes"),
    ({"attributes": []}, "attributes"),
    ({"attributes": {"x": "y" * 20_000}}, "attributes"),
    ({"name": "x"}, "name"),
    ({"player": "other"}, "player"),
]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("body", "field"), BAD_PROFILES, ids=[f"{f}-{n}" for n, (_, f) in enumerate(BAD_PROFILES)]
)
def test_a_profile_that_is_not_allowed_names_the_field(
    client: httpx.Client, method: str, body: dict[str, Any], field: str
) -> None:
    put(client, "well-kept", PROFILE)
    before = client.get(f"{BASE}/players/well-kept").json()

    answer = client.request(method, f"{BASE}/players/well-kept", json=body)

    assert_refused(answer, 400, "invalid_request", field)
    assert client.get(f"{BASE}/players/well-kept").json() == before


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "garbage"}, "cursor"),
        ({"cursor": ""}, "cursor"),
        ({"search": "x" * 101}, "search"),
    ],
)
def test_a_search_that_is_not_allowed_names_the_parameter(
    client: httpx.Client, params: dict[str, Any], field: str
) -> None:
    assert_refused(client.get(f"{BASE}/players", params=params), 400, "invalid_request", field)
