# cython: boundscheck=False, wraparound=False, cdivision=True
"""What a season knows of each entry besides its order, and where each player's is.

Records lie by slot in chunks that stay where they are. Players are found by extendible
hashing: a directory of segments, each an open-addressed table of slots. A full segment is
split alone, so no single operation touches more than one of them, however many there are.
"""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc

cdef uint32_t FIRST_CHUNK = 8    # records; a small season stays small
cdef uint32_t FIRST_SEGMENT = 8  # places
cdef uint64_t DEEPEST = 40       # the lowest 16 bits of a hash choose the place


cdef inline uint64_t hashed(uint32_t player) noexcept nogil:
    """64 well mixed bits (the finalizer of SplitMix64). No two players share all of them."""
    cdef uint64_t bits = player + <uint64_t>0x9E3779B97F4A7C15
    bits = (bits ^ (bits >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    bits = (bits ^ (bits >> 27)) * <uint64_t>0x94D049BB133111EB
    return bits ^ (bits >> 31)


cdef inline uint64_t leading(uint64_t hash, int depth) noexcept nogil:
    return (hash >> 1) >> (63 - depth)


cdef inline uint32_t home(uint64_t hash, uint64_t room) noexcept nogil:
    return <uint32_t>(((hash & 0xFFFF) * room) >> 16)


cdef inline uint32_t after(uint32_t place, uint32_t room) noexcept nogil:
    return 0 if place + 1 == room else place + 1


cdef inline uint32_t most_in(uint32_t room) noexcept nogil:
    """Places that may be taken: one in eight stays empty, so that searches end soon."""
    return room - room // 8


cdef inline Link* links_of(Segment* segment) noexcept nogil:
    return <Link*>(segment + 1)


cdef inline size_t segment_size(uint32_t room) noexcept nogil:
    return sizeof(Segment) + room * sizeof(Link)


cdef void put(Segment* segment, Link link) noexcept nogil:
    cdef uint32_t place = home(hashed(link.player), segment.room)
    while links_of(segment)[place].slot != NOBODY:
        place = after(place, segment.room)
    links_of(segment)[place] = link
    segment.count += 1


cdef class Records:
    """Costs are expected ones; nothing here is more than O(chunk or segment)."""

    def __cinit__(self, int chunk_bits, uint32_t segment_room):
        cdef Segment* segment
        if not 3 <= chunk_bits <= 24 or not FIRST_SEGMENT <= segment_room <= 1 << 16:
            raise ValueError("chunks of 2**3 to 2**24 records, segments of 8 to 2**16 places")
        self.chunk_bits, self.segment_room = chunk_bits, segment_room
        self.free = NOBODY
        self.directory = <Spot*>calloc(1, sizeof(Spot))
        segment = self._segment(FIRST_SEGMENT, 0)
        if self.directory is NULL or segment is NULL:
            free(segment)
            raise MemoryError()
        self._list(0, 1, segment)
        self.held += sizeof(Spot)

    def __dealloc__(self):
        with nogil:  # a large season takes a while
            self._clear()

    cdef void _clear(self) noexcept nogil:
        cdef uint64_t place = 0, places = <uint64_t>1 << self.depth
        cdef uint32_t index
        cdef Segment* segment
        if self.directory is not NULL:
            while place < places and self.directory[place].segment is not NULL:
                segment = self.directory[place].segment
                place += <uint64_t>1 << (<uint64_t>self.depth - segment.depth)
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

    cdef void foresee(self, uint32_t player) noexcept nogil:
        """Let the processor fetch what `find` and `enter` will look at."""
        cdef uint64_t hash = hashed(player)
        cdef Spot* spot = &self.directory[leading(hash, self.depth)]
        prefetch(&links_of(spot.segment)[home(hash, spot.room)])
        prefetch(spot.segment)

    cdef uint32_t find(self, uint32_t player) noexcept nogil:
        """The player's slot or NOBODY. O(1)."""
        cdef uint64_t hash = hashed(player)
        cdef Spot* spot = &self.directory[leading(hash, self.depth)]
        cdef Link* links = links_of(spot.segment)
        cdef uint32_t place = home(hash, spot.room)
        while links[place].slot != NOBODY:
            if links[place].player == player:
                return links[place].slot
            place = after(place, <uint32_t>spot.room)
        return NOBODY

    cdef int enter(self, uint32_t player, uint32_t slot) noexcept nogil:
        """Let a player that has none have this slot; -1 without memory. O(1), and O(segment)
        where one is full."""
        cdef uint64_t hash = hashed(player)
        if self._make_room(hash) < 0:
            return -1
        put(self.directory[leading(hash, self.depth)].segment, Link(player, slot))
        record_at(self, slot).player = player
        return 0

    cdef void leave(self, uint32_t player) noexcept nogil:
        """Forget a player that has a slot, and close the gap that its place leaves. O(1)."""
        cdef uint64_t hash = hashed(player)
        cdef Segment* segment = self.directory[leading(hash, self.depth)].segment
        cdef Link* links = links_of(segment)
        cdef uint32_t room = segment.room, gap = home(hash, room), place, start
        while links[gap].player != player:
            gap = after(gap, room)
        place = gap
        while True:
            place = after(place, room)
            if links[place].slot == NOBODY:
                break
            start = home(hashed(links[place].player), room)
            # One whose way from its home leads across the gap moves into it.
            if (place + room - start) % room >= (place + room - gap) % room:
                links[gap] = links[place]
                gap = place
        links[gap].slot = NOBODY
        segment.count -= 1

    cdef int _make_room(self, uint64_t hash) noexcept nogil:
        cdef Segment* segment
        cdef int status = 0
        while status == 0:
            segment = self.directory[leading(hash, self.depth)].segment
            if segment.count < most_in(segment.room):
                return 0
            if segment.room < self.segment_room or segment.depth >= DEEPEST:
                status = self._enlarge(segment, hash)
            else:
                status = self._split(segment, hash)
        return -1

    cdef int _enlarge(self, Segment* segment, uint64_t hash) noexcept nogil:
        cdef Segment* larger = self._segment(segment.room + segment.room // 2, segment.depth)
        cdef uint64_t spots = <uint64_t>1 << (<uint64_t>self.depth - segment.depth)
        cdef uint32_t place
        if larger is NULL:
            return -1
        for place in range(segment.room):
            if links_of(segment)[place].slot != NOBODY:
                put(larger, links_of(segment)[place])
        self._list(leading(hash, <int>segment.depth) * spots, spots, larger)
        self._free_segment(segment)
        return 0

    cdef int _split(self, Segment* segment, uint64_t hash) noexcept nogil:
        """Two segments instead of one, by the next bit of the hashes."""
        cdef int depth = <int>segment.depth + 1
        cdef uint32_t counts[2]
        cdef Segment* parts[2]
        cdef uint32_t place, bit, room
        cdef uint64_t half
        cdef Link link
        if depth > self.depth and self._double() < 0:
            return -1
        counts[0] = counts[1] = 0
        for place in range(segment.room):
            link = links_of(segment)[place]
            if link.slot != NOBODY:
                counts[leading(hashed(link.player), depth) & 1] += 1
        for bit in range(2):
            room = FIRST_SEGMENT
            while most_in(room) <= counts[bit]:
                room += room // 2
            parts[bit] = self._segment(room, depth)
        if parts[0] is NULL or parts[1] is NULL:
            for bit in range(2):
                if parts[bit] is not NULL:
                    self._free_segment(parts[bit])
            return -1
        for place in range(segment.room):
            link = links_of(segment)[place]
            if link.slot != NOBODY:
                put(parts[leading(hashed(link.player), depth) & 1], link)
        half = <uint64_t>1 << (self.depth - depth)
        for bit in range(2):
            self._list((leading(hash, depth - 1) * 2 + bit) * half, half, parts[bit])
        self._free_segment(segment)
        return 0

    cdef int _double(self) noexcept nogil:
        """One more bit of the hash in the directory. O(segments), a copy of pointers."""
        cdef uint64_t places = <uint64_t>1 << self.depth, place
        cdef Spot* directory = <Spot*>malloc(2 * places * sizeof(Spot))
        if directory is NULL:
            return -1
        for place in range(places):
            directory[2 * place] = directory[2 * place + 1] = self.directory[place]
        free(self.directory)
        self.directory = directory
        self.depth += 1
        self.held += places * sizeof(Spot)
        return 0

    cdef void _list(self, uint64_t first, uint64_t count, Segment* segment) noexcept nogil:
        """Write a segment into so many places of the directory."""
        cdef uint64_t place
        for place in range(first, first + count):
            self.directory[place] = Spot(segment, segment.room)

    cdef Segment* _segment(self, uint32_t room, uint64_t depth) noexcept nogil:
        cdef Segment* segment = <Segment*>malloc(segment_size(room))
        cdef uint32_t place
        if segment is NULL:
            return NULL
        segment.count, segment.room, segment.depth = 0, room, depth
        for place in range(room):
            links_of(segment)[place].slot = NOBODY
        self.held += segment_size(room)
        return segment

    cdef void _free_segment(self, Segment* segment) noexcept nogil:
        self.held -= segment_size(segment.room)
        free(segment)

    def problems(self):
        """What contradicts itself here, as sentences. O(n)."""
        cdef uint32_t slot = self.free, place, free_slots = 0
        cdef uint64_t at = 0, span, other, entered = 0
        cdef Segment* segment
        while slot != NOBODY and free_slots <= self.used:
            if record_at(self, slot).leaf != NOBODY:
                yield f"free slot {slot} is in leaf {record_at(self, slot).leaf}"
            free_slots += 1
            slot = record_at(self, slot).player
        if free_slots != self.free_count:
            yield f"{free_slots} slots are free, not {self.free_count}"
        while at < <uint64_t>1 << self.depth:
            segment = self.directory[at].segment
            span = <uint64_t>1 << (<uint64_t>self.depth - segment.depth)
            if at % span or segment.count > most_in(segment.room):
                yield f"segment {at} has depth {segment.depth}, {segment.count} players"
            for other in range(at, at + span):
                if (
                    self.directory[other].segment is not segment
                    or self.directory[other].room != segment.room
                ):
                    yield f"place {other} of the directory is another than {at}"
            found = 0
            for place in range(segment.room):
                link = links_of(segment)[place]
                if link.slot != NOBODY:
                    found += 1
                    if record_at(self, link.slot).player != link.player:
                        yield f"slot {link.slot} is not of player {link.player}"
                    if self.find(link.player) != link.slot:
                        yield f"player {link.player} is not found in slot {link.slot}"
            if found != segment.count:
                yield f"segment {at} holds {found} players, not {segment.count}"
            entered += segment.count
            at += span
        if entered != self.used - self.free_count:
            yield f"{entered} players have {self.used - self.free_count} slots"
