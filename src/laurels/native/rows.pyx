"""A page of ranked entries as one block of C structs: no Python object a row until one asks."""

from libc.stdlib cimport free, malloc

from laurels.rules.entry import Entry
from laurels.rules.rank import RankedEntry


cdef class Rows:
    """A read-only sequence of RankedEntry; an item is made when it is asked for."""

    @staticmethod
    cdef Rows sized(Py_ssize_t count, int columns, int64_t total):
        """Room for `count` rows, which the caller fills. MemoryError where there is none."""
        cdef Rows rows = Rows.__new__(Rows)
        rows.rows = <Row*>malloc(max(count, 1) * sizeof(Row))
        if rows.rows is NULL:
            raise MemoryError()
        rows.count, rows.columns, rows.total = count, columns, total
        return rows

    def __dealloc__(self):
        free(self.rows)

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.count))]
        cdef Py_ssize_t place = index
        if place < 0:
            place += self.count
        if not 0 <= place < self.count:
            raise IndexError(index)
        cdef Row* row = &self.rows[place]
        values = tuple([row.values[column] for column in range(self.columns)])
        entry = Entry(values, row.sequence, row.achieved_at, row.events)
        return RankedEntry(row.player, entry, row.position, row.rank, row.ahead, self.total)
