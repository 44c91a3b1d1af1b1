"""`laurels import`: scores from a file, each once."""
# ruff: noqa: N999

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from laurels.backoffice.command import LaurelsCommand, run_async
from laurels.backoffice.import_options import make_layout, new_leaderboard
from laurels.backoffice.import_progress import Checkpoint, ImportProgress
from laurels.backoffice.prepare import prepare
from laurels.backoffice.progress import Progress
from laurels.backoffice.rejections import Rejections
from laurels.backoffice.sinks import Direct, Http
from laurels.data_sets import score_source
from laurels.ports.score_rows import FORMATS, ScoreSink, ScoreSource
from laurels.rules.errors import Conflict, LeaderboardNotFound
from laurels.rules.leaderboard import Leaderboard, Operator, RankMethod
from laurels.settings import Settings
from laurels.usecases.import_scores import ImportScores, Layout, Tally
from laurels.wiring import Laurels, embedded

BATCH, HTTP_BATCH = 5_000, 2_000  # rows at once
OF_A_NEW_ONE = ("title", "operator", "rank_method", "order", "decimals")


class Command(LaurelsCommand):
    """Into a data set that nobody holds, or to a running server with --url."""

    help = (
        "Import scores from CSV or NDJSON, plain or .gz. Each row counts once, however often "
        "the import is begun again; rows that are refused are written to a file with the reason. "
        "Without a submission id a row is known by what it says: equal rows of one file count "
        "each, and equal rows of another file are the same ones, unless --source tells them "
        "apart. That takes about 130 bytes of memory for each different row."
    )
    example = """
        laurels import results.csv --leaderboard f1-2021 --player driver_id --score points
        laurels import laps.csv.gz --leaderboard laps --player car --score seconds \\
          --create --order ascending --decimals 3 --where season=2021
        laurels import results.csv --leaderboard cup --player team --score points=pts \\
          --score wins=w --metadata coach,city --create --operator sum
        laurels import results.csv --leaderboard cup --url http://127.0.0.1:8000 --key lk-...
    """
    stopped = "Stopped. The same command goes on where it stopped; nothing counts twice."
    migrates = False  # with --url there is no data set here

    def add_options(self, parser: CommandParser) -> None:
        """The file, its columns, and where it goes."""
        parser.add_argument("file", metavar="FILE", help=".csv, .ndjson or .jsonl; or with .gz")
        parser.add_argument("--leaderboard", required=True, metavar="ID")
        parser.add_argument("--format", choices=FORMATS, help="where FILE's name does not tell")
        columns = parser.add_argument_group("columns of the file")
        columns.add_argument(
            "--player", default="player", metavar="NAME", help="holds the player's id"
        )
        columns.add_argument(
            "--score",
            action="append",
            metavar="[COLUMN=]NAME",
            help="holds a column of the leaderboard; repeat it for several",
        )
        columns.add_argument(
            "--submission-id",
            metavar="NAME",
            help="names each score for ever; without it a score is known by its whole row",
        )
        columns.add_argument(
            "--source",
            default="",
            metavar="NAME",
            help="tells equal rows of files apart that each count, such as of two leagues",
        )
        columns.add_argument(
            "--played-at", metavar="NAME", help="RFC 3339; without a zone it is UTC"
        )
        columns.add_argument(
            "--metadata", action="append", metavar="A,B", help="kept beside the score"
        )
        columns.add_argument(
            "--where", action="append", metavar="NAME=TEXT", help="take such rows only"
        )
        create = parser.add_argument_group("a leaderboard that is missing")
        create.add_argument("--create", action="store_true", help="make it")
        create.add_argument("--title")
        create.add_argument("--operator", choices=list(map(str, Operator)), help="default best")
        create.add_argument(
            "--rank-method", choices=list(map(str, RankMethod)), help="default competition"
        )
        create.add_argument("--order", action="append", metavar="[COLUMN=]descending|ascending")
        create.add_argument("--decimals", action="append", metavar="[COLUMN=]0..6")
        server = parser.add_argument_group("a running server")
        server.add_argument("--url", help="send to it instead, such as http://127.0.0.1:8000")
        server.add_argument("--key", help="a key of it with scope submit")
        parser.add_argument(
            "--rejected", metavar="FILE", help="for rows that are refused; FILE.rejected.ndjson"
        )

    def run(self, settings: Settings, options: dict[str, Any]) -> int:
        """Exit code 1 when a row was refused."""
        if not options["url"]:
            prepare(settings)
        elif not options["url"].startswith(("http://", "https://")):
            raise CommandError(
                f"--url is '{options['url']}'; it takes an address such as http://127.0.0.1:8000."
            )
        tally: Tally = run_async(self._run(settings, options))
        return 1 if tally.rejected else 0

    async def _run(self, settings: Settings, options: dict[str, Any]) -> Tally:
        path = Path(options["file"])
        if path.is_dir():
            raise CommandError(f"'{path}' is a folder; give a file.")
        file = score_source(path, options["format"])
        columns = file.columns()
        rejected = Path(options["rejected"] or f"{path.name}.rejected.ndjson")

        def layout_of(board: Leaderboard) -> Layout:
            layout = make_layout(board, options, columns)
            layout.check(columns, options["file"])
            return layout

        async with _target(settings, options, layout_of, self._say_ignored) as (
            sink,
            board,
            laurels,
        ):
            layout = layout_of(board)
            batch = BATCH if laurels else HTTP_BATCH
            work = ImportScores(board, layout, sink, options["source"], batch)
            progress = None
            if laurels:
                how = (board.number, layout, options["source"])
                progress = ImportProgress(Path(settings.data), path, *how)
            await self._import(work, path, file, rejected, progress, laurels, board)
            self._report(work.tally, board, rejected)
        return work.tally

    def _say_ignored(self, board: Leaderboard, options: dict[str, Any]) -> None:
        """Name the options that only a leaderboard that is made would take."""
        given = [f"--{name.replace('_', '-')}" for name in OF_A_NEW_ONE if options[name]]
        if given:
            are = "is" if len(given) == 1 else "are"
            text = f"'{board.id}' exists already; {', '.join(given)} {are} ignored."
            self.err.print(text, markup=False)

    async def _import(
        self,
        work: ImportScores,
        path: Path,
        file: ScoreSource,
        rejected: Path,
        progress: ImportProgress | None,
        laurels: Laurels | None,
        board: Leaderboard,
    ) -> None:
        checkpoint = await _earlier(progress, laurels, board)
        work.tally = checkpoint.tally
        total = file.count_lines()
        with (
            Rejections(rejected, checkpoint.rejected_bytes, path) as rejections,
            Progress(self.err, "lines", total, min(work.tally.line, total)) as bar,
        ):

            def decided(tally: Tally) -> None:
                if progress:
                    progress.keep(Checkpoint(tally, rejections.flush()))
                bar.advance(tally.line - bar.done)

            await work.run(file.rows(), rejections.add, decided)
            bar.advance(max(0, total - bar.done))
        if progress:
            progress.done()

    def _report(self, tally: Tally, board: Leaderboard, rejected: Path) -> None:
        parts = [f"{tally.accepted:,} accepted"]
        if tally.replayed:
            parts.append(f"{tally.replayed:,} were in already")
        if tally.filtered:
            parts.append(f"{tally.filtered:,} left out by --where")
        if tally.rejected:
            parts.append(f"{tally.rejected:,} refused, see {rejected}")
        self.out.print(f"'{board.id}': {'; '.join(parts)}.", markup=False, soft_wrap=True)


