"""The ASGI app that the server mounts: pages and files, without a warning."""

import re

import httpx
import pytest

from laurels.backoffice.asgi import admin_app
from laurels.backoffice.theme import BASE, PRIMARY


@pytest.fixture
def browser(data: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(admin_app())
    return httpx.AsyncClient(transport=transport, base_url="http://laurels.test")


async def test_the_sign_in_page_and_all_its_files_come(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/admin", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.url.path == "/admin/login/"
    files = set(re.findall(r'(?:src|href)="(/admin/static/[^"]+)"', answer.text))
    assert {"/admin/static/laurels/favicon.svg", "/admin/static/laurels/admin.css"} <= files
    for file in files:
        found = await browser.get(file)
        assert found.status_code == 200, file
        assert found.content
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', answer.text)


async def test_files_can_be_asked_for_again_and_in_parts(browser: httpx.AsyncClient) -> None:
    whole = await browser.get("/admin/static/laurels/mark.svg")
    assert whole.headers["content-type"] == "image/svg+xml"
    modified = {"if-modified-since": whole.headers["last-modified"]}
    again = await browser.get("/admin/static/laurels/mark.svg", headers=modified)
    assert again.status_code == 304
    part = await browser.get("/admin/static/laurels/mark.svg", headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"<svg")
    gone = await browser.get("/admin/static/laurels/nothing.svg")
    assert gone.status_code == 404


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[
            (BASE[n], ground)
            for n in ("100", "300", "400")
            for ground in (BASE["900"], BASE["800"], "#11161f", "#151b26")
        ],
        *[(PRIMARY["500"], ground) for ground in (BASE["900"], BASE["800"], "#11161f", "#151b26")],
        *[(BASE[n], ground) for n in ("500", "600", "900") for ground in ("#ffffff", BASE["50"])],
        *[(PRIMARY["600"], ground) for ground in ("#ffffff", BASE["50"], BASE["100"])],
        ("#ffffff", PRIMARY["600"]),
        *[(medal, "#11161f") for medal in ("#f2c14e", "#c3ccd8", "#e09a63")],
        *[(medal, "#ffffff") for medal in ("#8a6100", "#5a6472", "#96501b")],
    ],
)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert _contrast(text, ground) >= 4.5
