from tests.commands.conftest import Run


def test_a_new_key_is_shown_once_and_listed_without_its_secret(run: Run) -> None:
    made = run("keys", "create", "--name", "my [b]game", "--scope", "read", "--scope", "submit")
    key = made.out.strip()
    listed = run("keys", "list")
    assert made.code == 0
    assert key.startswith("lk-")
    assert key not in listed.out
    assert key[:11] in listed.out
    assert "my [b]game" in listed.out
    assert "read submit" in listed.out


def test_a_revoked_key_says_when(run: Run) -> None:
    prefix = run("keys", "create", "--name", "a", "--scope", "read").out[:11]
    assert run("keys", "revoke", prefix).code == 0
    assert run("keys", "list").out.count("T") == 2


def test_an_unknown_key_cannot_be_revoked(run: Run) -> None:
    run("migrate")
    ran = run("keys", "revoke", "lk-00000000")
    assert ran.code == 1
    assert "lk-00000000" in ran.err
    assert ran.err.count("\n") == 1


def test_an_unknown_scope_is_refused_with_those_that_exist(run: Run) -> None:
    ran = run("keys", "create", "--name", "a", "--scope", "all")
    assert ran.code == 2
    assert "moderate" in ran.err
