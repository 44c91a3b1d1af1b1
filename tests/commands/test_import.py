import gzip
import json
from pathlib import Path

import pytest

from laurels.adapters.data_lock import DataLock
from laurels.backoffice.sinks import Direct
from laurels.ports.score_rows import Taken
from laurels.rules.submission import Submission
from laurels.settings import Settings
from tests.commands.conftest import Ran, Run

RACES = """driver_id,points,wins,season,race,when
ver,25,1,2021,r1,2021-03-28T17:00:00Z
ham,18,0,2021,r1,2021-03-28
ver,18.5,0,2021,r2,2021-04-18T15:00:00+02:00
ham,25,1,2020,r9,
"""
MAPPED = ("--player", "driver_id", "--score", "points=points", "--score", "wins=wins")
CREATED = ("--create", "--operator", "sum", "--decimals", "points=1")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text)
    return name


def entries(run: Run, board: str) -> list[dict[str, object]]:
    out = run("export", "--leaderboard", board, "--what", "entries", "--format", "ndjson").out
    return [json.loads(line) for line in out.splitlines()]


def events(run: Run, board: str) -> str:
    return run("export", "--leaderboard", board).out


def test_columns_are_mapped_and_rows_are_chosen(run: Run) -> None:
    file = write("races.csv", RACES)
    ran = run("import", file, "--leaderboard", "f1", *MAPPED, *CREATED, "--played-at", "when",
              "--where", "season=2021", "--metadata", "race,season")  # fmt: skip
    assert ran.code == 0, ran.err
    assert "3 accepted; 1 left out" in ran.out
    first, second = entries(run, "f1")
    assert (first["player"], first["points"], first["wins"], first["events"]) == ("ver", 43.5, 1, 2)
    assert (second["player"], second["rank"]) == ("ham", 2)
    assert second["achieved_at"] == "2021-03-28T00:00:00Z"
    assert '""race"":""r1""' in events(run, "f1")


def test_a_bare_score_is_the_column_of_that_name_or_the_only_one(run: Run) -> None:
    file = write("races.csv", RACES)
    ran = run("import", file, "--leaderboard", "f1", "--player", "driver_id", "--score", "points",
              "--score", "wins", *CREATED)  # fmt: skip
    assert ran.code == 0, ran.err
    copy = write("more.csv", "player,points\nver,1\n")
    ran = run("import", copy, "--leaderboard", "f1", "--score", "points")
    assert ran.code == 0, ran.err
    assert (entries(run, "f1")[0]["points"], entries(run, "f1")[0]["wins"]) == (44.5, 1)
    ran = run("import", file, "--leaderboard", "one", "--player", "driver_id", "--score", "wins",
              "--create")  # fmt: skip
    assert ran.code == 0, ran.err
    assert entries(run, "one")[0]["score"] == 1


def test_begun_again_nothing_counts_twice(run: Run) -> None:
    file = write("races.csv", RACES)
    run("import", file, "--leaderboard", "f1", *MAPPED, *CREATED)
    before = events(run, "f1")
    again = run("import", file, "--leaderboard", "f1", *MAPPED)
    assert "0 accepted; 4 were in already" in again.out
    assert events(run, "f1") == before


@pytest.mark.parametrize("point", range(1, 8))
def test_killed_at_any_batch_it_goes_on_without_doubling(
    run: Run, monkeypatch: pytest.MonkeyPatch, point: int
) -> None:
    rows = "".join(f"p{n % 5},{'x' if n % 9 == 4 else n}\n" for n in range(30))
    file = write("many.csv", "player,score\n" + rows)
    command = import_command()
    monkeypatch.setattr(command, "BATCH", 4)
    send, sent = Direct.send, 0

    async def dies(self: Direct, submissions: list[Submission]) -> list[Taken]:
        nonlocal sent
        sent += 1
        if sent == point:
            await send(self, submissions)  # it is in, and nobody learns of it
            raise KeyboardInterrupt
        return await send(self, submissions)

    arguments = ("import", file, "--leaderboard", "b", "--create", "--operator", "sum")
    monkeypatch.setattr(Direct, "send", dies)
    assert run(*arguments).code == 130
    monkeypatch.setattr(Direct, "send", send)
    assert run(*arguments).code == 1
    run("import", write("whole.csv", "player,score\n" + rows), "--leaderboard", "whole",
        "--create", "--operator", "sum")  # fmt: skip
    assert [{**e, "achieved_at": 0} for e in entries(run, "b")] == [
        {**e, "achieved_at": 0} for e in entries(run, "whole")
    ]
    lines = Path("many.csv.rejected.ndjson").read_text().splitlines()
    assert [json.loads(line)["line"] for line in lines] == [6, 15, 24]


def import_command() -> object:
    from importlib import import_module

    return import_module("laurels.backoffice.management.commands.import")


def test_bad_rows_are_told_with_line_and_reason_and_the_rest_goes_in(run: Run) -> None:
    text = 'player,score\na,1\nb,one\n"c\nd",2\n,3\ne,4,5\nf,99999999999999999999\ng,7\n'
    ran = run("import", write("bad.csv", text), "--leaderboard", "b", "--create")
    assert ran.code == 1
    assert "2 accepted; 5 refused, see bad.csv.rejected.ndjson" in ran.out
    lines = [json.loads(x) for x in Path("bad.csv.rejected.ndjson").read_text().splitlines()]
    assert [line["line"] for line in lines] == [3, 5, 6, 7, 8]
    assert lines[0]["reason"] == "'score' must be a number."
    assert lines[0]["row"] == {"player": "b", "score": "one"}
    assert "3 cells" in lines[3]["reason"]


