"""Rebuilding: what is done before the transaction, and what in it."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from laurels.adapters.sqlite_upkeep import SqliteUpkeep
from laurels.ports.upkeep import SeasonRows
from laurels.profiles import EmbeddedProfile, no_shared_index
from laurels.rules.leaderboard import Leaderboard
from laurels.usecases import rebuild_entries as subject
from laurels.wiring import Laurels
from tests.usecases.running import score, submit


async def test_a_transaction_does_not_wait_for_entries_to_be_sorted(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends who is idle in one, and some million players take seconds."""
    board = await laurels.manage_leaderboards.create(Leaderboard("board", "Board"))
    for player in ("bo", "ana"):
        await submit(laurels, score(board, player, 1))
    assert isinstance(laurels.profile, EmbeddedProfile)
    upkeep = SqliteUpkeep(laurels.profile.database, laurels.profile.behind)
    sorts: list[object] = []
    replaced: list[SeasonRows] = []

    def noted(given: Iterable[Any]) -> list[Any]:
        sorts.append(given)
        return sorted(given)

    async def replace_entries(seasons: Sequence[int], entries: Iterable[SeasonRows]) -> None:
        before = len(sorts)
        replaced.extend(entries)
        assert len(sorts) == before > 1

    monkeypatch.setattr(subject, "sorted", noted, raising=False)
    monkeypatch.setattr(upkeep, "replace_entries", replace_entries)

    rebuilt = await subject.rebuild_entries(
        laurels.catalog, upkeep, [board], no_shared_index, lambda _: None
    )

    assert rebuilt.entries == sum(len(part.rows) for part in replaced) == 2
