"""What is long or many stays readable at every width: columns, scores, commands."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import MakeBoard
from tests.web.screens import row
from tests.web.visitors import DESKTOP, PHONE, TABLET, Visitors

COLUMNS = ["points", "wins", "podiums", "fastest_laps", "poles"]
LARGE = 9_223_372_036_854_775_807


def scores(n: int) -> dict[str, Any]:
    return {"points": 12_000 - n, "wins": n, "podiums": n, "fastest_laps": 30 + n, "poles": 70 + n}


def is_not_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [PHONE, TABLET, (1440, 900)], ids=["phone", "tablet", "desktop"])
def test_five_columns_and_the_name_are_all_seen(
    visitors: Visitors, make_board: MakeBoard, size: tuple[int, int]
) -> None:
    board = make_board(
        {"columns": [{"name": name} for name in COLUMNS]},
        **{f"driver-number-{n}": scores(n) for n in range(1, 8)},
    )
    page = visitors.open(f"/leaderboards/{board.id}", size)
    fifth = row(page, "driver-number-5")
    for text in ("11\u202f995", "35", "75"):
        expect(fifth).to_contain_text(text)
    cut = "(row) => [...row.querySelectorAll('*')].filter((e) => e.scrollWidth > e.clientWidth + 1"
    cut += " && getComputedStyle(e).overflowX !== 'visible').map((e) => e.textContent)"
    assert fifth.evaluate(cut) == []
    expect(page.get_by_role("main")).to_contain_text("Fastest laps")
    expect(page.get_by_text(re.compile("astest_laps"))).to_have_count(0)
    is_not_sideways(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_scores_of_64_bits_stay_in_their_places(
    visitors: Visitors, make_board: MakeBoard, size: tuple[int, int]
) -> None:
    board = make_board(**{f"p{n}": LARGE - n * 10**17 for n in range(6)})
    page = visitors.open(f"/leaderboards/{board.id}", size)
    spread = page.get_by_role("region", name="How scores are spread")
    ends = spread.locator("div").last.locator("span")
    expect(ends).to_have_count(2)
    boxes = [end.bounding_box() for end in ends.all()]
    assert boxes[0]
    assert boxes[1]
    beside = boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert beside or boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    first = page.get_by_role("list", name="Podium").locator(".display").first
    assert float(first.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")) >= 12
    is_not_sideways(page)


def test_an_empty_leaderboard_fits_a_phone(visitors: Visitors, make_board: MakeBoard) -> None:
    page = visitors.open(f"/leaderboards/{make_board().id}", PHONE)
    expect(page.get_by_text(re.compile("^curl"))).to_be_visible()
    expect(page.get_by_text("0 players")).to_be_visible()
    is_not_sideways(page)


def test_one_player_is_counted_as_one(visitors: Visitors, make_board: MakeBoard) -> None:
    page = visitors.open(f"/leaderboards/{make_board(ann=1).id}")
    expect(page.get_by_text("1 player", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_the_button_of_dev_mode_lies_over_no_score(
    visitors: Visitors, make_board: MakeBoard, size: tuple[int, int]
) -> None:
    board = make_board(**{f"p{n:02}": n for n in range(1, 40)})
    page = visitors.open(f"/leaderboards/{board.id}", size)
    expect(row(page, "p30")).to_be_visible()
    page.evaluate("scrollTo(0, 600)")
    expect(page.get_by_role("button", name="Submit and simulate")).not_to_be_in_viewport()


def test_who_is_looked_for_and_has_no_entry_is_told_of(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    make_board(elsewhere=1)
    board = make_board(**{f"p{n:02}": n for n in range(1, 9)})
    page = visitors.open(f"/leaderboards/{board.id}?player=elsewhere")
    expect(page.get_by_text("elsewhere\u2069 has no entry here.")).to_be_visible()
    page.get_by_role("link", name="See their page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("elsewhere")


def test_another_language_draws_rows_anew(visitors: Visitors, make_board: MakeBoard) -> None:
    definition = {"columns": [{"name": "points", "decimals": 1}]}
    board = make_board(definition, **{f"p{n}": 1000.5 + n for n in range(1, 9)})
    page = visitors.open(f"/leaderboards/{board.id}")
    expect(row(page, "p3")).to_contain_text("1\u202f003.5")
    page.get_by_label("Language").select_option("es")
    expect(row(page, "p3")).to_contain_text("1\u202f003,5")
