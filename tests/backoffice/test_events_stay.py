"""Events are looked at, never changed, and looking stays cheap."""

import pytest
from django.db import connection
from django.test import Client

from laurels.backoffice.admin.keyset import STRETCH
from laurels.backoffice.dashboard import last_before
from laurels.backoffice.models import Event, Leaderboard, Player
from laurels.rules.instant import to_datetime
from tests.backoffice.conftest import Running
from tests.backoffice.pages import change, listing, page, queries


def _fill(count: int, step: int = 1) -> None:
    """Many events at once, `step` sequences apart."""
    board = Leaderboard.objects.create(
        slug="b",
        title="B",
        created_at=0,
        definition={
            "columns": [{"name": "score"}],
            "operator": "best",
            "windows": [],
            "rank_method": "dense",
            "segments": [],
            "tiers": [],
            "metadata": {},
            "min_score": None,
            "max_score": None,
        },
    )
    player = Player.objects.create(external_id="p", created_at=0, updated_at=0)
    Event.objects.bulk_create(
        Event(
            sequence=n * step,
            leaderboard=board,
            player=player,
            kind=0,
            value_1=n,
            received_at=n * 10,
            submission_id=f"s{n}",
        )
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize("action", ["add/", "1/delete/", "1/change/"])
def test_an_event_cannot_be_added_changed_or_deleted(
    admin: Client, running: Running, action: str
) -> None:
    answer = admin.post(listing("event") + action, {"kind": 1, "post": "yes", "value_1": 0})
    assert answer.status_code == 403
    assert Event.objects.count() == 4
    assert Event.objects.get(sequence=1).value_1 == 255


def test_an_event_s_page_offers_nothing_to_change(admin: Client, running: Running) -> None:
    text = page(admin, change("event", 1))
    assert 'name="_save"' not in text
    assert "Delete event" not in text


def test_a_page_of_events_counts_nothing_and_asks_little(admin: Client, running: Running) -> None:
    with queries() as few:
        page(admin, listing("event"))
    for n in range(30):
        running.submit("global", f"p-{n}", n)
    with queries() as many:
        page(admin, listing("event"))
    assert len(many) == len(few) <= 9
    assert not [sql for sql in many if "COUNT(" in sql]


def test_pages_of_events_follow_each_other(admin: Client, data: object) -> None:
    _fill(120)
    seen: list[int] = []
    url = listing("event")
    while url:
        found = admin.get(url).context["cl"]
        seen += [row.sequence for row in found.result_list]
        url = listing("event") + found.older if found.older else ""
    assert seen == list(range(120, 0, -1))


def test_a_search_looks_through_a_stretch_at_a_time(admin: Client, data: object) -> None:
    _fill(4, step=STRETCH)
    first = admin.get(listing("event") + "?q=s2").context["cl"]
    assert [row.pk for row in first.result_list] == []
    second = admin.get(listing("event") + first.older).context["cl"]
    assert "q=s2" in first.older
    third = admin.get(listing("event") + second.older).context["cl"]
    assert [row.pk for row in second.result_list + third.result_list] == [2 * STRETCH]


def test_every_page_of_events_runs_along_the_primary_key(admin: Client, data: object) -> None:
    _fill(60)
    for query in ("", "?q=p", "?kind__exact=0", "?player=1", "?before=40&leaderboard=1"):
        with queries() as asked:
            page(admin, listing("event") + query)
        for sql in asked:
            if 'FROM "events"' in sql:
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                    plan = " ".join(str(row[-1]) for row in cursor.fetchall())
                assert "TEMP B-TREE" not in plan, (sql, plan)


@pytest.mark.parametrize("step", [1, 7])
def test_the_last_event_before_an_instant_is_found_by_halving(data: object, step: int) -> None:
    _fill(50, step)
    newest = 50 * step
    for instant, expected in ((5, 0), (11, 1), (250, 24), (255, 25), (9999, 50)):
        assert last_before(to_datetime(instant), newest) == expected * step
    assert last_before(to_datetime(5), 0) == 0


def test_the_overview_asks_little_and_counts_no_events(admin: Client, data: object) -> None:
    _fill(500)
    with queries() as asked:
        page(admin, "/admin/")
    assert len(asked) <= 25
    assert not [sql for sql in asked if "COUNT(" in sql and '"events"' in sql]


@pytest.mark.parametrize("model", ["leaderboard", "season", "player"])
def test_more_rows_ask_no_more_questions(admin: Client, running: Running, model: str) -> None:
    with queries() as few:
        page(admin, listing(model))
    for n in range(9):
        leaderboard = running.laurels.manage_leaderboards.get("race").__class__(f"b{n}", f"B{n}")
        running.run(running.laurels.manage_leaderboards.create, leaderboard)
        running.submit(f"b{n}", f"p-{n}", n)
    with queries() as many:
        page(admin, listing(model))
    assert len(many) == len(few)
