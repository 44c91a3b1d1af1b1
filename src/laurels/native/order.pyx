# cython: boundscheck=False, wraparound=False, cdivision=True
"""Finding and moving entries in the tree that keeps their order."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memmove

from laurels.native.records cimport prefetch, record_at
from laurels.native.nodes cimport WIDEST, Inner, Leaf, copy_key, same_columns, slots_of
from laurels.native.tree cimport Tree

cdef uint32_t NEAR = 8  # equal entries that are looked at one by one: they are adjacent


cdef inline Leaf* before_it(Leaf* leaf, uint32_t* index) noexcept nogil:
    """The entry before; NULL where there is none. A leaf may be empty in the midst of a move."""
    if index[0] > 0:
        index[0] -= 1
        return leaf
    leaf = leaf.prev
    while leaf is not NULL and leaf.count == 0:
        leaf = leaf.prev
    if leaf is not NULL:
        index[0] = leaf.count - 1
    return leaf


cdef inline Leaf* after_it(Leaf* leaf, uint32_t* index) noexcept nogil:
    """The entry after; NULL where there is none."""
    index[0] += 1
    if index[0] < leaf.count:
        return leaf
    leaf = leaf.next
    while leaf is not NULL and leaf.count == 0:
        leaf = leaf.next
    index[0] = 0
    return leaf


cdef inline bint is_greater(
    uint64_t* words, size_t stride, uint32_t index, uint64_t* key, int width
) noexcept nogil:
    cdef int word
    for word in range(width):
        if words[word * stride + index] != key[word]:
            return words[word * stride + index] > key[word]
    return False


cdef class Order(Tree):
    """Costs are for n entries."""

    cdef Leaf* seek(self, uint64_t* key) noexcept nogil:
        """The leaf where a key is or would be. O(log n)."""
        cdef void* node = self.root
        cdef Inner* inner
        cdef int level
        cdef uint32_t low, high, middle
        cdef size_t stride = self.fanout + 1
        for level in range(self.height):
            inner = <Inner*>node
            low, high = 1, inner.count
            while low < high:  # the first child that starts behind the key
                middle = (low + high) >> 1
                if is_greater(inner.words, stride, middle, key, self.width):
                    high = middle
                else:
                    low = middle + 1
            node = inner.children[low - 1]
        return <Leaf*>node

    cdef Leaf* select(self, uint64_t position, uint32_t* index) noexcept nogil:
        """Leaf and index of the entry at a position below `size`. O(log n)."""
        cdef void* node = self.root
        cdef Inner* inner
        cdef int level
        cdef uint32_t place
        for level in range(self.height):
            inner = <Inner*>node
            place = 0
            while position >= inner.counts[place]:
                position -= inner.counts[place]
                place += 1
            node = inner.children[place]
        index[0] = <uint32_t>position
        return <Leaf*>node

    cdef uint64_t position(self, uint64_t* key) noexcept nogil:
        """How many entries have a smaller key. O(log n)."""
        cdef Leaf* leaf = self.seek(key)
        return self.climb(leaf, 0, 0, NULL) + count_less(
            leaf.words, leaf.room, leaf.count, key, self.width
        )

    cdef uint64_t ahead(self, Leaf* leaf, uint32_t index, uint64_t before) noexcept nogil:
        """How many entries have better columns than this one; `before` is what the leaves
        before this hold. Most often the leaf itself knows. O(log n)."""
        cdef uint64_t key[WIDEST]
        cdef uint32_t first = index, last = 0, steps = 0
        cdef Leaf* earlier
        while first and steps < NEAR and same_columns(leaf, first - 1, leaf, index, self.width):
            first -= 1
            steps += 1
        if first and steps < NEAR:
            return before + first
        copy_key(leaf.words, leaf.room, index, key, 1, 0, self.width)
        if first:
            first = count_less(leaf.words, leaf.room, first, key, self.width - 1)
        if first == 0:
            earlier = before_it(leaf, &last)
            if earlier is not NULL and same_columns(earlier, last, leaf, index, self.width):
                key[self.width - 1] = 0
                return self.position(key)
        return before + first

    cdef Leaf* prepare(self, Leaf* leaf, uint64_t* key) noexcept nogil:
        """The leaf for a new key, which `seek` found, with room for it. O(log n + leaf)."""
        cdef uint32_t eighth
        while leaf.count == leaf.room:
            if leaf.room < self.leaf_room:
                if self.resize(leaf, self.room_for(leaf.count + 1)) is NULL:
                    return NULL
            elif self.split(leaf, count_less(leaf.words, leaf.room, leaf.count, key, self.width)):
                return NULL
            leaf = self.seek(key)
        for eighth in range(1, 8):  # where `insert` will look first, all fetched at once
            prefetch(&leaf.words[leaf.count * eighth // 8])
        return leaf

    cdef void foresee(self, Leaf* leaf, uint32_t index) noexcept nogil:
        """Let the processor fetch what a move in a leaf will touch, from an index on."""
        cdef uint32_t at
        cdef int word
        for word in range(self.width):
            for at in range(index, leaf.count, 8):
                prefetch(&leaf.words[word * <size_t>leaf.room + at])
        for at in range(index, leaf.count, 16):
            prefetch(&slots_of(leaf)[at])

    cdef uint32_t insert(self, Leaf* leaf, uint64_t* key, uint32_t slot) noexcept nogil:
        """Put a slot in the leaf that `prepare` gave; its index there. O(log n + leaf)."""
        cdef uint32_t index = count_less(leaf.words, leaf.room, leaf.count, key, self.width)
        cdef uint32_t behind = leaf.count - index
        cdef uint64_t* words
        cdef int word, heads = 0
        self.foresee(leaf, index)
        for word in range(self.width):
            words = &leaf.words[word * <size_t>leaf.room + index]
            memmove(words + 1, words, behind * sizeof(uint64_t))
            words[0] = key[word]
        memmove(&slots_of(leaf)[index + 1], &slots_of(leaf)[index], behind * sizeof(uint32_t))
        slots_of(leaf)[index] = slot
        leaf.count += 1
        record_at(self.records, slot).leaf = leaf.id
        if self.heads:
            heads = self._change_heads(leaf, index, 1)
        self.climb(leaf, 1, heads, NULL)
        self.size += 1
        self.moved += behind + 1
        return index

    cdef void remove(self, Leaf* leaf, uint32_t index) noexcept nogil:
        """Take an entry out of its leaf, which `mend` has to see afterwards. O(log n + leaf)."""
        cdef uint32_t behind = leaf.count - index - 1
        cdef uint64_t* words
        cdef int word, heads = 0
        if self.heads:
            heads = self._change_heads(leaf, index, -1)
        for word in range(self.width):
            words = &leaf.words[word * <size_t>leaf.room + index]
            memmove(words, words + 1, behind * sizeof(uint64_t))
        memmove(&slots_of(leaf)[index], &slots_of(leaf)[index + 1], behind * sizeof(uint32_t))
        leaf.count -= 1
        self.climb(leaf, -1, heads, NULL)
        self.size -= 1
        self.moved += behind + 1

    cdef uint32_t heads_until(self, Leaf* leaf, uint32_t index) noexcept nogil:
        """How many of a leaf's entries up to this one are heads: whose predecessor has other
        columns. O(leaf)."""
        cdef uint32_t heads = 0, at = 0, last = 0
        cdef Leaf* earlier = before_it(leaf, &last)
        heads = earlier is NULL or not same_columns(earlier, last, leaf, 0, self.width)
        for at in range(1, index + 1):
            heads += not same_columns(leaf, at - 1, leaf, at, self.width)
        return heads

    cdef int _change_heads(self, Leaf* leaf, uint32_t index, int change) noexcept nogil:
        """Count heads anew where an entry is just in (1) or about to go (-1). The change in
        its own leaf; that in the leaf of the next entry is counted there. O(log n)."""
        cdef uint32_t i = index, j = index
        cdef Leaf* prev = before_it(leaf, &i)
        cdef Leaf* following = after_it(leaf, &j)
        cdef int width = self.width, own, its = 0
        own = change * (prev is NULL or not same_columns(prev, i, leaf, index, width))
        if following is not NULL:
            its = not same_columns(leaf, index, following, j, width)
            its -= prev is NULL or not same_columns(prev, i, following, j, width)
            its *= change
            if following is not leaf and its:
                following.heads += <uint32_t>its
                self.climb(following, 0, its, NULL)
                its = 0
        leaf.heads += <uint32_t>(own + its)
        return own + its
