"""The figures on the admin's first page. Each is cheap at any size."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from laurels.backoffice import bridge, shown
from laurels.backoffice.models import Event, Leaderboard, Player
from laurels.rules.errors import LaurelsError
from laurels.usecases.read_ranks import Page
from laurels.wiring import Laurels

NEWEST = 10
LEADERS = 8


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Figures, leaders and the newest events, for those who may see them."""
    may = {
        name: request.user.has_perm(f"backoffice.view_{name}")
        for name in ("leaderboard", "player", "event")
    }
    context["figures"] = [figure for name, figure in _figures() if may[name]]
    if may["leaderboard"]:
        context["leaders"] = _leaders()
    if may["event"]:
        context["newest"] = Event.objects.prefetch_related("leaderboard", "player")[:NEWEST]
    context["newest_rows"] = [_row(event) for event in context.pop("newest", ())]
    return context


def _figures() -> list[tuple[str, dict[str, str]]]:
    """Model, and what a figure says. O(leaderboards + players), O(log events)."""
    newest = Event.objects.values_list("sequence", flat=True).first() or 0
    hour = newest - last_before(timezone.now() - timedelta(hours=1), newest)
    boards = Leaderboard.objects.filter(slug__isnull=False).count()
    players = Player.objects.filter(external_id__isnull=False).count()
    return [
        ("leaderboard", _figure("Leaderboards", boards, "leaderboard")),
        ("player", _figure("Players", players, "player")),
        ("event", _figure("Events in the journal", newest, "event")),
        ("event", _figure("In the last hour", hour, "event")),
    ]


def _figure(title: str, value: int, model: str) -> dict[str, str]:
    url = reverse(f"admin:backoffice_{model}_changelist")
    return {"title": title, "value": shown.number(value), "url": url}


def last_before(instant: datetime, newest: int) -> int:
    """The last sequence received before an instant, 0 for none. O(log events) look-ups.

    Sequences grow with the time of receipt, so halving the span of keys finds it.
    """
    low, high = 0, newest
    while low < high:
        middle = (low + high + 1) // 2
        event = Event.objects.filter(sequence__gte=middle).order_by("sequence").first()
        received: Any = event and event.received_at  # a `datetime` once read
        if event is not None and received < instant:
            low = event.sequence
        else:
            high = middle - 1
    return low


async def _first_pages(laurels: Laurels) -> list[tuple[str, Page]]:
    async def first(id: str) -> Page | None:
        try:
            board = laurels.manage_leaderboards.get(id)
            season = await laurels.read_ranks.season(board)
            return await laurels.read_ranks.page(season, 0, 1)
        except LaurelsError:
            return None

    ids = [board.id for board in laurels.manage_leaderboards.all()[:LEADERS]]
    pages = await asyncio.gather(*map(first, ids))
    return [(id, page) for id, page in zip(ids, pages, strict=True) if page is not None]


def _leaders() -> list[dict[str, str]]:
    """Who leads the first leaderboards; nothing where the server does not run."""
    try:
        laurels = bridge.laurels()
        pages = bridge.call(_first_pages, laurels)
        return [_leader(laurels, id, page) for id, page in pages]
    except LaurelsError:
        return []


def _leader(laurels: Laurels, id: str, page: Page) -> dict[str, str]:
    board = laurels.manage_leaderboards.get(id)
    row = page.rows[0] if page.rows else None
    return {
        "title": board.title,
        "url": reverse("admin:backoffice_leaderboard_change", args=(board.number,)),
        "total": shown.number(page.total),
        "name": "" if row is None else row.card.display_name or row.card.id,
        "score": "" if row is None else shown.scores(board, row.ranked.entry.values),
    }


def _row(event: Event) -> dict[str, str]:
    values = (event.value_1, event.value_2, event.value_3, event.value_4, event.value_5)
    is_score = event.kind == Event.Kind.SCORE
    board = shown.leaderboard_of(event.leaderboard)
    return {
        "url": reverse("admin:backoffice_event_change", args=(event.sequence,)),
        "sequence": shown.number(event.sequence),
        "received": shown.moment(event.received_at),
        "leaderboard": board.title,
        "player": str(event.player),
        "score": shown.scores(board, values) if is_score else str(Event.Kind(event.kind).label),
    }
