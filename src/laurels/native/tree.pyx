# cython: boundscheck=False, wraparound=False, cdivision=True
"""What keeps the tree of a season's entries in shape: full nodes split, sparse ones merge."""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memmove, memset

from laurels.native.nodes cimport Inner, Leaf, Nodes, copy_key, place_of, same_columns, slots_of
from laurels.native.records cimport record_at


cdef class Tree(Nodes):
    """What returns -1 has found no memory and changed nothing."""

    cdef Leaf* resize(self, Leaf* leaf, uint32_t room) noexcept nogil:
        """The same leaf elsewhere, with another room; NULL without memory. O(leaf)."""
        cdef Leaf* other = self.leaf_memory(room)
        cdef void** place
        if other is NULL:
            return NULL
        copy_entries(leaf, 0, other, 0, leaf.count, self.width)
        other.id, other.count, other.heads = leaf.id, leaf.count, leaf.heads
        other.parent, other.prev, other.next = leaf.parent, leaf.prev, leaf.next
        self.leaves[leaf.id] = other
        if leaf.parent is NULL:
            self.root = other
        else:
            leaf.parent.children[place_of(leaf.parent, leaf)] = other
        if leaf.prev is NULL:
            self.first = other
        else:
            leaf.prev.next = other
        if leaf.next is not NULL:
            leaf.next.prev = other
        self.free_leaf_memory(leaf)
        return other

    cdef int split(self, Leaf* leaf, uint32_t at) noexcept nogil:
        """Two leaves instead of a full one, where index `at` will be filled next; -1 without
        memory. One that grows at an end is cut near it: what comes in order fills leaves well."""
        cdef uint32_t cut = leaf.count // 2, index, heads = 0
        cdef Leaf* right
        cdef Inner* parent
        cdef int word
        if at == leaf.count:
            cut = leaf.count - 1 - leaf.count // 16
        elif at == 0:
            cut = 1 + leaf.count // 16
        if self._spare(leaf) < 0:
            return -1
        right = self.new_leaf(self.room_for(leaf.count - cut))
        if right is NULL:
            return -1
        right.count = leaf.count - cut
        copy_entries(leaf, cut, right, 0, right.count, self.width)
        self.name_leaf(right, 0)
        self.moved += right.count
        if self.heads:
            heads = not same_columns(leaf, cut - 1, leaf, cut, self.width)
            for index in range(cut + 1, leaf.count):
                heads += not same_columns(leaf, index - 1, leaf, index, self.width)
        leaf.count, leaf.heads, right.heads = cut, leaf.heads - heads, heads
        right.prev, right.next = leaf, leaf.next
        if leaf.next is not NULL:
            leaf.next.prev = right
        leaf.next = right
        if leaf.parent is NULL:
            self._raise()
        parent = leaf.parent
        index = place_of(parent, leaf)
        parent.counts[index] -= right.count
        parent.heads[index] -= heads
        self._adopt(parent, index + 1, right, right.words, right.room, right.count, heads)
        self.resize(leaf, self.room_for(cut))  # without memory it stays as large as it is
        return 0

    cdef int _spare(self, Leaf* leaf) noexcept nogil:
        """Have as many inner nodes in stock as splitting a leaf may take; -1 without memory."""
        cdef Inner* node = leaf.parent
        cdef Inner* spare = self.spares
        cdef int wanted = 0
        while node is not NULL and node.count == self.fanout:
            wanted += 1
            node = node.parent
        if node is NULL:
            wanted += 1  # a new root
        while wanted and spare is not NULL:
            wanted -= 1
            spare = spare.parent
        while wanted:
            spare = self.new_inner(0)
            if spare is NULL:
                return -1
            spare.parent, self.spares = self.spares, spare
            wanted -= 1
        return 0

    cdef Inner* _use_spare(self, uint32_t level) noexcept nogil:
        cdef Inner* node = self.spares
        self.spares = node.parent
        node.parent, node.level = NULL, level
        return node

    cdef void _raise(self) noexcept nogil:
        """A new root above the root, which becomes its only child."""
        cdef Inner* root = self._use_spare(self.height + 1)
        cdef uint32_t heads = 0, place
        cdef Inner* child
        cdef Leaf* leaf
        if self.height == 0:
            leaf = <Leaf*>self.root
            while leaf is not NULL:  # two when the only leaf is split
                heads += leaf.heads
                leaf = leaf.next
        else:
            child = <Inner*>self.root
            for place in range(child.count):
                heads += child.heads[place]
        self.put_child(root, 0, self.root, <uint32_t>self.size, heads)
        root.count = 1
        memset(root.words, 0, self.width * (self.fanout + 1) * sizeof(uint64_t))
        self.root = root
        self.height += 1

    cdef void _adopt(
        self, Inner* parent, uint32_t place, void* child, uint64_t* key, size_t stride,
        uint32_t entries, uint32_t heads
    ) noexcept nogil:
        """Put a child between others, and split the parent where that is one too many."""
        shift(parent, place, 1, self.width, self.fanout + 1)
        self.put_child(parent, place, child, entries, heads)
        copy_key(key, stride, 0, parent.words, self.fanout + 1, place, self.width)
        if parent.count > self.fanout:
            self._split_inner(parent)

    cdef void _split_inner(self, Inner* node) noexcept nogil:
        cdef uint32_t half = node.count // 2, index, entries = 0, heads = 0
        cdef Inner* right
        cdef Inner* parent
        if node.parent is NULL:
            self._raise()
        right = self._use_spare(node.level)
        for index in range(half, node.count):
            self.put_child(
                right, index - half, node.children[index], node.counts[index], node.heads[index]
            )
            copy_key(
                node.words, self.fanout + 1, index,
                right.words, self.fanout + 1, index - half, self.width
            )
            entries += node.counts[index]
            heads += node.heads[index]
        right.count, node.count = node.count - half, half
        parent = node.parent
        index = place_of(parent, node)
        parent.counts[index] -= entries
        parent.heads[index] -= heads
        self._adopt(parent, index + 1, right, right.words, self.fanout + 1, entries, heads)

    cdef void mend(self, Leaf* leaf) noexcept nogil:
        """Merge a leaf with the one beside it where few entries are left. O(log n + leaf)."""
        cdef Inner* parent = leaf.parent
        cdef uint32_t place
        if parent is NULL or leaf.count > self.leaf_room // 4:
            return
        place = place_of(parent, leaf)
        if leaf.count == 0:
            self._drop(leaf)
            self._abandon(parent, place)
        elif place + 1 < parent.count and self._fits(leaf, <Leaf*>parent.children[place + 1]):
            self._absorb(leaf, <Leaf*>parent.children[place + 1], place)
        elif place > 0 and self._fits(<Leaf*>parent.children[place - 1], leaf):
            self._absorb(<Leaf*>parent.children[place - 1], leaf, place - 1)

    cdef bint _fits(self, Leaf* left, Leaf* right) noexcept nogil:
        # Three quarters, so that the next few entries do not split it again.
        return left.count + right.count <= self.leaf_room // 4 * 3

    cdef void _absorb(self, Leaf* left, Leaf* right, uint32_t place) noexcept nogil:
        """Let a leaf, the child at `place`, take all that the next one holds."""
        cdef Inner* parent = left.parent
        cdef uint32_t before = left.count
        left = self.resize(left, self.room_for(left.count + right.count))
        if left is NULL:
            return  # without memory they stay two
        copy_entries(right, 0, left, before, right.count, self.width)
        left.count += right.count
        left.heads += right.heads
        self.name_leaf(left, before)
        self.moved += right.count
        parent.counts[place] += right.count
        parent.heads[place] += right.heads
        self._drop(right)
        self._abandon(parent, place + 1)

    cdef void name_leaf(self, Leaf* leaf, uint32_t index) noexcept nogil:
        """Let the records of its entries, from an index on, know their leaf. O(leaf)."""
        for index in range(index, leaf.count):
            record_at(self.records, slots_of(leaf)[index]).leaf = leaf.id

    cdef void _drop(self, Leaf* leaf) noexcept nogil:
        """Take a leaf out of the row of leaves."""
        if leaf.prev is NULL:
            self.first = leaf.next
        else:
            leaf.prev.next = leaf.next
        if leaf.next is not NULL:
            leaf.next.prev = leaf.prev
        self.free_leaf(leaf)

    cdef void _abandon(self, Inner* parent, uint32_t place) noexcept nogil:
        """Forget a child that is gone; what it counted has gone before."""
        cdef Inner* above = parent.parent
        shift(parent, place, -1, self.width, self.fanout + 1)
        if parent.count == 0:  # never the root, which has two children
            place = place_of(above, parent)
            self.free_inner(parent)
            self._abandon(above, place)
        elif above is not NULL:
            self._mend_inner(parent)
        else:
            self._lower()

    cdef void _lower(self) noexcept nogil:
        """Take away roots of one child."""
        cdef Inner* root
        while self.height > 0 and (<Inner*>self.root).count == 1:
            root = <Inner*>self.root
            self.root = root.children[0]
            self.height -= 1
            if self.height:
                (<Inner*>self.root).parent = NULL
            else:
                (<Leaf*>self.root).parent = NULL
            self.free_inner(root)

    cdef void _mend_inner(self, Inner* node) noexcept nogil:
        """Merge an inner node with one beside it where few children are left."""
        cdef Inner* parent = node.parent
        cdef Inner* beside
        cdef uint32_t place
        if node.count > self.fanout // 4:
            return
        place = place_of(parent, node)
        if place + 1 < parent.count:
            beside = <Inner*>parent.children[place + 1]
            if node.count + beside.count <= self.fanout // 4 * 3:
                self._merge_inner(node, beside, place)
                return
        if place > 0:
            beside = <Inner*>parent.children[place - 1]
            if node.count + beside.count <= self.fanout // 4 * 3:
                self._merge_inner(beside, node, place - 1)

    cdef void _merge_inner(self, Inner* left, Inner* right, uint32_t place) noexcept nogil:
        """Let an inner node, the child at `place`, take all children of the next one."""
        cdef Inner* parent = left.parent
        cdef size_t stride = self.fanout + 1
        cdef uint32_t index
        # The parent's bound for the right one holds for its first child, whose own may not.
        copy_key(parent.words, stride, place + 1, right.words, stride, 0, self.width)
        for index in range(right.count):
            self.put_child(
                left, left.count + index, right.children[index], right.counts[index],
                right.heads[index]
            )
            copy_key(
                right.words, stride, index, left.words, stride, left.count + index, self.width
            )
        left.count += right.count
        parent.counts[place] += parent.counts[place + 1]
        parent.heads[place] += parent.heads[place + 1]
        self.free_inner(right)
        self._abandon(parent, place + 1)

    cdef Leaf* append_leaf(self, Leaf* last, uint32_t room) noexcept nogil:
        """A leaf behind the last one, in a tree that `build` will finish; NULL without memory."""
        cdef Leaf* leaf = self.new_leaf(room)
        if leaf is NULL:
            return NULL
        leaf.prev = last
        if last is NULL:
            self.first = leaf
        else:
            last.next = leaf
        return leaf

    cdef int build(self) noexcept nogil:
        """The inner nodes above the row of leaves; -1 without memory. O(n / leaf)."""
        cdef uint64_t nodes = 0
        cdef Leaf* leaf = self.first
        cdef Sub* level
        while leaf is not NULL:
            nodes += 1
            leaf = leaf.next
        level = <Sub*>malloc(nodes * sizeof(Sub))
        if level is NULL or self._stock(nodes) < 0:
            free(level)
            return -1
        nodes, leaf = 0, self.first
        while leaf is not NULL:
            level[nodes] = Sub(leaf, leaf, leaf.count, leaf.heads)
            nodes += 1
            leaf = leaf.next
        while nodes > 1:
            self.height += 1
            nodes = self._build_level(level, nodes)
        self.root = level[0].node
        free(level)
        return 0

    cdef int _stock(self, uint64_t nodes) noexcept nogil:
        """Have all inner nodes in stock that stand above so many leaves."""
        cdef Inner* spare
        while nodes > 1:
            nodes = parents_of(nodes, self.fanout)
            for _ in range(nodes):
                spare = self.new_inner(0)
                if spare is NULL:
                    return -1
                spare.parent, self.spares = self.spares, spare
        return 0

    cdef uint64_t _build_level(self, Sub* level, uint64_t nodes) noexcept nogil:
        """Put parents above so many nodes, and in their place; how many."""
        cdef uint64_t parents = parents_of(nodes, self.fanout), parent, child = 0, end
        cdef Inner* inner
        cdef Sub whole
        for parent in range(parents):
            inner = self._use_spare(self.height)
            end = child + (nodes - child) // (parents - parent)
            whole = Sub(inner, level[child].first, 0, 0)
            while child < end:
                self.put_child(
                    inner, inner.count, level[child].node, level[child].entries, level[child].heads
                )
                copy_key(
                    level[child].first.words, level[child].first.room, 0,
                    inner.words, self.fanout + 1, inner.count, self.width
                )
                inner.count += 1
                whole.entries += level[child].entries
                whole.heads += level[child].heads
                child += 1
            level[parent] = whole
        return parents


