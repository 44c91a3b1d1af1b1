"""Seasons, open and closed: a server on a history that was played before it started."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from laurels.rules.instant import from_datetime, to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Window
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.wiring import embedded
from tests.api.boards import Board, assert_refused, players
from tests.api.conftest import MakeBoard
from tests.servers import LaurelsServer

YEAR = 2024
WINDOWS = (Window("monthly"), Window("all-time"), Window("fridays", "0 18 * * 5", "Europe/Madrid"))


def day(month: int, day: int = 1) -> int:
    return from_datetime(datetime(YEAR, month, day, 12, tzinfo=UTC))


class Clock:
    """Stands where it is put."""

    now = day(1)

    def __call__(self) -> int:
        return self.now


async def play(data: Path) -> None:
    """In January ann beats bob, in February bob beats cem; ann starts again in March."""
    clock = Clock()
    async with embedded(Settings(data=str(data)), clock) as laurels:
        board = await laurels.manage_leaderboards.create(
            Leaderboard("history", "History", windows=WINDOWS)
        )
        for month, player, score in (
            (1, "ann", 30),
            (1, "bob", 20),
            (2, "bob", 15),
            (2, "cem", 10),
            (3, "ann", 5),
        ):
            clock.now = day(month)
            await laurels.submit_scores.submit(board, [Submission(board, player, (score,))])


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    data = tmp_path_factory.mktemp("history") / "data"
    with LaurelsServer(data, "--dev"):
        pass  # makes the tables
    asyncio.run(play(data))
    with LaurelsServer(data, "--dev") as server:
        yield Board(server.client, "history")


def test_every_season_is_listed_the_newest_first(history: Board) -> None:
    seasons = history.client.get(f"{history.url}/seasons").json()

    assert [s["number"] for s in seasons[1:]] == [3, 2, 1]
    assert [s["status"] for s in seasons] == ["open", "closed", "closed", "closed"]
    assert [s["total"] for s in seasons] == [0, 1, 2, 2]
    assert seasons[-1]["starts_at"] == f"{YEAR}-01-01T00:00:00Z"
    assert seasons[-1]["ends_at"] == seasons[-2]["starts_at"] == f"{YEAR}-02-01T00:00:00Z"
    now = datetime.now(UTC)
    assert seasons[0]["number"] == (now.year - YEAR) * 12 + now.month


def test_seasons_are_listed_in_parts(history: Board) -> None:
    def numbers(**params: int) -> list[int]:
        answer = history.client.get(f"{history.url}/seasons", params=params)
        return [season["number"] for season in answer.json()]

    current = numbers()[0]

    assert numbers(limit=1) == [current]
    assert numbers(limit=2) == [current, 3]
    assert numbers(limit=2, before=current) == [3, 2]
    assert numbers(before=2) == [1]
    assert numbers(before=1) == []


@pytest.mark.parametrize(
    ("name", "value"), [("limit", 0), ("limit", 1001), ("before", 2**31), ("before", "x")]
)
def test_a_part_that_there_cannot_be_is_refused(
    history: Board, name: str, value: int | str
) -> None:
    assert_refused(history.ask("/seasons", **{name: value}), 400, "invalid_request", name)


def test_seasons_are_those_of_the_window_that_is_asked_for(history: Board) -> None:
    (season,) = history.client.get(f"{history.url}/seasons", params={"window": "all-time"}).json()

    assert season == {
        "number": 1,
        "starts_at": to_text(day(1)),
        "ends_at": None,
        "status": "open",
        "total": 3,
    }


def test_a_cron_window_has_seasons_by_its_clock(history: Board) -> None:
    seasons = history.client.get(f"{history.url}/seasons", params={"window": "fridays"}).json()

    assert seasons[-1]["starts_at"] == f"{YEAR - 1}-12-29T17:00:00Z"  # 18:00 in Madrid
    assert seasons[-1]["ends_at"] == f"{YEAR}-01-05T17:00:00Z"


def test_a_closed_season_is_read_by_its_number(history: Board) -> None:
    assert history.ranks(season=1) == [(1, "ann"), (2, "bob")]
    assert history.ranks(season=2) == [(1, "bob"), (2, "cem")]
    assert history.entry("bob", season=1)["score"] == 20
    assert players(history.get("/entries/cem/around", season=2)) == ["bob", "cem"]
    assert history.get("/around-score", season=1, score=25)["rank"] == 2
    assert history.get("/stats", season=2)["top_score"] == 15
    asked = history.client.post(
        f"{history.url}/entries/query", json={"players": ["ann", "cem"]}, params={"season": 2}
    ).json()
    assert ([e["player"] for e in asked["entries"]], asked["missing"]) == (["cem"], ["ann"])


def test_the_open_season_is_read_unless_told_otherwise(history: Board) -> None:
    page = history.get("/entries")

    assert page["entries"] == []
    assert page["season"] == history.client.get(f"{history.url}/seasons").json()[0]["number"]
    assert history.ranks(window="all-time") == [(1, "ann"), (2, "bob"), (3, "cem")]


def test_cursors_of_a_closed_season_stay_in_it(history: Board) -> None:
    page = history.get("/entries", season=1, limit=1)

    following = history.get("/entries", cursor=page["next"], limit=1)

    assert (following["season"], players(following)) == (1, ["bob"])


@pytest.mark.parametrize("season", [0, -1, 4, 2**31 - 1])
def test_a_season_in_which_nobody_scored_is_not_found(history: Board, season: int) -> None:
    answer = history.ask("/entries", season=season)

    assert_refused(answer, 404, "season_not_found", "season")


def test_who_has_no_entry_in_a_season_is_told_so(history: Board) -> None:
    assert_refused(history.ask("/entries/ann", season=2), 404, "entry_not_found", "player")


def test_seasons_of_a_window_that_does_not_exist_are_not_found(board: Board) -> None:
    answer = board.ask("/seasons", window="daily")

    assert_refused(answer, 404, "season_not_found", "window")


def test_a_new_leaderboard_has_one_open_season_a_window(make_board: MakeBoard) -> None:
    board = make_board(windows=["daily", "all-time"])

    for window in ("daily", "all-time"):
        seasons = board.client.get(f"{board.url}/seasons", params={"window": window}).json()
        found = [(s["number"], s["status"], s["total"]) for s in seasons]
        assert found == [(1, "open", 0)]


def test_a_removal_leaves_closed_seasons_as_they_were(history: Board) -> None:
    history.client.delete(f"{history.url}/entries/cem").raise_for_status()

    assert history.ranks(window="all-time") == [(1, "ann"), (2, "bob")]
    assert history.ranks(season=2) == [(1, "bob"), (2, "cem")]


def test_a_forgotten_player_leaves_closed_seasons_too(history: Board) -> None:
    history.client.delete("/api/v1/players/bob").raise_for_status()

    assert history.ranks(season=1) == [(1, "ann")]
    assert history.ranks(season=2) == [(1, "cem")]
