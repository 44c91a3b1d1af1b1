"""Dev mode's made-up crowd: on a leaderboard of one's choice, for clients on this machine."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from laurels.api.app import create_app
from laurels.settings import Settings
from laurels.usecases.simulate_play import Crowd
from laurels.wiring import Laurels
from tests.api.boards import BASE, Board, assert_refused
from tests.api.conftest import MakeBoard
from tests.databases import new_database
from tests.servers import LaurelsServer

CROWD = f"{BASE}/dev/simulation"
FOREIGN = {"origin": "https://evil.example"}


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def silence(client: httpx.Client) -> Iterator[None]:
    """Nobody plays before or after a test."""
    client.delete(CROWD).raise_for_status()
    yield
    client.delete(CROWD).raise_for_status()


def start(board: Board, **fields: Any) -> httpx.Response:
    return board.client.put(CROWD, json={"leaderboard": board.id, **fields})


def told(board: Board) -> dict[str, Any]:
    answer: dict[str, Any] = board.client.get(CROWD).raise_for_status().json()
    return answer


def test_a_crowd_plays_until_it_is_stopped(board: Board) -> None:
    answer = start(board, rate=200, players=30)

    assert answer.status_code == 200
    assert answer.json().items() >= {
        "running": True, "leaderboard": board.id, "rate": 200.0, "players": 30
    }.items()  # fmt: skip
    until(lambda: told(board)["played"] >= 40)
    stopped = board.client.delete(CROWD).json()
    assert stopped["running"] is False
    assert board.events() == stopped["played"] == told(board)["played"]
    assert 1 < board.get("/stats")["total"] <= 30


def test_the_crowd_has_names_and_stays_within_the_limits(make_board: MakeBoard) -> None:
    columns = [{"name": "time", "order": "ascending", "decimals": 3}, {"name": "laps"}]
    board = make_board(columns=columns, min_score=60, max_score=90, windows=["weekly"])
    start(board, rate=300, players=5)

    until(lambda: told(board)["played"] >= 20)

    entries = board.get("/entries")["entries"]
    assert all(60 <= entry["score"] <= 90 for entry in entries)
    assert all(entry["display_name"] and entry["country"] for entry in entries)


def test_another_crowd_takes_the_place_of_the_one_before(make_board: MakeBoard) -> None:
    one, two = make_board(), make_board(operator="sum")
    start(one, rate=100)
    until(lambda: told(one)["played"] >= 5)

    assert start(two, rate=100).json()["leaderboard"] == two.id
    events = one.events()
    until(lambda: told(two)["played"] >= 20)

    assert one.events() == events


def test_a_board_that_is_deleted_ends_it(board: Board) -> None:
    start(board, rate=100)
    until(lambda: told(board)["played"] >= 5)

    board.client.delete(board.url).raise_for_status()

    until(lambda: not told(board)["running"])


def test_a_board_that_is_changed_is_played_by_its_new_limits(board: Board) -> None:
    start(board, rate=300, players=200)
    until(lambda: told(board)["played"] >= 5)
    board.client.patch(
        board.url, json={"min_score": 10**9, "max_score": 10**9 + 5}
    ).raise_for_status()

    def last() -> list[Any]:
        events = board.get("/events", order="newest", limit=5)["events"]
        return [event["score"] for event in events]

    until(lambda: all(10**9 <= score <= 10**9 + 5 for score in last()))


def test_a_server_with_a_crowd_ends_cleanly(server: LaurelsServer, tmp_path: Any) -> None:
    with LaurelsServer(tmp_path / "data", "--dev") as own:
        own.client.put(CROWD, json={"leaderboard": "global", "rate": 300}).raise_for_status()
        until(lambda: own.client.get(CROWD).json()["played"] >= 10)

        assert own.stop() == 0
        assert "Error" not in own.output()
        own.start()
        assert own.client.get(CROWD).json() == {
            "running": False, "leaderboard": None, "rate": None, "players": None, "played": 0
        }  # fmt: skip


async def test_a_crowd_has_ended_before_the_data_is_closed(tmp_path: Path) -> None:
    new_database(tmp_path / "data")
    laurels = Laurels(Settings(data=str(tmp_path / "data"), dev=True))
    async with create_app(laurels).lifespan():
        async with asyncio.timeout(10):
            while laurels.missing is not None:
                await asyncio.sleep(0)
            await laurels.simulate_play.start(Crowd("global", 500, 10))
            while not (laurels.simulate_play.crowd or Crowd("", 1, 1)).played:
                await asyncio.sleep(0)

    playing = laurels.simulate_play._playing
    assert playing is not None
    assert playing.cancelled()  # or else it has failed at what was closed


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rate": 0}, "rate"),
        ({"rate": 500.5}, "rate"),
        ({"rate": "fast"}, "rate"),
        ({"players": 0}, "players"),
        ({"players": 100_001}, "players"),
        ({"players": 1.5}, "players"),
        ({"leaderboard": 5}, "leaderboard"),
        ({"speed": 5}, "speed"),
    ],
)
def test_what_no_crowd_can_be_is_refused(board: Board, fields: dict[str, Any], field: str) -> None:
    problem = assert_refused(start(board, **fields), 400, "invalid_request", field)

    if field == "rate":
        assert "a number from 0.1 to 500" in problem["detail"]
    assert told(board)["running"] is False


def test_an_unknown_board_is_not_found_and_the_crowd_plays_on(board: Board) -> None:
    start(board)

    answer = board.client.put(CROWD, json={"leaderboard": "nothing"})

    assert_refused(answer, 404, "leaderboard_not_found", "id")
    assert told(board)["leaderboard"] == board.id
    assert told(board)["running"]


def test_dev_mode_is_told_to_those_who_have_it(client: httpx.Client) -> None:
    assert client.get(f"{BASE}/dev").json() == {"dev": True}
    assert client.get(f"{BASE}/dev", headers=FOREIGN).json() == {"dev": False}


def test_a_page_of_another_site_has_no_simulation(board: Board) -> None:
    for method in ("GET", "PUT", "DELETE"):
        body = {"leaderboard": board.id}
        answer = board.client.request(method, CROWD, json=body, headers=FOREIGN)
        assert_refused(answer, 404, "not_found")
    assert not told(board)["running"]


def test_outside_of_dev_mode_there_is_no_simulation(guarded: LaurelsServer) -> None:
    assert guarded.client.get(f"{BASE}/dev").json() == {"dev": False}
    for method in ("GET", "PUT", "DELETE"):
        answer = guarded.client.request(method, CROWD, json={"leaderboard": "global"})
        assert_refused(answer, 404, "not_found")
