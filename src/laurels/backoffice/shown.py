"""How rows of the tables read for people."""

from datetime import datetime
from decimal import Decimal

import msgspec
from django.utils.html import format_html
from django.utils.safestring import SafeString

from laurels.backoffice import models
from laurels.rules.leaderboard import Column, Leaderboard, Tier
from laurels.rules.score import score_number
from laurels.rules.season import Window

NOTHING = "–"
THIN_SPACE = "\u2009"


def leaderboard_of(row: models.Leaderboard) -> Leaderboard:
    """A row as the rules know it."""
    return msgspec.convert(
        {
            **row.definition,
            "id": row.slug or "",
            "title": row.title,
            "public": row.public,
            "number": row.number,
        },
        Leaderboard,
    )


def number(value: int | Decimal) -> str:
    """Digits in groups of three, exact.

    >>> number(1284), number(Decimal("-98120.50"))
    ('1\\u2009284', '-98\\u2009120.50')
    """
    return f"{value:,}".replace(",", THIN_SPACE)


def scores(leaderboard: Leaderboard, values: tuple[int | None, ...]) -> str:
    """Column values with their names where there are several."""
    parts = [
        (column.name, number(score_number(value, column.decimals)))
        for column, value in zip(leaderboard.columns, values, strict=False)
        if value is not None
    ]
    if len(leaderboard.columns) == 1:
        return parts[0][1] if parts else NOTHING
    return ", ".join(f"{name} {shown}" for name, shown in parts) or NOTHING


def moment(at: datetime | None) -> SafeString | str:
    """A time in UTC, to the second; the exact one in the tooltip."""
    if at is None:
        return NOTHING
    return format_html(
        '<time class="lk-time" datetime="{0}" title="{0}">{1}</time>',
        at.isoformat(),
        f"{at:%Y-%m-%d %H:%M:%S}",
    )


def column(part: Column) -> str:
    """A column in words."""
    places = {0: "whole numbers", 1: "1 decimal"}.get(part.decimals, f"{part.decimals} decimals")
    return f"{part.name}: {part.order} ({'most' if part.descending else 'least'} wins), {places}"


def window(part: Window) -> str:
    """A window in words."""
    return f"{part.name}: {part.cron} ({part.timezone})" if part.cron else part.name


def tier(part: Tier, decimals: int) -> str:
    """A tier as the form takes it.

    >>> tier(Tier("gold", top_percent=Decimal("10")), 0), tier(Tier("pro", score=3695), 1)
    ('gold top 10 %', 'pro score 369.5')
    """
    if part.top_percent is not None:
        return f"{part.name} top {part.top_percent} %"
    assert part.score is not None
    return f"{part.name} score {score_number(part.score, decimals)}"
