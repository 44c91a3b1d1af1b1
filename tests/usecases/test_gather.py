"""A group waits for those who were just answered: for a moment, and only in a crowd."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Unit
from laurels.usecases import gathering, submit_scores
from laurels.wiring import Laurels
from tests.databases import new_database
from tests.usecases.running import Clock, score, start, submit

SOON = 10  # seconds; far more than any of this takes


@pytest.fixture
async def laurels(tmp_path: Path) -> AsyncIterator[Laurels]:
    new_database(tmp_path / "data")
    laurels = await start(tmp_path / "data", Clock())
    yield laurels
    await laurels.close()


@pytest.fixture
async def board(laurels: Laurels) -> Leaderboard:
    return await laurels.manage_leaderboards.create(Leaderboard("race", "Race"))


class Crowd:
    """Clients, and the sizes of the groups that their scores were committed in."""

    def __init__(self, laurels: Laurels, board: Leaderboard, patch: pytest.MonkeyPatch) -> None:
        self._laurels = laurels
        self._board = board
        self._append = laurels.journal.append
        self._count = 0
        self.groups: list[int] = []
        patch.setattr(laurels.journal, "append", self._noted)

    async def _noted(self, units: Sequence[Unit], *args: Any) -> Any:
        self.groups.append(len(units))
        return await self._append(units, *args)

    def send(self, count: int) -> list[asyncio.Task[Any]]:
        """So many scores at once."""
        self._count += count
        players = [f"p{number}" for number in range(self._count - count, self._count)]
        return [
            asyncio.create_task(submit(self._laurels, score(self._board, player, 1)))
            for player in players
        ]


@pytest.fixture
def crowd(laurels: Laurels, board: Leaderboard, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    return Crowd(laurels, board, monkeypatch)


async def first_group(laurels: Laurels, crowd: Crowd, count: int) -> list[asyncio.Task[Any]]:
    """So many are answered; one more has come while they were committed."""
    async with laurels.submit_scores.turn:
        first = crowd.send(count)
        await asyncio.sleep(0)  # they wait for the turn
        await asyncio.sleep(0)
    while not crowd.groups:
        await asyncio.sleep(0)
    late = crowd.send(1)
    await asyncio.gather(*first)
    return late


async def test_a_group_goes_when_those_who_were_answered_are_back(
    laurels: Laurels, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 10 * SOON)
    late = await first_group(laurels, crowd, submit_scores.CROWD)

    back = crowd.send(submit_scores.CROWD)

    async with asyncio.timeout(SOON):
        await asyncio.gather(*late, *back)
    assert crowd.groups == [submit_scores.CROWD, submit_scores.CROWD + 1]


async def test_a_group_goes_soon_where_nobody_comes_back(laurels: Laurels, crowd: Crowd) -> None:
    late = await first_group(laurels, crowd, submit_scores.CROWD)

    async with asyncio.timeout(SOON):
        await asyncio.gather(*late)
    assert crowd.groups == [submit_scores.CROWD, 1]


async def test_a_few_are_never_kept_waiting(
    laurels: Laurels, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 10 * SOON)
    late = await first_group(laurels, crowd, submit_scores.CROWD - 1)

    async with asyncio.timeout(SOON):
        await asyncio.gather(*late)
    assert crowd.groups == [submit_scores.CROWD - 1, 1]


async def test_the_end_waits_for_what_gathers(
    laurels: Laurels, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 0.05)
    late = await first_group(laurels, crowd, submit_scores.CROWD)

    async with asyncio.timeout(SOON):
        await laurels.close()
    assert [task.done() for task in late] == [True]
