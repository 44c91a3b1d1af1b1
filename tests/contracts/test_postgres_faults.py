"""PostgreSQL lost before, while and after it commits: nothing is lost, and nothing doubled."""

import asyncio
import os
import signal
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from laurels.adapters import postgres_append, postgres_database
from laurels.adapters.postgres_append import HEAD
from laurels.adapters.postgres_database import PostgresDatabase, Transaction
from laurels.rules.errors import Unavailable
from laurels.rules.submission import Accepted, Event, Replayed
from tests.contracts.conftest import opened
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.tcp_proxy import TcpProxy
from tests.contracts.test_journal import Game, everything, new_game
from tests.postgres_server import PostgresServer

PATIENCE_SECONDS = 20
IN_COMMIT = """
CREATE FUNCTION sleep_once() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON journal_head
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleep_once();
"""
WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "


@pytest.fixture
async def game(tmp_path: Path) -> AsyncIterator[Game]:
    """A leaderboard on PostgreSQL 18 with one score."""
    async with opened("postgres 18", tmp_path) as stores:
        game = await new_game(stores)
        await game.one(game.score(1, "first"))
        yield game


@pytest.fixture
def admin(game: Game) -> Iterator["psycopg.Connection[tuple[int, ...]]"]:
    """A connection of another."""
    assert isinstance(game.stores, PostgresStores)
    with psycopg.connect(game.stores.url, autocommit=True) as connection:
        yield connection


async def kill(admin: "psycopg.Connection[tuple[int, ...]]", where: str) -> None:
    """Terminate the connection that is found, once it is."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := admin.execute(WAITING + where).fetchall()):
            await asyncio.sleep(0.02)
    for (pid,) in found:
        admin.execute("SELECT pg_terminate_backend(%s)", (pid,))


async def counted_once(game: Game, ids: list[str | None]) -> list[Event]:
    events = await everything(game.stores.journal.events())
    assert [event.submission_id for event in events] == ids
    assert [event.sequence for event in events] == [*range(1, len(ids) + 1)]
    return events


async def test_no_answer_tells_where_postgresql_is_and_the_log_tells_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = PostgresDatabase("postgresql://ana:hunter2@127.0.0.1:1/laurels", patience=0.5)
    await database.open()
    for _ in range(2):
        with pytest.raises(Unavailable) as refused:
            await database.read(lambda connection: connection.execute("SELECT 1"))
        assert "127.0.0.1" not in refused.value.detail
    await database.close()

    assert [record.getMessage() for record in caplog.records] == ["PostgreSQL cannot be reached"]


async def test_a_connection_killed_before_the_commit_is_replaced(
    game: Game, admin: "psycopg.Connection[tuple[int, ...]]"
) -> None:
    with admin.transaction():
        admin.execute("SELECT FROM journal_head FOR UPDATE")
        scoring = asyncio.create_task(game.one(game.score(2)))
        await kill(admin, "wait_event_type = 'Lock'")

    assert isinstance(await scoring, Accepted)
    await counted_once(game, ["first", None])


async def test_a_connection_killed_inside_its_commit_has_not_committed(
    game: Game, admin: "psycopg.Connection[tuple[int, ...]]"
) -> None:
    admin.execute(IN_COMMIT)
    try:
        scoring = asyncio.create_task(game.one(game.score(2)))
        await kill(admin, "wait_event = 'PgSleep'")
    finally:
        admin.execute("DROP FUNCTION sleep_once CASCADE")

    assert isinstance(await scoring, Accepted)
    await counted_once(game, ["first", None])


async def test_a_process_that_stops_inside_its_transaction_holds_up_nobody_for_long(
    game: Game, admin: "psycopg.Connection[tuple[int, ...]]"
) -> None:
    assert "'3s'" in HEAD
    admin.execute("BEGIN")
    admin.execute(HEAD.replace("'3s'", "'300ms'"))

    outcome = await game.one(game.score(2))

    assert isinstance(outcome, Accepted)
    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        admin.execute("COMMIT")


async def test_a_sequence_that_somebody_else_has_put_into_a_table_is_no_guess(game: Game) -> None:
    assert isinstance(game.stores, PostgresStores)
    with psycopg.connect(game.stores.url) as other:
        other.execute("UPDATE journal_head SET sequence = 0")

    with pytest.raises(Unavailable, match="duplicate key"):
        await game.one(game.score(2, "a"))


@asynccontextmanager
async def far_away(game: Game, patience: float = 8) -> AsyncIterator[tuple[Game, TcpProxy]]:
    """The same leaderboard in another process, behind a network that can be cut."""
    assert isinstance(game.stores, PostgresStores)
    async with TcpProxy(game.stores.url) as proxy:
        stores = PostgresStores(proxy.url, patience=patience)
        await stores.load()
        yield Game(stores, game.board, game.seasons), proxy
        await stores.close()


def once(what: str) -> Callable[[bytes], str]:
    """Do this to the first commit of a group."""
    commits: list[bytes] = []

    def ahead(piece: bytes) -> str:
        if b"COMMIT" in piece and b"INSERT INTO events" in piece and not commits:
            commits.append(piece)
            return what
        return "pass"

    return ahead


@pytest.mark.parametrize("what", ["cut", "deafen"])
@pytest.mark.parametrize("id", [None, "a"])
async def test_a_commit_whose_answer_is_lost_is_found_out(
    game: Game, what: str, id: str | None
) -> None:
    async with far_away(game) as (far, proxy):
        proxy.ahead = once(what)

        outcome = await far.one(far.score(2, id))

        assert proxy.cuts == 1
        assert isinstance(outcome, Accepted)
        events = await counted_once(game, ["first", id])
        assert events[1] == outcome.event
        assert [entry.values for entry in (await game.entries()).values()] == [(3,)]


async def test_another_process_that_comes_between_is_told_apart(game: Game) -> None:
    """The sequence that the lost group had is another's by the time that it is asked about."""
    async with far_away(game) as (far, proxy):

        def ahead(piece: bytes) -> str:
            what = once_cut(piece)
            proxy.refuses |= what == "cut"
            return what

        once_cut, proxy.ahead = once("cut"), ahead
        lost = asyncio.create_task(far.one(far.score(2)))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not proxy.cuts:
                await asyncio.sleep(0.01)
        between = await game.one(game.score(2))
        proxy.refuses = False

        outcome = await lost

        assert isinstance(between, Accepted)
        assert isinstance(outcome, Accepted)
        assert (between.event.sequence, outcome.event.sequence) == (2, 3)
        await counted_once(game, ["first", None, None])


