from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t

from laurels.native.nodes cimport Leaf, slots_of
from laurels.native.tree cimport Tree


cdef class Order(Tree):
    """Slots in the order of their keys."""

    cdef Leaf* seek(self, uint64_t* key) noexcept nogil
    cdef Leaf* select(self, uint64_t position, uint32_t* index) noexcept nogil
    cdef uint64_t position(self, uint64_t* key) noexcept nogil
    cdef uint64_t ahead(self, Leaf* leaf, uint32_t index, uint64_t before) noexcept nogil
    cdef uint32_t heads_until(self, Leaf* leaf, uint32_t index) noexcept nogil
    cdef Leaf* prepare(self, Leaf* leaf, uint64_t* key) noexcept nogil
    cdef void foresee(self, Leaf* leaf, uint32_t index) noexcept nogil
    cdef uint32_t insert(self, Leaf* leaf, uint64_t* key, uint32_t slot) noexcept nogil
    cdef void remove(self, Leaf* leaf, uint32_t index) noexcept nogil
    cdef int _change_heads(self, Leaf* leaf, uint32_t index, int change) noexcept nogil


cdef inline bint is_less(
    uint64_t* words, size_t stride, uint32_t index, uint64_t* key, int width
) noexcept nogil:
    """Whether the first `width` words at an index are less than a key's."""
    cdef int word
    for word in range(width):
        if words[word * stride + index] != key[word]:
            return words[word * stride + index] < key[word]
    return False


cdef inline uint32_t count_less(
    uint64_t* words, size_t stride, uint32_t count, uint64_t* key, int width
) noexcept nogil:
    """How many of `count` ordered keys are less. O(log count)."""
    cdef uint32_t low = 0, high = count, middle
    while low < high:
        middle = (low + high) >> 1
        if is_less(words, stride, middle, key, width):
            low = middle + 1
        else:
            high = middle
    return low


cdef inline uint32_t index_of(Leaf* leaf, uint32_t slot) noexcept nogil:
    """Where a slot is in the leaf that holds it. O(leaf), over adjacent memory."""
    cdef uint32_t index = 0
    while slots_of(leaf)[index] != slot:
        index += 1
    return index
