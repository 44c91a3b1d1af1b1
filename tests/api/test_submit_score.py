"""Submitting one score."""

import httpx
import pytest

from tests.api.boards import Board, assert_refused
from tests.api.conftest import MakeBoard

LARGEST, SMALLEST = 2**63 - 1, -(2**63)


def test_the_answer_holds_the_new_rank(board: Board) -> None:
    board.submit("ann", 10)

    answer = board.post({"player": "bob", "score": 20})

    assert answer.status_code == 201
    entry = answer.json()["entry"]
    assert (entry["rank"], entry["total"], entry["previous_rank"]) == (1, 2, None)
    assert (entry["previous_score"], entry["improved"]) == (None, True)


def test_the_answer_has_the_form_of_the_contract(make_board: MakeBoard) -> None:
    board = make_board(
        columns=[{"name": "points", "decimals": 1}, {"name": "wins"}],
        operator="sum",
        windows=["all-time", "weekly"],
        tiers=[{"name": "gold", "top_percent": 100}],
    )
    board.submit("max", {"points": 344.5, "wins": 8})

    answer = board.submit("max", {"points": 25, "wins": 1}, submission_id="2021-01-ver")

    assert set(answer) == {"sequence", "submission_id", "replayed", "entry", "other_windows"}
    assert isinstance(answer["sequence"], int)
    assert (answer["submission_id"], answer["replayed"]) == ("2021-01-ver", False)
    standing = {
        "season": 1,
        "player": "max",
        "score": 369.5,
        "scores": {"points": 369.5, "wins": 9},
        "rank": 1,
        "previous_rank": 1,
        "previous_score": 344.5,
        "improved": True,
        "total": 1,
        "percentile": 100.0,
        "tier": "gold",
    }
    assert answer["entry"] == {"window": "all-time", **standing}
    assert answer["other_windows"] == [{"window": "weekly", **standing}]


def test_a_score_that_overtakes_tells_the_rank_before(board: Board) -> None:
    board.play(ann=30, bob=20, cem=10)

    entry = board.submit("cem", 40)["entry"]

    assert (entry["previous_rank"], entry["rank"]) == (3, 1)
    assert (entry["previous_score"], entry["score"]) == (10, 40)


def test_a_worse_score_does_not_improve_a_best(board: Board) -> None:
    board.submit("ann", 30)

    entry = board.submit("ann", 20)["entry"]

    assert (entry["score"], entry["improved"]) == (30, False)


def test_the_latest_score_counts_where_the_operator_says_so(make_board: MakeBoard) -> None:
    board = make_board(operator="latest")
    board.submit("ann", 30)

    entry = board.submit("ann", 20)["entry"]

    assert (entry["score"], entry["improved"], entry["previous_score"]) == (20, False, 30)


def test_scores_add_up_where_the_operator_says_so(make_board: MakeBoard) -> None:
    board = make_board(operator="sum")
    board.submit("ann", 30)

    assert board.submit("ann", -5)["entry"]["score"] == 25


def test_the_smaller_score_leads_where_the_column_ascends(make_board: MakeBoard) -> None:
    board = make_board(columns=[{"name": "seconds", "order": "ascending", "decimals": 3}])
    board.submit("ann", 61.25)

    entry = board.submit("bob", 59.999)["entry"]

    assert entry["rank"] == 1
    assert board.submit("ann", 59.998)["entry"]["rank"] == 1


def test_the_second_column_decides_where_the_first_is_equal(make_board: MakeBoard) -> None:
    columns = [{"name": "points"}, {"name": "faults", "order": "ascending"}]
    board = make_board(columns=columns)

    board.submit("ann", {"points": 5, "faults": 3})
    board.submit("bob", {"points": 5, "faults": 2})

    assert board.ranks() == [(1, "bob"), (2, "ann")]


