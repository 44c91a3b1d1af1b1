"""How much is played, by leaderboard."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from laurels.api.app import create_app
from laurels.rules.errors import Unavailable
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.api.boards import BASE, Board, assert_refused
from tests.api.conftest import MakeBoard, MakeKey
from tests.databases import new_database
from tests.servers import LaurelsServer


def activity_of(client: httpx.Client, id: str, **headers: str) -> dict[str, Any] | None:
    """A leaderboard's part of the whole."""
    whole = client.get(f"{BASE}/activity", headers=headers).raise_for_status().json()
    return next((board for board in whole["leaderboards"] if board["id"] == id), None)


def test_a_board_that_nobody_has_played_is_idle(make_board: MakeBoard) -> None:
    board = make_board(title="Idle 🌱")

    assert board.get("/activity") == {
        "id": board.id,
        "title": "Idle 🌱",
        "total": 0,
        "leader": None,
        "per_minute": [0] * 60,
        "events_last_minute": 0,
        "scores_per_second": 0.0,
    }


def test_what_is_played_shows_at_once(make_board: MakeBoard) -> None:
    board = make_board(windows=["weekly", "all-time"])
    board.play(ann=5, bob=9)
    board.batch([{"player": "cem", "score": n} for n in range(8)])

    activity = board.get("/activity")

    assert sum(activity["per_minute"]) == activity["events_last_minute"] == 10
    assert sum(activity["per_minute"][-2:]) == 10
    assert activity["total"] == 3
    assert activity["leader"] == board.entry("bob")
    assert 0.5 <= activity["scores_per_second"] <= 1.0  # ten in the last ten seconds


def test_the_whole_has_each_board_and_what_they_come_to(make_board: MakeBoard) -> None:
    one, two = make_board(), make_board()
    one.play(ann=5)
    two.play(ann=5, bob=6)

    whole = one.client.get(f"{BASE}/activity").json()

    boards = {board["id"]: board for board in whole["leaderboards"]}
    assert boards.keys() >= {one.id, two.id, "global"}
    assert boards[two.id]["leader"]["player"] == "bob"
    assert boards[one.id]["events_last_minute"] == 1
    assert whole["players"] >= 2
    rates = sum(board["scores_per_second"] for board in whole["leaderboards"])
    assert abs(whole["scores_per_second"] - rates) < 0.05


def test_a_new_player_counts(board: Board, player_id: str) -> None:
    def players() -> int:
        count: int = board.client.get(f"{BASE}/activity").json()["players"]
        return count

    before = players()
    board.submit(player_id, 5)

    assert players() == before + 1


def test_a_private_board_is_shown_with_a_key_that_may_read(
    guarded: LaurelsServer, make_key: MakeKey
) -> None:
    client, manage = guarded.client, f"Bearer {make_key('manage')}"
    for id, public in (("shown-activity", True), ("hidden-activity", False)):
        body = {"id": id, "public": public}
        client.post(
            f"{BASE}/leaderboards", json=body, headers={"authorization": manage}
        ).raise_for_status()

    read = f"Bearer {make_key('read')}"
    assert activity_of(client, "shown-activity") is not None
    assert activity_of(client, "hidden-activity") is None
    assert activity_of(client, "hidden-activity", authorization=manage) is None
    assert activity_of(client, "hidden-activity", authorization=read) is not None


def test_the_activity_of_an_unknown_board_is_not_found(client: httpx.Client) -> None:
    answer = client.get(f"{BASE}/leaderboards/nothing/activity")

    assert_refused(answer, 404, "leaderboard_not_found", "id")


def test_a_start_finds_what_was_played_before_it(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        board = Board(server.client, "global")
        board.play(ann=5, bob=9)
        server.stop()
        server.start()
        again = Board(server.client, "global")

        for _ in range(200):  # it comes in the background
            if again.get("/activity")["events_last_minute"]:
                break

        assert sum(again.get("/activity")["per_minute"]) == 2


@pytest.mark.parametrize("fault", [Unavailable("Too many wait."), RuntimeError("a fault")])
async def test_a_journal_that_cannot_tell_holds_up_nothing(
    tmp_path: Path,
    fault: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuse(*_: object) -> None:
        raise fault

    new_database(tmp_path / "data")
    laurels = Laurels(Settings(data=str(tmp_path / "data")))
    monkeypatch.setattr(laurels.history, "count", refuse)

    async with create_app(laurels).lifespan():
        async with asyncio.timeout(10):
            while "activity is not known" not in caplog.text:
                await asyncio.sleep(0)

        assert laurels.missing is None
