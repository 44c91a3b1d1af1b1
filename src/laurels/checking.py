"""What `laurels check` and the nightly check put together."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple, cast

from laurels.data_sets import snapshot
from laurels.ports.catalog import Catalog
from laurels.ports.journal import SharedJournal
from laurels.profiles import Stores, extra_scale, new_index, place_in_redis
from laurels.rules.errors import LaurelsError
from laurels.rules.leaderboard import Leaderboard
from laurels.settings import Settings
from laurels.usecases.check_data import CheckData
from laurels.usecases.check_shared import SharedParts


class Checking(NamedTuple):
    """A check, and what it looks at."""

    check: CheckData
    data: Stores
    leaderboards: Sequence[Leaderboard]


@asynccontextmanager
async def checking(
    settings: Settings, choose: Callable[[Catalog], Sequence[Leaderboard]]
) -> AsyncIterator[Checking]:
    """A check of the leaderboards that are chosen, also while servers write on."""
    async with snapshot(settings) as data, _shared(settings, data) as shared:
        boards = choose(data.catalog)
        make_index = partial(new_index, settings.pure)
        parts = data.catalog, data.journal, data.upkeep
        yield Checking(CheckData(*parts, make_index, boards, shared), data, boards)


@asynccontextmanager
async def _shared(settings: Settings, data: Stores) -> AsyncIterator[SharedParts | None]:
    """What is beyond a snapshot, where several processes write; Redis need not answer."""
    if not settings.database_url:
        yield None
        return
    with extra_scale():
        from laurels.adapters.redis_client import client_of
        from laurels.adapters.redis_comparison import RedisComparison
    journal = cast(SharedJournal, data.journal)
    if not settings.redis_url:
        yield SharedParts(journal, "LAURELS_REDIS_URL is not set.")
        return
    try:
        place = await place_in_redis(settings)
    except LaurelsError as error:
        yield SharedParts(journal, str(error))
        return
    client = client_of(settings.redis_url, place.is_cluster)
    shards, prefix = settings.redis_shards, place.prefix
    try:
        yield SharedParts(journal, RedisComparison(client, journal, shards=shards, prefix=prefix))
    finally:
        await client.aclose()
