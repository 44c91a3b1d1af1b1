"""Requests of the hot routes, taken apart without a framework: the plain ones only.

Where anything is unusual the answer is None, and the framework takes the request instead;
so every rule that is left out here still holds.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from laurels.api.reads import LISTED, MOST_LISTED, SPAN, WIDEST_SPAN, Asked, Slice

T = TypeVar("T")
LEADERBOARDS = "/api/v1/leaderboards/"
LONGEST_HOST, LONGEST_QUERY = 260, 512  # what is longer is not worth remembering
NOT_UTF8 = "The path is not UTF-8."
SLASH = "The path has an encoded '/'; no id contains one."
_HOST = re.compile(rb"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
_NUMBER = re.compile(rb"0|[1-9][0-9]{0,17}")
_WINDOW = re.compile(rb"[a-z0-9_-]{1,32}")
_CURSOR = re.compile(rb"[A-Za-z0-9_-]{1,300}")
_SHAPES = {
    b"window": _WINDOW,
    b"season": re.compile(rb"0|[1-9][0-9]{0,8}"),
    b"limit": _NUMBER,
    b"offset": _NUMBER,
    b"cursor": _CURSOR,
    b"span": _NUMBER,
}


def path_fault(raw_path: bytes) -> str | None:
    """What keeps a path from being taken apart without doubt; None where nothing does. O(bytes).

    >>> path_fault(b"/api/v1/players/a%2Fb")
    "The path has an encoded '/'; no id contains one."
    """
    if b"%" not in raw_path:
        return None
    if b"%2f" in raw_path.lower():
        return SLASH
    try:
        unquote_to_bytes(raw_path).decode()
    except UnicodeDecodeError:
        return NOT_UTF8
    return None


def parts_of(scope: Mapping[str, Any]) -> list[str] | None:
    """What follows `/api/v1/leaderboards/`, part by part; None where that is in doubt.
    O(bytes).

    >>> path = "/api/v1/leaderboards/f1/entries/max v"
    >>> parts_of({"path": path, "raw_path": path.replace(" ", "%20").encode()})
    ['f1', 'entries', 'max v']
    """
    parts: list[str] = scope["path"][len(LEADERBOARDS) :].split("/")
    return None if "" in parts or path_fault(scope["raw_path"]) else parts


def has_plain_host(scope: Mapping[str, Any]) -> bool:
    """Whether the first Host header is an address that nobody would refuse. O(headers)."""
    for name, value in scope["headers"]:
        if name == b"host":
            return len(value) <= LONGEST_HOST and _is_host(value)
    return True


@lru_cache(maxsize=256)
def _is_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


def _remembered(read: Callable[[bytes], T | None]) -> Callable[[bytes], T | None]:
    """The function, which remembers what it answered: a client sends the same again and again.
    None for what is too long, so that nobody can fill the memory."""
    remembering = lru_cache(maxsize=1024)(read)

    @wraps(read)
    def checked(query: bytes) -> T | None:
        return remembering(query) if len(query) <= LONGEST_QUERY else None

    return checked


@_remembered
def page_query(query: bytes) -> tuple[Asked, Slice] | None:
    """What the query of a page asks for. O(bytes).

    >>> page_query(b"limit=100&offset=500")
    (Asked(window=None, season=None, segment=None), Slice(limit=100, offset=500, cursor=None))
    >>> page_query(b"limit=1001")
    """
    given = _given(query, (b"window", b"season", b"limit", b"offset", b"cursor"))
    if given is None:
        return None
    limit = int(given.get(b"limit", LISTED))
    cursor = given.get(b"cursor")
    if not 1 <= limit <= MOST_LISTED or (cursor is not None and b"offset" in given):
        return None
    offset = int(given[b"offset"]) if b"offset" in given else None
    return _asked(given), Slice(limit, offset, None if cursor is None else cursor.decode())


@_remembered
def entry_query(query: bytes) -> Asked | None:
    """What the query of a player's entry asks for. O(bytes)."""
    given = _given(query, (b"window", b"season"))
    return None if given is None else _asked(given)


@_remembered
def around_query(query: bytes) -> tuple[Asked, int] | None:
    """What the query of the entries around a player asks for. O(bytes)."""
    given = _given(query, (b"window", b"season", b"span"))
    if given is None:
        return None
    span = int(given.get(b"span", SPAN))
    return (_asked(given), span) if span <= WIDEST_SPAN else None


def _given(query: bytes, names: tuple[bytes, ...]) -> dict[bytes, bytes] | None:
    """The parameters by name, each of which is known, there once and written as expected."""
    given: dict[bytes, bytes] = {}
    for part in query.split(b"&") if query else ():
        name, _, value = part.partition(b"=")
        if name not in names or name in given or not _SHAPES[name].fullmatch(value):
            return None
        given[name] = value
    return given


def _asked(given: Mapping[bytes, bytes]) -> Asked:
    window = given.get(b"window")
    return Asked(
        None if window is None else window.decode(),
        int(given[b"season"]) if b"season" in given else None,
    )
