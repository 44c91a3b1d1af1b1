"""Players: find them, correct a profile, take an entry off a leaderboard, erase."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.contrib.filters.admin import TextFilter
from unfold.views import ChangeList

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import ManagedAdmin, redirect
from laurels.backoffice.admin.columns import column, dialog
from laurels.backoffice.admin.keyset import KeysetChangeList
from laurels.backoffice.admin.player_forms import PlayerForm, RemovalForm
from laurels.backoffice.models import Player
from laurels.rules.errors import LaurelsError


class CountryFilter(TextFilter):  # type: ignore[misc]
    """Two letters, typed: listing the countries would read all players."""

    title = "country"
    parameter_name = "country"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Exactly that country."""
        text = str(self.value() or "").strip().upper()
        return queryset.filter(country=text) if text else queryset


@admin.register(Player)
class PlayerAdmin(ManagedAdmin):
    """Newest first; erased players have nothing to show."""

    form = PlayerForm
    consequences = (
        "The player leaves every season of every leaderboard, also the closed ones.",
        "The profile is emptied; the journal keeps the events under a number only.",
    )
    list_display = ("id", "name", "user_name", "country_code", "created", "events_link")
    list_display_links = ("id", "name")
    list_filter = (CountryFilter,)
    list_filter_submit = True
    search_fields = ("external_id",)  # what is searched stands in get_search_results
    search_help_text = "A part of an id, display name or username"
    ordering = ("-number",)
    sortable_by = ()
    actions_detail = ("remove_entry",)
    readonly_fields = ("id", "created", "updated", "events_link")
    fieldsets = (
        (None, {"fields": ("id", "display_name", "username", "country", "avatar_url")}),
        ("More", {"fields": ("attributes", ("created", "updated"), "events_link")}),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Pages along the primary key."""
        return KeysetChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Player]:
        """Erased players keep their rows for the journal's sake only."""
        found: QuerySet[Player] = super().get_queryset(request)
        return found.filter(external_id__isnull=False)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Player], search_term: str
    ) -> tuple[QuerySet[Player], bool]:
        """The player of exactly that id, at once; or else all whose names contain the text."""
        term = search_term.strip()
        if not term:
            return queryset, False
        exact = Player.objects.filter(external_id=term).values_list("number", flat=True).first()
        if exact is not None:
            return queryset.filter(number=exact), False
        names = ("external_id", "display_name", "username")
        return queryset.filter(
            Q(*((f"{name}__icontains", term) for name in names), _connector=Q.OR)
        ), False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the use case."""
        if changes := form.changes():
            attributes = changes.pop("attributes", None)
            patch = bridge.laurels().manage_players.patch
            bridge.call(patch, obj.external_id, changes, attributes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """By the use case: out of every season, and the profile emptied."""
        bridge.call(bridge.laurels().manage_players.erase, obj.external_id)

    @dialog(
        "Take an entry off…",
        icon="person_remove",
        url_path="remove-entry",
        form=RemovalForm,
        title="Take an entry off a leaderboard",
        text="The entry leaves all open seasons of the leaderboard, by an event of its own. "
        "What was scored stays in the journal; a new score starts a new entry.",
        submit="Take it off",
    )
    def remove_entry(self, request: HttpRequest, form: RemovalForm, object_id: str) -> HttpResponse:
        """By the use case; the answer leads back to the player."""
        player = self.get_object(request, object_id)
        if player is None or player.external_id is None:
            raise Http404
        row = form.cleaned_data["leaderboard"]
        try:
            laurels = bridge.laurels()
            board = laurels.manage_leaderboards.get(row.slug)
            bridge.call(laurels.manage_players.remove_entry, board, player.external_id)
        except LaurelsError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, player, f"Entry taken off {row.slug}.")
            messages.success(request, f"{player} is off {row.title}.")
        return redirect(reverse("admin:backoffice_player_change", args=(object_id,)))

    @column("id")
    def id(self, obj: Player) -> str:
        """What the game calls it."""
        return format_html('<code class="lk-id">{}</code>', obj.external_id)

    @column("display name")
    def name(self, obj: Player) -> str:
        """What people see."""
        return obj.display_name or shown.NOTHING

    @column("username")
    def user_name(self, obj: Player) -> str:
        """What the player signs in with."""
        return obj.username or shown.NOTHING

    @column("country")
    def country_code(self, obj: Player) -> str:
        """Two letters."""
        return obj.country or shown.NOTHING

    @column("created (UTC)")
    def created(self, obj: Player) -> str:
        """The first time it was heard of."""
        return shown.moment(obj.created_at)

    @column("updated (UTC)")
    def updated(self, obj: Player) -> str:
        """The last change of the profile."""
        return shown.moment(obj.updated_at)

    @column("events")
    def events_link(self, obj: Player) -> str:
        """The way to what was scored."""
        url = reverse("admin:backoffice_event_changelist")
        return format_html(
            '<a class="lk-link" href="{}?player={}">Show events</a>', url, obj.number
        )
