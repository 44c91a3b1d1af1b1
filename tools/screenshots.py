"""Take the pictures of the web app that the documents show: `make screenshots`.

    python -m tools.screenshots [WORD ...]    only those with one of the words in their name

The demo's data, what is scored in between and the moments are always the same; only dates
differ from run to run. The originals are in build/screenshots, what the documents show in
docs/images.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from tests.servers import LaurelsServer
from tests.web.other_site import OtherSite
from tools import scenes
from tools.chromium import launch

ROOT = Path(__file__).parents[1]
ORIGINALS = ROOT / "build" / "screenshots"
SHOWN = ROOT / "docs" / "images"
HEIGHTS = {390: 844, 820: 1180, 1440: 900}
MOST_BYTES = 2_500_000  # of all pictures together
QUALITY = 82
BOARD = "starfall"

# What lasts longer than two seconds is shown as it moves: the marks of gains, the beat of a dot.
SETTLED = """() => document.fonts.status === "loaded"
  && !document.querySelector("#root:empty, .shimmer, .leaf, [aria-busy=true]")
  && document.getAnimations().every((one) => one.playState !== "running"
    || one.effect.getComputedTiming().activeDuration > 2000)"""
STILL = """() => {
  const places = [...document.querySelectorAll("bdi")]
    .map((name) => JSON.stringify(name.getBoundingClientRect())).join()
  const isStill = places === window.placesBefore
  window.placesBefore = places
  return isStill
}"""


class Studio:
    """A server on the demo's data, another site that shows it, and a browser."""

    def __init__(self, server: LaurelsServer, site: OtherSite, browser: Browser) -> None:
        self.server = server
        self.site = site
        self.browser = browser
        site.pages["/news"] = scenes.news(server.url)
        site.pages["/stream"] = scenes.stream(server.url)
        self.players = [entry["player"] for entry in self.entries(60)]

    def entries(self, limit: int) -> list[dict[str, Any]]:
        """The first ones of the leaderboard in the pictures."""
        url = f"/api/v1/leaderboards/{BOARD}/entries"
        answer = self.server.client.get(url, params={"limit": limit})
        answer.raise_for_status()
        entries: list[dict[str, Any]] = answer.json()["entries"]
        return entries

    def score(self, player: str, score: int, board: str = BOARD) -> None:
        """Someone scores."""
        body = {"player": player, "score": score}
        url = f"/api/v1/leaderboards/{board}/scores"
        self.server.client.post(url, json=body).raise_for_status()

    def climb(self, place: int, to: int) -> None:
        """Whoever stands at a place gets what is needed to stand at another one."""
        entries = self.entries(place)
        above, below = (entries[to - 2]["score"], entries[to - 1]["score"])
        self.score(entries[place - 1]["player"], (above + below) // 2)

    def take(self, picture: "Picture") -> Path:
        """The file of a picture."""
        is_mobile = picture.width < 1000
        context = self.browser.new_context(
            base_url=self.server.url,
            viewport={"width": picture.width, "height": picture.height},
            device_scale_factor=2 if picture.width < 800 else 1,
            is_mobile=is_mobile,
            has_touch=is_mobile,
            color_scheme=picture.theme,
            locale="en-GB",
            timezone_id="UTC",
        )
        page = context.new_page()
        site = self.site.url if picture.path in self.site.pages else ""
        page.goto(site + picture.path.format(*self.players))
        _settle(page)
        picture.then(self, page)
        _settle(page)
        file = ORIGINALS / f"{picture.file}.png"
        page.screenshot(path=file)
        context.close()
        return file


def _settle(page: Page) -> None:
    frames: list[Frame] = page.frames
    for frame in frames:
        frame.wait_for_function(SETTLED)


def _plotted(studio: Studio, page: Page) -> None:
    """The page as it opens, its lines drawn."""
    expect(page.locator("canvas").first).to_be_visible()


def _busy(studio: Studio, page: Page) -> None:
    """Scores have come in for some seconds, and the fifth has just become the fourth."""
    expect(page.get_by_role("status").first).to_have_text("Live")
    for player in studio.players[20:50]:
        studio.score(player, 100)
    studio.climb(5, 4)
    page.locator(".chip").first.wait_for(state="attached")
    expect(page.get_by_role("main")).not_to_contain_text(" 0/s")


def _moving(studio: Studio, page: Page) -> None:
    """A few rows have just changed their places."""
    expect(page.get_by_role("status").first).to_have_text("Live")
    for place, to in ((9, 5), (14, 11), (8, 7)):
        studio.climb(place, to)
    page.locator(".chip").first.wait_for(state="attached")


def _framed(studio: Studio, page: Page) -> None:
    """The same in a frame."""
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("listitem").nth(7)).to_be_visible()
    for place, to in ((6, 4), (8, 7)):
        studio.climb(place, to)
    frame.locator(".chip").first.wait_for(state="attached")


