"""How far a long command is: a bar on a terminal, a plain line now and then elsewhere."""

import time
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

LINE_SECONDS = 5.0  # between plain lines


class Progress:
    """Counts what is done of `total` (unknown: None), from `done` on.

    >>> import io
    >>> with Progress(Console(file=io.StringIO()), "events", total=10) as progress:
    ...     progress.advance(10)
    """

    def __init__(
        self,
        console: Console,
        what: str,
        total: int | None = None,
        done: int = 0,
        *,
        shown: bool = True,
    ) -> None:
        self._shown = shown
        self._console = console
        self._what = what
        self._total = total
        self.done = self._first = done
        self._bar = Bar(
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            _Count(),
            _Rate(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            disable=not (console.is_terminal and shown),
            expand=True,
        )
        self._task = self._bar.add_task(what, total=total, completed=done)
        self._started = self._said = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and self._total is None:
            self._bar.update(self._task, total=self.done)
        self._bar.stop()
        if self._shown and not self._console.is_terminal:
            self._say("done" if kind is None else "stopped")

    def advance(self, count: int = 1) -> None:
        """`count` more are done."""
        self.done += count
        if self._console.is_terminal:
            self._bar.advance(self._task, count)
        elif self._shown and time.monotonic() - self._said >= LINE_SECONDS:
            self._said = time.monotonic()
            self._say(f"{self._left()} left" if self._total else "")

    def skip(self, count: int) -> None:
        """`count` more were done before: they do not count for the rate."""
        self._first += count
        self.advance(count)

    @property
    def rate(self) -> float:
        """How many a second, since the start."""
        return (self.done - self._first) / max(1e-9, time.monotonic() - self._started)

    def _left(self) -> str:
        assert self._total is not None
        seconds = int((self._total - self.done) / max(self.rate, 1e-9))
        return f"{seconds // 60}:{seconds % 60:02}"

    def _say(self, end: str) -> None:
        of = f" of {self._total:,}" if self._total else ""
        parts = [f"{self._what}: {self.done:,}{of}", f"{self.rate:,.0f}/s", *filter(None, [end])]
        self._console.print(", ".join(parts), markup=False)


class _Count(ProgressColumn):
    def render(self, task: Task) -> Text:
        of = f"/{int(task.total):,}" if task.total else ""
        return Text(f"{int(task.completed):,}{of}", style="bold")


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="cyan")
