"""Events: the journal, to be looked at. Nobody adds, changes or deletes one."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.views import ChangeList

from laurels.backoffice import shown
from laurels.backoffice.admin.base import ShownAdmin
from laurels.backoffice.admin.columns import column
from laurels.backoffice.admin.keyset import KeysetChangeList
from laurels.backoffice.models import Event, Player


class _Events(KeysetChangeList):
    """Knows the one player whose events are asked for, where that is so."""

    def of_player(self) -> Player | None:
        """For the note above the list."""
        number = self.filter_params.get("player", [""])[0]
        return Player.objects.filter(number=number).first() if number.isdecimal() else None


@admin.register(Event)
class EventAdmin(ShownAdmin):
    """Newest first, along the journal's sequence."""

    list_display = (
        "number",
        "received",
        "what",
        "leaderboard_title",
        "who",
        "score",
        "submission",
    )
    list_filter = ("leaderboard", "kind")
    search_fields = ("submission_id",)  # what is searched stands in get_search_results
    search_help_text = "An exact player id or submission id"
    ordering = ("-sequence",)
    sortable_by = ()
    fields = (
        ("number", "what"),
        ("leaderboard_title", "who"),
        ("score", "submission"),
        ("received", "played"),
        "details",
    )
    readonly_fields = (*list_display, "played", "details")
    list_before_template = "laurels/events_of.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Pages along the primary key."""
        return _Events

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Leaderboards and players by a question each: a join could lose the key's order."""
        found: QuerySet[Event] = super().get_queryset(request)
        return found.prefetch_related("leaderboard", "player")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """Events of a player's id, or with a submission id."""
        term = search_term.strip()
        if not term:
            return queryset, False
        player = Player.objects.filter(external_id=term).values_list("number", flat=True).first()
        return queryset.filter(Q(submission_id=term) | Q(player=player)), False

    @column("sequence")
    def number(self, obj: Event) -> str:
        """Its place in the journal."""
        return format_html('<span class="lk-number">{}</span>', shown.number(obj.sequence))

    @column("received (UTC)")
    def received(self, obj: Event) -> str:
        """When it arrived."""
        return shown.moment(obj.received_at)

    @column("played (UTC)")
    def played(self, obj: Event) -> str:
        """When the game says that it was played."""
        return shown.moment(obj.played_at)

    @column("kind", label={"Score": None, "Removal": "warning", "Erasure": "danger"})
    def what(self, obj: Event) -> str:
        """What it does."""
        return str(Event.Kind(obj.kind).label)

    @column("leaderboard")
    def leaderboard_title(self, obj: Event) -> str:
        """Where."""
        return str(obj.leaderboard)

    @column("player")
    def who(self, obj: Event) -> str:
        """Who, with a way to the profile."""
        url = reverse("admin:backoffice_player_change", args=(obj.player.number,))
        return format_html('<a class="lk-link" href="{}">{}</a>', url, obj.player)

    @column("score")
    def score(self, obj: Event) -> str:
        """The columns' values."""
        values = (obj.value_1, obj.value_2, obj.value_3, obj.value_4, obj.value_5)
        text = shown.scores(shown.leaderboard_of(obj.leaderboard), values)
        return format_html('<span class="lk-number">{}</span>', text)

    @column("submission id")
    def submission(self, obj: Event) -> str:
        """What makes it count once."""
        if obj.submission_id is None:
            return shown.NOTHING
        return format_html('<code class="lk-id">{}</code>', obj.submission_id)
