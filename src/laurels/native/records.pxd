from libc.stdint cimport int64_t, uint32_t, uint64_t

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define laurels_prefetch(address) __builtin_prefetch(address)
    #else
    #define laurels_prefetch(address) ((void)(address))
    #endif
    """
    void prefetch "laurels_prefetch"(void* address) noexcept nogil

cdef enum:
    NOBODY = 0xFFFFFFFF  # a slot or a leaf that is none
    MOST = 0xFFFFFFF0    # slots there may be


cdef struct Record:
    int64_t achieved_at
    int64_t events
    uint32_t player  # where the slot is free: the next free one
    uint32_t leaf    # the leaf that holds the slot; NOBODY where the slot is free


cdef struct Link:
    uint32_t player
    uint32_t slot    # NOBODY where this place is empty


cdef struct Segment:  # links follow
    uint32_t count
    uint32_t room
    uint64_t depth   # how many leading bits of the hash all players here share


cdef struct Spot:
    Segment* segment
    uint64_t room    # the segment's, so that a search goes straight to the right link


cdef class Records:
    """Records by slot, and the slot of each player."""

    cdef int chunk_bits
    cdef uint32_t segment_room
    cdef Record** chunks
    cdef uint32_t chunks_room
    cdef uint32_t capacity   # slots for which there is memory
    cdef uint32_t used       # slots that were ever taken
    cdef uint32_t free       # the first free one of these
    cdef uint32_t free_count
    cdef Spot* directory
    cdef int depth           # the directory has 2**depth places
    cdef readonly uint64_t held  # bytes

    cdef int reserve(self, uint32_t count) noexcept nogil
    cdef uint32_t take(self) noexcept nogil
    cdef void give_back(self, uint32_t slot) noexcept nogil
    cdef void foresee(self, uint32_t player) noexcept nogil
    cdef uint32_t find(self, uint32_t player) noexcept nogil
    cdef int enter(self, uint32_t player, uint32_t slot) noexcept nogil
    cdef void leave(self, uint32_t player) noexcept nogil
    cdef void _clear(self) noexcept nogil
    cdef int _make_room(self, uint64_t hash) noexcept nogil
    cdef int _split(self, Segment* segment, uint64_t hash) noexcept nogil
    cdef int _enlarge(self, Segment* segment, uint64_t hash) noexcept nogil
    cdef int _double(self) noexcept nogil
    cdef void _list(self, uint64_t first, uint64_t count, Segment* segment) noexcept nogil
    cdef Segment* _segment(self, uint32_t room, uint64_t depth) noexcept nogil
    cdef void _free_segment(self, Segment* segment) noexcept nogil


cdef inline Record* record_at(Records records, uint32_t slot) noexcept nogil:
    return &records.chunks[slot >> records.chunk_bits][slot & ((1 << records.chunk_bits) - 1)]
