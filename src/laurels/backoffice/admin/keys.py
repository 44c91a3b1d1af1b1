"""API keys: who may call. They are made by the command and ended here."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.forms import BaseDialogForm
from unfold.views import ChangeList

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import ManagedAdmin, redirect
from laurels.backoffice.admin.columns import column, dialog
from laurels.backoffice.models import ApiKey
from laurels.rules.errors import LaurelsError


def _named(key: Any) -> Any:
    """A key whose addresses carry its prefix: a digest is no name."""
    key.digest = key.prefix
    return key


class _ByPrefix(ChangeList):  # type: ignore[misc]
    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = [_named(key) for key in self.result_list]


class StateFilter(admin.SimpleListFilter):
    """In use or revoked."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Both."""
        return [("active", "Active"), ("revoked", "Revoked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the instant of revocation."""
        if self.value() is None:
            return queryset
        return queryset.filter(revoked_at__isnull=self.value() == "active")


@admin.register(ApiKey)
class ApiKeyAdmin(ManagedAdmin):
    """Oldest first. The secret is nowhere, only its digest."""

    list_display = ("key", "called", "scope_names", "state", "created", "revoked")
    list_before_template = "laurels/keys.html"
    list_filter = (StateFilter,)
    search_fields = ("name", "prefix")
    search_help_text = "A part of the name or the key's beginning"
    ordering = ("created_at",)
    sortable_by = ()
    fields = ("key", "called", "scope_names", "state", "created", "revoked")
    readonly_fields = fields
    actions_row = actions_detail = ("revoke",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a revoked key stays, to be recognised."""
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Rows that are named by their prefix."""
        return _ByPrefix

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """By prefix."""
        key = self.get_queryset(request).filter(prefix=object_id).first()
        return key and _named(key)

    @dialog(
        "Revoke…",
        icon="block",
        url_path="revoke",
        form=BaseDialogForm,
        title="Revoke this key",
        text="Whoever uses it is refused within two seconds. This cannot be undone; "
        "make a new key instead.",
        submit="Revoke",
    )
    def revoke(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        """By the use case; the answer leads back to the list."""
        try:
            bridge.call(bridge.laurels().manage_keys.revoke, object_id)
        except LaurelsError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, self.get_object(request, object_id), "Revoked.")
            messages.success(request, f"The key {object_id} is revoked.")
        return redirect(reverse("admin:backoffice_apikey_changelist"))

    @column("key")
    def key(self, obj: ApiKey) -> str:
        """Its readable beginning."""
        return format_html('<code class="lk-id">{}…</code>', obj.prefix)

    @column("name")
    def called(self, obj: ApiKey) -> str:
        """What it is for."""
        return obj.name

    @column("scopes")
    def scope_names(self, obj: ApiKey) -> str:
        """What it may do."""
        return ", ".join(obj.scopes.split())

    @column("state", label={"active": "success", "revoked": "danger"})
    def state(self, obj: ApiKey) -> str:
        """Whether it still opens."""
        return "active" if obj.revoked_at is None else "revoked"

    @column("created (UTC)")
    def created(self, obj: ApiKey) -> str:
        """When it was made."""
        return shown.moment(obj.created_at)

    @column("revoked (UTC)")
    def revoked(self, obj: ApiKey) -> str:
        """When it was ended."""
        return shown.moment(obj.revoked_at)
