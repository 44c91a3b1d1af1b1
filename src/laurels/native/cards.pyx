"""The cards of all players in about 40 bytes each: no Python object a card until one asks.

The same answers as `laurels.adapters.memory_cards.PlainCards`.
`docs/explanation/names-and-pages.md` walks through it with numbers.
"""

from cpython.object cimport PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_SET_ITEM
from cpython.unicode cimport PyUnicode_DecodeUTF8

from laurels.native.cards_records cimport TEXTS, id_of, read_record, record_at
from libc.stdint cimport uint32_t

from laurels.rules.player import Card

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object text, Py_ssize_t* size) except NULL
    object PyType_GenericAlloc(PyTypeObject* type, Py_ssize_t items)

cdef enum:
    CARD_FIELDS = 6

cdef int64_t LARGEST = <int64_t>0xFFFFFFFF
_FIELDS = ("number", "id", "display_name", "username", "avatar_url", "country")
if Card._fields != _FIELDS:
    raise ImportError(f"a card has {Card._fields}, and is taken to have {_FIELDS}")


cdef int _utf8(object text, const uint8_t** at, uint32_t* size) except -1:
    """A str's UTF-8, which belongs to it. UnicodeEncodeError for a lone surrogate."""
    cdef Py_ssize_t length
    at[0] = <const uint8_t*>PyUnicode_AsUTF8AndSize(text, &length)
    if length > LARGEST:
        raise MemoryError("a text of 4 GiB")
    size[0] = <uint32_t>length
    return 0


cdef object _new_card(object number, const uint8_t* record):
    """A Card as tuple.__new__ makes it, without the detour of its Python constructor."""
    cdef Texts texts
    cdef int index
    cdef object value, card = PyType_GenericAlloc(<PyTypeObject*>Card, CARD_FIELDS)
    Py_INCREF(number)
    PyTuple_SET_ITEM(card, 0, number)
    read_record(record, &texts)
    for index in range(TEXTS):
        value = None
        if texts.text[index] is not NULL:
            value = PyUnicode_DecodeUTF8(<const char*>texts.text[index], texts.size[index], NULL)
        Py_INCREF(value)
        PyTuple_SET_ITEM(card, index + 1, value)
    return card


cdef class CompactCards:
    """Fulfils `laurels.adapters.memory_cards.Cards`. Numbers are 0 to 2**32 - 1.

    >>> cards = CompactCards()
    >>> cards.put(Card(7, "ana", display_name="Ana"))
    >>> cards.find(["ana", "bo"])[0].number, cards.cards([8])[0].id
    (7, '')
    """

    def __init__(self, *, int shard_bits=14, int chunk_bits=18):
        self.records = Records(chunk_bits)
        self.ids = IdTable(self.records, shard_bits)

    def __len__(self):
        return self.records.count

    def load(self, rows):
        """Take many cards, as rows of a Card's fields; one without an id is of an erased
        player and left out. O(1) each."""
        for row in rows:
            if row[1] is not None:
                self._put(row[0], row)

    def reserve(self, count):
        """Room for so many ids, before they are loaded."""
        self.ids.reserve(count)

    def find(self, ids):
        """The cards of players by the game's ids. O(1) each."""
        cdef int64_t number
        found = []
        for id in ids:
            number = self._number(id)
            found.append(None if number < 0 else self._card(number))
        return found

    def numbers(self, ids):
        """The numbers of players by the game's ids; None where there is none. O(1) each."""
        cdef int64_t number
        found = []
        for id in ids:
            number = self._number(id)
            found.append(None if number < 0 else number)
        return found

    def cards(self, numbers):
        """The cards of players by number; an empty one where there is none. O(1) each."""
        return [self._card(number) for number in numbers]

    def cards_of(self, ranked):
        """The cards of the entries' players, as they are when they are looked at. O(1) each."""
        if isinstance(ranked, Rows):
            return CardsOfRows(self, ranked)
        return [self._card(entry.player) for entry in ranked]

    def put(self, card):
        """Keep a card, new or in the place of what its number or its id had. O(1)."""
        self._put(card[0], card)

    def learn(self, numbers):
        """Keep cards that are nothing but an id, for numbers that have none yet. O(1) each."""
        for id, number in numbers.items():
            if record_at(self.records, number) is NULL:
                self._put(number, (number, id, None, None, None, None))

    def forget(self, id):
        """Drop the card with an id; no error where there is none. O(1)."""
        cdef int64_t number = self._number(id)
        if number >= 0:
            self._drop(number)

    def memory(self):
        """Bytes taken, without what malloc adds: records, and the look-up of ids. O(shards)."""
        return self.records.memory(), self.ids.memory()

    def check(self):
        """AssertionError where the store contradicts itself. O(n log n)."""
        cdef uint32_t size
        cdef const uint8_t* text
        self.records.check()
        self.ids.check()
        assert self.ids.count == self.records.count, (self.ids.count, self.records.count)
        for number in self.records.numbers():
            text = id_of(record_at(self.records, number), &size)
            found = self.ids.find(text, size)
            assert found == number, (found, number)

    cdef int64_t _number(self, object id) except -2:
        """The number of an id; -1: none, also for a text that is no UTF-8."""
        cdef const uint8_t* text
        cdef uint32_t size
        try:
            _utf8(id, &text, &size)
        except UnicodeEncodeError:
            return -1
        return self.ids.find(text, size)

    cdef object _card(self, int64_t number):
        cdef const uint8_t* record = record_at(self.records, number)
        if record is NULL:
            return Card(number, "")
        return _new_card(number, record)

    cdef int _put(self, int64_t number, object card) except -1:
        """Keep a card by its fields. ValueError for a number that no player can have."""
        cdef Texts texts
        cdef int index
        cdef int64_t found
        if not 0 <= number <= LARGEST:
            raise ValueError(f"{number} is no number of a player")
        if not isinstance(card, tuple) or len(card) != CARD_FIELDS or card[1] is None:
            raise TypeError(f"{card!r} is no card")
        for index in range(TEXTS):
            texts.text[index], texts.size[index] = NULL, 0
            text = <object>PyTuple_GET_ITEM(card, index + 1)
            if text is not None:
                _utf8(text, &texts.text[index], &texts.size[index])
        found = self.ids.find(texts.text[0], texts.size[0])
        if found != number:
            if found >= 0:
                self._drop(found)
            if record_at(self.records, number) is not NULL:
                self._drop(number)
        self.records.put(<uint32_t>number, &texts)
        if found != number:
            try:
                self.ids.add(<uint32_t>number, texts.text[0], texts.size[0])
            except MemoryError:
                self.records.erase(<uint32_t>number)
                raise
        return 0

    cdef int _drop(self, int64_t number) except -1:
        """Drop a number's card, which it must have."""
        cdef uint32_t size
        cdef const uint8_t* text = id_of(record_at(self.records, number), &size)
        self.ids.remove(<uint32_t>number, text, size)
        self.records.erase(<uint32_t>number)
        return 0


cdef class CardsOfRows:
    """A read-only sequence of Card; an item is made when it is asked for."""

    def __init__(self, CompactCards cards, Rows rows):
        self.cards = cards
        self.rows = rows

    def __len__(self):
        return self.rows.count

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.rows.count))]
        cdef Py_ssize_t place = index
        if place < 0:
            place += self.rows.count
        if not 0 <= place < self.rows.count:
            raise IndexError(index)
        return self.cards._card(self.rows.rows[place].player)
