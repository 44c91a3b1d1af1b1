"""Every catalog keeps leaderboards, seasons and keys."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from laurels.ports.catalog import ApiKey
from laurels.rules.errors import Conflict
from laurels.rules.leaderboard import (
    Column,
    Leaderboard,
    Operator,
    Order,
    RankMethod,
    Tier,
)
from laurels.rules.season import Season, Span, Window
from laurels.rules.submission import Submission, Unit
from tests.contracts.stores import Stores

RACE = Leaderboard(
    "f1-2021",
    "Formula 1, 2021 🏎",
    columns=(Column("points", decimals=1), Column("laps", Order.ASCENDING)),
    operator=Operator.SUM,
    rank_method=RankMethod.DENSE,
    windows=(Window("all-time"), Window("sprint", "0 18 * * 5", "Europe/Madrid")),
    segments=("country",),
    tiers=(Tier("gold", Decimal("12.5")), Tier("hundred", score=-(2**63))),
    public=False,
    min_score=-(2**63),
    max_score=2**63 - 1,
    metadata={"car": ["rb16b", None, 1.5], "é": {}},
    created_at=1_616_950_800_000_000,
)
KEY = ApiKey("lk-1234", "The game", frozenset({"read", "submit"}), created_at=5)


async def test_a_leaderboard_comes_back_whole_after_a_restart(stores: Stores) -> None:
    kept = await stores.catalog.add_leaderboard(RACE)
    await stores.restart()

    assert kept.number > 0
    assert kept == replace(RACE, number=kept.number)
    assert stores.catalog.leaderboard("f1-2021") == kept
    assert stores.catalog.leaderboards() == [kept]


async def test_an_id_is_taken_once(stores: Stores) -> None:
    await stores.catalog.add_leaderboard(RACE)

    with pytest.raises(Conflict):
        await stores.catalog.add_leaderboard(replace(RACE, title="Other"))

    assert stores.catalog.leaderboard("f1-2021").title == RACE.title  # type: ignore[union-attr]


async def test_a_change_is_kept(stores: Stores) -> None:
    kept = await stores.catalog.add_leaderboard(RACE)
    changed = replace(kept, title="Other", public=True, tiers=(), metadata={})

    await stores.catalog.update_leaderboard(changed)

    assert stores.catalog.leaderboard("f1-2021") == changed
    await stores.restart()
    assert stores.catalog.leaderboard("f1-2021") == changed


async def test_a_deleted_leaderboard_gives_its_id_free_and_not_its_number(
    stores: Stores,
) -> None:
    old = await stores.catalog.add_leaderboard(RACE)

    await stores.catalog.delete_leaderboard(old, at=9)

    assert stores.catalog.leaderboard("f1-2021") is None
    new = await stores.catalog.add_leaderboard(RACE)
    await stores.restart()
    assert new.number != old.number
    assert stores.catalog.leaderboards() == [new]


async def test_the_version_changes_with_every_leaderboard(stores: Stores) -> None:
    versions = [stores.catalog.version]

    kept = await stores.catalog.add_leaderboard(RACE)
    versions.append(stores.catalog.version)
    await stores.catalog.update_leaderboard(replace(kept, title="Other"))
    versions.append(stores.catalog.version)
    await stores.catalog.delete_leaderboard(kept, at=9)
    versions.append(stores.catalog.version)

    assert len(set(versions)) == 4


async def test_seasons_are_kept_once_and_in_order_of_number(stores: Stores) -> None:
    board = await stores.catalog.add_leaderboard(RACE)
    spans = [Span(2, 20, 30), Span(-1, -10, 0), Span(1, 10, 20)]
    kept = [await stores.catalog.add_season(board.number, "sprint", span) for span in spans]
    whole = await stores.catalog.add_season(board.number, "all-time", Span(1, 10, None))

    again = await stores.catalog.add_season(board.number, "sprint", spans[0])

    for _ in range(2):
        assert again == kept[0] == Season(kept[0].id, board.number, "sprint", *spans[0])
        assert stores.catalog.seasons(board.number, "sprint") == [kept[1], kept[2], kept[0]]
        assert set(stores.catalog.seasons(board.number)) == {*kept, whole}
        assert stores.catalog.season(board.number, "sprint", -1) == kept[1]
        assert stores.catalog.season_by_id(whole.id) == whole
        assert stores.catalog.season(board.number, "sprint", 3) is None
        assert stores.catalog.seasons(99) == []
        await stores.restart()


async def test_the_newest_seasons_come_in_parts(stores: Stores) -> None:
    board = await stores.catalog.add_leaderboard(RACE)
    spans = [Span(n, n * 10, n * 10 + 10) for n in (5, -1, 2, 3)]
    await asyncio.gather(*(stores.catalog.add_season(board.number, "sprint", s) for s in spans))

    def newest(limit: int, before: int | None = None) -> list[int]:
        found = stores.catalog.newest_seasons(board.number, "sprint", limit, before)
        return [season.number for season in found]

    assert newest(9) == newest(4) == [5, 3, 2, -1]
    assert newest(2) == [5, 3]
    assert newest(2, before=3) == [2, -1]
    assert newest(2, before=4) == [3, 2]
    assert newest(2, before=-1) == []
    assert stores.catalog.newest_seasons(99, "sprint", 1) == []


async def test_the_last_season_is_the_one_that_began_last_by_then(stores: Stores) -> None:
    board = await stores.catalog.add_leaderboard(RACE)
    spans = [Span(5, 50, 60), Span(-1, -10, 0), Span(2, 20, 30)]
    kept = {
        span.number: await stores.catalog.add_season(board.number, "sprint", span) for span in spans
    }

    for _ in range(2):
        for instant, number in ((-10, -1), (19, -1), (20, 2), (49, 2), (50, 5), (99, 5)):
            assert stores.catalog.last_season(board.number, "sprint", instant) == kept[number]
        assert stores.catalog.last_season(board.number, "sprint", -11) is None
        assert stores.catalog.last_season(board.number, "all-time", 99) is None
        assert stores.catalog.last_season(99, "sprint", 99) is None
        await stores.restart()


async def test_entries_are_counted_by_season(stores: Stores) -> None:
    board = await stores.catalog.add_leaderboard(RACE)
    one = await stores.catalog.add_season(board.number, "sprint", Span(1, 10, 20))
    two = await stores.catalog.add_season(board.number, "sprint", Span(2, 20, 30))
    scores = [Submission(board, player, (5, 1)) for player in ("ana", "bo", "ana")]
    assert not await stores.catalog.has_events(board.number)

    await stores.journal.append([Unit(scores, [one.id])], {}, 15, ())

    counts = await stores.journal.count_entries([one.id, two.id])
    assert counts == {one.id: 2, two.id: 0}
    assert await stores.catalog.has_events(board.number)
    assert not await stores.catalog.has_events(board.number + 1)


async def test_a_key_is_found_by_its_digest(stores: Stores) -> None:
    assert await stores.catalog.find_key(b"a" * 32) is None

    await stores.catalog.add_key(KEY, b"a" * 32)
    await stores.catalog.add_key(KEY._replace(prefix="lk-0", created_at=4), b"b" * 32)

    assert await stores.catalog.find_key(b"a" * 32) == KEY
    assert await stores.catalog.find_key(b"c" * 32) is None
    assert [key.prefix for key in await stores.catalog.keys()] == ["lk-0", "lk-1234"]


async def test_a_key_is_revoked_once(stores: Stores) -> None:
    await stores.catalog.add_key(KEY, b"a" * 32)
    await stores.catalog.find_key(b"a" * 32)

    assert await stores.catalog.revoke_key("lk-1234", at=7)

    assert not await stores.catalog.revoke_key("lk-1234", at=8)
    assert not await stores.catalog.revoke_key("lk-9", at=8)
    assert await stores.catalog.find_key(b"a" * 32) == KEY._replace(revoked_at=7)
