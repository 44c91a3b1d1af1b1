"""What the compiled writer makes of entries and pages is what msgspec makes, to the byte."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from laurels.api import pages_json
from laurels.api.cursors import read_page_cursor
from laurels.api.pages_json import entry_json, page_json, plain_entry, plain_page
from laurels.rules.entry import Entry
from laurels.rules.instant import EARLIEST, LATEST
from laurels.rules.leaderboard import Column, Leaderboard, Order, Tier
from laurels.rules.player import Card
from laurels.rules.rank import RankedEntry, percentile
from laurels.rules.score import LARGEST, SMALLEST
from laurels.rules.season import Season
from laurels.usecases.read_ranks import Page, Row
from tests.compiled import compiled

DAY = 86_400_000_000
NASTY = ['"', "\\", "<script>", "/", "\x00\x01\x07\b\t\n\v\f\r\x1f", "\x7f\x80", "é", "\u2028", "🏎"]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.sampled_from(NASTY)).map("".join),
    st.builds(str.__mul__, st.sampled_from(NASTY), st.sampled_from([1, 127, 128, 5000])),
)
IDS = TEXTS.filter(bool)
NUMBERS = st.one_of(st.integers(SMALLEST, LARGEST), st.integers(-(10**7), 10**7))
VALUES = st.one_of(
    NUMBERS, st.sampled_from([SMALLEST, LARGEST, 0, -1, 1, 10**6, -(10**6), 99, 100])
)
INSTANTS = st.one_of(
    st.integers(EARLIEST, LATEST),
    st.integers(EARLIEST // 10**6, LATEST // 10**6).map((10**6).__mul__),
    st.integers(-719_162, 2_932_896).map(DAY.__mul__),
    st.sampled_from([EARLIEST, LATEST, 0, -1, 1, 951_782_400 * 10**6, 4_107_542_400 * 10**6 - 1]),
)
NAMES = [f"column-{n}." for n in range(5)]
TIERS = st.one_of(
    st.builds(Tier, st.just("t"), st.decimals(Decimal("0.000001"), 100, places=6)),
    st.builds(Tier, st.just("t"), st.integers(1, 100).map(Decimal)),
    st.builds(Tier, st.just("t"), st.just(Decimal("33." + "3" * 60))),
    st.builds(Tier, st.just("t"), score=VALUES),
)


@st.composite
def boards(draw: st.DrawFn) -> Leaderboard:
    columns = tuple(
        Column(name, draw(st.sampled_from(Order)), draw(st.integers(0, 6)))
        for name in NAMES[: draw(st.integers(1, 5))]
    )
    tiers = draw(st.lists(TIERS, max_size=4))
    named = tuple(
        tier.__class__(f"t{n}", tier.top_percent, tier.score) for n, tier in enumerate(tiers)
    )
    return Leaderboard("some.board", "A", columns, tiers=named, number=draw(st.integers(1, 2**31)))


@st.composite
def rows(draw: st.DrawFn, board: Leaderboard, total: int, position: int) -> RankedEntry:
    values = tuple(draw(VALUES) for _ in board.columns)
    entry = Entry(
        values, draw(st.integers(0, 2**63 - 1)), draw(INSTANTS), draw(st.integers(1, 2**62))
    )
    ahead = draw(st.integers(0, total - 1))
    return RankedEntry(draw(st.integers(1, 9)), entry, position, ahead + 1, ahead, total)


@st.composite
def pages(draw: st.DrawFn) -> tuple[Leaderboard, Page]:
    board = draw(boards())
    total = draw(st.one_of(st.integers(1, 40), st.integers(1, 10**9), st.just(2**41 + 1)))
    offset = draw(st.integers(0, total - 1))
    size = draw(st.integers(1, min(20, total - offset)))
    ranked = [draw(rows(board, total, offset + n)) for n in range(size)]
    window = draw(st.sampled_from(["all-time", "a" * 31, "b" * 32]))
    season = Season(7, board.number, window, draw(st.integers(-(2**31), 2**31 - 1)), 0, None)
    return board, Page(season, total, ranked, [draw(cards(entry.player)) for entry in ranked])


def cards(number: int) -> st.SearchStrategy[Card]:
    text = st.one_of(st.none(), TEXTS)
    return st.one_of(
        st.just(Card(number, "")), st.builds(Card, st.just(number), IDS, text, text, text, text)
    )


def kept(page: Page) -> Page:
    """The page as the compiled index and the compiled store of cards give it."""
    store = compiled("cards").CompactCards(shard_bits=1, chunk_bits=6)
    for card in page.cards:
        if card.id:
            store.put(card)
    ranked = compiled("page_json").rows_of(page.ranked)
    return page._replace(ranked=ranked, cards=store.cards_of(ranked))


@settings(max_examples=150)
@given(pages(), st.one_of(st.just(UNSET), st.integers(1, 2**62)))
def test_a_page_is_written_as_msgspec_writes_it(
    drawn: tuple[Leaderboard, Page], rank: int | UnsetType
) -> None:
    compiled("page_json")
    board, page = drawn

    assert page_json(board, page, rank=rank) == plain_page(board, page, rank=rank)


@settings(max_examples=150)
@given(pages(), st.booleans())
def test_a_page_of_kept_rows_and_cards_is_written_as_msgspec_writes_it(
    drawn: tuple[Leaderboard, Page], is_listed: bool
) -> None:
    board, page = drawn
    block = kept(page)

    assert list(block.ranked) == page.ranked
    written = page_json(board, block, is_listed=is_listed)
    assert written == plain_page(board, block, is_listed=is_listed)


@settings(max_examples=60)
@given(pages())
def test_an_entry_is_written_as_msgspec_writes_it(drawn: tuple[Leaderboard, Page]) -> None:
    compiled("page_json")
    board, page = drawn

    for row in page.rows:
        assert entry_json(board, row) == plain_entry(board, row)


def test_the_compiled_writer_is_the_one_that_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled("page_json")
    board, page = Leaderboard("a", "A"), page_of([entry_of((5,))])
    monkeypatch.delattr(pages_json, "entry_out")

    assert page_json(board, page)
    assert entry_json(board, page.rows[0])


def entry_of(values: Sequence[int], ahead: int = 0, total: int = 1, at: int = 0) -> RankedEntry:
    return RankedEntry(1, Entry(tuple(values), 9, at, 1), ahead, ahead + 1, ahead, total)


def page_of(ranked: list[RankedEntry]) -> Page:
    season = Season(7, 1, "all-time", 1, 0, None)
    return Page(season, ranked[0].total, ranked, [Card(1, "ana")] * len(ranked))


@pytest.mark.parametrize("is_listed", [True, False])
@pytest.mark.parametrize("total", [0, 5])
def test_an_empty_page_leads_back_where_it_was_listed(total: int, is_listed: bool) -> None:
    board, page = Leaderboard("a", "A"), page_of([entry_of((5,))])
    empty = page._replace(total=total, ranked=(), cards=())

    written = page_json(board, empty, is_listed=is_listed)

    assert written == plain_page(board, empty, is_listed=is_listed)
    assert (b'"previous":null' in written) == (not (is_listed and total))


@settings(max_examples=60)
@given(pages())
def test_the_cursors_of_a_page_are_read_back(drawn: tuple[Leaderboard, Page]) -> None:
    import msgspec

    board, page = drawn
    written: dict[str, Any] = msgspec.json.decode(page_json(board, page))

    for field, way, entry in (
        ("next", "after", page.ranked[-1]),
        ("previous", "before", page.ranked[0]),
    ):
        if written[field] is not None:
            cursor = read_page_cursor(written[field], board, None, None)
            assert cursor.direction == way
            assert (cursor.window, cursor.season) == (page.season.window, page.season.number)
            assert board.order_key.unpack(cursor.key) == entry.entry[:2]


def test_every_percentile_of_small_totals_is_rounded_as_python_rounds_it() -> None:
    tenths_of = compiled("page_json").tenths_of
    for total in range(1, 2001):
        for ahead in range(total):
            assert tenths_of(ahead, total) / 10 == percentile(ahead, total), (ahead, total)


@settings(max_examples=2000)
@given(
    st.one_of(st.integers(1, 10**9), st.integers(2**40 - 5, 2**40 + 5), st.integers(1, 2**62)),
    st.data(),
)
def test_a_percentile_of_any_total_is_rounded_as_python_rounds_it(
    total: int, data: st.DataObject
) -> None:
    ahead = data.draw(st.integers(0, total - 1))

    assert compiled("page_json").tenths_of(ahead, total) / 10 == percentile(ahead, total)


@given(st.integers(0, 999), st.integers(1, 10**9 // 2000), st.integers(-1, 1))
def test_a_percentile_near_a_tie_is_rounded_as_python_rounds_it(
    tenths: int, scale: int, off: int
) -> None:
    """(2 * tenths + 1) / 20 percent, and the nearest shares to it."""
    total = 2000 * scale
    ahead = total - (2 * tenths + 1) * scale + off
    if ahead < total:
        assert compiled("page_json").tenths_of(ahead, total) / 10 == percentile(ahead, total)


def test_every_day_is_written_as_python_writes_it() -> None:
    compiled("page_json")
    board = Leaderboard("a", "A")
    for day in range(-719_162, 2_932_897, 29):  # shares no divisor with months or years
        row = Row(entry_of((1,), at=day * DAY), Card(1, "a"))
        assert entry_json(board, row) == plain_entry(board, row), day


@pytest.mark.parametrize("at", [EARLIEST - 1, LATEST + 1, -(2**63), 2**63 - 1])
def test_an_instant_of_no_year_is_refused_as_before(at: int) -> None:
    row = Row(entry_of((1,), at=at), Card(1, "a"))

    for write in (entry_json, plain_entry):
        with pytest.raises(OverflowError):
            write(Leaderboard("a", "A"), row)


@pytest.mark.parametrize("decimals", range(7))
def test_every_power_of_ten_is_written_exactly(decimals: int) -> None:
    compiled("page_json")
    board = Leaderboard("a", "A", (Column(decimals=decimals),))
    for power, off, sign in product(range(19), (-1, 0, 1), (-1, 1)):
        row = Row(entry_of((sign * (10**power + off),)), Card(1, "a"))
        assert entry_json(board, row) == plain_entry(board, row)


@pytest.mark.parametrize("character", range(0x180))
def test_every_character_is_escaped_as_msgspec_escapes_it(character: int) -> None:
    compiled("page_json")
    row = Row(entry_of((1,)), Card(1, f"a{chr(character)}b", chr(character)))

    assert entry_json(Leaderboard("a", "A"), row) == plain_entry(Leaderboard("a", "A"), row)


def test_rows_of_another_leaderboard_are_refused() -> None:
    compiled("page_json")
    two = Leaderboard("a", "A", (Column("a"), Column("b")))
    page = page_of([entry_of((1,))])

    with pytest.raises(ValueError, match="columns"):
        page_json(two, page)
    with pytest.raises(ValueError, match="columns"):
        entry_json(two, page.rows[0])
    with pytest.raises(ValueError, match="one card for each"):
        page_json(Leaderboard("a", "A"), page._replace(cards=[]))


def test_a_changed_leaderboard_is_written_as_it_is_now() -> None:
    compiled("page_json")
    page = page_of([entry_of((5,))])
    for tier in ("gold", "silver", "bronze"):
        board = Leaderboard("a", "A", tiers=(Tier(tier, Decimal(100)),), number=3)
        assert page_json(board, page) == plain_page(board, page)
        assert f'"tier":"{tier}"'.encode() in page_json(board, page)


def test_a_tier_by_share_grows_with_the_total() -> None:
    compiled("page_json")
    board = Leaderboard("a", "A", tiers=(Tier("gold", Decimal(10)),))
    for total in (100, 10, 1000, 10):
        for ahead in (0, 1, 9, total - 1):
            row = Row(entry_of((1,), ahead, total), Card(1, "a"))
            assert entry_json(board, row) == plain_entry(board, row)


@example(10**9, 10**7, Decimal("1.000001"))
@example(3, 1, Decimal("33." + "3" * 59 + "4"))  # more digits than a Decimal product has
@given(
    st.integers(1, 10**12),
    st.integers(0, 10**12),
    st.decimals(Decimal("0.000001"), 100, places=20),
)
def test_a_tier_by_share_ends_at_the_same_entry(total: int, ahead: int, share: Decimal) -> None:
    compiled("page_json")
    board = Leaderboard("a", "A", tiers=(Tier("t", share),))
    edge = int(share * total / 100)

    for place in {ahead % total, *(edge + off for off in (-1, 0, 1) if 0 <= edge + off < total)}:
        row = Row(entry_of((1,), place, total), Card(1, "a"))
        assert entry_json(board, row) == plain_entry(board, row)


def test_a_changed_definition_takes_the_place_of_the_one_before() -> None:
    compiled("page_json")
    row = Row(RankedEntry(1, Entry((5,), 1, 0, 1), 0, 1, 0, 1), Card(1, "ann"))
    known = len(pages_json._formats)

    for title in ("One", "Two", "Three"):
        board = Leaderboard("changing", title, tiers=(Tier(title, score=0),), number=2**40)
        assert entry_json(board, row) == plain_entry(board, row)

    assert len(pages_json._formats) == known + 1
