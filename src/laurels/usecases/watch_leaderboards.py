"""Watch leaderboards: what is on the screens moves when the ranking does."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.live_feed import LiveFeed
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.live_board import LINGER_SECONDS, LiveBoard
from laurels.usecases.live_messages import Show
from laurels.usecases.live_views import Outlet, Watcher
from laurels.usecases.read_ranks import ReadRanks

log = logging.getLogger(__name__)
MOST_FOLLOWED = 20_000  # players of one window of a leaderboard: each is read at every look
LOOK_SECONDS = 0.25  # how soon a season's end, a new name or a first score is seen


class Ask(NamedTuple):
    """What someone wants to watch."""

    leaderboard: Leaderboard
    window: str
    top: int  # how many of the first
    players: Sequence[str] = ()  # followed, wherever they stand
    since: int | None = None  # the version of the last message that they have


class WatchLeaderboards:
    """The boards that someone watches; one tick of each serves all its watchers."""

    def __init__(
        self,
        catalog: Catalog,
        read_ranks: ReadRanks,
        feed: LiveFeed,
        show: Show,
        clock: Callable[[], int],
        most: int,
    ) -> None:
        self._catalog = catalog
        self._read_ranks = read_ranks
        self._feed = feed
        self._show = show
        self._clock = clock
        self._most = most
        self._boards: dict[tuple[int, str], LiveBoard] = {}
        self._looking: asyncio.Task[None] | None = None

    @property
    def watching(self) -> int:
        """How many watch. O(boards)."""
        return sum(board.watching for board in self._boards.values())

    def check_room(self, ask: Ask) -> None:
        """Unavailable when no more can watch, or follow players on that board. O(boards)."""
        board = self._boards.get((ask.leaderboard.number, ask.window))
        if board is not None and ask.players and board.following >= MOST_FOLLOWED:
            raise Unavailable(f"{MOST_FOLLOWED} players are followed on this leaderboard already.")
        if self.watching >= self._most:
            raise Unavailable(
                f"{self._most} clients watch already, as many as LAURELS_LIVE_CLIENTS allows."
            )

    def watch(self, ask: Ask, outlet: Outlet) -> Callable[[], None]:
        """Send to `outlet` what is asked for until the function that comes back is called; the
        first message comes soon, not now. O(players)."""
        name = (ask.leaderboard.number, ask.window)
        board = self._boards.get(name)
        if board is None:
            board = self._boards[name] = LiveBoard(
                self._read_ranks, self._feed, *ask[:2], self._show, self._clock
            )
        board.leaderboard = ask.leaderboard  # as it is now
        watcher = board.join(ask.top, ask.players, ask.since, outlet)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_now_and_then())
        return _once(board, watcher)

    async def close(self) -> None:
        """End all watching."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait({self._looking})
        for board in self._boards.values():
            board.end("The server stops.")
            await board.close()
        self._boards.clear()

    async def _look_now_and_then(self) -> None:
        """For what no score tells: time passes, players get names, leaderboards go."""
        try:
            while self._boards:
                await asyncio.sleep(LOOK_SECONDS)
                for name, board in tuple(self._boards.items()):
                    try:
                        await self._look(name, board)
                    except Exception:
                        log.exception("'%s' could not be looked after", board.leaderboard.id)
        finally:
            self._looking = None

    async def _look(self, name: tuple[int, str], board: LiveBoard) -> None:
        unused = asyncio.get_running_loop().time() - board.unused_since
        reason = self._reason_to_end(name, board)
        if reason is None and (board.watching or unused <= LINGER_SECONDS):
            board.call()
            return
        del self._boards[name]  # who asks again gets a new one, or a refusal
        if reason is not None:
            board.end(reason)
        await board.close()

    def _reason_to_end(self, name: tuple[int, str], board: LiveBoard) -> str | None:
        """Why nobody may watch it any more; None where they may, by the definition of now."""
        before, present = board.leaderboard, self._catalog.leaderboard(board.leaderboard.id)
        if present is None or present.number != before.number:
            return f"The leaderboard '{before.id}' is gone."
        if before.public and not present.public:
            return f"The leaderboard '{before.id}' is not public any more."
        if present.window(name[1]) is None:
            return f"'{before.id}' has no window '{name[1]}' any more."
        board.leaderboard = present
        return None


def _once(board: LiveBoard, watcher: Watcher) -> Callable[[], None]:
    def leave() -> None:
        if not watcher.is_gone:
            board.leave(watcher)

    return leave
