"""Pictures of leaderboards for those who show links: drawn when asked for, and kept as long as
they would look the same."""

import asyncio
import hashlib
from collections import OrderedDict
from typing import NamedTuple

from laurels.api.score_text import score_text
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.read_ranks import Page

SHOWN = 3  # entries
AT_ONCE = 2  # drawn beside each other
MOST_WAITING = 16
MOST_KEPT = 64  # of about 30 KB each
THIN = "\u2009"  # between groups of digits


class Placed(NamedTuple):
    """One of the first: rank, names to choose from, and the score as text."""

    rank: int
    names: tuple[str, ...]
    score: str


class Preview(NamedTuple):
    """All that a picture shows."""

    titles: tuple[str, ...]  # to choose from
    players: str
    podium: tuple[Placed, ...]

    @property
    def tag(self) -> str:
        """A text that is another for every other picture."""
        return hashlib.blake2b(repr(self).encode(), digest_size=12).hexdigest()


def preview_of(leaderboard: Leaderboard, page: Page) -> Preview:
    """What the picture of a leaderboard shows, from its first SHOWN entries."""
    players = f"{page.total:,} {'player' if page.total == 1 else 'players'}".replace(",", THIN)
    if not page.total:
        players = "No score yet"
    podium = tuple(
        Placed(
            ranked.rank,
            tuple(name for name in (card.display_name, card.username, card.id) if name),
            score_text(leaderboard, ranked.entry.values[0], THIN).replace("-", "\u2212"),
        )
        for ranked, card in page.rows[:SHOWN]
    )
    return Preview((leaderboard.title, leaderboard.id), players, podium)


class Previews:
    """The pictures that are kept. Those asked for longest ago go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Preview, bytes] = OrderedDict()
        self._drawing: dict[Preview, asyncio.Task[bytes]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def picture(self, preview: Preview) -> bytes:
        """The picture as PNG: O(1) where it is kept, else about 50 ms in a thread. Unavailable
        where too many are being drawn."""
        kept = self._kept.get(preview)
        if kept is not None:
            self._kept.move_to_end(preview)
            return kept
        task = self._drawing.get(preview)
        if task is None:
            if len(self._drawing) >= MOST_WAITING:
                raise Unavailable("Too many pictures are being drawn; try again.")
            task = self._drawing[preview] = asyncio.create_task(self._draw(preview))
            task.add_done_callback(lambda _: self._drawing.pop(preview))
        return await asyncio.shield(task)

    async def _draw(self, preview: Preview) -> bytes:
        from laurels.api.preview_picture import draw_preview  # its library takes a while to load

        async with self._places:
            picture = await asyncio.to_thread(draw_preview, preview)
        self._kept[preview] = picture
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return picture
