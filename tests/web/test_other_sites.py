"""What pages of other sites may do: show an embed. Nothing else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.web.conftest import MakeBoard
from tests.web.other_site import OtherSite
from tests.web.visitors import Visitors

TRY_SOCKET = """(address) => new Promise((tell) => {
  const socket = new WebSocket(address)
  socket.onopen = () => tell("open")
  socket.onerror = () => tell("refused")
})"""


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with OtherSite() as site:
        site.pages["/"] = "<!doctype html><title>Another site</title><h1>News</h1>"
        yield site


def test_one_line_puts_a_moving_leaderboard_on_another_site(
    visitors: Visitors, make_board: MakeBoard, site: OtherSite
) -> None:
    board = make_board(ann=30, bob=20, eve=10)
    site.pages["/news"] = (
        "<!doctype html><title>News</title><h1>News</h1><p>Look:</p>"
        f'<script src="{visitors.url}/embed.js" data-leaderboard="{board.id}" data-rows="5"'
        ' async></script><p id="after">More news</p>'
    )
    page = visitors.open(f"{site.url}/news")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("listitem")).to_have_count(3)
    expect(frame.get_by_role("status")).to_have_text("Live")
    board.submit("eve", 40)
    expect(frame.get_by_role("listitem").filter(has_text="eve")).to_contain_text("40")
    expect(frame.get_by_role("link", name="See the whole leaderboard")).to_have_attribute(
        "href", f"/leaderboards/{board.id}?window=all-time"
    )
    content = frame.locator("main").bounding_box()
    assert content is not None
    page.wait_for_function(  # the frame is as tall as its content: neither cut nor scrolled
        """(tall) => Math.abs(
          document.querySelector("iframe").getBoundingClientRect().height - tall) < 2""",
        arg=content["height"],
    )
    assert page.evaluate("document.querySelectorAll('iframe').length") == 1


def test_the_whole_app_cannot_be_framed_by_another_site(
    visitors: Visitors, site: OtherSite
) -> None:
    visitors.expect_complaint("frame-ancestors|chrome-error|Refused to|Framing")
    site.pages["/trap"] = (
        f'<!doctype html><title>Trap</title><iframe src="{visitors.url}/leaderboards/starfall">'
        "</iframe>"
    )
    page = visitors.open(f"{site.url}/trap")
    expect(page.frame_locator("iframe").get_by_text("Starfall Arcade")).to_have_count(0)
    assert any("frame-ancestors" in line for line in visitors.said)


def test_another_site_gets_no_socket(
    visitors: Visitors, make_board: MakeBoard, site: OtherSite
) -> None:
    board = make_board(ann=30)
    visitors.expect_complaint("Unexpected response code: 403")
    address = f"{visitors.url.replace('http', 'ws')}{board.url}/live"
    assert visitors.open("/").evaluate(TRY_SOCKET, address) == "open"
    assert visitors.open(site.url).evaluate(TRY_SOCKET, address) == "refused"
    assert any(re.search("Unexpected response code: 403", line) for line in visitors.said)
