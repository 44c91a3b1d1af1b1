"""The overlay: a tower over a video, with nothing around it."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.web.conftest import MakeBoard
from tests.web.visitors import Visitors

TWENTY = {f"p{n:02}": 1000 - 10 * n for n in range(1, 21)}


def pixels(page: Page) -> Image.Image:
    """What is seen, where nothing is painted transparent."""
    return Image.open(io.BytesIO(page.screenshot(omit_background=True))).convert("RGBA")


def test_the_video_is_seen_through_everything_but_the_tower(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**TWENTY)
    page = visitors.open(f"/overlay/{board.id}", size=(1280, 720))
    expect(page.get_by_role("listitem")).to_have_count(10)
    seen = pixels(page)
    width, height = seen.size
    assert [seen.getpixel((width - 1, y))[3] for y in range(0, height, 20)] == [0] * (height // 20)
    alphas = seen.getchannel("A").histogram()
    assert alphas[0] > width * height / 2, "most of the picture is the video's"
    assert sum(alphas[200:]) > 5000, "the tower can be read"


@pytest.mark.parametrize("colour", ["%2300ff00", "%230000ff"])
def test_a_background_is_painted_where_it_is_asked_for(
    visitors: Visitors, make_board: MakeBoard, colour: str
) -> None:
    board = make_board(**TWENTY)
    page = visitors.open(f"/overlay/{board.id}?background={colour}", size=(1280, 720))
    expect(page.get_by_role("listitem")).to_have_count(10)
    hexes = "%23{:02x}{:02x}{:02x}".format(*pixels(page).getpixel((1279, 719))[:3])
    assert hexes == colour


def test_rows_glide_in_after_a_score(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(**TWENTY)
    page = visitors.open(f"/overlay/{board.id}?rows=5&title=0")
    rows = page.get_by_role("listitem")
    expect(rows).to_have_count(5)
    board.submit("p20", 5000)
    expect(rows.filter(has_text="p20")).to_contain_text("5\u202f000")
    expect(rows).to_have_count(5)
    tops = rows.evaluate_all(
        "(all) => all.map((row) => [row.offsetTop, row.querySelector('bdi').textContent]).sort("
        "(a, b) => a[0] - b[0]).map(([, name]) => name)"
    )
    assert tops == ["p20", "p01", "p02", "p03", "p04"]


def test_a_followed_player_is_shown_below(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(**TWENTY)
    page = visitors.open(f"/overlay/{board.id}?rows=3&player=p17")
    expect(page.get_by_role("listitem").filter(has_text="p17")).to_contain_text("17")


def test_an_unknown_leaderboard_says_so(visitors: Visitors) -> None:
    visitors.expect_complaint("404")
    page = visitors.open("/overlay/no-such-board")
    expect(page.get_by_text("There is no leaderboard “no-such-board”.")).to_be_visible()
