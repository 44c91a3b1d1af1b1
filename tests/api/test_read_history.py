"""A season's events one by one, and how a player's entry came about."""

from typing import Any

import pytest

from tests.api.boards import Board, assert_refused
from tests.api.conftest import MakeBoard

PLAYED = "2021-03-28T17:00:00Z"
LATER = "2021-04-18T15:00:00.500000Z"


def sequences(page: dict[str, Any]) -> list[int]:
    return [event["sequence"] for event in page["events"]]


def scores(page: dict[str, Any]) -> list[Any]:
    return [event["score"] for event in page["events"]]


def follow(board: Board, parameter: str, **params: Any) -> list[Any]:
    """The scores of all pages."""
    page = board.get("/events", **params)
    found = scores(page)
    while page["next"] is not None:
        page = board.get("/events", **{**params, parameter: page["next"]})
        found += scores(page)
    return found


class TestEvents:
    def test_an_event_says_who_what_and_when(self, make_board: MakeBoard) -> None:
        board = make_board(columns=[{"name": "points", "decimals": 1}, {"name": "wins"}])
        client = board.client
        client.put("/api/v1/players/ev-ann", json={"display_name": "Ann 🏎"}).raise_for_status()
        receipt = board.submit(
            "ev-ann",
            {"points": 12.5},
            submission_id="s",
            played_at=PLAYED,
            metadata={"car": 1},
        )

        page = board.get("/events")

        (event,) = page["events"]
        received = event.pop("received_at")
        assert received > PLAYED
        assert event == {
            "sequence": receipt["sequence"],
            "player": "ev-ann",
            "display_name": "Ann 🏎",
            "score": 12.5,
            "scores": {"points": 12.5, "wins": 0},
            "kind": "score",
            "played_at": PLAYED,
            "achieved_at": PLAYED,
        }
        del page["events"]
        assert page == {
            "leaderboard": board.id,
            "window": "all-time",
            "season": 1,
            "total": 1,
            "first_at": PLAYED,
            "last_at": PLAYED,
            "next": None,
        }

    def test_a_board_without_events_has_an_empty_page(self, board: Board) -> None:
        page = board.get("/events")

        assert (page["events"], page["total"], page["next"]) == ([], 0, None)
        assert (page["first_at"], page["last_at"]) == (None, None)

    def test_pages_lead_through_all_events_in_either_order(self, make_board: MakeBoard) -> None:
        board, other = make_board(operator="latest"), make_board()
        for n in range(7):
            board.submit(f"p{n % 2}", n)
            other.submit("p0", 100 + n)

        assert follow(board, "after", limit=3) == list(range(7))
        assert follow(board, "before", limit=3, order="newest") == list(range(6, -1, -1))
        assert follow(board, "after", limit=7) == list(range(7))
        for order in ("oldest", "newest"):
            assert board.get("/events", limit=6, order=order)["next"] is not None
            assert board.get("/events", limit=7, order=order)["next"] is None
        assert follow(board, "before", limit=2, order="newest", player="p1") == [5, 3, 1]
        assert follow(board, "after", limit=2, player="p0") == [0, 2, 4, 6]

    def test_a_page_between_is_asked_for_by_sequence(self, board: Board) -> None:
        board.batch([{"player": "ann", "score": n} for n in range(5)])
        all = sequences(board.get("/events"))

        assert sequences(board.get("/events", after=all[1])) == all[2:]
        assert sequences(board.get("/events", before=all[2])) == [all[1], all[0]]
        assert sequences(board.get("/events", before=all[0])) == []
        assert sequences(board.get("/events", after=all[-1])) == []
        assert sequences(board.get("/events", before=all[2], order="newest", limit=1)) == [all[1]]

    def test_the_newest_page_has_what_was_just_sent(self, board: Board) -> None:
        for n in range(3):
            sequence = board.submit("ann", n)["sequence"]
            page = board.get("/events", order="newest", limit=1)

            assert (sequences(page), page["total"]) == ([sequence], n + 1)

    def test_a_removal_is_an_event_without_score(self, board: Board) -> None:
        board.play(ann=5)
        board.client.delete(f"{board.url}/entries/ann").raise_for_status()

        page = board.get("/events")

        assert [(event["kind"], event["score"]) for event in page["events"]] == [
            ("score", 5),
            ("removal", None),
        ]
        assert page["events"][1]["scores"] is None
        assert page["total"] == 1

    def test_who_was_erased_is_not_shown(self, board: Board) -> None:
        board.play(ann=5)
        board.submit("gone", 6)
        board.client.delete("/api/v1/players/gone").raise_for_status()

        assert [event["player"] for event in board.get("/events")["events"]] == ["ann"]

    def test_the_times_are_of_the_earliest_and_the_latest_score(self, board: Board) -> None:
        board.submit("ann", 1, played_at=LATER)
        board.submit("ann", 2, played_at=PLAYED)

        page = board.get("/events", limit=1)

        assert (page["first_at"], page["last_at"]) == (PLAYED, LATER)

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"limit": 0}, "limit"),
            ({"limit": 1001}, "limit"),
            ({"limit": "1.0"}, "limit"),
            ({"after": -1}, "after"),
            ({"after": 2**63}, "after"),
            ({"before": "x"}, "before"),
            ({"order": "down"}, "order"),
            ({"after": 1, "before": 5}, "after"),
            ({"after": 1, "order": "newest"}, "after"),
            ({"before": 1, "order": "oldest"}, "order"),
            ({"segment": "country:TR"}, "segment"),
        ],
    )
    def test_what_cannot_be_asked_is_refused(
        self, board: Board, asked: dict[str, Any], field: str
    ) -> None:
        assert_refused(board.ask("/events", **asked), 400, "invalid_request", field)

    def test_what_is_not_there_is_not_found(self, board: Board) -> None:
        ask = board.ask
        assert_refused(ask("/events", player="nobody-here"), 404, "player_not_found", "player")
        assert_refused(ask("/events", window="weekly"), 404, "season_not_found", "window")
        assert_refused(ask("/events", season=5), 404, "season_not_found", "season")
        board.client.delete(board.url)
        assert_refused(ask("/events"), 404, "leaderboard_not_found", "id")


