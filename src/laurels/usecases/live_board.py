"""One window of a leaderboard while someone watches it: who watches, and what they are told.

A change that arrives calls for a tick: at once after a pause, else 100 ms after the last one
began. A tick looks once, and gives each view one message. It is over when all watchers have been
offered theirs, so a crowd that takes longer to serve is served less often.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from laurels.ports.live_feed import LiveFeed
from laurels.rules.entry import Entry
from laurels.rules.errors import LaurelsError
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Change
from laurels.usecases.live_messages import NO_CHANGE, Message, Ping, Show, Snapshot
from laurels.usecases.live_sight import Look, Sight
from laurels.usecases.live_views import Outlet, View, Watcher
from laurels.usecases.read_ranks import ReadRanks

TICK_SECONDS = 0.1
RETRY_SECONDS = 1.0  # while a season is being loaded, say
REST = 0.25  # of the time that a tick took: other work's share at the least
AT_ONCE = 200  # messages sent before other work of the event loop gets its turn
PING_SECONDS = 15.0
BEHIND_SECONDS = 60.0  # who takes nothing for so long is not there any more
LINGER_SECONDS = 30.0  # what nobody watches is kept up to date for those who come back

log = logging.getLogger(__name__)


class LiveBoard:
    """The watchers of one window of one leaderboard. Runs from the first call to `close`."""

    def __init__(
        self,
        read_ranks: ReadRanks,
        feed: LiveFeed,
        leaderboard: Leaderboard,
        window: str,
        show: Show,
        clock: Callable[[], int],
    ) -> None:
        self.leaderboard = leaderboard
        self.watching = 0
        self.unused_since = 0.0
        self._clock = clock
        self._sight = Sight(read_ranks, feed, window, show, self._moved)
        self._views: dict[tuple[int, tuple[str, ...]], View] = {}
        self._joining: list[tuple[Watcher, int | None]] = []
        self._behind: set[Watcher] = set()
        self._moves: dict[int, tuple[Entry | None, Entry | None]] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._due = False
        self._is_closed = False
        self._next = 0.0

    @property
    def following(self) -> int:
        """How many players are followed. O(1)."""
        return len(self._sight.followed)

    def join(self, top: int, players: Sequence[str], since: int | None, outlet: Outlet) -> Watcher:
        """Show someone the first `top` and some players from now on: first what they missed
        after version `since`, or all of it where that is gone. O(players)."""
        watcher = Watcher(self._view(top, tuple(players)), outlet)
        self.watching += 1
        self._joining.append((watcher, since))
        self.call()
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Show them nothing more. O(players)."""
        view, now = watcher.view, _now()
        watcher.is_gone = True
        self._behind.discard(watcher)
        view.watchers.pop(watcher, None)
        self.watching -= 1
        self.unused_since = now
        view.users -= 1
        if not view.users:
            del self._views[view.top.size, tuple(f.player for f in view.followed)]
            for kept in view.kept:
                kept.users -= 1
                kept.unused_since = now

    def call(self) -> None:
        """There may be something new."""
        self._due = True
        if self._ticking is None and not self._is_closed:
            self._ticking = asyncio.create_task(self._tick_while_due())

    def end(self, reason: str) -> None:
        """Close every outlet."""
        waiting = [watcher for watcher, _ in self._joining]
        for watcher in (*waiting, *(w for view in self._views.values() for w in view.watchers)):
            watcher.outlet.end(reason)

    async def close(self) -> None:
        """Stop. Once."""
        self._is_closed = True
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.wait({self._ticking})
        await self._sight.close()

    def _view(self, top: int, players: tuple[str, ...]) -> View:
        view = self._views.get((top, players))
        if view is None:
            followed = [self._sight.follow(player) for player in players]
            view = self._views[top, players] = View(self._sight.top(top), followed, _now())
            for kept in view.kept:
                kept.users += 1
        view.users += 1
        return view

    def _moved(self, changes: Sequence[Change]) -> None:
        season = self._sight.season
        if self._sight.followed and season is not None:
            for id, player, previous, entry in changes:
                if id == season.id:  # and not the one before it
                    first, _ = self._moves.get(player, (previous, None))
                    self._moves[player] = (first, entry)
        self.call()

    async def _tick_while_due(self) -> None:
        try:
            while self._due:
                await asyncio.sleep(max(0.0, self._next - _now()))
                began, self._due = _now(), False
                try:
                    await self._tick()
                except Exception as error:
                    if not isinstance(error, LaurelsError):
                        log.exception("a tick of '%s' failed", self.leaderboard.id)
                    self._next, self._due = _now() + RETRY_SECONDS, True
                else:
                    ended = _now()
                    self._next = max(began + TICK_SECONDS, ended + (ended - began) * REST)
        finally:
            self._ticking = None

    async def _tick(self) -> None:
        moves, self._moves = self._moves, {}
        joining, self._joining = self._joining, []  # who comes meanwhile is let in by the next
        try:
            look = await self._sight.look(self.leaderboard, moves)
        except BaseException:
            self._joining = joining + self._joining
            for player, (first, entry) in moves.items():  # they are for the next look, then
                _, last = self._moves.get(player, (None, entry))
                self._moves[player] = (first, last)
            raise
        if look is not None:
            await self._tell(look)
        await self._catch_up()
        await self._let_in(joining)
        await self._ping()
        self._sight.forget_unused(_now() - LINGER_SECONDS)

    async def _tell(self, look: Look) -> None:
        views = tuple(self._views.values())
        for view in views:
            view.snapshot = None
        for count, view in enumerate(views, 1):
            messages = self._messages(view, look) if view.watchers else ()
            await self._tell_all(view, messages)
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _tell_all(self, view: View, messages: Sequence[Message]) -> None:
        if not messages:
            return
        view.told = _now()
        for count, watcher in enumerate(tuple(view.watchers), 1):
            self._offer(watcher, messages)
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _messages(self, view: View, look: Look) -> Sequence[Message]:
        """What a look means for one view, in order of version."""
        if look.turned is not None:
            return (look.turned, self._snapshot(view))
        step = look.steps.get(view.top.size)
        if not view.followed:
            return () if step is None else (view.changed(step.version, step.change, ()),)
        names = [followed.player for followed in view.followed]
        passings = [look.overtaken[name] for name in names if name in look.overtaken]
        messages: list[Message] = sorted(passings, key=lambda message: message.version)
        players = [f.shown for f in view.followed if f.player in look.changed]
        if step is not None or players:
            change = NO_CHANGE if step is None else step.change
            messages.append(view.changed(look.version, change, players))
        return messages

    def _snapshot(self, view: View) -> Message:
        """All that a view shows, made once a version."""
        if view.snapshot is None:
            season, top = self._sight.season, view.top
            assert season is not None
            view.snapshot = Snapshot(
                self._sight.version,
                self.leaderboard.id,
                season,
                top.total,
                top.rows,
                [followed.shown for followed in view.followed],
            )
        return view.snapshot

    def _offer(self, watcher: Watcher, messages: Sequence[Message]) -> None:
        """Give a watcher messages, unless that one is behind, or is so from now on."""
        if watcher.behind_since is not None or watcher.is_gone:
            return
        for message in messages:
            if not self._write(watcher, message):
                watcher.behind_since = _now()
                self._behind.add(watcher)
                return

    def _write(self, watcher: Watcher, message: Message) -> bool:
        """As the outlet's. One that fails is ended, and hurts nobody else."""
        try:
            return watcher.outlet.write(message)
        except Exception:
            log.exception("a watcher of '%s' could not be told", self.leaderboard.id)
            watcher.outlet.end("What was to be sent could not be written.")
            return True

    async def _catch_up(self) -> None:
        """Show those who were slow all of it, once they have taken what was sent before."""
        for watcher in tuple(self._behind):
            since = watcher.behind_since
            if self._write(watcher, self._snapshot(watcher.view)):
                watcher.behind_since = None
                self._behind.discard(watcher)
            elif since is not None and _now() - since > BEHIND_SECONDS:
                watcher.outlet.end("Nothing was taken for a minute.")

    async def _let_in(self, joining: Sequence[tuple[Watcher, int | None]]) -> None:
        for count, (watcher, since) in enumerate(joining, 1):
            if watcher.is_gone:
                continue
            view = watcher.view
            missed = None
            if since is not None and self._sight.is_own(since):
                missed = view.missed(since, self._sight.version)
            view.watchers[watcher] = None
            self._offer(watcher, [self._snapshot(view)] if missed is None else missed)
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _ping(self) -> None:
        """A sign of life where nothing was told for a while."""
        now = _now()
        quiet = [view for view in self._views.values() if now - view.told >= PING_SECONDS]
        if not quiet:
            return
        message = Ping(self._sight.next_version(), self._clock())
        for view in self._views.values():
            view.snapshot = None  # the next one has a version after the ping's
        for view in quiet:
            await self._tell_all(view, [message])


def _now() -> float:
    return asyncio.get_running_loop().time()
