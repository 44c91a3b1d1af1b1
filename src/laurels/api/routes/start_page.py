"""The first page: the leaderboards of this server, moving."""

from pathlib import Path

from litestar import get
from litestar.response import File

PAGES = Path(__file__).parent.parent / "pages"


@get("/", include_in_schema=False)
async def get_start_page() -> File:
    """The page; it asks the API for all that it shows."""
    return File(PAGES / "start.html", media_type="text/html", content_disposition_type="inline")


@get(["/mark.svg", "/favicon.ico"], include_in_schema=False)
async def get_mark() -> File:
    """The laurel wreath."""
    return File(PAGES / "mark.svg", media_type="image/svg+xml", content_disposition_type="inline")


ROUTES = [get_start_page, get_mark]
