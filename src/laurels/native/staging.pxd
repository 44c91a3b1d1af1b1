from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t

from laurels.native.order cimport Order


cdef struct Run:
    uint64_t* at   # the next item of a sorted block
    uint64_t* end


cdef class Staging:
    """Keys and slots on their way into a tree."""

    cdef int words           # of an item: the key's, and one for the slot
    cdef uint32_t run        # items a block
    cdef uint64_t count
    cdef uint64_t blocks_count
    cdef uint64_t** blocks
    cdef uint64_t* spare     # a block's size, for sorting

    cdef int reserve(self, uint64_t count) noexcept nogil
    cdef void clear(self) noexcept nogil
    cdef uint64_t* item(self, uint64_t index) noexcept nogil
    cdef void count_one(self) noexcept nogil
    cdef void finish(self) noexcept nogil
    cdef void sort_block(self, uint64_t block) noexcept nogil
    cdef int pack(self, Order order) noexcept nogil
    cdef int _merge(self, Order order, Run* runs, uint64_t count) noexcept nogil
