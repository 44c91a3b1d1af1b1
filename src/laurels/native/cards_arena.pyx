# cython: cdivision=True
"""Memory in chunks for many small blocks whose sizes their owner knows.

A block that is given back waits with others of its size, for the next one of that size or of
one clearly smaller. Nothing is ever moved, so no operation takes longer when much is kept.
"""

from libc.stdlib cimport free, malloc, realloc

cdef extern from *:
    int __builtin_ctzll(unsigned long long) noexcept

cdef enum:
    SPARE = 4  # a larger free block is split where so many units stay


cdef class Arena:
    """`bits`: a chunk has 2**bits units of 4 bytes. At most 2**(32 - bits) chunks."""

    def __cinit__(self, int bits=18):
        if not 2 <= bits <= 24:
            raise ValueError("a chunk has 2**2 to 2**24 units")
        self.bits = bits
        self.chunk_units = <uint32_t>1 << bits

    def __dealloc__(self):
        cdef uint32_t chunk
        for chunk in range(self.count):
            free(self.chunks[chunk])
        free(self.chunks)
        free(self.sizes)

    cdef uint32_t take(self, uint32_t units) except 0:
        """A block's place. MemoryError where there is no room. O(1)."""
        cdef uint32_t place, chunk
        if not self.count:
            self._new_chunk(self.chunk_units)
            self.next = 1  # place 0 is none
        if units > self.chunk_units - 1:
            place = self._new_chunk(units) << self.bits
        else:
            place = self._fitting(units)
            if not place:
                if self.next + units > self.chunk_units:
                    chunk = self._new_chunk(self.chunk_units)
                    if self.next < self.chunk_units:
                        self._keep((self.current << self.bits) + self.next,
                                   self.chunk_units - self.next)
                    self.current, self.next = chunk, 0
                place = (self.current << self.bits) + self.next
                self.next += units
        self.used += units
        return place

    cdef void give(self, uint32_t place, uint32_t units) noexcept:
        """Take a block back. O(1), but for one larger than 1 KiB: O(size)."""
        cdef uint32_t chunk = place >> self.bits
        self.used -= units
        if units <= self.chunk_units - 1:
            self._keep(place, units)
            return
        free(self.chunks[chunk])
        self.chunks[chunk] = NULL
        self.held -= self.sizes[chunk]
        self.sizes[chunk] = self.vacant
        self.vacant = chunk + 1

    cdef uint32_t _fitting(self, uint32_t units) noexcept:
        """A free block of this size, or the front of one that is clearly larger; 0: none."""
        cdef uint32_t size, word, place
        cdef uint64_t found
        if units > SIZES:
            return 0
        if self.free[units]:
            return self._pop(units)
        size = units + SPARE
        if size > SIZES:
            return 0
        word = size >> 6
        found = self.has[word] >> (size & 63) << (size & 63)
        while not found:
            word += 1
            if word == WORDS:
                return 0
            found = self.has[word]
        size = (word << 6) + __builtin_ctzll(found)
        place = self._pop(size)
        self._keep(place + units, size - units)
        return place

    cdef void _keep(self, uint32_t place, uint32_t units) noexcept:
        """Remember free units; the first 4 bytes of a free block lead to the next."""
        cdef uint32_t size
        while units:
            size = min(units, <uint32_t>SIZES)
            (<uint32_t*>bytes_at(self, place))[0] = self.free[size]
            self.free[size] = place
            self.has[size >> 6] |= <uint64_t>1 << (size & 63)
            place += size
            units -= size

    cdef uint32_t _pop(self, uint32_t units) noexcept:
        cdef uint32_t place = self.free[units]
        self.free[units] = (<uint32_t*>bytes_at(self, place))[0]
        if not self.free[units]:
            self.has[units >> 6] &= ~(<uint64_t>1 << (units & 63))
        return place

    cdef uint32_t _new_chunk(self, uint32_t units) except? 0xFFFFFFFF:
        """The number of another chunk."""
        cdef uint32_t chunk = self.vacant - 1 if self.vacant else self.count
        cdef unsigned char* memory
        if chunk >= <uint64_t>1 << (32 - self.bits):
            raise MemoryError("a place of 32 bits reaches no further chunk")
        if chunk == self.room:
            self._more_room()
        memory = <unsigned char*>malloc(UNIT * <size_t>units)
        if memory is NULL:
            raise MemoryError()
        if self.vacant:
            self.vacant = self.sizes[chunk]
        else:
            self.count += 1
        self.chunks[chunk] = memory
        self.sizes[chunk] = units
        self.held += units
        return chunk

    def _more_room(self):
        """A longer list of chunks; at most 128 KiB are copied."""
        cdef uint32_t room = max(16, 2 * self.room)
        cdef void* chunks = realloc(self.chunks, room * sizeof(void*))
        if chunks is NULL:
            raise MemoryError()
        self.chunks = <unsigned char**>chunks
        cdef void* sizes = realloc(self.sizes, room * sizeof(uint32_t))
        if sizes is NULL:
            raise MemoryError()
        self.sizes = <uint32_t*>sizes
        self.room = room

    def free_blocks(self):
        """The free blocks as (place, units). O(blocks)."""
        cdef uint32_t size, place
        blocks = []
        for size in range(1, SIZES + 1):
            place = self.free[size]
            while place:
                blocks.append((place, size))
                place = (<uint32_t*>bytes_at(self, place))[0]
        return blocks

    def check(self, blocks):
        """AssertionError unless `blocks`, those in use as (place, units), and the free ones
        fill the chunks without a gap. O(n log n)."""
        cdef uint32_t chunk, size
        assert sum([units for _, units in blocks]) == self.used, (blocks, self.used)
        for size in range(1, SIZES + 1):
            marked = self.has[size >> 6] >> (size & 63) & 1
            assert marked == (self.free[size] != 0), (size, marked)
        reached = {chunk: int(not chunk) for chunk in range(self.count)}
        for place, units in sorted(blocks + self.free_blocks()):
            assert reached[place >> self.bits] == place & (self.chunk_units - 1), (place, reached)
            reached[place >> self.bits] += units
        held = 0
        for chunk in range(self.count):
            if self.chunks[chunk] is not NULL:
                held += self.sizes[chunk]
                end = self.next if chunk == self.current else self.sizes[chunk]
                assert reached[chunk] == end, (chunk, reached[chunk], end)
        assert held == self.held, (held, self.held)
        gone = {chunk for chunk in range(self.count) if self.chunks[chunk] is NULL}
        chunk = self.vacant
        while chunk:
            assert chunk - 1 in gone, (chunk - 1, gone)
            gone.remove(chunk - 1)
            chunk = self.sizes[chunk - 1]
        assert not gone, gone
