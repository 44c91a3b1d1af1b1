# cython: cdivision=True
"""Id to number: a hash table of 4-byte numbers; the ids themselves lie in the records.

The table is cut into shards by the hash, so that it grows shard by shard and never all at
once: a shard of 10 million ids in 16,384 has 600, and is copied in a fraction of a
millisecond. A slot is a number and one byte of its id's hash, the tag, which keeps a look-up
from reading any record but the right one, save one time in 254. A full shard grows by a
quarter only, so 5 bytes a slot come to about 6.3 an id.
"""

import os

from libc.stdlib cimport calloc, free
from libc.string cimport memcmp, memcpy

from laurels.native.cards_records cimport LAURELS_FETCH, fetch_place, fetch_record, id_of, record_at

cdef extern from *:
    """
    static inline uint64_t laurels_mixed(uint64_t a, uint64_t b) {
        unsigned __int128 product = (unsigned __int128)a * b;
        return (uint64_t)product ^ (uint64_t)(product >> 64);
    }
    static inline uint64_t laurels_hash(const uint8_t* text, uint32_t size, uint64_t seed) {
        uint64_t hash = seed ^ (size * 0x9e3779b97f4a7c15ull), word;
        while (size >= 8) {
            memcpy(&word, text, 8);
            hash = laurels_mixed(hash ^ word, 0xa0761d6478bd642full);
            text += 8;
            size -= 8;
        }
        word = 0;
        memcpy(&word, text, size);
        hash = laurels_mixed(hash ^ word, 0xe7037ed1a0b428dbull ^ seed);
        return laurels_mixed(hash, 0x8ebc6af09c88c6e3ull);
    }
    """
    uint64_t laurels_hash(const uint8_t* text, uint32_t size, uint64_t seed) noexcept

cdef enum:
    EMPTY = 0  # tags that are no hash's
    REMOVED = 1
    AHEAD = 8  # so many slots before a record is needed, it is asked for


cdef inline uint8_t _tag(uint64_t hash) noexcept:
    cdef uint8_t tag = <uint8_t>(hash >> 32)
    return tag if tag > REMOVED else tag + 2


cdef inline uint8_t* _tags(Shard* shard) noexcept:
    return <uint8_t*>(shard.numbers + shard.room)


cdef inline uint32_t _home(Shard* shard, uint64_t hash) noexcept:
    """Where the search for a hash starts: its low 32 bits, scaled to the shard's room."""
    return <uint32_t>((hash & 0xFFFFFFFF) * shard.room >> 32)


cdef void _fill(Shard* shard, uint32_t number, uint64_t hash) noexcept:
    """Put a number into the first empty slot from its home on. There must be one."""
    cdef uint8_t* tags = _tags(shard)
    cdef uint32_t slot = _home(shard, hash)
    while tags[slot] != EMPTY:
        slot += 1
        if slot == shard.room:
            slot = 0
    shard.numbers[slot] = number
    tags[slot] = _tag(hash)


