"""The lean door answers as the framework does, to the byte, whatever is asked."""

import json
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.api.plain_requests import (
    LONGEST_HOST,
    LONGEST_QUERY,
    around_query,
    entry_query,
    has_plain_host,
    page_query,
)
from tests.api.boards import BASE
from tests.api.doors import FAR, PLAYERS, Ask, Doors

OPEN = f"{BASE}/leaderboards/open"
PLAIN_QUERIES = ["", "limit=3", "limit=1000&offset=2", "offset=0", "window=all-time", "season=1"]
PLAIN_QUERIES += ["season=2", "window=weekly", "window=none", "offset=100", "offset=9&limit=1"]
ODD_QUERIES = ["&", "&&limit=1", "limit=", "limit", "limit=0", "limit=1001", "limit=01", "limit=+1"]
ODD_QUERIES += ["limit=%31", "limit=1&limit=2", "limit=1.0", "limit=1e0", "LIMIT=1", "limit=1;x=2"]
ODD_QUERIES += ["offset=-1", "offset=9223372036854775807", "offset=9223372036854775808", "x=1"]
ODD_QUERIES += ["cursor=", "cursor=abc", "cursor=!", "cursor=abc&offset=1", "season=-1", "season=x"]
ODD_QUERIES += ["season=2147483648", "season=99999999", "segment=country:TR", "segment=", "window="]
ODD_QUERIES += ["window=all%2Dtime", "window=all-time&window=weekly", "window=%ff", "window=a+b"]
ODD_QUERIES += ["span=0", "span=2", "span=500", "span=501", "span=", "span=2&span=3", "span=-1"]
ODD_QUERIES += ["window=1.5", "offset=1&limit=x", "=", "=1", "limit=%", "season=0", "offset=007"]


@pytest.fixture(scope="module", params=[True, False], ids=["dev", "keys"])
def doors(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    doors = Doors(tmp_path_factory.mktemp("doors"), dev=request.param)
    yield doors
    doors.close()


def bearer(key: str) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"authorization", f"Bearer {key}".encode()),)


@pytest.mark.parametrize("query", PLAIN_QUERIES)
@pytest.mark.parametrize("board", ["open", "wide", "entries"])
def test_plain_pages_are_alike_and_need_no_framework(doors: Doors, board: str, query: str) -> None:
    before = doors.fell_through

    doors.assert_alike(Ask("GET", f"{BASE}/leaderboards/{board}/entries?{query}"))

    assert doors.fell_through == before


@pytest.mark.parametrize("query", [*PLAIN_QUERIES, *ODD_QUERIES])
@pytest.mark.parametrize("path", ["entries", "entries/bob", "entries/bob/around", "entries/nobody"])
def test_any_query_is_answered_alike(doors: Doors, path: str, query: str) -> None:
    for method in ("GET", "HEAD"):
        doors.assert_alike(Ask(method, f"{OPEN}/{path}?{query}"))


@pytest.mark.parametrize(
    "query", ["limit=1&limit=1", "x=1", "limit=%31", "window=", "segment=a", "season=-1", "&"]
)
def test_what_is_unusual_is_left_to_the_framework(doors: Doors, query: str) -> None:
    before = doors.fell_through

    doors.assert_alike(Ask("GET", f"{OPEN}/entries?{query}"))

    assert doors.fell_through == before + 1


@pytest.mark.parametrize("player", [*PLAYERS, "nobody", "x" * 65])
@pytest.mark.parametrize("rest", ["", "/around", "/around?span=1", "?window=all-time", "/"])
def test_any_player_is_answered_alike(doors: Doors, player: str, rest: str) -> None:
    for safe in ("", "?&=#%"):
        target = f"{OPEN}/entries/{quote(player, safe=safe.replace('?', ''))}{rest}"
        doors.assert_alike(Ask("GET", target))


@pytest.mark.parametrize("player", PLAYERS)
def test_known_players_need_no_framework(doors: Doors, player: str) -> None:
    before = doors.fell_through

    for rest in ("", "/around"):
        told = doors.assert_alike(Ask("GET", f"{OPEN}/entries/{quote(player, safe='')}{rest}"))
        assert told.status == 200

    assert doors.fell_through == before


