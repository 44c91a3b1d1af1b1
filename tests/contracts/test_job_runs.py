"""The contract of `laurels.ports.job_runs`, on every adapter; and of the files that jobs write."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from laurels.adapters import postgres_job_runs, sqlite_job_runs
from laurels.adapters.postgres_database import PostgresDatabase
from laurels.adapters.postgres_export_files import PostgresExportFiles
from laurels.ports.job_runs import Outcome
from laurels.rules.errors import NotFound
from tests.contracts.stores import Stores
from tests.postgres_server import postgres

GOOD = Outcome("Well.", {"n": 1})


def patch_seconds(patch: pytest.MonkeyPatch, name: str, seconds: float) -> None:
    for adapter in (sqlite_job_runs, postgres_job_runs):
        patch.setattr(adapter, name, seconds)


@pytest.fixture
def lapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases end as soon as they are given."""
    patch_seconds(monkeypatch, "LEASE_SECONDS", -0.001)


async def test_what_is_asked_for_is_handed_out_once(stores: Stores) -> None:
    run = await stores.runs.ask("check", {"a": "ü"}, "ada")

    handed = [await stores.runs.hand_out() for _ in range(2)]

    assert [list(part) for part in handed] == [[(run, "check")], []]


async def test_a_claim_tells_what_was_asked(stores: Stores) -> None:
    run = await stores.runs.ask("export", {"leaderboard": "race", "season": 3})
    assert run is not None

    claim = await stores.runs.claim(run, alone=False)

    assert claim is not None
    assert (claim.run, claim.job, claim.attempt) == (run, "export", 1)
    assert claim.argument == {"leaderboard": "race", "season": 3}


async def test_of_many_claims_one_succeeds(stores: Stores) -> None:
    run = await stores.runs.ask("check")
    assert run is not None

    claims = await asyncio.gather(*[stores.runs.claim(run, alone=True) for _ in range(8)])

    assert sum(claim is not None for claim in claims) == 1


async def test_of_many_who_ask_by_the_clock_one_is_heard(stores: Stores) -> None:
    now, _ = await stores.runs.asked()

    asked = [stores.runs.ask("check", unless_since=now) for _ in range(8)]

    assert sum(run is not None for run in await asyncio.gather(*asked)) == 1


async def test_the_clock_does_not_ask_for_what_waits(stores: Stores) -> None:
    await stores.runs.ask("check", by="ada")
    now, asked = await stores.runs.asked()

    assert asked["check"] <= now
    assert await stores.runs.ask("check", unless_since=now + 10**9) is None
    assert await stores.runs.ask("forget", unless_since=now + 10**9) is not None


async def test_two_of_one_job_are_not_under_way_where_they_must_not(stores: Stores) -> None:
    one, other = [await stores.runs.ask("check") for _ in range(2)]
    assert one
    assert other
    first = await stores.runs.claim(one, alone=True)
    assert first is not None

    assert await stores.runs.claim(other, alone=True) is None
    assert await stores.runs.end(first, GOOD, kept=9)

    assert await stores.runs.claim(other, alone=True) is not None


