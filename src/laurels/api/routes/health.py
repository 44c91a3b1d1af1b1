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
    return {"ranking index": request.app.state.laurels.missing or "ok"}


@get("/health/live", answer=HealthOut, always=True)
async def get_live() -> Response[bytes]:
    """The process answers."""
    return reply(HealthOut("alive", {}))


@get("/health/ready", answer=HealthOut, statuses=(200, 503), always=True)
async def get_ready(request: AnyRequest) -> Response[bytes]:
    """200 once all is loaded; 503 with what is missing until then."""
    looked_at = checks(request)
    ready = all(result == "ok" for result in looked_at.values())
    status = "ready" if ready else "starting"
    headers = None if ready else {"Retry-After": "1"}
    return reply(HealthOut(status, looked_at), 200 if ready else 503, headers)


ROUTES = [get_live, get_ready]
