"""Bring scores in from rows, each once, however often the import is begun again.

Each row has a submission id of its own: the one in the file, or one made of what the row
says (`RowIds`). So what went in before is recognised, and nothing counts twice.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from laurels.ports.score_rows import Row, ScoreSink, Taken
from laurels.rules.details import Details
from laurels.rules.errors import InvalidRequest, LaurelsError
from laurels.rules.instant import from_datetime
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import PLAYER_ID_RULE, is_player_id
from laurels.rules.score import parse_score
from laurels.rules.submission import Kind, Submission, check_submission_id
from laurels.usecases.details_text import details_text
from laurels.usecases.row_ids import RowIds

IN_FLIGHT = 2  # batches: one is read while the other is taken
Part = list[tuple[Row, Submission | str]]  # a row, and what it submits or why it is refused
Flying = deque[tuple[Part, asyncio.Task[list[Taken]]]]


class _Details(msgspec.Struct, forbid_unknown_fields=True):
    """Details as the text of an export has them."""

    game_mode: str | None = None
    duration_ms: int | None = None
    metadata: dict[str, Any] | None = None


@dataclass(frozen=True)
class Layout:
    """Which column of the source holds what."""

    player: str
    scores: Mapping[str, str]  # leaderboard's column: source's column
    submission_id: str | None = None
    played_at: Sequence[str] = ()  # the first that is not empty
    kind: str | None = None
    details: str | None = None
    metadata: Sequence[str] = ()
    where: Mapping[str, str] | None = None

    def check(self, columns: Sequence[str], source: str) -> None:
        """InvalidRequest that names the columns that are missing and those that exist."""
        named = [self.player, *self.scores.values(), *self.played_at, *self.metadata]
        named += [name for name in (self.submission_id, self.kind, self.details) if name]
        missing = [n for n in dict.fromkeys([*named, *(self.where or ())]) if n not in columns]
        if missing:
            raise InvalidRequest(
                f"'{source}' has no column {_listed(missing)}; it has {_listed(columns)}."
            )


class Rejected(NamedTuple):
    """A row that did not go in, and why."""

    row: Row
    reason: str


@dataclass
class Tally:
    """What became of the rows so far."""

    accepted: int = 0
    replayed: int = 0
    rejected: int = 0
    filtered: int = 0
    line: int = 0  # all rows up to here are decided
    sequence: int = 0  # of the last accepted row's event, where known


class ImportScores:
    """Reads rows by a layout and sends them on in batches, the next read meanwhile."""

    def __init__(
        self,
        leaderboard: Leaderboard,
        layout: Layout,
        sink: ScoreSink,
        source: str,
        batch: int,
    ) -> None:
        self._leaderboard = leaderboard
        self._layout = layout
        self._sink = sink
        self._ids = RowIds(source)
        self._batch = batch
        self.tally = Tally()

    async def run(
        self,
        rows: Iterable[Row],
        reject: Callable[[Rejected], None],
        decided: Callable[[Tally], None],
    ) -> Tally:
        """Send all rows after line `tally.line`. `decided` is called after every batch.

        LaurelsError when the sink takes nothing; what was sent before stays in.
        """
        flying: Flying = deque()
        try:
            for part in self._parts(rows):
                flying.append((part, asyncio.create_task(self._send(part))))
                await asyncio.sleep(0)  # let it begin; it goes on in other threads meanwhile
                if len(flying) == IN_FLIGHT:
                    await self._settle_first(flying, reject)
                    decided(self.tally)
            while flying:
                await self._settle_first(flying, reject)
                decided(self.tally)
        finally:  # nobody waits for the others any more; their errors are the first one's again
            for _, task in flying:
                task.cancel()
            await asyncio.gather(*(task for _, task in flying), return_exceptions=True)
        return self.tally

    def _parts(self, rows: Iterable[Row]) -> Iterator[Part]:
        part: Part = []
        for row in rows:
            is_new = row.line > self.tally.line
            if not row.problem and not self._is_wanted(row):
                self.tally.filtered += is_new
                continue
            # Made for every row, since the numbers of equal rows count from the first one on.
            made = None if row.problem or self._given_id(row) else self._ids.next(row.cells)
            if not is_new:
                continue
            try:
                part.append((row, row.problem or self.read(row, made)))
            except LaurelsError as error:
                part.append((row, error.detail))
            if len(part) == self._batch:
                yield part
                part = []
        if part:
            yield part

    async def _send(self, part: Part) -> list[Taken]:
        submissions = [parsed for _, parsed in part if not isinstance(parsed, str)]
        return await self._sink.send(submissions) if submissions else []

    async def _settle_first(self, flying: Flying, reject: Callable[[Rejected], None]) -> None:
        part, task = flying[0]
        self._settle(part, await task, reject)
        flying.popleft()

    def _settle(
        self,
        part: Part,
        taken: list[Taken],
        reject: Callable[[Rejected], None],
    ) -> None:
        outcomes = iter(taken)
        for row, parsed in part:
            outcome = Taken(refusal=parsed) if isinstance(parsed, str) else next(outcomes)
            if outcome.refusal is not None:
                self.tally.rejected += 1
                reject(Rejected(row, outcome.refusal))
            elif outcome.replayed:
                self.tally.replayed += 1
            else:
                self.tally.accepted += 1
                self.tally.sequence = max(self.tally.sequence, outcome.sequence)
        self.tally.line = part[-1][0].line

    def _is_wanted(self, row: Row) -> bool:
        where = self._layout.where
        return not where or all(row.cells.get(name) == text for name, text in where.items())

    def read(self, row: Row, made_id: str | None = None) -> Submission:
        """The submission of a row, under `made_id` where the row names none. LaurelsError that
        says what is wrong with it."""
        layout, cells = self._layout, row.cells
        player = cells.get(layout.player, "")
        if not is_player_id(player):
            raise InvalidRequest(f"'{layout.player}' is '{player[:80]}'. {PLAYER_ID_RULE}")
        kind = self._kind(cells)
        values = self._values(cells) if kind is Kind.SCORE else ()
        return Submission(
            self._leaderboard,
            player,
            values,
            self._submission_id(row) or made_id,
            self._played_at(cells) if kind is Kind.SCORE else None,
            self._details(row),
            kind,
        )

    def _values(self, cells: Mapping[str, str]) -> tuple[int, ...]:
        values = []
        for column in self._leaderboard.columns:
            source = self._layout.scores.get(column.name)
            text = "0" if source is None else cells.get(source, "").strip()
            try:
                number = text.encode("ascii")
            except UnicodeEncodeError:
                number = b""
            values.append(parse_score(number, column.decimals, source or column.name))
        return tuple(values)

    def _kind(self, cells: Mapping[str, str]) -> Kind:
        name = cells.get(self._layout.kind, "") if self._layout.kind else ""
        if name in ("", "score"):
            return Kind.SCORE
        if name == "removal":
            return Kind.REMOVAL
        raise InvalidRequest(f"'{self._layout.kind}' is '{name[:80]}'; it takes score or removal.")

    def _given_id(self, row: Row) -> str:
        name = self._layout.submission_id
        return row.cells.get(name, "") if name else ""

    def _submission_id(self, row: Row) -> str | None:
        given = self._given_id(row)
        if given:
            check_submission_id(given, self._layout.submission_id or "")
        return given or None

    def _played_at(self, cells: Mapping[str, str]) -> int | None:
        for name in self._layout.played_at:
            text = cells.get(name, "").strip()
            if text:
                try:
                    moment = datetime.fromisoformat(text)
                    return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
                except (ValueError, OverflowError):
                    raise InvalidRequest(
                        f"'{name}' is '{text[:80]}'; it takes a time like 2021-03-28T17:00:00Z."
                    ) from None
        return None

    def _details(self, row: Row) -> str | None:
        layout = self._layout
        try:
            if layout.details:
                text = row.cells.get(layout.details)
                read = msgspec.json.decode(text, type=_Details) if text else _Details()
                details = Details(read.game_mode, read.duration_ms, read.metadata)
            else:
                details = Details(metadata=_metadata(row, layout.metadata))
            return details_text(details)
        except (msgspec.DecodeError, UnicodeEncodeError) as error:
            names = layout.details or ", ".join(layout.metadata)
            raise InvalidRequest(f"'{names}' cannot be kept: {error}.") from None


def _metadata(row: Row, names: Sequence[str]) -> dict[str, Any] | None:
    """Values as the source has them: JSON where it is JSON, else text. Empty ones left out."""
    kept = {name: row.cells[name] for name in names if row.cells.get(name)}
    return {
        name: msgspec.json.decode(row.json[name]) if name in row.json else text
        for name, text in kept.items()
    } or None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
