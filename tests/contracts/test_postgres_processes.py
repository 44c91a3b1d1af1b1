"""Several processes on one PostgreSQL: what one does, the others hold to."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from laurels.adapters import postgres_journal
from laurels.ports.catalog import ApiKey
from laurels.rules.errors import (
    Conflict,
    InvalidRequest,
    LaurelsError,
    Unavailable,
)
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card, Player
from laurels.rules.season import Span
from laurels.rules.submission import Accepted, Kind, Replayed, Submission
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.test_journal import AT, Game, everything, new_game

SECOND = 1_000_000
PATIENCE_SECONDS = 20


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_an_id_that_reaches_all_processes_at_once_counts_once(games: list[Game]) -> None:
    for n in range(10):
        outcomes = await asyncio.gather(*(game.one(game.score(n, f"id-{n}")) for game in games))

        (accepted,) = [o for o in outcomes if isinstance(o, Accepted)]
        assert outcomes.count(Replayed(accepted.event)) == 2

    assert len(await everything(games[0].stores.journal.events())) == 10
    assert [e.values for e in (await games[0].entries()).values()] == [(sum(range(10)),)]


async def test_another_content_under_an_id_loses_in_every_process(games: list[Game]) -> None:
    outcomes = await asyncio.gather(*(g.one(g.score(n, "a")) for n, g in enumerate(games)))

    assert sorted(type(o).__name__ for o in outcomes) == ["Accepted", "Conflict", "Conflict"]


async def test_sequences_grow_in_the_order_of_commits_without_gap_or_double(
    games: list[Game],
) -> None:
    seen: list[int] = []
    chains: list[tuple[int, int]] = []  # of the first season: after which, up to which event

    async def play(game: Game, who: int) -> None:
        for n in range(15):
            scores = [game.score(1, None, f"{who}-{n}-{m}") for m in range(3)]
            appended = await game.stores.journal.append([game.unit(*scores)], {}, AT, ())
            outcomes = [o for o in appended.outcomes[0] if isinstance(o, Accepted)]
            seen.extend(o.event.sequence for o in outcomes)
            chains.append((appended.before[game.seasons[0]], outcomes[-1].event.sequence))

    await asyncio.gather(*(play(game, who) for who, game in enumerate(games)))

    events = await everything(games[0].stores.journal.events())
    assert [event.sequence for event in events] == sorted(seen) == list(range(1, 136))
    assert [chain[0] for chain in sorted(chains)] == [0, *(last for _, last in sorted(chains)[:-1])]
    assert await games[1].stores.journal.season_heads([*games[0].seasons, 99]) == {
        **dict.fromkeys(games[0].seasons, 135),
        99: 0,
    }


async def test_sums_of_all_processes_add_up(games: list[Game]) -> None:
    await asyncio.gather(
        *(game.one(game.score(n, None, "ana")) for n in range(12) for game in games)
    )

    ((entry),) = (await games[0].entries()).values()
    assert (entry.values, entry.events) == ((3 * sum(range(12)),), 36)


async def test_what_has_changed_since_an_event_is_read_at_one_instant(games: list[Game]) -> None:
    one, other, _ = games
    journal = one.stores.journal
    first = await one.one(one.score(5, None, "ana"))
    await one.one(one.score(6, None, "bo"))
    assert isinstance(first, Accepted)
    await other.one(other.score(1, None, "cem"))
    await other.one(Submission(one.board, "bo", (), kind=Kind.REMOVAL))
    numbers = await one.stores.players.numbers(["ana", "bo", "cem"])

    state = await journal.changed_entries(one.seasons[0], 1)
    nothing = await journal.changed_entries(one.seasons[0], 4)

    assert (state.sequence, state.removed) == (4, [numbers["bo"]])
    assert [row[:2] for row in state.entries] == [(numbers["cem"], 3)]
    assert nothing == (4, [], [])
    assert await journal.changed_entries(77, 0) == (0, [], [])


async def test_what_has_changed_is_walked_in_parts_and_no_further_than_the_seasons_last_event(
    games: list[Game], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = games[0]
    busy = await new_game(one.stores, "busy")
    for player in ("ana", "bo", "cem", "ana", "dee"):
        await one.one(one.score(5, None, player))
        await busy.one(busy.score(5, None, player))
    for _ in range(9):
        await busy.one(busy.score(5, None, "eve"))
    walked = []

    async def touched(connection: Any, season: int, between: tuple[int, int]) -> set[int]:
        walked.append(between)
        return await _touched(connection, season, between)

    _touched = postgres_journal._touched
    monkeypatch.setattr(postgres_journal, "_touched", touched)
    monkeypatch.setattr(postgres_journal, "WALKED", 3)
    numbers = await one.stores.players.numbers(["ana", "bo", "cem", "dee"])

    state = await one.stores.journal.changed_entries(one.seasons[0], 2)
    quiet = await one.stores.journal.changed_entries(one.seasons[0], 9)

    assert state.sequence == 9
    assert {row[0] for row in state.entries} == set(numbers.values())
    assert walked == [(2, 5), (5, 8), (8, 9)]
    assert quiet == (9, [], [])


async def test_what_has_changed_holds_what_comes_while_it_is_walked(
    games: list[Game], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, _ = games
    await one.one(one.score(5, None, "ana"))
    touched = postgres_journal._touched

    async def while_another_plays(connection: Any, season: int, between: Any) -> set[int]:
        await other.one(other.score(6, None, "bo"))
        return await touched(connection, season, between)

    monkeypatch.setattr(postgres_journal, "_touched", while_another_plays)

    state = await one.stores.journal.changed_entries(one.seasons[0], 0)

    numbers = await one.stores.players.numbers(["ana", "bo"])
    assert state.sequence == 2
    assert {row[0] for row in state.entries} == set(numbers.values())


async def test_leaderboards_and_seasons_of_one_process_are_known_to_all(games: list[Game]) -> None:
    one, other, _ = games
    cup = await one.stores.catalog.add_leaderboard(Leaderboard("cup", "Cup", created_at=AT))
    season = await one.stores.catalog.add_season(cup.number, "all-time", Span(1, 0, None))
    catalog = other.stores.catalog

    async def known() -> bool:
        return catalog.seasons(cup.number) == [season]

    await until(known)
    assert catalog.leaderboard("cup") == cup
    assert await catalog.add_season(cup.number, "all-time", Span(1, 0, None)) == season
    await one.stores.catalog.delete_leaderboard(cup, 9)

    async def gone() -> bool:
        return catalog.leaderboard("cup") is None

    await until(gone)


async def test_two_processes_that_add_the_same_get_one(games: list[Game]) -> None:
    board = Leaderboard("cup", "Cup", created_at=AT)
    catalogs = [game.stores.catalog for game in games]

    added = await asyncio.gather(
        *(catalog.add_leaderboard(board) for catalog in catalogs), return_exceptions=True
    )
    (cup,) = [a for a in added if isinstance(a, Leaderboard)]
    assert [type(a) for a in added].count(Conflict) == 2

    span = Span(1, 0, None)
    seasons = await asyncio.gather(*(c.add_season(cup.number, "daily", span) for c in catalogs))
    assert len(set(seasons)) == 1


async def test_a_profile_saved_in_one_process_is_shown_by_all(games: list[Game]) -> None:
    one, other, _ = games
    await other.one(other.score(5, None, "ana"))
    (before,) = await other.stores.players.find(["ana"])
    versions = other.stores.players.version
    assert before is not None

    await one.stores.players.save(Player(Card(0, "ana", "Ana"), {}, 1, 2))

    async def shown() -> bool:
        (card,) = await other.stores.players.cards([before.number])
        return card.display_name == "Ana"

    await until(shown)
    assert other.stores.players.version > versions


async def test_players_are_counted_whoever_makes_them(games: list[Game]) -> None:
    one, other, third = games
    await one.one(one.score(5, None, "ana"))
    await other.stores.players.save_many([Player(Card(0, n), {}, 1, 1) for n in ("bo", "ana")])
    await third.one(third.score(5, None, "cem"))
    await other.stores.players.erase("bo", 9)
    await other.one(Submission(other.board, "cem", (), kind=Kind.ERASURE))
    await other.stores.players.erase("cem", 9)

    async def counted() -> bool:
        return all(game.stores.players.count == 1 for game in games)

    await until(counted)


async def test_an_erased_player_gets_no_score_of_a_process_that_still_has_the_number(
    games: list[Game],
) -> None:
    one, other, _ = games
    await one.one(one.score(5, None, "ana"))
    known = await other.stores.players.numbers(["ana"])
    await one.one(Submission(one.board, "ana", (), kind=Kind.ERASURE))
    await one.stores.players.erase("ana", 9)

    unit = other.unit(other.score(7, None, "ana"))
    appended = await other.stores.journal.append([unit], known, AT, ())

    assert appended.created.keys() == {"ana"}
    assert appended.created != known
    assert [(n, e.values) for n, e in (await one.entries()).items()] == [
        (appended.created["ana"], (7,))
    ]


async def test_a_player_who_scores_elsewhere_while_being_erased_is_not_left_half_there(
    games: list[Game],
) -> None:
    one, other, _ = games
    await one.one(Submission(one.board, "ana", (), kind=Kind.ERASURE))  # there is nothing yet
    await other.one(other.score(5, None, "ana"))

    with pytest.raises(Unavailable, match="'ana' has just scored"):
        await one.stores.players.erase("ana", 9)

    await one.one(Submission(one.board, "ana", (), kind=Kind.ERASURE))
    await one.stores.players.erase("ana", 9)
    assert await one.stores.players.find(["ana"]) == [None]
    assert await one.entries() == {}


async def test_a_clock_far_behind_anothers_takes_no_score_and_is_told(games: list[Game]) -> None:
    one, other, _ = games
    stores = other.stores
    assert isinstance(stores, PostgresStores)
    unit = one.unit(one.score(5))
    await one.stores.journal.append([unit], {}, AT + 60 * SECOND, ())

    with pytest.raises(Unavailable, match="60 s behind"):
        await stores.journal.append([unit], {}, AT, ())

    assert stores.later == [AT + 60 * SECOND]
    await stores.journal.append([unit], {}, AT + 59 * SECOND, ())
    assert await stores.journal.last_instant() == AT + 60 * SECOND


async def test_entries_made_of_events_that_are_no_longer_all_are_not_taken(
    games: list[Game],
) -> None:
    one, other, _ = games
    await one.one(one.score(5))
    upkeep = one.stores.upkeep
    _ = [part async for part in upkeep.events(None, 1)]
    await other.one(other.score(6))

    with pytest.raises(Conflict, match="1 events came"):
        await upkeep.replace_entries(one.seasons, [])

    assert len(await one.entries()) == 1


async def test_texts_that_postgresql_cannot_keep_are_refused_or_unknown(games: list[Game]) -> None:
    players = games[0].stores.players
    for bad in ("a\0b", "\ud800"):
        with pytest.raises(LaurelsError, match="display_name"):
            await players.save(Player(Card(0, "ana", bad), {}, 1, 1))
        assert await players.find([bad]) == [None]
        assert await players.numbers([bad]) == {}
        assert await players.profile(bad) is None
        assert await players.search(bad, "", 5) == []
        await players.erase(bad, 9)
    with pytest.raises(InvalidRequest, match="title"):
        await games[0].stores.catalog.add_leaderboard(Leaderboard("b", "a\0b", created_at=AT))
    with pytest.raises(InvalidRequest, match="name"):
        await games[0].stores.catalog.add_key(ApiKey("k", "a\0b", frozenset(), 1), b"d" * 32)
    attributes = {"a": "\0"}
    kept = await players.save(Player(Card(0, "ana"), attributes, 1, 1))
    assert kept.attributes == attributes


async def test_entries_are_not_replaced_where_others_append_meanwhile(games: list[Game]) -> None:
    one, other, _ = games
    await one.one(one.score(1))
    upkeep = one.stores.upkeep
    assert [row async for part in upkeep.events(None, 1) for row in part]
    await other.one(other.score(2))
    before = await one.entries()

    with pytest.raises(Conflict, match=r"1 events came .* Stop the servers"):
        await upkeep.replace_entries(one.seasons, [])

    assert await one.entries() == before
