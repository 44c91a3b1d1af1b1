"""The forms about a player: the profile, and taking an entry off a leaderboard."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from laurels.backoffice.admin.refusals import JSONObjectField, RefusableForm
from laurels.backoffice.models import Leaderboard, Player

_COUNTRY = re.compile(r"[A-Z]{2}")


class PlayerForm(RefusableForm):
    """What a game, or an admin, may say of a player."""

    attributes = JSONObjectField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="A JSON object of the game's own.",
    )
    avatar_url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Avatar URL",
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Player
        fields = ("display_name", "username", "country")
        help_texts = {"country": "Two letters, ISO 3166, like TR."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["attributes"] = self.instance.attributes or {}
        self.initial["avatar_url"] = self.instance.avatar_url or ""

    def clean_country(self) -> str | None:
        """Capitals, however it was written."""
        country = (self.cleaned_data["country"] or "").upper()
        if country and not _COUNTRY.fullmatch(country):
            raise forms.ValidationError("A country has two letters, like TR.")
        return country or None

    def clean_avatar_url(self) -> str | None:
        """No text is no avatar."""
        return self.cleaned_data["avatar_url"] or None


class RemovalForm(BaseDialogForm):  # type: ignore[misc]
    """Which leaderboard a player's entry is taken off."""

    leaderboard = forms.ModelChoiceField(
        Leaderboard.objects.filter(slug__isnull=False),
        empty_label="Choose a leaderboard",
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(request, object_id, *args, **kwargs)
        self.order_fields(["leaderboard"])