@asynccontextmanager
async def _target(
    settings: Settings,
    options: dict[str, Any],
    check: Callable[[Leaderboard], object],
    exists: Callable[[Leaderboard, dict[str, Any]], None],
) -> AsyncIterator[tuple[ScoreSink, Leaderboard, Laurels | None]]:
    """Where rows go, and into which leaderboard; `check` comes before one is made, `exists`
    where none has to be."""
    if options["url"]:
        async with Http(options["url"], options["key"]) as http:
            try:
                board = await http.leaderboard(options["leaderboard"])
            except LeaderboardNotFound:
                check(_wanted(options))
                board = await http.create(_wanted(options))
            else:
                exists(board, options)
            yield http, board, None
        return
    async with _opened(settings) as laurels:
        standing = laurels.catalog.leaderboard(options["leaderboard"])
        if standing is None:
            check(_wanted(options))
            standing = await laurels.manage_leaderboards.create(_wanted(options))
        else:
            exists(standing, options)
        yield Direct(laurels.submit_scores), standing, laurels


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Laurels]:
    """`embedded`, with the way out where a server has the data."""
    opening = embedded(settings)
    try:
        laurels = await opening.__aenter__()
    except Conflict as error:
        raise CommandError(
            f"{error} Or send to the running server: add --url http://{settings.host}:{settings.port}"
        ) from None
    try:
        yield laurels
    finally:
        await opening.__aexit__(None, None, None)


def _wanted(options: dict[str, Any]) -> Leaderboard:
    if not options["create"]:
        raise CommandError(
            f"There is no leaderboard '{options['leaderboard']}'. Add --create to make it, "
            "with --operator, --order, --decimals and --rank-method as needed."
        )
    return new_leaderboard(options)


async def _earlier(
    progress: ImportProgress | None, laurels: Laurels | None, board: Leaderboard
) -> Checkpoint:
    """Where an earlier run stopped, unless the data set is older than that."""
    checkpoint = progress.read() if progress else None
    if checkpoint is None or laurels is None:
        return Checkpoint(Tally())
    sequence = checkpoint.tally.sequence
    if sequence:
        last = await anext(laurels.journal.events(board.number, after=sequence - 1), None)
        if last is None or last[0].sequence != sequence:
            return Checkpoint(Tally())
    return checkpoint
