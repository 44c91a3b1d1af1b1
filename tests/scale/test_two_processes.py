"""What one process has taken, the other shows: at once, once, and in one order."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from websockets.sync.client import connect

from tests.scale.conftest import Pair
from tests.servers import LaurelsServer

BASE = "/api/v1/leaderboards"


def new_board(pair: Pair, id: str, **definition: Any) -> str:
    pair[0].client.post(BASE, json={"id": id, **definition}).raise_for_status()
    return f"{BASE}/{id}"


def submit(server: LaurelsServer, board: str, player: str, score: int, **more: Any) -> Any:
    answer = server.client.post(f"{board}/scores", json={"player": player, "score": score, **more})
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_a_leaderboard_that_one_has_made_is_known_to_the_other_at_once(pair: Pair) -> None:
    one, other = pair
    for n in range(10):
        board = new_board(pair, f"new-{n}")
        if n % 2:
            submit(other, board, "ann", 5)
        else:
            assert other.client.get(f"{board}/entries").json()["total"] == 0
        other.client.patch(board, json={"title": "Renamed"}).raise_for_status()
        one.client.delete(board).raise_for_status()


def test_scores_a_minute_are_those_of_both(pair: Pair) -> None:
    board = new_board(pair, "paced")
    for n in range(6):
        submit(pair[n % 3 % 2], board, f"p{n}", n)

    deadline = time.monotonic() + 10
    told: list[int] = []
    while told != [6, 6]:
        assert time.monotonic() < deadline, told
        told = [
            server.client.get(f"{board}/activity").json()["events_last_minute"] for server in pair
        ]


def test_a_score_shows_in_both_at_once(pair: Pair) -> None:
    one, other = pair
    board = new_board(pair, "race")

    submit(one, board, "ann", 5)
    answer = submit(other, board, "bob", 7)

    assert (answer["entry"]["rank"], answer["entry"]["total"]) == (1, 2)
    pages = [server.client.get(f"{board}/entries").json() for server in pair]
    assert [row["player"] for row in pages[0]["entries"]] == ["bob", "ann"]
    assert pages[0] == pages[1]


def test_a_submission_id_counts_once_whoever_takes_it(pair: Pair) -> None:
    board = new_board(pair, "once", operator="sum")

    def send(n: int) -> dict[str, Any]:
        return submit(pair[n % 2], board, "ann", 3, submission_id=f"lap-{n // 8}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(160)))

    assert sum(not answer["replayed"] for answer in answers) == 20
    entry = pair[1].client.get(f"{board}/entries/ann").json()
    assert (entry["score"], entry["events"]) == (60, 20)


def test_ranks_are_those_of_one_order(pair: Pair) -> None:
    board = new_board(pair, "order")
    random = Random(1)
    plays = [(n, f"p{random.randrange(40)}", random.randrange(30)) for n in range(400)]

    def send(play: tuple[int, str, int]) -> dict[str, Any]:
        n, player, score = play
        return submit(pair[n % 2], board, player, score)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, plays))

    by_sequence = sorted(
        (answer["sequence"], player, score, answer["entry"])
        for answer, (_, player, score) in zip(answers, plays, strict=True)
    )
    best: dict[str, tuple[int, int]] = {}
    for sequence, player, score, entry in by_sequence:
        if player not in best or score > best[player][0]:
            best[player] = (score, sequence)
        mine = best[player][0]
        assert entry["rank"] == 1 + sum(other > mine for other, _ in best.values())
        assert entry["total"] == len(best)


def test_watchers_of_one_see_what_the_other_takes(pair: Pair) -> None:
    one, other = pair
    board = new_board(pair, "live")
    submit(one, board, "ann", 1)
    with connect(f"{other.url.replace('http', 'ws')}{board}/live") as socket:
        snapshot = json.loads(socket.recv(10))
        submit(one, board, "bob", 2)
        message = json.loads(socket.recv(10))

    assert [row["player"] for row in snapshot["entries"]] == ["ann"]
    assert message["type"] == "change"
    assert {row["player"]: row["rank"] for row in message["entries"]}["bob"] == 1


def test_a_batch_of_one_is_read_by_the_other(pair: Pair) -> None:
    one, other = pair
    board = new_board(pair, "batch", windows=["all-time", "daily"])
    batch = [{"player": f"p{n}", "score": n} for n in range(1000)]

    answer = one.client.post(f"{board}/scores/batch", json=batch).json()

    assert answer["accepted"] == 1000
    page = other.client.get(f"{board}/entries?limit=3&window=daily").json()
    assert (page["total"], [row["score"] for row in page["entries"]]) == (1000, [999, 998, 997])


def test_a_process_that_is_killed_leaves_nothing_behind(pair: Pair) -> None:
    one, other = pair
    board = new_board(pair, "killed", operator="sum")
    for n in range(50):
        submit(other, board, f"p{n % 7}", 1)
    other.kill()
    other.start()

    entries = other.client.get(f"{board}/entries?limit=10").json()["entries"]
    assert sum(row["score"] for row in entries) == 50
    assert submit(one, board, "p0", 1)["entry"]["score"] == 9
