from libc.stddef cimport size_t
from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t

from laurels.native.records cimport Records

cdef enum:
    WIDEST = 6  # words of a key: five columns and the sequence


cdef struct Leaf:  # slots follow
    Inner* parent
    Leaf* prev
    Leaf* next
    uint32_t id
    uint32_t count
    uint32_t room
    uint32_t heads    # entries here whose predecessor has other columns
    uint64_t* words   # word w of entry i is words[w * room + i]


cdef struct Inner:
    Inner* parent
    uint32_t level    # 1: the children are leaves
    uint32_t count
    void** children
    uint64_t* words   # keys: at least words[i], less than words[i + 1] is what child i holds
    uint32_t* counts  # entries below each child
    uint32_t* heads


cdef class Nodes:
    """Memory for nodes, and the counts in them."""

    cdef readonly int width           # words of a key
    cdef readonly uint32_t leaf_room
    cdef readonly uint32_t fanout
    cdef bint heads                   # whether heads are counted
    cdef Records records
    cdef void* root
    cdef int height                   # 0: the root is a leaf
    cdef Leaf* first
    cdef Leaf** leaves                # by id
    cdef uint32_t leaves_room
    cdef uint32_t leaves_used
    cdef uint32_t* free_ids
    cdef uint32_t free_ids_count
    cdef Inner* spares                # for a split that must not fail half way
    cdef readonly uint64_t size       # entries
    cdef readonly uint64_t held       # bytes
    cdef readonly uint64_t moved      # entries that ever moved from place to place

    cdef uint64_t climb(
        self, Leaf* leaf, int32_t entries, int32_t heads, uint64_t* heads_before
    ) noexcept nogil
    cdef uint32_t room_for(self, uint32_t count) noexcept nogil
    cdef Leaf* new_leaf(self, uint32_t room) noexcept nogil
    cdef int _more_ids(self) noexcept nogil
    cdef Leaf* leaf_memory(self, uint32_t room) noexcept nogil
    cdef void free_leaf_memory(self, Leaf* leaf) noexcept nogil
    cdef Inner* new_inner(self, uint32_t level) noexcept nogil
    cdef void put_child(
        self, Inner* inner, uint32_t place, void* child, uint32_t entries, uint32_t heads
    ) noexcept nogil
    cdef void clear(self) noexcept nogil
    cdef void free_leaf(self, Leaf* leaf) noexcept nogil
    cdef void free_inner(self, Inner* inner) noexcept nogil
    cdef void _free_below(self, Inner* inner) noexcept nogil


cdef inline uint32_t* slots_of(Leaf* leaf) noexcept nogil:
    """Right behind the leaf's head, so that they can be read without waiting for it."""
    return <uint32_t*>(leaf + 1)


cdef inline uint32_t place_of(Inner* parent, void* child) noexcept nogil:
    cdef uint32_t place = 0
    while parent.children[place] is not child:
        place += 1
    return place


cdef inline bint same_columns(
    Leaf* one, uint32_t i, Leaf* other, uint32_t j, int width
) noexcept nogil:
    """Whether two entries have equal columns: all words but the last, the sequence."""
    cdef int word
    for word in range(width - 1):
        if one.words[word * <size_t>one.room + i] != other.words[word * <size_t>other.room + j]:
            return False
    return True


cdef inline void copy_key(
    uint64_t* source, size_t source_stride, uint32_t i,
    uint64_t* target, size_t target_stride, uint32_t j, int width
) noexcept nogil:
    cdef int word
    for word in range(width):
        target[word * target_stride + j] = source[word * source_stride + i]
