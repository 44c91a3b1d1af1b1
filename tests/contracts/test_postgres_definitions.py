"""Definitions that one process changes decide what all others take."""

import asyncio
from dataclasses import replace

import psycopg
import pytest

from laurels.rules.errors import (
    DefinitionStays,
    Unavailable,
    UnprocessableScore,
)
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.submission import Accepted, Replayed
from tests.contracts.test_journal import AT, Game, everything

PATIENCE_SECONDS = 20


async def test_a_definition_that_has_changed_elsewhere_takes_no_score_by_the_old_one(
    games: list[Game],
) -> None:
    one, other, _ = games
    await other.stores.versions.close()
    await one.stores.catalog.update_leaderboard(replace(one.board, operator=Operator.BEST))

    with pytest.raises(Unavailable, match="changed"):
        await other.one(other.score(5))

    known = other.stores.catalog.leaderboard(one.board.id)
    assert known is not None
    assert known.operator is Operator.BEST
    assert await everything(one.stores.journal.events()) == []


async def test_limits_that_have_changed_elsewhere_decide_the_first_score_too(
    games: list[Game],
) -> None:
    one, other, _ = games
    await other.stores.versions.close()
    known = await other.one(other.score(50, "before"))
    await one.stores.catalog.update_leaderboard(replace(one.board, max_score=10))

    outcomes = await other.append(
        other.unit(other.score(50)), other.unit(other.score(9), other.score(50, "before"))
    )

    assert isinstance(known, Accepted)
    assert isinstance(outcomes[0][0], UnprocessableScore)
    assert isinstance(outcomes[1][0], Accepted)
    assert outcomes[1][1] == Replayed(known.event)


async def test_a_unit_of_no_scores_is_no_error(games: list[Game]) -> None:
    assert await games[0].append(games[0].unit()) == [[]]


async def test_limits_hold_for_scores_that_came_before_this_process_heard_of_them(
    games: list[Game],
) -> None:
    one, other, _ = games
    read = other.score(50)
    await one.stores.catalog.update_leaderboard(replace(one.board, max_score=10))
    await other.stores.catalog.refresh()

    assert isinstance(await other.one(read), UnprocessableScore)


async def test_a_definition_stays_where_another_process_has_just_brought_the_first_event(
    games: list[Game],
) -> None:
    one, other, _ = games
    catalog = one.stores.catalog
    assert not await catalog.has_events(one.board.number)
    await other.one(other.score(5))

    with pytest.raises(DefinitionStays, match="has events"):
        await catalog.update_leaderboard(replace(one.board, operator=Operator.BEST))

    assert catalog.leaderboard(one.board.id) == one.board
    await catalog.update_leaderboard(replace(one.board, title="Other"))
    assert catalog.leaderboard(one.board.id) == replace(one.board, title="Other")
    assert isinstance(await other.one(other.score(6)), Accepted)


async def test_a_database_that_has_gone_back_takes_scores_by_the_definitions_that_it_has(
    games: list[Game],
) -> None:
    """After a fail-over to a server that lacked the last changes, or a restore meanwhile."""
    one, other, _ = games
    await one.stores.catalog.add_leaderboard(Leaderboard("cup", "Cup", created_at=AT))
    with psycopg.connect(one.stores.url) as elsewhere:
        elsewhere.execute("UPDATE journal_head SET catalog = 0")
        elsewhere.execute("DELETE FROM leaderboards WHERE slug = 'cup'")

    async with asyncio.timeout(PATIENCE_SECONDS):
        assert isinstance(await one.one(one.score(5)), Accepted)
        assert isinstance(await other.one(other.score(6)), Accepted)

    assert one.stores.catalog.leaderboard("cup") is None


async def test_definitions_that_never_hold_still_take_no_score_and_hold_up_nobody(
    games: list[Game], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = games[0]

    async def refresh() -> None:
        """Always too late."""

    with psycopg.connect(one.stores.url) as elsewhere:
        elsewhere.execute("UPDATE journal_head SET catalog = catalog + 1")
    await one.stores.versions.close()
    monkeypatch.setattr(one.stores.catalog, "refresh", refresh)

    async with asyncio.timeout(PATIENCE_SECONDS):
        with pytest.raises(Unavailable, match="change again and again"):
            await one.one(one.score(5))


async def test_a_change_elsewhere_that_does_not_matter_is_taken_over_and_the_score_counts(
    games: list[Game],
) -> None:
    one, other, _ = games
    await other.stores.versions.close()
    await one.stores.catalog.add_leaderboard(Leaderboard("cup", "Cup", created_at=AT))

    outcome = await other.one(other.score(5))

    assert isinstance(outcome, Accepted)
    assert other.stores.catalog.leaderboard("cup") is not None
