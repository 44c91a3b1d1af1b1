"""The first load is small: what a visitor must wait for before anything is seen."""

import json

import httpx
import pytest
from playwright.sync_api import Page, Response

from tests.servers import LaurelsServer
from tests.web.conftest import BUILD
from tests.web.screens import SCREENS
from tests.web.visitors import Visitors

MOST_BYTES = 200_000  # of script, as gzip sends it


def scripts_of(page: Page, path: str) -> set[str]:
    """Addresses of all scripts that a page loads until it is quiet."""
    loaded: set[str] = set()

    def note(response: Response) -> None:
        if response.request.resource_type == "script":
            loaded.add(response.url)

    page.on("response", note)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return loaded


def gzip_bytes(url: str) -> int:
    """How many bytes of a file travel to a browser that takes gzip."""
    with httpx.stream("GET", url, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return sum(len(part) for part in answer.iter_raw())


@pytest.mark.parametrize("name", ["home", "leaderboard"])
def test_the_first_load_has_less_than_200_kb_of_script(
    visitors: Visitors, server: LaurelsServer, name: str
) -> None:
    screen = next(screen for screen in SCREENS if screen.name == name)
    page = visitors.open("/mark.svg")
    sizes = {url.rsplit("/", 1)[1]: gzip_bytes(url) for url in scripts_of(page, screen.path)}
    BUILD.mkdir(exist_ok=True)
    told = {"path": screen.path, "script_gzip_bytes": sum(sizes.values()), "files": sizes}
    (BUILD / f"web-first-load-{name}.json").write_text(json.dumps(told, indent=1) + "\n")
    assert sizes
    assert sum(sizes.values()) < MOST_BYTES, sizes
