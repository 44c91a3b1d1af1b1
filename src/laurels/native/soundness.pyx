"""What contradicts itself in a season. For tests and `laurels check`; nothing here is fast."""

from libc.stdint cimport uint32_t, uint64_t

from laurels.native.nodes cimport Inner, Leaf, same_columns, slots_of
from laurels.native.order cimport Order
from laurels.native.records cimport NOBODY, Records, record_at


def problems_of(Records records not None, Order order not None, events):
    """Sentences, none where all is sound. O(n)."""
    yield from records.problems()
    yield from _order_problems(records, order)
    cdef uint64_t sum = 0
    cdef uint32_t slot
    for slot in range(records.used):
        if record_at(records, slot).leaf != NOBODY:
            sum += <uint64_t>record_at(records, slot).events
    if sum != events:
        yield f"the entries took {sum} events, not {events}"
    if order.size != records.used - records.free_count:
        yield f"{order.size} entries are in order, {records.used - records.free_count} are not free"


cdef list _order_problems(Records records, Order order):
    cdef list found = []
    cdef Leaf* leaf = order.first
    cdef Leaf* last = NULL
    cdef uint64_t counted = 0
    cdef uint32_t index, heads, last_index = 0
    while leaf is not NULL:
        if leaf.prev is not last or order.leaves[leaf.id] is not leaf or leaf.count > leaf.room:
            found.append(f"leaf {leaf.id} is out of its row or place, or too full")
        if leaf.count == 0 and order.size > 0:
            found.append(f"leaf {leaf.id} is empty")
        last, heads = leaf, 0
        for index in range(leaf.count):
            if record_at(records, slots_of(leaf)[index]).leaf != leaf.id:
                found.append(f"slot {slots_of(leaf)[index]} does not know leaf {leaf.id}")
            if index == 0 and leaf.prev is not NULL and leaf.prev.count:
                last, last_index = leaf.prev, leaf.prev.count - 1
            elif index:
                last, last_index = leaf, index - 1
            if counted and not _key(last, last_index, order.width) < _key(leaf, index, order.width):
                found.append(f"entry {counted} is not behind the one before it")
            heads += not counted or not same_columns(last, last_index, leaf, index, order.width)
            counted += 1
        if order.heads and heads != leaf.heads:
            found.append(f"leaf {leaf.id} has {heads} heads, not {leaf.heads}")
        last, leaf = leaf, leaf.next
    if counted != order.size:
        found.append(f"{counted} entries are in the leaves, not {order.size}")
    if order.height:
        _inner_problems(order, <Inner*>order.root, order.height, found)
        if (<Inner*>order.root).count < 2 or (<Inner*>order.root).parent is not NULL:
            found.append("the root has a parent, or less than two children")
    elif order.root is not <void*>order.first or (<Leaf*>order.root).parent is not NULL:
        found.append("the root is not the only leaf")
    return found


cdef tuple _inner_problems(Order order, Inner* inner, uint32_t level, list found):
    """Entries and heads, least and largest key below a node."""
    cdef uint32_t place
    cdef Leaf* leaf
    entries, heads, least, largest = 0, 0, None, None
    if inner.level != level or not 0 < inner.count <= order.fanout:
        found.append(f"a node of {inner.count} children is at level {inner.level}, not {level}")
    for place in range(inner.count):
        if level == 1:
            leaf = <Leaf*>inner.children[place]
            below = (leaf.count, leaf.heads, _end(leaf, 0, order), _end(leaf, 1, order))
            if leaf.parent is not inner:
                found.append(f"leaf {leaf.id} has another parent")
        else:
            below = _inner_problems(order, <Inner*>inner.children[place], level - 1, found)
            if (<Inner*>inner.children[place]).parent is not inner:
                found.append(f"a node at level {level - 1} has another parent")
        if below[0] != inner.counts[place] or (order.heads and below[1] != inner.heads[place]):
            found.append(
                f"child {place} has {below[:2]} entries and heads, "
                f"not {inner.counts[place], inner.heads[place]}"
            )
        bound = tuple([inner.words[w * (order.fanout + 1) + place] for w in range(order.width)])
        if place and not (largest < bound and bound <= below[2]):
            found.append(f"bound {bound} is not between {largest} and {below[2]}")
        entries, heads = entries + below[0], heads + below[1]
        least, largest = below[2] if least is None else least, below[3]
    return entries, heads, least, largest


cdef tuple _end(Leaf* leaf, bint last, Order order):
    if leaf.count == 0:
        return ()
    return _key(leaf, leaf.count - 1 if last else 0, order.width)


cdef tuple _key(Leaf* leaf, uint32_t index, int width):
    return tuple([leaf.words[word * <size_t>leaf.room + index] for word in range(width)])
