"""Bodies that were valid once: whatever has become of them, they are read or refused."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from laurels.api.bodies import decode
from laurels.api.routes.classic import whole
from laurels.api.routes.classic_scores import PointsBody
from laurels.api.routes.classic_sessions import SessionBody
from laurels.api.routes.leaderboards import _merge
from laurels.api.routes.players import _given
from laurels.api.routes.scores import _read_batch
from laurels.api.schemas import (
    LeaderboardBody,
    LeaderboardPatch,
    PlayerBody,
    QueryBody,
    ScoreBody,
)
from laurels.api.views import to_leaderboard, to_submission
from laurels.rules.errors import InvalidRequest, LaurelsError
from laurels.rules.leaderboard import Column, Leaderboard, check_leaderboard

ROUNDS = 3000
BOARD = Leaderboard("board", "Board", (Column("points", decimals=1), Column("wins")))
DEFINITION = (
    b'{"id": "f1-2021", "title": "Formula 1", "columns": [{"name": "points", "decimals": 1}],'
    b' "windows": ["all-time", {"name": "sprint", "cron": "0 18 * * 5", "timezone": "UTC"}],'
    b' "tiers": [{"name": "gold", "top_percent": 10}], "min_score": 0, "metadata": {"a": [1.5]}}'
)
SCORE = (
    b'{"player": "max", "score": {"points": 25.5, "wins": 1}, "submission_id": "1",'
    b' "played_at": "2021-03-28T17:00:00Z", "duration_ms": 91000, "metadata": {"car": {"a": 1}}}'
)
PROFILE = b'{"display_name": "Max", "country": "NL", "attributes": {"team": ["rb", null]}}'
READERS: dict[str, tuple[Callable[[bytes], Any], bytes]] = {
    "create a leaderboard": (
        lambda data: check_leaderboard(to_leaderboard(decode(data, LeaderboardBody))),
        DEFINITION,
    ),
    "change a leaderboard": (
        lambda data: check_leaderboard(_merge(BOARD, decode(data, LeaderboardPatch))),
        b'{"title": "Formula 1", "windows": ["daily"], "min_score": -1e3, "max_score": 2.5}',
    ),
    "put a player": (lambda data: _given(decode(data, PlayerBody)), PROFILE),
    "submit a score": (lambda data: to_submission(BOARD, decode(data, ScoreBody)), SCORE),
    "submit a batch": (
        lambda data: _read_batch(BOARD, data, "application/json"),
        b"[" + SCORE + b", " + SCORE + b"]",
    ),
    "submit lines": (
        lambda data: _read_batch(BOARD, data, "application/x-ndjson"),
        SCORE + b"\n" + SCORE,
    ),
    "query entries": (lambda data: decode(data, QueryBody), b'{"players": ["ann", "bob"]}'),
    "submit a session": (
        lambda data: whole(bytes(decode(data, SessionBody).score), "score"),
        b'{"user_id": 7, "score": 5, "game_mode": "ranked", "metadata": {"a": 1}}',
    ),
    "add points": (
        lambda data: whole(bytes(decode(data, PointsBody).points), "points"),
        b'{"user_id": "ann", "points": 5, "match_id": 7}',
    ),
}
SPLINTERS = [
    *(bytes([byte]) for byte in b'{}[],:"\\ \n`$.0-7eE'),
    *(b"\x00", b"\xff", b"\xc3\xa9", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\\x"),
    *(b"null", b"true", b"NaN", b"1e400", b"-1e-400", b"9" * 40, b"5.5", b'""', b"[]", b"{}"),
    *(b'"player": 7, ', b'"x": 1, ', b'"columns": [7], ', b"' - at `$.a", b"[" * 2000),
]


def mangled(body: bytes, dice: random.Random) -> bytes:
    """The body after one to three mishaps."""
    for _ in range(dice.randint(1, 3)):
        at, length = dice.randint(0, len(body)), dice.randint(0, 8)
        match dice.randrange(5):
            case 0:
                body = body[:at] + dice.choice(SPLINTERS) + body[at:]
            case 1:
                body = body[:at] + dice.choice(SPLINTERS) + body[at + length :]
            case 2:
                body = body[:at] + body[at + length :]
            case 3:
                body = body[:at]
            case 4:  # a piece of it once more
                body = body[:at] + body[dice.randint(0, len(body)) :]
    return body


@pytest.mark.parametrize("name", READERS)
def test_a_mangled_body_is_read_or_refused(name: str) -> None:
    read, body = READERS[name]
    read(body)
    dice = random.Random(name)
    outcomes: Counter[str] = Counter()

    for _ in range(ROUNDS):
        data = mangled(body, dice)
        try:
            read(data)
            outcomes["read"] += 1
        except LaurelsError:
            outcomes["refused"] += 1
        except Exception as fault:
            raise AssertionError(f"{data!r} is neither read nor refused: {fault!r}") from fault

    assert outcomes["refused"] > ROUNDS // 10 or name == "submit lines", outcomes
    assert outcomes["read"], outcomes


BROKEN: list[tuple[type, bytes]] = [
    (ScoreBody, b'{"player": 7, "score": 1,}'),
    (ScoreBody, b'{"player": "a", "score": 1, "duration_ms": "5"'),
    (ScoreBody, b'{"player": 7, "\xff": 1}'),
    (ScoreBody, b'{"player": 7, "\\ud800": 1}'),
    (ScoreBody, b'{"unknown": 1, "score": 1,}'),
    (ScoreBody, b'{"score": 1} {'),
    (ScoreBody, b'{"player": "a", "score": {"\xff": 1}}'),
    (LeaderboardBody, b'{"id": "My Board",}'),
    (LeaderboardBody, b'{"metadata":{"a":1e400},}'),
    (QueryBody, b'{"players": 7,}'),
    (PlayerBody, b'{"country": 7,}'),
]


@pytest.mark.parametrize(("type", "body"), BROKEN)
def test_a_wrong_field_in_broken_json_is_told_as_broken_json(type: type, body: bytes) -> None:
    with pytest.raises(InvalidRequest, match=r"not JSON|not UTF-8|surrogate") as refused:
        decode(body, type)

    assert refused.value.errors[0].field == "body"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"columns": [7], "columns": []}', "columns[0]"),
        (b'{"columns": [7], "columns": 5}', "columns[0]"),
        (b'{"id": 7, "id": "a"}', "id"),
        (b'{"operator": "q - at `$.a"}', "operator"),
        (b'{"a - at `$.b": 1}', "a - at `$.b"),
        (b'{"columns": [{"x": 1}]}', "columns[0].x"),
    ],
)
def test_a_field_that_is_there_twice_or_named_strangely_is_named(body: bytes, field: str) -> None:
    with pytest.raises(InvalidRequest, match=r"must be|is no field") as refused:
        decode(body, LeaderboardBody)

    assert refused.value.errors[0].field == field


@pytest.mark.parametrize(
    "body", [b'"\\ud800"', b'"\\udc00\\ud800"', b'{"player": "a\\\\\\ud800b"}']
)
def test_a_lone_surrogate_is_told_as_such(body: bytes) -> None:
    with pytest.raises(InvalidRequest, match="lone surrogate"):
        decode(body, ScoreBody)


def test_a_cut_body_with_a_whole_pair_of_surrogates_has_no_lone_one() -> None:
    with pytest.raises(InvalidRequest, match="not JSON"):
        decode(b'{"player": "\\ud83d\\ude00 \\\\ud800"', ScoreBody)
