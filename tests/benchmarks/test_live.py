"""Those who watch: what their process takes from the wire, and when a score counts as shown."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from websockets.asyncio.server import ServerConnection, serve

from benchmarks import plots
from benchmarks.live import report as reports
from benchmarks.live.__main__ import calmest, possible
from benchmarks.live.measure import Case
from benchmarks.live.report import LiveReport
from benchmarks.live.scores import Scored, for_the_top, seen_in
from benchmarks.live.sightings import delays, sightings
from benchmarks.live.watchers import Crowd, StreamWatcher, Watcher
from benchmarks.measure import new_world
from benchmarks.process import Running


def a_message(version: int, kind: str = "change", **more: Any) -> str:
    empty: dict[str, Any] = {"entries": [], "left": [], "players": []}
    message = {"type": kind, "version": version} | empty | more
    return json.dumps(message, separators=(",", ":"))


def row(player: str, score: int) -> dict[str, Any]:
    return {"player": player, "score": score, "rank": 1}


def top(*totals: int) -> list[dict[str, Any]]:
    return [row(f"p{number}", total) for number, total in enumerate(totals)]


class TestDelays:
    """From a submit's answer to the last client's message that shows the score."""

    snapshot = (0.0, 0.1, 2, a_message(1, "snapshot", entries=top(*range(100, 110))))

    def delay(self, score: Scored, *frames: tuple[float, float, int, str]) -> list[float]:
        took, missing = delays([score], sightings([self.snapshot, *frames], False), False, 2)
        assert len(took) + missing == 1
        return took

    def test_the_last_client_counts(self):
        shows = (1.2, 1.5, 2, a_message(2, entries=[row("p3", 200)]))
        assert self.delay(Scored("p3", 200, 1.0, 1.1), shows) == [pytest.approx(0.4)]

    def test_a_later_score_of_the_player_shows_it_too(self):
        shows = (1.2, 1.5, 2, a_message(2, entries=[row("p3", 230)]))
        assert self.delay(Scored("p3", 200, 1.0, 1.1), shows) == [pytest.approx(0.4)]

    def test_an_earlier_total_does_not(self):
        earlier = (1.2, 1.5, 2, a_message(2, entries=[row("p3", 150)]))
        assert self.delay(Scored("p3", 200, 1.0, 1.1), earlier) == []

    def test_who_was_pushed_out_before_anyone_looked_counts_from_then(self):
        pushed = [row(f"n{number}", 300) for number in range(10)]
        left = [f"p{number}" for number in range(10)]
        shows = (1.2, 1.3, 2, a_message(2, entries=pushed, left=left))
        assert self.delay(Scored("p3", 200, 1.0, 1.1), shows) == [pytest.approx(0.2)]

    def test_who_was_behind_is_shown_by_a_snapshot(self):
        shows = (1.2, 1.3, 1, a_message(2, entries=[row("p3", 200)]))
        instead = (1.9, 2.1, 1, a_message(3, "snapshot", entries=top(*range(200, 210))))
        assert self.delay(Scored("p3", 200, 1.0, 1.1), shows, instead) == [pytest.approx(1.0)]

    def test_each_followed_player_has_messages_of_its_own(self):
        frames = [
            (1.2, 1.2, 1, a_message(2, players=[row("ann", 5)])),
            (1.4, 1.4, 1, a_message(2, players=[row("bob", 7)])),
        ]
        seen = sightings(frames, follows=True)
        score = Scored("bob", 7, 1.0, 1.1)
        assert delays([score], seen, True, 2) == ([pytest.approx(0.3)], 0)


class TestScores:
    """Most far from the top, some in it."""

    def test_a_contender_s_score_enters_the_first_ten_or_changes_them(self):
        totals = {f"player-{number:07}": 100 + number for number in range(1, 41)}
        before, changed = dict(totals), 0
        world = new_world(cast(Running, SimpleNamespace(headers=())), "one", 1_000_000)
        requests = for_the_top(world, totals)
        for _ in range(2_000):
            next(requests)
            moved = [player for player in totals if totals[player] != before[player]]
            if moved:
                assert totals[moved[0]] >= sorted(totals.values())[-10]
                changed += 1
            before = dict(totals)
        assert 40 <= changed <= 130  # of 80 on average

    def test_answers_tell_which_scores_someone_is_shown(self):
        answers = [
            (
                b'HTTP/1.1 201\r\n\r\n{"entry":{"player":"%b","score":7,"rank":%d}}' % one,
                1.0,
                2.0,
            )
            for one in ((b"ann", 10), (b"bob", 11))
        ]
        assert seen_in(answers, frozenset()) == [Scored("ann", 7, 1.0, 2.0)]
        assert seen_in(answers, frozenset({"bob"})) == [Scored("bob", 7, 1.0, 2.0)]


class TestWatchers:
    """The process that watches."""

    async def test_every_client_s_messages_are_counted(self, tmp_path: Path) -> None:
        output = tmp_path / "seen.json"
        ended = asyncio.Event()

        async def show(socket: ServerConnection) -> None:
            await socket.send(a_message(1, "snapshot"))
            await socket.ping()
            await socket.send(a_message(2, entries=[row("ann", 2**40)] * 100))
            await socket.send('{"type":"ping","version":3}')
            await ended.wait()

        async with serve(show, "127.0.0.1", 0, compression=None) as server:
            port = server.sockets[0].getsockname()[1]
            told = {"host": "127.0.0.1", "port": port, "headers": [], "events": False,
                    "paths": ["/live"] * 3, "output": str(output)}  # fmt: skip
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.live.watchers",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(told).encode() + b"\n")
            assert await process.stdout.readline() == b"ready\n"
            await process.communicate(b"\n")
            ended.set()
        seen = json.loads(output.read_text())
        assert [json.loads(text)["version"] for *_, text in seen["frames"]] == [1, 2]
        assert [count for _, _, count, _ in seen["frames"]] == [3, 3]
        assert (len(seen["others"]), seen["lost"]) == (3, 0)

    def test_events_come_in_chunks_of_any_size(self):
        crowd = Crowd()
        watcher = StreamWatcher(crowd, "/live", ())
        event = b"event: change\nid: 2\ndata: " + a_message(2).encode() + b"\n\n"
        whole = b"HTTP/1.1 200 OK\r\n\r\n" + b"%x\r\n%b\r\n" % (len(event), event) * 2
        for at in range(0, len(whole), 7):
            watcher.data_received(whole[at : at + 7])
        ((_, _, count, _),) = crowd.seen.values()
        assert count == 2

    @pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
    def test_a_frame_ends_where_its_head_says(self, length: int):
        from websockets.frames import Frame, Opcode

        frame = Frame(Opcode.TEXT, b"x" * length).serialize(mask=False)
        assert Watcher.frame(frame) == Watcher.frame(frame + b"\x81\x00")
        assert Watcher.frame(frame) == (len(frame) - length, len(frame))
        assert Watcher.frame(frame[:-1]) is None


def a_report(shown_p99_ms: float = 150.0, client_bytes: float = 24e3) -> LiveReport:
    one = {
        "submit_p50_ms": 1.0, "submit_p99_ms": 2.0, "server_cores": 0.5, "shown_p50_ms": 90.0,
        "shown_p99_ms": shown_p99_ms, "shown": 400, "unseen": 0, "messages_a_second": 1e5,
        "message_us": 7.0, "late_snapshots": 0, "client_bytes": client_bytes,
        "watchers_cores": 0.4, "others_cores": 0.1,
    }  # fmt: skip
    cases: list[dict[str, Any]] = [
        {"title": title, "clients": clients, "follows": False, "tried": 3, "rounds": [one, one]}
        for title, clients in (("nobody", 0), ("a crowd", reports.CROWD))
    ]
    effort = {"rounds": 2.0, "seconds": 10.0, "warm_up_seconds": 2.0}
    return LiveReport("2026-11-26", {"Cores": "2"}, effort, 1_000_000, cases)


class TestReport:
    """What is kept, and what is told of it."""

    def test_a_report_comes_back_from_its_json(self, tmp_path: Path) -> None:
        path = reports.save(a_report(), tmp_path / "run.json")
        assert reports.load(path) == a_report()
        assert "| a crowd | 90 | 150 |" in path.with_suffix(".md").read_text()

    @pytest.mark.parametrize(
        ("shown_p99_ms", "client_bytes", "met"),
        [(250, 25e3, ["yes", "yes"]), (251, 25.1e3, ["no", "no"])],
    )
    def test_targets_are_of_the_largest_crowd(self, shown_p99_ms, client_bytes, met):
        report = a_report(shown_p99_ms, client_bytes)
        assert [line[-1] for line in reports.target_rows(report)] == met

    def test_the_page_on_performance_has_a_place_for_every_table(self):
        text = plots.PAGE.read_text(encoding="utf-8")
        for name in ("live", "live-targets", "live-source"):
            assert f"<!-- {name} -->\n" in text
            assert f"<!-- /{name} -->" in text


def test_clients_that_the_system_has_no_files_for_are_left_out(capsys):
    few, many = Case("few", 100), Case("many", 10_000)
    assert possible([few, many], 1_024) == [few]
    assert "ulimit -Hn 10300" in capsys.readouterr().out


def test_rounds_that_other_work_got_into_do_not_count():
    rounds = [{"others_cores": cores, "shown": cores * 7} for cores in (0.3, 0.1, 1.9, 0.2)]
    assert [one["others_cores"] for one in calmest(rounds, 3)] == [0.1, 0.2, 0.3]
