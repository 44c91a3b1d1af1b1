"""Health, and what is answered before there is health."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from laurels.api.app import create_app
from laurels.rules.errors import Unavailable
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.api.boards import BASE, assert_refused
from tests.servers import LaurelsServer

SCORE = {"player": "ann", "score": 5}


def test_the_process_lives(client: httpx.Client) -> None:
    assert client.get("/health/live").status_code == 200


def test_it_is_ready_and_says_what_was_looked_at(client: httpx.Client) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert set(answer.json()["checks"].values()) == {"ok"}


def test_health_needs_no_key(guarded: LaurelsServer) -> None:
    for path in ("/health/live", "/health/ready", "/api/leaderboard/health"):
        assert guarded.client.get(path).status_code == 200


async def test_why_loading_failed_is_not_for_the_public(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "laurels.sqlite3")) as connection:
        connection.execute("CREATE TABLE secret_plans (id)")
    laurels = Laurels(Settings(data=str(tmp_path), dev=True))
    with pytest.raises(Unavailable, match="no such table"):
        await laurels.load()

    transport = httpx.ASGITransport(create_app(laurels))
    async with httpx.AsyncClient(transport=transport, base_url="http://failed") as client:
        for path in ("/health/ready", "/api/leaderboard/health", f"{BASE}/leaderboards"):
            answer = await client.get(path)
            assert answer.status_code == 503
            assert "could not be loaded" in answer.text
            assert "table" not in answer.text
    laurels.profile.database.close()


async def test_before_it_is_loaded_it_answers_503_with_retry_after(tmp_path: Path) -> None:
    laurels = Laurels(Settings(data=str(tmp_path), dev=True))
    transport = httpx.ASGITransport(create_app(laurels))  # its start, which loads, is left out
    async with httpx.AsyncClient(transport=transport, base_url="http://starting") as client:
        for method, path in (
            ("GET", f"{BASE}/leaderboards"),
            ("GET", f"{BASE}/leaderboards/global/entries"),
            ("POST", f"{BASE}/leaderboards/global/scores"),
            ("GET", f"{BASE}/players/ann"),
            ("GET", "/api/leaderboard/top"),
        ):
            answer = await client.request(method, path, json=SCORE)
            assert_refused(answer, 503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert "loading" in ready.json()["checks"]["ranking index"]
        assert int(ready.headers["retry-after"]) > 0
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/api/leaderboard/health")).status_code == 503
    laurels.profile.database.close()
