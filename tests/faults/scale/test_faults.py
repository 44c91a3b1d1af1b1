"""Two processes under load, and one fault after the other.

`ROUNDS` says how many (every kind once; `make test-faults` takes 500), `SEED` which, when and for
how long, `ONLY` of which kinds (a part of their names).
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.boards import BOARDS, WINDOWS
from tests.faults.ledger import SENT, TAKEN
from tests.faults.load import CLIENTS, make_boards
from tests.faults.scale.faults import ON_CLUSTER, ON_REDIS, WITH_WORKER, Fault, Round
from tests.faults.scale.games import TIMEOUT_SECONDS, Game, SharedLedger
from tests.faults.scale.world import World, new_world
from tests.postgres_server import environment

ROUNDS = int(os.environ.get("ROUNDS", "0"))
SEED = os.environ.get("SEED", "laurels")
ONLY = os.environ.get("ONLY", "")
HEALED_SECONDS = 10.0  # after a fault's end, within which every rank has to be right
BEFORE, AFTER = 0.3, 0.3  # seconds of load around a fault
SHORT, LONG = (0.3, 1.0), (0.0, 6.0)  # seconds that a fault lasts
Clients = list[httpx.AsyncClient]


class Faults:
    """Rounds over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledger = SharedLedger()
        self.random = random.Random(SEED)
        self.healed: dict[str, list[float]] = defaultdict(list)
        self.began = time.monotonic()

    async def rounds(self, kinds: dict[str, Fault], names: Iterable[str]) -> None:
        """One round for each name."""
        for number, name in enumerate(names):
            seconds = self.random.uniform(*(LONG if ROUNDS else SHORT))
            async with self.clients() as (through, direct):
                before = time.monotonic()
                self.ledger.begin()
                await self._round(kinds[name], seconds, through, direct, f"{name}/{number}", name)
            self._tell(name, seconds, time.monotonic() - before)
            assert not self.ledger.unexpected, "\n".join(self.ledger.unexpected[:20])

    @asynccontextmanager
    async def clients(
        self,
    ) -> AsyncIterator[tuple[Clients, Clients]]:
        """Through the networks, and around them."""
        processes = self.world.processes
        through = [
            httpx.AsyncClient(base_url=p.clients.url, timeout=TIMEOUT_SECONDS) for p in processes
        ]
        direct = [httpx.AsyncClient(base_url=p.url, timeout=TIMEOUT_SECONDS) for p in processes]
        try:
            yield through, direct
        finally:
            for client in [*through, *direct]:
                await client.aclose()

    async def _round(
        self,
        fault: Fault,
        seconds: float,
        through: Clients,
        direct: Clients,
        seed: str,
        name: str,
    ) -> None:
        games = [Game(self.ledger, through, f"{SEED}/{seed}/{n}") for n in range(CLIENTS)]
        playing = [asyncio.create_task(game.play()) for game in games]
        try:
            await asyncio.sleep(BEFORE)
            await fault(Round(self.world, self.random, seconds))
            ended = time.monotonic()
            await asyncio.gather(*(self._heals(client, ended) for client in direct))
            healed = time.monotonic() - ended
            await asyncio.sleep(AFTER)
        finally:
            for task in playing:
                task.cancel()
            await asyncio.gather(*playing, return_exceptions=True)
        if (again := await self._settle(direct, ended)) is not None:
            healed = again
        self.healed[name].append(healed)
        self.world.bury()
        if self.world.cluster is not None:
            await asyncio.to_thread(self._whole_again)

    async def _heals(self, client: httpx.AsyncClient, ended: float) -> None:
        """Wait until a process shows every season and takes a score of every leaderboard. Whether
        what it shows is right, the journal tells afterwards."""
        game = Game(self.ledger, [client], f"{SEED}/{ended}")
        asked: list[Callable[[], Awaitable[bool]]] = []
        for board in BOARDS.values():
            asked.append(lambda board=board: game.score(board))
            asked += [lambda b=board.id, w=w: game.page(b, w) for w in WINDOWS]
        for ask in asked:
            while not await ask():
                await self._wait(ended, f"{client.base_url} shows and takes all")

    async def _wait(self, ended: float, what: str) -> None:
        late = time.monotonic() - ended >= HEALED_SECONDS
        assert not late, f"waited in vain until {what}\n{self.world.sessions()}"
        await asyncio.sleep(0.02)

    async def _settle(self, direct: Clients, ended: float) -> float | None:
        """All that is unanswered gets its answer, and all ranks are compared with the journal;
        after how many seconds, where that took more than one look."""
        unanswered = iter(self.ledger.named(SENT))

        async def work(player: Game) -> None:
            for item in unanswered:
                await player.retry(item)
                while item.state == SENT:
                    await self._wait(ended, f"{item.body} is answered")
                    await player.retry(item)

        games = [Game(self.ledger, direct, f"{SEED}/{ended}/{n}") for n in range(CLIENTS)]
        await asyncio.gather(*map(work, games))
        looks = 0
        while wrong := await self._compare(direct):
            looks += 1
            assert time.monotonic() - ended < HEALED_SECONDS, wrong
            await asyncio.sleep(0.05)
        self.ledger.check()
        return time.monotonic() - ended if looks else None

    async def _compare(self, direct: Clients) -> str:
        """What differs from the journal in what the processes show now."""
        ledger, world = self.ledger, self.world
        ledger.take(world.events(ledger.fold.sequence))
        ledger.check_pages(world.seasons())
        for client in direct:
            game = Game(ledger, [client], SEED)
            for board in BOARDS:
                for window in WINDOWS:
                    if not await game.page(board, window):
                        return f"{client.base_url} does not show {board} {window}"
        shown, seasons = list(ledger.pages), world.seasons()
        ledger.check_pages(seasons)
        for page in shown:
            season = seasons.get((page.board, page.window, page.number), "")
            counted = ledger.fold.table(page.board, page.window, season)
            if page.rows != counted:
                return f"{page.by} shows {page}, counted {counted}"
        return ""

    def _whole_again(self) -> None:
        cluster = self.world.cluster
        assert cluster is not None
        for node in cluster.nodes:
            if node.process.poll() is not None:
                node.start()
        cluster.settle()

    def _tell(self, name: str, seconds: float, took: float) -> None:
        print(
            f"{time.monotonic() - self.began:6.0f} s  {sum(map(len, self.healed.values())):4} "
            f"{name} for {seconds:.1f} s: healed in {self.healed[name][-1]:.2f} s, "
            f"{took:.1f} s in all, {len(self.ledger.items)} scores",
            flush=True,
        )

    def report(self) -> str:
        """The figures."""
        ledger = self.ledger
        states = Counter(item.state for item in ledger.items.values())
        whole = [seconds for each in self.healed.values() for seconds in each]
        lines = [
            f"rounds={len(whole)} sent={len(ledger.items)} answered={states[TAKEN]} "
            f"lost={ledger.lost} doubled={ledger.doubled} wrong={len(ledger.unexpected)} "
            f"500s={sum(': 500' in told for told in ledger.unexpected)} "
            f"503s={ledger.unavailable} unanswered={ledger.unanswered} "
            f"later ranks={ledger.later_ranks} slowest healing={max(whole, default=0):.2f} s",
            *(
                f"{name:36} {len(each):4} rounds, slowest healing {max(each):5.2f} s"
                for name, each in sorted(self.healed.items())
            ),
        ]
        return "\n".join(lines)