async def test_what_could_not_be_claimed_is_handed_out_again_soon(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = [await stores.runs.ask("check") for _ in range(2)]
    assert one
    assert other
    await stores.runs.hand_out()
    await stores.runs.claim(one, alone=True)
    patch_seconds(monkeypatch, "LATER_SECONDS", 0)

    assert await stores.runs.claim(other, alone=True) is None

    assert list(await stores.runs.hand_out()) == [(other, "check")]


async def test_what_nobody_claims_is_handed_out_again(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await stores.runs.ask("check")
    patch_seconds(monkeypatch, "HAND_OUT_SECONDS", 0)

    for _ in range(3):
        assert list(await stores.runs.hand_out()) == [(run, "check")]


@pytest.mark.usefixtures("lapsed")
async def test_the_run_of_a_lost_runner_goes_to_another(stores: Stores) -> None:
    run = await stores.runs.ask("check")
    assert run is not None
    lost = await stores.runs.claim(run, alone=True)
    assert lost is not None

    assert list(await stores.runs.hand_out()) == [(run, "check")]
    claim = await stores.runs.claim(run, alone=True)

    assert claim is not None
    assert claim.attempt == 2
    assert not await stores.runs.keep(lost)
    assert not await stores.runs.end(lost, GOOD, kept=9)
    assert await stores.runs.keep(claim)
    assert await stores.runs.end(claim, GOOD, kept=9)


async def test_a_runner_that_keeps_its_lease_keeps_its_run(stores: Stores) -> None:
    run = await stores.runs.ask("check")
    assert run is not None
    claim = await stores.runs.claim(run, alone=True)
    assert claim is not None

    assert await stores.runs.keep(claim)

    assert not list(await stores.runs.hand_out())


async def test_what_is_given_back_goes_to_another_at_once(stores: Stores) -> None:
    run = await stores.runs.ask("check")
    assert run is not None
    claim = await stores.runs.claim(run, alone=True)
    assert claim is not None

    await stores.runs.give_back(claim)

    assert list(await stores.runs.hand_out()) == [(run, "check")]
    again = await stores.runs.claim(run, alone=True)
    assert again is not None
    assert again.attempt == 1


async def test_facts_are_those_of_the_last_good_run(stores: Stores) -> None:
    assert await stores.runs.last_facts("check") == {}
    for outcome in (GOOD, Outcome("Better.", {"n": 2}), Outcome("Bad.", {"n": 3}, is_good=False)):
        run = await stores.runs.ask("check")
        assert run is not None
        claim = await stores.runs.claim(run, alone=True)
        assert claim is not None
        await stores.runs.end(claim, outcome, kept=9)

    assert await stores.runs.last_facts("check") == {"n": 2}


async def test_ended_runs_are_kept_in_number(stores: Stores) -> None:
    ended = []
    waiting = await stores.runs.ask("check")
    for _ in range(4):
        run = await stores.runs.ask("check")
        assert run is not None
        claim = await stores.runs.claim(run, alone=True)
        assert claim is not None
        await stores.runs.end(claim, GOOD, kept=2)
        ended.append(run)
    now, _ = await stores.runs.asked()

    assert await stores.runs.ended_before("check", now + 1) == ended[-2:]
    assert list(await stores.runs.hand_out()) == [(waiting, "check")]
    await stores.runs.remove(ended)
    assert await stores.runs.ended_before("check", now + 1) == []


YEAR = 365 * 86_400.0


@contextmanager
def clock_ahead(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock that is a year ahead, and is set back at the end."""
    now, later = postgres_job_runs._now, sqlite_job_runs._now

    async def ahead(connection: Any) -> int:
        return await now(connection) + int(YEAR * 1_000_000)

    with patch.context() as meanwhile:
        meanwhile.setattr(postgres_job_runs, "_now", ahead)
        meanwhile.setattr(sqlite_job_runs, "_now", lambda more=0.0: later(more + YEAR))
        yield


async def test_what_was_asked_for_by_a_clock_that_was_ahead_does_not_count(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock_ahead(monkeypatch):
        run = await stores.runs.ask("check")
        assert run is not None
        claim = await stores.runs.claim(run, alone=True)
        assert claim is not None
        assert await stores.runs.end(claim, GOOD, kept=9)

    now, asked = await stores.runs.asked()
    assert asked == {}
    assert await stores.runs.ask("check", unless_since=now - 10**9) is not None


@pytest.mark.parametrize("state", ["waiting", "handed out", "running"])
async def test_what_a_clock_that_was_ahead_has_left_open_is_handed_out(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    with clock_ahead(monkeypatch):
        run = await stores.runs.ask("check")
        assert run is not None
        if state != "waiting":
            await stores.runs.hand_out()
        if state == "running":
            assert await stores.runs.claim(run, alone=True)
    other = await stores.runs.ask("check")
    assert other is not None

    claim = await stores.runs.claim(other, alone=True)
    assert claim is not None
    assert await stores.runs.end(claim, GOOD, kept=9)
    assert list(await stores.runs.hand_out()) == [(run, "check")]


async def read(stores: Stores, run: int) -> list[bytes]:
    return [part async for part in stores.exports.read(run)]


async def test_a_file_comes_back_as_it_was(stores: Stores, tmp_path: Path) -> None:
    content = bytes(range(256)) * 8192 + b"end"
    for text in (b"a first try, which was longer" * 200_000, content):
        file = tmp_path / "file"
        file.write_bytes(text)
        await stores.exports.keep(7, file)
        assert not file.exists()

    parts = await read(stores, 7)

    assert b"".join(parts) == content
    assert max(map(len, parts)) <= 2**20


async def test_of_two_files_of_one_run_one_is_there_as_a_whole(
    stores: Stores, tmp_path: Path
) -> None:
    """A runner that was paused may go on beside the one that has taken its run over."""
    files = [tmp_path / name for name in "ab"]
    contents = [b"a" * 5_000_000, b"b" * 3_000_000]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)

    await asyncio.gather(*[stores.exports.keep(7, file) for file in files])

    assert b"".join(await read(stores, 7)) in contents


async def test_a_file_that_is_gone_says_so(stores: Stores, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x")
    await stores.exports.keep(7, file)
    await stores.exports.remove(7)
    await stores.exports.remove(8)

    with pytest.raises(NotFound, match="not there any more"):
        await read(stores, 7)


async def test_a_file_that_takes_long_to_delete_is_deleted(tmp_path: Path) -> None:
    """Gigabytes do: here somebody reads it meanwhile."""
    url = postgres(18).emptied_database()
    database = PostgresDatabase(url, connections=2, patience=0.3)
    await database.open()
    try:
        exports = PostgresExportFiles(database)
        file = tmp_path / "file"
        file.write_bytes(b"x")
        await exports.keep(7, file)

        with psycopg.connect(url) as reader:
            reader.execute("SELECT FROM export_parts FOR SHARE")
            removing = asyncio.create_task(exports.remove(7))
            done, _ = await asyncio.wait({removing}, timeout=1)
            assert not done
        await removing

        with pytest.raises(NotFound):
            [part async for part in exports.read(7)]
    finally:
        await database.close()
