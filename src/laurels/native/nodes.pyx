# cython: boundscheck=False, wraparound=False, cdivision=True
"""The nodes of the tree that keeps a season's entries in order, a counted B+-tree over slots.

A leaf holds keys and slots in arrays, word by word, so that a search reads adjacent memory.
An inner node holds for each child a lower bound of its keys and how many entries it has.
Leaves and inner nodes know their parents: an entry's position is counted on the way up,
without any comparison. `docs/explanation/ranking-index.md` walks through it.
"""

from libc.stddef cimport size_t
from libc.stdint cimport int32_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc

from laurels.native.records cimport Records


cdef size_t inner_size(uint32_t fanout, int width) noexcept nogil:
    cdef size_t room = <size_t>fanout + 1  # one too many, for the moment before a split
    return sizeof(Inner) + room * (sizeof(void*) + width * 8 + 8)


cdef size_t leaf_size(uint32_t room, int width) noexcept nogil:
    return sizeof(Leaf) + ((<size_t>room + 1) // 2 + <size_t>room * width) * sizeof(uint64_t)


cdef class Nodes:
    """Costs are for n entries. What returns NULL or -1 has found no memory and changed nothing."""

    def __cinit__(self, Records records not None, int width, bint heads, uint32_t leaf_room, uint32_t fanout):
        if not 2 <= width <= WIDEST or not 4 <= leaf_room <= 4096 or not 4 <= fanout <= 1024:
            raise ValueError("keys of 2 to 6 words; leaves of 4 to 4096, nodes of 4 to 1024")
        self.records, self.width, self.heads = records, width, heads
        self.leaf_room, self.fanout = leaf_room, fanout
        self.first = self.new_leaf(self.room_for(0))
        self.root = self.first
        if self.first is NULL:
            raise MemoryError()

    def __dealloc__(self):
        with nogil:  # a large season takes a while
            self.clear()
        free(self.leaves)
        free(self.free_ids)

    cdef uint64_t climb(
        self, Leaf* leaf, int32_t entries, int32_t heads, uint64_t* heads_before
    ) noexcept nogil:
        """How many entries (and heads) the leaves before this one have; on the way, count so
        many more of them below each node. O(log n)."""
        cdef void* node = leaf
        cdef Inner* parent = leaf.parent
        cdef uint64_t before = 0, more_heads = 0
        cdef uint32_t place
        while parent is not NULL:
            place = 0
            while parent.children[place] is not node:
                before += parent.counts[place]
                place += 1
            parent.counts[place] += <uint32_t>entries
            if self.heads:
                parent.heads[place] += <uint32_t>heads
                while place > 0:
                    place -= 1
                    more_heads += parent.heads[place]
            node, parent = parent, parent.parent
        if heads_before is not NULL:
            heads_before[0] = more_heads
        return before

    cdef uint32_t room_for(self, uint32_t count) noexcept nogil:
        """The room of a leaf of so many entries: a little more, so that most of it is used."""
        return min((count + count // 16 + 8) // 8 * 8, self.leaf_room)

    cdef Leaf* new_leaf(self, uint32_t room) noexcept nogil:
        """An empty leaf with an id; NULL without memory."""
        cdef Leaf* leaf
        if self.free_ids_count == 0 and self.leaves_used == self.leaves_room:
            if self._more_ids() < 0:
                return NULL
        leaf = self.leaf_memory(room)
        if leaf is NULL:
            return NULL
        if self.free_ids_count:
            self.free_ids_count -= 1
            leaf.id = self.free_ids[self.free_ids_count]
        else:
            leaf.id = self.leaves_used
            self.leaves_used += 1
        self.leaves[leaf.id] = leaf
        return leaf

    cdef int _more_ids(self) noexcept nogil:
        cdef size_t ids = 2 * self.leaves_room if self.leaves_room else 1
        cdef void* got = realloc(self.leaves, ids * sizeof(Leaf*))
        if got is NULL:
            return -1
        self.leaves = <Leaf**>got
        got = realloc(self.free_ids, ids * sizeof(uint32_t))
        if got is NULL:
            return -1
        self.free_ids = <uint32_t*>got
        self.held += (ids - self.leaves_room) * (sizeof(Leaf*) + sizeof(uint32_t))
        self.leaves_room = <uint32_t>ids
        return 0

    cdef Leaf* leaf_memory(self, uint32_t room) noexcept nogil:
        cdef size_t size = leaf_size(room, self.width)
        cdef Leaf* leaf = <Leaf*>malloc(size)
        if leaf is NULL:
            return NULL
        leaf.words = <uint64_t*>(slots_of(leaf) + (room + 1) // 2 * 2)
        leaf.parent, leaf.prev, leaf.next = NULL, NULL, NULL
        leaf.room, leaf.count, leaf.heads = room, 0, 0
        self.held += size
        return leaf

    cdef void free_leaf_memory(self, Leaf* leaf) noexcept nogil:
        self.held -= leaf_size(leaf.room, self.width)
        free(leaf)

    cdef Inner* new_inner(self, uint32_t level) noexcept nogil:
        cdef size_t room = self.fanout + 1
        cdef Inner* inner = <Inner*>malloc(inner_size(self.fanout, self.width))
        if inner is NULL:
            return NULL
        inner.children = <void**>(inner + 1)
        inner.words = <uint64_t*>(inner.children + room)
        inner.counts = <uint32_t*>(inner.words + room * self.width)
        inner.heads = inner.counts + room
        inner.parent, inner.level, inner.count = NULL, level, 0
        self.held += inner_size(self.fanout, self.width)
        return inner

    cdef void put_child(
        self, Inner* inner, uint32_t place, void* child, uint32_t entries, uint32_t heads
    ) noexcept nogil:
        """Write what an inner node says of a child; the key is the caller's."""
        inner.children[place] = child
        inner.counts[place] = entries
        inner.heads[place] = heads
        if inner.level == 1:
            (<Leaf*>child).parent = inner
        else:
            (<Inner*>child).parent = inner

    cdef void free_leaf(self, Leaf* leaf) noexcept nogil:
        self.free_ids[self.free_ids_count] = leaf.id
        self.free_ids_count += 1
        self.free_leaf_memory(leaf)

    cdef void free_inner(self, Inner* inner) noexcept nogil:
        self.held -= inner_size(self.fanout, self.width)
        free(inner)

    cdef void clear(self) noexcept nogil:
        """Free every node; there is no root afterwards. O(n / leaf)."""
        cdef Leaf* leaf
        cdef Inner* inner
        if self.height > 0:
            self._free_below(<Inner*>self.root)
        while self.first is not NULL:
            leaf = self.first
            self.first = leaf.next
            self.free_leaf(leaf)
        while self.spares is not NULL:
            inner = self.spares
            self.spares = inner.parent
            self.free_inner(inner)
        self.root = NULL
        self.height = 0
        self.size = 0
        self.leaves_used = self.free_ids_count = 0

    cdef void _free_below(self, Inner* inner) noexcept nogil:
        cdef uint32_t place
        if inner.level > 1:
            for place in range(inner.count):
                self._free_below(<Inner*>inner.children[place])
        self.free_inner(inner)
