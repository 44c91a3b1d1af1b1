"""Take a leaderboard's events or entries out as rows of exact text.

Exported events can be imported again: their columns are named as an import expects them.
"""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal
from laurels.ports.players import Players
from laurels.ports.ranking_index import RankingIndex
from laurels.rules.errors import LeaderboardNotFound, SeasonNotFound
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.score import score_number
from laurels.rules.season import Season
from laurels.rules.submission import Kind

RESERVED = {
    "sequence",
    "kind",
    "player",
    "display_name",
    "country",
    "submission_id",
    "received_at",
    "played_at",
    "achieved_at",
    "details",
    "rank",
    "season",
    "window",
    "events",
}
PART = 5_000  # rows
TIMES = ("played_at", "received_at")
Cell = str | int | None
Rows = list[tuple[Cell, ...]]


class Export(NamedTuple):
    """What a file of an export holds."""

    header: list[str]
    numbers: list[str]  # which columns are exact numbers, given as text
    rows: AsyncIterator[Rows]
    names: list[str]  # of what is in it


def prepare_export(
    catalog: Catalog,
    journal: Journal,
    players: Players,
    index: RankingIndex,
    leaderboard: str,
    what: str,
    window: str | None,
    season: int | None,
) -> Export:
    """The events of a leaderboard, or the `entries` of a season, by default the newest of the
    first window, for which `index` is used. Nothing is read yet. LeaderboardNotFound or
    SeasonNotFound."""
    board = find_board(catalog, leaderboard)
    numbers, names = list(score_headers(board).values()), [leaderboard, what]
    if what == "events":
        return Export(event_header(board), numbers, event_rows(board, journal, players), names)
    chosen = find_kept_season(catalog, board, window, season)
    rows = entry_rows(board, chosen, journal, players, index)
    names += [chosen.window, str(chosen.number)]
    return Export(entry_header(board), numbers, rows, names)


def score_headers(leaderboard: Leaderboard) -> dict[str, str]:
    """Leaderboard's column: its name in an export, which no other column of it has."""
    return {
        c.name: f"score.{c.name}" if c.name in RESERVED else c.name for c in leaderboard.columns
    }


def event_header(leaderboard: Leaderboard) -> list[str]:
    """The columns of exported events."""
    scores = score_headers(leaderboard).values()
    return ["sequence", "kind", "player", *scores, "submission_id", *TIMES, "details"]


async def event_rows(
    leaderboard: Leaderboard, journal: Journal, players: Players
) -> AsyncIterator[Rows]:
    """All events in order, in parts. Those of erased players are left out: they do nothing."""
    nothing: tuple[None, ...] = (None,) * len(leaderboard.columns)
    async for part in journal.events(leaderboard.number):
        cards = await players.cards([event.player for event in part])
        yield [
            (
                event.sequence,
                Kind(event.kind).name.lower(),
                card.id,
                *(exact(leaderboard, event.values) if event.values else nothing),
                event.submission_id,
                None if event.played_at is None else to_text(event.played_at),
                to_text(event.received_at),
                event.details,
            )
            for event, card in zip(part, cards, strict=True)
            if card.id and event.kind != Kind.ERASURE
        ]


def entry_header(leaderboard: Leaderboard) -> list[str]:
    """The columns of exported entries."""
    scores = score_headers(leaderboard).values()
    first = ["window", "season", "rank", "player", "display_name", "country"]
    return [*first, *scores, "achieved_at", "events"]


async def entry_rows(
    leaderboard: Leaderboard,
    season: Season,
    journal: Journal,
    players: Players,
    index: RankingIndex,
) -> AsyncIterator[Rows]:
    """A season's entries in board order with their ranks, in parts. O(n log n)."""
    await index.open(season.id, leaderboard, journal.entries(season.id))
    for offset in range(0, await index.total(season.id), PART):
        page = await index.page(season.id, offset, PART)
        cards = await players.cards([ranked.player for ranked in page])
        yield [
            (
                season.window,
                season.number,
                ranked.rank,
                card.id,
                card.display_name,
                card.country,
                *exact(leaderboard, ranked.entry.values),
                to_text(ranked.entry.achieved_at),
                ranked.entry.events,
            )
            for ranked, card in zip(page, cards, strict=True)
        ]


def exact(leaderboard: Leaderboard, values: Sequence[int]) -> list[str]:
    """Values as text, each with as many decimals as its column declares."""
    return [
        format(score_number(value, column.decimals), "f" if column.decimals else "d")
        for value, column in zip(values, leaderboard.columns, strict=True)
    ]


def find_board(catalog: Catalog, id: str) -> Leaderboard:
    """The leaderboard of that id, or LeaderboardNotFound."""
    board = catalog.leaderboard(id)
    if board is None:
        raise LeaderboardNotFound(id)
    return board


def find_kept_season(
    catalog: Catalog, board: Leaderboard, window: str | None, number: int | None
) -> Season:
    """A season that entries are kept in; the first window's, and the newest, where none is named.
    SeasonNotFound says which there are."""
    chosen = board.windows[0] if window is None else board.window(window)
    if chosen is None:
        names = ", ".join(w.name for w in board.windows)
        raise SeasonNotFound(f"'{board.id}' has no window '{window}'; it has {names}.")
    kept = {season.number: season for season in catalog.seasons(board.number, chosen.name)}
    if not kept:
        raise SeasonNotFound(f"'{board.id}' has no scores in window '{chosen.name}' yet.")
    if number is not None and number not in kept:
        raise SeasonNotFound(
            f"'{board.id}' has no season {number} of '{chosen.name}'; "
            f"it has {min(kept)} to {max(kept)}."
        )
    return kept[max(kept) if number is None else number]
