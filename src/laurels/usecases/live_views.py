"""What is shown of a board that is watched, and to whom.

Three things are kept apart so that each is read, compared and written once a tick: the first
so many entries (`Top`), a followed player (`Followed`), and the watchers who are shown the same
of both (`View`). The first two remember their last changes for those who come back.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from laurels.usecases.live_messages import (
    NO_CHANGE,
    Message,
    Overtaken,
    Shown,
    TopChange,
    TopChanged,
)

KEPT_CHANGES = 128  # of a top: 13 seconds at ten a second
KEPT_ROWS = 512  # in these changes: beyond that a snapshot is shorter than what was missed
KEPT_OVERTAKINGS = 16  # of a followed player


class Outlet(Protocol):
    """Where one watcher's messages go."""

    def write(self, message: Message) -> bool:
        """Send it without waiting; False, and nothing sent, where the watcher has not taken
        what it was sent before."""
        ...

    def end(self, reason: str) -> None:
        """Close it, and say why."""
        ...


class TopStep(NamedTuple):
    """A change of the top, kept for those who missed it."""

    version: int
    total: int
    change: TopChange
    top: Sequence[Shown]


class Kept:
    """What is read, compared and written once a tick, whoever is shown it."""

    def __init__(self, version: int) -> None:
        self.floor = version  # from this version on every change is kept
        self.users = 0  # views
        self.unused_since = 0.0

    def forget(self, version: int) -> None:
        """Nothing before this version can be caught up with any more."""
        self.floor = version


class Top(Kept):
    """The first `size` entries."""

    def __init__(self, size: int, version: int) -> None:
        super().__init__(version)
        self.size = size
        self.is_new = True  # nothing was read yet
        self.rows: Sequence[Shown] = ()
        self.total = 0
        self.steps: deque[TopStep] = deque()
        self._kept_rows = 0

    def take(self, step: TopStep) -> None:
        """Stand as a change leaves it, and keep the change; what falls out at the other end can
        no longer be caught up with."""
        self.rows, self.total = step.top, step.total
        if self.is_new:
            self.is_new, self.floor = False, step.version
            return
        self.steps.append(step)
        self._kept_rows += len(step.change.rows)
        while len(self.steps) > KEPT_CHANGES or self._kept_rows > KEPT_ROWS:
            oldest = self.steps.popleft()
            self._kept_rows -= len(oldest.change.rows)
            self.floor = oldest.version

    def forget(self, version: int) -> None:
        """As its base's."""
        super().forget(version)
        self.steps.clear()
        self._kept_rows = 0


class Followed(Kept):
    """A player whom someone follows, wherever they stand."""

    def __init__(self, player: str, version: int) -> None:
        super().__init__(version)
        self.player = player
        self.shown = Shown(player, b"", None)
        self.key: bytes | None = None  # the order key, None without an entry
        self.changed = version
        self.overtakings: deque[Overtaken] = deque(maxlen=KEPT_OVERTAKINGS)

    def take(self, shown: Shown, key: bytes | None, version: int) -> None:
        """Stand as just read."""
        if not self.shown.text:
            self.floor = version
        if shown.text != self.shown.text:
            self.changed = version
        self.shown, self.key = shown, key

    def forget(self, version: int) -> None:
        """As its base's."""
        super().forget(version)
        self.overtakings.clear()


class Watcher:
    """One who watches."""

    __slots__ = ("behind_since", "is_gone", "outlet", "view")

    def __init__(self, view: "View", outlet: Outlet) -> None:
        self.view = view
        self.outlet = outlet
        self.behind_since: float | None = None
        self.is_gone = False


class View:
    """A top and followed players, and all who watch just these."""

    def __init__(self, top: Top, followed: Sequence[Followed], now: float) -> None:
        self.top = top
        self.followed = followed
        self.users = 0  # watchers, and those who wait to be let in
        self.watchers: dict[Watcher, None] = {}
        self.told = now  # when the last message went out
        self.snapshot: Message | None = None  # of the newest version, once someone needed it

    @property
    def kept(self) -> Sequence[Kept]:
        """All that it shows."""
        return (self.top, *self.followed)

    def missed(self, since: int, version: int) -> list[Message] | None:
        """The messages after a version, in order; None where some are gone. O(kept)."""
        if not max(kept.floor for kept in self.kept) <= since <= version:
            return None
        messages = {m.version: m for m in (*self._steps(since), *self._overtakings(since))}
        players = [followed for followed in self.followed if followed.changed > since]
        if players:
            newest = self._newest(messages, players)
            messages[newest.version] = newest
        return [messages[version] for version in sorted(messages)]

    def _newest(self, messages: Mapping[int, Message], players: Sequence[Followed]) -> TopChanged:
        """Where followed players stand now, in one message with the last change of the top where
        that came no earlier."""
        version, change = max(player.changed for player in players), NO_CHANGE
        changes = [m for m in messages.values() if isinstance(m, TopChanged)]  # in order
        if changes and changes[-1].version >= version:
            version, change = changes[-1].version, changes[-1].change
        return self.changed(version, change, [player.shown for player in players])

    def changed(self, version: int, change: TopChange, players: Sequence[Shown]) -> TopChanged:
        """The message of what has changed of what stands now."""
        top, followed = self.top, [followed.shown for followed in self.followed]
        return TopChanged(version, top.total, change, players, top.rows, followed)

    def _steps(self, since: int) -> Iterator[Message]:
        for version, total, change, top in self.top.steps:
            if version > since:
                yield TopChanged(version, total, change, (), top, ())

    def _overtakings(self, since: int) -> Iterator[Message]:
        for followed in self.followed:
            yield from (o for o in followed.overtakings if o.version > since)