class TestHistory:
    def points(self, board: Board, player: str = "ann", **params: Any) -> list[dict[str, Any]]:
        points: list[dict[str, Any]] = board.get(f"/entries/{player}/history", **params)["points"]
        return points

    @pytest.mark.parametrize(
        ("operator", "standing"),
        [("best", [3, 3, 7, 7]), ("latest", [3, 1, 7, 5]), ("sum", [3, 4, 11, 16])],
    )
    def test_standing_is_what_the_operator_makes_of_the_scores(
        self, make_board: MakeBoard, operator: str, standing: list[int]
    ) -> None:
        board = make_board(operator=operator)
        for score in (3, 1, 7, 5):
            board.submit("ann", score)
            board.submit("bob", 100)

        history = board.get("/entries/ann/history")

        assert history["operator"] == operator
        assert (history["player"], history["season"]) == ("ann", 1)
        assert [point["score"] for point in history["points"]] == [3, 1, 7, 5]
        assert [point["standing"] for point in history["points"]] == standing
        assert standing[-1] == board.entry("ann")["score"]

    def test_the_smaller_is_the_better_where_the_board_says_so(self, make_board: MakeBoard) -> None:
        column = {"name": "time", "order": "ascending", "decimals": 3}
        board = make_board(columns=[column, {"name": "x"}])
        for time in (83.5, 84, 82.125):
            board.submit("ann", {"time": time, "x": 1}, played_at=PLAYED)

        assert [(p["at"], p["standing"]) for p in self.points(board)] == [
            (PLAYED, 83.5),
            (PLAYED, 83.5),
            (PLAYED, 82.125),
        ]
        assert self.points(board)[2]["scores"] == {"time": 82.125, "x": 1}

    def test_many_are_thinned_evenly_and_the_last_one_stays(self, make_board: MakeBoard) -> None:
        board = make_board(operator="sum")
        board.batch([{"player": "ann", "score": n} for n in range(1, 2102)])

        def shown(**params: Any) -> list[int]:
            return [point["score"] for point in self.points(board, **params)]

        assert shown(limit=4) == [1, 701, 1401, 2101]
        assert shown(limit=1) == [2101]
        assert len(shown()) == 200
        assert self.points(board)[-1]["standing"] == 2101 * 2102 // 2
        assert (len(shown(limit=1000)), shown(limit=1000)[-1]) == (1000, 2101)

    def test_it_begins_anew_after_a_removal(self, make_board: MakeBoard) -> None:
        board = make_board(operator="sum")
        board.play(ann=5)
        board.client.delete(f"{board.url}/entries/ann").raise_for_status()
        board.submit("ann", 7)

        assert [(p["score"], p["standing"]) for p in self.points(board)] == [(7, 7)]

    def test_a_player_named_query_has_a_history_too(self, board: Board) -> None:
        board.submit("query", 5)

        assert [point["score"] for point in self.points(board, "query")] == [5]

    def test_who_has_no_entry_has_no_history(self, board: Board) -> None:
        board.play(ann=1)
        other = board.client.put("/api/v1/players/idle", json={})
        assert other.is_success

        ask = board.ask
        assert_refused(ask("/entries/idle/history"), 404, "entry_not_found", "player")
        assert_refused(ask("/entries/nobody-here/history"), 404, "player_not_found", "player")
        assert_refused(ask("/entries/ann/history", limit=0), 400, "invalid_request", "limit")
