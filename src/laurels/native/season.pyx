# cython: boundscheck=False, wraparound=False, cdivision=True
"""One season's ranking index in flat memory: the compiled twin of `MemorySeason`.

`docs/explanation/ranking-index.md` tells how its parts work together.
"""

import secrets

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport int64_t, uint32_t, uint64_t

from laurels.native.entries cimport (
    GATHERING,
    READY,
    WORKING,
    Entries,
    Given,
    Place,
    player_number,
    unsigned,
)
from laurels.native.nodes cimport WIDEST, Leaf
from laurels.native.rows cimport Row, Rows, named_tuple, ranked_entry, standing_entry
from laurels.native.staging cimport Staging

from laurels.native.soundness import problems_of
from laurels.ports.ranking_index import Placement
from laurels.rules.distribution import spread

cdef enum:
    BATCH = 4096  # rows that `gather` takes before it lets go of the interpreter's lock


cdef class NativeSeason(Entries):
    """Entries of one season in board order. Costs are for n entries.

    Players are numbered in 32 bits; asking for a number outside them finds nobody. Tests give
    the sizes of leaves, nodes, chunks and segments; others leave them alone.
    """

    cdef readonly int64_t version

    def __cinit__(self, *_, **__):
        # A season that is loaded again may hold something else: no version may stand for both.
        self.version = secrets.randbits(62)

    def __len__(self):
        return self.records.used - self.records.free_count

    @property
    def events(self):
        """How many events the entries took, all together."""
        return self.total_events

    @property
    def held(self):
        """Bytes of memory, but for a few hundred."""
        return self.records.held + self.order.held

    @property
    def moved(self):
        """How many times an entry was moved within a leaf, or to another, until now."""
        return self.order.moved

    def gather(self, rows):
        """Take entries of players that are not here yet, flat as in `rules/entry.py`; `arrange`
        follows the last, and nothing else comes before. ValueError for a player who is here.
        O(n); other threads get their turns in between."""
        cdef uint32_t taken = 0
        if self.state == WORKING or (self.state == READY and self.records.used):
            raise RuntimeError("a season is loaded once, before anything is placed")
        if self.staging is None:
            self.staging = Staging(self.columns + 1, self.run)
        self.state = WORKING
        try:
            for row in rows:
                if taken == BATCH:
                    self.enter(taken)
                    taken = 0
                self.stage(row, taken)
                taken += 1
            self.enter(taken)
        finally:
            self.state = GATHERING

    def arrange(self):
        """Put all that was gathered in order, at once, without the interpreter's lock.
        O(n log n)."""
        cdef int status
        if self.state == WORKING:
            raise RuntimeError("the season is being loaded")
        if self.state == GATHERING:
            self.state = WORKING
            with nogil:
                self.staging.finish()
                self.order.clear()
                status = self.staging.pack(self.order)
                if status < 0:
                    self.order.clear()
                else:
                    self.staging.clear()
            self.state = GATHERING if status < 0 else READY
            if status < 0:
                raise MemoryError()
        self.version += 1
        self.staging = None

    def place(self, player, entry):
        """Put a player's entry in its place, or take it out where None. O(log n). Raises
        MemoryError where there is none, with all as it was."""
        cdef Given given
        self.must_be_ready()
        self.version += 1
        if entry is None:
            self._take_out(player)
            return
        self.read(entry, &given)
        self.put(player_number(player), &given, NULL, NULL)

    def place_and_rank(self, player, entry):
        """As `place`; and the Placement, where there is an entry. O(log n)."""
        cdef Given given
        cdef Place before, after
        self.must_be_ready()
        self.version += 1
        if entry is None:
            self._take_out(player)
            return None
        self.read(entry, &given)
        self.put(player_number(player), &given, &before, &after)
        previous = before.rank if before.rank else None
        return named_tuple(Placement, (after.rank, after.ahead, self.order.size, previous))

    def standing(self, player):
        """A player's entry without its place, or None. O(1)."""
        cdef Row row
        cdef uint32_t index
        cdef Leaf* leaf = self._found(player, &index)
        if leaf is NULL:
            return None
        self.fill(&row, leaf, index)
        return standing_entry(&row, self.columns)

    def entry(self, player):
        """A player's entry with its place, or None. O(log n)."""
        cdef Row row
        cdef Place place
        cdef uint32_t index
        cdef Leaf* leaf = self._found(player, &index)
        if leaf is NULL:
            return None
        self.locate(leaf, index, &place)
        self.fill(&row, leaf, index)
        row.position, row.rank, row.ahead = place.position, place.rank, place.ahead
        return ranked_entry(&row, self.columns, self.order.size)

    def rank(self, player):
        """A player's rank and how many are ahead, or None. O(log n)."""
        cdef Place place
        cdef uint32_t index
        cdef Leaf* leaf = self._found(player, &index)
        if leaf is NULL:
            return None
        self.locate(leaf, index, &place)
        return place.rank, place.ahead

    def page(self, offset, limit):
        """Up to `limit` entries from a position on, as Rows. O(log n + limit)."""
        self.must_be_ready()
        cdef uint64_t first = clamped(offset), count = clamped(limit)
        if first >= self.order.size:
            count = 0
        else:
            count = min(count, self.order.size - first)
        cdef Rows rows = Rows.sized(count, self.columns, self.order.size)
        if count:
            self.fill_rows(rows, first)
        return rows

    def around(self, position, above, below):
        """`above` entries before a position and `below` from it on; where the board ends
        on one side, the other gives more. O(log n + above + below)."""
        size = above + below
        return self.page(max(0, min(position - above, len(self) - size)), size)

    def position(self, key not None):
        """How many entries have a smaller order key. O(log n)."""
        cdef uint64_t words[WIDEST]
        cdef bytes text = key
        cdef int place
        self.must_be_ready()
        if PyBytes_GET_SIZE(text) != 8 * self.order.width:
            raise ValueError(f"a key of {self.columns} columns has {8 * self.order.width} bytes")
        for place in range(self.order.width):
            words[place] = big_endian(PyBytes_AS_STRING(text) + 8 * place)
        return self.order.position(words)

    def distribution(self, buckets):
        """How the first column is spread; None without entries. O(buckets * log n)."""
        return spread(self, buckets)

    def first_value(self, position):
        """The first column of the entry at a position. IndexError. O(log n)."""
        cdef uint32_t index
        cdef uint64_t at = unsigned(position)
        self.must_be_ready()
        if at >= self.order.size:
            raise IndexError(position)
        cdef Leaf* leaf = self.order.select(at, &index)
        return self.value(0, leaf.words[index])

    def below(self, value):
        """How many entries have a first column less than `value`. O(log n)."""
        cdef uint64_t key[WIDEST]
        cdef int word
        self.must_be_ready()
        for word in range(1, self.order.width):
            key[word] = 0
        key[0] = self.word(0, value)
        if not self.descending[0]:
            return self.order.position(key)
        key[0] += 1  # the keys of that value and all better ones come before
        return self.order.size - self.order.position(key) if key[0] else 0

    def check(self):
        """AssertionError, with what is held, where the parts contradict each other. O(n)."""
        self.must_be_ready()
        problems = list(problems_of(self.records, self.order, self.total_events))
        if problems:
            print(f"size={self.order.size} height={self.order.height}")
            print(f"rows={self.page(0, 1000)!r}")
            raise AssertionError("; ".join(problems[:20]))

    cdef Leaf* _found(self, player, uint32_t* index) except? NULL:
        """As `find`, for any whole number."""
        self.must_be_ready()
        if not isinstance(player, int):
            raise TypeError(f"a player's number is an int, not {player!r}")
        if 0 <= player <= 0xFFFFFFFF:
            return self.find(player_number(player), index)
        return NULL

    cdef int _take_out(self, player) except -1:
        cdef uint32_t index
        if self._found(player, &index) is not NULL:
            self.remove(player)
        return 0


cdef uint64_t clamped(number) except? 0:
    """A count as 64 bits: less than nothing is nothing."""
    return unsigned(max(0, min(number, 0x7FFFFFFFFFFFFFFF)))


cdef uint64_t big_endian(char* text) noexcept nogil:
    cdef uint64_t word = 0
    cdef int place
    for place in range(8):
        word = word << 8 | <unsigned char>text[place]
    return word
