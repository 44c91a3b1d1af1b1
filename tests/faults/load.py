"""Clients that play against a server until it is gone, and write down what they are told."""

import asyncio
import json
import random
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

import httpx

from tests.faults.boards import ALL_TIME, BOARDS, DAILY, Board
from tests.faults.ledger import REFUSED, SENT, TAKEN, Item, Ledger

API = "/api/v1/leaderboards"
PLAYERS = [f"player-{n}" for n in range(40)]
HIGHEST = 30  # few different values, so that there are many ties
CLIENTS = 8


class UnexpectedAnswerError(Exception):
    """An answer that no server may give, crashed or not."""


def make_boards(client: httpx.Client) -> None:
    """Make the leaderboards, unless they are there."""
    for board in BOARDS.values():
        answer = client.post(API, json=board.definition)
        assert answer.status_code in (201, 409), answer.text


class Player:
    """One client: an endless choice of requests, seeded."""

    def __init__(self, ledger: Ledger, client: httpx.AsyncClient, seed: str) -> None:
        self._ledger, self._client = ledger, client
        self._random = random.Random(seed)

    async def play(self) -> None:
        """Send until the server is gone. UnexpectedAnswer is raised, never passed over."""
        acts: Sequence[tuple[int, Callable[[Board], Coroutine[Any, Any, None]]]] = [
            (50, self._submit),
            (8, self._repeat),
            (4, self._contradict),
            (8, self._submit_batch),
            (5, self._submit_atomic),
            (4, self._remove),
            (8, self._read),
        ]
        weights = [weight for weight, _ in acts]
        try:
            while True:
                (_, act) = self._random.choices(acts, weights)[0]
                await act(self._random.choice(list(BOARDS.values())))
        except httpx.TransportError:
            return

    async def _send(self, method: str, path: str, allowed: Iterable[int], body: Any = None) -> Any:
        """The answer's JSON, or None for a 503."""
        answer = await self._client.request(method, f"{API}/{path}", json=body)
        if answer.status_code == 503 and "retry-after" in answer.headers:
            return None
        if answer.status_code not in allowed:
            raise UnexpectedAnswerError(
                f"{method} {path} {body}: {answer.status_code} {answer.text}"
            )
        return json.loads(answer.content, parse_float=str) if answer.content else {}

    def _item(self, board: Board, *, named: bool | None = None) -> Item:
        values = tuple(self._random.randrange(HIGHEST) for _ in board.columns)
        named = self._random.random() < 0.7 if named is None else named
        return self._ledger.item(board.id, self._random.choice(PLAYERS), values, named=named)

    async def _submit(self, board: Board) -> None:
        item = self._item(board)
        receipt = await self._send("POST", f"{board.id}/scores", (201,), item.body)
        if receipt is not None:
            item.answered(receipt)

    async def _repeat(self, board: Board) -> None:
        """Send again what was sent a moment ago, answered or not."""
        recent = [i for i in list(self._ledger.items.values())[-50:] if i.submission_id]
        recent = [item for item in recent if item.state == TAKEN]
        if recent:
            await self.retry(self._random.choice(recent))

    async def retry(self, item: Item) -> None:
        """Send an item again by itself."""
        known = item.state == TAKEN
        allowed = (200,) if known else (200, 201)
        receipt = await self._send("POST", f"{item.board}/scores", allowed, item.body)
        if receipt is not None:
            assert receipt["replayed"] or not known
            item.answered(receipt)

    async def _contradict(self, board: Board) -> None:
        """A known id with another content: refused."""
        taken = [i for i in list(self._ledger.items.values())[-50:] if i.submission_id]
        taken = [item for item in taken if item.state == TAKEN]
        if taken:
            item = self._random.choice(taken)
            body = {**item.body, "duration_ms": item.token + 1}
            await self._send("POST", f"{item.board}/scores", (409,), body)

    async def _submit_batch(self, board: Board) -> None:
        ranked = self._random.random() < 0.5
        items = [self._item(board) for _ in range(self._random.randrange(1, 12))]
        await self._batch(board, items, ranked=ranked, options="")

    async def _submit_atomic(self, board: Board) -> None:
        """All or none; half of them with an item that refuses the others."""
        items = [self._item(board) for _ in range(self._random.randrange(2, 6))]
        taken = [i for i in self._ledger.named(TAKEN)[-20:] if i.board == board.id]
        spoiler = None
        if taken and self._random.random() < 0.5:
            known = self._random.choice(taken)
            spoiler = {**known.body, "duration_ms": known.token + 1}
            for item in items:
                item.state = REFUSED
        ranked = self._random.random() < 0.5
        await self._batch(board, items, ranked=ranked, options="atomic=true", spoiler=spoiler)

    async def _batch(
        self,
        board: Board,
        items: list[Item],
        *,
        ranked: bool,
        options: str,
        spoiler: dict[str, Any] | None = None,
    ) -> None:
        for item in items:
            item.ranked = ranked
        query = "&".join(filter(None, [options, "results=all" if ranked else ""]))
        body = [item.body for item in items] + ([spoiler] if spoiler else [])
        out = await self._send("POST", f"{board.id}/scores/batch?{query}", (200,), body)
        if out is None:
            return
        expected = (0, len(body)) if spoiler else (len(items), 0)
        if (out["accepted"] + out["replayed"], out["rejected"]) != expected:
            raise UnexpectedAnswerError(f"a batch of {len(body)}: {out}")
        if spoiler:
            return
        for item in items:
            item.state = TAKEN
        for result in out["results"]:
            items[result["index"]].answered(result)

    async def _remove(self, board: Board) -> None:
        player = self._random.choice(PLAYERS)
        self._ledger.removals_sent[board.id, player] += 1
        answer = await self._send("DELETE", f"{board.id}/entries/{player}", (204, 404))
        if answer == {}:
            self._ledger.removals_answered[board.id, player] += 1

    async def _read(self, board: Board) -> None:
        window = self._random.choice([ALL_TIME, DAILY])
        await self._send("GET", f"{board.id}/entries?window={window}", (200,))


async def play(ledger: Ledger, url: str, seed: str, until: Coroutine[Any, Any, None]) -> None:
    """Several clients at once against a server, which `until` brings down."""
    async with httpx.AsyncClient(base_url=url, timeout=20) as client, asyncio.TaskGroup() as group:
        for number in range(CLIENTS):
            group.create_task(Player(ledger, client, f"{seed}/{number}").play())
        group.create_task(until)


async def retry_all(ledger: Ledger, url: str, items: list[Item]) -> None:
    """Send items again, several at once, until each has an answer."""
    queue = iter(items)
    async with httpx.AsyncClient(base_url=url, timeout=20) as client:

        async def work(player: Player) -> None:
            for item in queue:
                await player.retry(item)

        await asyncio.gather(*(work(Player(ledger, client, "retry")) for _ in range(CLIENTS)))
    assert not [item for item in items if item.state == SENT]