def test_a_column_left_out_counts_as_zero(make_board: MakeBoard) -> None:
    board = make_board(columns=[{"name": "points"}, {"name": "wins"}])

    entry = board.submit("ann", {"wins": 1})["entry"]

    assert (entry["score"], entry["scores"]) == (0, {"points": 0, "wins": 1})


@pytest.mark.parametrize("value", [LARGEST, SMALLEST, 2**53 + 1, 0, -1])
def test_whole_numbers_of_64_bits_stay_exact(board: Board, value: int) -> None:
    assert board.submit("ann", value)["entry"]["score"] == value
    assert board.entry("ann")["score"] == value


@pytest.mark.parametrize(
    "written",
    ["0.1", "9223372036854.775807", "-9223372036854.775808", "123456789012.345678"],
)
def test_decimals_stay_exact(make_board: MakeBoard, written: str) -> None:
    board = make_board(columns=[{"name": "score", "decimals": 6}])

    board.client.post(
        f"{board.url}/scores",
        content=f'{{"player": "ann", "score": {written}}}',
        headers={"content-type": "application/json"},
    ).raise_for_status()

    text = board.ask("/entries/ann").text
    shown = text.partition('"score":')[2].partition(",")[0]
    assert shown == written + "0" * (6 - len(written.partition(".")[2]))


@pytest.mark.parametrize(("written", "value"), [("2.5e1", 25), ("25.0", 25), ("-0.0", 0)])
def test_a_number_counts_however_it_is_written(board: Board, written: str, value: int) -> None:
    body = f'{{"player": "ann", "score": {written}}}'
    board.client.post(f"{board.url}/scores", content=body).raise_for_status()

    assert board.entry("ann")["score"] == value


@pytest.mark.parametrize("score", [LARGEST + 1, SMALLEST - 1, 1.5])
def test_a_score_that_the_column_cannot_hold_is_refused(board: Board, score: float) -> None:
    answer = board.post({"player": "ann", "score": score})

    assert_refused(answer, 422, "unprocessable_score", "score")
    assert board.events() == 0


def test_a_sum_that_leaves_64_bits_is_refused_and_changes_nothing(make_board: MakeBoard) -> None:
    board = make_board(operator="sum")
    board.submit("ann", LARGEST)

    answer = board.post({"player": "ann", "score": 1})

    assert_refused(answer, 422, "unprocessable_score", "score")
    assert (board.entry("ann")["score"], board.events()) == (LARGEST, 1)


@pytest.mark.parametrize(("score", "taken"), [(0, True), (1000, True), (-1, False), (1001, False)])
def test_limits_hold_for_each_submission(make_board: MakeBoard, score: int, taken: bool) -> None:
    board = make_board(operator="sum", min_score=0, max_score=1000)
    board.submit("ann", 900)

    answer = board.post({"player": "ann", "score": score})

    if taken:
        assert answer.json()["entry"]["score"] == 900 + score
    else:
        problem = assert_refused(answer, 422, "unprocessable_score", "score")
        assert "0" in problem["detail"]
        assert "1000" in problem["detail"]
        assert board.entry("ann")["score"] == 900


def test_played_at_is_when_the_score_was_achieved(board: Board) -> None:
    board.submit("ann", 5, played_at="2021-03-28T19:00:00+02:00")

    assert board.entry("ann")["achieved_at"] == "2021-03-28T17:00:00Z"


def test_without_played_at_a_score_was_achieved_when_it_came(board: Board) -> None:
    board.submit("ann", 5)

    assert board.entry("ann")["achieved_at"] > "2024"


def test_every_detail_of_the_contract_is_taken(board: Board) -> None:
    answer = board.post(
        {
            "player": "max-verstappen",
            "score": 25,
            "submission_id": "2021-01-ver",
            "played_at": "2021-03-28T17:00:00Z",
            "game_mode": "ranked",
            "duration_ms": 91000,
            "metadata": {"car": "rb16b"},
        }
    )

    assert answer.status_code == 201


