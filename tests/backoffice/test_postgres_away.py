"""Where PostgreSQL is cut off, silent or slow, a page of the admin ends with an error."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from laurels.backoffice import page_limit
from laurels.backoffice.databases import postgres_database
from laurels.settings import Settings
from tests.contracts.tcp_proxy import TcpProxy
from tests.postgres_server import postgres

PATIENCE_SECONDS = 20
PAGE = "/admin/auth/user/"
WAITS = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
Ask = Callable[[], Awaitable[tuple[int, str]]]


@pytest.fixture(autouse=True)
def short(data: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page gets half a second, once Django is set up for tests."""
    monkeypatch.setattr(page_limit, "PAGE_SECONDS", 0.5)
    monkeypatch.setattr(page_limit, "GRACE_SECONDS", 0.2)


@asynccontextmanager
async def admin_of(url: str) -> AsyncIterator[Ask]:
    """Asks for a page of an admin on that PostgreSQL, which Django has connected to."""
    before = connections.settings
    connections.settings = connections.configure_settings({"default": postgres_database(url)})

    def signed_in() -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.create_superuser("root", "root@example.org", "secret"))
        return client

    def ask() -> tuple[int, str]:
        page = client.get(PAGE)
        connections["default"].close()  # as after each request to a server
        return page.status_code, page.content.decode()

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as thread:  # connections are a thread's own
        client = await loop.run_in_executor(thread, signed_in)

        async def asked() -> tuple[int, str]:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await loop.run_in_executor(thread, ask)

        assert (await asked())[0] == 200
        yield asked
    connections.settings = before


@pytest.mark.parametrize("fault", ["cut", "silent", "silent once connected"])
async def test_a_postgresql_that_is_away_gives_an_error_and_is_found_again(fault: str) -> None:
    server = postgres(18)
    url = server.new_database()
    async with TcpProxy(url) as proxy, admin_of(proxy.url) as ask:
        proxy.refuses = fault == "cut"
        if fault == "silent":
            proxy.fall_silent()
        elif fault == "silent once connected":

            def ahead(piece: bytes) -> str:
                if b"django_session" in piece:
                    proxy.fall_silent()
                return "pass"

            proxy.ahead = ahead

        status, page = await ask()

        assert status == 500
        assert "the database did not answer" in page
        proxy.refuses, proxy.ahead = False, lambda piece: "pass"
        proxy.speak(again=False)
        assert (await ask())[0] == 200
        proxy.bury()
    server.drop(url)


async def test_a_statement_that_takes_too_long_is_ended_in_the_server_too() -> None:
    server = postgres(18)
    url = server.new_database()
    with psycopg.connect(url, autocommit=True) as other:
        async with admin_of(url) as ask:
            with other.transaction():
                other.execute("LOCK TABLE auth_user")

                assert (await ask())[0] == 500

                async with asyncio.timeout(PATIENCE_SECONDS):
                    while other.execute(WAITS).fetchall():
                        await asyncio.sleep(0.02)
            assert (await ask())[0] == 200
    server.drop(url)
