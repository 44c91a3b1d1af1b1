"""Dev mode: a made-up crowd that plays, for clients on this machine alone."""

from typing import Annotated

from litestar import Response, delete, get, put
from msgspec import Meta, Struct

from laurels.api.access import is_developer, laurels_of
from laurels.api.bodies import body, reply
from laurels.api.problems import AnyRequest
from laurels.api.schemas import Body
from laurels.rules.errors import NotFound
from laurels.usecases.simulate_play import Crowd, SimulatePlay


class DevOut(Struct):
    """Whether the caller may do everything without a key, and simulate play."""

    dev: bool


class SimulationBody(Body):
    """A crowd: on which leaderboard, how many scores a second, how many players."""

    leaderboard: Annotated[str, Meta(examples=["global"])]
    rate: Annotated[float, Meta(ge=0.1, le=500)] = 20.0
    players: Annotated[int, Meta(ge=1, le=100_000)] = 500


class SimulationOut(Struct):
    """The crowd that plays, or the last one that did; null where none has since the start.
    `played` counts its accepted scores."""

    running: bool
    leaderboard: str | None
    rate: float | None
    players: int | None
    played: int


@get("/dev", answer=DevOut, always=True)
async def get_dev(request: AnyRequest) -> Response[bytes]:
    """Whether the server runs in dev mode, and for this caller."""
    return reply(DevOut(is_developer(request.app.state.laurels, request.scope)))


@get("/dev/simulation", answer=SimulationOut, problems=[404])
async def get_simulation(request: AnyRequest) -> Response[bytes]:
    """Whether a made-up crowd plays. In dev mode only."""
    return _told(_simulate(request))


@put("/dev/simulation", body=SimulationBody, answer=SimulationOut, problems=[404])
async def start_simulation(request: AnyRequest) -> Response[bytes]:
    """Let a made-up crowd play, in place of the one before. It ends with the server. In dev
    mode only."""
    simulate = _simulate(request)
    given = await body(request, SimulationBody)
    await simulate.start(Crowd(given.leaderboard, given.rate, given.players))
    return _told(simulate)


@delete("/dev/simulation", answer=SimulationOut, problems=[404], status_code=200)
async def stop_simulation(request: AnyRequest) -> Response[bytes]:
    """Let nobody play any more. In dev mode only."""
    simulate = _simulate(request)
    await simulate.stop()
    return _told(simulate)


def _simulate(request: AnyRequest) -> SimulatePlay:
    """NotFound outside of dev mode, where there is no such thing."""
    laurels = laurels_of(request)
    if not is_developer(laurels, request.scope):
        raise NotFound("There is a simulation only with `laurels serve --dev`, on this machine.")
    return laurels.simulate_play


def _told(simulate: SimulatePlay) -> Response[bytes]:
    crowd, running = simulate.crowd, simulate.is_running
    if crowd is None:
        return reply(SimulationOut(False, None, None, None, 0))
    return reply(SimulationOut(running, crowd.leaderboard, crowd.rate, crowd.players, crowd.played))


ROUTES = [get_dev, get_simulation, start_simulation, stop_simulation]
