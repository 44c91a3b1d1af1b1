"""What can befall a process, a server or a network, and how it ends."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tests.contracts.tcp_proxy import TcpProxy
from tests.faults.scale.world import Process, World


class Round(NamedTuple):
    """One fault: where, by what dice, and for how many seconds it lasts."""

    world: World
    random: random.Random
    seconds: float

    def process(self) -> Process:
        """One of them."""
        return self.random.choice(self.world.processes)

    def processes(self) -> list[Process]:
        """One of them, or all."""
        return self.random.choice([[self.process()], self.world.processes])


Fault = Callable[[Round], Awaitable[None]]  # returns as it ends


async def kill_process(round: Round) -> None:
    process = round.process()
    process.kill()
    await asyncio.sleep(round.seconds / 4)
    await process.start("")


async def kill_worker(round: Round) -> None:
    """And beat, which tells it what is due."""
    assert round.world.worker is not None
    await asyncio.to_thread(round.world.worker.kill)
    await asyncio.sleep(round.seconds)
    round.world.worker.start()


async def kill_postgres(round: Round) -> None:
    round.world.postgres.kill()
    await asyncio.sleep(round.seconds)
    await asyncio.to_thread(round.world.postgres.start)


async def kill_redis(round: Round) -> None:
    assert round.world.redis is not None
    round.world.redis.kill()
    await asyncio.sleep(round.seconds)
    await asyncio.to_thread(round.world.redis.start)


async def flush_redis(round: Round) -> None:
    assert round.world.redis is not None
    await asyncio.to_thread(round.world.redis.ask, "FLUSHALL")


def cut(between: Callable[[Process], TcpProxy]) -> Fault:
    """Connections end, and none can be made."""

    async def fault(round: Round) -> None:
        networks = [between(process) for process in round.processes()]
        for network in networks:
            network.refuses = True
            network.cut()
        await asyncio.sleep(round.seconds)
        for network in networks:
            network.refuses = False

    return fault


def silence(between: Callable[[Process], TcpProxy], *, again: bool) -> Fault:
    """Bytes stop, and connections stay. Later they pass again; or in new connections only, as
    where a firewall has forgotten the old ones."""

    async def fault(round: Round) -> None:
        networks = [between(process) for process in round.processes()]
        for network in networks:
            network.fall_silent()
        await asyncio.sleep(round.seconds)
        for network in networks:
            network.speak(again=again)

    return fault


def step(hours: int) -> Fault:
    """One clock, and it stays there while other faults come."""

    async def fault(round: Round) -> None:
        clock = round.process().clock
        if abs(clock.hours + hours) <= 3:
            clock.step(hours)
        else:
            clock.step(-hours)

    return fault


async def kill_master(round: Round) -> None:
    """Its replica takes over; it comes back later as a replica of that one."""
    assert round.world.cluster is not None
    round.random.choice(round.world.cluster.masters()).kill()


async def restart_master(round: Round) -> None:
    """It comes back at once with nothing in it, and its replica follows."""
    assert round.world.cluster is not None
    master = round.random.choice(round.world.cluster.masters())
    master.kill()
    await asyncio.to_thread(master.start)


def to_clients(process: Process) -> TcpProxy:
    return process.clients


def to_postgres(process: Process) -> TcpProxy:
    return process.postgres


def to_redis(process: Process) -> TcpProxy:
    assert process.redis is not None
    return process.redis


ON_REDIS: dict[str, Fault] = {
    "API process killed": kill_process,
    "PostgreSQL killed": kill_postgres,
    "Redis killed": kill_redis,
    "Redis flushed": flush_redis,
    "API and PostgreSQL cut": cut(to_postgres),
    "API and PostgreSQL silent": silence(to_postgres, again=True),
    "API and PostgreSQL silent for ever": silence(to_postgres, again=False),
    "API and Redis cut": cut(to_redis),
    "API and Redis silent": silence(to_redis, again=True),
    "API and Redis silent for ever": silence(to_redis, again=False),
    "clients and API cut": cut(to_clients),
    "clients and API silent": silence(to_clients, again=True),
    "clock an hour ahead": step(1),
    "clock an hour back": step(-1),
}
WITH_WORKER: dict[str, Fault] = ON_REDIS | {"worker and beat killed": kill_worker}
ON_CLUSTER: dict[str, Fault] = {
    "Cluster master killed": kill_master,
    "Cluster master restarted": restart_master,
}
