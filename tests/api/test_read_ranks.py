"""One entry, who is around it or around a score, friends among themselves, and removal."""

from typing import Any

import pytest

from tests.api.boards import Board, assert_refused, players
from tests.api.conftest import MakeBoard

ASCENDING = [{"name": "seconds", "order": "ascending", "decimals": 2}]


@pytest.fixture
def ladder(board: Board) -> Board:
    """p0 leads with 100, p9 is last with 10."""
    board.batch([{"player": f"p{n}", "score": 100 - 10 * n} for n in range(10)])
    return board


def around(board: Board, player: str, span: int) -> str:
    page = board.get(f"/entries/{player}/around", span=span)
    return " ".join(players(page))


# -- one entry -----------------------------------------------------------------------------


def test_an_entry_tells_its_rank(ladder: Board) -> None:
    entry = ladder.entry("p3")

    assert (entry["rank"], entry["score"], entry["percentile"]) == (4, 70, 70.0)


def test_an_entry_is_of_the_window_that_is_asked_for(make_board: MakeBoard) -> None:
    board = make_board(windows=["all-time", "monthly"], operator="sum")
    board.play(ann=5)

    assert board.entry("ann", window="monthly", season=1)["score"] == 5


def test_a_known_player_without_an_entry_is_told_from_an_unknown_one(
    board: Board, make_board: MakeBoard
) -> None:
    make_board().submit("known", 5)

    for path in ("/entries/known", "/entries/known/around"):
        assert_refused(board.ask(path), 404, "entry_not_found", "player")
    for path in ("/entries/unheard-of", "/entries/unheard-of/around"):
        assert_refused(board.ask(path), 404, "player_not_found", "player")


READS = ["/entries/p1", "/entries/p1/around", "/around-score?score=1", "/stats", "/entries"]


@pytest.mark.parametrize("path", READS)
def test_every_read_refuses_what_does_not_exist(ladder: Board, path: str) -> None:
    for parameter, value in (("window", "daily"), ("season", "2")):
        url = f"{ladder.url}{path}{'&' if '?' in path else '?'}{parameter}={value}"
        assert_refused(ladder.client.get(url), 404, "season_not_found", parameter)
    unknown = ladder.client.get(f"/api/v1/leaderboards/unknown{path}")
    assert_refused(unknown, 404, "leaderboard_not_found", "id")


# -- around a player -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("player", "span", "found"),
    [
        ("p5", 0, "p5"),
        ("p5", 2, "p3 p4 p5 p6 p7"),
        ("p0", 2, "p0 p1 p2 p3 p4"),
        ("p1", 2, "p0 p1 p2 p3 p4"),
        ("p9", 2, "p5 p6 p7 p8 p9"),
        ("p8", 2, "p5 p6 p7 p8 p9"),
        ("p4", 500, "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9"),
    ],
)
def test_around_is_filled_from_the_other_side_at_an_edge(
    ladder: Board, player: str, span: int, found: str
) -> None:
    assert around(ladder, player, span) == found


def test_around_spans_five_unless_told_otherwise(make_board: MakeBoard) -> None:
    board = make_board()
    board.batch([{"player": f"q{n:02}", "score": -n} for n in range(30)])

    page = board.get("/entries/q15/around")

    assert players(page) == [f"q{n}" for n in range(10, 21)]
    assert page["total"] == 30


def test_around_is_a_page_that_cursors_go_on_from(ladder: Board) -> None:
    page = ladder.get("/entries/p5/around", span=1)

    assert players(page) == ["p4", "p5", "p6"]
    assert players(ladder.get("/entries", cursor=page["next"], limit=2)) == ["p7", "p8"]
    assert players(ladder.get("/entries", cursor=page["previous"], limit=2)) == ["p2", "p3"]


# -- around a score ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "rank", "found"),
    [
        ("55", 6, "p3 p4 p5 p6"),
        ("60", 5, "p3 p4 p5 p6"),  # behind the one who was first with 60
        ("1000", 1, "p0 p1 p2 p3"),
        ("-5", 11, "p6 p7 p8 p9"),
    ],
)
def test_around_a_score_is_where_it_would_stand(
    ladder: Board, score: str, rank: int, found: str
) -> None:
    page = ladder.get("/around-score", score=score, span=2)

    assert " ".join(players(page)) == found
    assert page["rank"] == rank


