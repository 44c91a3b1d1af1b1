from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from laurels.native.cards_records cimport Records


cdef struct Shard:
    # A part of the table: `room` numbers, and after them a tag for each.
    uint32_t* numbers
    uint32_t room
    uint32_t used  # slots that are not empty, those of removed numbers included
    uint32_t removed


cdef class IdTable:
    """Id to number."""

    cdef Records records
    cdef Shard* shards
    cdef int bits
    cdef uint64_t seed
    cdef readonly uint64_t count

    cdef int64_t find(self, const uint8_t* id, uint32_t size) noexcept
    cdef int add(self, uint32_t number, const uint8_t* id, uint32_t size) except -1
    cdef bint remove(self, uint32_t number, const uint8_t* id, uint32_t size) noexcept
    cdef int reserve(self, uint64_t count) except -1
    cdef int _resize(self, Shard* shard, uint64_t room) except -1
    cdef void _fetch(self, Shard* shard, uint32_t slot) noexcept
