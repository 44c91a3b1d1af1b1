"""A score that is sent is seen: the row at its new place, what it gained, who leads."""

import re

from playwright.sync_api import expect

from tests.web.conftest import MakeBoard
from tests.web.screens import row
from tests.web.visitors import Visitors, wait_until_live

TWELVE = {f"p{n:02}": 1300 - 100 * n for n in range(1, 13)}  # p01 has 1200, p12 has 100
COUNT_GLIDES = """
window.glides = 0
const animate = Element.prototype.animate
Element.prototype.animate = function (...given) {
  if (this.matches("[data-player]")) window.glides++
  return animate.apply(this, given)
}
"""


def test_a_row_arrives_at_its_new_place_and_says_what_it_gained(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}", script=COUNT_GLIDES)
    wait_until_live(page)
    board.submit("p10", 850)
    climber = row(page, "p10")
    expect(climber).to_have_attribute("aria-rowindex", "6")  # the header is the first
    expect(climber.get_by_role("cell").first).to_have_text("5")
    expect(climber).to_contain_text("850")
    expect(climber.get_by_text("up 5").first).to_be_attached()
    expect(row(page, "p05")).to_have_attribute("aria-rowindex", "7")
    expect(row(page, "p05").get_by_text("down 1").first).to_be_attached()
    assert page.evaluate("glides") >= 6, "five rows yield and one climbs, each on its way"
    assert page.evaluate(IN_ORDER), "rows stand in the order of their places"


IN_ORDER = """() => {
  const rows = [...document.querySelectorAll("[data-player]")]
    .map((row) => [Number(row.getAttribute("aria-rowindex")), row.offsetTop])
    .sort((a, b) => a[0] - b[0])
  return rows.every(([, top], i) => i === 0 || top > rows[i - 1][1])
}"""


def test_a_new_leader_stands_on_the_podium_and_in_the_title(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    board.submit("p12", 5000)
    first = page.get_by_role("list", name="Podium").get_by_role("listitem").first
    expect(first).to_contain_text("p12")
    expect(first).to_contain_text(re.compile(r"5\s000"))
    expect(page).to_have_title(f"p12 · Race {board.id} · Laurels")


def test_a_new_player_joins_and_is_counted(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(**TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    board.submit("newcomer", 650)
    expect(row(page, "newcomer")).to_have_attribute("aria-rowindex", "8")
    expect(page.get_by_role("main")).to_contain_text("13 players")


def test_a_player_who_is_taken_out_leaves_the_table(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    assert board.client.delete(f"{board.url}/entries/p06").status_code == 204
    expect(row(page, "p06")).to_have_count(0)
    expect(row(page, "p07")).to_have_attribute("aria-rowindex", "7")


def test_an_empty_leaderboard_says_how_to_begin_and_then_begins(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board()
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    expect(page.get_by_text(f"curl {visitors.url}/api/v1/leaderboards/{board.id}")).to_be_visible()
    board.submit("ann", 10)
    expect(page.get_by_role("list", name="Podium")).to_contain_text("ann")


def test_the_home_page_shows_who_leads_now(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(ann=10)
    page = visitors.open("/")
    card = page.get_by_role("link").filter(has_text=f"Race {board.id}")
    expect(card).to_contain_text("ann")
    board.submit("bob", 20)
    expect(card).to_contain_text("bob")


def test_who_wants_no_motion_sees_the_change_at_once(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}", script=COUNT_GLIDES, reduced_motion="reduce")
    wait_until_live(page)
    board.submit("p10", 850)
    expect(row(page, "p10")).to_have_attribute("aria-rowindex", "6")
    assert page.evaluate("glides") == 0
    assert page.evaluate(MOVING) == []


# A mark that says what was gained may fade; nothing may travel.
MOVING = """() => document.getAnimations()
  .filter((one) => one.effect.getKeyframes().some((frame) =>
    ["transform", "translate", "top"].some((name) => frame[name] && frame[name] !== "none")))
  .map((one) => `${one.animationName} ${one.effect.target.outerHTML.slice(0, 120)}`)"""
