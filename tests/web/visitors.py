"""Visitors: each with cookies, storage and settings of its own, and a console that is read."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

DESKTOP = (1280, 900)
TABLET = (820, 1100)
PHONE = (390, 844)
PATIENCE_MS = 10_000

TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`policy: ${violatedDirective} blocked ${blockedURI}`))
"""


# A browser's own page, before the first of ours, has no storage.
REMEMBER_YOU = "if (location.protocol === 'http:') localStorage.setItem('laurels.you', %s)"


class Visitors:
    """Opens pages of one server, and remembers what their consoles said."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.said: list[str] = []
        self._expected: list[str] = []

    def open(
        self,
        path: str,
        size: tuple[int, int] = DESKTOP,
        theme: str = "dark",
        you: str | None = None,
        script: str = "",
        **settings: Any,
    ) -> Page:
        """A page as a new visitor sees it. `script` runs before the page's own."""
        context = self._browser.new_context(
            base_url=self.url,
            viewport={"width": size[0], "height": size[1]},
            is_mobile=size[0] < DESKTOP[0],
            has_touch=size[0] < DESKTOP[0],
            color_scheme=theme,
            locale=settings.pop("locale", "en-US"),
            **settings,
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.said.append(f"error: {error.error}"))
        context.add_init_script(TELL_VIOLATIONS)
        if you is not None:
            context.add_init_script(REMEMBER_YOU % json.dumps(you))
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(path)
        return page

    def expect_complaint(self, pattern: str) -> None:
        """A page may say this: a 404 that the test asks for, a server that is away."""
        self._expected.append(pattern)

    def complaints(self) -> list[str]:
        """Errors and warnings that no test asked for."""
        return [
            line
            for line in self.said
            if line.startswith(("error", "warning"))
            and not any(re.search(pattern, line) for pattern in self._expected)
        ]

    def keep(self, name: Path) -> None:
        """Pictures of all open pages, and what was said, for whoever looks into a failure."""
        name.parent.mkdir(parents=True, exist_ok=True)
        Path(f"{name}.log").write_text("\n".join(self.said) + "\n", encoding="utf-8")
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            page.screenshot(path=f"{name}-{number}.png")

    def leave(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        self.said.append(f"{message.type}: {message.text} ({where})")


def wait_until_live(page: Page) -> None:
    """Wait for the first word over the socket."""
    expect(page.get_by_role("status").filter(has_text=re.compile(r"^Live$"))).to_be_visible()
