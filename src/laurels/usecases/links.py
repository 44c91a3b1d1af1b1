"""Which events changes stand for, so that a shared ranking index takes them in their order."""

from collections.abc import Sequence

from laurels.ports.ranking_index import Link, Links
from laurels.rules.submission import Accepted


def links_of(accepted: Sequence[Accepted], heads: dict[int, int]) -> Links:
    """By season, the link of events that follow the last one in `heads`, which goes along.

    >>> from laurels.rules.submission import Change, Event
    >>> event = Event(9, leaderboard=1, player=3, kind=1, values=(), received_at=0)
    >>> heads = {5: 7, 6: 8}
    >>> links_of([Accepted(event, (Change(5, 3, None, None),))], heads), heads
    ({5: Link(before=7, last=9)}, {5: 9, 6: 8})
    """
    last = {change.season: event.sequence for event, changes in accepted for change in changes}
    links = {season: Link(heads[season], sequence) for season, sequence in last.items()}
    heads.update(last)
    return links
