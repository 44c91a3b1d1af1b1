"""Every page answers, shows what is there, and finds what is searched."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from laurels.backoffice.models import ApiKey, Event, Season
from tests.backoffice.conftest import Running
from tests.backoffice.pages import board_url, change, listing, page, player_url

MODELS = ("leaderboard", "season", "player", "event", "apikey")


def test_a_stranger_is_asked_to_sign_in(data: object) -> None:
    client = Client()
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/admin/login/")
    assert "Laurels" in page(client, "/admin/login/")


def test_signing_in_leads_to_the_overview(admin: Client) -> None:
    client = Client()
    sent = {"username": "root", "password": "correct horse", "next": "/admin/"}
    answer = client.post("/admin/login/", sent)
    assert answer.headers["location"] == "/admin/"


def test_a_wrong_password_does_not_open(admin: Client) -> None:
    answer = Client().post("/admin/login/", {"username": "root", "password": "wrong"})
    assert answer.status_code == 200
    assert b"Please enter the correct username and password" in answer.content


def test_the_overview_shows_figures_leaders_and_the_newest_events(
    admin: Client, running: Running
) -> None:
    answer = admin.get("/admin/")
    figures = {figure["title"]: figure["value"] for figure in answer.context["figures"]}
    assert figures == {
        "Leaderboards": "2",
        "Players": "3",
        "Events in the journal": "4",
        "In the last hour": "4",
    }
    leaders = {row["title"]: (row["name"], row["score"]) for row in answer.context["leaders"]}
    assert leaders == {"Grand Prix": ("Ada", "points 25.5, wins 1"), "Global": ("Ada", "10")}
    assert [row["sequence"] for row in answer.context["newest_rows"]] == ["4", "3", "2", "1"]


def test_an_empty_overview_says_what_to_do(admin: Client) -> None:
    assert "Send the first score" in page(admin, "/admin/")


@pytest.mark.parametrize("model", MODELS)
def test_each_list_answers_empty(admin: Client, model: str) -> None:
    assert page(admin, listing(model))


def test_each_list_shows_its_rows(admin: Client, running: Running) -> None:
    text = running.run(running.laurels.manage_keys.create, "my game", ["submit"])
    assert "points ↓, wins ↓" in page(admin, listing("leaderboard"))
    assert "weekly" in page(admin, listing("season"))
    assert "ada_l" in page(admin, listing("player"))
    assert "points 25.5, wins 1" in page(admin, listing("event"))
    keys = page(admin, listing("apikey"))
    assert text[:11] in keys
    assert text not in keys
    assert "laurels keys create" in keys


def test_each_detail_page_answers(admin: Client, running: Running) -> None:
    running.run(running.laurels.manage_keys.create, "my game", ["submit"])
    assert "points: descending (most wins), 1 decimal" in page(admin, board_url())
    assert "Show events" in page(admin, player_url())
    assert "round-1" in page(admin, change("event", 1))
    assert "my game" in page(admin, change("apikey", ApiKey.objects.get().prefix))
    for season in Season.objects.all():
        assert page(admin, change("season", season.id))


def test_a_removal_and_an_erased_player_have_pages(admin: Client, running: Running) -> None:
    running.run(running.laurels.manage_players.erase, "p-ada")
    for event in Event.objects.all():
        assert page(admin, change("event", event.sequence))
    assert "erased player" in page(admin, listing("event"))
    assert "ada_l" not in page(admin, listing("player"))


def test_a_season_shows_who_leads(admin: Client, running: Running) -> None:
    season = Season.objects.get(leaderboard__slug="race", window="all-time")
    answer = admin.get(change("season", season.id))
    assert [(row["rank"], row["name"]) for row in answer.context["top"]] == [
        ("1", "Ada"),
        ("2", "Bob"),
    ]


def test_a_season_counts_entries_that_wait_for_their_place(admin: Client, running: Running) -> None:
    before = page(admin, listing("season")).count('lk-number">2<')
    running.submit("race", "p-dan", 3, 0)

    assert before >= 2
    assert 'lk-number">3<' in page(admin, listing("season"))
    season = Season.objects.get(leaderboard__slug="race", window="all-time")
    assert 'lk-number">3<' in page(admin, change("season", season.id))


def test_staff_and_groups_have_pages(admin: Client) -> None:
    group = Group.objects.create(name="moderators")
    user = User.objects.get()
    for url in ("user/", f"user/{user.pk}/change/", "user/add/", f"user/{user.pk}/password/"):
        assert page(admin, f"/admin/auth/{url}")
    for url in ("group/", "group/add/", f"group/{group.pk}/change/"):
        assert page(admin, f"/admin/auth/{url}")


@pytest.mark.parametrize(
    ("model", "query", "found"),
    [
        ("leaderboard", "q=gran", ["Grand Prix"]),
        ("leaderboard", "operator=sum&public__exact=1", ["Global", "Grand Prix"]),
        ("leaderboard", "rank_method=dense", []),
        ("season", "q=race&window=weekly", ["Grand Prix, weekly 1"]),
        ("season", "status=closed", []),
        ("player", "q=p-bob", ["Bob"]),
        ("player", "q=DA_", ["Ada"]),
        ("player", "q=p-", ["p-cyn", "Bob", "Ada"]),
        ("player", "country=tr", ["Ada"]),
        ("player", "q=nobody", []),
        ("event", "q=p-ada", ["event 3", "event 1"]),
        ("event", "q=round-1", ["event 1"]),
        ("event", "q=nobody", []),
        ("event", "kind__exact=0&before=3", ["event 2", "event 1"]),
        ("event", "kind__exact=1", []),
    ],
)
def test_lists_find_what_is_searched_and_filtered(
    admin: Client, running: Running, model: str, query: str, found: list[str]
) -> None:
    answer = admin.get(f"{listing(model)}?{query}")
    assert answer.status_code == 200
    assert [str(row) for row in answer.context["cl"].result_list] == found


def test_events_can_be_filtered_by_leaderboard_and_player(admin: Client, running: Running) -> None:
    event = Event.objects.get(sequence=2)
    for query in (f"leaderboard__number__exact={event.leaderboard_id}", "player=2"):
        answer = admin.get(f"{listing('event')}?{query}")
        assert 2 in [row.sequence for row in answer.context["cl"].result_list]
        assert 4 not in [row.sequence for row in answer.context["cl"].result_list]


def test_api_keys_can_be_filtered(admin: Client, running: Running) -> None:
    running.run(running.laurels.manage_keys.create, "my game", ["submit"])
    for state, count in (("active", 1), ("revoked", 0)):
        answer = admin.get(f"{listing('apikey')}?state={state}")
        assert len(answer.context["cl"].result_list) == count


def test_what_the_journal_keeps_for_itself_has_no_page(admin: Client) -> None:
    for model in ("answer", "submissionid", "lastgroup", "entry"):
        assert admin.get(f"/admin/backoffice/{model}/").status_code == 404


def test_the_events_of_one_player_say_whose_they_are(admin: Client, running: Running) -> None:
    text = page(admin, f"{listing('event')}?player=1")
    assert "Show all events" in text
    assert player_url() in text
    assert "Show all events" not in page(admin, listing("event"))
