"""What msgspec refuses, as a sentence that names the field, the value and what is allowed."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

LONGEST = 400  # characters of a sentence
MOST_SHOWN = 80  # characters of a refused value
_QUOTED = re.compile(rf"(?<!\w)'([^']{{{MOST_SHOWN + 1},}})'(?!\w)")
# Lazy, so that a value or a name that looks like a place is not taken for one.
_PLACE = r"(?: - at `\$\.?([^`]*)`)?"
_AT = re.compile(r"(.*?)" + _PLACE, re.DOTALL)
_NAMED = re.compile(r"Object (contains unknown|missing required) field `(.*?)`" + _PLACE, re.DOTALL)
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def refusal(error: msgspec.ValidationError, data: bytes, type: Any) -> tuple[str, str]:
    """The field that a body fails at, and the sentence about it.

    >>> from laurels.api.schemas import ColumnBody
    >>> body = b'{"decimals": 7}'
    >>> try:
    ...     _ = msgspec.json.decode(body, type=ColumnBody)
    ... except msgspec.ValidationError as error:
    ...     field, sentence = refusal(error, body, ColumnBody)
    >>> print(f"{field}: {sentence}")
    decimals: 'decimals' is 7; it must be a whole number from 0 to 6.
    """
    whole = inspect.type_info(type)
    if named := _NAMED.fullmatch(str(error)):
        at, name = named[3] or "", shown(named[2])
        field = f"{at}.{name}" if at else name
        if named[1] == "missing required":
            return field, f"'{field}' is missing."
        return field, f"'{field}' is no field here; there are {_names(_shape_at(whole, at))}."
    match = _AT.fullmatch(str(error))
    assert match is not None
    # `[...]` is any value of a free-form object, which is to blame as a whole.
    at = (match[2] or "").partition("[...]")[0]
    field = at or "body"
    if match[1].endswith("out of range"):
        return field, f"'{field}' has a number that does not fit 64 bits."
    value, must = _text_at(data, at), allowed(_shape_at(whole, at))
    if value is None:
        return field, f"'{field}' must be {must}."
    return field, f"'{field}' is {shown(value)}; it must be {must}."


def shown(text: str) -> str:
    """A value as it was written, unless it is long.

    >>> shown("x" * 1000)[70:]
    'xxxxxxxxxx... (1000 characters)'
    """
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}... ({len(text)} characters)"


def short(sentence: str) -> str:
    """A sentence whose quoted values are shown as `shown` does.

    >>> print(short(f"There is no player '{'x' * 1000}'.")[90:])
    xxxxxxxxxx... (1000 characters)'.
    """
    sentence = _QUOTED.sub(lambda match: f"'{shown(match[1])}'", sentence)
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[:LONGEST]}... ({len(sentence)} characters)"


_PLAIN: dict[type[inspect.Type], str] = {
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.DateTimeType: "a time with a zone, such as 2021-03-28T17:00:00Z",
}


def allowed(shape: inspect.Type) -> str:
    """What a field takes, to follow 'it must be'.

    >>> allowed(inspect.IntType(ge=1, le=1000))
    'a whole number from 1 to 1000'
    """
    match shape:
        case inspect.IntType(ge=least, le=most):
            return f"a whole number{_range(least, most)}"
        case inspect.FloatType(ge=least, le=most):
            return f"a number{_range(least, most)}"
        case inspect.StrType(min_length=least, max_length=most, pattern=pattern):
            length = _counted(least, most, "character")
            return f"a text{length}{f' that matches {pattern}' if pattern else ''}"
        case inspect.ListType(min_length=least, max_length=most):
            return f"a list{_counted(least, most, 'item')}"
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
        case inspect.UnionType(types=types):
            parts = [allowed(part) for part in types]
            return (", or " if "," in parts[0] else " or ").join(parts)
        case inspect.Metadata(extra={"allowed": str(words)}):
            return words
        case inspect.Metadata(type=inner):
            return allowed(inner)
    return _PLAIN.get(type(shape), "an object")


def _range(least: float | None, most: float | None) -> str:
    if most is None:
        return "" if least is None else f" of at least {least}"
    return f" up to {most}" if least is None else f" from {least} to {most}"


def _counted(least: int | None, most: int | None, what: str) -> str:
    if most is None:
        return "" if least is None else f" of at least {least} {what}s"
    return f" of {least or 0} to {most} {what}s"


def _steps(at: str) -> Iterator[int | str]:
    for index, name in _STEP.findall(at):
        yield int(index) if index else name


def _shape_at(shape: inspect.Type, at: str) -> inspect.Type:
    """The type that a place in a body has; the last one known where it leads nowhere."""
    for step in _steps(at):
        for option in _options(shape):
            if isinstance(option, inspect.StructType) and isinstance(step, str):
                shape = next((f.type for f in option.fields if f.encode_name == step), shape)
            elif isinstance(option, inspect.ListType) and isinstance(step, int):
                shape = option.item_type
    return shape


def _options(shape: inspect.Type) -> Iterator[inspect.Type]:
    match shape:
        case inspect.UnionType(types=types):
            for part in types:
                yield from _options(part)
        case inspect.Metadata(type=inner):
            yield from _options(inner)
        case _:
            yield shape


def _names(shape: inspect.Type) -> str:
    structs = [o for o in _options(shape) if isinstance(o, inspect.StructType)]
    return ", ".join(field.encode_name for struct in structs for field in struct.fields)


def _text_at(data: bytes, at: str) -> str | None:
    """The JSON text at a place, untouched: decoding it could change a number. None where it
    cannot be found again, as when a field is there twice."""
    raw = data
    try:
        for step in _steps(at):
            if isinstance(step, int):
                raw = bytes(msgspec.json.decode(raw, type=list[msgspec.Raw])[step])
            else:
                raw = bytes(msgspec.json.decode(raw, type=dict[str, msgspec.Raw])[step])
    except (msgspec.DecodeError, LookupError, RecursionError):
        return None
    return raw.decode(errors="replace").strip()
