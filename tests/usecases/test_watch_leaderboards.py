"""What is on a screen is what is on the leaderboard, however it came to be."""

import asyncio
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from laurels.api.live_json import LiveShow
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Window
from laurels.usecases import live_board, live_views, watch_leaderboards
from laurels.usecases.watch_leaderboards import Ask, WatchLeaderboards
from laurels.wiring import Laurels
from tests.usecases.running import DAY, Clock, score, submit
from tests.usecases.screens import SOON
from tests.usecases.watching import see


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_board, "TICK_SECONDS", 0.005)
    monkeypatch.setattr(watch_leaderboards, "LOOK_SECONDS", 0.01)


async def test_the_first_message_shows_all_of_it(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    for points, player in enumerate(("ann", "bob", "cid"), 1):
        await submit(laurels, score(board, player, points))

    screen = see(watch, board, "ann", "nobody", top=2)
    (snapshot,) = await screen.told("snapshot")

    assert [(row["player"], row["position"]) for row in snapshot["entries"]] == [
        ("cid", 1),
        ("bob", 2),
    ]
    assert snapshot["total"] == 3
    assert snapshot["season"] == 1
    assert screen.players["ann"]["rank"] == 3
    assert screen.players["nobody"] == {"player": "nobody", "rank": None, "position": None}


async def test_a_change_tells_who_entered_moved_and_left(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    for points, player in enumerate(("ann", "bob", "cid"), 1):
        await submit(laurels, score(board, player, points))
    screen = see(watch, board, top=2)
    await screen.told("snapshot")

    await submit(laurels, score(board, "ann", 10))
    (change,) = await screen.told("change")

    assert {row["player"]: row["rank"] for row in change["entries"]} == {"ann": 1, "cid": 2}
    assert change["left"] == ["bob"]


async def test_nothing_is_told_of_what_does_not_show(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    for points, player in enumerate(("ann", "bob", "cid"), 1):
        await submit(laurels, score(board, player, 10 * points))
    few, all_of_it = see(watch, board, top=1), see(watch, board, top=10)
    await few.told("snapshot")
    await all_of_it.told("snapshot")

    await submit(laurels, score(board, "ann", 15))
    await all_of_it.told("change")

    assert not few.of("change")


async def test_a_followed_player_learns_of_their_rank_far_below_the_top(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    players = [score(board, f"p{n}", 1000 - n) for n in range(300)]
    await laurels.submit_scores.submit(board, players, ranked=False)
    screen = see(watch, board, "p200", top=3)
    await screen.told("snapshot")

    await submit(laurels, score(board, "p250", 805))
    await submit(laurels, score(board, "p260", 803))
    await screen.until(lambda: screen.players["p200"]["rank"] == 203)
    overtaken = screen.of("overtaken")

    assert screen.players["p200"]["position"] == 203
    assert [o["player"] for o in overtaken] == ["p200"] * len(overtaken)
    assert {by["player"] for o in overtaken for by in o["by"]} == {"p250", "p260"}
    assert overtaken[0]["previous_rank"] == 201
    assert overtaken[-1]["rank"] == 203


@pytest.mark.parametrize("operator", Operator)
@pytest.mark.parametrize("seed", range(4))
async def test_screens_show_what_the_leaderboard_says_whatever_happens(
    laurels: Laurels, watch: WatchLeaderboards, operator: Operator, seed: int
) -> None:
    random = Random(seed)
    board = await laurels.manage_leaderboards.create(
        Leaderboard("crowd", "Crowd", operator=operator)
    )
    screens = [see(watch, board, f"p{n}", f"p{n + 9}", top=n) for n in (0, 1, 3, 10, 40)]
    for _ in range(120):
        player = f"p{random.randrange(30)}"
        match random.randrange(12):
            case 0:
                if await laurels.players.numbers({player}):
                    await laurels.manage_players.erase(player)
            case 1:
                late = random.choice(screens)
                late.is_full = not late.is_full
            case _:
                await submit(laurels, score(board, player, random.randrange(50)))
        if random.random() < 0.3:
            await asyncio.sleep(random.choice((0, 0.004, 0.02)))
    for screen in screens:
        screen.is_full = False

    season = await laurels.read_ranks.season(board)
    for screen, top in zip(screens, (0, 1, 3, 10, 40), strict=True):
        page = await laurels.read_ranks.page(season, 0, top)
        shown = [(row.card.id, row.ranked.rank, row.ranked.entry.values[0]) for row in page.rows]
        rows, _ = await laurels.read_ranks.query(season, [f"p{top}", f"p{top + 9}"])
        ranks = {row.card.id: row.ranked.rank for row in rows}
        await screen.until(
            lambda screen=screen, shown=shown, page=page, ranks=ranks: (
                [(row["player"], row["rank"], row["score"]) for row in screen.entries] == shown
                and screen.total == page.total
                and {p: r["rank"] for p, r in screen.players.items() if r["rank"]} == ranks
            )
        )


async def test_who_comes_back_is_told_what_was_missed(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    for points, player in enumerate(("ann", "bob", "cid"), 1):
        await submit(laurels, score(board, player, points))
    stays = see(watch, board, "ann")
    goes = see(watch, board, "ann")
    await stays.told("snapshot")
    await goes.told("snapshot")
    goes.leave()
    for step in range(1, 4):
        await submit(laurels, score(board, "bob", 10 + step))
        await stays.until(lambda step=step: stays.rows["bob"]["score"] == 10 + step)

    back = see(watch, board, "ann", since=goes.version)
    back.rows, back.players, back.total = goes.rows, goes.players, goes.total
    await back.until(lambda: back.messages)

    assert not back.of("snapshot")
    assert len(back.of("change")) == 3
    assert back.entries == stays.entries
    assert back.players == stays.players


@pytest.mark.parametrize("since", [1, 2**53])
async def test_who_asks_for_versions_that_are_gone_gets_all_of_it(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard, since: int
) -> None:
    await submit(laurels, score(board, "ann", 1))
    first = see(watch, board)
    await first.told("snapshot")

    back = see(watch, board, since=since)

    assert (await back.told("snapshot"))[0]["entries"] == first.entries


async def test_too_many_changes_ago_is_all_of_it(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_views, "KEPT_CHANGES", 3)
    stays = see(watch, board)
    await stays.told("snapshot")
    long_ago = stays.version
    for step in range(8):
        await submit(laurels, score(board, "ann", step))
        await stays.until(lambda step=step: stays.rows.get("ann", {}).get("score") == step)

    back = see(watch, board, since=long_ago)
    await back.until(lambda: back.messages)
    near = see(watch, board, since=stays.of("change")[-3]["version"])
    await near.until(lambda: near.messages)

    assert back.messages[0]["type"] == "snapshot"
    assert [message["type"] for message in near.messages] == ["change", "change"]


async def test_a_slow_watcher_skips_to_what_is_newest(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    slow, quick = see(watch, board), see(watch, board)
    await slow.told("snapshot")
    slow.is_full = True
    for step in range(5):
        await submit(laurels, score(board, "ann", step))
        await quick.until(lambda step=step: quick.rows.get("ann", {}).get("score") == step)

    slow.is_full = False
    await slow.told("snapshot", 2)

    assert [message["type"] for message in slow.messages] == ["snapshot", "snapshot"]
    assert slow.entries == quick.entries


async def test_who_takes_nothing_for_long_is_let_go(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_board, "BEHIND_SECONDS", 0.05)
    stuck = see(watch, board)
    await stuck.told("snapshot")
    stuck.is_full = True
    await submit(laurels, score(board, "ann", 1))

    await stuck.until(lambda: stuck.ended)

    assert stuck.ended == "Nothing was taken for a minute."


async def test_the_next_season_is_told_and_shown(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard, clock: Clock
) -> None:
    await submit(laurels, score(board, "ann", 9))
    screen = see(watch, board, "ann", window="daily")
    await screen.told("snapshot")

    clock.now += DAY
    (turned,) = await screen.told("season")
    _, snapshot = await screen.told("snapshot", 2)
    await submit(laurels, score(board, "bob", 3))
    await screen.until(lambda: screen.rows)

    assert (turned["window"], turned["closed"]["number"], turned["opened"]["number"]) == (
        "daily",
        1,
        2,
    )
    assert turned["closed"]["ends_at"] == turned["opened"]["starts_at"]
    assert (snapshot["season"], snapshot["entries"], snapshot["total"]) == (2, [], 0)
    assert screen.players["ann"]["rank"] is None
    assert [row["player"] for row in screen.entries] == ["bob"]


async def test_a_new_name_is_shown(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    await submit(laurels, score(board, "ann", 9))
    screen = see(watch, board)
    await screen.told("snapshot")

    await laurels.manage_players.patch("ann", {"display_name": "Ann of Oz"}, None)
    await screen.until(lambda: screen.rows["ann"]["display_name"] == "Ann of Oz")


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("deleted", "The leaderboard 'race' is gone."),
        ("private", "The leaderboard 'race' is not public any more."),
    ],
)
async def test_what_may_not_be_watched_any_more_ends(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard, what: str, reason: str
) -> None:
    screen = see(watch, board)
    await screen.told("snapshot")

    if what == "deleted":
        await laurels.manage_leaderboards.delete("race")
    else:
        await laurels.manage_leaderboards.change("race", {"public": False})
    await screen.until(lambda: screen.ended)

    assert screen.ended == reason


async def test_a_quiet_screen_gets_a_sign_of_life(
    watch: WatchLeaderboards, board: Leaderboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_board, "PING_SECONDS", 0.03)
    screen = see(watch, board)

    pings = await screen.told("ping", 2)

    assert pings[0]["at"] == "2026-11-16T12:00:00Z"


async def test_one_message_serves_all_who_are_shown_the_same(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = 0

    def row(self: LiveShow, leaderboard: Leaderboard, row: Any) -> bytes:
        nonlocal rows
        rows += 1
        return original(self, leaderboard, row)

    original = LiveShow.row
    await submit(laurels, score(board, "ann", 1))
    screens = [see(watch, board) for _ in range(40)]
    for screen in screens:
        await screen.told("snapshot")
    monkeypatch.setattr(LiveShow, "row", row)

    await submit(laurels, score(board, "ann", 2))
    for screen in screens:
        await screen.told("change")

    assert rows == 1


async def test_what_nobody_watches_is_forgotten_after_a_while(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch_leaderboards, "LINGER_SECONDS", 0.0)
    screen = see(watch, board)
    await screen.told("snapshot")
    assert watch.watching == 1

    screen.leave()
    async with asyncio.timeout(SOON):
        while watch._boards:
            await asyncio.sleep(0.005)

    assert watch.watching == 0
    assert not laurels.feed._watchers
    assert not screen.ended


async def test_no_more_watch_than_the_setting_allows(laurels: Laurels, board: Leaderboard) -> None:
    watch = WatchLeaderboards(
        laurels.catalog, laurels.read_ranks, laurels.feed, LiveShow(), laurels.clock, most=3
    )
    ask = Ask(board, "all-time", 10)
    for _ in range(3):
        watch.check_room(ask)
        see(watch, board)

    with pytest.raises(Unavailable, match="3 clients watch already"):
        watch.check_room(ask)
    await watch.close()


async def test_a_window_that_is_taken_away_ends_its_watchers(
    laurels: Laurels, watch: WatchLeaderboards, board: Leaderboard
) -> None:
    screen = see(watch, board)
    await screen.told("snapshot")
    await laurels.manage_leaderboards.change("race", {"windows": (Window("daily"),)})

    await screen.until(lambda: screen.ended)

    assert screen.ended == "'race' has no window 'all-time' any more."
    assert replace(board, windows=(Window("daily"),)) == laurels.manage_leaderboards.get("race")


async def test_changes_that_are_longer_than_a_snapshot_are_not_kept(
    laurels: Laurels,
    watch: WatchLeaderboards,
    board: Leaderboard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_views, "KEPT_ROWS", 25)
    crowd = [score(board, f"p{n}", 100 - n) for n in range(10)]
    await laurels.submit_scores.submit(board, crowd, ranked=False)
    stays = see(watch, board)
    await stays.told("snapshot")
    for step in range(6):  # each moves all ten rows
        await submit(laurels, score(board, "p9", 200 + step))
        await submit(laurels, score(board, f"n{step}", 300 + step))
        await stays.until(lambda step=step: f"n{step}" in stays.rows)

    (board_seen,) = watch._boards.values()
    (top,) = board_seen._sight.tops.values()
    assert sum(len(kept.change.rows) for kept in top.steps) <= 25
    back = see(watch, board, since=stays.of("snapshot")[0]["version"])
    await back.until(lambda: back.messages)
    assert back.messages[0]["type"] == "snapshot"
