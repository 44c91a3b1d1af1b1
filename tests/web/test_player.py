"""A player's page: where they stand on every leaderboard, moving, and how they got there."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import MakeBoard
from tests.web.visitors import Visitors, wait_until_live

TIERS = [{"name": "gold", "top_percent": 25}, {"name": "silver", "top_percent": 100}]


def rank(page: Page, text: str) -> None:
    expect(page.get_by_role("region").filter(has_text="Scores sent").first).to_contain_text(text)


def test_a_score_moves_the_rank_and_is_the_first_of_the_last_scores(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board({"tiers": TIERS}, **{f"q{n}": 100 - 10 * n for n in range(1, 9)})
    page = visitors.open("/players/q5")
    wait_until_live(page)
    rank(page, "Rank 5 of 8")
    expect(page.get_by_role("main")).to_contain_text("Silver")
    board.submit("q5", 85)
    rank(page, "Rank 2 of 8")
    expect(page.get_by_role("main")).to_contain_text("Gold")
    expect(page.get_by_text("up 3").first).to_be_attached()
    events = page.get_by_role("region", name="Last scores").get_by_role("listitem")
    expect(events).to_have_count(2)
    expect(events.first).to_contain_text("85")
    expect(page.get_by_role("region", name="Score over time").locator("canvas")).to_be_visible()


def test_who_is_passed_is_told_by_whom(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(**{f"r{n}": 100 - 10 * n for n in range(1, 9)})
    page = visitors.open("/players/r5")
    wait_until_live(page)
    board.submit("r6", 55)
    expect(page.get_by_text(re.compile(r"r6.* passed .*r5.*#5 → #6"))).to_be_visible()
    rank(page, "Rank 6 of 8")


def test_every_leaderboard_and_window_is_listed_and_can_be_chosen(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    first = make_board({"windows": ["all-time", "weekly"]}, sam=10, kim=20)
    second = make_board(sam=99)
    page = visitors.open("/players/sam")
    listed = page.get_by_role("region", name="On every leaderboard")
    expect(listed.get_by_role("button")).to_have_count(3)
    expect(listed).to_contain_text(f"Race {first.id}")
    listed.get_by_role("button", name=re.compile("This week")).click()
    expect(page).to_have_url(re.compile(rf"board={first.id}&window=weekly"))
    rank(page, "Rank 2 of 2")
    listed.get_by_role("listitem").filter(has_text=f"Race {second.id}").get_by_role(
        "button"
    ).click()
    rank(page, "Rank 1 of 1")


def test_who_says_this_is_me_is_pinned_on_the_leaderboard(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**{f"s{n}": 100 - 10 * n for n in range(1, 9)})
    page = visitors.open("/players/s4")
    page.get_by_role("button", name="This is me").click()
    page.get_by_role("link", name=re.compile(f"Race {board.id}")).click()
    expect(page.get_by_role("region", name="Your place")).to_contain_text("#4")


def test_a_player_without_a_score_is_not_an_error(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board()
    board.client.put("/api/v1/players/beginner", json={"display_name": "Beginner"})
    page = visitors.open("/players/beginner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Beginner")
    expect(page.get_by_text("No score yet")).to_be_visible()


def test_two_players_are_compared_where_they_meet(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(tom=100, tim=90, tam=80)
    make_board(tim=5)
    page = visitors.open("/players/tom")
    page.get_by_role("combobox", name="Compare with").fill("tam")
    page.get_by_role("option").filter(has_text="tam").click()
    expect(page).to_have_url(re.compile("/players/tom/compare/tam$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("tom against tam")
    wait_until_live(page)
    expect(page.get_by_role("status").filter(has_text="2 places")).to_be_visible()
    score = page.get_by_role("row", name=re.compile("Score"))
    expect(score.first).to_contain_text("100")
    board.submit("tam", 120)
    expect(page.get_by_role("status").filter(has_text="1 place")).to_be_visible()
    expect(score.first).to_contain_text("120")


def test_players_who_never_met_are_told_so(visitors: Visitors, make_board: MakeBoard) -> None:
    make_board(una=1)
    make_board(ulf=1)
    page = visitors.open("/players/una/compare/ulf")
    expect(page.get_by_text("They have not met yet")).to_be_visible()


@pytest.mark.parametrize("id", ["a b%20c", "50%", "%2525", "100%25 ?#&+"])
def test_a_percent_sign_in_an_id_is_one(visitors: Visitors, make_board: MakeBoard, id: str) -> None:
    board = make_board(**{id: 10, "pat": 20, "pit": 5, "pot": 4})
    page = visitors.open(f"/players/{quote(id, safe='')}")
    expect(page.get_by_role("heading", level=1)).to_have_text(id)
    rank(page, "Rank 2 of 4")
    page.goto(f"/leaderboards/{board.id}?player={quote(id, safe='')}")
    page.get_by_role("list", name="Podium").get_by_role("link").filter(has_text=id).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(id)
    page.goto(f"/players/{quote(id, safe='')}/compare/pat")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{id} against pat")


def test_a_new_name_is_seen_and_an_erased_player_is_gone(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    visitors.expect_complaint("404")
    board = make_board(wil=10, wim=20)
    page = visitors.open("/players/wil")
    versus = visitors.open("/players/wil/compare/wim")
    expect(page.get_by_role("heading", level=1)).to_have_text("wil")
    board.client.put("/api/v1/players/wil", json={"display_name": "Wilhelmina"})
    expect(page.get_by_role("heading", level=1)).to_have_text("Wilhelmina")
    expect(versus.get_by_role("heading", level=1)).to_have_text("Wilhelmina against wim")
    board.client.delete("/api/v1/players/wil").raise_for_status()
    for seen in (page, versus):
        expect(seen.get_by_text(re.compile("There is no player"))).to_be_visible()
