"""Number to record, where a record is a card's texts as bytes in an arena.

    1 byte   which texts there are, and whether JSON must escape any
    1 byte   the size of each text that is there (2 from 128 bytes on, and so forth)
    ...      the texts: id, display name, user name, avatar's address, country

Numbers are nearly dense, so their places lie in a plain table, in parts of 64 KiB that are
made when the first number falls into them.
"""

from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memcpy, memset

from laurels.native.cards_arena cimport UNIT


cdef uint32_t _written_size(uint32_t size) noexcept:
    cdef uint32_t count = 1
    while size >= 128:
        size >>= 7
        count += 1
    return count


cdef uint8_t* _write_size(uint8_t* at, uint32_t size) noexcept:
    while size >= 128:
        at[0] = <uint8_t>(size & 127 | 128)
        at += 1
        size >>= 7
    at[0] = <uint8_t>size
    return at + 1


cdef inline uint32_t _units(uint64_t size) noexcept:
    return <uint32_t>((size + UNIT - 1) // UNIT)


cdef uint32_t _units_of(const uint8_t* record) noexcept:
    """How many units a kept record has taken."""
    cdef Texts texts
    return _units(read_record(record, &texts) - record)


cdef uint64_t _bytes_for(Texts* texts) noexcept:
    cdef uint64_t size = 1
    cdef int index
    for index in range(TEXTS):
        if texts.text[index] is not NULL:
            size += _written_size(texts.size[index]) + <uint64_t>texts.size[index]
    return size


cdef void _write(uint8_t* record, Texts* texts) noexcept:
    cdef uint8_t* at = record + 1
    cdef int index
    cdef uint8_t flags = 0
    for index in range(TEXTS):
        if texts.text[index] is not NULL:
            at = _write_size(at, texts.size[index])
            if index:
                flags |= 1 << (index - 1)
            if needs_escapes(texts.text[index], texts.size[index]):
                flags |= ESCAPED
    record[0] = flags
    for index in range(TEXTS):
        if texts.text[index] is not NULL:
            memcpy(at, texts.text[index], texts.size[index])
            at += texts.size[index]


cdef class Records:
    """`chunk_bits` as an Arena's `bits`. All costs but check's are O(1)."""

    def __cinit__(self, int chunk_bits):
        self.arena = Arena(chunk_bits)

    def __dealloc__(self):
        cdef uint32_t part
        for part in range(self.part_count):
            free(self.parts[part])
        free(self.parts)

    cdef int put(self, uint32_t number, Texts* texts) except -1:
        """Keep a number's texts. Those that it had must not be among them."""
        cdef uint32_t* place = self._place(number)
        cdef uint64_t size = _bytes_for(texts)
        cdef uint32_t units = _units(size), before = 0
        if size >= <uint64_t>1 << 32:
            raise MemoryError("a card of 4 GiB")
        if place[0]:
            before = _units_of(bytes_at(self.arena, place[0]))
        if before != units:
            taken = self.arena.take(units)
            if before:
                self.arena.give(place[0], before)
            place[0] = taken
        _write(bytes_at(self.arena, place[0]), texts)
        self.count += not before
        return 0

    cdef bint erase(self, uint32_t number) noexcept:
        """Drop a number's texts; False where it has none."""
        cdef const uint8_t* record = record_at(self, number)
        cdef uint32_t* place
        if record is NULL:
            return False
        place = &self.parts[number >> NUMBERS_BITS][number & ((1 << NUMBERS_BITS) - 1)]
        self.arena.give(place[0], _units_of(record))
        place[0] = 0
        self.count -= 1
        return True

    cdef uint32_t* _place(self, uint32_t number) except NULL:
        """Where a number's place is written."""
        cdef uint32_t part = number >> NUMBERS_BITS
        if part >= self.part_count:
            self._more_parts(part)
        if self.parts[part] is NULL:
            self.parts[part] = <uint32_t*>calloc(1 << NUMBERS_BITS, sizeof(uint32_t))
            if self.parts[part] is NULL:
                raise MemoryError()
        return &self.parts[part][number & ((1 << NUMBERS_BITS) - 1)]

    cdef int _more_parts(self, uint32_t part) except -1:
        """A longer list of parts: 5 KB at 10 million numbers, 2 MB for the largest of all."""
        cdef uint32_t count = max(part + 1, 2 * self.part_count)
        cdef void* parts = realloc(self.parts, count * sizeof(void*))
        if parts is NULL:
            raise MemoryError()
        self.parts = <uint32_t**>parts
        memset(&self.parts[self.part_count], 0, (count - self.part_count) * sizeof(void*))
        self.part_count = count
        return 0

    def numbers(self):
        """All numbers that have a record, in order. O(n)."""
        cdef uint64_t part, first
        found = []
        for part in range(self.part_count):
            if self.parts[part] is not NULL:
                first = part << NUMBERS_BITS
                found += [first + index for index in range(1 << NUMBERS_BITS)
                          if self.parts[part][<uint32_t>index]]
        return found

    def memory(self):
        """Bytes taken, without what malloc adds. O(parts)."""
        cdef uint32_t part
        filled = sum([self.parts[part] is not NULL for part in range(self.part_count)])
        table = filled * (<size_t>1 << NUMBERS_BITS) * sizeof(uint32_t)
        return UNIT * self.arena.held + table + self.part_count * sizeof(void*)

    def check(self):
        """AssertionError where records overlap, or places are lost. O(n log n)."""
        cdef uint32_t number
        numbers = self.numbers()
        assert <uint64_t>len(numbers) == self.count, (len(numbers), self.count)
        self.arena.check([(self._place(number)[0], _units_of(record_at(self, number)))
                          for number in numbers])
