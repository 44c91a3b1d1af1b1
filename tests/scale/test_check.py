"""`laurels check` on PostgreSQL and Redis, beside processes that take scores."""

import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from threading import Event, Thread

import httpx
import pytest
from redis import Redis

from laurels.adapters.redis_season import season_keys
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer
from tests.scale.conftest import Pair
from tests.scale.test_rebuild import database_of, run
from tests.scale.test_two_processes import new_board, submit
from tests.servers import LaurelsServer

PLAYERS = 300
SECONDS = 20
KINDS = [("sum", "dense"), ("best", "ordinal"), ("latest", "competition")]
SPOIL = (
    "UPDATE entries SET value_1 = value_1 + {} WHERE id >> 32 = "
    "(SELECT id FROM seasons WHERE leaderboard = (SELECT number FROM leaderboards "
    "WHERE slug = 'spoilt')) AND (id & 4294967295) = "
    "(SELECT number FROM players WHERE external_id = 'ann')"
)


def play(server: LaurelsServer, boards: Sequence[str], stop: Event, taken: list[int]) -> None:
    """Scores, some with ids, each time with a removal and now and then an erasure."""
    chance, number = Random(server.url), itertools.count()
    with httpx.Client(base_url=server.url, timeout=30) as client:
        while not stop.is_set():
            board = chance.choice(boards)
            scores = [
                {"player": f"p{chance.randrange(PLAYERS)}", "score": chance.randrange(9)}
                for _ in range(30)
            ]
            for score in scores[::3]:
                score["submission_id"] = f"{server.url} {next(number)}"
            client.post(f"{board}/scores/batch", json=scores).raise_for_status()
            client.delete(f"{board}/entries/p{chance.randrange(PLAYERS)}")
            if next(number) % 5 == 0:
                client.delete(f"/api/v1/players/p{chance.randrange(PLAYERS)}")
            taken.append(len(scores))


@contextmanager
def under_load(pair: Pair, boards: Sequence[str]) -> Iterator[list[int]]:
    """Both take scores, and have taken some; how many, batch by batch."""
    stop, taken = Event(), list[int]()
    threads = [Thread(target=play, args=(server, boards, stop, taken)) for server in pair]
    for thread in threads:
        thread.start()
    try:
        deadline = time.monotonic() + SECONDS
        while len(taken) < 10:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        yield taken
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.fixture(scope="module")
def boards(pair: Pair) -> list[str]:
    windows = ["all-time", "daily"]
    return [
        new_board(
            pair, f"{operator}-{method}", operator=operator, rank_method=method, windows=windows
        )
        for operator, method in KINDS
    ]


def season_of(server: LaurelsServer, postgres: PostgresServer, board: str) -> int:
    ((id,),) = postgres.run(
        "SELECT seasons.id FROM seasons JOIN leaderboards ON leaderboards.number = leaderboard "
        f"WHERE slug = '{board}' AND \"window\" = 'all-time'",
        database_of(server),
    )
    assert isinstance(id, int)
    return id


def keys_of(redis: RedisServer, season: int) -> list[str]:
    """The keys of a season's only shard: marker, order, records, prefixes, counts."""
    (marker,) = redis.ask("KEYS", f"{{laurels:*:{season}:0}}:m")  # type: ignore[misc]
    prefix = marker.decode()[1:].rpartition(f":{season}:0")[0]
    return season_keys(prefix, season, 1)[0]


def test_a_check_under_load_finds_nothing(pair: Pair, boards: list[str]) -> None:
    with under_load(pair, boards) as taken:
        before = len(taken)
        code, told = run(pair[0], "check")
        during = len(taken) - before

    assert (code, "All clean" in told) == (0, True), told
    assert "index in Redis" in told
    assert during > 3


def test_an_entry_that_was_spoilt_is_found_under_load(
    pair: Pair, boards: list[str], postgres: PostgresServer
) -> None:
    board = new_board(pair, "spoilt", operator="sum")
    submit(pair[0], board, "ann", 5)
    postgres.run(SPOIL.format(2), database_of(pair[0]))
    with under_load(pair, [board]):
        code, told = run(pair[0], "check")
    postgres.run(SPOIL.format(-2), database_of(pair[0]))

    assert code == 1
    found = [line for line in told.splitlines() if "expected" in line]
    assert found[0].startswith("  spoilt, all-time 1, player 'ann': expected score 5 at "), told
    assert "found score 7 at" in found[0]


@pytest.mark.parametrize("method", ["competition", "dense"])
def test_a_place_that_was_spoilt_in_redis_is_found(
    pair: Pair, boards: list[str], postgres: PostgresServer, redis: RedisServer, method: str
) -> None:
    id = f"in-redis-{method}"
    board = new_board(pair, id, rank_method=method)
    for n in range(5):
        submit(pair[n % 2], board, f"nobody else {n}", n)  # the load erases others
    _, order, _, _, counts = keys_of(redis, season_of(pair[0], postgres, id))
    with Redis.from_url(redis.url) as client:
        if method == "dense":
            prefix = next(iter(client.hkeys(counts)))
            client.hincrby(counts, prefix, 1)
        else:
            first = client.zrange(order, 0, 0)[0]
            client.zrem(order, first)
            client.zadd(order, {b"\xff" * (len(first) - 8) + first[-8:]: 0})

        with under_load(pair, boards):
            code, told = run(pair[0], "check")

        client.delete(order)  # the next reader has it loaded

    assert code == 1
    assert "Not so: index in Redis is what the entries say" in told
    assert f"  {id}, all-time 1" in told
    assert "1 difference:" in told
    assert pair[0].client.get(f"{board}/entries").status_code in (200, 503)


def test_what_cannot_be_looked_at_is_not_called_clean(pair: Pair) -> None:
    code, told = run(pair[0], "check", redis_url="redis://127.0.0.1:9/0")

    assert code == 1
    assert "Not looked at: index in Redis" in told
    assert "All clean" not in told
