# cython: boundscheck=False, wraparound=False, cdivision=True
"""The entries of one season: each has a record, and its record's slot a place in the order."""

from cpython.long cimport PyLong_AsLongLong, PyLong_AsUnsignedLongLong
from cpython.tuple cimport PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE
from libc.stdint cimport int64_t, uint32_t, uint64_t

from laurels.native.nodes cimport Leaf, slots_of
from laurels.native.order cimport Order, index_of
from laurels.native.records cimport NOBODY, Record, Records, prefetch, record_at
from laurels.native.rows cimport Row, Rows
from laurels.native.staging cimport Staging

from laurels.rules.leaderboard import RankMethod

cdef uint32_t AHEAD = 16  # rows whose memory is fetched while others are worked on
cdef uint64_t BIAS = <uint64_t>1 << 63
cdef dict METHODS = {
    RankMethod.COMPETITION: COMPETITION, RankMethod.DENSE: DENSE, RankMethod.ORDINAL: ORDINAL
}


# Whole numbers only: a conversion that Cython writes would take a float, and cut it.

cdef int64_t signed(value) except? -1:
    return PyLong_AsLongLong(value)


cdef uint64_t unsigned(value) except? 0:
    return PyLong_AsUnsignedLongLong(value)


cdef uint32_t player_number(value) except? 0:
    cdef int64_t number = PyLong_AsLongLong(value)
    if not 0 <= number <= 0xFFFFFFFF:
        raise OverflowError(f"player {value} is not a number of 32 bits")
    return <uint32_t>number


