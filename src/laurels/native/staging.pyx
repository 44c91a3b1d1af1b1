# cython: boundscheck=False, wraparound=False, cdivision=True
"""Loading a season: items are sorted block by block, and merged straight into full leaves.

Nothing here needs the interpreter's lock. The memory is given back to the system as soon as
the tree stands.
"""

from libc.stddef cimport size_t
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcpy, memset

from laurels.native.nodes cimport Leaf, copy_key, same_columns, slots_of
from laurels.native.order cimport Order

cdef extern from *:
    """
    #if defined(_WIN32)
    #define laurels_pages(size) malloc(size)
    #define laurels_give_pages_back(pages, size) free(pages)
    #else
    #include <sys/mman.h>
    static void *laurels_pages(size_t size) {
        void *got = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
        return got == MAP_FAILED ? NULL : got;
    }
    #define laurels_give_pages_back(pages, size) munmap(pages, size)
    #endif
    """
    # Not malloc's memory: what it gets back it may keep, and a load takes half as much again.
    void* pages "laurels_pages"(size_t size) noexcept nogil
    void give_pages_back "laurels_give_pages_back"(void* pages, size_t size) noexcept nogil


cdef void sort_by_byte(
    uint64_t* source, uint64_t* target, size_t count, int words, int word, int shift
) noexcept nogil:
    cdef size_t starts[256]
    cdef size_t i, value, sum = 0, number
    memset(starts, 0, sizeof(starts))
    for i in range(count):
        starts[(source[i * words + word] >> shift) & 0xFF] += 1
    for value in range(256):
        number = starts[value]
        starts[value] = sum
        sum += number
    for i in range(count):
        value = (source[i * words + word] >> shift) & 0xFF
        memcpy(&target[starts[value] * words], &source[i * words], words * sizeof(uint64_t))
        starts[value] += 1


cdef inline bint is_before(uint64_t* one, uint64_t* other, int width) noexcept nogil:
    cdef int word
    for word in range(width):
        if one[word] != other[word]:
            return one[word] < other[word]
    return False


cdef void sink(Run* runs, uint64_t count, uint64_t place, int width) noexcept nogil:
    """Let the run at a place of a heap sink to where it belongs. O(log runs)."""
    cdef Run run = runs[place]
    cdef uint64_t child = 2 * place + 1
    while child < count:
        if child + 1 < count and is_before(runs[child + 1].at, runs[child].at, width):
            child += 1
        if not is_before(runs[child].at, run.at, width):
            break
        runs[place] = runs[child]
        place = child
        child = 2 * place + 1
    runs[place] = run


