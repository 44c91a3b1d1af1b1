"""Whether the process lives, and whether it can serve."""

from litestar import Response, get
from msgspec import Struct

from laurels.api.bodies import reply
from laurels.api.problems import AnyRequest


class HealthOut(Struct):
    """A word, and what was looked at."""

    status: str
    checks: dict[str, str]


def checks(request: AnyRequest) -> dict[str, str]:
    """Each part of the server and `ok`, or what is missing."""
    laurels = request.app.state.laurels
    servers = {
        name: "ok" if answers else "does not answer"
        for name, answers in laurels.profile.servers.items()
    }
    return {"ranking index": laurels.missing or "ok", **servers}


@get("/health/live", answer=HealthOut, always=True)
async def get_live() -> Response[bytes]:
    """The process answers."""
    return reply(HealthOut("alive", {}))


@get("/health/ready", answer=HealthOut, statuses=(200, 503), always=True)
async def get_ready(request: AnyRequest) -> Response[bytes]:
    """200 where it can serve; 503 with what is missing."""
    laurels, looked_at = request.app.state.laurels, checks(request)
    missing = {name for name, result in looked_at.items() if result != "ok"}
    status = "ready"
    if missing:
        status = "starting" if laurels.missing else "degraded"
    # without Redis PostgreSQL may count ranks
    ready = not missing or (missing == {"Redis"} and laurels.profile.ranks_without is not None)
    headers = None if ready else {"Retry-After": "1"}
    return reply(HealthOut(status, looked_at), 200 if ready else 503, headers)


ROUTES = [get_live, get_ready]
