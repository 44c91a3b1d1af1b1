"""What tests of the HTTP contract share: a leaderboard to play on, and what a refusal is."""

from typing import Any
from urllib.parse import quote

import httpx

BASE = "/api/v1"


def part(id: str) -> str:
    """An id as a part of a path. A lone dot or two would be taken as a direction."""
    return "".join("%2E" if c == "." else quote(c, safe="") for c in id)


class Board:
    """A leaderboard on a running server."""

    def __init__(self, client: httpx.Client, id: str) -> None:
        self.client = client
        self.id = id
        self.url = f"{BASE}/leaderboards/{id}"

    def submit(self, player: str, score: Any, **fields: Any) -> dict[str, Any]:
        """The answer to a score that must be taken."""
        body = {"player": player, "score": score, **fields}
        answer = self.client.post(f"{self.url}/scores", json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def post(self, body: Any, **params: Any) -> httpx.Response:
        """Whatever becomes of a submission."""
        return self.client.post(f"{self.url}/scores", json=body, params=params)

    def batch(self, body: Any, **params: Any) -> httpx.Response:
        """Whatever becomes of a batch."""
        return self.client.post(f"{self.url}/scores/batch", json=body, params=params)

    def play(self, **scores: Any) -> None:
        """Scores of some players, in this order."""
        for player, score in scores.items():
            self.submit(player, score)

    def get(self, path: str = "", **params: Any) -> dict[str, Any]:
        """A read that must succeed."""
        answer = self.client.get(self.url + path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, path: str = "", **params: Any) -> httpx.Response:
        """Whatever a read answers."""
        return self.client.get(self.url + path, params=params)

    def entry(self, player: str, **params: Any) -> dict[str, Any]:
        return self.get(f"/entries/{part(player)}", **params)

    def ranks(self, **params: Any) -> list[tuple[int, str]]:
        """Rank and player of a page."""
        page = self.get("/entries", **{"limit": 1000, **params})
        return [(entry["rank"], entry["player"]) for entry in page["entries"]]

    def events(self) -> int:
        """How many events the entries of the first window took."""
        return self.get("/stats")["events"]


def players(page: dict[str, Any]) -> list[str]:
    """Who is on a page, from the top."""
    return [entry["player"] for entry in page["entries"]]


def assert_refused(
    answer: httpx.Response, status: int, code: str, field: str | None = None
) -> dict[str, Any]:
    """A problem as RFC 9457 has it, which names the field where one is to blame."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code), problem
    assert problem["type"] == f"/docs/problems#{code}"
    assert problem["title"]
    assert problem["detail"]
    if field is not None:
        assert field in [error["field"] for error in problem["errors"]], problem
        assert all(error["message"] for error in problem["errors"])
    return problem