cdef class Staging:
    """Items of `width` + 1 words: a key and a slot."""

    def __cinit__(self, int width, uint32_t run):
        self.words, self.run = width + 1, run

    def __dealloc__(self):
        with nogil:
            self.clear()

    cdef int reserve(self, uint64_t count) noexcept nogil:
        """Memory for items 0 to `count`; -1 where there is none."""
        cdef size_t size = self.run * <size_t>self.words * sizeof(uint64_t)
        cdef void* got
        if self.spare is NULL:
            self.spare = <uint64_t*>pages(size)
            if self.spare is NULL:
                return -1
        while self.blocks_count * self.run < count:
            got = realloc(self.blocks, (self.blocks_count + 1) * sizeof(uint64_t*))
            if got is NULL:
                return -1
            self.blocks = <uint64_t**>got
            self.blocks[self.blocks_count] = <uint64_t*>pages(size)
            if self.blocks[self.blocks_count] is NULL:
                return -1
            self.blocks_count += 1
        return 0

    cdef void clear(self) noexcept nogil:
        """Give all memory back to the system."""
        cdef size_t size = self.run * <size_t>self.words * sizeof(uint64_t)
        while self.blocks_count:
            self.blocks_count -= 1
            give_pages_back(self.blocks[self.blocks_count], size)
        if self.spare is not NULL:
            give_pages_back(self.spare, size)
        free(self.blocks)
        self.blocks, self.spare, self.count = NULL, NULL, 0

    cdef uint64_t* item(self, uint64_t index) noexcept nogil:
        return &self.blocks[index // self.run][index % self.run * self.words]

    cdef void count_one(self) noexcept nogil:
        """The next item is there to stay. A block that is full is sorted at once."""
        self.count += 1
        if self.count % self.run == 0:
            self.sort_block(self.count // self.run - 1)

    cdef void finish(self) noexcept nogil:
        """Sort the last block, which is not full."""
        if self.count % self.run:
            self.sort_block(self.count // self.run)

    cdef void sort_block(self, uint64_t block) noexcept nogil:
        """Sort a block's items by key: by its bytes from the last to the first, leaving out
        those that are the same in all. O(items * bytes that differ)."""
        cdef uint64_t* source = self.blocks[block]
        cdef uint64_t* target = self.spare
        cdef uint64_t start = block * self.run
        cdef size_t count = <size_t>min(self.count - start, <uint64_t>self.run), i
        cdef uint64_t differing[8]
        cdef int word, shift
        memset(differing, 0, sizeof(differing))
        for i in range(1, count):
            for word in range(self.words - 1):
                differing[word] |= source[i * self.words + word] ^ source[word]
        for word in range(self.words - 2, -1, -1):
            for shift in range(0, 64, 8):
                if (differing[word] >> shift) & 0xFF:
                    sort_by_byte(source, target, count, self.words, word, shift)
                    source, target = target, source
        if source is not self.blocks[block]:
            memcpy(self.blocks[block], source, count * self.words * sizeof(uint64_t))

    cdef int pack(self, Order order) noexcept nogil:
        """Fill an empty order with all items, whose blocks are sorted; -1 without memory.
        O(n log blocks)."""
        cdef uint64_t blocks = (self.count + self.run - 1) // self.run, block
        cdef Run* runs = <Run*>malloc((blocks + 1) * sizeof(Run))
        cdef uint64_t size
        cdef int status
        if runs is NULL:
            return -1
        for block in range(blocks):
            size = min(self.count - block * self.run, <uint64_t>self.run)
            runs[block].at = self.blocks[block]
            runs[block].end = runs[block].at + size * self.words
        for block in range(blocks, 0, -1):
            sink(runs, blocks, block - 1, self.words - 1)
        status = self._merge(order, runs, blocks)
        free(runs)
        return status

    cdef int _merge(self, Order order, Run* runs, uint64_t count) noexcept nogil:
        """Leaf by leaf: seven eighths full, so that the first moves need not split them."""
        cdef uint32_t full = order.leaf_room - order.leaf_room // 8
        cdef uint64_t leaves = (self.count + full - 1) // full, left = self.count, size
        cdef Leaf* leaf = NULL
        if leaves == 0:
            leaves = 1
        while leaves:
            size = left // leaves
            leaf = order.append_leaf(leaf, order.room_for(<uint32_t>size))
            if leaf is NULL:
                return -1
            while leaf.count < size:
                append(order, leaf, runs[0].at)
                runs[0].at += self.words
                if runs[0].at == runs[0].end:
                    count -= 1
                    runs[0] = runs[count]
                sink(runs, count, 0, self.words - 1)
            order.name_leaf(leaf, 0)
            left -= size
            leaves -= 1
        return order.build()


cdef inline void append(Order order, Leaf* leaf, uint64_t* item) noexcept nogil:
    """Put an item at the end of the last leaf, which its record does not know yet."""
    cdef uint32_t at = leaf.count
    cdef Leaf* earlier = leaf if at else leaf.prev
    copy_key(item, 1, 0, leaf.words, leaf.room, at, order.width)
    slots_of(leaf)[at] = <uint32_t>item[order.width]
    leaf.count += 1
    order.size += 1
    if order.heads:
        leaf.heads += earlier is NULL or not same_columns(
            earlier, (at if at else earlier.count) - 1, leaf, at, order.width
        )
