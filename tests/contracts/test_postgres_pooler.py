"""PgBouncer in transaction mode: each transaction may get another of the server's connections."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from laurels.rules.player import Card, Player
from laurels.rules.submission import Accepted
from tests.contracts.postgres_stores import PostgresStores
from tests.contracts.test_journal import Game, everything, new_game
from tests.postgres_server import postgres

START_SECONDS = 10
PGBOUNCER = """
[databases]
* = host=127.0.0.1 port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
auth_type = any
pool_mode = transaction
default_pool_size = 2
server_reset_query_always = 1
unix_socket_dir =
ignore_startup_parameters = extra_float_digits
"""


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[PostgresStores]:
    """One process whose connections share two of the server's."""
    program = shutil.which("pgbouncer")
    if program is None:
        pytest.skip("there is no pgbouncer on this machine; Debian's package is pgbouncer")
    server = postgres(18)
    url = server.emptied_database()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        own = free.getsockname()[1]
    file = tmp_path / "pgbouncer.ini"
    database = urlsplit(url).path.lstrip("/")
    settings = PGBOUNCER.format(port=server.port, own=own)
    file.write_text(settings.replace("* = ", f"{database} = user=postgres "))
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([program, str(file)], user=user, stdout=log, stderr=log)
    stores = PostgresStores(url.replace(f":{server.port}/", f":{own}/"))
    try:
        await _answers(stores.url)
        await stores.load()
        yield stores
        await stores.close()
    finally:
        process.terminate()
        process.wait(START_SECONDS)


async def _answers(url: str) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                await (await psycopg.AsyncConnection.connect(url)).close()
            except psycopg.OperationalError:
                await asyncio.sleep(0.05)
            else:
                return


async def test_scores_and_reads_of_many_go_through_two_connections(stores: PostgresStores) -> None:
    game = await new_game(stores)
    players = [Player(Card(0, f"p{n}", f"Player {n}"), {}, 1, 1) for n in range(40)]
    await stores.players.save_many(players)

    async def play(who: int) -> None:
        for n in range(5):
            outcome = await game.one(game.score(n, f"{who}-{n}", f"p{who}"))
            assert isinstance(outcome, Accepted)
            (card,) = await stores.players.find([f"p{who}"])
            assert card is not None
            assert card.display_name == f"Player {who}"

    await asyncio.gather(*(play(who) for who in range(40)))

    assert len(await everything(stores.journal.events())) == 200
    assert {e.values for e in (await Game.entries(game)).values()} == {(10,)}
