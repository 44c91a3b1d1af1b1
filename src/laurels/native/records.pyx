# cython: boundscheck=False, wraparound=False, cdivision=True
"""What a season knows of each entry besides its order, and where each player's is.

Records lie by slot in chunks that stay where they are. Players are found by extendible
hashing: a directory of segments, each an open-addressed table of slots. A full segment is
split alone, so no single operation touches more than one of them, however many there are.
"""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy

cdef uint32_t FIRST_CHUNK = 8    # records; a small season stays small
cdef uint32_t FIRST_SEGMENT = 8  # places
cdef int DEEPEST = 40            # the lowest bits of a hash choose tag and place


cdef inline uint64_t hashed(uint32_t player) noexcept nogil:
    """64 well mixed bits (the finalizer of SplitMix64). No two players share all of them."""
    cdef uint64_t bits = player + <uint64_t>0x9E3779B97F4A7C15
    bits = (bits ^ (bits >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    bits = (bits ^ (bits >> 27)) * <uint64_t>0x94D049BB133111EB
    return bits ^ (bits >> 31)


cdef inline uint64_t leading(uint64_t hash, int depth) noexcept nogil:
    return (hash >> 1) >> (63 - depth)


cdef inline uint8_t tag_of(uint64_t hash) noexcept nogil:
    return <uint8_t>((hash >> 16) & 0x7F) | 0x80


cdef inline uint32_t home(uint64_t hash, uint32_t room) noexcept nogil:
    return <uint32_t>(((hash & 0xFFFF) * room) >> 16)


cdef inline uint32_t after(uint32_t place, uint32_t room) noexcept nogil:
    return 0 if place + 1 == room else place + 1


cdef inline uint32_t most_in(uint32_t room) noexcept nogil:
    """Places that may be taken: one in eight stays empty, so that probes end soon."""
    return room - room // 8


cdef void put(Segment* segment, uint64_t hash, uint32_t slot) noexcept nogil:
    cdef uint32_t place = home(hash, segment.room)
    while segment.tags[place]:
        place = after(place, segment.room)
    segment.tags[place] = tag_of(hash)
    segment.slots[place] = slot
    segment.count += 1


cdef class Records:
    """Costs are expected ones; nothing here is more than O(chunk or segment)."""

    def __cinit__(self, int chunk_bits, uint32_t segment_room):
        if not 3 <= chunk_bits <= 24 or segment_room < FIRST_SEGMENT:
            raise ValueError("chunks of 2**3 to 2**24 records, segments of 8 places or more")
        self.chunk_bits, self.segment_room = chunk_bits, segment_room
        self.free = NOBODY
        self.directory = <Segment**>malloc(sizeof(Segment*))
        if self.directory is NULL:
            raise MemoryError()
        self.held = sizeof(Segment*)
        self.directory[0] = self._segment(FIRST_SEGMENT, 0)
        if self.directory[0] is NULL:
            raise MemoryError()

    def __dealloc__(self):
        cdef uint64_t place = 0, places = <uint64_t>1 << self.depth
        cdef uint32_t index
        cdef Segment* segment
        if self.directory is not NULL:
            while place < places:
                segment = self.directory[place]
                if segment is NULL:
                    break
                place += <uint64_t>1 << (self.depth - segment.depth)
                free(segment)
            free(self.directory)
        if self.chunks is not NULL:
            for index in range(self.chunks_room):
                free(self.chunks[index])
            free(self.chunks)

    cdef int reserve(self, uint32_t count) noexcept nogil:
        """Memory for `count` more records; -1 where there is none. Then `take` cannot fail."""
        cdef uint32_t chunk = <uint32_t>1 << self.chunk_bits, rooms, size
        cdef void* got
        if count > MOST - self.used:
            return -1
        while <uint64_t>self.used + count > <uint64_t>self.capacity + self.free_count:
            rooms = self.capacity >> self.chunk_bits
            if self.capacity < chunk:  # the first chunk grows until it is a whole one
                size = min(chunk, max(FIRST_CHUNK, 2 * self.capacity))
            else:
                size = chunk
            if rooms >= self.chunks_room:
                got = realloc(self.chunks, 2 * (rooms + 1) * sizeof(Record*))
                if got is NULL:
                    return -1
                self.chunks = <Record**>got
                self.held += (2 * (rooms + 1) - self.chunks_room) * sizeof(Record*)
                while self.chunks_room < 2 * (rooms + 1):
                    self.chunks[self.chunks_room] = NULL
                    self.chunks_room += 1
            got = realloc(self.chunks[rooms], size * sizeof(Record))
            if got is NULL:
                return -1
            self.chunks[rooms] = <Record*>got
            if self.capacity < chunk:
                self.held += (size - self.capacity) * sizeof(Record)
                self.capacity = size
            else:
                self.held += size * sizeof(Record)
                self.capacity += size
        return 0

    cdef uint32_t take(self) noexcept nogil:
        """A slot for which memory is reserved."""
        cdef uint32_t slot = self.free
        if slot != NOBODY:
            self.free = record_at(self, slot).player
            self.free_count -= 1
        else:
            slot = self.used
            self.used += 1
        record_at(self, slot).leaf = NOBODY
        return slot

    cdef void give_back(self, uint32_t slot) noexcept nogil:
        cdef Record* record = record_at(self, slot)
        record.player, record.leaf, record.events = self.free, NOBODY, 0
        self.free = slot
        self.free_count += 1

    cdef uint32_t find(self, uint32_t player) noexcept nogil:
        """The player's slot or NOBODY. O(1)."""
        cdef uint64_t hash = hashed(player)
        cdef Segment* segment = self.directory[leading(hash, self.depth)]
        cdef uint32_t place = home(hash, segment.room)
        cdef uint8_t tag = tag_of(hash)
        while segment.tags[place]:
            if segment.tags[place] == tag:
                if record_at(self, segment.slots[place]).player == player:
                    return segment.slots[place]
            place = after(place, segment.room)
        return NOBODY

    cdef int enter(self, uint32_t player, uint32_t slot) noexcept nogil:
        """Let a player that has none have this slot; -1 without memory. O(1), and O(segment)
        where one is full."""
        cdef uint64_t hash = hashed(player)
        if self._make_room(hash) < 0:
            return -1
        put(self.directory[leading(hash, self.depth)], hash, slot)
        record_at(self, slot).player = player
        return 0

    cdef void leave(self, uint32_t player) noexcept nogil:
        """Forget a player that has a slot, and close the gap that its place leaves. O(1)."""
        cdef uint64_t hash = hashed(player)
        cdef Segment* segment = self.directory[leading(hash, self.depth)]
        cdef uint32_t room = segment.room, gap = home(hash, room), place, start
        while (
            segment.tags[gap] != tag_of(hash)
            or record_at(self, segment.slots[gap]).player != player
        ):
            gap = after(gap, room)
        place = gap
        while True:
            place = after(place, room)
            if not segment.tags[place]:
                break
            start = home(hashed(record_at(self, segment.slots[place]).player), room)
            # One whose way from its home leads across the gap moves into it.
            if (place + room - start) % room >= (place + room - gap) % room:
                segment.slots[gap], segment.tags[gap] = segment.slots[place], segment.tags[place]
                gap = place
        segment.tags[gap] = 0
        segment.count -= 1

    cdef int _make_room(self, uint64_t hash) noexcept nogil:
        cdef Segment* segment
        cdef Segment* larger
        cdef uint64_t first, span, place
        while True:
            segment = self.directory[leading(hash, self.depth)]
            if segment.count < most_in(segment.room):
                return 0
            if segment.room >= self.segment_room and <int>segment.depth < DEEPEST:
                if self._split(segment, hash) < 0:
                    return -1
                continue
            larger = self._resized(segment, segment.room + segment.room // 2)
            if larger is NULL:
                return -1
            span = <uint64_t>1 << (self.depth - segment.depth)
            first = leading(hash, segment.depth) * span
            for place in range(first, first + span):
                self.directory[place] = larger
            self._free_segment(segment)

    cdef int _split(self, Segment* segment, uint64_t hash) noexcept nogil:
        """Two segments instead of one, by the next bit of the hashes."""
        cdef uint32_t counts[2]
        cdef uint32_t place, bit, room
        cdef uint64_t each, first, half
        cdef Segment* parts[2]
        if <int>segment.depth == self.depth and self._double() < 0:
            return -1
        counts[0] = counts[1] = 0
        for place in range(segment.room):
            if segment.tags[place]:
                each = hashed(record_at(self, segment.slots[place]).player)
                counts[leading(each, segment.depth + 1) & 1] += 1
        for bit in range(2):
            room = FIRST_SEGMENT
            while most_in(room) <= counts[bit]:
                room += room // 2
            parts[bit] = self._segment(room, segment.depth + 1)
            if parts[bit] is NULL:
                if bit:
                    self._free_segment(parts[0])
                return -1
        for place in range(segment.room):
            if segment.tags[place]:
                each = hashed(record_at(self, segment.slots[place]).player)
                bit = leading(each, segment.depth + 1) & 1
                put(parts[bit], each, segment.slots[place])
        half = <uint64_t>1 << (self.depth - segment.depth - 1)
        first = leading(hash, segment.depth) * 2 * half
        for each in range(first, first + 2 * half):
            self.directory[each] = parts[each >= first + half]
        self._free_segment(segment)
        return 0

    cdef int _double(self) noexcept nogil:
        """One more bit of the hash in the directory. O(segments), a copy of pointers."""
        cdef uint64_t places = <uint64_t>1 << self.depth, place
        cdef Segment** directory = <Segment**>malloc(2 * places * sizeof(Segment*))
        if directory is NULL:
            return -1
        for place in range(places):
            directory[2 * place] = directory[2 * place + 1] = self.directory[place]
        free(self.directory)
        self.directory = directory
        self.depth += 1
        self.held += places * sizeof(Segment*)
        return 0

    cdef Segment* _resized(self, Segment* segment, uint32_t room) noexcept nogil:
        cdef Segment* larger = self._segment(room, segment.depth)
        cdef uint32_t place, slot
        if larger is not NULL:
            for place in range(segment.room):
                if segment.tags[place]:
                    slot = segment.slots[place]
                    put(larger, hashed(record_at(self, slot).player), slot)
        return larger

    cdef Segment* _segment(self, uint32_t room, uint32_t depth) noexcept nogil:
        cdef size_t size = sizeof(Segment) + room * (sizeof(uint32_t) + 1)
        cdef Segment* segment = <Segment*>calloc(1, size)
        if segment is NULL:
            return NULL
        segment.room, segment.depth = room, depth
        segment.slots = <uint32_t*>(segment + 1)
        segment.tags = <uint8_t*>(segment.slots + room)
        self.held += size
        return segment

    cdef void _free_segment(self, Segment* segment) noexcept nogil:
        self.held -= sizeof(Segment) + segment.room * (sizeof(uint32_t) + 1)
        free(segment)

    def problems(self):
        """What contradicts itself here, as sentences. O(n)."""
        cdef uint32_t slot, place, free_slots = 0, entered = 0
        cdef uint64_t at = 0, span, other
        cdef Segment* segment
        slot = self.free
        while slot != NOBODY and free_slots <= self.used:
            if record_at(self, slot).leaf != NOBODY:
                yield f"free slot {slot} is in leaf {record_at(self, slot).leaf}"
            free_slots += 1
            slot = record_at(self, slot).player
        if free_slots != self.free_count:
            yield f"{free_slots} slots are free, not {self.free_count}"
        while at < <uint64_t>1 << self.depth:
            segment = self.directory[at]
            span = <uint64_t>1 << (self.depth - segment.depth)
            if at % span or segment.count > most_in(segment.room):
                yield f"segment {at} has depth {segment.depth}, {segment.count} players"
            for other in range(at, at + span):
                if self.directory[other] is not segment:
                    yield f"place {other} of the directory is another than {at}"
            slot = 0
            for place in range(segment.room):
                slot += segment.tags[place] != 0
                if segment.tags[place] and self.find(
                    record_at(self, segment.slots[place]).player
                ) != segment.slots[place]:
                    yield f"slot {segment.slots[place]} is not found by its player"
            if slot != segment.count:
                yield f"segment {at} holds {slot} players, not {segment.count}"
            entered += segment.count
            at += span
        if entered != self.used - self.free_count:
            yield f"{entered} players have {self.used - self.free_count} slots"