def test_a_repeat_gets_the_first_answer(board: Board) -> None:
    score = {"player": "ann", "score": 10, "submission_id": "one"}
    first = board.post(score)
    board.submit("bob", 20)

    repeat = board.post(score)

    assert (first.status_code, repeat.status_code) == (201, 200)
    assert repeat.json() == {**first.json(), "replayed": True}
    assert board.events() == 2


def test_the_same_id_with_another_content_is_a_conflict(board: Board) -> None:
    board.submit("ann", 10, submission_id="one")

    for other in ({"score": 11}, {"score": 10, "game_mode": "x"}, {"score": 10, "metadata": {}}):
        answer = board.post({"player": "ann", "submission_id": "one", **other})
        assert_refused(answer, 409, "conflict", "submission_id")

    assert (board.entry("ann")["score"], board.events()) == (10, 1)


def test_two_players_may_use_the_same_submission_id(board: Board) -> None:
    board.submit("ann", 10, submission_id="one")

    assert board.submit("bob", 10, submission_id="one")["replayed"] is False


def test_every_window_is_answered(make_board: MakeBoard) -> None:
    sprint = {"name": "sprint", "cron": "0 18 * * 5", "timezone": "Europe/Madrid"}
    board = make_board(windows=["weekly", "all-time", "daily", "monthly", sprint])

    answer = board.submit("ann", 10)

    assert answer["entry"]["window"] == "weekly"
    others = [standing["window"] for standing in answer["other_windows"]]
    assert others == ["all-time", "daily", "monthly", "sprint"]
    assert {standing["rank"] for standing in answer["other_windows"]} == {1}


def test_neighbours_are_the_two_above_and_below(board: Board) -> None:
    board.play(a=90, b=80, c=70, e=50, f=40, g=30)

    answer = board.post({"player": "d", "score": 60}, include="neighbours").json()

    assert [entry["player"] for entry in answer["neighbours"]["above"]] == ["b", "c"]
    assert [entry["player"] for entry in answer["neighbours"]["below"]] == ["e", "f"]
    assert [entry["rank"] for entry in answer["neighbours"]["below"]] == [5, 6]


def test_the_first_has_no_neighbours_above_and_the_last_none_below(board: Board) -> None:
    board.submit("b", 80)

    top = board.post({"player": "a", "score": 90}, include="neighbours").json()
    last = board.post({"player": "c", "score": 70}, include="neighbours").json()

    assert (top["neighbours"]["above"], len(top["neighbours"]["below"])) == ([], 1)
    assert (len(last["neighbours"]["above"]), last["neighbours"]["below"]) == (2, [])


def test_a_repeat_of_a_batch_item_of_a_player_taken_off_has_no_entry(board: Board) -> None:
    score = {"player": "ann", "score": 10, "submission_id": "one"}
    board.batch([score])
    board.client.delete(f"{board.url}/entries/ann")

    repeat = board.post(score, include="neighbours")

    assert (repeat.status_code, repeat.json()["replayed"]) == (200, True)
    assert repeat.json()["entry"] is None


def test_equal_scores_stand_in_the_order_in_which_they_came(board: Board) -> None:
    board.play(ann=10, bob=10, cem=10)

    assert board.ranks() == [(1, "ann"), (1, "bob"), (1, "cem")]


def test_a_body_may_be_any_kind_of_json_media_type(board: Board, client: httpx.Client) -> None:
    for media_type in ("application/json; charset=utf-8", "application/vnd.game+json"):
        answer = client.post(
            f"{board.url}/scores",
            content='{"player": "ann", "score": 5}',
            headers={"content-type": media_type},
        )
        assert answer.status_code == 201


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T12:00:00+00:00"]
)
def test_a_time_may_lie_anywhere_in_the_years_1_to_9999(board: Board, moment: str) -> None:
    board.submit("ann", 5, played_at=moment)

    assert board.entry("ann")["achieved_at"] == moment.replace("+00:00", "Z")
