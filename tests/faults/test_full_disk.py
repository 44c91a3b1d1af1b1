"""A disk that is full: writes are refused, reads go on, and room is all that it takes."""

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.boards import ALL_TIME, BOARDS, DAILY
from tests.faults.ledger import SENT, TAKEN, Item, Ledger
from tests.faults.load import API, make_boards, retry_all
from tests.faults.processes import limit_files
from tests.servers import LaurelsServer

MiB = 2**20

pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LaurelsServer]:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        make_boards(server.client)
        yield server


class Disk:
    """The room that a server's files have."""

    def __init__(self, server: LaurelsServer) -> None:
        self._pid = server.process.pid
        self._log = server.data / "laurels.sqlite3-wal"

    def fill(self) -> None:
        """The write-ahead log takes not a page more, once it is written from its start again."""
        limit_files(self._pid, self._log.stat().st_size)

    def leave(self, room: int) -> None:
        """Some bytes are left."""
        limit_files(self._pid, self._log.stat().st_size + room)

    def free(self) -> None:
        """As much room as one wants."""
        limit_files(self._pid, 64 * 1024 * MiB)


def new_items(ledger: Ledger, random: random.Random, count: int) -> list[Item]:
    return [
        ledger.item(
            board.id,
            f"p{random.randrange(30)}",
            tuple(random.randrange(50) for _ in board.columns),
            named=True,
        )
        for board in random.choices(list(BOARDS.values()), k=count)
    ]


async def send(client: httpx.AsyncClient, items: list[Item]) -> list[httpx.Response]:
    """Send items at once; write down what is answered, and return the answers."""
    answers = await asyncio.gather(
        *(client.post(f"{API}/{item.board}/scores", json=item.body) for item in items)
    )
    for item, answer in zip(items, answers, strict=True):
        if answer.status_code in (200, 201):
            item.answered(json.loads(answer.content, parse_float=str))
    return list(answers)


def compare_ranks(client: httpx.Client, ledger: Ledger) -> None:
    for board in BOARDS:
        for window in (ALL_TIME, DAILY):
            page = client.get(f"{API}/{board}/entries?limit=1000&window={window}").json()
            served = [
                (e["rank"], e["player"], tuple(e["scores"].values()), e["events"])
                for e in page["entries"]
            ]
            assert served == ledger.fold.table(board, window)


async def test_a_full_disk_refuses_scores_and_nothing_else_until_there_is_room(
    server: LaurelsServer,
) -> None:
    ledger, chance, disk = Ledger(), random.Random(7), Disk(server)
    database = server.data / "laurels.sqlite3"
    for room in (0, 5_000, 60_000):
        async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
            await send(client, new_items(ledger, chance, 60))
            disk.leave(room)
            refused: list[httpx.Response] = []
            for _ in range(100):
                answers = await send(client, new_items(ledger, chance, 10))
                refused += [answer for answer in answers if answer.status_code != 201]
                if len(refused) > 30:
                    break
            assert refused, "the disk was never full"
            for answer in refused:
                assert answer.status_code == 503, answer.text
                assert answer.headers["content-type"] == "application/problem+json"
                assert int(answer.headers["retry-after"]) > 0
                assert answer.json()["code"] == "unavailable"
            ledger.read(database)
            ledger.check()
            compare_ranks(server.client, ledger)
            taken = ledger.named(TAKEN)
            repeats = await send(client, chance.sample(taken, min(20, len(taken))))
            assert {answer.status_code for answer in repeats} <= {200, 503}

        disk.free()
        await retry_all(ledger, server.url, ledger.named(SENT))
        ledger.read(database)
        ledger.check()
        compare_ranks(server.client, ledger)
    await retry_all(ledger, server.url, ledger.named(TAKEN))
    assert "Traceback" not in server.output()


async def test_a_crash_on_a_full_disk_loses_nothing(server: LaurelsServer) -> None:
    ledger, chance, disk = Ledger(), random.Random(8), Disk(server)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        await send(client, new_items(ledger, chance, 40))
        disk.fill()
        for _ in range(50):
            answers = await send(client, new_items(ledger, chance, 10))
            if any(answer.status_code == 503 for answer in answers):
                break
    server.kill()

    server.start()
    ledger.read(server.data / "laurels.sqlite3")
    ledger.check()
    compare_ranks(server.client, ledger)
    await retry_all(ledger, server.url, ledger.named(SENT, TAKEN))
    ledger.read(server.data / "laurels.sqlite3")
    ledger.check()


def test_a_server_on_a_full_disk_ends_cleanly(server: LaurelsServer) -> None:
    server.client.post(f"{API}/best/scores", json={"player": "ann", "score": 1})
    Disk(server).fill()
    server.client.post(f"{API}/best/scores", json={"player": "bob", "score": 1})

    server.stop()

    assert "Traceback" not in server.output()
