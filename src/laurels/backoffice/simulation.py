"""Players who play against a running server, at a rate, for as long as they are let."""

import asyncio
import time
import uuid
from collections import Counter, deque
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import httpx
import msgspec

from laurels.rules.errors import LaurelsError, Unauthorized, Unavailable

AT_ONCE = 16  # requests under way; the client slows down with more connections
LONGEST_PAUSE = 8.0  # seconds between attempts while the server is away
RECENT = 2000  # answers that latencies are counted from
TIMEOUT_SECONDS = 15
_encode = msgspec.json.Encoder(decimal_format="number").encode


@dataclass
class Tally:
    """What has happened so far."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by the server's sentence
    repeated: int = 0  # sent again after no answer
    recent: deque[tuple[float, float]] = field(  # when it was answered, after how many seconds
        default_factory=lambda: deque(maxlen=RECENT)
    )
    away_since: float | None = None
    away_reason: str = ""

    def rate(self, now: float, seconds: float = 5.0) -> float:
        """Answers a second, lately."""
        lately = [at for at, _ in self.recent if at > now - seconds]
        return len(lately) / min(seconds, max(now - lately[0], 0.2)) if lately else 0.0

    def latency(self, percent: int) -> float:
        """Milliseconds that so many percent of recent answers took at most."""
        times = sorted(took for _, took in self.recent)
        return 1000 * times[min(len(times) - 1, len(times) * percent // 100)] if times else 0.0


class Simulation:
    """Scores arrive at random, `rate` a second on average; few players are skilled.

    A score is sent again with the same submission id until it is answered, so it counts
    once, whatever happens to the server meanwhile.
    """

    def __init__(
        self, client: httpx.AsyncClient, board: dict[str, Any], rate: float, players: int, seed: int
    ) -> None:
        self._client = client
        self._board = board
        self._rate = rate
        self._players = players
        self._random = Random(seed)  # noqa: S311
        self._skills = [self._random.gauss(0, 1) for _ in range(players)]
        self._run = uuid.uuid4().hex[:12]
        self._number = 0
        self._up = asyncio.Event()
        self._up.set()
        self.tally = Tally()

    async def run(self, seconds: float | None) -> None:
        """Play for so long, or until cancelled; what is under way is let go.

        Unauthorized when the server wants a key, or another.
        """
        places = asyncio.Semaphore(AT_ONCE)
        end = None if seconds is None else time.monotonic() + seconds
        due = time.monotonic()
        try:
            async with asyncio.TaskGroup() as playing:
                while end is None or time.monotonic() < end:
                    await self._up.wait()
                    due = max(due + self._random.expovariate(self._rate), time.monotonic() - 1)
                    await asyncio.sleep(max(0.0, due - time.monotonic()))
                    await places.acquire()
                    task = playing.create_task(self._send(self._score()))
                    task.add_done_callback(lambda _: places.release())
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _send(self, body: dict[str, Any]) -> None:
        pause = 0.25
        while True:
            await self._up.wait()
            started = time.monotonic()
            try:
                answer = await self._client.post(
                    f"leaderboards/{self._board['id']}/scores", content=_encode(body)
                )
            except httpx.HTTPError as error:
                pause = await self._back_off(str(error) or error.__class__.__name__, pause)
            else:
                if answer.status_code not in (429, 503):
                    self._count(answer, started)
                    return
                wait = float(answer.headers.get("Retry-After", 1))
                pause = await self._back_off(_detail(answer), max(pause, wait))
            self.tally.repeated += 1

    async def _back_off(self, reason: str, pause: float) -> float:
        """Let nobody send for a while; the next pause in seconds. The first one in decides."""
        if self._up.is_set():
            self._up.clear()
            if self.tally.away_since is None:
                self.tally.away_since = time.monotonic()
            self.tally.away_reason = reason
            try:
                await asyncio.sleep(pause * self._random.uniform(0.8, 1.2))
            finally:
                self._up.set()
        return min(LONGEST_PAUSE, 2 * pause)

    def _count(self, answer: httpx.Response, started: float) -> None:
        now = time.monotonic()
        self.tally.away_since = None
        self.tally.recent.append((now, now - started))
        if answer.is_success:
            self.tally.accepted += 1
        elif answer.status_code in (401, 403):
            raise Unauthorized(f"The server wants another key: {_detail(answer)} Give --key.")
        else:
            self.tally.refused[_detail(answer)] += 1

    def _score(self) -> dict[str, Any]:
        self._number += 1
        player = int(self._players * self._random.random() ** 2)
        skill = self._skills[player]
        scores = {
            column["name"]: self._value(column, skill, first=place == 0)
            for place, column in enumerate(self._board["columns"])
        }
        return {
            "player": f"sim-{player + 1:05}",
            "score": scores if len(scores) > 1 else next(iter(scores.values())),
            "submission_id": f"sim-{self._run}-{self._number}",
        }

    def _value(self, column: dict[str, Any], skill: float, *, first: bool) -> Decimal:
        """A believable number: skilled players do better, whichever end is the better one."""
        better = skill if column["order"] == "descending" else -skill
        luck = self._random.gauss(0, 0.5)
        number = 1000 * 2.0 ** (0.6 * better + luck)
        low, high = self._board.get("min_score"), self._board.get("max_score")
        if first and low is not None and high is not None:
            share = min(1.0, max(0.0, 0.5 + 0.16 * (better + luck)))
            number = float(low) + share * (float(high) - float(low))
        elif self._board["operator"] == "sum":
            number /= 50
        elif first and low is not None:
            number += float(low)
        elif first and high is not None:
            number = float(high) - number
        decimals: int = column["decimals"]
        return round(Decimal(number), decimals)


async def find_board(client: httpx.AsyncClient, id: str) -> dict[str, Any]:
    """The leaderboard to play on. LaurelsError that says what to do where that fails."""
    try:
        answer = await client.get(f"leaderboards/{id}")
        if answer.is_success:
            board: dict[str, Any] = msgspec.json.decode(answer.content)
            return board
        if answer.status_code == httpx.codes.NOT_FOUND:
            there = msgspec.json.decode((await client.get("leaderboards")).content)
            items = there if isinstance(there, list) else there.get("leaderboards", [])
            names = ", ".join(item["id"] for item in items if isinstance(item, dict))
            raise LaurelsError(f"There is no leaderboard '{id}'; there are {names or 'none'}.")
        raise LaurelsError(f"The server answered {answer.status_code}: {_detail(answer)}")
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError) as error:
        raise Unavailable(
            f"No Laurels answers at {client.base_url} ({error or error.__class__.__name__}). "
            "Start one with `laurels serve --dev`, or give its --url."
        ) from None


def _detail(answer: httpx.Response) -> str:
    try:
        return str(msgspec.json.decode(answer.content)["detail"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return f"status {answer.status_code}"
