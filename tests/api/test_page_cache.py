"""Pages are encoded once as long as nothing on them changes, and not at all for a 304."""

import asyncio
import json
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.api import reads
from laurels.api.page_cache import PageCache
from laurels.rules.leaderboard import Leaderboard, Tier
from laurels.rules.season import Window
from tests.api.boards import BASE
from tests.api.doors import Ask, Doors, Told

OPEN = f"{BASE}/leaderboards/open"
DAY = 86_400_000_000


class Counted:
    """A function, and how often it was called."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self.calls = 0

    def __call__(self, *args: Any, **named: Any) -> Any:
        self.calls += 1
        return self._function(*args, **named)


@pytest.fixture
def doors(tmp_path: Path) -> Any:
    doors = Doors(tmp_path, dev=True)
    yield doors
    doors.close()


@pytest.fixture
def locked(tmp_path: Path) -> Any:
    doors = Doors(tmp_path, dev=False)
    yield doors
    doors.close()


def bearer(doors: Doors) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"authorization", b"Bearer " + doors.keys["read"].encode()),)


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(reads.page_json)
    monkeypatch.setattr(reads, "page_json", counted)
    return counted


def body(doors: Doors, query: str = "?limit=5", board: str = "open") -> bytes:
    return doors.lean(Ask("GET", f"{BASE}/leaderboards/{board}/entries{query}")).body


def test_the_same_page_is_encoded_once(doors: Doors, encoded: Counted) -> None:
    assert body(doors) == body(doors)
    assert encoded.calls == 1

    for query in ("", "?limit=5&offset=1", "?limit=6"):
        assert body(doors, query) == body(doors, query)
    assert encoded.calls == 4


def test_pages_of_other_boards_and_windows_are_others(doors: Doors, encoded: Counted) -> None:
    pages = {
        body(doors),
        body(doors, board="wide"),
        body(doors, "?limit=5&window=weekly", "wide"),
        body(doors, board="entries"),
    }

    assert len(pages) == encoded.calls == 4


def test_two_boards_without_a_score_have_a_page_each(doors: Doors) -> None:
    for id in ("left", "right"):
        doors.run(doors.laurels.manage_leaderboards.create(Leaderboard(id, id)))

    assert body(doors, board="left") != body(doors, board="right")


def test_a_page_that_the_client_has_is_not_made(
    doors: Doors, encoded: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = dict(doors.lean(Ask("GET", f"{OPEN}/entries")).headers)[b"etag"]
    read = doors.laurels.read_ranks
    pages = Counted(read.page)
    monkeypatch.setattr(read, "page", pages)

    known = doors.lean(Ask("GET", f"{OPEN}/entries?limit=7", ((b"if-none-match", tag),)))

    assert known.status == 304
    assert (pages.calls, encoded.calls) == (0, 1)


def test_whatever_changes_on_a_page_is_seen_at_once(doors: Doors, encoded: Counted) -> None:
    laurels = doors.laurels
    seen = [body(doors)]

    doors.lean(Ask("POST", f"{OPEN}/scores", body=b'{"player":"ann","score":1000}'))
    seen.append(body(doors))
    doors.run(laurels.manage_players.patch("ann", {"display_name": "Ann"}, None))
    seen.append(body(doors))
    tiers = laurels.manage_leaderboards.get("wide").tiers
    doors.run(laurels.manage_leaderboards.change("open", {"tiers": tiers}))
    seen.append(body(doors))
    doors.run(laurels.manage_players.remove_entry(laurels.manage_leaderboards.get("open"), "bob"))
    seen.append(body(doors))
    doors.run(laurels.manage_players.erase("ann"))
    seen.append(body(doors))

    assert len(set(seen)) == encoded.calls == len(seen)


def test_a_new_board_of_the_same_id_has_its_own_pages(doors: Doors) -> None:
    before = body(doors)
    manage = doors.laurels.manage_leaderboards
    definition = manage.get("open")
    doors.run(manage.delete("open"))

    doors.run(manage.create(definition))

    assert b'"total":0' in body(doors)
    assert body(doors) != before


class Gate:
    """A function that is held up until the gate opens."""

    def __init__(self, function: Any) -> None:
        self._function = function
        self._reached, self._open = asyncio.Event(), asyncio.Event()

    async def __call__(self, *args: Any, **named: Any) -> Any:
        self._reached.set()
        await self._open.wait()
        return await self._function(*args, **named)

    async def while_held(self, asking: Awaitable[Told], change: Awaitable[Any]) -> Told:
        """The answer to a request that was held up while something changed."""
        task = asyncio.ensure_future(asking)
        await asyncio.wait_for(self._reached.wait(), 5)
        await change
        self._open.set()
        return await task


NEW_TIER = {"tiers": (Tier("new", score=0),)}


@pytest.mark.parametrize("path", ["entries?limit=1", "entries/ann", "entries/ann/around?span=0"])
def test_a_definition_that_changes_while_a_season_is_loaded_is_the_one_shown(
    doors: Doors, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    laurels = doors.laurels
    page = Ask("GET", f"{OPEN}/{path}")

    async def changed_while_loading() -> Told:
        season = await laurels.read_ranks.season(laurels.manage_leaderboards.get("open"))
        await laurels.index.close(season.id)
        gate = Gate(laurels.index.open)
        monkeypatch.setattr(laurels.index, "open", gate)
        change = laurels.manage_leaderboards.change("open", NEW_TIER)
        return await gate.while_held(doors.answering(page), change)

    for told in (doors.run(changed_while_loading()), doors.lean(page)):
        assert b'"tier":"new"' in told.body


@pytest.mark.parametrize("path", ["entries?limit=1", "entries/ann", "entries/ann/around?span=0"])
def test_a_definition_that_changes_while_keys_are_read_is_the_one_shown(
    locked: Doors, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    laurels = locked.laurels
    page = Ask("GET", f"{BASE}/leaderboards/closed/{path}", bearer(locked))

    async def changed_while_keys_are_read() -> Told:
        gate = Gate(laurels.manage_keys.scopes_of)
        with monkeypatch.context() as patch:
            patch.setattr(laurels.manage_keys, "scopes_of", gate)
            change = laurels.manage_leaderboards.change("closed", NEW_TIER)
            return await gate.while_held(locked.answering(page), change)

    for told in (locked.run(changed_while_keys_are_read()), locked.lean(page)):
        assert b'"tier":"new"' in told.body


@pytest.mark.parametrize("path", ["entries", "entries/ann", "entries/ann/around"])
def test_a_board_that_is_closed_while_its_season_is_loaded_is_not_shown(
    locked: Doors, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    laurels = locked.laurels

    async def closed_while_loading() -> Told:
        season = await laurels.read_ranks.season(laurels.manage_leaderboards.get("open"))
        await laurels.index.close(season.id)
        gate = Gate(laurels.index.open)
        monkeypatch.setattr(laurels.index, "open", gate)
        change = laurels.manage_leaderboards.change("open", {"public": False})
        return await gate.while_held(locked.answering(Ask("GET", f"{OPEN}/{path}")), change)

    assert locked.run(closed_while_loading()).status == 401


def test_a_board_that_is_deleted_while_its_season_is_loaded_is_not_found(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    laurels = doors.laurels

    async def deleted_while_loading() -> Told:
        season = await laurels.read_ranks.season(laurels.manage_leaderboards.get("open"))
        await laurels.index.close(season.id)
        gate = Gate(laurels.index.open)
        monkeypatch.setattr(laurels.index, "open", gate)
        change = laurels.catalog.delete_leaderboard(laurels.manage_leaderboards.get("open"), 1)
        return await gate.while_held(doors.answering(Ask("GET", f"{OPEN}/entries")), change)

    assert doors.run(deleted_while_loading()).status == 404


def test_a_private_page_is_kept_for_those_with_a_key_alone(locked: Doors) -> None:
    target, key = f"{BASE}/leaderboards/closed/entries", bearer(locked)
    kept = locked.lean(Ask("GET", target, key))
    tag = dict(kept.headers)[b"etag"]
    submits = ((b"authorization", b"Bearer " + locked.keys["submit"].encode()),)

    for known in ((), ((b"if-none-match", tag),), ((b"if-none-match", b"*"),)):
        assert locked.lean(Ask("GET", target, known)).status == 401
        assert locked.lean(Ask("GET", target, (*submits, *known))).status == 403
        with_key = locked.lean(Ask("GET", target, (*key, *known)))
        assert (with_key.status, with_key.body) == ((304, b"") if known else (200, kept.body))


def test_a_page_of_the_season_before_is_not_served_after_midnight(doors: Doors) -> None:
    doors.run(
        doors.laurels.manage_leaderboards.create(
            Leaderboard("daily", "Daily", windows=(Window("daily"),))
        )
    )
    doors.lean(Ask("POST", f"{BASE}/leaderboards/daily/scores", body=b'{"player":"ann","score":1}'))
    target = f"{BASE}/leaderboards/daily/entries"
    before = doors.lean(Ask("GET", target))
    yesterday = json.loads(before.body)
    assert yesterday["total"] == 1

    doors.now += DAY - doors.now % DAY  # midnight
    after = doors.lean(Ask("GET", target, ((b"if-none-match", dict(before.headers)[b"etag"]),)))

    today = json.loads(after.body)
    assert (today["season"], today["total"]) == (yesterday["season"] + 1, 0)
    assert body(doors, f"?season={yesterday['season']}", "daily") == before.body
    doors.lean(Ask("POST", f"{BASE}/leaderboards/daily/scores", body=b'{"player":"bob","score":1}'))
    assert b'"bob"' in body(doors, "", "daily")


def test_a_season_that_was_dropped_and_loaded_again_shows_what_it_holds(doors: Doors) -> None:
    laurels = doors.laurels
    season = doors.run(laurels.read_ranks.season(laurels.manage_leaderboards.get("open")))
    before = doors.lean(Ask("GET", f"{OPEN}/entries"))
    known = ((b"if-none-match", dict(before.headers)[b"etag"]),)

    for score in range(1000, 1005):
        doors.run(laurels.index.close(season.id))
        assert doors.lean(Ask("GET", f"{OPEN}/entries?limit=3")).status == 200  # loaded again
        data = b'{"player":"ann","score":%d}' % score
        assert doors.lean(Ask("POST", f"{OPEN}/scores", body=data)).status == 201
        told = doors.lean(Ask("GET", f"{OPEN}/entries", known))
        assert told.status == 200
        assert json.loads(told.body)["entries"][0]["score"] == score
        known = ((b"if-none-match", dict(told.headers)[b"etag"]),)


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(["v1", "v2"]), st.binary(max_size=40)),
        max_size=60,
    )
)
def test_the_cache_gives_only_what_was_put_last_and_stays_small(
    puts: list[tuple[int, str, bytes]],
) -> None:
    cache, model = PageCache(most_pages=4, most_bytes=100), {}

    for asked, version, page in puts:
        cache.put(asked, version, page)
        model[asked] = (version, page)
        cache.check()
        for known in range(7):
            for each in ("v1", "v2"):
                got = cache.get(known, each)
                assert got is None or (each, got) == model[known]
        assert cache.get(asked, version) == page  # nothing here is larger than the cache


def test_the_page_asked_for_longest_ago_goes_first() -> None:
    cache = PageCache(most_pages=2)
    for name in ("a", "b"):
        cache.put(name, "v", b"x")
    cache.get("a", "v")

    cache.put("c", "v", b"x")

    assert [cache.get(name, "v") for name in ("a", "b", "c")] == [b"x", None, b"x"]


def test_a_page_larger_than_the_cache_is_not_kept() -> None:
    cache = PageCache(most_bytes=10)

    cache.put("a", "v", b"x" * 11)

    assert cache.get("a", "v") is None
    cache.check()
