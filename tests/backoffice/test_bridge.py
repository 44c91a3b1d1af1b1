"""The bridge from Django's threads to the server's loop, and the admin without it."""

import asyncio
import threading

import pytest
from django.test import Client

from laurels.backoffice import bridge
from laurels.backoffice.models import Leaderboard, Season
from laurels.rules.errors import LeaderboardNotFound, Unavailable
from tests.backoffice.conftest import Running
from tests.backoffice.pages import board_url, change, listing, page, player_url


def test_a_call_runs_on_the_server_s_loop_and_brings_back_its_answer(running: Running) -> None:
    async def where(number: int, *, factor: int) -> tuple[int, bool, str]:
        on_loop = asyncio.get_running_loop() is running.loop
        return number * factor, on_loop, threading.current_thread().name

    answer, on_loop, thread = bridge.call(where, 21, factor=2)
    assert (answer, on_loop) == (42, True)
    assert thread != threading.current_thread().name


def test_a_call_brings_back_errors(running: Running) -> None:
    with pytest.raises(LeaderboardNotFound):
        bridge.call(bridge.laurels().manage_leaderboards.delete, "nowhere")


def test_a_call_that_takes_too_long_is_not_broken_off(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "PATIENCE_SECONDS", 0.05)
    go_on, done = asyncio.Event(), threading.Event()

    async def slow() -> None:
        await go_on.wait()
        done.set()

    with pytest.raises(Unavailable, match="may still be made"):
        bridge.call(slow)
    running.loop.call_soon_threadsafe(go_on.set)
    assert done.wait(10)


def test_a_use_case_s_own_time_out_is_its_own(running: Running) -> None:
    async def impatient() -> None:
        raise TimeoutError("the use case")

    with pytest.raises(TimeoutError, match="the use case"):
        bridge.call(impatient)


def test_without_a_server_nothing_can_be_called(data: object) -> None:
    assert not bridge.is_connected()
    with pytest.raises(Unavailable, match="only shows"):
        bridge.laurels()


def test_without_a_server_the_admin_only_shows_and_says_so(admin: Client, running: Running) -> None:
    bridge.disconnect()
    season = Season.objects.first()
    assert season is not None
    for url in ("/admin/", listing("leaderboard"), board_url(), player_url(), listing("apikey")):
        text = page(admin, url)
        assert "so it only shows" in text, url
        assert 'name="_save"' not in text
    assert "only shows" in page(admin, change("season", season.id))
    assert admin.post(board_url(), {"title": "Mine"}).status_code == 403
    assert admin.post(board_url().replace("change/", "delete/"), {"post": "yes"}).status_code == 403
    assert Leaderboard.objects.get(slug="race").title == "Grand Prix"
