from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from laurels.native.cards_records cimport Texts
from laurels.native.rows cimport Row, Rows

cdef enum:
    MOST_COLUMNS = 5
    MOST_TIERS = 20


cdef struct Piece:
    # Bytes that belong to an object which is kept.
    const char* text
    size_t size


cdef struct ColumnFormat:
    Piece name  # as JSON, with what comes before it and the colon
    int decimals
    bint descending


cdef struct TierFormat:
    Piece name  # as JSON
    bint by_score
    int64_t bound  # the score, or how many may be ahead for one total


cdef class Text:
    """Bytes that grow."""

    cdef char* start
    cdef char* at
    cdef char* end

    cdef int room(self, size_t size) except -1


cdef class RowFormat:
    """What all rows of one leaderboard have in common."""

    cdef readonly object leaderboard
    cdef list kept
    cdef int columns, tiers
    cdef ColumnFormat[MOST_COLUMNS] column
    cdef TierFormat[MOST_TIERS] tier
    cdef size_t most  # bytes of a row without its card's texts
    cdef int64_t total  # the one that the tiers' bounds are for

    cdef Piece _keep(self, bytes text)
    cdef int _set_total(self, int64_t total) except -1
    cdef Piece _tier_of(self, Row* row) noexcept
    cdef int _write(self, Text out, Row* row, int64_t total, Texts* texts) except -1
    cdef int _write_rows(self, Text out, Rows rows, object cards) except -1
    cdef int _write_cursor(self, Text out, bytes head, Row* row) except -1
