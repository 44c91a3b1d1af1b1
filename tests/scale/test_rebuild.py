"""`laurels rebuild` on PostgreSQL: entries and ranks are the journal's again, for processes that
run on."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer
from tests.scale.conftest import Pair
from tests.scale.test_two_processes import new_board, submit
from tests.servers import LaurelsServer

DAMAGES = [
    "UPDATE entries SET value_1 = value_1 + 100, events = 7 WHERE id % 2 = 0",
    "DELETE FROM entries; DELETE FROM season_heads",
]


def run(server: LaurelsServer, *command: str, redis_url: str = "") -> tuple[int, str]:
    """A command on the data set that a server serves; its exit code and words."""
    redis = {"LAURELS_REDIS_URL": redis_url} if redis_url else {}
    done = subprocess.run(
        [sys.executable, "-m", "laurels", *command],
        env={**os.environ, **server.environment, **redis},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def database_of(server: LaurelsServer) -> str:
    return server.environment["LAURELS_DATABASE_URL"].rpartition("/")[2]


def page(server: LaurelsServer, board: str) -> Sequence[object]:
    """Once the season is loaded again."""
    deadline = time.monotonic() + 20
    while True:
        answer = server.client.get(f"{board}/entries")
        if answer.status_code == 200:
            entries: list[object] = answer.json()["entries"]
            return entries
        assert answer.status_code == 503
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("damage", DAMAGES)
def test_live_processes_show_what_was_made_again(
    pair: Pair, postgres: PostgresServer, damage: str
) -> None:
    one, other = pair
    board = new_board(pair, f"mended-{DAMAGES.index(damage)}", operator="sum")
    for n in range(20):
        submit(pair[n % 2], board, f"p{n % 7}", n)
    before = page(one, board)
    postgres.run(damage, database_of(one))

    code, told = run(one, "rebuild")

    assert (code, "Rebuilt" in told) == (0, True), told
    assert page(one, board) == page(other, board) == before
    assert run(one, "check")[0] == 0
    assert submit(one, board, "p0", 1000)["entry"]["rank"] == 1
    assert submit(other, board, "p1", 2000)["entry"]["rank"] == 1
    assert page(one, board) == page(other, board)


def test_wrong_ranks_that_redis_has_loaded_go_too(
    pair: Pair, postgres: PostgresServer, redis: RedisServer
) -> None:
    one, other = pair
    board = new_board(pair, "wrong-in-redis")
    for n in range(9):
        submit(one, board, f"p{n}", n)
    before = page(other, board)
    postgres.run("UPDATE entries SET value_1 = -value_1", database_of(one))
    redis.ask("FLUSHALL")
    assert page(one, board) == page(other, board) != before

    code, told = run(one, "rebuild", "--leaderboard", "wrong-in-redis")

    assert code == 0, told
    assert page(one, board) == page(other, board) == before
    assert run(one, "rebuild")[0] == 0
