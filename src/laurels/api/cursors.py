"""Cursors: where a page ended, as text that clients hand back unread.

A page's cursor holds the order key of its last (or first) entry, so the next page goes on
there whatever has moved meanwhile: no entry that stands still is skipped or repeated.
"""

import base64
import binascii
from typing import Literal, NamedTuple, TypeVar

import msgspec

from laurels.rules.errors import InvalidRequest
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season

T = TypeVar("T")


class PageCursor(NamedTuple):
    """Where to go on: `after` or `before` an order key of one season."""

    direction: Literal["after", "before"]
    leaderboard: int  # its number
    window: str
    season: int  # its number
    key: bytes


def page_cursor(
    direction: Literal["after", "before"], leaderboard: Leaderboard, season: Season, key: bytes
) -> str:
    """The text of a page's cursor."""
    return _text(cursor_head(direction, leaderboard, season) + key)


def cursor_head(
    direction: Literal["after", "before"], leaderboard: Leaderboard, season: Season
) -> bytes:
    """What a PageCursor's bytes are before its key, which ends them: the same for all pages of
    a season, so those who write many make it once."""
    empty = PageCursor(direction, leaderboard.number, season.window, season.number, b"")
    return msgspec.msgpack.encode(empty)[:-1] + bytes([leaderboard.order_key.size])


def read_page_cursor(
    text: str, leaderboard: Leaderboard, window: str | None, season: int | None
) -> PageCursor:
    """A cursor that a client hands back. InvalidRequest when it is of another leaderboard,
    or of another window or season than the one asked for."""
    cursor = _read(text, PageCursor)
    if (
        cursor.leaderboard != leaderboard.number
        or window not in (None, cursor.window)
        or season not in (None, cursor.season)
        or len(cursor.key) != leaderboard.order_key.size
    ):
        raise InvalidRequest(
            "The cursor is of another leaderboard, window or season.", field="cursor"
        )
    return cursor


def text_cursor(after: str) -> str:
    """The cursor of a list that is ordered by a text."""
    return _text(msgspec.msgpack.encode(after))


def read_text_cursor(text: str) -> str:
    """The text to go on after."""
    return _read(text, str)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(text: str, type: type[T]) -> T:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return msgspec.msgpack.decode(data, type=type)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise InvalidRequest(
            "The cursor is none that this server gave; start again without it.", field="cursor"
        ) from None
