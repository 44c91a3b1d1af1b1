"""Scores count once and durably, whatever happens around them."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from laurels.rules.errors import (
    Conflict,
    LaurelsError,
    LeaderboardNotFound,
    PlayerNotFound,
    Unavailable,
)
from laurels.rules.leaderboard import Column, Leaderboard, Operator
from laurels.rules.season import Window
from laurels.usecases.seasons import Seasons
from laurels.usecases.submit_scores import Receipt
from laurels.wiring import Laurels
from tests.usecases.running import DAY, Clock, crash, receipts, restart, score, start, submit

SUM = Leaderboard("race", "Race", operator=Operator.SUM)
DAILY = replace(SUM, id="daily", windows=(Window("daily"), Window("all-time")))


@pytest.fixture
async def board(laurels: Laurels) -> Leaderboard:
    return await laurels.manage_leaderboards.create(SUM)


@pytest.fixture
async def daily(laurels: Laurels) -> Leaderboard:
    return await laurels.manage_leaderboards.create(DAILY)


async def totals(laurels: Laurels, board: Leaderboard) -> dict[str, int]:
    """Player: value, in the open season of the first window."""
    season = await laurels.read_ranks.season(board)
    page = await laurels.read_ranks.page(season, 0, 1000)
    return {row.card.id: row.ranked.entry.values[0] for row in page.rows}


async def test_64_clients_that_repeat_themselves_count_once(
    laurels: Laurels, board: Leaderboard
) -> None:
    ids = [f"{player}-{n}" for player in range(8) for n in range(10)]
    firsts: dict[str, Receipt] = {}

    async def client(number: int) -> None:
        mine = random.Random(number).sample(ids, 40)
        for id in mine:
            receipt = await submit(laurels, score(board, id.split("-")[0], 1, id=id))
            first = firsts.setdefault(id, receipt._replace(replayed=False))
            assert receipt._replace(replayed=False) == first

    await asyncio.gather(*(client(number) for number in range(64)))

    assert firsts.keys() == set(ids)
    assert await totals(laurels, board) == {str(player): 10 for player in range(8)}
    events = [event async for part in laurels.journal.events() for event in part]
    assert sorted(event.submission_id or "" for event in events) == sorted(ids)
    laurels.index.check()


async def test_what_is_answered_is_read_by_every_later_read(
    laurels: Laurels, board: Leaderboard
) -> None:
    async def client(player: str) -> None:
        for n in range(1, 21):
            receipt = await submit(laurels, score(board, player, 1))
            assert receipt.standings[0].values == (n,)
            assert (await totals(laurels, board))[player] == n

    await asyncio.gather(*(client(f"p{n}") for n in range(16)))


@pytest.mark.parametrize("after", ["at once", "a pause", "a restart", "a crash"])
async def test_a_repeat_gets_the_very_first_answer(
    laurels: Laurels, daily: Leaderboard, tmp_path: Path, after: str
) -> None:
    await submit(laurels, score(daily, "ana", 5))
    first = await submit(laurels, score(daily, "bo", 7, id="x"))
    later = [score(daily, "ana", 50), score(daily, "bo", 1), score(daily, "cem", 9)]
    await asyncio.gather(*(submit(laurels, submission) for submission in later))
    if after == "a pause":
        await laurels.submit_scores.keep_answers()
    if after == "a restart":
        laurels = await restart(laurels)
    if after == "a crash":
        laurels = await crash(laurels, tmp_path / "crashed")

    again = await submit(laurels, score(daily, "bo", 7, id="x"))

    assert first.standings[0].rank == 1
    assert again == first._replace(replayed=True)
    await laurels.close()


@pytest.mark.parametrize("days", [0, 1])
async def test_a_crash_right_after_the_commit_loses_no_answer(
    laurels: Laurels, daily: Leaderboard, clock: Clock, tmp_path: Path, days: int
) -> None:
    await submit(laurels, score(daily, "ana", 5))
    group = [score(daily, "bo", 4, id="x"), score(daily, "ana", 1), score(daily, "bo", 7, id="y")]
    firsts = await asyncio.gather(*(submit(laurels, submission) for submission in group))
    assert await laurels.journal.unanswered() != []
    before = await totals(laurels, daily)

    found = await crash(laurels, tmp_path / "crashed")
    assert await found.journal.unanswered() == []
    assert await totals(found, daily) == before
    found.index.check()
    clock.now += days * DAY
    agains = [await submit(found, submission) for submission in (group[0], group[2])]

    assert agains == [first._replace(replayed=True) for first in (firsts[0], firsts[2])]
    await found.close()


async def test_a_crash_in_more_seasons_than_stay_loaded_once_they_have_ended(
    laurels: Laurels, clock: Clock, tmp_path: Path
) -> None:
    boards = [
        await laurels.manage_leaderboards.create(replace(DAILY, id=f"daily-{n}")) for n in range(4)
    ]
    group = [score(board, "ana", 5, id="x") for board in boards]
    firsts = await asyncio.gather(*(submit(laurels, submission) for submission in group))
    clock.now += DAY

    found = await crash(laurels, tmp_path / "crashed", closed_seasons=1)

    agains = [await submit(found, submission) for submission in group]
    assert agains == [first._replace(replayed=True) for first in firsts]
    await found.close()


async def test_recovery_waits_as_long_as_loading_takes(
    laurels: Laurels,
    daily: Leaderboard,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = await submit(laurels, score(daily, "ana", 5, id="x"))
    clock.now += DAY
    monkeypatch.setattr(Seasons.ensure, "__defaults__", (0,))  # readers give up at once

    found = await crash(laurels, tmp_path / "crashed")
    monkeypatch.undo()

    assert await submit(found, score(daily, "ana", 5, id="x")) == first._replace(replayed=True)
    await found.close()


async def test_answers_are_kept_at_a_pause(laurels: Laurels, board: Leaderboard) -> None:
    first = await submit(laurels, score(board, "ana", 5, id="x"))

    await laurels.submit_scores.keep_answers()

    assert await laurels.journal.answers([first.event.sequence])
    assert await laurels.journal.unanswered() == []


class TestWhenTheDiskIsFull:
    """A group that cannot be written is refused as a whole, and can be sent again."""

    async def test_nothing_is_lost_or_doubled(
        self, laurels: Laurels, board: Leaderboard, tmp_path: Path
    ) -> None:
        await submit(laurels, score(board, "ana", 5, id="a"))
        group = [score(board, f"p{n}", 1, id=f"id-{n}" + "x" * 100) for n in range(2000)]

        await fill_disk(laurels)
        with pytest.raises(Unavailable):
            await laurels.submit_scores.submit(board, group)
        assert await totals(laurels, board) == {"ana": 5}
        assert (await submit(laurels, score(board, "ana", 5, id="a"))).replayed
        await free_disk(laurels)

        taken = receipts(await laurels.submit_scores.submit(board, group))
        assert not any(receipt.replayed for receipt in taken)
        events = [event async for part in laurels.journal.events() for event in part]
        assert [event.sequence for event in events] == list(range(1, 2002))
        found = await crash(laurels, tmp_path / "crashed")
        assert await totals(found, board) == await totals(laurels, board)
        await found.close()

    async def test_every_waiting_client_is_told(self, laurels: Laurels, board: Leaderboard) -> None:
        await submit(laurels, score(board, "ana", 5))
        await fill_disk(laurels)

        large = '"' + "x" * 9000 + '"'
        scores = [score(board, f"p{n}", 1, details=large) for n in range(500)]
        results = await asyncio.gather(
            *(submit(laurels, submission) for submission in scores), return_exceptions=True
        )

        assert all(isinstance(r, Receipt | Unavailable) for r in results)
        assert any(isinstance(r, Unavailable) for r in results)
        await free_disk(laurels)
        kept = {f"p{n}" for n, result in enumerate(results) if isinstance(result, Receipt)}
        assert (await totals(laurels, board)).keys() == {"ana"} | kept


async def fill_disk(laurels: Laurels) -> None:
    await laurels.profile.database.read(lambda _: None)
    loop, database = asyncio.get_running_loop(), laurels.profile.database

    def limit() -> None:
        connection = database._connection()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + 20}")

    await loop.run_in_executor(database._writer, limit)


async def free_disk(laurels: Laurels) -> None:
    loop, database = asyncio.get_running_loop(), laurels.profile.database

    def unlimit() -> None:
        database._connection().execute("PRAGMA max_page_count=1073741823")

    await loop.run_in_executor(database._writer, unlimit)


async def test_a_repeat_that_cannot_be_answered_now_holds_up_nobody_else(
    laurels: Laurels, daily: Leaderboard, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = score(daily, "ana", 5, id="x")
    await laurels.submit_scores.submit(daily, [old], ranked=False)
    clock.now += DAY

    async def broken(_: Sequence[int]) -> dict[int, bytes]:
        raise Unavailable("The disk is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(laurels.journal, "answers", broken)
        repeat, other = await asyncio.gather(
            laurels.submit_scores.submit(daily, [old]),
            laurels.submit_scores.submit(daily, [score(daily, "bo", 7)]),
        )

    assert isinstance(repeat[0], Unavailable)
    assert receipts(other)[0].standings[0].rank == 1
    assert await totals(laurels, daily) == {"bo": 7}
    assert (await submit(laurels, old)).replayed


async def test_repeats_are_looked_up_at_once_and_hold_up_nobody(
    laurels: Laurels, board: Leaderboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [score(board, f"player-{n}", n, id="x") for n in range(20)]
    first = receipts(await laurels.submit_scores.submit(board, old))
    await laurels.submit_scores.keep_answers()
    looks, go_on, answers = [], asyncio.Event(), laurels.journal.answers

    async def slow(sequences: Sequence[int]) -> dict[int, bytes]:
        looks.append(len(sequences))
        await go_on.wait()
        return await answers(sequences)

    monkeypatch.setattr(laurels.journal, "answers", slow)
    repeats = asyncio.create_task(laurels.submit_scores.submit(board, old))
    assert not (await submit(laurels, score(board, "bo", 7))).replayed
    go_on.set()

    again = receipts(await repeats)
    assert looks == [20]
    assert [r.standings for r in again] == [r.standings for r in first]


async def test_an_atomic_batch_is_taken_whole_or_not_at_all(
    laurels: Laurels, board: Leaderboard
) -> None:
    await submit(laurels, score(board, "ana", 5, id="a"))

    bad = [score(board, "bo", 1, id="b"), score(board, "ana", 6, id="a")]
    refused = await laurels.submit_scores.submit(board, bad, atomic=True)

    assert all(isinstance(result, LaurelsError) for result in refused)
    assert await totals(laurels, board) == {"ana": 5}
    taken = await laurels.submit_scores.submit(board, bad[:1], atomic=True)
    assert not receipts(taken)[0].replayed


async def test_a_batch_without_ranks_counts_as_one_with(
    laurels: Laurels, board: Leaderboard
) -> None:
    batch = [score(board, f"p{n % 7}", n) for n in range(50)]

    results = receipts(await laurels.submit_scores.submit(board, batch, ranked=False))

    assert all(receipt.standings == () for receipt in results)
    sums = {f"p{k}": sum(n for n in range(50) if n % 7 == k) for k in range(7)}
    assert await totals(laurels, board) == sums


async def test_strangers_are_refused_where_players_are_registered_first(
    laurels: Laurels, board: Leaderboard, clock: Clock
) -> None:
    await laurels.manage_players.put("ana", {}, {})
    await laurels.close()
    laurels = await start(Path(laurels.settings.data), clock, auto_create_players=False)
    batch = [score(board, "bo", 1), score(board, "ana", 2)]

    apart = await laurels.submit_scores.submit(board, batch)
    together = await laurels.submit_scores.submit(board, batch, atomic=True)

    assert isinstance(apart[0], PlayerNotFound)
    assert isinstance(apart[1], Receipt)
    assert all(isinstance(result, PlayerNotFound) for result in together)
    assert await totals(laurels, board) == {"ana": 2}
    await laurels.close()


async def test_a_score_that_waited_while_the_board_changed_is_refused(
    laurels: Laurels, board: Leaderboard
) -> None:
    changes = {"columns": (Column("points"), Column("wins"))}
    async with laurels.submit_scores.turn:
        waiting = asyncio.create_task(submit(laurels, score(board, "ana", 5)))
        change = asyncio.create_task(laurels.manage_leaderboards.change("race", changes))
        await asyncio.sleep(0)  # both wait for their turn now, the change first

    changed = await change
    with pytest.raises(Conflict):
        await waiting
    await submit(laurels, score(changed, "ana", 5, 1))
    assert await totals(laurels, changed) == {"ana": 5}


async def test_a_score_for_a_board_that_was_deleted_is_refused(
    laurels: Laurels, board: Leaderboard
) -> None:
    await laurels.manage_leaderboards.delete("race")

    with pytest.raises(LeaderboardNotFound):
        await laurels.submit_scores.submit(board, [score(board, "ana", 5)])

    assert [part async for part in laurels.journal.events()] == []


async def test_a_client_that_has_gone_holds_up_nobody(laurels: Laurels, board: Leaderboard) -> None:
    gone = asyncio.create_task(submit(laurels, score(board, "ana", 5)))
    stays = asyncio.create_task(submit(laurels, score(board, "bo", 6)))
    await asyncio.sleep(0)
    gone.cancel()

    assert (await stays).standings[0].rank == 1
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_two_erasures_at_once_forget_one_player_once(
    laurels: Laurels, board: Leaderboard
) -> None:
    await submit(laurels, score(board, "ana", 5))

    erasures = await asyncio.gather(
        *(laurels.manage_players.erase("ana") for _ in range(2)), return_exceptions=True
    )

    assert [type(e) for e in erasures] == [type(None), PlayerNotFound]
    assert await laurels.manage_players.search("", "", 10) == []