async def test_when_nobody_can_be_asked_the_sender_is_told_that_nobody_knows(game: Game) -> None:
    async with far_away(game, patience=0.5) as (far, proxy):

        def ahead(piece: bytes) -> str:
            what = once_deaf(piece)
            proxy.refuses |= what == "deafen"
            return what

        once_deaf, proxy.ahead = once("deafen"), ahead

        with pytest.raises(Unavailable, match="not known whether this was kept"):
            await far.one(far.score(2, "a"))

        proxy.refuses = False
        again = await far.one(far.score(2, "a"))
        assert isinstance(again, Replayed)
        await counted_once(game, ["first", "a"])


async def test_connections_that_fell_silent_are_replaced(
    game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "ATTEMPT_SECONDS", 0.5)
    async with far_away(game) as (far, proxy):
        assert isinstance(far.stores, PostgresStores)

        async def occupy_all() -> None:
            async def occupy(connection: postgres_database.Connection) -> None:
                await connection.execute("SELECT pg_sleep(0.1)")

            await asyncio.gather(*(far.stores.database.read(occupy) for _ in range(10)))

        await occupy_all()
        proxy.fall_silent()
        proxy.speak(again=False)

        async with asyncio.timeout(5):
            assert isinstance(await far.one(far.score(2, "a")), Accepted)
        async with asyncio.timeout(5):
            await occupy_all()
        await counted_once(game, ["first", "a"])


