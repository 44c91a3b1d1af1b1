"""Which season an instant falls in, by what is kept first and by the calendar then.

A season that is kept stays as it is: new rules of a time zone can move the ticks of a cron
line, and what was counted in a season must be found there again.
"""

from laurels.ports.catalog import Catalog
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Window, season_at, season_from


def find_season(
    catalog: Catalog,
    leaderboard: Leaderboard,
    window: Window,
    instant: int,
    known: Season | None = None,
) -> Season:
    """The season of an instant; its id is 0 where none is kept.

    O(log seasons) where one is kept, else O(days since the last one that is kept, or since
    `known`, whichever is the later).
    """
    last = catalog.last_season(leaderboard.number, window.name, instant)
    if last and last.is_open(instant):
        return last
    if known and known.starts_at <= instant and (not last or last.starts_at < known.starts_at):
        last = known
    if last:
        span = season_from(window, last, instant)
    else:
        span = season_at(window, leaderboard.created_at, instant)
    kept = catalog.season(leaderboard.number, window.name, span.number)
    return kept or Season(0, leaderboard.number, window.name, *span)
