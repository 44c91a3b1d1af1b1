"""64 clients that send the same submission ids at the same instants, over HTTP."""

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.faults.boards import ALL_TIME, BOARDS
from tests.faults.ledger import Item, Ledger, comparable, read_events
from tests.faults.load import API, make_boards
from tests.servers import LaurelsServer

CLIENTS = 64
ROUNDS = 8
SENDERS = 4  # of each id
ONE_EACH = httpx.Limits(max_connections=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    with LaurelsServer(tmp_path_factory.mktemp("duplicates") / "data", "--dev") as server:
        make_boards(server.client)
        yield server


@pytest.fixture
async def clients(server: LaurelsServer) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Each on a connection of its own."""
    async with contextlib.AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=server.url, timeout=30, limits=ONE_EACH)
            )
            for _ in range(CLIENTS)
        ]


async def test_each_id_counts_once_and_all_its_senders_get_one_answer(
    server: LaurelsServer, clients: list[httpx.AsyncClient]
) -> None:
    ledger, chance = Ledger(), random.Random("duplicates")
    boards = list(BOARDS.values())

    async def send(client: httpx.AsyncClient, item: Item) -> tuple[Item, httpx.Response]:
        return item, await client.post(f"{API}/{item.board}/scores", json=item.body)

    for number in range(ROUNDS):
        items = []
        for _ in range(CLIENTS // SENDERS):
            board = chance.choice(boards)
            values = tuple(chance.randrange(30) for _ in board.columns)
            items.append(
                ledger.item(board.id, f"r{number}-{chance.randrange(9)}", values, named=True)
            )
        sendings = items * SENDERS
        chance.shuffle(sendings)
        answers = await asyncio.gather(*map(send, clients, sendings))
        firsts: Counter[int] = Counter()
        for item, answer in answers:
            receipt = json.loads(answer.content, parse_float=str)
            assert answer.status_code == (200 if receipt["replayed"] else 201)
            item.answered(receipt)  # compares with the first
            firsts[item.token] += not receipt["replayed"]
        assert set(firsts.values()) == {1}, "each is new for exactly one of its senders"

    ledger.read(server.data / "laurels.sqlite3")
    ledger.check()
    assert ledger.counted.total() == len(ledger.items)
    for board_id in BOARDS:
        page = server.client.get(f"{API}/{board_id}/entries?limit=1000").json()
        served = [
            (e["rank"], e["player"], tuple(e["scores"].values()), e["events"])
            for e in page["entries"]
        ]
        assert served == ledger.fold.table(board_id, ALL_TIME)


async def test_one_id_with_several_contents_is_one_event_and_conflicts(
    server: LaurelsServer, clients: list[httpx.AsyncClient]
) -> None:
    bodies = [
        {"player": "rival", "score": {"points": 1000 + n % SENDERS}, "submission_id": "contested"}
        for n in range(CLIENTS)
    ]

    answers = await asyncio.gather(
        *(
            client.post(f"{API}/best/scores", json=body)
            for client, body in zip(clients, bodies, strict=True)
        )
    )

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses == {201: 1, 200: CLIENTS // SENDERS - 1, 409: CLIENTS - CLIENTS // SENDERS}
    shown = {
        comparable(json.loads(answer.content, parse_float=str))
        for answer in answers
        if answer.status_code != 409
    }
    assert len(shown) == 1
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["errors"][0]["field"] == "submission_id"
    events = [e for e in read_events(server.data / "laurels.sqlite3") if e.player == "rival"]
    entry = server.client.get(f"{API}/best/entries/rival").json()
    assert [event.values for event in events] == [(entry["score"],)]
    assert entry["events"] == 1


async def test_a_client_that_hangs_up_loses_nothing_and_doubles_nothing(
    server: LaurelsServer, clients: list[httpx.AsyncClient]
) -> None:
    ledger, chance = Ledger(), random.Random("gone")
    items = [ledger.item("sum", f"gone-{n}", (n, 0), named=True) for n in range(CLIENTS)]

    async def hang_up(item: Item) -> None:
        body = json.dumps(item.body).encode()
        head = f"POST {API}/sum/scores HTTP/1.1\r\nHost: laurels\r\nContent-Length: {len(body)}"
        _, stream = await asyncio.open_connection(server.client.base_url.host, port)
        stream.write(f"{head}\r\n\r\n".encode() + body)
        await asyncio.sleep(chance.uniform(0, 0.05))
        stream.transport.abort()

    port = server.client.base_url.port
    await asyncio.gather(*map(hang_up, items))

    for client, item in zip(clients, items, strict=True):
        answer = await client.post(f"{API}/sum/scores", json=item.body)
        assert answer.status_code in (200, 201)
        item.answered(json.loads(answer.content, parse_float=str))
    events = Counter(
        event.player
        for event in read_events(server.data / "laurels.sqlite3")
        if event.player.startswith("gone-")
    )
    assert events == dict.fromkeys((item.player for item in items), 1)
