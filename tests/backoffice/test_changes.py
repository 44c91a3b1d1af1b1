"""What is changed in the admin is changed by the running server."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from laurels.backoffice.models import ApiKey, Event, Leaderboard, Player
from laurels.rules.errors import EntryNotFound, LeaderboardNotFound, PlayerNotFound, Unauthorized
from tests.backoffice.conftest import Running
from tests.backoffice.pages import board_url, form_of, listing, page, player_url


def _errors(answer: object) -> dict[str, list[str]]:
    form = answer.context["adminform"].form  # type: ignore[attr-defined]
    return {name: list(messages) for name, messages in form.errors.items()}


def test_a_new_title_is_the_server_s_at_once(admin: Client, running: Running) -> None:
    boards = running.laurels.manage_leaderboards
    version = running.laurels.catalog.version
    answer = admin.post(board_url(), form_of(admin, board_url(), title="Grand Prix 2026"))
    assert answer.status_code == 302
    assert boards.get("race").title == "Grand Prix 2026"
    assert Leaderboard.objects.get(slug="race").title == "Grand Prix 2026"
    assert running.laurels.catalog.version > version
    assert LogEntry.objects.get().get_change_message() == "Changed Title."


def test_limits_tiers_metadata_and_visibility_are_kept_exactly(
    admin: Client, running: Running
) -> None:
    sent = form_of(
        admin,
        board_url(),
        min_score="-0.5",
        max_score="900000000000000000.5",
        tiers="gold top 2.5 %\r\nelite score 100.5",
        metadata='{"track": "Sierra"}',
        public=False,
    )
    assert admin.post(board_url(), sent).status_code == 302
    board = running.laurels.manage_leaderboards.get("race")
    assert (board.min_score, board.max_score) == (-5, 9000000000000000005)
    assert [(t.name, str(t.top_percent), t.score) for t in board.tiers] == [
        ("gold", "2.5", None),
        ("elite", "None", 1005),
    ]
    assert board.metadata == {"track": "Sierra"}
    assert not board.public
    shown = form_of(admin, board_url())
    assert shown["tiers"] == "gold top 2.5 %\nelite score 100.5"
    assert shown["max_score"] == "900000000000000000.5"


def test_a_form_sent_unchanged_changes_nothing(admin: Client, running: Running) -> None:
    before = running.laurels.manage_leaderboards.get("global")
    url = board_url("global")
    sent = form_of(admin, url)
    sent["tiers"] = sent["tiers"].replace("\n", "\r\n")
    version = running.laurels.catalog.version
    assert admin.post(url, sent).status_code == 302
    assert running.laurels.manage_leaderboards.get("global") == before
    assert running.laurels.catalog.version == version


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("tiers", "gold top 120 %", "A share is above 0 and at most 100."),
        ("tiers", "gold best 10", "is not like 'gold top 10 %'"),
        ("tiers", "gold score 1.25", "more decimals"),
        ("tiers", "a top 1.1.1 %", "has no share"),
        ("tiers", "a top 1 %\na top 2 %", "Each name"),
        ("min_score", "many", "must be a number"),
        ("min_score", "1e30", "must lie between"),
        ("max_score", "-7", None),
        ("metadata", "[1]", "A JSON object is asked for"),
        ("title", "", "This field is required."),
    ],
)
def test_what_the_rules_refuse_is_said_at_the_field(
    admin: Client, running: Running, field: str, text: str, said: str | None
) -> None:
    before = running.laurels.manage_leaderboards.get("race")
    sent = form_of(admin, board_url(), **{field: text})
    if said is None:  # the rules blame the lower limit
        sent["min_score"], field, said = "5", "min_score", "must not be above"
    answer = admin.post(board_url(), sent)
    assert answer.status_code == 200
    errors = _errors(answer)
    assert set(errors) == {field}
    assert said in " ".join(errors[field])
    assert running.laurels.manage_leaderboards.get("race") == before


def test_a_leaderboard_deleted_meanwhile_is_said_above_the_form(
    admin: Client, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = form_of(admin, board_url(), title="Late")

    async def gone(id: str, changes: object) -> None:
        raise LeaderboardNotFound(id)

    monkeypatch.setattr(running.laurels.manage_leaderboards, "change", gone)
    answer = admin.post(board_url(), sent)
    assert _errors(answer) == {"__all__": ["There is no leaderboard 'race'."]}


def test_deleting_a_leaderboard_asks_first_and_keeps_the_events(
    admin: Client, running: Running
) -> None:
    url = board_url().replace("change/", "delete/")
    assert "Are you sure" in page(admin, url)
    assert running.laurels.manage_leaderboards.get("race")
    assert admin.post(url, {"post": "yes"}).status_code == 302
    with pytest.raises(LeaderboardNotFound):
        running.laurels.manage_leaderboards.get("race")
    assert Event.objects.count() == 4
    assert "Grand Prix" in page(admin, listing("event"))
    assert "Grand Prix" not in page(admin, listing("leaderboard"))


def test_a_profile_is_the_server_s_at_once(admin: Client, running: Running) -> None:
    sent = form_of(admin, player_url(), display_name="Ada L.", username="", country="fr")
    assert admin.post(player_url(), sent).status_code == 302
    card = running.run(running.laurels.manage_players.card, "p-ada")
    assert card[2:] == ("Ada L.", None, None, "FR")
    profile = running.run(running.laurels.manage_players.get, "p-ada")
    assert profile.attributes == {"team": "red"}


@pytest.mark.parametrize(
    ("field", "text"), [("country", "T1"), ("avatar_url", "no url"), ("attributes", "{")]
)
def test_a_profile_that_cannot_be_is_said_at_the_field(
    admin: Client, running: Running, field: str, text: str
) -> None:
    answer = admin.post(player_url(), form_of(admin, player_url(), **{field: text}))
    assert set(_errors(answer)) == {field}


def test_erasing_a_player_asks_first_and_empties_every_season(
    admin: Client, running: Running
) -> None:
    url = player_url().replace("change/", "delete/")
    assert "Are you sure" in page(admin, url)
    assert admin.post(url, {"post": "yes"}).status_code == 302
    with pytest.raises(PlayerNotFound):
        running.run(running.laurels.manage_players.card, "p-ada")
    assert Player.objects.get(number=1).external_id is None


def test_an_entry_is_taken_off_a_leaderboard_after_a_question(
    admin: Client, running: Running
) -> None:
    url = player_url().replace("change/", "remove-entry/")
    assert "The entry leaves all open seasons" in page(admin, url)
    assert Event.objects.count() == 4
    race = Leaderboard.objects.get(slug="race").number
    answer = admin.post(url, {"leaderboard": race, "_form_submitted": "True"})
    assert answer.headers["HX-Redirect"] == player_url()
    assert Event.objects.get(sequence=5).kind == Event.Kind.REMOVAL
    assert "Ada is off Grand Prix." in page(admin, player_url())
    reads, board = running.laurels.read_ranks, running.laurels.manage_leaderboards.get("race")
    with pytest.raises(EntryNotFound):
        running.run(reads.entry, board, running.run(reads.season, board), "p-ada")


def test_taking_off_what_is_not_there_says_so(admin: Client, running: Running) -> None:
    url = player_url("p-cyn").replace("change/", "remove-entry/")
    race = Leaderboard.objects.get(slug="race").number
    admin.post(url, {"leaderboard": race, "_form_submitted": "True"})
    assert "has no entry" in page(admin, player_url("p-cyn"))
    assert Event.objects.count() == 4


def test_nobody_s_entry_cannot_be_taken_off(admin: Client, running: Running) -> None:
    sent = {"leaderboard": Leaderboard.objects.get(slug="race").number, "_form_submitted": "True"}
    for nobody in ("999", "abc"):
        url = f"{listing('player')}{nobody}/remove-entry/"
        assert admin.post(url, sent).status_code == 404


def test_a_key_is_revoked_after_a_question(admin: Client, running: Running) -> None:
    keys = running.laurels.manage_keys
    text = running.run(keys.create, "my game", ["submit"])
    prefix = ApiKey.objects.get().prefix
    url = reverse("admin:backoffice_apikey_revoke", args=(prefix,))
    assert "This cannot be undone" in page(admin, url)
    assert running.run(keys.scopes_of, text) == {"submit"}
    answer = admin.post(url, {"_form_submitted": "True"})
    assert answer.headers["HX-Redirect"] == listing("apikey")
    with pytest.raises(Unauthorized):
        running.run(keys.scopes_of, text)
    assert "is revoked" in page(admin, listing("apikey"))
    admin.post(url, {"_form_submitted": "True"})
    assert "no unrevoked key" in page(admin, listing("apikey"))


def test_those_who_may_only_look_change_nothing(running: Running) -> None:
    watcher = User.objects.create_user("watcher", password="x", is_staff=True)
    watcher.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(watcher)
    assert 'name="_save"' not in page(client, board_url("global"))
    assert "diamond top 1 %" in page(client, board_url("global"))
    assert client.post(board_url(), {"title": "Mine"}).status_code == 403
    race = Leaderboard.objects.get(slug="race").number
    remove = player_url().replace("change/", "remove-entry/")
    assert client.post(remove, {"leaderboard": race, "_form_submitted": "True"}).status_code == 403
    assert Event.objects.count() == 4


def test_staff_without_rights_see_nothing(running: Running) -> None:
    newcomer = User.objects.create_user("newcomer", password="x", is_staff=True)
    client = Client()
    client.force_login(newcomer)
    assert "Ada" not in page(client, "/admin/")
    assert client.get(listing("event")).status_code == 403
