"""The admin on a migrated data set of each test's own, with a Laurels in another thread.

Without pytest-django: it would make a database by itself and wrap each test into a
transaction, which the Laurels in the other thread could not see.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
os.environ.setdefault("LAURELS_SECRET_KEY", "of the tests")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402

from laurels.backoffice import bridge  # noqa: E402
from laurels.rules.leaderboard import Column, Leaderboard, Operator  # noqa: E402
from laurels.rules.season import Window  # noqa: E402
from laurels.rules.submission import Submission  # noqa: E402
from laurels.settings import Settings  # noqa: E402
from laurels.wiring import Laurels  # noqa: E402
from tests.databases import new_database  # noqa: E402

T = TypeVar("T")


class Running:
    """A Laurels on an event loop in a thread of its own, as beside the server's admin."""

    def __init__(self, settings: Settings) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.laurels = Laurels(settings)
        self.run(self.laurels.load)

    def run(self, function: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> T:
        return asyncio.run_coroutine_threadsafe(function(*args), self.loop).result(30)

    def submit(
        self, board: str, player: str, *values: int, submission_id: str | None = None
    ) -> None:
        leaderboard = self.laurels.manage_leaderboards.get(board)
        submission = Submission(leaderboard, player, values, submission_id or None)
        self.run(self.laurels.submit_scores.submit, leaderboard, [submission])

    def stop(self) -> None:
        self.run(_end_tasks)
        self.run(self.laurels.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


async def _end_tasks() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Settings]:
    """A migrated data set that Django is pointed to."""
    settings = Settings(data=str(tmp_path))
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = new_database(tmp_path)
    setup_test_environment()
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[quick]):
        yield settings
    teardown_test_environment()
    connection.close()
    connection.settings_dict["NAME"] = before


@pytest.fixture
def running(data: Settings) -> Iterator[Running]:
    """A connected Laurels with a small history: two leaderboards and three players."""
    found = Running(data)
    bridge.connect(found.laurels, found.loop)
    _tell_history(found)
    yield found
    bridge.disconnect()
    found.stop()


def _tell_history(running: Running) -> None:
    race = Leaderboard(
        "race",
        "Grand Prix",
        columns=(Column("points", decimals=1), Column("wins")),
        operator=Operator.SUM,
        windows=(Window("all-time"), Window("weekly")),
    )
    running.run(running.laurels.manage_leaderboards.create, race)
    put = running.laurels.manage_players.put
    profile = {"display_name": "Ada", "username": "ada_l", "country": "TR"}
    running.run(put, "p-ada", profile, {"team": "red"})
    running.run(put, "p-bob", {"display_name": "Bob", "country": "DE"}, {})
    running.submit("race", "p-ada", 255, 1, submission_id="round-1")
    running.submit("race", "p-bob", 180, 0)
    running.submit("global", "p-ada", 10)
    running.submit("global", "p-cyn", 7)


@pytest.fixture
def admin(data: Settings) -> Client:
    """A browser in which a superuser has signed in."""
    user = User.objects.create_superuser("root", "root@example.org", "correct horse")
    client = Client()
    client.force_login(user)
    return client
