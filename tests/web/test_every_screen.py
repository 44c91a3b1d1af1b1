"""Every screen opens, shows its data, fits a phone, and can be used by everyone."""

import pytest
from playwright.sync_api import Page

from tests.servers import LaurelsServer
from tests.web.conftest import ROOT
from tests.web.screens import SCREENS, Screen
from tests.web.visitors import PHONE, TABLET, Visitors

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")

each_screen = pytest.mark.parametrize("screen", SCREENS, ids=str)


@each_screen
def test_it_shows_its_data(visitors: Visitors, server: LaurelsServer, screen: Screen) -> None:
    screen.shows(visitors.open(screen.address(server)))


@each_screen
@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_nothing_is_wider_than_the_window(
    visitors: Visitors, server: LaurelsServer, screen: Screen, size: tuple[int, int]
) -> None:
    page = visitors.open(screen.address(server), size)
    screen.shows(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0], widest(page)


def widest(page: Page) -> str:
    """What reaches furthest to the right, for whoever must make it narrower."""
    found: str = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .map((e) => [Math.round(e.getBoundingClientRect().right), e.outerHTML.slice(0, 150)])
          .sort((a, b) => b[0] - a[0]).slice(0, 5).map((x) => x.join(" ")).join("\\n")"""
    )
    return found


@each_screen
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_serious(
    visitors: Visitors, server: LaurelsServer, screen: Screen, theme: str
) -> None:
    page = visitors.open(
        f"{screen.address(server)}?theme={theme}",
        theme=theme,
        script=AXE.read_text(encoding="utf-8"),
    )
    screen.shows(page)
    assert page.locator("html").get_attribute("data-theme") == theme
    settle(page)
    found = page.evaluate(
        "(left) => axe.run({ exclude: left ? [left] : [] }, { resultTypes: ['violations'] })",
        screen.decoration,
    )
    grave = [told(violation) for violation in found["violations"] if violation["impact"] in GRAVE]
    assert not grave, "\n".join(grave)


def told(violation: dict) -> str:
    """A violation in a few lines: the rule, and the first places."""
    nodes = [f"  {node['html'][:160]}  {node['failureSummary']}" for node in violation["nodes"][:4]]
    return "\n".join([f"{violation['impact']}: {violation['help']}", *nodes])


def settle(page: Page) -> None:
    """Wait until what comes in has come in: half-shown text has too little contrast."""
    page.wait_for_function(
        """() => document.getAnimations().every((a) =>
          a.playState !== "running" || a.effect.getComputedTiming().iterations === Infinity)"""
    )
