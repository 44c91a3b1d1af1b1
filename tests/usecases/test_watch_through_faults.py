"""Whatever fails meanwhile, a screen shows what is true, or waits."""

import asyncio
from typing import Any

import pytest

from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard, Tier
from laurels.usecases import live_board, watch_leaderboards
from laurels.usecases.live_messages import Message
from laurels.usecases.watch_leaderboards import WatchLeaderboards
from laurels.wiring import Laurels
from tests.usecases.running import DAY, Clock, score, submit
from tests.usecases.screens import Screen
from tests.usecases.watching import see


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_board, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(live_board, "TICK_SECONDS", 0.005)
    monkeypatch.setattr(watch_leaderboards, "LOOK_SECONDS", 0.01)


class Failing:
    """Lets a method of the reads fail so many times."""

    def __init__(self, laurels: Laurels, patch: pytest.MonkeyPatch, name: str) -> None:
        self.left = 0
        self._method = getattr(laurels.read_ranks, name)
        patch.setattr(laurels.read_ranks, name, self._maybe)

    async def _maybe(self, *asked: Any) -> Any:
        if self.left:
            self.left -= 1
            raise Unavailable("of a test")
        return await self._method(*asked)


@pytest.mark.parametrize("name", ["season", "version", "page", "query"])
async def test_a_read_that_fails_is_done_again_before_anything_is_told(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    await submit(laurels, score(board, "ann", 1))
    failing = Failing(laurels, monkeypatch, name)
    failing.left = 1
    first = see(watch, board, "ann")
    (snapshot,) = await first.told("snapshot")
    failing.left = 1
    await submit(laurels, score(board, "ann", 2))

    await first.until(lambda: first.rows["ann"]["score"] == 2)

    assert (snapshot["total"], snapshot["entries"][0]["score"]) == (1, 1)


@pytest.mark.parametrize("name", ["version", "page", "query"])
async def test_a_season_that_turns_while_reads_fail_is_told_all_the_same(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    await submit(laurels, score(board, "ann", 1))
    failing = Failing(laurels, monkeypatch, name)
    screen = see(watch, board, "ann", window="daily")
    await screen.told("snapshot")

    failing.left = 2
    clock.now += DAY
    (turned,) = await screen.told("season")
    _, snapshot = await screen.told("snapshot", 2)

    assert (turned["closed"]["number"], turned["opened"]["number"]) == (1, 2)
    assert (snapshot["season"], snapshot["total"]) == (2, 0)


async def test_an_overtaking_is_told_though_the_look_failed_at_first(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await submit(laurels, score(board, "ann", 5))
    await submit(laurels, score(board, "bob", 3))
    failing = Failing(laurels, monkeypatch, "page")
    screen = see(watch, board, "ann")
    await screen.told("snapshot")

    failing.left = 1
    await submit(laurels, score(board, "bob", 9))
    (overtaken,) = await screen.told("overtaken")

    assert [by["player"] for by in overtaken["by"]] == ["bob"]


async def test_an_outlet_that_fails_hurts_no_other(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    class Broken(Screen):
        def write(self, message: Message) -> bool:
            raise OSError("of a test")

    broken = Broken()
    see(watch, board, screen=broken)
    good = see(watch, board)
    await good.told("snapshot")

    await submit(laurels, score(board, "ann", 2))
    await good.told("change")

    assert broken.ended == "What was to be sent could not be written."


async def test_other_tiers_show_at_once(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    await submit(laurels, score(board, "ann", 2))
    screen = see(watch, board)
    await screen.told("snapshot")

    for name in ("gold", "silver", "bronze"):
        await laurels.manage_leaderboards.change("race", {"tiers": (Tier(name, score=1),)})
        late = see(watch, laurels.manage_leaderboards.get("race"))
        await screen.until(lambda name=name: screen.rows["ann"]["tier"] == name)
        assert (await late.told("snapshot"))[0]["entries"][0]["tier"] == name


async def test_looking_goes_on_after_a_board_that_could_not_be_looked_after(
    watch: WatchLeaderboards,
    board: Leaderboard,
    laurels: Laurels,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = see(watch, board)
    await screen.told("snapshot")
    original, left = watch._reason_to_end, [2]

    def fails_at_first(*asked: Any) -> str | None:
        if left[0]:
            left[0] -= 1
            raise RuntimeError("of a test")
        return original(*asked)

    monkeypatch.setattr(watch, "_reason_to_end", fails_at_first)
    await laurels.manage_leaderboards.delete("race")
    await screen.until(lambda: screen.ended)


async def test_versions_of_another_process_get_all_of_it(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    screen = see(watch, board)
    await screen.told("snapshot")
    await submit(laurels, score(board, "ann", 2))
    await screen.told("change")

    back = see(watch, board, since=screen.messages[0]["version"] + 1)
    await back.until(lambda: back.messages)

    assert back.messages[0]["type"] == "snapshot"


async def test_two_who_start_a_crowd_at_once_leave_one_that_can_be_stopped(
    laurels: Laurels, board: Leaderboard
) -> None:
    from laurels.usecases.simulate_play import Crowd

    play = laurels.simulate_play
    await play.start(Crowd("race", 100, 3))
    await asyncio.gather(*[play.start(Crowd("race", 100, 3)) for _ in range(3)])
    await play.stop()

    running = [task for task in asyncio.all_tasks() if "_play_on" in repr(task.get_coro())]
    assert not [task for task in running if not task.done()]
