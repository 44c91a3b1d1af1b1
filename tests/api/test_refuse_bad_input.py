"""Bad input: a clear no that names the field, and nothing is stored."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from laurels.api.app import create_app
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.api.boards import BASE, Board, assert_refused
from tests.api.conftest import MakeBoard
from tests.databases import new_database

JSON = {"content-type": "application/json"}
DEEP = 100_000


@pytest.fixture
def nothing_stored(board: Board) -> Callable[[], None]:
    """Call it to see that the board, its players and its log are as they were."""

    def held() -> tuple[Any, ...]:
        return (
            board.get("/stats"),
            board.get("/entries", limit=1000)["entries"],
            board.get(),
            len(board.client.get(f"{BASE}/leaderboards").json()),
        )

    sequence = board.submit("first", 1)["sequence"]
    before = held()

    def check() -> None:
        assert held() == before
        assert board.submit("next", 1)["sequence"] == sequence + 1, "an event was stored"

    return check


def score(**changes: Any) -> bytes:
    return json.dumps({"player": "ann", "score": 5, **changes}).encode()


def raw(fields: str) -> bytes:
    return b'{"player": "ann", ' + fields.encode() + b"}"


BODIES: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "body"),
    "blank": (b" \n\t", 400, "body"),
    "not JSON": (b"player=ann&score=5", 400, "body"),
    "broken JSON": (b'{"player": "ann", "score": 5', 400, "body"),
    "more than JSON": (score() + b" {}", 400, "body"),
    "byte order mark": (b"\xef\xbb\xbf" + score(), 400, "body"),
    "UTF-16": (score().decode().encode("utf-16"), 400, "body"),
    "broken UTF-8": (b'{"player": "\xff", "score": 5}', 400, "body"),
    "cut UTF-8": (b'{"player": "\xf0\x9f", "score": 5}', 400, "body"),
    "overlong UTF-8": (b'{"player": "\xc0\xaf", "score": 5}', 400, "body"),
    "lone surrogate": (b'{"player": "\\ud800", "score": 5}', 400, "body"),
    "turned surrogates": (b'{"player": "\\udc00\\ud800", "score": 5}', 400, "body"),
    "surrogate in metadata": (raw('"score": 5, "metadata": {"a": "\\ud800"}'), 400, "body"),
    "surrogate as UTF-8": (b'{"player": "\xed\xa0\x80", "score": 5}', 400, "body"),
    "an array": (b"[]", 400, "body"),
    "a number": (b"5", 400, "body"),
    "null": (b"null", 400, "body"),
    "deep nesting": (b"[" * DEEP + b"]" * DEEP, 400, "body"),
    "deep score": (raw('"score": ' + "[" * DEEP + "]" * DEEP), 400, "body"),
    "deep metadata": (raw('"score": 5, "metadata": ' + '{"a":' * DEEP), 400, "body"),
    "deep unknown": (raw('"score": 5, "x": ' + "[" * DEEP + "]" * DEEP), 400, "x"),
    "NaN": (raw('"score": NaN'), 400, "body"),
    "Infinity": (raw('"score": Infinity'), 400, "body"),
    "-Infinity": (raw('"score": -Infinity'), 400, "body"),
    "leading zero": (raw('"score": 007'), 400, "body"),
    "plus": (raw('"score": +5'), 400, "body"),
    "hexadecimal": (raw('"score": 0x5'), 400, "body"),
    "1e400": (raw('"score": 1e400'), 422, "score"),
    "1e-400": (raw('"score": 1e-400'), 422, "score"),
    "exponent out of reach": (raw('"score": 1e99999999999999999999'), 422, "score"),
    "5000 digits": (raw('"score": ' + "9" * 5000), 422, "score"),
    "5000 decimals": (raw('"score": 0.' + "3" * 5000), 422, "score"),
    "65 bits": (raw(f'"score": {2**63}'), 422, "score"),
    "a decimal too many": (raw('"score": 5.5'), 422, "score"),
    "score as text": (score(score="5"), 400, "score"),
    "score as true": (score(score=True), 400, "score"),
    "score as null": (score(score=None), 400, "score"),
    "score as array": (score(score=[5]), 400, "score"),
    "score without columns": (score(score={}), 400, "score"),
    "score of another column": (score(score={"wins": 5}), 400, "score.wins"),
    "score as text in a column": (score(score={"score": "5"}), 400, "score.score"),
    "no score": (b'{"player": "ann"}', 400, "score"),
    "no player": (b'{"score": 5}', 400, "player"),
    "player as number": (score(player=5), 400, "player"),
    "player as null": (score(player=None), 400, "player"),
    "no character": (score(player=""), 400, "player"),
    "65 characters": (score(player="x" * 65), 400, "player"),
    "a slash": (score(player="a/b"), 400, "player"),
    "NUL": (score(player="a\x00b"), 400, "player"),
    "a new line": (score(player="a\n"), 400, "player"),
    "DEL": (score(player="\x7f"), 400, "player"),
    "a C1 control": (score(player="\x9f"), 400, "player"),
    "unknown field": (score(scroe=5), 400, "scroe"),
    "unknown field of NUL": (score(**{"\x00": 5}), 400, "\x00"),
    "empty submission_id": (score(submission_id=""), 400, "submission_id"),
    "long submission_id": (score(submission_id="x" * 129), 400, "submission_id"),
    "submission_id as number": (score(submission_id=5), 400, "submission_id"),
    "submission_id with NUL": (score(submission_id="a\x00b"), 400, "submission_id"),
    "played_at without zone": (score(played_at="2021-03-28T17:00:00"), 400, "played_at"),
    "played_at as number": (score(played_at=1616950800), 400, "played_at"),
    "played_at as words": (score(played_at="yesterday"), 400, "played_at"),
    "played_at as a date": (score(played_at="2021-03-28"), 400, "played_at"),
    "played_at of no day": (score(played_at="2021-02-30T00:00:00Z"), 400, "played_at"),
    "played_at in year 0": (score(played_at="0000-01-01T00:00:00Z"), 400, "played_at"),
    "played_at in year 1": (score(played_at="0001-01-01T00:00:00+14:00"), 400, "played_at"),
    "played_at in year 10000": (score(played_at="9999-12-31T23:59:59-12:00"), 400, "played_at"),
    "long game_mode": (score(game_mode="x" * 65), 400, "game_mode"),
    "negative duration": (score(duration_ms=-1), 400, "duration_ms"),
    "duration of 64 bits": (score(duration_ms=2**63), 400, "duration_ms"),
    "duration of 5000 digits": (
        raw('"score": 5, "duration_ms": ' + "9" * 5000),
        400,
        "duration_ms",
    ),
    "broken duration": (score(duration_ms=1.5), 400, "duration_ms"),
    "metadata as array": (score(metadata=[]), 400, "metadata"),
    "metadata of 16 KiB": (score(metadata={"a": "x" * 16_384}), 400, "metadata"),
    "metadata with 1e400": (raw('"score": 5, "metadata": {"a": 1e400}'), 400, "metadata"),
    "metadata with 5000 digits": (
        raw('"score": 5, "metadata": {"a": [' + "9" * 5000 + "]}"),
        400,
        "metadata",
    ),
}


@pytest.mark.parametrize(("body", "status", "field"), BODIES.values(), ids=BODIES.keys())
def test_a_score_that_is_not_allowed_is_refused(
    board: Board, nothing_stored: Callable[[], None], body: bytes, status: int, field: str
) -> None:
    answer = board.client.post(f"{board.url}/scores", content=body, headers=JSON)

    code = {400: "invalid_request", 422: "unprocessable_score"}[status]
    assert_refused(answer, status, code, field)
    nothing_stored()


LINES = {name: case for name, case in BODIES.items() if name not in ("empty", "blank", "UTF-16")}


@pytest.mark.parametrize(("body", "status", "field"), LINES.values(), ids=LINES.keys())
def test_as_a_line_of_a_batch_it_is_refused_alone(
    board: Board, body: bytes, status: int, field: str
) -> None:
    lines = b'{"player": "before", "score": 1}\n' + body + b'\n{"player": "after", "score": 1}'
    headers = {"content-type": "application/x-ndjson"}

    answer = board.client.post(f"{board.url}/scores/batch", content=lines, headers=headers)

    assert answer.status_code == 200
    (result,) = answer.json()["results"]
    assert (result["index"], result["problem"]["status"]) == (1, status)
    assert field in [error["field"] for error in result["problem"]["errors"]]
    assert board.events() == 2


def test_null_stands_for_a_field_left_out(board: Board) -> None:
    names = ("submission_id", "played_at", "game_mode", "duration_ms", "metadata")

    assert board.submit("ann", 5, **dict.fromkeys(names))["replayed"] is False


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_one_megabyte_is_too_large(
    board: Board, nothing_stored: Callable[[], None], chunked: bool
) -> None:
    body = score(metadata={"a": "x" * 1_100_000})
    content: Any = iter([body[:1000], body[1000:]]) if chunked else body

    for path in (f"{board.url}/scores", f"{board.url}/entries/query", f"{BASE}/leaderboards"):
        answer = board.client.post(path, content=content, headers=JSON)
        assert_refused(answer, 413, "payload_too_large")
        content = iter([body[:1000], body[1000:]]) if chunked else body
    nothing_stored()


BODY_ROUTES = [
    ("POST", "/leaderboards"),
    ("PATCH", "/leaderboards/{board}"),
    ("PUT", "/players/someone"),
    ("PATCH", "/players/someone"),
    ("POST", "/leaderboards/{board}/scores"),
    ("POST", "/leaderboards/{board}/scores/batch"),
    ("POST", "/leaderboards/{board}/entries/query"),
    ("POST", "/scores"),
    ("POST", "/leaderboard/submit"),
]


@pytest.mark.parametrize(("method", "path"), BODY_ROUTES)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"nul", b"[" * DEEP, b'{"a":' * DEEP, b"5", b'"\\ud800"']
)
def test_every_body_that_is_no_json_of_its_kind_is_refused(
    board: Board,
    nothing_stored: Callable[[], None],
    method: str,
    path: str,
    body: bytes,
) -> None:
    url = BASE + path.format(board=board.id)

    answer = board.client.request(method, url, content=body, headers=JSON)

    problem = assert_refused(answer, 400, "invalid_request")
    assert problem["errors"]
    nothing_stored()


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "text/plain", "application/xml", "", ";"]
)
def test_a_body_is_read_as_json_whatever_its_media_type_says(board: Board, media_type: str) -> None:
    headers = {"content-type": media_type}

    answer = board.client.post(f"{board.url}/scores", content=score(), headers=headers)

    assert answer.status_code == 201


def test_a_body_without_a_media_type_is_read_as_json(board: Board) -> None:
    assert board.client.post(f"{board.url}/scores", content=score()).status_code == 201


LONG = "x" * 5000


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"/{LONG}", b""),
        ("GET", f"/players/{LONG}", b""),
        ("GET", "/players/" + "a'" * 2000, b""),
        ("GET", f"/leaderboards/{LONG}", b""),
        ("GET", f"/leaderboards/global/entries?window={LONG}", b""),
        ("GET", f"/leaderboards/global/entries?limit={LONG}", b""),
        ("GET", f"/scores/{LONG}", b""),
        ("POST", "/leaderboards/global/scores", raw(f'"{LONG}": 1, "score": 1')),
        ("POST", "/leaderboards/global/scores", raw(f'"score": {{"{LONG}": 1}}')),
        ("POST", "/leaderboards/global/scores", raw(f'"score": 1, "duration_ms": "{LONG}"')),
        (
            "POST",
            "/leaderboards",
            b'{"id": "x", "windows": [{"name": "a", "cron": "%s"}]}' % LONG.encode(),
        ),
    ],
)
def test_a_refusal_does_not_echo_long_values_whole(
    client: httpx.Client, method: str, path: str, body: bytes
) -> None:
    problem = client.request(method, BASE + path, content=body).json()

    assert problem["status"] in (400, 404)
    told = [problem["detail"], *(text for e in problem.get("errors", ()) for text in e.values())]
    assert max(map(len, told)) < 500
    assert "... (" in problem["detail"]


@pytest.mark.parametrize("country", ["", "T", "tr", "TUR", "T1", "\u00c4\u00d6", "TR\n"])
def test_a_country_is_told_as_two_capital_letters(client: httpx.Client, country: str) -> None:
    answer = client.put(f"{BASE}/players/someone", json={"country": country})

    problem = assert_refused(answer, 400, "invalid_request", "country")
    assert problem["detail"].endswith("it must be two capital letters, as TR, or null.")


@pytest.mark.parametrize("name", ["limit", "offset", "season"])
@pytest.mark.parametrize("value", ["1.0", "1e0", "1.", "1%2E0", "-1.0", "1E+0"])
def test_a_whole_number_is_written_without_a_fraction(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"{BASE}/leaderboards/global/entries?{name}={value}")

    problem = assert_refused(answer, 400, "invalid_request", name)
    assert "must be a whole number" in problem["detail"]


def test_a_number_of_another_kind_may_have_a_fraction(make_board: MakeBoard) -> None:
    board = make_board(columns=[{"name": "points", "decimals": 1}])

    assert board.get("/around-score", score="1.5")["rank"] == 1


@pytest.mark.parametrize("query", ["include=neighbours&include=x", "include=x&include=y"])
def test_a_parameter_that_is_there_twice_is_told_so(board: Board, query: str) -> None:
    answer = board.client.post(f"{board.url}/scores?{query}", content=score())

    problem = assert_refused(answer, 400, "invalid_request", "include")
    assert problem["detail"] == "'include' is there 2 times; it must be one of neighbours, once."


class _HangsUp:
    """A client that sends half a body and is gone; `answers` are what nobody reads."""

    def __init__(self, path: str) -> None:
        self.scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"x"), (b"content-length", b"100")],
            "client": ("127.0.0.1", 1),
        }
        self.sent = [b'{"player": "ann", ']
        self.answers: list[Any] = []

    async def receive(self) -> dict[str, Any]:
        if self.sent:
            return {"type": "http.request", "body": self.sent.pop(), "more_body": True}
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.answers.append(message)


@pytest.mark.parametrize("path", ["scores", "scores/batch", "entries/query"])
async def test_a_client_that_hangs_up_is_no_fault_of_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    new_database(tmp_path)
    laurels = Laurels(Settings(data=str(tmp_path), dev=True))
    await laurels.load()
    gone = _HangsUp(f"{BASE}/leaderboards/global/{path}")
    caplog.set_level("INFO")
    caplog.clear()

    await create_app(laurels)(gone.scope, gone.receive, gone.send)  # type: ignore[arg-type]

    assert caplog.records == []
    assert gone.answers[0]["status"] == 400
    await laurels.close()
