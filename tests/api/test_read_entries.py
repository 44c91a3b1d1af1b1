"""Pages of entries: by offset, by cursor, and only when they have changed."""

import base64
from typing import Any

import httpx
import msgspec
import pytest

from tests.api.boards import Board, assert_refused, players
from tests.api.conftest import MakeBoard


@pytest.fixture
def ladder(board: Board) -> Board:
    """p00 leads with 100, p24 is last with 76."""
    board.batch([{"player": f"p{n:02}", "score": 100 - n} for n in range(25)]).raise_for_status()
    return board


def test_a_page_has_the_form_of_the_contract(make_board: MakeBoard, player_id: str) -> None:
    board = make_board(columns=[{"name": "points", "decimals": 1}, {"name": "wins"}])
    board.submit(player_id, {"points": 1.5, "wins": 2}, played_at="2021-03-28T17:00:00Z")
    board.submit(player_id, {"points": 1})

    assert board.get("/entries") == {
        "leaderboard": board.id,
        "window": "all-time",
        "season": 1,
        "total": 1,
        "entries": [
            {
                "rank": 1,
                "player": player_id,
                "display_name": None,
                "avatar_url": None,
                "country": None,
                "score": 1.5,
                "scores": {"points": 1.5, "wins": 2},
                "achieved_at": "2021-03-28T17:00:00Z",
                "events": 2,
                "percentile": 100.0,
                "tier": None,
            }
        ],
        "next": None,
        "previous": None,
    }


def test_a_page_without_entries_is_empty(board: Board) -> None:
    page = board.get("/entries")

    assert (page["total"], page["entries"]) == (0, [])
    assert (page["next"], page["previous"]) == (None, None)


def test_ten_entries_come_unless_told_otherwise(ladder: Board) -> None:
    page = ladder.get("/entries")

    assert players(page) == [f"p{n:02}" for n in range(10)]
    assert page["total"] == 25


@pytest.mark.parametrize(
    ("offset", "limit", "found"),
    [
        (0, 3, range(3)),
        (5, 3, range(5, 8)),
        (23, 10, range(23, 25)),
        (25, 10, range(0)),
        (2**63 - 1, 1000, range(0)),
        (0, 1000, range(25)),
    ],
)
def test_offset_and_limit_cut_the_board(
    ladder: Board, offset: int, limit: int, found: range
) -> None:
    page = ladder.get("/entries", offset=offset, limit=limit)

    assert players(page) == [f"p{n:02}" for n in found]
    assert [entry["rank"] for entry in page["entries"]] == [n + 1 for n in found]


def test_cursors_lead_to_the_end_and_back(ladder: Board) -> None:
    first = ladder.get("/entries", limit=10)
    second = ladder.get("/entries", limit=10, cursor=first["next"])
    third = ladder.get("/entries", limit=10, cursor=second["next"])

    assert players(third) == [f"p{n:02}" for n in range(20, 25)]
    assert (first["previous"], third["next"]) == (None, None)
    back = ladder.get("/entries", limit=10, cursor=third["previous"])
    assert back == second
    assert ladder.get("/entries", limit=10, cursor=back["previous"]) == first


def test_a_page_before_may_be_short_at_the_top(ladder: Board) -> None:
    page = ladder.get("/entries", offset=3, limit=5)

    before = ladder.get("/entries", cursor=page["previous"], limit=5)

    assert players(before) == ["p00", "p01", "p02"]
    assert before["previous"] is None


def test_a_page_by_offset_has_cursors_too(ladder: Board) -> None:
    page = ladder.get("/entries", offset=10, limit=5)

    assert players(ladder.get("/entries", cursor=page["next"], limit=1)) == ["p15"]
    assert players(ladder.get("/entries", cursor=page["previous"], limit=1)) == ["p09"]


@pytest.mark.parametrize("offset", [25, 26, 2**63 - 1])
def test_past_the_end_the_page_before_is_the_last(ladder: Board, offset: int) -> None:
    beyond = ladder.get("/entries", offset=offset, limit=10)

    assert (beyond["entries"], beyond["next"]) == ([], None)
    last = ladder.get("/entries", cursor=beyond["previous"], limit=10)
    assert players(last) == [f"p{n:02}" for n in range(15, 25)]
    assert last["next"] is None


