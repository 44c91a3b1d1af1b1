from libc.stdint cimport int64_t, uint8_t

from laurels.native.cards_ids cimport IdTable
from laurels.native.cards_records cimport Records, Texts
from laurels.native.rows cimport Rows


cdef class CompactCards:
    """Every player's card, as bytes."""

    cdef Records records
    cdef IdTable ids

    cdef int64_t _number(self, object id) except -2
    cdef object _card(self, int64_t number)
    cdef int _put(self, int64_t number, object card) except -1
    cdef int _drop(self, int64_t number) except -1


cdef class CardsOfRows:
    """The cards of a page's players; a sequence of Card for Python."""

    cdef CompactCards cards
    cdef Rows rows
