"""The pages of the web app: one page that draws them all, with a head of its own each."""

import hashlib
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File

from laurels.api.access import header, laurels_of
from laurels.api.answer import NOT_MODIFIED, Answer, response
from laurels.api.page_head import Head, board_head, filled
from laurels.api.plain_requests import has_plain_host
from laurels.api.problems import AnyRequest, on_http_error
from laurels.api.reads import NO_CACHE, has_tag
from laurels.api.web_files import SAFE, WebFiles
from laurels.rules.errors import LeaderboardNotFound, NotFound, Unavailable

MARK = Path(__file__).parent.parent / "pages" / "mark.svg"
HTML = "text/html"
NOT_FOUND = Head("Not found · Laurels")
FRAMED = ("/overlay/", "/embed/")  # below these, other sites may show a page in a frame
NO_PAGES = ("/api/", "/assets/", "/docs", "/health", "/ws/")  # below these, programs ask
UNBUILT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="dark light" />
    <title>Laurels</title>
    <!--laurels:meta-->
  </head>
  <body>
    <h1>Laurels</h1>
    <p>The server runs; its web app is not built. In a clone of the repository,
      <code>make web</code> builds it.</p>
    <p><a href="/docs">API</a> · <a href="/admin/">Admin</a></p>
  </body>
</html>
"""


@get("/", include_in_schema=False)
async def get_home(request: AnyRequest) -> Response[bytes]:
    """All leaderboards."""
    return _page(request, Head())


@get(
    ["/leaderboards/{id:str}", "/overlay/{id:str}", "/embed/{id:str}"],
    include_in_schema=False,
)
async def get_leaderboard_page(request: AnyRequest, id: FromPath[str]) -> Response[bytes]:
    """A leaderboard: whole, over a video, or in a frame of another site."""
    return await _board_page(request, id)


@get("/leaderboards/{id:str}/replay", include_in_schema=False)
async def get_replay_page(request: AnyRequest, id: FromPath[str]) -> Response[bytes]:
    """A season of a leaderboard played back."""
    return await _board_page(request, id, replay=True)


@get("/players/{player:str}", include_in_schema=False)
async def get_player_page(request: AnyRequest, player: FromPath[str]) -> Response[bytes]:
    """A player."""
    return await _players_page(request, player)


@get("/players/{player:str}/compare/{other:str}", include_in_schema=False)
async def get_compare_page(
    request: AnyRequest, player: FromPath[str], other: FromPath[str]
) -> Response[bytes]:
    """Two players side by side."""
    return await _players_page(request, player, other)


@get(["/assets/{name:path}", "/embed.js"], include_in_schema=False)
async def get_web_file(request: AnyRequest) -> Response[bytes]:
    """What the pages are made of, and the script that puts one into another site."""
    web: WebFiles = request.app.state.web
    answer = web.file(request.scope)
    if answer is None:
        raise NotFoundException
    return response(answer)


@get(["/mark.svg", "/favicon.ico"], include_in_schema=False)
async def get_mark() -> File:
    """The laurel wreath."""
    return File(MARK, media_type="image/svg+xml", content_disposition_type="inline")


def on_not_found(request: AnyRequest, error: NotFoundException) -> Response[bytes]:
    """The page that says so to a browser that opens an address, a problem to all others."""
    reads = request.method in ("GET", "HEAD")
    takes_page = HTML in (header(request.scope, b"accept") or "")
    if reads and takes_page and not request.scope["path"].startswith(NO_PAGES):
        return _page(request, NOT_FOUND, 404)
    return on_http_error(request, error)


async def _board_page(request: AnyRequest, id: str, *, replay: bool = False) -> Response[bytes]:
    """One that does not exist is not found, and the page says so; of one that is not public
    nothing is told here, since browsers send no key with an address."""
    try:
        laurels = laurels_of(request)
        board = await laurels.manage_leaderboards.find(id)
        if not board.public:
            return _page(request, Head())
        season = await laurels.read_ranks.season(board)
        page = await laurels.read_ranks.page(season, 0, 1)
        return _page(request, board_head(board, page, replay=replay))
    except LeaderboardNotFound:
        return _page(request, NOT_FOUND, 404)
    except Unavailable:  # the page itself can wait for it
        return _page(request, Head())


async def _players_page(request: AnyRequest, *players: str) -> Response[bytes]:
    try:
        cards = [await laurels_of(request).manage_players.card(player) for player in players]
    except NotFound:
        return _page(request, NOT_FOUND, 404)
    except Unavailable:
        return _page(request, Head())
    names = " and ".join(card.display_name or card.id for card in cards)
    return _page(request, Head(f"{names} · Laurels", f"{names} on every leaderboard."))


def _page(request: AnyRequest, head: Head, status: int = 200) -> Response[bytes]:
    """The page, or 304 where the browser has it."""
    web: WebFiles = request.app.state.web
    settings = request.app.state.laurels.settings
    body = filled(web.index() or UNBUILT, head, settings, request.scope).encode()
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = (
        ("ETag", tag),
        NO_CACHE,
        ("Content-Security-Policy", _policy(request)),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        SAFE,
    )
    if status < 400 and has_tag(header(request.scope, b"if-none-match"), tag):
        return response(Answer(b"", NOT_MODIFIED, headers))
    return response(Answer(body, status, headers, HTML))


def _policy(request: AnyRequest) -> str:
    """What a page may load: from here alone, but for players' pictures. No script stands in it.

    Not every browser takes 'self' for the WebSockets of the same address, so that is named.
    """
    scope = request.scope
    host = header(scope, b"host") if has_plain_host(scope) else None
    sockets = f" ws://{host} wss://{host}" if host else ""
    framed_by = "*" if scope["path"].startswith(FRAMED) else "'self'"
    return "; ".join(
        [
            "default-src 'self'",
            "img-src 'self' data: https:",
            f"connect-src 'self'{sockets}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {framed_by}",
        ]
    )


ROUTES = [
    get_home,
    get_leaderboard_page,
    get_replay_page,
    get_player_page,
    get_compare_page,
    get_web_file,
    get_mark,
]
