"""What the tests look at in a page, and the addresses of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laurels.backoffice.models import Leaderboard, Player


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.content.decode())


def listing(model: str) -> str:
    return reverse(f"admin:backoffice_{model}_changelist")


def change(model: str, key: object) -> str:
    return reverse(f"admin:backoffice_{model}_change", args=(key,))


def board_url(slug: str = "race") -> str:
    return change("leaderboard", Leaderboard.objects.get(slug=slug).number)


def player_url(id: str = "p-ada") -> str:
    return change("player", Player.objects.get(external_id=id).number)


def form_of(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of a page's form, with some fields filled in anew."""
    form = client.get(url).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent |= changes
    return {name: value for name, value in sent.items() if value not in (None, False)}


@contextmanager
def queries() -> Iterator[list[str]]:
    """The SQL that Django runs inside."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries]
