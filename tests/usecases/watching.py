"""Watch a leaderboard with a screen, shortly said."""

from typing import Any

from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.watch_leaderboards import Ask, WatchLeaderboards
from tests.usecases.screens import Screen


def see(watch: WatchLeaderboards, board: Leaderboard, *players: str, **asked: Any) -> Screen:
    """A screen that shows a leaderboard; `leave()` ends that."""
    screen: Screen = asked.get("screen") or Screen()
    ask = Ask(
        board, asked.get("window", "all-time"), asked.get("top", 10), players, asked.get("since")
    )
    screen.leave = watch.watch(ask, screen)
    return screen
