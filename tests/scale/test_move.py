"""`laurels move`: what the embedded server answered, the others answer, to the byte."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest

from laurels.demo.fill import DAY, HistoryClock
from laurels.rules.details import Details
from laurels.rules.errors import EntryNotFound
from laurels.rules.instant import SECOND
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod
from laurels.rules.season import Window
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.usecases.details_text import details_text
from laurels.wiring import embedded
from tests.databases import new_database
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer
from tests.scale.test_rebuild import run
from tests.servers import LaurelsServer, killed_after

START = int(time.time()) * SECOND - 200 * DAY
QUARTERLY = Window("quarterly", "0 0 1 */3 *", "Europe/Madrid")
ALL = Window("all-time")
TWO = (Column("points", decimals=1), Column("time", Order.ASCENDING, 3))
BOARDS = (
    Leaderboard("best", "Best\t\\N \n🏎", windows=(QUARTERLY, ALL)),
    Leaderboard("sum", "Sum", TWO, Operator.SUM, RankMethod.DENSE, (ALL, Window("monthly"))),
    Leaderboard("latest", "Latest", TWO[1:], Operator.LATEST, RankMethod.ORDINAL, (ALL, QUARTERLY)),
    Leaderboard("gone", "Deleted before the move"),
)
ODD = ["zoë\\N", "a\\tb", "\\", "𝕏 \u200d", "'; --"]
PLAYERS = [*ODD, *[f"p{n}" for n in range(9)]]
TOLD = "Stop the server now"
PATIENCE_SECONDS = 60


def submission(random: Random, board: Leaderboard) -> Submission:
    values = tuple(random.randrange(-5000, 5000) for _ in board.columns)
    id = f"s{random.randrange(150)}" if random.random() < 0.5 else None
    details = details_text(Details("ranked\t", 5, {"car": "\\N\n", "lap": 1.5})) if id else None
    return Submission(board, random.choice(PLAYERS), values, id, details=details)


async def fill(folder: Path) -> None:
    """Two hundred days of scores, repeats, removals and erasures."""
    random, clock = Random(5), HistoryClock(START)
    async with embedded(Settings(data=str(folder)), clock) as laurels:
        boards = [await laurels.manage_leaderboards.create(board) for board in BOARDS]
        for step in range(12):
            clock.at = START + step * 16 * DAY
            for board in boards:
                scores = [submission(random, board) for _ in range(12)]
                await laurels.submit_scores.submit(board, scores)
            if step % 5 == 3:
                with suppress(EntryNotFound):
                    await laurels.manage_players.remove_entry(boards[step % 3], f"p{step % 9}")
            if step in (4, 9):
                await laurels.manage_players.erase(f"p{step % 9}")
        for id in ODD:
            profile = {"display_name": f"{id}\r\n", "username": "u\\", "country": "ES"}
            await laurels.manage_players.put(id, profile, {"a\t": ["\\", 1.5]})
        await laurels.manage_leaderboards.delete("gone")


def play(server: LaurelsServer, seed: int) -> list[dict[str, Any]]:
    """Scores of now, a removal, an erasure; the submissions with ids that were taken."""
    random, sent = Random(seed), []
    for n in range(60):
        score = (n % 7, {"points": n % 7, "time": n % 5})[n % 2]
        body = {"player": random.choice(PLAYERS), "score": score, "submission_id": f"{seed}-{n}"}
        answer = server.client.post(f"/api/v1/leaderboards/{BOARDS[n % 2].id}/scores", json=body)
        assert answer.status_code == 201, answer.text
        sent.append({"board": BOARDS[n % 2].id, **body})
    server.client.delete("/api/v1/leaderboards/best/entries/p1")
    server.client.delete(f"/api/v1/players/p{seed}").raise_for_status()
    name = {"display_name": f"Named at {seed}"}
    server.client.put("/api/v1/players/p5", json=name).raise_for_status()
    return [body for body in sent if body["player"] != f"p{seed}"]


def paths(server: LaurelsServer) -> Iterator[str]:
    """All that can be asked of what there is."""
    yield "/api/v1/leaderboards"
    yield "/api/v1/players?limit=100"
    for player in PLAYERS:
        yield f"/api/v1/players/{quote(player)}"
        yield f"/api/v1/players/{quote(player)}/entries"
    for board in ("best", "sum", "latest", "global", "gone"):
        base = f"/api/v1/leaderboards/{board}"
        yield from (base, f"{base}/events?limit=1000")
        for window in ("all-time", "quarterly", "monthly"):
            seasons = server.client.get(f"{base}/seasons?window={window}")
            yield f"{base}/seasons?window={window}"
            for season in seasons.json() if seasons.status_code == 200 else []:
                asked = f"window={window}&season={season['number']}"
                yield f"{base}/entries?limit=100&{asked}"
                yield f"{base}/entries?limit=3&offset=4&{asked}"
                yield f"{base}/stats?{asked}"
                yield f"{base}/around-score?score=5&{asked}"
                for player in ("p0", "p1", quote(ODD[0])):
                    yield f"{base}/entries/{player}/around?span=2&{asked}"
        yield f"{base}/entries/p0/history"


def answers(server: LaurelsServer) -> dict[str, tuple[int, Any]]:
    """Each once its season is loaded."""
    found = {}
    for path in paths(server):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (answer := server.client.get(path)).status_code == 503:
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.02)
        found[path] = (answer.status_code, answer.json())
    return found


def repeated(server: LaurelsServer, sent: list[dict[str, Any]]) -> list[Any]:
    """What repeats are answered."""
    told = []
    for body in sent:
        content = {name: value for name, value in body.items() if name != "board"}
        answer = server.client.post(f"/api/v1/leaderboards/{body['board']}/scores", json=content)
        assert (answer.status_code, answer.json().get("replayed")) == (200, True), answer.text
        told.append(answer.json())
    return told


@contextmanager
def a_move(url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A move under way, ended where the test fails: it would wait for the server for ever."""
    inherited = {name: os.environ[name] for name in os.environ if not name.startswith("LAURELS_")}
    with subprocess.Popen(
        [sys.executable, "-m", "laurels", "move", "--to", url, "--data", str(folder)],
        env={**inherited, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as moving:
        try:
            yield moving
        finally:
            moving.kill()


def read_until(process: "subprocess.Popen[str]", text: str) -> str:
    """What it has said, as soon as the text is in it."""
    assert process.stdout
    words = ""
    with killed_after(2 * PATIENCE_SECONDS, process):
        while text not in words:
            line = process.stdout.readline()
            assert line, words
            words += line
    return words


def make_account(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "laurels", "createsuperuser", "--data", str(folder), "--noinput"],
        env={
            **os.environ,
            "DJANGO_SUPERUSER_USERNAME": "ann",
            "DJANGO_SUPERUSER_EMAIL": "ann@example.com",
            "DJANGO_SUPERUSER_PASSWORD": "a long one, 4711",
        },
        check=True,
        timeout=60,
        capture_output=True,
    )


@pytest.mark.parametrize("end", ["stopped", "killed"])
def test_a_live_data_set_answers_the_same_after_the_move(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer, end: str
) -> None:
    folder, url = tmp_path / "data", postgres.new_database()
    new_database(folder)
    asyncio.run(fill(folder))
    make_account(folder)
    with LaurelsServer(folder, "--dev") as server:
        made = run(
            server, "keys", "create", "--name", "k", "--scope", "read", "--data", str(folder)
        )
        assert made[0] == 0, made
        sent = play(server, 7)
        with a_move(url, folder) as moving:
            words = read_until(moving, TOLD)
            sent = [body for body in sent if body["player"] != "p8"] + play(server, 8)
            first = repeated(server, sent)
            last = {"player": "p2", "score": 3, "submission_id": "the last"}
            answer = server.client.post("/api/v1/leaderboards/best/scores", json=last).json()
            before = answers(server)
            if end == "stopped":
                server.stop()
            else:
                server.kill()
            words += moving.communicate(timeout=PATIENCE_SECONDS)[0]
    assert sum(status == 200 for status, _ in before.values()) > 100
    assert moving.returncode == 0, words

    environment = {
        "LAURELS_DATABASE_URL": url,
        "LAURELS_REDIS_URL": redis.url,
        "LAURELS_SECRET_KEY": "of a test",
    }
    with LaurelsServer(tmp_path / "scale", "--dev", **environment) as scaled:
        after = answers(scaled)
        assert after.keys() == before.keys()
        for path, told in before.items():
            assert after[path] == told, path
        assert repeated(scaled, sent) == first
        assert repeated(scaled, [{"board": "best", **last}]) == [answer | {"replayed": True}]
        code, words = run(scaled, "check")
        assert (code, "All clean" in words) == (0, True), words
        assert " k " in run(scaled, "keys", "list")[1]
        new = {"player": "new", "score": {"points": 1, "time": 1}}
        taken = scaled.client.post("/api/v1/leaderboards/sum/scores", json=new)
        assert taken.status_code == 201, taken.text
    name = url.rpartition("/")[2]
    assert postgres.run("SELECT username FROM auth_user", name) == [("ann",)]
    postgres.drop(url)
