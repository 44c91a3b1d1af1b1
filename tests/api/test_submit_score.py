"""Submitting one score."""

import httpx
import pytest


@pytest.fixture
def board(client: httpx.Client, board_id: str) -> str:
    answer = client.post("/api/v1/leaderboards", json={"id": board_id})
    assert answer.status_code == 201
    return f"/api/v1/leaderboards/{board_id}"


def test_the_answer_holds_the_new_rank(client: httpx.Client, board: str) -> None:
    client.post(f"{board}/scores", json={"player": "ann", "score": 10})

    answer = client.post(f"{board}/scores", json={"player": "bob", "score": 20})

    assert answer.status_code == 201
    entry = answer.json()["entry"]
    assert (entry["rank"], entry["total"], entry["previous_rank"]) == (1, 2, None)


def test_a_repeat_gets_the_first_answer(client: httpx.Client, board: str) -> None:
    score = {"player": "ann", "score": 10, "submission_id": "one"}
    first = client.post(f"{board}/scores", json=score)
    client.post(f"{board}/scores", json={"player": "bob", "score": 20})

    repeat = client.post(f"{board}/scores", json=score)

    assert (first.status_code, repeat.status_code) == (201, 200)
    assert repeat.json() == {**first.json(), "replayed": True}
