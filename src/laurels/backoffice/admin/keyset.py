"""Pages of tables that may have millions of rows, newest first, along the primary key.

Nothing is counted and nothing is skipped over: a page begins below a key. A search or
filter without an index looks through a stretch of keys at a time, so that no page reads
the whole table; where that stretch gives less than a page, the next one is a click away.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

BEFORE = "before"
STRETCH = 500_000


class KeysetChangeList(ChangeList):  # type: ignore[misc]
    """Shows the rows whose primary keys come before the one in the address."""

    older: str | None = None  # query strings of the pages that can be gone to
    newest: str | None = None
    searched: int | None = None  # how many keys this page's search has covered

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """Where the page begins is no filter."""
        found: dict[str, Any] = super().get_filters_params(params)
        found.pop(BEFORE, None)
        return found

    def get_results(self, request: HttpRequest) -> None:
        """One page and one row more, which tells whether there are older ones."""
        text = request.GET.get(BEFORE, "")
        before = int(text) if text.isdecimal() and len(text) < 19 else None
        rows, older = self._page(before)
        for kept in (self.params, self.filter_params):  # a new search begins at the newest
            kept.pop(BEFORE, None)
        self.result_list = rows
        self.older = None if older is None else self.get_query_string({BEFORE: older})
        self.newest = None if before is None else self.get_query_string()
        self.result_count = len(rows)
        self.full_result_count = len(rows)  # equal, so that no number is shown for all
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.multi_page = False
        self.paginator = Paginator(rows, self.list_per_page)
        self.paginator.template_name = "laurels/keyset_pagination.html"  # type: ignore[attr-defined]

    def _page(self, before: int | None) -> tuple[list[Any], int | None]:
        """The rows, and the key below which the next page begins."""
        found: QuerySet[Any] = self.queryset
        bottom = 0
        if self.query or self.get_filters_params():
            before = self._newest_key() + 1 if before is None else before
            bottom = max(0, before - STRETCH)
            self.searched = before - bottom
            found = found.filter(pk__gte=bottom)
        if before is not None:
            found = found.filter(pk__lt=before)
        rows = list(found[: self.list_per_page + 1])
        if len(rows) > self.list_per_page:
            return rows[:-1], rows[-2].pk
        return rows, bottom if bottom > 1 else None

    def _newest_key(self) -> int:
        newest = self.model.objects.order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0