def chosen(kinds: dict[str, Fault], dice: random.Random, share: float) -> list[str]:
    """Every kind once in any order, or as many rounds as are asked for."""
    names = [name for name in kinds if ONLY in name]
    dice.shuffle(names)
    if not ROUNDS or not names:
        return names
    return [*names, *dice.choices(names, k=max(0, round(ROUNDS * share) - len(names)))]


@pytest.mark.usefixtures("unmeasured")
async def test_nothing_is_lost_doubled_or_wrong_whatever_fails(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    on_redis = WITH_WORKER if ROUNDS else ON_REDIS  # a worker takes seconds to start
    share = len(ON_CLUSTER) / len(ON_CLUSTER | on_redis)
    async with new_world(tmp_path) as world:
        faults = Faults(world)
        try:
            if names := chosen(on_redis, dice, 1 - share):
                async with world.on_redis(with_worker=bool(ROUNDS)):
                    await ready(world)
                    await faults.rounds(on_redis, names)
                    assert world.redis is not None
                    await asyncio.to_thread(check_command, world, world.redis.url)
            if names := chosen(ON_CLUSTER, dice, share):
                async with world.on_cluster():
                    await ready(world)
                    await faults.rounds(ON_CLUSTER, names)
                    assert world.cluster is not None
                    await asyncio.to_thread(check_command, world, world.cluster.url)
        finally:
            faults.ledger.take(world.events(faults.ledger.fold.sequence))
            print("\n" + faults.report())


def check_command(world: World, redis_url: str) -> None:
    """`laurels check` finds nothing wrong, in the tables and in Redis."""
    check = subprocess.run(
        [sys.executable, "-m", "laurels", "check"],
        env=environment(world.database, world.postgres.folder) | {"LAURELS_REDIS_URL": redis_url},
        capture_output=True,
        timeout=300,
    )
    assert check.returncode == 0, check.stdout.decode() + check.stderr.decode()


async def ready(world: World) -> None:
    """All leaderboards are known everywhere."""
    (first, *_), deadline = world.processes, time.monotonic() + HEALED_SECONDS
    assert first.server is not None
    await asyncio.to_thread(make_boards, first.server.client)
    async with httpx.AsyncClient() as client:
        for process in world.processes:
            for board in BOARDS:
                url = f"{process.url}/api/v1/leaderboards/{board}"
                while (await client.get(url)).status_code != 200:
                    assert time.monotonic() < deadline
                    await asyncio.sleep(0.02)
