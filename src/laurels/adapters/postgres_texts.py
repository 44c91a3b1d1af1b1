"""What PostgreSQL can keep in a text: anything but U+0000 and lone surrogates."""

from collections.abc import Mapping

from laurels.rules.errors import InvalidRequest


def is_text(text: str) -> bool:
    """Whether a text can be kept, so that looking for it makes sense.

    >>> is_text("max 🏎"), is_text("a\\0b"), is_text("\\ud800")
    (True, False, False)
    """
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_texts(fields: Mapping[str, str | None]) -> None:
    """InvalidRequest, naming the field, where one cannot be kept."""
    for field, text in fields.items():
        if text is not None and not is_text(text):
            raise InvalidRequest(
                f"'{field}' must not contain U+0000 or half a character.", field=field
            )
