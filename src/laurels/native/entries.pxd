from libc.stdint cimport int64_t, uint32_t, uint64_t

from laurels.native.nodes cimport WIDEST, Leaf
from laurels.native.order cimport Order
from laurels.native.records cimport Records
from laurels.native.rows cimport Row, Rows
from laurels.native.staging cimport Staging

cdef enum State:
    READY
    GATHERING
    WORKING  # on loading, and not to be touched

cdef enum Method:
    COMPETITION
    DENSE
    ORDINAL


cdef struct Given:
    uint64_t key[6]  # WIDEST
    int64_t achieved_at
    int64_t events


cdef struct Place:
    uint64_t position
    uint64_t rank
    uint64_t ahead


cdef class Entries:
    """Records and order of one season, together."""

    cdef Records records
    cdef Order order
    cdef Staging staging
    cdef int columns
    cdef bint descending[5]
    cdef Method method
    cdef State state
    cdef uint32_t run           # rows that are sorted together on loading
    cdef uint64_t total_events  # modulo 2**64

    cdef int must_be_ready(self) except -1
    cdef uint64_t word(self, int column, value) except? 0
    cdef int64_t value(self, int column, uint64_t word) noexcept nogil
    cdef Leaf* find(self, uint32_t player, uint32_t* index) noexcept nogil
    cdef Leaf* leaf_of(self, uint32_t slot, uint32_t* index) noexcept nogil
    cdef void locate(self, Leaf* leaf, uint32_t index, Place* place) noexcept nogil
    cdef void fill(self, Row* row, Leaf* leaf, uint32_t index) noexcept nogil
    cdef void fill_rows(self, Rows rows, uint64_t first) noexcept nogil
    cdef bint are_equal(self, Row* one, Row* other) noexcept nogil
    cdef int read(self, entry, Given* given) except -1
    cdef int put(self, uint32_t player, Given* given, Place* before, Place* after) except -1
    cdef uint32_t new_slot(self, uint32_t player) noexcept nogil
    cdef void remove(self, uint32_t player) noexcept nogil
    cdef int stage(self, row, uint32_t ahead) except -1
    cdef int enter(self, uint32_t taken) except -1


cdef int64_t signed(value) except? -1
cdef uint64_t unsigned(value) except? 0
cdef uint32_t player_number(value) except? 0
