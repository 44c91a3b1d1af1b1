# cython: cdivision=True
"""Entries and pages as JSON, written from C structs and the cards' bytes: no object a row.

Equal to what msgspec makes of `laurels.api.schemas.PageOut`, to the byte.
`docs/explanation/names-and-pages.md` tells how a percentile is rounded without a float.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.stdlib cimport free, malloc, realloc

from laurels.native.cards cimport CardsOfRows
from laurels.native.cards_records cimport (
    TEXTS,
    fetch_place,
    fetch_record,
    needs_escapes,
    read_record,
    record_at,
)
from laurels.native.page_json_text cimport (
    MOST_DIGITS,
    MOST_INSTANT,
    MOST_SCALED,
    magnitude,
    put,
    put_base64,
    put_instant,
    put_scaled,
    put_signed,
    put_tenths,
    put_text,
    put_whole,
)

import msgspec

from laurels.rules.instant import EARLIEST as _EARLIEST, LATEST as _LATEST
from laurels.rules.rank import percentile

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL

cdef enum:
    AHEAD = 8  # so many rows before a card is needed, it is asked for
    CURSOR = 256  # the most bytes of a cursor, which has at most 110

cdef int64_t EARLIEST = _EARLIEST, LATEST = _LATEST
cdef int64_t EXACT_TOTAL = <int64_t>1 << 40
cdef uint32_t[1000] TIES  # n: to how many tenths n and a half are rounded

for _n in range(1000):
    TIES[_n] = round(percentile(1999 - 2 * _n, 2000) * 10)


cpdef uint32_t tenths_of(int64_t ahead, int64_t total) except? 0:
    """`percentile` times ten. Up to EXACT_TOTAL no float is needed: away from a tie, whole
    numbers and floats round to the same tenth, and how a tie is rounded is in a table."""
    cdef int64_t share, tenths, rest
    if not 0 <= ahead < total <= EXACT_TOTAL:
        return round(percentile(ahead, total) * 10)
    share = 1000 * (total - ahead)
    tenths = share // total
    rest = 2 * (share - tenths * total)
    if rest == total:
        return TIES[tenths]
    return <uint32_t>(tenths + (rest > total))


cdef class Text:
    """A buffer that is handed out once, as bytes."""

    def __cinit__(self, size_t size):
        self.start = self.at = <char*>malloc(size)
        if self.start is NULL:
            raise MemoryError()
        self.end = self.start + size

    def __dealloc__(self):
        free(self.start)

    cdef int room(self, size_t size) except -1:
        """Make room for so many more bytes. O(1) amortized."""
        cdef size_t used = self.at - self.start
        cdef size_t whole = self.end - self.start
        cdef void* moved
        if <size_t>(self.end - self.at) >= size:
            return 0
        whole = max(2 * whole, used + size)
        moved = realloc(self.start, whole)
        if moved is NULL:
            raise MemoryError()
        self.start = <char*>moved
        self.at, self.end = self.start + used, self.start + whole
        return 0


cdef inline object _whole(Text out):
    return PyBytes_FromStringAndSize(out.start, out.at - out.start)


cdef int _read_row(Row* row, object ranked, int columns) except -1:
    """A RankedEntry as a struct. ValueError where it has another number of columns."""
    cdef int column
    player, entry, position, rank, ahead, _ = ranked
    values, sequence, achieved_at, events = entry
    if len(values) != columns:
        raise ValueError(f"{entry} has not {columns} columns")
    row.player, row.position, row.rank, row.ahead = player, position, rank, ahead
    row.sequence, row.achieved_at, row.events = sequence, achieved_at, events
    for column in range(columns):
        row.values[column] = values[column]
    return 0


cdef int _read_card(Texts* texts, object card) except -1:
    """A Card's texts, which belong to it."""
    cdef int index
    cdef Py_ssize_t size
    texts.escaped = False
    for index in range(TEXTS):
        text = card[index + 1]
        texts.text[index], texts.size[index] = NULL, 0
        if text is not None:
            texts.text[index] = <const uint8_t*>PyUnicode_AsUTF8AndSize(text, &size)
            texts.size[index] = <uint32_t>size
            texts.escaped |= needs_escapes(texts.text[index], texts.size[index])
    return 0


