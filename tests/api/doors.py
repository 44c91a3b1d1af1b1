"""Two doors to the same data: the framework's, and the one that answers plain requests first."""

import asyncio
import shutil
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote

from laurels.api.app import create_app
from laurels.api.front import every_route, front
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, Tier
from laurels.rules.season import Window
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.databases import new_database

T = TypeVar("T")
NOW = 1_790_000_000_000_000
HOST = (b"host", b"localhost:8000")
LOCAL, FAR = ("127.0.0.1", 50000), ("203.0.113.9", 50000)
PLAYERS = ["ann", "bob", "query", "around", "Ana María", "👩‍🚀", "50%", "a?b&c=d#e", "max v"]
CROWD = [f"player-{number}" for number in range(30)]  # more than a page takes by itself
BOARDS = [
    Leaderboard("open", "Open"),
    Leaderboard("closed", "Closed", public=False),
    Leaderboard("entries", "Named as a route is", operator=Operator.SUM),
    Leaderboard(
        "wide",
        "Two columns",
        columns=(Column("points", decimals=2), Column("time", Order.ASCENDING)),
        windows=(Window("all-time"), Window("weekly")),
        tiers=(Tier("gold", score=100), Tier("silver", score=0)),
        min_score=-1000,
    ),
]


class Ask(NamedTuple):
    """A request as a server hands it on; `target` is what stands in its first line."""

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    parts: int = 1  # in which the body arrives
    client: tuple[str, int] | None = LOCAL
    host: tuple[tuple[bytes, bytes], ...] = (HOST,)
    hangs_up: bool = False  # before the body is whole

    def scope(self) -> dict[str, Any]:
        raw, _, query = self.target.encode("latin-1").partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": ("127.0.0.1", 8000),
            "client": self.client,
            "scheme": "http",
            "root_path": "",
            "headers": [*self.host, *self.headers],
            "state": {},
            "method": self.method,
            "path": unquote(raw.decode("latin-1")),
            "raw_path": raw,
            "query_string": query,
        }

    def messages(self) -> list[dict[str, Any]]:
        size = max(1, -(-len(self.body) // self.parts))
        pieces = [self.body[at : at + size] for at in range(0, len(self.body), size)] or [b""]
        whole = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        if self.hangs_up:
            return [*whole, {"type": "http.disconnect"}]
        whole[-1]["more_body"] = False
        return whole


class Told(NamedTuple):
    """An answer, and how it was sent."""

    status: int
    headers: list[tuple[bytes, bytes]]  # in order, names in small letters
    body: bytes
    unread: int  # parts of the request's body


async def told(app: Any, ask: Ask) -> Told:
    """What an app answers."""
    coming, sent = ask.messages(), []

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(ask.scope(), receive, send)
    start, *bodies = sent
    headers = [(name.lower(), value) for name, value in start["headers"]]
    body = b"".join(part.get("body", b"") for part in bodies)
    return Told(start["status"], headers, body, len(coming))


class Doors:
    """A Laurels with both doors, and a twin of it whose state only POSTs move.

    A read is asked at both doors of one Laurels; a write would count twice, so the framework's
    door of the twin gets it.
    """

    def __init__(self, folder: Path, *, dev: bool) -> None:
        self._runner = asyncio.Runner()
        new_database(folder / "one")
        settings = [Settings(data=str(folder / name), dev=dev) for name in ("one", "two")]
        self.keys: dict[str, str] = self.run(_fill(settings[0]))
        shutil.copytree(folder / "one", folder / "two")
        self.now = NOW
        self.laurels, self._twin = (Laurels(each, lambda: self.now) for each in settings)
        self._twin.started = self.laurels.started
        for each in (self.laurels, self._twin):
            self.run(each.load())
        self.fell_through = 0
        self._lean = front(self._counted(create_app(self.laurels)), None)
        self._whole = every_route(create_app(self.laurels), None)
        self._twins = every_route(create_app(self._twin), None)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def ask(self, ask: Ask) -> tuple[Told, Told]:
        """The framework's answer and the one of the door in front of it."""
        other = self._twins if ask.method == "POST" else self._whole
        return self.run(told(other, ask)), self.run(told(self._lean, ask))

    def lean(self, ask: Ask) -> Told:
        """The answer of the door in front alone."""
        return self.run(self.answering(ask))

    async def answering(self, ask: Ask) -> Told:
        """The same, for a test that does more meanwhile."""
        return await told(self._lean, ask)

    def assert_alike(self, ask: Ask) -> Told:
        """The answer, which is the same to the byte at both doors."""
        whole, lean = self.ask(ask)
        assert lean == whole, ask
        return lean

    def close(self) -> None:
        for each in (self.laurels, self._twin):
            self.run(each.close())
        self._runner.close()

    def _counted(self, api: Any) -> Any:
        """The app, which counts the requests that come as far as it."""
        handle = api.asgi_handler

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            self.fell_through += 1
            await handle(scope, receive, send)

        api.asgi_handler = counted
        return api


async def _fill(settings: Settings) -> dict[str, str]:
    """Boards, scores and keys; the keys' texts by what they may do."""
    laurels = Laurels(settings, lambda: NOW)
    await laurels.load()
    everyone = [*PLAYERS, *CROWD]
    for board in BOARDS:
        created = await laurels.manage_leaderboards.create(board)
        values: Sequence[tuple[int, ...]] = [
            (score * 7 % 5, score)[: len(board.columns)] for score in range(len(everyone))
        ]
        await laurels.submit_scores.submit(
            created,
            [
                Submission(created, player, value, f"first-{player}")
                for player, value in zip(everyone, values, strict=True)
            ],
        )
    keys = {
        name: await laurels.manage_keys.create(name, name.split("+"))
        for name in ("read", "submit", "manage", "read+submit")
    }
    gone = await laurels.manage_keys.create("gone", ["read", "submit"])
    await laurels.manage_keys.revoke(gone.partition("_")[0])
    await laurels.close()
    return {**keys, "gone": gone}