cdef void copy_entries(
    Leaf* source, uint32_t i, Leaf* target, uint32_t j, uint32_t count, int width
) noexcept nogil:
    cdef int word
    for word in range(width):
        memcpy(
            &target.words[word * <size_t>target.room + j],
            &source.words[word * <size_t>source.room + i],
            count * sizeof(uint64_t),
        )
    memcpy(&slots_of(target)[j], &slots_of(source)[i], count * sizeof(uint32_t))


cdef inline uint64_t parents_of(uint64_t nodes, uint32_t fanout) noexcept nogil:
    cdef uint32_t full = fanout - fanout // 8
    return (nodes + full - 1) // full


cdef void shift(Inner* inner, uint32_t place, int change, int width, size_t stride) noexcept nogil:
    """Make room at a place, or close it."""
    cdef uint32_t source = place if change > 0 else place + 1
    cdef uint32_t target = source + change
    cdef uint32_t behind = inner.count - source
    cdef int word
    memmove(&inner.children[target], &inner.children[source], behind * sizeof(void*))
    memmove(&inner.counts[target], &inner.counts[source], behind * sizeof(uint32_t))
    memmove(&inner.heads[target], &inner.heads[source], behind * sizeof(uint32_t))
    for word in range(width):
        memmove(
            &inner.words[word * stride + target],
            &inner.words[word * stride + source],
            behind * sizeof(uint64_t),
        )
    inner.count += change
