"""A season played back: it runs, can be wound, and ends with the true table."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.servers import LaurelsServer
from tests.web.conftest import MakeBoard
from tests.web.visitors import Visitors

SEASON = "/leaderboards/grand-prix/replay"


def position(page: Page) -> float:
    return float(page.get_by_role("slider", name="Position").input_value())


def standings(page: Page) -> Locator:
    return page.get_by_role("table").get_by_role("row")


def final(server: LaurelsServer, rows: int) -> list[list[str]]:
    """Rank, name and points of the first ones, as the API tells."""
    url = "/api/v1/leaderboards/grand-prix/entries"
    entries = server.client.get(url, params={"limit": rows}).json()["entries"]
    return [
        [str(e["rank"]), e["display_name"] or e["player"], f"{e['score']:.1f}"] for e in entries
    ]


def test_it_plays_by_itself_and_a_key_stops_it(visitors: Visitors) -> None:
    page = visitors.open(SEASON)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    before = position(page)
    page.wait_for_function(
        "(goal) => Number(document.querySelector('input[type=range]').value) > goal",
        arg=before + 60,  # of a thousand: the first race is behind us
    )
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    stopped = position(page)
    expect(page).to_have_url(re.compile(r"\?at=\d+$"))
    assert position(page) == stopped


def test_it_ends_with_the_true_table(visitors: Visitors, server: LaurelsServer) -> None:
    page = visitors.open(SEASON)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_text("432 of 432 scores")).to_be_visible()
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    rows = [
        row.get_by_role("cell").or_(row.get_by_role("rowheader")).all_inner_texts()[:3]
        for row in standings(page).all()[1:]
    ]
    assert len(rows) >= 10
    assert rows == final(server, len(rows))


def test_a_link_to_a_moment_opens_there(visitors: Visitors) -> None:
    page = visitors.open(SEASON)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    slider = page.get_by_role("slider", name="Position")
    slider.fill("500")
    expect(page).to_have_url(re.compile(r"\?at=\d+$"))
    shown = standings(page).all_text_contents()
    again = visitors.open(page.url, reduced_motion="reduce")  # does not play by itself
    expect(again.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(standings(again)).to_have_text(shown)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_bars_stand_in_order_without_covering_one_another(
    visitors: Visitors, motion: str
) -> None:
    page = visitors.open(SEASON, reduced_motion=motion)
    expect(page.get_by_role("button", name=re.compile("Pause|Play"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"of \d+ scores"))).to_be_visible()  # they are here
    page.keyboard.press("End")
    page.wait_for_function(BARS_STAND)


# The names on the stage, from the top: each well below the one before.
BARS_STAND = """() => {
  const stage = document.querySelector("section [aria-hidden=true].overflow-hidden")
  const tops = [...stage.querySelectorAll("bdi")]
    .map((name) => name.getBoundingClientRect()).filter(({ height }) => height > 0)
    .map(({ top }) => top).sort((a, b) => a - b)
  return tops.length >= 10 && tops.every((top, i) => i === 0 || top - tops[i - 1] >= 30)
}"""


def test_an_empty_season_offers_a_way_on(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board()
    page = visitors.open(f"/leaderboards/{board.id}/replay")
    expect(page.get_by_text("Nothing to replay yet")).to_be_visible()
    page.get_by_role("link", name="Go to the leaderboard").click()
    expect(page).to_have_url(re.compile(f"/leaderboards/{board.id}$"))
