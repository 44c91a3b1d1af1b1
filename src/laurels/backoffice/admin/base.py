"""What all of the admin's pages share."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin as DjangoAdmin
from django.contrib.admin import ShowFacets
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from unfold.admin import ModelAdmin as UnfoldAdmin

from laurels.backoffice import bridge
from laurels.rules.errors import LaurelsError


class _OutsideTransaction(DjangoAdmin):  # type: ignore[type-arg]
    """Pages that leave writing to the server.

    Django wraps a change into a transaction, which holds SQLite's write lock while the
    server, asked for the change, waits for that lock. So these pages open none.
    """

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form; where the server refuses the change, the form again with its reasons."""
        try:
            return self._changeform_view(  # type: ignore[attr-defined]
                request, object_id, form_url, extra_context
            )
        except LaurelsError as refusal:
            request.laurels_refusal = refusal  # type: ignore[attr-defined]
            return self._changeform_view(  # type: ignore[attr-defined]
                request, object_id, form_url, extra_context
            )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The question, and then the deed; where the server refuses it, its reason."""
        try:
            return self._delete_view(request, object_id, extra_context)  # type: ignore[attr-defined]
        except LaurelsError as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect("../change/")


class ShownAdmin(UnfoldAdmin, _OutsideTransaction):  # type: ignore[misc]
    """Rows that can be looked at only."""

    actions = None
    show_facets = ShowFacets.NEVER
    list_filter_sheet = False
    list_per_page = 50
    compressed_fields = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class ManagedAdmin(ShownAdmin):
    """Rows that change through the use cases, by those who may, while the server runs."""

    list_before_template = "laurels/connection.html"
    change_form_outer_before_template = "laurels/connection.html"
    delete_confirmation_template = "laurels/delete.html"
    consequences: tuple[str, ...] = ()  # of deleting, one sentence each

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those whom Django's permissions allow it."""
        return bridge.is_connected() and super(ShownAdmin, self).has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those whom Django's permissions allow it."""
        return bridge.is_connected() and super(ShownAdmin, self).has_delete_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> "type[ModelForm[Any]]":
        """The form, with what the server has refused of it."""
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "laurels_refusal", None)  # type: ignore[attr-defined]
        return form

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The question, with what a yes does."""
        context = {"consequences": self.consequences, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Only the object: events stay in the journal, whatever goes."""
        return [str(obj) for obj in objs], {}, set(), []


def redirect(url: str) -> HttpResponse:
    """Where a dialog leads once it is done."""
    return HttpResponse(headers={"HX-Redirect": url})
