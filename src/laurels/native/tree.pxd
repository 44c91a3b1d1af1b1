from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t

from laurels.native.nodes cimport Inner, Leaf, Nodes


cdef struct Sub:
    void* node
    Leaf* first  # the first leaf below it
    uint32_t entries
    uint32_t heads


cdef class Tree(Nodes):
    """Nodes that split and merge."""

    cdef Leaf* resize(self, Leaf* leaf, uint32_t room) noexcept nogil
    cdef int split(self, Leaf* leaf, uint32_t at) noexcept nogil
    cdef void mend(self, Leaf* leaf) noexcept nogil
    cdef void name_leaf(self, Leaf* leaf, uint32_t index) noexcept nogil
    cdef int _spare(self, Leaf* leaf) noexcept nogil
    cdef Inner* _use_spare(self, uint32_t level) noexcept nogil
    cdef void _raise(self) noexcept nogil
    cdef void _lower(self) noexcept nogil
    cdef void _adopt(
        self, Inner* parent, uint32_t place, void* child, uint64_t* key, size_t stride,
        uint32_t entries, uint32_t heads
    ) noexcept nogil
    cdef void _abandon(self, Inner* parent, uint32_t place) noexcept nogil
    cdef void _split_inner(self, Inner* node) noexcept nogil
    cdef void _mend_inner(self, Inner* node) noexcept nogil
    cdef void _merge_inner(self, Inner* left, Inner* right, uint32_t place) noexcept nogil
    cdef bint _fits(self, Leaf* left, Leaf* right) noexcept nogil
    cdef void _absorb(self, Leaf* left, Leaf* right, uint32_t place) noexcept nogil
    cdef void _drop(self, Leaf* leaf) noexcept nogil
    cdef Leaf* append_leaf(self, Leaf* last, uint32_t room) noexcept nogil
    cdef int build(self) noexcept nogil
    cdef int _stock(self, uint64_t nodes) noexcept nogil
    cdef uint64_t _build_level(self, Sub* level, uint64_t nodes) noexcept nogil
