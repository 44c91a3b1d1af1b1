"""Leaderboards over HTTP, as a client would use them, with exact numbers."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import httpx
import msgspec

MOST_BATCHED = 10_000
LONGEST_PAGE = 1_000

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Board:
    """A leaderboard that is created with the constructor."""

    def __init__(self, client: httpx.Client, id: str, **definition: object) -> None:
        self._client = client
        self._url = f"/api/v1/leaderboards/{id}"
        _checked(client.post("/api/v1/leaderboards", json={"id": id, **definition}))

    def submit(self, scores: Sequence[dict[str, object]]) -> dict[str, int]:
        """Send scores in as few batches as can be; how many were accepted and replayed."""
        counted = {"accepted": 0, "replayed": 0}
        for start in range(0, len(scores), MOST_BATCHED):
            body = _encode(scores[start : start + MOST_BATCHED])
            answer = self._client.post(f"{self._url}/scores/batch", content=body)
            for status in counted:
                counted[status] += _checked(answer)[status]
        assert sum(counted.values()) == len(scores), "some were rejected"
        return counted

    def entries(self) -> list[dict[str, Any]]:
        """All entries in board order, page by page."""
        return list(self._pages())

    def remove(self, player: str) -> None:
        """Take a player's entry out."""
        assert self._client.delete(f"{self._url}/entries/{player}").status_code == 204

    def _pages(self) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            place = "" if cursor is None else f"&cursor={cursor}"
            page = _checked(self._client.get(f"{self._url}/entries?limit={LONGEST_PAGE}{place}"))
            yield from page["entries"]
            cursor = page["next"]
            if cursor is None:
                return


def _checked(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return json.loads(answer.content, parse_float=Decimal)