def test_the_rank_of_a_score_is_the_one_that_it_gets(ladder: Board) -> None:
    for score in (1000, 100, 95, 60, 10, 5):
        foretold = ladder.get("/around-score", score=score)["rank"]
        assert ladder.submit(f"guest-{score}", score)["entry"]["rank"] == foretold


@pytest.mark.parametrize(
    ("method", "ranks"),
    [("competition", [1, 2, 2, 4, 5]), ("dense", [1, 2, 2, 3, 4]), ("ordinal", [1, 2, 4, 5, 5])],
)
def test_the_rank_of_a_score_follows_the_rank_method(
    make_board: MakeBoard, method: str, ranks: list[int]
) -> None:
    board = make_board(rank_method=method)
    board.play(a=40, b=30, c=30, d=20)

    asked = [board.get("/around-score", score=score)["rank"] for score in (50, 35, 30, 20, 10)]

    assert asked == ranks


def test_around_a_score_counts_upwards_where_the_column_ascends(make_board: MakeBoard) -> None:
    board = make_board(columns=ASCENDING)
    board.play(a=10.25, b=11.5, c=12.75)

    page = board.get("/around-score", score="11.49", span=1)

    assert (players(page), page["rank"]) == (["a", "b"], 2)


def test_around_a_score_takes_a_number_for_each_column(make_board: MakeBoard) -> None:
    board = make_board(columns=[{"name": "points"}, {"name": "wins"}])
    board.submit("a", {"points": 5, "wins": 2})
    board.submit("b", {"points": 5, "wins": 1})

    assert board.get("/around-score", score="5,1")["rank"] == 2
    assert board.get("/around-score", score="5,3")["rank"] == 1
    assert board.get("/around-score", score="5")["rank"] == 3


def test_around_a_score_on_an_empty_board_is_the_first_place(board: Board) -> None:
    page = board.get("/around-score", score=5)

    assert (page["rank"], page["entries"]) == (1, [])


@pytest.mark.parametrize(
    ("score", "status"),
    [
        ("", 400),
        ("high", 400),
        ("1,2", 400),
        ("+5", 400),
        ("NaN", 400),
        ("1.5", 422),
        ("1e400", 422),
    ],
)
def test_around_what_is_no_score_is_refused(board: Board, score: str, status: int) -> None:
    code = {400: "invalid_request", 422: "unprocessable_score"}[status]

    assert_refused(board.ask("/around-score", score=score), status, code, "score")


def test_around_needs_a_score(board: Board) -> None:
    assert_refused(board.ask("/around-score"), 400, "invalid_request", "score")


@pytest.mark.parametrize("path", ["/entries/p1/around?", "/around-score?score=5&"])
@pytest.mark.parametrize("span", ["-1", "501", "wide", "", "9" * 5000])
def test_a_span_that_is_not_allowed_is_refused(ladder: Board, path: str, span: str) -> None:
    answer = ladder.client.get(f"{ladder.url}{path}span={span}")

    assert_refused(answer, 400, "invalid_request", "span")


# -- some players among themselves ---------------------------------------------------------


def query(board: Board, ids: Any, **params: Any) -> dict[str, Any]:
    answer = board.client.post(f"{board.url}/entries/query", json={"players": ids}, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_friends_come_in_board_order_with_their_positions(ladder: Board) -> None:
    found = query(ladder, ["p7", "nobody", "p2", "p7", "p4"])

    assert [(e["player"], e["rank"], e["position"]) for e in found["entries"]] == [
        ("p2", 3, 1),
        ("p4", 5, 2),
        ("p7", 8, 3),
    ]
    assert found["missing"] == ["nobody"]
    assert (found["leaderboard"], found["window"], found["season"], found["total"]) == (
        ladder.id,
        "all-time",
        1,
        10,
    )


def test_friends_of_an_empty_board_are_all_missing(board: Board) -> None:
    assert query(board, ["a", "b"])["missing"] == ["a", "b"]


def test_a_thousand_friends_may_be_asked_for_but_no_more(ladder: Board) -> None:
    ids = [f"friend-{n}" for n in range(1001)]

    assert len(query(ladder, ids[:-1])["missing"]) == 1000
    answer = ladder.client.post(f"{ladder.url}/entries/query", json={"players": ids})
    assert_refused(answer, 400, "invalid_request", "players")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "players"),
        ({"players": "p1"}, "players"),
        ({"players": [1]}, "players[0]"),
        ({"players": None}, "players"),
        ({"players": [], "limit": 1}, "limit"),
        ([], "body"),
    ],
)
def test_a_query_that_is_not_allowed_is_refused(board: Board, body: Any, field: str) -> None:
    answer = board.client.post(f"{board.url}/entries/query", json=body)

    assert_refused(answer, 400, "invalid_request", field)


