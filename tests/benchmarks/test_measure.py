"""What a stretch of load asks for, and how its cost is told."""

from itertools import islice
from types import SimpleNamespace
from typing import cast

from benchmarks import measure
from benchmarks.measure import new_world, split
from benchmarks.process import Running
from benchmarks.subject import World
from benchmarks.subjects import no_op, not_modified, submit, top

KEY = "authorization: Bearer lk-1.2"


def a_world() -> World:
    return new_world(cast(Running, SimpleNamespace(headers=(KEY,))), "one", 1_000_000)


def players(world: World) -> list[str]:
    return [world.player() for _ in range(10)]


def test_each_stretch_draws_players_of_its_own():
    assert players(a_world()) != players(a_world())


def test_the_next_run_draws_the_same(monkeypatch):
    drawn = []
    for started in ("one run", "another"):
        monkeypatch.setattr(measure, "_STARTED", started)
        monkeypatch.setattr(measure, "_stretches", iter([5]))
        drawn.append(players(a_world()))
    assert drawn[0] == drawn[1]


def test_every_request_carries_the_key():
    (request,) = islice(submit.requests(a_world()), 1)
    assert f"\r\n{KEY}\r\n".encode() in request


def test_who_has_a_page_names_its_tag():
    world = a_world()
    world.server.get = lambda path: SimpleNamespace(headers={"etag": '"7"'})  # type: ignore
    (request,) = islice(not_modified.requests(world), 1)
    assert b'\r\nif-none-match: "7"\r\n' in request


def test_what_comes_in_beside_is_taken_off():
    used = {"service": 1_500.0, "Redis": 300.0}
    assert split(used, 10, {"service": 100.0}, 5) == {"service": 100.0, "Redis": 30.0}


def test_what_comes_in_beside_is_measured_before():
    order = measure.in_order([top.CHANGING, submit.SUBJECT])
    assert order == [no_op.SUBJECT, submit.SUBJECT, top.CHANGING]
