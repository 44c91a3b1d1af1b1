"""Events on PostgreSQL have their months, made ahead of time, and nothing is ever refused."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import chain

import psycopg
import pytest

from laurels.adapters.postgres_months import PostgresMonths
from laurels.rules.errors import Unavailable
from laurels.rules.instant import from_datetime
from laurels.rules.submission import Accepted
from laurels.usecases.make_room import make_room_for_events
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.test_journal import Game, everything, new_game
from tests.postgres_server import postgres

NOVEMBER = from_datetime(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
DECEMBER = from_datetime(datetime(2026, 12, 1, tzinfo=UTC))
WHERE = "SELECT sequence, tableoid::regclass::text FROM events ORDER BY sequence"


@pytest.fixture(params=[16, 18])
async def game(request: pytest.FixtureRequest) -> AsyncIterator[Game]:
    """A leaderboard in a database of its own."""
    server = postgres(request.param)
    url = server.new_database()
    stores = PostgresStores(url, patience=1)
    await stores.load()
    yield await new_game(stores)
    await stores.close()
    server.drop(url)


def url_of(game: Game) -> str:
    assert isinstance(game.stores, PostgresStores)
    return game.stores.url


def months(game: Game) -> PostgresMonths:
    assert isinstance(game.stores, PostgresStores)
    return PostgresMonths(game.stores.database)


def places(game: Game) -> list[tuple[int, str]]:
    with psycopg.connect(url_of(game)) as connection:
        return connection.execute(WHERE).fetchall()


async def play(game: Game, *instants: int) -> None:
    for at in instants:
        await game.stores.journal.append([game.unit(game.score(1))], {}, at, ())


async def test_this_month_and_three_more_are_made_once(game: Game) -> None:
    made = await make_room_for_events(months(game), NOVEMBER)
    again = await make_room_for_events(months(game), NOVEMBER)
    later = await make_room_for_events(months(game), DECEMBER)

    assert made == ["2026_11", "2026_12", "2027_01", "2027_02"]
    assert again == []
    assert later == ["2027_03"]


async def test_events_go_to_their_month(game: Game) -> None:
    await make_room_for_events(months(game), NOVEMBER)

    await play(game, NOVEMBER - 2**50, NOVEMBER, DECEMBER - 1, DECEMBER)

    assert places(game) == [
        (1, "events_default"),
        (2, "events_2026_11"),
        (3, "events_2026_11"),
        (4, "events_2026_12"),
    ]
    assert [e.sequence for e in await everything(game.stores.journal.events())] == [1, 2, 3, 4]


async def test_what_came_before_its_month_was_made_moves_there(game: Game) -> None:
    await play(game, NOVEMBER, DECEMBER)
    before = await everything(game.stores.journal.events())

    await make_room_for_events(months(game), NOVEMBER)

    assert places(game) == [(1, "events_2026_11"), (2, "events_2026_12")]
    assert await everything(game.stores.journal.events()) == before


async def test_processes_that_make_the_same_at_once_make_it_once(game: Game) -> None:
    made = await asyncio.gather(*(make_room_for_events(months(game), NOVEMBER) for _ in range(3)))

    assert sorted(chain.from_iterable(made)) == ["2026_11", "2026_12", "2027_01", "2027_02"]


async def test_scores_count_while_a_long_read_keeps_a_month_from_being_made(game: Game) -> None:
    with psycopg.connect(url_of(game)) as reader:
        reader.execute("SELECT count(*) FROM events")
        making = asyncio.create_task(make_room_for_events(months(game), NOVEMBER))
        outcome = await game.one(game.score(1))
        with pytest.raises(Unavailable, match="lock"):
            await making

    assert isinstance(outcome, Accepted)
    assert len(await make_room_for_events(months(game), NOVEMBER)) == 4
