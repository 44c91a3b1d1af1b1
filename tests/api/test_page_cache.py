"""Pages are encoded once as long as nothing on them changes, and not at all for a 304."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.api import reads
from laurels.api.page_cache import PageCache
from laurels.rules.leaderboard import Leaderboard
from tests.api.boards import BASE
from tests.api.doors import Ask, Doors

OPEN = f"{BASE}/leaderboards/open"


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