cdef class Entries:
    """Costs are for n entries."""

    def __cinit__(
        self, leaderboard, *, uint32_t leaf=256, uint32_t fanout=64, int chunk_bits=12,
        uint32_t segment=256, uint32_t run=65536
    ):
        cdef int column
        self.columns = len(leaderboard.columns)
        if not 1 <= self.columns <= 5:
            raise ValueError("a leaderboard has 1 to 5 columns")
        for column in range(self.columns):
            self.descending[column] = leaderboard.columns[column].descending
        self.method = METHODS[leaderboard.rank_method]
        self.records = Records(chunk_bits, segment)
        self.order = Order(
            self.records, self.columns + 1, self.method == DENSE, leaf, fanout
        )
        if not 1 <= run <= 1 << 20:
            raise ValueError("runs of 1 to 2**20 rows")
        self.run, self.state = run, READY

    cdef int must_be_ready(self) except -1:
        if self.state != READY:
            raise RuntimeError("the season is being loaded")
        return 0

    cdef uint64_t word(self, int column, value) except? 0:
        """A column's value such that a smaller word is better; `rules/order_key.py` tells why.
        OverflowError, TypeError."""
        cdef uint64_t biased = <uint64_t>signed(value) ^ BIAS
        return ~biased if self.descending[column] else biased

    cdef int64_t value(self, int column, uint64_t word) noexcept nogil:
        return <int64_t>((~word if self.descending[column] else word) ^ BIAS)

    cdef Leaf* find(self, uint32_t player, uint32_t* index) noexcept nogil:
        """Where a player's entry is; NULL where there is none. O(leaf), a scan."""
        cdef uint32_t slot = self.records.find(player)
        return NULL if slot == NOBODY else self.leaf_of(slot, index)

    cdef Leaf* leaf_of(self, uint32_t slot, uint32_t* index) noexcept nogil:
        """Where a slot that is taken is. O(leaf), a scan."""
        cdef Leaf* leaf = self.order.leaves[record_at(self.records, slot).leaf]
        cdef int word
        index[0] = index_of(leaf, slot)
        for word in range(self.order.width):  # what comes next needs them, and can wait so long
            prefetch(&leaf.words[word * <size_t>leaf.room + index[0]])
        return leaf

    cdef void locate(self, Leaf* leaf, uint32_t index, Place* place) noexcept nogil:
        """Position, rank and entries ahead. O(log n)."""
        cdef uint64_t heads = 0
        cdef uint64_t before = self.order.climb(leaf, 0, 0, &heads)
        place.position = before + index
        if self.method == ORDINAL:
            place.ahead = place.position
        else:
            place.ahead = self.order.ahead(leaf, index, before)
        if self.method == DENSE:
            place.rank = heads + self.order.heads_until(leaf, index)
        else:
            place.rank = place.ahead + 1

    cdef void fill(self, Row* row, Leaf* leaf, uint32_t index) noexcept nogil:
        """All of a row but its place. O(columns)."""
        cdef Record* record = record_at(self.records, slots_of(leaf)[index])
        cdef int column
        row.player, row.achieved_at, row.events = record.player, record.achieved_at, record.events
        for column in range(self.columns):
            row.values[column] = self.value(column, leaf.words[column * <size_t>leaf.room + index])
        row.sequence = leaf.words[self.columns * <size_t>leaf.room + index]

    cdef void fill_rows(self, Rows rows, uint64_t first) noexcept nogil:
        """As many rows as there are, from a position on. O(log n + rows)."""
        cdef uint32_t index
        cdef Leaf* leaf = self.order.select(first, &index)
        cdef Row* row
        cdef Row* last = NULL
        cdef Py_ssize_t number
        cdef Place place
        self.locate(leaf, index, &place)
        for number in range(rows.count):
            row = &rows.rows[number]
            if index + AHEAD < leaf.count:
                prefetch(record_at(self.records, slots_of(leaf)[index + AHEAD]))
            self.fill(row, leaf, index)
            row.position = first + number
            if last is not NULL and (self.method == ORDINAL or not self.are_equal(row, last)):
                place.ahead = row.position
                place.rank = place.rank + 1 if self.method == DENSE else place.ahead + 1
            row.rank, row.ahead = place.rank, place.ahead
            last = row
            index += 1
            if index == leaf.count:
                leaf, index = leaf.next, 0

    cdef bint are_equal(self, Row* one, Row* other) noexcept nogil:
        cdef int column
        for column in range(self.columns):
            if one.values[column] != other.values[column]:
                return False
        return True

    cdef int read(self, entry, Given* given) except -1:
        """Take an Entry apart. ValueError, TypeError, OverflowError."""
        cdef int column
        values, sequence, achieved_at, events = entry
        if not PyTuple_Check(values) or PyTuple_GET_SIZE(values) != self.columns:
            raise ValueError(f"an entry here has a tuple of {self.columns} values")
        for column in range(self.columns):
            given.key[column] = self.word(column, <object>PyTuple_GET_ITEM(values, column))
        given.key[self.columns] = unsigned(sequence)
        given.achieved_at, given.events = signed(achieved_at), signed(events)
        return 0

    cdef int put(self, uint32_t player, Given* given, Place* before, Place* after) except -1:
        """Place an entry. Where `before` and `after` are given, write there its places then
        (rank 0: none) and now. MemoryError, with all entries as they were. O(log n)."""
        cdef uint32_t index = 0, slot
        cdef Leaf* leaf = NULL
        cdef Leaf* target
        cdef Record* record
        self.records.foresee(player)
        target = self.order.seek(given.key)
        prefetch(target)
        slot = self.records.find(player)
        if slot != NOBODY:
            prefetch(record_at(self.records, slot))
        target = self.order.prepare(target, given.key)
        if target is not NULL and slot != NOBODY:
            leaf = self.leaf_of(slot, &index)
        elif target is not NULL:
            slot = self.new_slot(player)
        if target is NULL or slot == NOBODY:
            raise MemoryError()
        # Nothing can fail from here on.
        if before is not NULL:
            before.rank = 0
            if leaf is not NULL:
                self.locate(leaf, index, before)
        if leaf is not NULL and is_key(leaf, index, given.key, self.columns + 1):
            if after is not NULL:
                after[0] = before[0]
        else:
            if leaf is not NULL:
                self.order.remove(leaf, index)
            index = self.order.insert(target, given.key, slot)
            if after is not NULL:
                self.locate(target, index, after)
            if leaf is not NULL:
                self.order.mend(leaf)
        record = record_at(self.records, slot)
        self.total_events += <uint64_t>given.events - <uint64_t>record.events
        record.achieved_at, record.events = given.achieved_at, given.events
        return 0

    cdef uint32_t new_slot(self, uint32_t player) noexcept nogil:
        """A slot for a player that has none; NOBODY without memory."""
        cdef uint32_t slot
        if self.records.reserve(1) < 0:
            return NOBODY
        slot = self.records.take()
        if self.records.enter(player, slot) < 0:
            self.records.give_back(slot)
            return NOBODY
        record_at(self.records, slot).events = 0
        return slot

    cdef void remove(self, uint32_t player) noexcept nogil:
        """Take a player's entry out, if there is one. O(log n)."""
        cdef uint32_t index = 0, slot
        cdef Leaf* leaf = self.find(player, &index)
        if leaf is not NULL:
            slot = slots_of(leaf)[index]
            self.total_events -= <uint64_t>record_at(self.records, slot).events
            self.order.remove(leaf, index)
            self.order.mend(leaf)
            self.records.leave(player)
            self.records.give_back(slot)

    cdef int stage(self, row, uint32_t ahead) except -1:
        """Write down a row, `ahead` places behind the last that is entered."""
        cdef uint64_t at = self.staging.count + ahead
        cdef uint32_t slot = <uint32_t>at
        cdef uint64_t* item
        cdef Record* record
        cdef int column
        if not PyTuple_Check(row):
            row = tuple(row)
        if PyTuple_GET_SIZE(row) < 4 + self.columns:
            raise ValueError(f"a row here has at least {4 + self.columns} numbers")
        if self.staging.reserve(at + 1) < 0 or self.records.reserve(ahead + 1) < 0:
            raise MemoryError()
        item = self.staging.item(at)
        for column in range(self.columns):
            item[column] = self.word(column, <object>PyTuple_GET_ITEM(row, 4 + column))
        item[self.columns] = unsigned(<object>PyTuple_GET_ITEM(row, 1))
        item[self.columns + 1] = slot
        record = record_at(self.records, slot)
        record.player = player_number(<object>PyTuple_GET_ITEM(row, 0))
        record.achieved_at = signed(<object>PyTuple_GET_ITEM(row, 2))
        record.events = signed(<object>PyTuple_GET_ITEM(row, 3))
        return 0

    cdef int enter(self, uint32_t taken) except -1:
        """Let the players of the next `taken` rows have their slots."""
        cdef uint32_t start = self.records.used, slot = start, end = start + taken, coming
        cdef int status = 0
        cdef Record* record = NULL
        with nogil:
            while slot < end and status == 0:
                if (slot - start) % AHEAD == 0:
                    for coming in range(slot, min(slot + AHEAD, end)):
                        self.records.foresee(record_at(self.records, coming).player)
                record = record_at(self.records, slot)
                if self.records.find(record.player) != NOBODY:
                    status = 1
                    break
                status = self.records.enter(record.player, slot)
                if status == 0:
                    self.records.take()
                    self.total_events += <uint64_t>record.events
                    self.staging.count_one()
                    slot += 1
        if status < 0:
            raise MemoryError()
        if status:
            raise ValueError(f"player {record.player} is given twice")
        return 0


cdef inline bint is_key(Leaf* leaf, uint32_t index, uint64_t* key, int width) noexcept nogil:
    cdef int word
    for word in range(width):
        if leaf.words[word * <size_t>leaf.room + index] != key[word]:
            return False
    return True
