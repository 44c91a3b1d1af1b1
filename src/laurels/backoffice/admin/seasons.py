"""Seasons: when they start and end, and who leads."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from unfold.views import ChangeList

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import ShownAdmin
from laurels.backoffice.admin.columns import column, dialog
from laurels.backoffice.admin.exports import SeasonExportForm, ask_for_export, may_export
from laurels.backoffice.models import Season
from laurels.rules.errors import LaurelsError
from laurels.usecases.read_ranks import Row
from laurels.wiring import Laurels

TOP = 20


async def _read_totals(laurels: Laurels, ids: list[int]) -> dict[int, int]:
    seasons = [laurels.catalog.season_by_id(id) for id in ids]
    return await laurels.seasons.totals(seasons, laurels.clock())


def _count_entries(seasons: Iterable[Season]) -> None:
    """Let seasons know how many entries they have, by one question; none where no server runs.
    The table alone does not tell: rows may wait for their places in it."""
    rows = list(seasons)
    try:
        totals = bridge.call(_read_totals, bridge.laurels(), [row.pk for row in rows])
    except LaurelsError:
        return
    for row in rows:
        row.total = totals.get(row.pk)  # type: ignore[attr-defined]


class WithTotals(ChangeList):  # type: ignore[misc]
    """Rows that know how many entries they have."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """The page, and the numbers where the server runs."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        _count_entries(self.result_list)


async def _read_top(laurels: Laurels, leaderboard: str, window: str, number: int) -> list[Row]:
    board = laurels.manage_leaderboards.get(leaderboard)
    season = await laurels.read_ranks.season(board, window, number)
    return (await laurels.read_ranks.page(season, 0, TOP)).rows


class StatusFilter(admin.SimpleListFilter):
    """Open or closed at this moment."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Both."""
        return [("open", "Open"), ("closed", "Closed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the end."""
        still = Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now())
        match self.value():
            case "open":
                return queryset.filter(still)
            case "closed":
                return queryset.exclude(still)
        return queryset


@admin.register(Season)
class SeasonAdmin(ShownAdmin):
    """Newest first."""

    list_display = ("name", "window", "number", "status", "starts", "ends", "entries")
    list_filter = ("leaderboard", "window", StatusFilter)
    search_fields = ("leaderboard__slug", "leaderboard__title")
    search_help_text = "A part of a leaderboard's id or title"
    list_select_related = ("leaderboard",)
    list_per_page = 25
    ordering = ("-id",)
    sortable_by = ()
    fields = (("name", "window", "number"), ("status", "starts", "ends"), "entries")
    readonly_fields = list_display
    change_form_after_template = "laurels/season_top.html"
    actions_detail = ("export",)

    def has_export_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Those who may see what is in the file, and ask for jobs."""
        return may_export(request)

    @dialog(
        "Export…",
        icon="download",
        url_path="export",
        form=SeasonExportForm,
        title="Export this season",
        text="Its entries with their ranks. A job writes the file, packed; the page of jobs shows "
        "when it is there.",
        submit="Export",
        permission="export",
    )
    def export(self, request: HttpRequest, form: SeasonExportForm, object_id: str) -> HttpResponse:
        """By a job; the answer leads to it."""
        return ask_for_export(request, form.argument())

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """With the number of entries."""
        return WithTotals

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        """With the season's first twenty."""
        context.update(_top(kw["obj"] if "obj" in kw else args[3]))
        return super().render_change_form(request, context, *args, **kw)

    @column("leaderboard")
    def name(self, obj: Season) -> str:
        """Whose season it is."""
        return str(obj.leaderboard)

    @column("status", label={"open": "success", "closed": None})
    def status(self, obj: Season) -> str:
        """Whether scores of this moment count in it."""
        return "open" if obj.ends_at is None or obj.ends_at > timezone.now() else "closed"

    @column("starts (UTC)")
    def starts(self, obj: Season) -> str:
        """The first instant."""
        return shown.moment(obj.starts_at)

    @column("ends (UTC)")
    def ends(self, obj: Season) -> str:
        """The first instant after it."""
        return shown.moment(obj.ends_at)

    @column("entries")
    def entries(self, obj: Any) -> str:
        """As the server counts them."""
        if not hasattr(obj, "total"):
            _count_entries([obj])
        total = getattr(obj, "total", None)
        text = shown.NOTHING if total is None else shown.number(total)
        return format_html('<span class="lk-number">{}</span>', text)


def _top(season: Season) -> dict[str, Any]:
    row = season.leaderboard
    if row.slug is None:
        return {"top_problem": "The leaderboard is deleted: nothing ranks it."}
    board = shown.leaderboard_of(row)
    try:
        laurels = bridge.laurels()
        rows = bridge.call(_read_top, laurels, row.slug, season.window, season.number)
    except LaurelsError as error:
        return {"top_problem": error.detail}
    return {
        "top": [
            {
                "rank": shown.number(row.ranked.rank),
                "card": row.card,
                "name": row.card.display_name or row.card.id,
                "score": shown.scores(board, row.ranked.entry.values),
                "events": shown.number(row.ranked.entry.events),
            }
            for row in rows
        ]
    }
