"""LAURELS_AUTO_CREATE_PLAYERS=false: only registered players score."""

from collections.abc import Iterator

import pytest

from tests.api.boards import BASE, Board, assert_refused
from tests.servers import LaurelsServer


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    data = tmp_path_factory.mktemp("strict") / "data"
    with LaurelsServer(data, "--dev", LAURELS_AUTO_CREATE_PLAYERS="false") as server:
        server.client.put(f"{BASE}/players/known", json={}).raise_for_status()
        yield server


@pytest.fixture
def strict_board(strict: LaurelsServer, board_id: str) -> Board:
    strict.client.post(f"{BASE}/leaderboards", json={"id": board_id}).raise_for_status()
    return Board(strict.client, board_id)


def test_a_registered_player_scores(strict_board: Board) -> None:
    assert strict_board.submit("known", 5)["entry"]["rank"] == 1


def test_an_unknown_player_is_not_found_and_not_created(strict_board: Board) -> None:
    answer = strict_board.post({"player": "unknown", "score": 5})

    assert_refused(answer, 404, "player_not_found", "player")
    assert strict_board.events() == 0
    asked = strict_board.client.get(f"{BASE}/players/unknown")
    assert_refused(asked, 404, "player_not_found")


def test_in_a_batch_only_the_known_are_taken(strict_board: Board) -> None:
    items = [{"player": player, "score": 5} for player in ("unknown", "known", "nobody")]

    answer = strict_board.batch(items, results="all").json()

    assert [result["status"] for result in answer["results"]] == [
        "rejected",
        "accepted",
        "rejected",
    ]
    assert answer["results"][0]["problem"]["code"] == "player_not_found"


def test_an_atomic_batch_with_an_unknown_player_is_not_taken(strict_board: Board) -> None:
    items = [{"player": player, "score": 5} for player in ("known", "unknown")]

    answer = strict_board.batch(items, atomic="true").json()

    assert (answer["accepted"], answer["rejected"]) == (0, 2)
    assert strict_board.events() == 0


def test_the_classic_routes_know_registered_users_only(strict: LaurelsServer) -> None:
    answer = strict.client.post("/api/leaderboard/submit", json={"user_id": 404, "score": 5})

    assert_refused(answer, 404, "player_not_found", "user_id")
