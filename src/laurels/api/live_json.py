"""Live messages as JSON, and as they travel: each is written once, whoever it goes to."""

from collections.abc import Callable, Sequence
from typing import Any

from websockets.frames import Frame, Opcode

from laurels.api.pages_json import entry_json
from laurels.api.routes.classic import user_of
from laurels.api.views import encode
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.live_messages import (
    Message,
    Overtaken,
    Ping,
    SeasonTurned,
    Shown,
    Snapshot,
    TopChange,
    TopChanged,
)
from laurels.usecases.read_ranks import Row

Form = Callable[[Message], bytes]


class LiveShow:
    """A row of a live board: an entry, and its place in board order."""

    def row(self, leaderboard: Leaderboard, row: Row) -> bytes:
        """An `EntryOut` with a `position`, from 1. O(columns + tiers)."""
        return b'%b,"position":%d}' % (entry_json(leaderboard, row)[:-1], row.ranked.position + 1)

    def absent(self, player: str) -> bytes:
        """A player who has no entry."""
        return encode({"player": player, "rank": None, "position": None})


def text_frame(message: Message) -> bytes:
    """A message as a WebSocket frame, which a server does not mask: the same bytes for all."""
    return _once(message.written, "frame", lambda: _frame(as_json(message)))


def server_sent_event(message: Message) -> bytes:
    """A message as an event of a `text/event-stream`."""
    return _once(
        message.written,
        "event",
        lambda: (
            b"event: %b\nid: %d\ndata: %b\n\n"
            % (_type_of(message).encode(), message.version, as_json(message))
        ),
    )


def classic_frame(message: Message) -> bytes:
    """As `text_frame`, in the classic shape: always the whole top, and the user."""
    return _once(message.written, "classic", lambda: _frame(encode(_classic(message))))


def as_json(message: Message) -> bytes:
    """A message as API.md has it. O(what it shows) the first time."""
    return _once(message.written, "json", lambda: _json(message))


def _once(written: dict[str, bytes], form: str, write: Callable[[], bytes]) -> bytes:
    text = written.get(form)
    if text is None:
        text = written[form] = write()
    return text


def _frame(text: bytes) -> bytes:
    return Frame(Opcode.TEXT, text).serialize(mask=False)


def _type_of(message: Message) -> str:
    match message:
        case Snapshot():
            return "snapshot"
        case TopChanged():
            return "change"
        case Overtaken():
            return "overtaken"
        case SeasonTurned():
            return "season"
    return "ping"


def _json(message: Message) -> bytes:
    match message:
        case Snapshot():
            return _with(_snapshot_head(message), _rows(b"entries", message.top), message.players)
        case TopChanged():
            head = {"type": "change", "version": message.version, "total": message.total}
            return _with(head, _change(message.change), message.players)
        case Overtaken():
            return encode(_overtaken(message))
        case SeasonTurned():
            return encode(_turned(message))
        case Ping():
            return encode({"type": "ping", "version": message.version, "at": to_text(message.at)})
    raise TypeError(message)


def _with(head: dict[str, Any], middle: bytes, players: Sequence[Shown]) -> bytes:
    return b"%b,%b,%b}" % (encode(head)[:-1], middle, _rows(b"players", players))


def _rows(name: bytes, rows: Sequence[Shown]) -> bytes:
    return b'"%b":[%b]' % (name, b",".join([row.text for row in rows]))


def _change(change: TopChange) -> bytes:
    """Shared by all who are shown the same top, whomever they follow."""
    return _once(
        change.written,
        "json",
        lambda: b'%b,"left":%b' % (_rows(b"entries", change.rows), encode(list(change.left))),
    )


def _snapshot_head(message: Snapshot) -> dict[str, Any]:
    return {
        "type": "snapshot",
        "version": message.version,
        "leaderboard": message.leaderboard,
        "window": message.season.window,
        "season": message.season.number,
        "total": message.total,
    }


def _overtaken(message: Overtaken) -> dict[str, Any]:
    return {
        "type": "overtaken",
        "version": message.version,
        "player": message.player,
        "rank": message.rank,
        "previous_rank": message.previous_rank,
        "by": [passer._asdict() for passer in message.by],
        "count": message.count,
    }


def _turned(message: SeasonTurned) -> dict[str, Any]:
    return {
        "type": "season",
        "version": message.version,
        "window": message.opened.window,
        "closed": _season(message.closed),
        "opened": _season(message.opened),
    }


def _season(season: Season) -> dict[str, Any]:
    ends = season.ends_at
    return {
        "number": season.number,
        "starts_at": to_text(season.starts_at),
        "ends_at": None if ends is None else to_text(ends),
    }


def _classic(message: Message) -> dict[str, Any]:
    head = {"type": _type_of(message), "version": message.version}
    match message:
        case Snapshot():
            players = message.players
        case TopChanged():
            players = message.followed
        case _:
            return head
    user = players[0].row if players else None
    return head | {
        "total": message.total,
        "top": [_classic_row(shown.row) for shown in message.top if shown.row is not None],
        "user": None if user is None else _classic_row(user),
    }


def _classic_row(row: Row) -> dict[str, Any]:
    return {
        "rank": row.ranked.rank,
        "user_id": user_of(row.card.id),
        "username": row.card.username or row.card.id,
        "total_score": row.ranked.entry.values[0],
    }
