"""Rows without a submission id are told apart by what they say, not by where they stand."""

from collections.abc import Iterable, Sequence

import pytest

from laurels.ports.score_rows import Row, Taken
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Submission
from laurels.usecases.import_scores import ImportScores, Layout, Tally

BOARD = Leaderboard("cup", "Cup")
LAYOUT = Layout("player", {"score": "score"})
ROWS = ("ann,1", "bob,2", "ann,1", "cal,3", "ann,1", "bob,2")


class Sink:
    """Keeps each submission id of a player once."""

    def __init__(self) -> None:
        self.ids: set[tuple[str, str | None]] = set()

    async def send(self, submissions: Sequence[Submission]) -> list[Taken]:
        ids = [(s.player, s.submission_id) for s in submissions]
        taken = [Taken(replayed=id in self.ids) for id in ids]
        self.ids.update(ids)
        return taken


def rows(texts: Iterable[str]) -> list[Row]:
    return [
        Row(line, dict(zip(("player", "score"), text.split(","), strict=True)))
        for line, text in enumerate(texts, 2)
    ]


async def import_all(
    sink: Sink, texts: Iterable[str], tally: Tally | None = None, source: str = ""
) -> Tally:
    work = ImportScores(BOARD, LAYOUT, sink, source, batch=2)
    work.tally = tally or Tally()
    return await work.run(rows(texts), lambda _: None, lambda _: None)


async def test_equal_rows_of_one_file_count_each() -> None:
    sink = Sink()

    tally = await import_all(sink, ROWS)

    assert (tally.accepted, tally.replayed) == (6, 0)
    assert len(sink.ids) == 6


@pytest.mark.parametrize(
    "more", [("new,9", *ROWS), (*ROWS, "new,9"), (*ROWS[:3], "new,9", *ROWS[3:])]
)
async def test_a_row_that_is_added_anywhere_is_the_only_one_to_count(more: list[str]) -> None:
    sink = Sink()
    await import_all(sink, ROWS)

    tally = await import_all(sink, more)

    assert (tally.accepted, tally.replayed) == (1, 6)


async def test_another_file_brings_in_what_is_new_in_it() -> None:
    sink = Sink()
    await import_all(sink, ROWS)

    tally = await import_all(sink, ["dan,5", "eve,6"])

    assert (tally.accepted, tally.replayed) == (2, 0)


async def test_equal_rows_of_sources_with_names_of_their_own_count_each() -> None:
    sink = Sink()
    await import_all(sink, ROWS, source="monday")

    assert (await import_all(sink, ROWS, source="tuesday")).accepted == 6
    assert (await import_all(sink, ROWS, source="monday")).accepted == 0


@pytest.mark.parametrize("line", range(1, 8))
async def test_going_on_after_any_line_gives_the_ids_of_one_run(line: int) -> None:
    whole, parts = Sink(), Sink()
    await import_all(whole, ROWS)

    await import_all(parts, ROWS[: line - 1])
    await import_all(parts, ROWS, Tally(line=line))

    assert parts.ids == whole.ids


async def test_a_cell_that_moves_and_an_empty_one_do_not_change_a_row() -> None:
    sink = Sink()
    await import_all(sink, ["ann,1"])
    work = ImportScores(BOARD, LAYOUT, sink, "", batch=2)

    tally = await work.run(
        [Row(2, {"score": "1", "player": "ann", "note": ""})], lambda _: None, lambda _: None
    )

    assert (tally.accepted, tally.replayed) == (0, 1)