PATHS = ["", "/", "/entries/", "//entries", "/entries//bob", "/entries/bob/", "/entries/bob/x"]
PATHS += ["/entries/bob/around/", "/entries/bob/around/x", "/Entries", "/entries/%62ob", "/%ff"]
PATHS += ["/%65ntries", "/entries/a%2Fb", "/entries/%ff", "/entries/a%2faround", "/entries/%"]
PATHS += ["/entries/bob/%61round", "/entries/%zz", "/entries/..", "/entries/.", "/entries/%00"]
PATHS += ["/scores", "/scores/", "/scores/batch", "/stats", "/seasons", "/entries/query"]
PATHS += ["/entries/query/around"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "TRACE"])
def test_any_path_and_method_is_answered_alike(doors: Doors, method: str, path: str) -> None:
    doors.assert_alike(Ask(method, OPEN + path))
    doors.assert_alike(Ask(method, f"{BASE}/leaderboards/{path.lstrip('/')}"))


@pytest.mark.parametrize("board", ["open", "closed", "unknown", "OPEN", "op%65n", "a b", "%00"])
@pytest.mark.parametrize("path", ["entries", "entries/ann", "entries/ann/around", "scores"])
@pytest.mark.parametrize("client", [("127.0.0.1", 1), ("::1", 1), FAR, None])
def test_who_may_what_is_answered_alike(
    doors: Doors, board: str, path: str, client: tuple[str, int] | None
) -> None:
    method = "POST" if path == "scores" else "GET"
    keys = doors.keys
    given: list[tuple[tuple[bytes, bytes], ...]] = [
        (),
        *(bearer(key) for key in keys.values()),
        bearer("lk-00000000_wrong"),
        bearer(""),
        ((b"authorization", f"bearer   {keys['read+submit']} ".encode()),),
        ((b"authorization", b"Basic eDp5"),),
        ((b"authorization", b"Bearer \xff\xfe"),),
        ((b"x-game-service-token", keys["read+submit"].encode()),),
        ((b"x-game-service-token", b""),),
        ((b"authorization", b"Basic x"), (b"x-game-service-token", keys["submit"].encode())),
        (*bearer(keys["submit"]), *bearer(keys["read"])),
        ((b"origin", b"https://evil.example"),),
        ((b"origin", b"http://localhost:5173"), *bearer(keys["read"])),
        ((b"origin", b"null"), (b"origin", b"http://localhost")),
    ]
    for headers in given:
        target = f"{BASE}/leaderboards/{board}/{path}"
        doors.assert_alike(
            Ask(method, target, headers, b'{"player":"ann","score":1}', client=client)
        )


def test_if_none_match_is_answered_alike(doors: Doors) -> None:
    target = f"{OPEN}/entries?limit=2"
    headers = dict(doors.assert_alike(Ask("GET", target)).headers)
    tag = headers[b"etag"]
    known = [tag, b"W/" + tag, b'"x", ' + tag, tag + b' ,W/"y"', b"*", b" * ", tag + b" "]
    unknown = [b"", b'"x"', tag[:-2] + b'"', b"w/" + tag, tag.strip(b'"'), b"\xff", b"**"]
    before = doors.fell_through

    for value in (*known, *unknown):
        told = doors.assert_alike(Ask("GET", target, ((b"if-none-match", value),)))
        assert told.status == (304 if value in known else 200), value
        assert [pair for pair in told.headers if pair[0] in (b"etag", b"cache-control")] == [
            (b"etag", tag),
            (b"cache-control", b"no-cache"),
        ]
        twice = ((b"if-none-match", b'"x"'), (b"if-none-match", value))
        assert doors.assert_alike(Ask("GET", target, twice)).status == 200

    assert doors.fell_through == before


def test_pages_by_cursor_are_alike(doors: Doors) -> None:
    target = f"{BASE}/leaderboards/wide/entries?limit=2"
    page = json.loads(doors.assert_alike(Ask("GET", target)).body)
    cursors = {page["next"]}
    while page["next"] is not None:
        page = json.loads(doors.assert_alike(Ask("GET", f"{target}&cursor={page['next']}")).body)
        cursors |= {page["next"], page["previous"]} - {None}

    assert len(cursors) > 5
    for cursor in cursors:
        doors.assert_alike(Ask("GET", f"{target}&cursor={cursor}&window=all-time&season=1"))
        doors.assert_alike(Ask("GET", f"{target}&cursor={cursor}&window=weekly"))
        doors.assert_alike(Ask("GET", f"{OPEN}/entries?cursor={cursor}"))