# -- removal -------------------------------------------------------------------------------


def test_a_removed_entry_leaves_all_open_seasons(make_board: MakeBoard) -> None:
    board = make_board(windows=["all-time", "daily"])
    board.play(ann=10, bob=20, cem=30)

    answer = board.client.delete(f"{board.url}/entries/bob")

    assert (answer.status_code, answer.content) == (204, b"")
    assert board.ranks() == board.ranks(window="daily") == [(1, "cem"), (2, "ann")]
    assert_refused(board.ask("/entries/bob"), 404, "entry_not_found", "player")


def test_a_removal_is_an_event_of_its_own(board: Board) -> None:
    first = board.submit("ann", 10)["sequence"]
    board.client.delete(f"{board.url}/entries/ann")

    assert board.submit("bob", 10)["sequence"] == first + 2


def test_who_was_removed_may_start_anew(make_board: MakeBoard) -> None:
    board = make_board(operator="sum")
    board.submit("ann", 10)
    board.client.delete(f"{board.url}/entries/ann")

    entry = board.submit("ann", 3)["entry"]

    assert (entry["score"], entry["previous_rank"], entry["total"]) == (3, None, 1)
    assert board.entry("ann")["events"] == 1


def test_what_is_not_there_cannot_be_removed(board: Board, make_board: MakeBoard) -> None:
    make_board().submit("elsewhere", 5)
    url = f"{board.url}/entries"

    assert_refused(board.client.delete(f"{url}/elsewhere"), 404, "entry_not_found", "player")
    assert_refused(board.client.delete(f"{url}/unheard-of"), 404, "player_not_found", "player")
    gone = board.client.delete("/api/v1/leaderboards/unknown/entries/elsewhere")
    assert_refused(gone, 404, "leaderboard_not_found", "id")


# -- rank methods, percentiles, tiers ------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "ranks"),
    [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3]), ("ordinal", [1, 2, 3, 4])],
)
def test_equal_scores_are_ranked_by_the_method(
    make_board: MakeBoard, method: str, ranks: list[int]
) -> None:
    board = make_board(rank_method=method)

    board.play(d=10, b=20, c=20, a=30)

    assert board.ranks() == list(zip(ranks, "abcd", strict=True))
    assert [board.entry(player)["rank"] for player in "abcd"] == ranks
    assert [e["rank"] for e in board.get("/entries", offset=2)["entries"]] == ranks[2:]
    assert [e["rank"] for e in board.get("/entries/c/around")["entries"]] == ranks
    assert board.submit("e", 20)["entry"]["rank"] == (4 if method == "ordinal" else 2)


def test_a_percentile_is_the_share_that_stands_at_or_below(make_board: MakeBoard) -> None:
    board = make_board()
    board.play(a=40, b=30, c=30)

    assert [board.entry(player)["percentile"] for player in "abc"] == [100.0, 66.7, 66.7]


def test_the_first_tier_that_fits_counts(make_board: MakeBoard) -> None:
    tiers = [
        {"name": "legend", "score": 95},
        {"name": "gold", "top_percent": 20},
        {"name": "silver", "top_percent": 50},
    ]
    board = make_board(tiers=tiers)
    board.batch([{"player": f"t{n}", "score": 100 - 10 * n} for n in range(10)])

    found = [entry["tier"] for entry in board.get("/entries")["entries"]]

    assert found == ["legend", "gold", "silver", "silver", "silver"] + [None] * 5
    assert board.entry("t1")["tier"] == "gold"


def test_a_tier_by_score_counts_downwards_where_the_column_ascends(make_board: MakeBoard) -> None:
    board = make_board(columns=ASCENDING, tiers=[{"name": "fast", "score": 11.5}])
    board.play(a=11.5, b=11.51)

    assert [board.entry(player)["tier"] for player in "ab"] == ["fast", None]
