from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from laurels.native.cards_arena cimport Arena, bytes_at

cdef enum:
    TEXTS = 5  # id, display name, user name, avatar's address, country
    NUMBERS_BITS = 14  # so many numbers share a part of the table of places
    ESCAPED = 16  # flag: a text has characters that JSON writes otherwise


cdef struct Texts:
    # A card's texts as UTF-8; where NULL, there is none.
    const uint8_t* text[TEXTS]
    uint32_t size[TEXTS]
    bint escaped  # a text may have characters that JSON writes otherwise


cdef class Records:
    """Each number's texts, as bytes."""

    cdef Arena arena
    cdef uint32_t** parts
    cdef uint32_t part_count
    cdef readonly uint64_t count

    cdef int put(self, uint32_t number, Texts* texts) except -1
    cdef bint erase(self, uint32_t number) noexcept
    cdef uint32_t* _place(self, uint32_t number) except NULL
    cdef int _more_parts(self, uint32_t part) except -1


cdef inline const uint8_t* record_at(Records records, int64_t number) noexcept:
    """A number's record; NULL where it has none."""
    cdef uint32_t place
    cdef uint64_t part = <uint64_t>number >> NUMBERS_BITS
    if part >= records.part_count or records.parts[part] is NULL:
        return NULL
    place = records.parts[part][number & ((1 << NUMBERS_BITS) - 1)]
    return bytes_at(records.arena, place) if place else NULL


cdef extern from *:
    """
    #if defined(__GNUC__)
    #define LAURELS_FETCH(address) __builtin_prefetch(address)
    #else
    #define LAURELS_FETCH(address) ((void)(address))
    #endif
    """
    void LAURELS_FETCH(const void* address) noexcept


cdef inline void fetch_place(Records records, int64_t number) noexcept:
    """Ask the memory for where a number's place is written, to be looked at soon."""
    cdef uint64_t part = <uint64_t>number >> NUMBERS_BITS
    if part < records.part_count and records.parts[part] is not NULL:
        LAURELS_FETCH(&records.parts[part][number & ((1 << NUMBERS_BITS) - 1)])


cdef inline void fetch_record(Records records, int64_t number) noexcept:
    """Ask the memory for a number's record, whose place was asked for before."""
    cdef const uint8_t* record = record_at(records, number)
    if record is not NULL:
        LAURELS_FETCH(record)


cdef inline bint needs_escapes(const uint8_t* text, uint32_t size) noexcept:
    """Whether JSON writes any character of a text otherwise."""
    cdef uint32_t index
    cdef bint found = False
    for index in range(size):  # without a branch, so that compilers take many at a time
        found |= (text[index] < 32) | (text[index] == 34) | (text[index] == 92)
    return found


cdef inline uint32_t _size(const uint8_t** at) noexcept:
    """A size: 7 bits a byte, the low ones first; the top bit says that more follow."""
    cdef uint32_t size = at[0][0] & 127
    cdef int shift = 7
    while at[0][0] & 128:
        at[0] += 1
        size |= <uint32_t>(at[0][0] & 127) << shift
        shift += 7
    at[0] += 1
    return size


cdef inline const uint8_t* id_of(const uint8_t* record, uint32_t* size) noexcept:
    """The id's text, which comes first."""
    cdef const uint8_t* at = record + 1
    cdef int index
    size[0] = _size(&at)
    for index in range(1, TEXTS):
        if record[0] & (1 << (index - 1)):
            _size(&at)
    return at


cdef inline const uint8_t* read_record(const uint8_t* record, Texts* texts) noexcept:
    """A record's texts; returns where it ends. O(1)."""
    cdef const uint8_t* at = record + 1
    cdef int index
    texts.escaped = record[0] & ESCAPED
    texts.size[0] = _size(&at)
    for index in range(1, TEXTS):
        texts.size[index] = _size(&at) if record[0] & (1 << (index - 1)) else 0
    for index in range(TEXTS):
        texts.text[index] = NULL
        if index == 0 or record[0] & (1 << (index - 1)):
            texts.text[index] = at
            at += texts.size[index]
    return at