def rows_of(ranked):
    """RankedEntries of one page as Rows. ValueError where their totals or columns differ."""
    cdef int columns = len(ranked[0].entry.values) if ranked else 1
    cdef int64_t total = ranked[0].total if ranked else 0
    if columns > MOST_COLUMNS:
        raise ValueError(f"{columns} columns")
    cdef Rows rows = Rows.sized(len(ranked), columns, total)
    for place, entry in enumerate(ranked):
        if entry.total != total:
            raise ValueError(f"{entry} is of another total than {total}")
        _read_row(&rows.rows[<Py_ssize_t>place], entry, columns)
    return rows


cdef class RowFormat:
    """Made once for a leaderboard as it is defined. O(columns + tiers)."""

    def __cinit__(self, leaderboard):
        if not (0 < len(leaderboard.columns) <= MOST_COLUMNS
                and len(leaderboard.tiers) <= MOST_TIERS):
            raise ValueError("a leaderboard has up to 5 columns and 20 tiers")
        self.leaderboard, self.kept, self.total = leaderboard, [], -1
        self.columns, self.tiers = len(leaderboard.columns), len(leaderboard.tiers)
        self.most = 256 + 6 * MOST_DIGITS + MOST_SCALED + MOST_INSTANT
        for place, column in enumerate(leaderboard.columns):
            name = (b"," if place else b"{") + msgspec.json.encode(column.name) + b":"
            self.column[<int>place] = ColumnFormat(
                self._keep(name), column.decimals, column.descending
            )
            self.most += len(name) + MOST_SCALED
        for place, tier in enumerate(leaderboard.tiers):
            name = msgspec.json.encode(tier.name)
            self.tier[<int>place] = TierFormat(
                self._keep(name), tier.score is not None, tier.score or 0
            )
            self.most += len(name)

    cdef Piece _keep(self, bytes text):
        self.kept.append(text)
        return Piece(PyBytes_AS_STRING(text), PyBytes_GET_SIZE(text))

    def entry(self, ranked, card):
        """An entry, an `EntryOut`. O(columns + tiers)."""
        cdef Row row
        cdef Texts texts
        cdef Text out = Text.__new__(Text, 1024)
        _read_row(&row, ranked, self.columns)
        _read_card(&texts, card)
        self._write(out, &row, ranked[5], &texts)
        return _whole(out)

    def page(self, bytes head, ranked, cards, int64_t total, bytes after, bytes before, rank):
        """A page, a `PageOut`. `head` goes before the total; `after` and `before` before the
        order keys in cursors; `rank` is None where it is left out. O(rows)."""
        cdef Rows rows = ranked if isinstance(ranked, Rows) else rows_of(ranked)
        cdef Text out = Text.__new__(Text, 1024 + <size_t>rows.count * (self.most + 64))
        if rows.count and rows.columns != self.columns:
            raise ValueError(f"rows of {rows.columns} columns where there are {self.columns}")
        out.room(PyBytes_GET_SIZE(head) + MOST_DIGITS + 16)
        out.at = put(out.at, PyBytes_AS_STRING(head), PyBytes_GET_SIZE(head))
        out.at = put(put_signed(out.at, total), b',"entries":[', 12)
        self._write_rows(out, rows, cards)
        cdef Row* first = &rows.rows[0] if rows.count else NULL
        cdef Row* last = &rows.rows[rows.count - 1] if rows.count else NULL
        if first is NULL or last.position + 1 >= total:
            last = NULL
        if first is not NULL and first.position <= 0:
            first = NULL
        out.room(4 * CURSOR + MOST_DIGITS + 64)
        out.at = put(out.at, b'],"next":', 9)
        self._write_cursor(out, after, last)
        out.at = put(out.at, b',"previous":', 12)
        self._write_cursor(out, before, first)
        if rank is not None:
            out.at = put_signed(put(out.at, b',"rank":', 8), rank)
        out.at = put(out.at, b"}", 1)
        return _whole(out)

    cdef int _write_rows(self, Text out, Rows rows, object cards) except -1:
        cdef CardsOfRows shown = cards if isinstance(cards, CardsOfRows) else None
        cdef Py_ssize_t place, count = rows.count
        cdef Texts texts
        cdef const uint8_t* record
        if len(cards) != count or (shown is not None and shown.rows is not rows):
            raise ValueError("there is one card for each row")
        for place in range(count):
            if shown is None:
                card = cards[place]
                _read_card(&texts, card)
            else:
                _fetch(shown, place)
                record = record_at(shown.cards.records, rows.rows[place].player)
                if record is NULL:
                    _no_texts(&texts)
                else:
                    read_record(record, &texts)
            if place:
                out.room(1)
                out.at = put(out.at, b",", 1)
            self._write(out, &rows.rows[place], rows.total, &texts)
        return 0

    cdef int _write(self, Text out, Row* row, int64_t total, Texts* texts) except -1:
        cdef size_t size = self.most
        cdef int index
        cdef char* at
        cdef ColumnFormat* column
        cdef Piece tier
        if not EARLIEST <= row.achieved_at <= LATEST:
            raise OverflowError("date value out of range")
        if total != self.total:
            self._set_total(total)
        for index in range(TEXTS):
            size += (6 if texts.escaped else 1) * <size_t>texts.size[index]
        out.room(size)
        at = put_signed(put(out.at, b'{"rank":', 8), row.rank)
        at = put_text(put(at, b',"player":', 10), texts.text[0], texts.size[0], texts.escaped)
        at = put_text(put(at, b',"display_name":', 16), texts.text[1], texts.size[1], texts.escaped)
        at = put_text(put(at, b',"avatar_url":', 14), texts.text[3], texts.size[3], texts.escaped)
        at = put_text(put(at, b',"country":', 11), texts.text[4], texts.size[4], texts.escaped)
        at = put(at, b',"score":', 9)
        at = put_scaled(at, row.values[0], self.column[0].decimals)
        at = put(at, b',"scores":', 10)
        for index in range(self.columns):
            column = &self.column[index]
            at = put(at, column.name.text, column.name.size)
            at = put_scaled(at, row.values[index], column.decimals)
        at = put(at, b'},"achieved_at":"', 17)
        at = put(put_instant(at, row.achieved_at), b'","events":', 11)
        at = put(put_signed(at, row.events), b',"percentile":', 14)
        at = put(put_tenths(at, tenths_of(row.ahead, total)), b',"tier":', 8)
        tier = self._tier_of(row)
        at = put(put(at, tier.text, tier.size), b"}", 1)
        out.at = at
        return 0

    cdef int _set_total(self, int64_t total) except -1:
        """How many may be ahead of the last entry of each tier by share, plus 1: all entries
        with `ahead * 100 < top_percent * total`, as `tier_of` has it, exactly."""
        for place, tier in enumerate(self.leaderboard.tiers):
            if tier.top_percent is not None:
                part, whole = tier.top_percent.as_integer_ratio()
                self.tier[<int>place].bound = -(-part * total // (100 * whole))
        self.total = total
        return 0

    cdef Piece _tier_of(self, Row* row) noexcept:
        cdef TierFormat* tier
        cdef int index
        cdef bint inside
        for index in range(self.tiers):
            tier = &self.tier[index]
            if not tier.by_score:
                inside = row.ahead < tier.bound
            elif self.column[0].descending:
                inside = row.values[0] >= tier.bound
            else:
                inside = row.values[0] <= tier.bound
            if inside:
                return tier.name
        return Piece(b"null", 4)

    cdef int _write_cursor(self, Text out, bytes head, Row* row) except -1:
        """A cursor: its head and the row's order key, as text; null without a row."""
        cdef uint8_t[CURSOR] data
        cdef size_t size = PyBytes_GET_SIZE(head)
        cdef uint64_t part
        cdef int index, byte
        if row is NULL:
            out.at = put(out.at, b"null", 4)
            return 0
        if size + 8 * (MOST_COLUMNS + 1) > CURSOR:
            raise ValueError("the head of a cursor is too long")
        put(<char*>data, PyBytes_AS_STRING(head), size)
        for index in range(self.columns + 1):
            if index == self.columns:
                part = row.sequence
            else:
                part = <uint64_t>row.values[index] + (<uint64_t>1 << 63)
                if self.column[index].descending:
                    part = ~part
            for byte in range(8):
                data[size] = <uint8_t>(part >> (56 - 8 * byte))
                size += 1
        out.at = put(out.at, b'"', 1)
        out.at = put(put_base64(out.at, data, size), b'"', 1)
        return 0


cdef inline void _fetch(CardsOfRows shown, Py_ssize_t place) noexcept:
    """Ask for the cards of rows that come soon: memory answers many at a time."""
    cdef Rows rows = shown.rows
    if place + 2 * AHEAD < rows.count:
        fetch_place(shown.cards.records, rows.rows[place + 2 * AHEAD].player)
    if place + AHEAD < rows.count:
        fetch_record(shown.cards.records, rows.rows[place + AHEAD].player)


cdef inline void _no_texts(Texts* texts) noexcept:
    """The texts of an erased player: an id without characters."""
    cdef int index
    texts.escaped = False
    for index in range(TEXTS):
        texts.text[index], texts.size[index] = NULL, 0
    texts.text[0] = <const uint8_t*>b""