@pytest.mark.parametrize(
    "host",
    [
        (),
        ((b"host", b"scores.example.com"),),
        ((b"host", b"[::1]:80"),),
        ((b"host", b"["),),
        ((b"host", b"a b"),),
        ((b"host", b"\xff"),),
        ((b"host", b""),),
        ((b"host", b"x:99999999"),),
        ((b"host", b"x"), (b"host", b"[")),
        ((b"host", b"["), (b"host", b"x")),
    ],
)
def test_any_host_is_answered_alike(doors: Doors, host: tuple[tuple[bytes, bytes], ...]) -> None:
    for method, path in (("GET", "entries"), ("GET", "entries/ann"), ("POST", "scores")):
        body = b'{"player":"ann","score":3}'
        headers = bearer(doors.keys["submit"])
        doors.assert_alike(Ask(method, f"{OPEN}/{path}", headers, body, host=host))


def test_what_a_client_sends_is_remembered_only_where_it_is_short() -> None:
    for read in (page_query, entry_query, around_query):
        query = b"limit=1" + b"0" * LONGEST_QUERY
        before = sys.getrefcount(query)
        assert read(query) is None
        assert sys.getrefcount(query) == before

    host = b"x" * (LONGEST_HOST + 1)
    before = sys.getrefcount(host)
    assert not has_plain_host({"headers": [(b"host", host)]})
    assert sys.getrefcount(host) == before


@pytest.mark.parametrize("size", [253, 254, 260, 261, 100_000])
def test_a_long_host_is_answered_alike(doors: Doors, size: int) -> None:
    for name in (b"x" * size, b"x" * (size - 6) + b":80000"):
        doors.assert_alike(Ask("GET", f"{OPEN}/entries", host=((b"host", name),)))


@pytest.mark.parametrize("size", [300, 512, 513, 60_000])
def test_a_long_query_is_answered_alike(doors: Doors, size: int) -> None:
    for name in ("cursor", "window", "limit"):
        for path in ("entries", "entries/ann", "entries/ann/around"):
            query = f"{name}=".ljust(size, "1")
            doors.assert_alike(Ask("GET", f"{OPEN}/{path}?{query}"))


BODIES = [
    b'{"player":"ann","score":5}',
    b'{"player":"new","score":5,"submission_id":"s1"}',
    b'{"player":"new","score":5,"submission_id":"s1"}',
    b'{"player":"new","score":6,"submission_id":"s1"}',
    b' \n{"score" : 12e1 , "player" : "A\\u006ea Mar\xc3\xada" }\n',
    b'{"player":"ann","score":1,"played_at":"2021-03-28T17:00:00Z","game_mode":"r","duration_ms":9}',
    b'{"player":"ann","score":1,"metadata":{"b":[1,2.5,{}],"a":null}}',
    b'{"player":"ann","score":1,"metadata":{}}',
    b'{"player":"ann","score":1,"submission_id":null,"played_at":null,"metadata":null}',
    b'{"player":"ann","score":{"points":1.25,"time":3}}',
    b'{"player":"ann","score":{"points":1}}',
    b'{"player":"ann","score":{}}',
    b'{"player":"ann","score":{"x":1}}',
    b'{"player":"ann","score":1.5}',
    b'{"player":"ann","score":99999999999999999999}',
    b'{"player":"ann","score":-9223372036854775808}',
    b'{"player":"ann","score":"5"}',
    b'{"player":"ann","score":null}',
    b'{"player":"ann","score":[1]}',
    b'{"player":"ann"}',
    b'{"score":1}',
    b'{"player":"","score":1}',
    b'{"player":"a/b","score":1}',
    b'{"player":"a\\u0000","score":1}',
    b'{"player":"\\ud800","score":1}',
    b'{"player":"\xff","score":1}',
    b'{"player":"ann","score":1,"x":2}',
    b'{"player":"ann","score":1,"player":"bob"}',
    b'{"player":"ann","score":1,"duration_ms":-1}',
    b'{"player":"ann","score":1,"played_at":"yesterday"}',
    b'{"player":"ann","score":1,"played_at":"2021-03-28T17:00:00"}',
    b'{"player":"ann","score":1,"submission_id":"a\\u0007"}',
    b'{"player":"ann","score":1,"metadata":{"a":"' + b"x" * 17000 + b'"}}',
    b"",
    b" ",
    b"null",
    b"[]",
    b"{",
    b"[" * 3000,
    b'{"player":"ann","score":1} x',
    b"x" * (1024 * 1024),
    b"x" * (1024 * 1024 + 1),
]