def test_behind_a_cursor_whose_followers_are_gone_the_page_before_is_the_last(
    ladder: Board,
) -> None:
    cursor = ladder.get("/entries", limit=24)["next"]
    ladder.client.delete(f"{ladder.url}/entries/p24").raise_for_status()

    beyond = ladder.get("/entries", cursor=cursor)

    assert beyond["entries"] == []
    assert players(ladder.get("/entries", cursor=beyond["previous"], limit=1)) == ["p23"]


def test_past_the_end_of_an_empty_board_there_is_no_page_before(board: Board) -> None:
    assert board.get("/entries", offset=5)["previous"] is None


def test_forwards_nobody_is_missed_or_repeated_while_scores_arrive(ladder: Board) -> None:
    page = ladder.get("/entries", limit=5)
    seen = players(page)
    arriving = iter(range(100))
    while page["next"]:
        newcomer = next(arriving)
        ladder.submit(f"above-{newcomer}", 200 + newcomer)
        ladder.submit(f"below-{newcomer}", -newcomer)
        page = ladder.get("/entries", limit=5, cursor=page["next"])
        seen += players(page)

    still = [player for player in seen if player.startswith("p")]
    assert still == [f"p{n:02}" for n in range(25)]
    assert len(seen) == len(set(seen))


def test_backwards_nobody_is_missed_or_repeated_while_scores_arrive(ladder: Board) -> None:
    page = ladder.get("/entries", offset=20, limit=5)
    seen = players(page)
    for newcomer in range(4):
        ladder.submit(f"above-{newcomer}", 200 + newcomer)
        ladder.submit(f"between-{newcomer}", 76)
        page = ladder.get("/entries", limit=5, cursor=page["previous"])
        seen = players(page) + seen

    assert seen == [f"p{n:02}" for n in range(25)]


def test_a_cursor_holds_also_when_its_own_entry_has_gone(ladder: Board) -> None:
    page = ladder.get("/entries", limit=5)
    ladder.client.delete(f"{ladder.url}/entries/p04")

    following = ladder.get("/entries", limit=5, cursor=page["next"])

    assert players(following) == ["p05", "p06", "p07", "p08", "p09"]


def test_a_cursor_knows_its_window(make_board: MakeBoard) -> None:
    board = make_board(windows=["all-time", "daily"])
    board.play(a=3, b=2, c=1)
    page = board.get("/entries", window="daily", limit=1)

    following = board.get("/entries", cursor=page["next"], limit=1)

    assert (following["window"], players(following)) == ("daily", ["b"])
    other = board.ask("/entries", cursor=page["next"], window="all-time")
    assert_refused(other, 400, "invalid_request", "cursor")
    season = board.ask("/entries", cursor=page["next"], season=2)
    assert_refused(season, 400, "invalid_request", "cursor")


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(parts)).decode().rstrip("=")


def test_a_cursor_of_another_leaderboard_is_refused(ladder: Board, make_board: MakeBoard) -> None:
    cursor = ladder.get("/entries")["next"]

    assert_refused(make_board().ask("/entries", cursor=cursor), 400, "invalid_request", "cursor")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "garbage",
        "????",
        "é",
        "gA",
        "\x00",
        "A" * 10_000,
        forged("after", 1, "all-time", 1),
        forged("aside", 1, "all-time", 1, b"x" * 16),
        forged("after", 2**64 - 1, "all-time", -(2**63), b"x" * 16),
        forged(None),
    ],
)
def test_a_cursor_that_no_page_gave_is_refused(ladder: Board, cursor: str) -> None:
    assert_refused(ladder.ask("/entries", cursor=cursor), 400, "invalid_request", "cursor")


@pytest.mark.parametrize("direction", ["after", "before"])
@pytest.mark.parametrize("key", [b"\x00" * 16, b"\xff" * 16])
def test_a_cursor_made_by_hand_does_no_harm(board: Board, direction: str, key: bytes) -> None:
    made = [forged(direction, number, "all-time", 1, key) for number in range(1, 400)]
    answers = [board.ask("/entries", cursor=cursor) for cursor in made]

    assert {answer.status_code for answer in answers} == {200, 400}
    assert next(a for a in answers if a.status_code == 200).json()["entries"] == []


