"""Leaderboards: what may change at any time can be changed here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from unfold.views import ChangeList

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import ManagedAdmin
from laurels.backoffice.admin.columns import column, dialog
from laurels.backoffice.admin.exports import BoardExportForm, ask_for_export, may_export
from laurels.backoffice.admin.leaderboard_form import LeaderboardForm
from laurels.backoffice.admin.leaderboard_list import WithEntries, definition_filter
from laurels.backoffice.models import Leaderboard


@admin.register(Leaderboard)
class LeaderboardAdmin(ManagedAdmin):
    """Those that are not deleted."""

    form = LeaderboardForm
    consequences = (
        "It disappears at once from the API and for everyone who watches it.",
        "Its events stay in the journal; its id can be used again.",
    )
    list_display = ("id", "name", "operator", "columns", "windows", "entries", "is_public")
    list_display_links = ("id", "name")
    list_filter = (
        "public",
        definition_filter("operator", ("best", "latest", "sum")),
        definition_filter("rank_method", ("competition", "dense", "ordinal")),
    )
    search_fields = ("slug", "title")
    search_help_text = "A part of the id or the title"
    ordering = ("number",)
    sortable_by = ()
    actions_detail = ("export",)
    readonly_fields = ("id", "definition_shown", "created")
    fieldsets = (
        (None, {"fields": ("id", "title", "public")}),
        ("Limits", {"fields": (("min_score", "max_score"),)}),
        ("Tiers and metadata", {"fields": ("tiers", "metadata")}),
        ("Definition", {"fields": ("definition_shown", "created")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Leaderboard]:
        """Deleted leaderboards keep their rows for the journal's sake only."""
        found: QuerySet[Leaderboard] = super().get_queryset(request)
        return found.filter(slug__isnull=False)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Rows know how many entries they have, by one question for the page."""
        return WithEntries

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the use case."""
        if changes := form.changes():
            bridge.call(bridge.laurels().manage_leaderboards.change, obj.slug, changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """By the use case."""
        bridge.call(bridge.laurels().manage_leaderboards.delete, obj.slug)

    def has_export_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Those who may see what is in the file, and ask for jobs."""
        return may_export(request)

    @dialog(
        "Export…",
        icon="download",
        url_path="export",
        form=BoardExportForm,
        title="Export this leaderboard",
        text="A job writes the file, packed; the page of jobs shows when it is there. Exported "
        "events can be imported again and give the same standings.",
        submit="Export",
        permission="export",
    )
    def export(self, request: HttpRequest, form: BoardExportForm, object_id: str) -> HttpResponse:
        """By a job; the answer leads to it."""
        return ask_for_export(request, form.argument())

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

    @column("what entries are made of; it stays as it is once there are events")
    def definition_shown(self, obj: Leaderboard) -> str:
        """What entries are made of, in words."""
        board = shown.leaderboard_of(obj)
        rows = [
            *(("column", shown.column(part)) for part in board.columns),
            ("operator", board.operator),
            ("rank method", board.rank_method),
            *(("window", shown.window(part)) for part in board.windows),
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
