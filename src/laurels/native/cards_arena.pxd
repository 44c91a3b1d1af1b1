from libc.stdint cimport uint32_t, uint64_t

cdef enum:
    UNIT = 4  # bytes: what a place counts in
    SIZES = 256  # free blocks of up to so many units are kept by size
    WORDS = 5  # of 64 bits, for a bit a size


cdef class Arena:
    """Blocks of bytes in chunks that never move; a place is 32 bits, and 0 is none."""

    cdef int bits
    cdef uint32_t chunk_units
    cdef unsigned char** chunks
    cdef uint32_t* sizes  # of each chunk, in units
    cdef uint32_t count, room
    cdef uint32_t current, next  # where the next block goes, if no free one fits
    cdef uint32_t[SIZES + 1] free  # the first free block of each size
    cdef uint64_t[WORDS] has  # a bit a size: whether there is one
    cdef uint32_t vacant  # the first chunk number, plus 1, whose oversized chunk is gone
    cdef readonly uint64_t used  # units in blocks
    cdef readonly uint64_t held  # units in chunks

    cdef uint32_t take(self, uint32_t units) except 0
    cdef void give(self, uint32_t place, uint32_t units) noexcept
    cdef uint32_t _fitting(self, uint32_t units) noexcept
    cdef void _keep(self, uint32_t place, uint32_t units) noexcept
    cdef uint32_t _pop(self, uint32_t units) noexcept
    cdef uint32_t _new_chunk(self, uint32_t units) except? 0xFFFFFFFF


cdef inline unsigned char* bytes_at(Arena arena, uint32_t place) noexcept:
    """Where a block starts."""
    return arena.chunks[place >> arena.bits] + UNIT * <size_t>(place & (arena.chunk_units - 1))