def test_cursor_and_offset_exclude_each_other(ladder: Board) -> None:
    cursor = ladder.get("/entries")["next"]

    answer = ladder.ask("/entries", cursor=cursor, offset=0)

    assert_refused(answer, 400, "invalid_request", "cursor")


# -- only when something has changed -------------------------------------------------------


def again(board: Board, tag: str, **params: Any) -> httpx.Response:
    headers = {"if-none-match": tag}
    return board.client.get(f"{board.url}/entries", params=params, headers=headers)


def test_an_unchanged_page_is_not_sent_again(ladder: Board) -> None:
    tag = ladder.ask("/entries").headers["etag"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = again(ladder, known)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tag


@pytest.mark.parametrize("change", ["score", "removal", "profile", "definition"])
def test_a_page_is_sent_again_after_a_change(ladder: Board, change: str) -> None:
    tag = ladder.ask("/entries").headers["etag"]

    match change:
        case "score":
            ladder.submit("p00", 1000)
        case "removal":
            ladder.client.delete(f"{ladder.url}/entries/p24")
        case "profile":
            ladder.client.put("/api/v1/players/p00", json={"display_name": "Zero"})
        case "definition":
            ladder.client.patch(ladder.url, json={"tiers": [{"name": "top", "score": 1}]})

    answer = again(ladder, tag)
    assert answer.status_code == 200
    assert answer.headers["etag"] != tag


def test_the_windows_of_a_leaderboard_have_tags_of_their_own(make_board: MakeBoard) -> None:
    board = make_board(windows=["all-time", "daily"])
    board.submit("ann", 5)
    tag = board.ask("/entries", window="all-time").headers["etag"]

    assert again(board, tag, window="daily").status_code == 200


# -- parameters ----------------------------------------------------------------------------

BAD_PARAMETERS: list[tuple[dict[str, Any], int, str, str]] = [
    ({"limit": "0"}, 400, "invalid_request", "limit"),
    ({"limit": "1001"}, 400, "invalid_request", "limit"),
    ({"limit": "-1"}, 400, "invalid_request", "limit"),
    ({"limit": "ten"}, 400, "invalid_request", "limit"),
    ({"limit": ""}, 400, "invalid_request", "limit"),
    ({"limit": "1.5"}, 400, "invalid_request", "limit"),
    ({"limit": "9" * 5000}, 400, "invalid_request", "limit"),
    ({"limit": "٣"}, 400, "invalid_request", "limit"),
    ({"limit": "NaN"}, 400, "invalid_request", "limit"),
    ({"offset": "-1"}, 400, "invalid_request", "offset"),
    ({"offset": str(2**63)}, 400, "invalid_request", "offset"),
    ({"offset": "\x00"}, 400, "invalid_request", "offset"),
    ({"season": "last"}, 400, "invalid_request", "season"),
    ({"season": "9" * 5000}, 400, "invalid_request", "season"),
    ({"season": "2"}, 404, "season_not_found", "season"),
    ({"season": "-5"}, 404, "season_not_found", "season"),
    ({"window": "weekly"}, 404, "season_not_found", "window"),
    ({"window": ""}, 404, "season_not_found", "window"),
    ({"window": "\x00🏎"}, 404, "season_not_found", "window"),
]


@pytest.mark.parametrize(("params", "status", "code", "field"), BAD_PARAMETERS)
def test_a_parameter_that_is_not_allowed_is_named(
    board: Board, params: dict[str, Any], status: int, code: str, field: str
) -> None:
    problem = assert_refused(board.ask("/entries", **params), status, code, field)

    assert f"'{field}'" in problem["detail"] or field in ("season", "window")


def test_the_problem_of_a_parameter_says_what_is_allowed(board: Board) -> None:
    problem = board.ask("/entries", limit=5000).json()

    assert problem["detail"] == "'limit' is '5000'; it must be a whole number from 1 to 1000."
