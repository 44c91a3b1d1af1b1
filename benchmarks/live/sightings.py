"""When the last client has got the first message that shows a score."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from benchmarks.live.scores import TOP, Scored


class Sighting(NamedTuple):
    """A message, and what is shown with it."""

    first: float  # arrival at any client
    last: float
    count: int  # clients that got it
    snapshot: bool
    totals: dict[str, int]  # by player, after it
    least: int  # total of the last place shown; 0 where the top is not full


def sightings(frames: Iterable[Sequence[Any]], follows: bool) -> list[Sighting]:
    """Of (first, last, count, JSON), in order of version. Where players are followed each
    message shows its own; else each changes the one top that all are shown."""
    decoded = [(msgspec.json.decode(text), *times) for *times, text in frames]
    top: dict[str, int] = {}
    found = []
    for message, first, last, count in sorted(decoded, key=lambda one: one[0]["version"]):
        whole = message["type"] == "snapshot"
        if follows:
            top = _totals(message["players"])
        else:
            kept = {} if whole else _kept(top, message["left"])
            top = kept | _totals(message["entries"])
        least = min(top.values()) if len(top) == TOP and not follows else 0
        found.append(Sighting(first, last, int(count), whole, top, least))
    return found


def delays(
    scores: Iterable[Scored], seen: Sequence[Sighting], follows: bool, clients: int
) -> tuple[list[float], int]:
    """Seconds from each score's answer to the last client's message that shows it, ascending;
    and how many were never shown.

    A player's later score shows an earlier one too, since scores add up; and a top whose last
    place is beyond a score has left it behind. Where fewer clients than watch the top got the
    message, the others were behind: then it is the last of the snapshots that they got instead.
    """
    by_player = _by_player(seen) if follows else {}
    took, missing = [], 0
    for score in scores:
        of_player = by_player.get(score.player, ()) if follows else seen
        shown = [s for s in of_player if s.first >= score.sent and _shows(s, score)]
        if not shown:
            missing += 1
            continue
        last = shown[0].last
        if not follows and shown[0].count < clients:
            last = max((s.last for s in shown[1:] if s.snapshot), default=last)
        took.append(last - score.answered)
    return sorted(took), missing


def _by_player(seen: Sequence[Sighting]) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = {}
    for sighting in seen:
        for player in sighting.totals:
            found.setdefault(player, []).append(sighting)
    return found


def _shows(sighting: Sighting, score: Scored) -> bool:
    return sighting.totals.get(score.player, -1) >= score.total or sighting.least >= score.total


def _totals(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    return {row["player"]: row["score"] for row in rows if row["rank"] is not None}


def _kept(top: dict[str, int], left: Sequence[str]) -> dict[str, int]:
    return {player: total for player, total in top.items() if player not in left}
