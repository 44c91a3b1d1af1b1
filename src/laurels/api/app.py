"""The ASGI app that serves games."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from litestar import Litestar, Router
from litestar.exceptions import HTTPException, NotFoundException

from laurels.api import openapi, problems
from laurels.api.bodies import BODY_BYTES
from laurels.api.live_door import LiveDoor
from laurels.api.live_json import LiveShow
from laurels.api.previews import Previews
from laurels.api.reads import Reads
from laurels.api.routes import (
    activity,
    classic_scores,
    classic_sessions,
    dev,
    entries,
    health,
    history,
    leaderboards,
    live,
    pages,
    players,
    previews,
    problem_types,
    scores,
)
from laurels.api.scores_in import ScoresIn
from laurels.api.web_files import WebFiles
from laurels.rules.errors import LaurelsError
from laurels.wiring import Laurels

Lifespan = Callable[[Litestar], contextlib.AbstractAsyncContextManager[None]]
GiveUp = Callable[[Exception], None]
BASE = "/api/v1"
log = logging.getLogger(__name__)


def routers() -> list[Router]:
    """The routes of the contract, by subject."""
    return [
        Router(BASE, route_handlers=scores.ROUTES, tags=["Scores"]),
        Router(BASE, route_handlers=entries.ROUTES, tags=["Ranks"]),
        Router(BASE, route_handlers=live.ROUTES, tags=["Live"]),
        Router(BASE, route_handlers=history.ROUTES, tags=["History"]),
        Router(BASE, route_handlers=activity.ROUTES, tags=["History"]),
        Router(BASE, route_handlers=leaderboards.ROUTES, tags=["Leaderboards"]),
        Router(BASE, route_handlers=previews.ROUTES, tags=["Leaderboards"]),
        Router(BASE, route_handlers=players.ROUTES, tags=["Players"]),
        Router("/", route_handlers=classic_sessions.ROUTES, tags=["Classic"]),
        Router("/", route_handlers=classic_scores.ROUTES, tags=["Classic"]),
        Router("/", route_handlers=health.ROUTES, tags=["Health"]),
        Router(BASE, route_handlers=dev.ROUTES, tags=["Dev mode"]),
    ]


def create_app(
    laurels: Laurels, beside: Lifespan | None = None, give_up: GiveUp = lambda _: None
) -> Litestar:
    """The app around a Laurels, which it loads at start and closes at the end.

    `beside` is what else runs as long as the app does. `give_up` is told why, where loading
    has failed: the app then answers 503 until it is ended.
    """

    watch = laurels.watch_leaderboards(LiveShow())

    async def load() -> None:
        try:
            await laurels.load()
        except Exception as fault:
            give_up(fault)
            return
        try:
            await laurels.activity.recall()
        except Exception as error:
            expected = isinstance(error, LaurelsError)
            log.warning("the last hour's activity is not known: %s", error, exc_info=not expected)

    @contextlib.asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        loading = asyncio.create_task(load())
        try:
            yield
        finally:
            loading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await loading
            await laurels.simulate_play.stop()
            await watch.close()
            await laurels.close()

    app = Litestar(
        [
            *routers(),
            *openapi.ROUTES,
            *problem_types.ROUTES,
            *pages.ROUTES,
        ],
        exception_handlers={
            LaurelsError: problems.on_laurels_error,
            NotFoundException: pages.on_not_found,
            HTTPException: problems.on_http_error,
            Exception: problems.on_any_error,
        },
        before_request=problems.refuse_fractions,
        request_max_body_size=BODY_BYTES,
        openapi_config=None,
        lifespan=[running] if beside is None else [running, beside],
        logging_config=None,
    )
    app.state.laurels = laurels
    app.state.reads = Reads(laurels)
    app.state.live = LiveDoor(laurels, watch)
    app.state.scores_in = ScoresIn(laurels)
    app.state.routers = routers
    app.state.web = WebFiles()
    app.state.previews = Previews()
    return app
