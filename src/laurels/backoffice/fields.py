"""Model fields that Laurels adds to Django's."""

from datetime import datetime
from typing import Any

from django.db import models

from laurels.rules.instant import from_datetime, to_datetime


class InstantField(models.BigIntegerField):  # type: ignore[type-arg]
    """Microseconds since 1970 in the database, an aware UTC `datetime` in Python.

    The journal writes and compares whole numbers; people and the admin see a date.
    """

    def from_db_value(self, value: int | None, *_: object) -> datetime | None:
        """What a row's number means."""
        return None if value is None else to_datetime(value)

    def to_python(self, value: Any) -> datetime | None:
        """Take a number or a `datetime`."""
        return to_datetime(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> int | None:
        """What goes into the row."""
        return from_datetime(value) if isinstance(value, datetime) else value
