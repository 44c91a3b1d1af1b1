"""A page of ranked entries as one block of C structs: no Python object a row until one asks."""

from cpython.object cimport Py_EQ, Py_NE, PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SET_ITEM
from libc.stdlib cimport free, malloc

from laurels.rules.entry import Entry
from laurels.rules.rank import RankedEntry

cdef extern from "Python.h":
    object PyType_GenericAlloc(PyTypeObject* kind, Py_ssize_t items)


cdef object named_tuple(object kind, tuple values):
    """As `kind(*values)` for a named tuple, without its constructor in Python."""
    cdef object made = PyType_GenericAlloc(<PyTypeObject*>kind, len(values))
    cdef Py_ssize_t place
    for place in range(len(values)):
        value = values[place]
        Py_INCREF(value)
        PyTuple_SET_ITEM(made, place, value)
    return made


cdef object standing_entry(Row* row, int columns):
    """The row's Entry."""
    cdef object values = PyTuple_New(columns), value
    cdef int column
    for column in range(columns):
        value = row.values[column]
        Py_INCREF(value)
        PyTuple_SET_ITEM(values, column, value)
    return named_tuple(Entry, (values, row.sequence, row.achieved_at, row.events))


cdef object ranked_entry(Row* row, int columns, int64_t total):
    """The row's RankedEntry."""
    cdef object entry = standing_entry(row, columns)
    return named_tuple(
        RankedEntry, (row.player, entry, row.position, row.rank, row.ahead, total)
    )


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
        return ranked_entry(&self.rows[place], self.columns, self.total)

    def __richcmp__(self, other, int operation):
        if operation not in (Py_EQ, Py_NE) or not isinstance(other, (list, Rows)):
            return NotImplemented
        return (list(self) == list(other)) is (operation == Py_EQ)

    __hash__ = None

    def __repr__(self):
        return f"Rows({list(self)})"

    def players(self):
        """The numbers of the players, in order. O(rows)."""
        cdef Py_ssize_t place
        return [self.rows[place].player for place in range(self.count)]