async def test_patience_has_an_end(game: Game) -> None:
    async with far_away(game, patience=0.5) as (far, proxy):
        proxy.refuses = True

        async with asyncio.timeout(10):
            with pytest.raises(Unavailable, match="database cannot serve this now"):
                await far.one(far.score(2))

        proxy.refuses = False
        assert isinstance(await far.one(far.score(2)), Accepted)
        await counted_once(game, ["first", None])


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_a_transaction_that_the_server_takes_back_is_tried_again(
    game: Game, state: str
) -> None:
    assert isinstance(game.stores, PostgresStores)
    database: PostgresDatabase = game.stores.database
    attempts = 0

    async def work(transaction: Transaction) -> int:
        nonlocal attempts
        attempts += 1
        await transaction.begin()
        if attempts < 3:
            error = f"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '{state}'; END $$"
            await transaction.connection.execute(error)
        return await transaction.commit(attempts)

    assert await database.write(work) == 3


async def test_an_error_that_stays_is_told_at_once(game: Game) -> None:
    assert isinstance(game.stores, PostgresStores)
    attempts = 0

    async def work(transaction: Transaction) -> None:
        nonlocal attempts
        attempts += 1
        await transaction.connection.execute("SELECT FROM nowhere")

    with pytest.raises(Unavailable, match="nowhere"):
        await game.stores.database.write(work)
    assert attempts == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_server_that_ends_and_comes_back_has_each_score_once(how: signal.Signals) -> None:
    server = PostgresServer(18)
    stores = PostgresStores(server.new_database(), patience=30)
    try:
        await stores.load()
        game = await new_game(stores)
        answered: list[int] = []

        async def play(who: int) -> None:
            for _ in range(12):
                outcome = await game.one(game.score(1, None, f"p{who}"))
                assert isinstance(outcome, Accepted)
                answered.append(outcome.event.sequence)
                await asyncio.sleep(0.01)

        playing = [asyncio.create_task(play(who)) for who in range(4)]
        while len(answered) < 10:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(server.end, how)
        await asyncio.to_thread(server.start)
        await asyncio.gather(*playing)

        events = await everything(stores.journal.events())
        assert sorted(answered) == [e.sequence for e in events] == list(range(1, 49))
        assert sum(entry.values[0] for entry in (await game.entries()).values()) == 48
    finally:
        await stores.close()
        server.stop()


async def test_who_waits_for_the_head_in_vain_leaves_nothing_behind_that_still_does(
    game: Game, admin: "psycopg.Connection[tuple[int, ...]]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_append, "HEAD", HEAD.replace("'2500ms'", "'200ms'"))
    async with far_away(game, patience=0.7) as (far, _):
        with admin.transaction():
            admin.execute("SELECT FROM journal_head FOR UPDATE")

            with pytest.raises(Unavailable, match="database cannot serve this now"):
                await far.one(far.score(2))

            async with asyncio.timeout(PATIENCE_SECONDS):
                while admin.execute(WAITING + "wait_event_type = 'Lock'").fetchall():
                    await asyncio.sleep(0.02)
        assert isinstance(await far.one(far.score(2)), Accepted)


@pytest.mark.parametrize("gives_up", ["the client", "the server"])
async def test_who_falls_silent_between_two_messages_is_ended_by_those_who_wait(
    game: Game, monkeypatch: pytest.MonkeyPatch, gives_up: str
) -> None:
    """PostgreSQL itself waits for ever for the rest of what a client has begun to send."""
    if gives_up == "the client":
        monkeypatch.setattr(postgres_database, "ATTEMPT_SECONDS", 1.0)
    else:
        monkeypatch.setattr(postgres_append, "HEAD", HEAD.replace("'2500ms'", "'500ms'"))
    assert isinstance(game.stores, PostgresStores)
    message = b"\0SELECT 1\0\0\0"
    silent = psycopg.connect(game.stores.url, autocommit=True)
    silent.execute("BEGIN")
    silent.execute(HEAD)  # type: ignore[arg-type]
    os.write(silent.fileno(), b"P" + struct.pack("!I", 4 + len(message)) + message)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert isinstance(await game.one(game.score(2)), Accepted)
    finally:
        silent.close()
