"""Ask for an export, and fetch its file."""

from collections.abc import AsyncIterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from laurels.backoffice import bridge, shown
from laurels.backoffice.admin.base import redirect
from laurels.backoffice.models import JobRun, Leaderboard, Season
from laurels.rules.errors import LaurelsError
from laurels.wiring import Laurels

FORMATS = [("csv", "CSV"), ("ndjson", "NDJSON, an object a line")]
NEEDED = ("add_jobrun", "view_event", "view_player")


def may_export(request: HttpRequest) -> bool:
    """Whether somebody may have files made and fetch them."""
    return bridge.is_connected() and all(
        request.user.has_perm(f"backoffice.{name}") for name in NEEDED
    )


class SeasonExportForm(BaseDialogForm):  # type: ignore[misc]
    """As what a season's entries are written."""

    format = forms.ChoiceField(choices=FORMATS, widget=UnfoldAdminSelectWidget)

    def __init__(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        self.order_fields(["what", "format"])

    def argument(self) -> dict[str, Any]:
        """What the job takes."""
        season = Season.objects.select_related("leaderboard").filter(pk=self.object_id or 0).first()
        if season is None:
            raise Http404
        return {
            "leaderboard": season.leaderboard.slug or "",
            "what": "entries",
            "window": season.window,
            "season": season.number,
            "format": self.cleaned_data["format"],
        }


class BoardExportForm(SeasonExportForm):
    """What of a leaderboard is written: all events, or the newest season of a window."""

    what = forms.ChoiceField(widget=UnfoldAdminSelectWidget)

    def __init__(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        board = Leaderboard.objects.filter(pk=object_id or 0, slug__isnull=False).first()
        if board is None:
            raise Http404
        self._board = board
        what: Any = self.fields["what"]
        what.choices = [
            ("", "All events"),
            *(
                (window.name, f"Entries, newest {window.name} season")
                for window in shown.leaderboard_of(board).windows
            ),
        ]
        what.required = False

    def argument(self) -> dict[str, Any]:
        """What the job takes."""
        window = self.cleaned_data["what"]
        argument = {
            "leaderboard": self._board.slug,
            "what": "entries" if window else "events",
            "format": self.cleaned_data["format"],
        }
        return argument | ({"window": window} if window else {})


def ask_for_export(request: HttpRequest, argument: dict[str, Any]) -> HttpResponse:
    """Have a file made; the way to where it will be."""
    try:
        by = request.user.get_username()
        bridge.call(bridge.laurels().runs.ask, "export", argument, by)
    except LaurelsError as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, "The export is asked for; its file can be fetched here soon.")
    return redirect(f"{reverse('admin:backoffice_jobrun_changelist')}?job=export")


def file_of(run: JobRun, facts: dict[str, Any]) -> StreamingHttpResponse:
    """The file of an export that is done, in parts. LaurelsError where it is not there."""
    parts, first = bridge.call(_first, bridge.laurels(), run.pk)

    async def all_parts() -> AsyncIterator[bytes]:  # on the server's loop, where Django's is
        yield first
        async for part in parts:
            yield part

    answer = StreamingHttpResponse(all_parts(), content_type="application/gzip")
    answer["Content-Disposition"] = f'attachment; filename="{facts["name"]}"'
    return answer


async def _first(laurels: Laurels, run: int) -> tuple[AsyncIterator[bytes], bytes]:
    parts = laurels.exports.read(run)
    return parts, await anext(parts)
