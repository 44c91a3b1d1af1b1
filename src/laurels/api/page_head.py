"""What a page of the web app says of itself before any script runs: to searches, and to those
who show a link."""

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from laurels.api.access import Scope, header
from laurels.api.plain_requests import has_plain_host
from laurels.api.score_text import score_text
from laurels.rules.leaderboard import Leaderboard
from laurels.settings import Settings
from laurels.usecases.read_ranks import Page

DESCRIPTION = "Leaderboards that move: who leads, where am I, who is around me."
PLACE = "<!--laurels:meta-->"
PICTURE = ("1200", "630")
_TITLE = re.compile("<title>.*?</title>", re.DOTALL)


class Head(NamedTuple):
    """A page's title, what it shows, and the path of its picture."""

    title: str = "Laurels"
    description: str = DESCRIPTION
    picture: str | None = None


def board_head(board: Leaderboard, page: Page, *, replay: bool = False) -> Head:
    """Of a leaderboard: who leads it now. `page` has its first entry, where there is one."""
    title = f"{board.title}: replay" if replay else board.title
    players = f"{page.total:,} {'player' if page.total == 1 else 'players'}."
    if not page.total:
        players = "No score yet."
    for (_, entry, *_), card in page.rows[:1]:
        score = score_text(board, entry.values[0])
        players = f"{card.display_name or card.id} leads with {score}. {players}"
    picture = f"/api/v1/leaderboards/{quote(board.id)}/preview.png"
    return Head(f"{title} · Laurels", players, picture)


def filled(index: str, head: Head, settings: Settings, scope: Scope) -> str:
    """The page with a head of its own. Nothing in it is taken for markup. O(bytes)."""
    title = f"<title>{escape(head.title)}</title>"
    whole = _TITLE.sub(lambda _: title, index, count=1)
    return whole.replace(PLACE, "\n    ".join(_tags(head, base_url(settings, scope), scope)), 1)


def base_url(settings: Settings, scope: Scope) -> str | None:
    """Where people reach this server: LAURELS_PUBLIC_URL, or what the browser has asked; None
    where that is in doubt."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = header(scope, b"host")
    return f"{scope['scheme']}://{host}" if host and has_plain_host(scope) else None


def _tags(head: Head, base: str | None, scope: Scope) -> Iterator[str]:
    yield _tag("name", "description", head.description)
    yield _tag("property", "og:site_name", "Laurels")
    yield _tag("property", "og:type", "website")
    yield _tag("property", "og:title", head.title)
    yield _tag("property", "og:description", head.description)
    if base is None:
        return
    yield _tag("property", "og:url", base + quote(scope["path"]))
    if head.picture is not None:
        yield _tag("property", "og:image", base + head.picture)
        yield _tag("property", "og:image:width", PICTURE[0])
        yield _tag("property", "og:image:height", PICTURE[1])
        yield _tag("name", "twitter:card", "summary_large_image")


def _tag(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}" />'
