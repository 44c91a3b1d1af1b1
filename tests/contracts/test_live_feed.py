"""The contract of the live feed, on its adapters."""

from collections.abc import AsyncIterator, Sequence

import pytest

from laurels.adapters.memory_live_feed import MemoryLiveFeed
from laurels.adapters.redis_live_feed import RedisLiveFeed
from laurels.ports.live_feed import LiveFeed
from laurels.rules.entry import Entry
from laurels.rules.submission import Change
from tests.contracts.indexes import client_maker, new_prefix, until


def change(season: int, player: int) -> Change:
    return Change(season, player, None, Entry((1,), 1, 1, 1))


class Watcher:
    def __init__(self) -> None:
        self.groups: list[list[Change]] = []

    def moved(self, changes: Sequence[Change]) -> None:
        self.groups.append(list(changes))


@pytest.fixture(params=["memory", "redis", "redis found here", "redis cluster"])
async def feed(request: pytest.FixtureRequest) -> AsyncIterator[LiveFeed]:
    if request.param == "memory":
        yield MemoryLiveFeed()
        return
    client = client_maker(request.param)[0]()
    feed = RedisLiveFeed(client, prefix=new_prefix())
    yield feed
    await feed.close()
    await client.aclose()


async def heard(watcher: Watcher) -> list[list[Change]]:
    """What it has heard, once it has heard something."""
    await until(lambda: watcher.groups)
    return watcher.groups


async def test_a_watcher_hears_of_its_season_in_order_and_of_no_other(feed: LiveFeed) -> None:
    watcher = Watcher()
    await feed.watch(1, watcher.moved)

    await feed.publish([change(1, 5), change(2, 6), change(1, 7)])

    assert await heard(watcher) == [[change(1, 5), change(1, 7)]]


async def test_all_watchers_of_a_season_hear_the_same(feed: LiveFeed) -> None:
    watchers = [Watcher(), Watcher()]
    for watcher in watchers:
        await feed.watch(1, watcher.moved)

    await feed.publish([change(1, 5)])

    assert [await heard(watcher) for watcher in watchers] == [[[change(1, 5)]]] * 2


async def test_who_has_stopped_watching_hears_nothing(feed: LiveFeed) -> None:
    stays, goes = Watcher(), Watcher()
    for watcher in (stays, goes):
        await feed.watch(1, watcher.moved)
    await feed.unwatch(1, goes.moved)
    await feed.unwatch(1, goes.moved)

    await feed.publish([change(1, 5)])

    assert await heard(stays)
    assert not goes.groups


async def test_a_watcher_that_fails_hurts_neither_the_score_nor_the_others(
    feed: LiveFeed, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Sequence[Change]) -> None:
        raise RuntimeError("of a test")

    watcher = Watcher()
    await feed.watch(1, fails)
    await feed.watch(1, watcher.moved)

    await feed.publish([change(1, 5)])

    assert await heard(watcher) == [[change(1, 5)]]
    assert "a watcher of season 1 failed" in caplog.text
