"""The form of what may change of a leaderboard at any time."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from laurels.backoffice import shown
from laurels.backoffice.admin.refusals import JSONObjectField, RefusableForm
from laurels.backoffice.models import Leaderboard
from laurels.rules.errors import LaurelsError
from laurels.rules.leaderboard import Tier
from laurels.rules.score import parse_score, score_number

_TIER = re.compile(r"(?P<name>\S+)\s+(?:top\s+(?P<share>[\d.]+)\s*%?|score\s+(?P<score>\S+))")


class TiersField(forms.CharField):
    """One tier a line: `gold top 10 %` or `gold score 1200`."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 5})
    decimals = 0

    def to_python(self, value: Any) -> str:
        """Lines end as on this side."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def clean(self, value: Any) -> Any:
        """The tiers, in order."""
        text = super().clean(value)
        lines = [line.strip() for line in text.split("\n")]
        return tuple(self._tier(n, line) for n, line in enumerate(lines, 1) if line)

    def _tier(self, line_number: int, line: str) -> Tier:
        found = _TIER.fullmatch(line)
        if found is None:
            raise forms.ValidationError(
                f"Line {line_number}: '{line}' is not like 'gold top 10 %' or 'gold score 1200'."
            )
        try:
            if found["share"]:
                return Tier(found["name"], top_percent=Decimal(found["share"]))
            return Tier(found["name"], score=parse_score(found["score"].encode(), self.decimals))
        except InvalidOperation:
            raise forms.ValidationError(f"Line {line_number}: '{line}' has no share.") from None
        except LaurelsError as error:
            raise forms.ValidationError(f"Line {line_number}: {error.detail}") from None


class ScoreField(forms.CharField):
    """A number with as many decimals as the column has; empty for none."""

    widget = UnfoldAdminTextInputWidget
    decimals = 0

    def clean(self, value: Any) -> Any:
        """The scaled integer."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_score(text.encode(), self.decimals, "score")
        except LaurelsError as error:
            raise forms.ValidationError(error.detail) from None


class LeaderboardForm(RefusableForm):
    """Title, visibility, limits, tiers and metadata."""

    min_score = ScoreField(required=False, label="Least score taken")
    max_score = ScoreField(required=False, label="Greatest score taken")
    tiers = TiersField(
        required=False,
        help_text="One a line, the best first: <code>gold top 10 %</code> by share of the "
        "entries, or <code>gold score 1200</code> by the first column.",
    )
    metadata = JSONObjectField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="A JSON object of your own; it is given back with the leaderboard.",
    )

    class Meta:
        model = Leaderboard
        fields = ("title", "public")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        board = shown.leaderboard_of(self.instance)
        decimals = board.columns[0].decimals
        for name in ("min_score", "max_score", "tiers"):
            if name in self.fields:
                self.fields[name].decimals = decimals  # type: ignore[attr-defined]
        for name in ("min_score", "max_score"):
            value = getattr(board, name)
            self.initial[name] = "" if value is None else str(score_number(value, decimals))
        self.initial["tiers"] = "\n".join(shown.tier(tier, decimals) for tier in board.tiers)
        self.initial["metadata"] = dict(board.metadata)