def test_missing_columns_are_named_with_those_that_exist_before_anything_is_made(
    run: Run,
) -> None:
    ran = run("import", write("races.csv", RACES), "--leaderboard", "f1", "--create",
              "--player", "driver", "--score", "pts")  # fmt: skip
    assert ran.code == 1
    assert "has no column 'driver', 'pts'; it has 'driver_id', 'points'" in ran.err
    assert "There is no leaderboard 'f1'" in run("export", "--leaderboard", "f1").err


def test_a_missing_leaderboard_is_not_made_unasked(run: Run) -> None:
    ran = run("import", write("races.csv", RACES), "--leaderboard", "f1", *MAPPED)
    assert ran.code == 1
    assert "--create" in ran.err


@pytest.mark.parametrize("name", ["e.csv", "e.csv.gz", "e.ndjson", "e.ndjson.gz"])
def test_exported_events_give_the_same_standings_again(run: Run, name: str) -> None:
    big = '{"player":"ver","score":123456789.123456,"metadata":{"n":1}}\n'
    more = '{"player":"ham","score":9007199254740.993}\n{"player":"ver","score":1}\n'
    arguments = ("--create", "--operator", "sum", "--decimals", "6")
    run("import", write("in.ndjson", big + more), "--leaderboard", "a", *arguments,
        "--metadata", "metadata")  # fmt: skip
    assert run("export", "--leaderboard", "a", "--output", name).code == 0
    assert run("import", name, "--leaderboard", "b", *arguments).code == 0
    assert entries(run, "a") == entries(run, "b")
    assert "123456790.123456" in run("export", "--leaderboard", "b", "--what", "entries").out


def test_packed_files_that_break_off_say_so(run: Run) -> None:
    packed = gzip.compress(b"player,score\n" + b"a,1\n" * 5000)
    Path("broken.csv.gz").write_bytes(packed[: len(packed) // 2])
    ran = run("import", "broken.csv.gz", "--leaderboard", "b", "--create")
    assert ran.code == 1
    assert "'broken.csv.gz' cannot be read" in ran.err


def test_a_running_server_is_named_as_the_way_in(run: Run, settings: Settings) -> None:
    run("migrate")
    server = DataLock(Path(settings.data))
    server.acquire()
    ran = run("import", write("races.csv", RACES), "--leaderboard", "f1", *MAPPED)
    server.release()
    assert ran.code == 1
    assert "--url http://127.0.0.1:8000" in ran.err


def test_without_a_server_at_the_url_it_says_so(run: Run) -> None:
    ran: Ran = run("import", write("races.csv", RACES), "--leaderboard", "f1", *MAPPED,
                   "--url", "http://127.0.0.1:9")  # fmt: skip
    assert ran.code == 1
    assert "No answer from http://127.0.0.1:9" in ran.err


def test_the_same_rows_under_another_name_or_below_a_new_one_count_once(run: Run) -> None:
    arguments = ("--leaderboard", "f1", *MAPPED)
    run("import", write("races.csv", RACES), *arguments, *CREATED)
    header, _, rest = RACES.partition("\n")

    renamed = run("import", write("renamed.csv", RACES), *arguments)
    longer = run("import", write("races.csv", f"{header}\nbot,15,0,2021,r1,\n{rest}"), *arguments)

    assert "0 accepted; 4 were in already" in renamed.out
    assert "1 accepted; 4 were in already" in longer.out


def test_a_source_of_its_own_makes_equal_rows_count_again(run: Run) -> None:
    file, arguments = write("races.csv", RACES), ("--leaderboard", "f1", *MAPPED)
    run("import", file, *arguments, *CREATED)

    ran = run("import", file, *arguments, "--source", "second league")

    assert "4 accepted." in ran.out
    assert "4 were in already" in run("import", file, *arguments, "--source", "second league").out


def test_a_byte_that_is_not_utf_8_refuses_its_row_alone(run: Run) -> None:
    Path("latin.csv").write_bytes(b"player,score\nann,1\nren\xe9,2\nbob,3\xff\ncal,4\n")

    ran = run("import", "latin.csv", "--leaderboard", "b", "--create")

    assert ran.code == 1
    assert "2 accepted; 2 refused" in ran.out, ran.err
    lines = [json.loads(x) for x in Path("latin.csv.rejected.ndjson").read_text().splitlines()]
    assert [line["line"] for line in lines] == [3, 4]
    assert lines[0]["reason"] == "'player' has a byte that is not UTF-8; save the file as UTF-8."
    assert lines[0]["row"] == {"player": "ren\\udce9", "score": "2"}


def test_a_header_that_is_not_utf_8_is_told(run: Run) -> None:
    Path("utf16.csv").write_text("player,score\nann,1\n", encoding="utf-16")

    ran = run("import", "utf16.csv", "--leaderboard", "b", "--create")

    assert ran.code == 1
    assert "'utf16.csv' is not UTF-8" in ran.err