cdef class IdTable:
    """`shard_bits`: there are 2**shard_bits shards. O(1) for all but check."""

    def __cinit__(self, Records records, int shard_bits):
        if not 1 <= shard_bits <= 20:
            raise ValueError("there are 2**1 to 2**20 shards")
        self.records = records
        self.bits = shard_bits
        self.seed = int.from_bytes(os.urandom(8), "little")  # nobody can aim at one slot
        self.shards = <Shard*>calloc(<size_t>1 << shard_bits, sizeof(Shard))
        if self.shards is NULL:
            raise MemoryError()

    def __dealloc__(self):
        cdef uint32_t index
        if self.shards is not NULL:
            for index in range(<uint32_t>1 << self.bits):
                free(self.shards[index].numbers)
        free(self.shards)

    cdef int64_t find(self, const uint8_t* id, uint32_t size) noexcept:
        """The number whose record has this id; -1: none."""
        cdef uint64_t hash = laurels_hash(id, size, self.seed)
        cdef Shard* shard = &self.shards[hash >> (64 - self.bits)]
        cdef uint8_t* tags
        cdef uint8_t tag = _tag(hash)
        cdef const uint8_t* record
        cdef const uint8_t* text
        cdef uint32_t slot, other
        if not shard.room:
            return -1
        tags, slot = _tags(shard), _home(shard, hash)
        LAURELS_FETCH(&shard.numbers[slot])
        while tags[slot] != EMPTY:
            if tags[slot] == tag:
                text = id_of(record_at(self.records, shard.numbers[slot]), &other)
                if other == size and not memcmp(text, id, size):
                    return shard.numbers[slot]
            slot += 1
            if slot == shard.room:
                slot = 0
        return -1

    cdef int add(self, uint32_t number, const uint8_t* id, uint32_t size) except -1:
        """Take an id that is not here. Its record may come later, but before all else."""
        cdef uint64_t hash = laurels_hash(id, size, self.seed)
        cdef Shard* shard = &self.shards[hash >> (64 - self.bits)]
        cdef uint64_t live
        if shard.used + 1 > shard.room - (shard.room >> 3):
            live = shard.used - shard.removed
            self._resize(shard, live + (live >> 2) + (live >> 4) + 8)
        _fill(shard, number, hash)
        shard.used += 1
        self.count += 1
        return 0

    cdef bint remove(self, uint32_t number, const uint8_t* id, uint32_t size) noexcept:
        """Forget an id; False where the number is not under it."""
        cdef uint64_t hash = laurels_hash(id, size, self.seed)
        cdef Shard* shard = &self.shards[hash >> (64 - self.bits)]
        cdef uint8_t tag = _tag(hash)
        cdef uint8_t* tags
        cdef uint32_t slot
        if not shard.room:
            return False
        tags, slot = _tags(shard), _home(shard, hash)
        while tags[slot] != EMPTY:
            if tags[slot] == tag and shard.numbers[slot] == number:
                tags[slot] = REMOVED  # a search for another id goes on past it
                shard.removed += 1
                self.count -= 1
                return True
            slot += 1
            if slot == shard.room:
                slot = 0
        return False

    cdef int reserve(self, uint64_t count) except -1:
        """Room for so many ids in all, so that loading them does not grow it often."""
        cdef uint64_t each = count >> self.bits
        cdef uint32_t index
        each += (each >> 2) + 8
        for index in range(<uint32_t>1 << self.bits):
            if self.shards[index].room < each:
                self._resize(&self.shards[index], each)
        return 0

    cdef int _resize(self, Shard* shard, uint64_t room) except -1:
        """Move a shard's numbers into new slots. O(numbers of the shard)."""
        cdef Shard moved
        cdef uint32_t slot, size
        cdef const uint8_t* text
        cdef uint8_t* tags
        if room >= <uint64_t>1 << 32:
            raise MemoryError("a shard of 2**32 slots")
        moved.numbers = <uint32_t*>calloc(room, sizeof(uint32_t) + 1)
        if moved.numbers is NULL:
            raise MemoryError()
        moved.room, moved.used, moved.removed = <uint32_t>room, shard.used - shard.removed, 0
        if shard.room:
            tags = _tags(shard)
            for slot in range(shard.room):
                self._fetch(shard, slot)
                if tags[slot] > REMOVED:
                    text = id_of(record_at(self.records, shard.numbers[slot]), &size)
                    _fill(&moved, shard.numbers[slot], laurels_hash(text, size, self.seed))
        free(shard.numbers)
        shard[0] = moved
        return 0

    cdef void _fetch(self, Shard* shard, uint32_t slot) noexcept:
        """Ask for what a walk over the slots needs soon: memory answers many at a time."""
        cdef uint8_t* tags = _tags(shard)
        if slot + 2 * AHEAD < shard.room and tags[slot + 2 * AHEAD] > REMOVED:
            fetch_place(self.records, shard.numbers[slot + 2 * AHEAD])
        if slot + AHEAD < shard.room and tags[slot + AHEAD] > REMOVED:
            fetch_record(self.records, shard.numbers[slot + AHEAD])

    def memory(self):
        """Bytes taken, without what malloc adds. O(shards)."""
        cdef uint32_t index
        slots = 0
        for index in range(<uint32_t>1 << self.bits):
            slots += self.shards[index].room
        return slots * 5 + (<size_t>sizeof(Shard) << self.bits)

    def check(self):
        """AssertionError where an id is not found under its number, or a count is wrong. O(n)."""
        cdef uint32_t index, slot, size
        cdef const uint8_t* text
        cdef Shard* shard
        count = 0
        for index in range(<uint32_t>1 << self.bits):
            shard = &self.shards[index]
            tags = [_tags(shard)[slot] for slot in range(shard.room)]
            assert shard.used == sum([tag != EMPTY for tag in tags]), (index, tags, shard.used, shard.removed)
            assert shard.removed == tags.count(REMOVED), (index, tags, shard.used, shard.removed)
            assert shard.room == 0 or shard.used < shard.room, (index, shard.used, shard.room)
            for slot in range(shard.room):
                if tags[slot] > REMOVED:
                    count += 1
                    text = id_of(record_at(self.records, shard.numbers[slot]), &size)
                    found = self.find(text, size)
                    assert found == shard.numbers[slot], (found, shard.numbers[slot])
        assert count == self.count, (count, self.count)
