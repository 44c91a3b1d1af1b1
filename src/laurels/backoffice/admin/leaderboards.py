"""Leaderboards: what may change at any time can be changed here."""

import asyncio
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from unfold.views import ChangeList

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import ManagedAdmin
from laurels.backoffice.admin.columns import column
from laurels.backoffice.admin.leaderboard_form import LeaderboardForm
from laurels.backoffice.models import Leaderboard
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


class _WithEntries(ChangeList):  # type: ignore[misc]
    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        self.result_list = rows
        try:
            counts = bridge.call(count_entries, bridge.laurels(), [row.slug for row in rows])
        except LaurelsError:  # not connected: the rows show no number
            return
        for row in rows:
            row.open_entries = counts.get(row.slug)


def _definition_filter(name: str, values: tuple[str, ...]) -> type[admin.SimpleListFilter]:
    class DefinitionFilter(admin.SimpleListFilter):
        title = name.replace("_", " ")
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [(value, value.capitalize()) for value in values]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            value = self.value()
            return queryset.filter(**{f"definition__{name}": value}) if value else queryset

    return DefinitionFilter


@admin.register(Leaderboard)
class LeaderboardAdmin(ManagedAdmin):
    """Those that are not deleted."""

    form = LeaderboardForm
    list_display = ("id", "name", "operator", "columns", "windows", "entries", "is_public")
    list_display_links = ("id", "name")
    list_filter = (
        "public",
        _definition_filter("operator", ("best", "latest", "sum")),
        _definition_filter("rank_method", ("competition", "dense", "ordinal")),
    )
    search_fields = ("slug", "title")
    search_help_text = "A part of the id or the title"
    ordering = ("number",)
    sortable_by = ()
    readonly_fields = ("id", "definition_shown", "created")
    fieldsets = (
        (None, {"fields": ("id", "title", "public")}),
        ("Limits", {"fields": (("min_score", "max_score"),)}),
        ("Tiers and metadata", {"fields": ("tiers", "metadata")}),
        (
            "Definition",
            {
                "fields": ("definition_shown", "created"),
                "description": "What entries are made of stays as it is once there are events.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Leaderboard]:
        """Deleted leaderboards keep their rows for the journal's sake only."""
        found: QuerySet[Leaderboard] = super().get_queryset(request)
        return found.filter(slug__isnull=False)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Rows know how many entries they have, by one question for the page."""
        return _WithEntries

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the use case."""
        if changes := form.changes():
            bridge.call(bridge.laurels().manage_leaderboards.change, obj.slug, changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """By the use case."""
        bridge.call(bridge.laurels().manage_leaderboards.delete, obj.slug)

    @column("id")
    def id(self, obj: Leaderboard) -> str:
        """What games call it."""
        return format_html('<code class="lk-id">{}</code>', obj.slug)

    @column("title")
    def name(self, obj: Leaderboard) -> str:
        """What people call it."""
        return obj.title

    @column("operator", label=True)
    def operator(self, obj: Leaderboard) -> str:
        """What a new score does."""
        return str(obj.definition["operator"])

    @column("columns")
    def columns(self, obj: Leaderboard) -> str:
        """Names and directions."""
        columns = shown.leaderboard_of(obj).columns
        return ", ".join(f"{c.name} {'↓' if c.descending else '↑'}" for c in columns)

    @column("windows")
    def windows(self, obj: Leaderboard) -> str:
        """Names."""
        return ", ".join(window["name"] for window in obj.definition["windows"])

    @column("entries")
    def entries(self, obj: Leaderboard) -> str:
        """In the open season of the first window."""
        count = getattr(obj, "open_entries", None)
        text = shown.NOTHING if count is None else shown.number(count)
        return format_html('<span class="lk-number">{}</span>', text)

    @column("public", boolean=True)
    def is_public(self, obj: Leaderboard) -> bool:
        """Whether it can be read without a key."""
        return obj.public

    @column("created (UTC)")
    def created(self, obj: Leaderboard) -> str:
        """When it was made."""
        return shown.moment(obj.created_at)

    @column("definition")
    def definition_shown(self, obj: Leaderboard) -> str:
        """What entries are made of, in words."""
        board = shown.leaderboard_of(obj)
        rows = [
            ("columns", "; ".join(map(shown.column, board.columns))),
            ("operator", board.operator),
            ("rank method", board.rank_method),
            ("windows", "; ".join(map(shown.window, board.windows))),
            ("segments", ", ".join(board.segments) or "none"),
        ]
        lines = format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows)
        return format_html('<dl class="lk-definition">{}</dl>', lines)

    @column("least score taken")
    def min_score(self, obj: Leaderboard) -> str:
        """For those who may only look."""
        return _as_in_form(obj, "min_score")

    @column("greatest score taken")
    def max_score(self, obj: Leaderboard) -> str:
        """For those who may only look."""
        return _as_in_form(obj, "max_score")

    @column("tiers")
    def tiers(self, obj: Leaderboard) -> str:
        """For those who may only look."""
        return _as_in_form(obj, "tiers")

    @column("metadata")
    def metadata(self, obj: Leaderboard) -> str:
        """For those who may only look."""
        return _as_in_form(obj, "metadata")


def _as_in_form(obj: Leaderboard, field: str) -> str:
    text = LeaderboardForm(instance=obj)[field].value()
    return format_html('<span class="lk-lines">{}</span>', text or shown.NOTHING)
