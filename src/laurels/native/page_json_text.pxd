"""Numbers, instants and texts as JSON, each written at a pointer that comes back moved on.

Every function says how many bytes it may write; the caller has made that room.
"""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    MOST_DIGITS = 20
    MOST_SCALED = 24  # a sign, 19 digits, a point; or a sign, "0." and six
    MOST_INSTANT = 29

cdef extern from *:
    """
    static const char laurels_pairs[201] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
        "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
        "8081828384858687888990919293949596979899";
    static const char laurels_hex[17] = "0123456789abcdef";
    static const char laurels_base64[65] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    """
    const char* PAIRS "laurels_pairs"
    const char* HEX "laurels_hex"
    const char* BASE64 "laurels_base64"


cdef inline char* put(char* at, const char* text, size_t size) noexcept:
    """A text as it is."""
    memcpy(at, text, size)
    return at + size


cdef inline char* put_pair(char* at, uint32_t number) noexcept:
    """Two digits."""
    return put(at, PAIRS + 2 * number, 2)


cdef inline char* put_whole(char* at, uint64_t number) noexcept:
    """A whole number, up to MOST_DIGITS."""
    cdef char[MOST_DIGITS] digits
    cdef int first = MOST_DIGITS
    while number >= 100:
        first -= 2
        put_pair(&digits[first], number % 100)
        number //= 100
    if number >= 10:
        first -= 2
        put_pair(&digits[first], <uint32_t>number)
    else:
        first -= 1
        digits[first] = <char>(48 + number)
    return put(at, &digits[first], MOST_DIGITS - first)


cdef inline uint64_t magnitude(int64_t number) noexcept:
    """Without the sign; the least number has one more than the largest."""
    return 0 - <uint64_t>number if number < 0 else <uint64_t>number


cdef inline char* put_signed(char* at, int64_t number) noexcept:
    """A whole number with its sign, up to MOST_DIGITS."""
    if number < 0:
        at[0] = 45  # -
        at += 1
    return put_whole(at, magnitude(number))


cdef inline char* put_scaled(char* at, int64_t value, int decimals) noexcept:
    """As `score_number` is written: so many digits behind the point. Up to MOST_SCALED."""
    cdef char[MOST_DIGITS] digits
    cdef uint64_t left = magnitude(value)
    cdef int first = MOST_DIGITS, least = MOST_DIGITS - decimals - 1
    if not decimals:
        return put_signed(at, value)
    if value < 0:
        at[0] = 45  # -
        at += 1
    while left or first > least:
        first -= 1
        digits[first] = <char>(48 + left % 10)
        left //= 10
    at = put(at, &digits[first], least + 1 - first)
    at[0] = 46  # .
    return put(at + 1, &digits[least + 1], decimals)


cdef inline char* put_date(char* at, int64_t days) noexcept:
    """The date so many days after 1970-01-01, in the years 1 to 9999: 10 bytes.

    Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days: years
    start in March, so that the leap day ends one; 400 of them have 146,097 days.
    """
    cdef int64_t since = days + 719468  # 0000-03-01, so never negative here
    cdef int64_t era = since // 146097
    cdef uint32_t day = <uint32_t>(since - era * 146097)
    cdef uint32_t year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    cdef uint32_t in_year = day - (365 * year + year // 4 - year // 100)
    cdef uint32_t month = (5 * in_year + 2) // 153
    day = in_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    year = <uint32_t>(year + era * 400) + (month <= 2)
    at = put_pair(put_pair(at, year // 100), year % 100)
    at[0] = at[3] = 45  # -
    put_pair(at + 1, month)
    return put_pair(at + 4, day)


cdef inline char* put_instant(char* at, int64_t instant) noexcept:
    """An instant of the years 1 to 9999 as `to_text` has it. Up to MOST_INSTANT."""
    cdef int64_t days = instant // 86400000000  # rounded down, as Python does, before 1970 too
    cdef int64_t micros = instant - days * 86400000000
    cdef uint32_t seconds, fraction
    seconds, fraction = <uint32_t>(micros // 1000000), <uint32_t>(micros % 1000000)
    at = put_date(at, days)
    at[0], at[3], at[6] = 84, 58, 58  # T : :
    put_pair(at + 1, seconds // 3600)
    put_pair(at + 4, seconds // 60 % 60)
    put_pair(at + 7, seconds % 60)
    at += 9
    if fraction:
        at[0] = 46  # .
        put_pair(at + 1, fraction // 10000)
        put_pair(at + 3, fraction // 100 % 100)
        put_pair(at + 5, fraction % 100)
        at += 7
    at[0] = 90  # Z
    return at + 1


cdef inline char* put_tenths(char* at, uint32_t tenths) noexcept:
    """A number with one decimal. Up to MOST_DIGITS."""
    at = put_whole(at, tenths // 10)
    at[0], at[1] = 46, <char>(48 + tenths % 10)
    return at + 2


cdef inline char* put_escaped(char* at, const uint8_t* text, uint32_t size) noexcept:
    """A text's characters, those that JSON cannot have as they are escaped. Up to 6 * size."""
    cdef uint32_t index
    cdef uint8_t byte
    cdef const char* short
    for index in range(size):
        byte = text[index]
        short = NULL
        if byte == 34:
            short = b'\\"'
        elif byte == 92:
            short = b"\\\\"
        elif byte >= 32:
            at[0] = <char>byte
            at += 1
            continue
        elif byte == 8:
            short = b"\\b"
        elif byte == 9:
            short = b"\\t"
        elif byte == 10:
            short = b"\\n"
        elif byte == 12:
            short = b"\\f"
        elif byte == 13:
            short = b"\\r"
        if short is not NULL:
            at = put(at, short, 2)
        else:
            at = put(at, b"\\u00", 4)
            at[0], at[1] = HEX[byte >> 4], HEX[byte & 15]
            at += 2
    return at


cdef inline char* put_text(char* at, const uint8_t* text, uint32_t size, bint escaped) noexcept:
    """A JSON string, or null. Up to 6 * size + 4; size + 2 without escapes."""
    if text is NULL:
        return put(at, b"null", 4)
    at[0] = 34  # "
    at = put_escaped(at + 1, text, size) if escaped else put(at + 1, <const char*>text, size)
    at[0] = 34
    return at + 1


cdef inline char* put_base64(char* at, const uint8_t* data, size_t size) noexcept:
    """As base64.urlsafe_b64encode without the padding. Up to 4 * (size / 3 + 1)."""
    cdef uint32_t three
    while size >= 3:
        three = data[0] << 16 | data[1] << 8 | data[2]
        at[0], at[1] = BASE64[three >> 18], BASE64[three >> 12 & 63]
        at[2], at[3] = BASE64[three >> 6 & 63], BASE64[three & 63]
        at += 4
        data += 3
        size -= 3
    if size:
        three = data[0] << 16 | (data[1] << 8 if size == 2 else 0)
        at[0], at[1] = BASE64[three >> 18], BASE64[three >> 12 & 63]
        at += 2
        if size == 2:
            at[0] = BASE64[three >> 6 & 63]
            at += 1
    return at