def _replayed(studio: Studio, page: Page) -> None:
    """Two thirds into the season, at rest."""
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.get_by_role("slider", name="Position").fill("660")
    page.mouse.click(5, 300)  # nothing has the focus
    page.wait_for_function(STILL, polling=250)


@dataclass(frozen=True)
class Picture:
    """A screen at a size. `then` does on the page what the picture shows."""

    name: str
    path: str
    then: Callable[[Studio, Page], None]
    width: int
    height: int
    theme: str = "dark"

    @property
    def file(self) -> str:
        """What its file is called, without the kind."""
        return f"{self.name}-{self.width}-{self.theme}"


# Name, address with the ids of the first players in it, what happens, heights of its own.
SCREENS: tuple[tuple[str, str, Callable[[Studio, Page], None], dict[int, int]], ...] = (
    ("home", "/", _busy, {}),
    ("leaderboard", f"/leaderboards/{BOARD}?you={{30}}", _moving, {}),
    ("player", f"/players/{{40}}?board={BOARD}", _plotted, {}),
    ("compare", "/players/{0}/compare/{1}", _plotted, {}),
    ("replay", "/leaderboards/grand-prix/replay", _replayed, {}),
    ("overlay", "/stream", _framed, {1440: 810}),
    ("embed", "/news", _framed, {820: 860, 1440: 580}),
)
LIGHT = (("home", 390), ("leaderboard", 1440), ("player", 1440))


def pictures() -> Iterator[Picture]:
    """All of them, in the order in which they are taken."""
    for name, path, then, own in SCREENS:
        for width, height in (HEIGHTS | own).items():
            yield Picture(name, path, then, width, height)
            if (name, width) in LIGHT:
                yield Picture(name, path, then, width, height, "light")


def shrink(original: Path) -> Path:
    """The picture as the documents show it."""
    shown = SHOWN / f"{original.stem}.webp"
    Image.open(original).convert("RGB").save(shown, quality=QUALITY, method=6)
    return shown


@contextmanager
def studio() -> Iterator[Studio]:
    """All that is needed, for as long as it is used."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        _laurels("demo", "--data", str(data))
        key = _laurels(
            "keys", "create", "--name", "pictures", "--scope", "submit", "--data", str(data)
        )
        with LaurelsServer(data) as server, OtherSite() as site:
            found = re.search(r"lk-\S+", key)
            server.client.headers["authorization"] = f"Bearer {found[0] if found else ''}"
            browser = launch(playwright)
            yield Studio(server, site, browser)
            browser.close()


def _laurels(*command: str) -> str:
    told = subprocess.run(
        [sys.executable, "-m", "laurels", *command], stdout=subprocess.PIPE, text=True, check=True
    )
    return told.stdout


def main(words: list[str]) -> None:
    """Take all pictures, or those with one of the words in their name."""
    ORIGINALS.mkdir(parents=True, exist_ok=True)
    size = 0
    with studio() as place:
        for picture in pictures():
            if not words or any(word in picture.file for word in words):
                shown = shrink(place.take(picture))
                size += shown.stat().st_size
                print(f"{shown.relative_to(ROOT)} {shown.stat().st_size / 1000:.0f} kB")
    print(f"{size / 1e6:.2f} MB in all")
    if size > MOST_BYTES:
        sys.exit(f"more than {MOST_BYTES / 1e6} MB: lower QUALITY, or take fewer")


if __name__ == "__main__":
    main(sys.argv[1:])
