"""How much is played, counted as scores come and from the journal's last hour."""

from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.activity import MINUTES, Activity, Pace
from laurels.wiring import Laurels
from tests.usecases.running import Clock, restart, score, submit

SECOND = 1_000_000
MINUTE = 60 * SECOND
IDLE = Pace([0] * MINUTES, 0, 0.0)


async def new_board(laurels: Laurels, id: str = "race") -> Leaderboard:
    return await laurels.manage_leaderboards.create(Leaderboard(id, id))


def shown(pace: Pace) -> list[int]:
    """The last minutes, from the first in which there was a score."""
    return list(pace.per_minute)[next(i for i, n in enumerate(pace.per_minute) if n) :]


async def test_accepted_scores_count_and_nothing_else(laurels: Laurels) -> None:
    board, other = await new_board(laurels), await new_board(laurels, "other")
    await submit(laurels, score(board, "ana", 1, id="a"))
    await submit(laurels, score(board, "ana", 1, id="a"))  # a repeat
    await laurels.submit_scores.submit(  # a conflict, and one that counts
        board, [score(board, "ana", 2, id="a"), score(board, "bo", 3)], ranked=False
    )
    bad = [score(board, "cy", 1), score(board, "ana", 2, id="a")]
    await laurels.submit_scores.submit(board, bad, atomic=True)
    await laurels.submit_scores.submit(board, [])
    await laurels.manage_players.remove_entry(board, "ana")

    assert laurels.activity.of(board.number) == ([0] * 59 + [2], 2, 0.2)
    assert laurels.activity.of(other.number) == IDLE


async def test_minutes_move_on_and_end(laurels: Laurels, clock: Clock) -> None:
    board = await new_board(laurels)
    for minute in (0, 1, 3):
        clock.now += minute * MINUTE
        for n in range(minute + 1):
            await submit(laurels, score(board, "ana", n))

    assert shown(laurels.activity.of(board.number)) == [1, 2, 0, 0, 4]
    clock.now += 59 * MINUTE
    assert laurels.activity.of(board.number).per_minute == [4] + 59 * [0]
    clock.now += MINUTE
    assert laurels.activity.of(board.number) == IDLE


async def test_rates_fade(laurels: Laurels, clock: Clock) -> None:
    board = await new_board(laurels)
    await laurels.submit_scores.submit(board, [score(board, "ana", n) for n in range(20)])

    def now(after: float) -> tuple[int, float]:
        clock.now += int(after * SECOND)
        pace = laurels.activity.of(board.number)
        return pace.last_minute, pace.per_second

    assert now(0) == (20, 2.0)
    assert now(9.5) == (20, 2.0)
    assert now(1) == (20, 1.0)  # half of its second is more than ten seconds ago
    assert now(0.5) == (20, 0.0)
    assert now(48) == (20, 0.0)
    assert now(1) == (0, 0.0)


async def test_a_start_finds_the_last_hour_in_the_journal(laurels: Laurels, clock: Clock) -> None:
    board, other = await new_board(laurels), await new_board(laurels, "other")
    for _ in range(70):
        await submit(laurels, score(board, "ana", 1))
        clock.now += MINUTE
    clock.now -= MINUTE
    await submit(laurels, score(other, "ana", 1))
    await laurels.manage_players.remove_entry(other, "ana")
    clock.now += 3 * SECOND

    found = await restart(laurels)
    await submit(found, score(other, "ana", 1))
    await found.activity.recall()

    assert found.activity.of(board.number) == ([1] * 60, 1, 0.1)
    assert found.activity.of(other.number) == ([0] * 59 + [2], 2, 0.2)
    await found.close()


async def test_a_clock_that_was_set_back_adds_to_minutes_that_are_kept(laurels: Laurels) -> None:
    at = 100 * MINUTE
    activity = Activity(laurels.history, lambda: at)
    for instant in (at, at - 2 * MINUTE, at - 60 * MINUTE, at - 90 * MINUTE):
        activity.count({7: 1}, instant)

    assert shown(activity.of(7)) == [1, 0, 1]
