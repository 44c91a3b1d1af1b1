"""The ASGI app that serves games."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from litestar import Litestar, Router
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Tag

from laurels import __version__
from laurels.api import openapi, problems
from laurels.api.routes import (
    classic_scores,
    classic_sessions,
    entries,
    health,
    leaderboards,
    players,
    scores,
    start_page,
)
from laurels.rules.errors import LaurelsError
from laurels.wiring import Laurels

Lifespan = Callable[[Litestar], contextlib.AbstractAsyncContextManager[None]]
BODY_BYTES = 1024 * 1024
BASE = "/api/v1"
TAGGED = {
    "Scores": scores.ROUTES,
    "Ranks": entries.ROUTES,
    "Leaderboards": leaderboards.ROUTES,
    "Players": players.ROUTES,
    "Classic": classic_scores.ROUTES,
}


def create_app(laurels: Laurels, beside: Lifespan | None = None) -> Litestar:
    """The app around a Laurels, which it loads at start and closes at the end.

    `beside` is what else runs as long as the app does.
    """

    @contextlib.asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        loading = asyncio.create_task(laurels.load())
        try:
            yield
        finally:
            loading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await loading
            await laurels.close()

    app = Litestar(
        [
            *(Router(BASE, route_handlers=r, tags=[tag]) for tag, r in TAGGED.items()),
            Router("/", route_handlers=classic_sessions.ROUTES, tags=["Classic"]),
            Router("/", route_handlers=health.ROUTES, tags=["Health"]),
            *openapi.ROUTES,
            *start_page.ROUTES,
        ],
        exception_handlers={
            LaurelsError: problems.on_laurels_error,
            HTTPException: problems.on_http_error,
            Exception: problems.on_any_error,
        },
        request_max_body_size=BODY_BYTES,
        openapi_config=OpenAPIConfig(
            "Laurels",
            __version__,
            description="A leaderboard server: every score once, every rank exact.",
            tags=[Tag(name) for name in (*TAGGED, "Health")],
            path="/schema",
            render_plugins=[],
        ),
        lifespan=[running] if beside is None else [running, beside],
        logging_config=None,
    )
    app.state.laurels = laurels
    return app