@pytest.mark.parametrize("board", ["open", "wide", "unknown"])
@pytest.mark.parametrize("parts", [1, 3])
def test_any_body_is_answered_alike(doors: Doors, board: str, parts: int) -> None:
    headers = bearer(doors.keys["submit"])
    for body in BODIES:
        before = doors.fell_through
        doors.assert_alike(Ask("POST", f"{BASE}/leaderboards/{board}/scores", headers, body, parts))
        is_whole = parts == 1 and len(body) <= 1024 * 1024
        assert doors.fell_through == before + (
            board != "unknown" and len(body) > 1 and not is_whole
        )


@pytest.mark.parametrize(
    "query", ["include=neighbours", "include=x", "include=", "x=1", "&", "limit=1"]
)
def test_a_submission_with_a_query_is_answered_alike(doors: Doors, query: str) -> None:
    headers = bearer(doors.keys["read+submit"])
    for board in ("open", "closed"):
        target = f"{BASE}/leaderboards/{board}/scores?{query}"
        doors.assert_alike(Ask("POST", target, headers, BODIES[0]))


@pytest.mark.parametrize("body", [b"", b'{"player":"ann","sc'])
def test_a_client_that_hangs_up_is_answered_alike(doors: Doors, body: bytes) -> None:
    headers = bearer(doors.keys["submit"])

    doors.assert_alike(Ask("POST", f"{OPEN}/scores", headers, body, hangs_up=True))


texts = st.text(max_size=8) | st.sampled_from(
    ["entries", "around", "query", "scores", "ann", "open"]
)
values = st.integers(-2, 1200).map(str) | st.text(max_size=4)
names = st.sampled_from(["limit", "offset", "cursor", "window", "season", "segment", "span", "x"])
parameters = st.tuples(names, values).map(lambda pair: f"{pair[0]}={quote(pair[1])}")


@given(
    st.sampled_from(["GET", "GET", "HEAD", "POST"]),
    st.lists(texts, max_size=4),
    st.lists(parameters, max_size=3),
    st.booleans(),
)
def test_whatever_is_asked_is_answered_alike(
    doors: Doors, method: str, parts: list[str], query: list[str], encoded: bool
) -> None:
    path = "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)
    target = f"{BASE}/leaderboards/{path}"
    if not encoded and target.isascii():
        target = target.replace("%2D", "-").replace("%20", "+")
    headers = bearer(doors.keys["read+submit"])

    doors.assert_alike(Ask(method, f"{target}?{'&'.join(query)}", headers, BODIES[0]))


numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
scores = numbers | st.dictionaries(st.sampled_from(["points", "time", "x"]), numbers) | st.none()
fields = {
    "player": st.sampled_from(PLAYERS) | st.text(max_size=5),
    "score": scores,
}
more = {
    "submission_id": st.sampled_from(["a", "b", ""]) | st.none() | st.text(max_size=4),
    "played_at": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z") | st.just("soon"),
    "game_mode": st.text(max_size=70) | st.none(),
    "duration_ms": st.integers(-1, 2**64) | st.none(),
    "metadata": st.dictionaries(st.text(max_size=3), numbers, max_size=3) | st.none(),
    "other": st.none(),
}


@given(st.sampled_from(["open", "wide"]), st.fixed_dictionaries(fields, optional=more))
def test_whatever_is_submitted_is_answered_alike(
    doors: Doors, board: str, body: dict[str, object]
) -> None:
    data = json.dumps(body).encode()

    doors.assert_alike(
        Ask("POST", f"{BASE}/leaderboards/{board}/scores", bearer(doors.keys["submit"]), data)
    )
