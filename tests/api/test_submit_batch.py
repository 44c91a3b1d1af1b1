"""Submitting many scores at once."""

import json
from typing import Any

import pytest

from tests.api.boards import Board, assert_refused
from tests.api.conftest import MakeBoard

NDJSON = {"content-type": "application/x-ndjson"}


def test_an_array_of_scores_is_taken(board: Board) -> None:
    answer = board.batch([{"player": "ann", "score": 1}, {"player": "bob", "score": 2}])

    assert answer.status_code == 200
    assert answer.json() == {"accepted": 2, "replayed": 0, "rejected": 0, "results": []}
    assert board.ranks() == [(1, "bob"), (2, "ann")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_lines_of_json_are_taken(board: Board, end: str) -> None:
    lines = [f'{{"player": "{player}", "score": 5}}{end}' for player in ("ann", "bob")]

    answer = board.client.post(f"{board.url}/scores/batch", content="".join(lines), headers=NDJSON)

    assert answer.json()["accepted"] == 2


def test_an_empty_batch_does_nothing(board: Board) -> None:
    assert board.batch([]).json() == {"accepted": 0, "replayed": 0, "rejected": 0, "results": []}


def test_what_is_valid_counts_where_others_are_refused(make_board: MakeBoard) -> None:
    board = make_board(max_score=100)
    board.submit("old", 7, submission_id="a")
    items: list[Any] = [
        {"player": "ann", "score": 1},
        {"player": "old", "score": 7, "submission_id": "a"},
        {"player": "bob", "score": 101},
        {"player": "cem"},
        {"player": "old", "score": 8, "submission_id": "a"},
        "not an object",
        {"player": "dan", "score": 4},
    ]

    answer = board.batch(items).json()

    assert (answer["accepted"], answer["replayed"], answer["rejected"]) == (2, 1, 4)
    assert [(result["index"], result["status"]) for result in answer["results"]] == [
        (1, "replayed"),
        *((index, "rejected") for index in (2, 3, 4, 5)),
    ]
    problems = {r["index"]: r["problem"] for r in answer["results"] if "problem" in r}
    codes = {index: (p["status"], p["code"]) for index, p in problems.items()}
    assert codes == {
        2: (422, "unprocessable_score"),
        3: (400, "invalid_request"),
        4: (409, "conflict"),
        5: (400, "invalid_request"),
    }
    assert problems[3]["errors"][0]["field"] == "score"
    assert board.ranks() == [(1, "old"), (2, "dan"), (3, "ann")]


def test_a_broken_line_is_refused_alone(board: Board) -> None:
    lines = b'{"player": "ann", "score": 1}\n{"player": \n\xff\n{"player": "bob", "score": 2}\n'

    answer = board.client.post(f"{board.url}/scores/batch", content=lines, headers=NDJSON).json()

    assert (answer["accepted"], answer["rejected"]) == (2, 2)


def test_all_results_come_with_their_ranks(make_board: MakeBoard) -> None:
    board = make_board(windows=["all-time", "daily"])
    items = [{"player": p, "score": s} for p, s in [("ann", 1), ("bob", 2), ("ann", 3)]]

    answer = board.batch([*items, {}], results="all").json()

    results = answer["results"]
    assert [r["status"] for r in results] == ["accepted"] * 3 + ["rejected"]
    assert [r["entry"]["rank"] for r in results[:3]] == [1, 1, 1]
    assert [r["entry"]["total"] for r in results[:3]] == [1, 2, 2]
    assert results[2]["entry"]["previous_rank"] == 2
    assert results[0]["other_windows"][0]["window"] == "daily"
    assert [r["sequence"] for r in results[:3]] == sorted(r["sequence"] for r in results[:3])


def test_an_atomic_batch_is_taken_whole(board: Board) -> None:
    items = [{"player": "ann", "score": 1}, {"player": "bob", "score": 2}]

    assert board.batch(items, atomic="true").json()["accepted"] == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"player": "bob"},
        {"player": "bob", "score": 1.5},
        {"player": "ann", "score": 2, "submission_id": "one"},
    ],
    ids=["form", "number", "conflict"],
)
def test_an_atomic_batch_with_one_bad_item_is_not_taken_at_all(
    board: Board, bad: dict[str, Any]
) -> None:
    board.submit("ann", 1, submission_id="one")

    answer = board.batch([{"player": "cem", "score": 9}, bad], atomic="true").json()

    assert (answer["accepted"], answer["rejected"]) == (0, 2)
    assert answer["results"][0]["problem"]["code"] == "conflict"
    assert board.ranks() == [(1, "ann")]


def test_a_batch_repeats_without_counting_twice(board: Board) -> None:
    items = [{"player": "ann", "score": n, "submission_id": f"s{n}"} for n in range(3)]
    board.batch(items)

    answer = board.batch(items).json()

    assert (answer["accepted"], answer["replayed"]) == (0, 3)
    assert board.events() == 3


def test_the_same_submission_twice_in_a_batch_counts_once(board: Board) -> None:
    item = {"player": "ann", "score": 5, "submission_id": "one"}

    answer = board.batch([item, item], results="all").json()

    assert (answer["accepted"], answer["replayed"]) == (1, 1)
    assert board.events() == 1


def test_ten_thousand_items_are_taken_and_one_more_is_refused(board: Board) -> None:
    items = [{"player": f"p{n}", "score": n} for n in range(10_001)]

    refused = board.batch(items)
    taken = board.batch(items[:-1])

    problem = assert_refused(refused, 400, "invalid_request", "body")
    assert "10001" in problem["detail"]
    assert taken.json()["accepted"] == 10_000
    assert board.get("/entries", limit=1)["total"] == 10_000


def test_a_batch_may_have_more_than_one_megabyte_but_not_more_than_eight(board: Board) -> None:
    item = json.dumps({"player": "ann", "score": 5, "metadata": {"note": "x" * 15_000}})
    some, too_many = f"[{','.join([item] * 200)}]", f"[{','.join([item] * 600)}]"
    headers = {"content-type": "application/json"}

    taken = board.client.post(f"{board.url}/scores/batch", content=some, headers=headers)
    refused = board.client.post(f"{board.url}/scores/batch", content=too_many, headers=headers)

    assert taken.json()["accepted"] == 200
    assert_refused(refused, 413, "payload_too_large")
    assert board.events() == 200


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{}", "application/json"),
        (b"", "application/json"),
        (b'[{"player": "ann", "score": 1}', "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
    ],
)
def test_a_body_that_is_no_array_is_refused(board: Board, content: bytes, media_type: str) -> None:
    headers = {"content-type": media_type}

    answer = board.client.post(f"{board.url}/scores/batch", content=content, headers=headers)

    assert_refused(answer, 400, "invalid_request", "body")
    assert board.events() == 0


@pytest.mark.parametrize(("name", "value"), [("results", "some"), ("atomic", "maybe")])
def test_a_parameter_that_is_not_allowed_is_named(board: Board, name: str, value: str) -> None:
    answer = board.batch([{"player": "ann", "score": 1}], **{name: value})

    problem = assert_refused(answer, 400, "invalid_request", name)
    assert value in problem["detail"]
    assert board.events() == 0
