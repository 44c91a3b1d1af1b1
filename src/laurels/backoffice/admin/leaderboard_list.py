"""What the list of leaderboards has beyond its rows: numbers of entries, and filters."""

import asyncio
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

from laurels.backoffice import bridge
from laurels.rules.errors import LaurelsError
from laurels.wiring import Laurels


async def count_entries(laurels: Laurels, ids: list[str]) -> dict[str, int]:
    """How many entries the first window's open season has, of leaderboards that answer."""

    async def count(id: str) -> int | None:
        try:
            board = laurels.manage_leaderboards.get(id)
            return await laurels.read_ranks.total(await laurels.read_ranks.season(board))
        except LaurelsError:
            return None

    counts = await asyncio.gather(*map(count, ids))
    return {id: n for id, n in zip(ids, counts, strict=True) if n is not None}


class WithEntries(ChangeList):  # type: ignore[misc]
    """Rows that know how many entries they have, by one question for the page."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the numbers where the server runs."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        self.result_list = rows
        try:
            counts = bridge.call(count_entries, bridge.laurels(), [row.slug for row in rows])
        except LaurelsError:  # not connected: the rows show no number
            return
        for row in rows:
            row.open_entries = counts.get(row.slug)


def definition_filter(name: str, values: tuple[str, ...]) -> type[admin.SimpleListFilter]:
    """A filter by one part of the definition."""

    class DefinitionFilter(admin.SimpleListFilter):
        title = name.replace("_", " ")
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [(value, value.capitalize()) for value in values]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            value = self.value()
            return queryset.filter(**{f"definition__{name}": value}) if value else queryset

    return DefinitionFilter
