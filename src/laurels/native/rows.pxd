from libc.stdint cimport int64_t, uint64_t


cdef struct Row:
    int64_t player
    int64_t position
    int64_t rank
    int64_t ahead
    uint64_t sequence
    int64_t achieved_at
    int64_t events
    int64_t[5] values


cdef class Rows:
    """Rows of one page; a sequence of RankedEntry for Python."""

    cdef Py_ssize_t count
    cdef int columns
    cdef int64_t total
    cdef Row* rows

    @staticmethod
    cdef Rows sized(Py_ssize_t count, int columns, int64_t total)


cdef object named_tuple(object kind, tuple values)
cdef object ranked_entry(Row* row, int columns, int64_t total)
cdef object standing_entry(Row* row, int columns)
