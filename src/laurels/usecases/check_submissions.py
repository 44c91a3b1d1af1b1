"""Check that each submission id leads to its own event, and to no other."""

from collections.abc import Mapping, Sequence

from laurels.ports.upkeep import SubmissionRow, Upkeep
from laurels.rules.submission import submission_digest
from laurels.usecases.facts import Difference, Fact

Waiting = tuple[int, SubmissionRow, int | None]  # digest, event, and where its first digest leads


class CheckSubmissions:
    """Takes the events in parts; `names` are the leaderboards' ids by number."""

    def __init__(self, upkeep: Upkeep, names: Mapping[int, str]) -> None:
        self._upkeep = upkeep
        self._names = names
        self.fact = Fact("submission ids lead to their event")

    async def check(self, events: Sequence[SubmissionRow]) -> None:
        """Each event lies under its digest, or behind others that share it and are not it."""
        waiting: list[Waiting] = [(submission_digest(*event[1:]), event, None) for event in events]
        self.fact.looked_at += len(waiting)
        while waiting:
            waiting = await self._look(waiting)

    async def _look(self, waiting: list[Waiting]) -> list[Waiting]:
        """Look under digests; what is left are those to look for under the next."""
        found = await self._upkeep.find_submissions([digest for digest, _, _ in waiting])
        further: list[Waiting] = []
        for digest, event, first in waiting:
            kept = found.get(digest)
            if kept is not None and kept.sequence == event.sequence:
                continue
            if kept is None or kept[1:] in (event[1:], (None, None, None)):
                self._differs(event, first or (kept and kept.sequence))
            else:
                further.append((digest + 1, event, first or kept.sequence))
        return further

    def _differs(self, event: SubmissionRow, sequence: int | None) -> None:
        self.fact.differ(
            Difference(
                self._names.get(event.leaderboard, ""),
                "",
                event.player,
                f"'{event.submission_id}' leads to event {event.sequence}",
                "it leads nowhere" if sequence is None else f"it leads to event {sequence}",
            )
        )

    async def check_strays(self, last: int) -> None:
        """There are as many ids as events that have one. Call it after all events, with the
        sequence of the last."""
        kept = await self._upkeep.count_submissions(last)
        if kept != self.fact.looked_at:
            events = f"{self.fact.looked_at} submission ids, as many as events have"
            self.fact.differ(Difference("", "", None, events, str(kept)))
