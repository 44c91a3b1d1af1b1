"""A network between two, which a test cuts where it wants."""

import asyncio
import contextlib
from collections.abc import Callable
from urllib.parse import urlsplit


class TcpProxy:
    """Carries bytes to a server and back. Use it as a context.

    `ahead` is asked about every piece that goes to the server: "pass" it, "cut" the connection
    before it gets there, or "deafen" it: it gets there, and the answer does not come back.
    """

    def __init__(self, url: str) -> None:
        self._url, self._to = url, urlsplit(url)
        self.ahead: Callable[[bytes], str] = lambda piece: "pass"
        self.refuses = False  # whatever comes from now on
        self.cuts = 0
        self._open = asyncio.Event()  # bytes pass; connections share it
        self._open.set()
        self._closed: list[asyncio.Event] = []  # for ever
        self._silent: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """The server's URL, by way of here."""
        return self._url.replace(f":{self._to.port}", f":{self._port}")

    def cut(self) -> None:
        """End all connections that there are."""
        for writer in self._writers:
            writer.transport.abort()

    def fall_silent(self) -> None:
        """Hold up all bytes; no connection ends by it, and new ones are as silent."""
        self._open.clear()

    def speak(self, *, again: bool = True) -> None:
        """Let bytes pass, those held up too; unless `again`, those of new connections only."""
        if not again:
            self._closed.append(self._open)
            self._silent |= self._writers
            self._open = asyncio.Event()
        self._open.set()

    def bury(self) -> None:
        """End those that are silent for ever, as a server's own limits would in the end."""
        for writer in self._silent:
            writer.transport.abort()
        for each in self._closed:
            each.set()
        self._silent, self._closed = set(), []

    async def __aenter__(self) -> "TcpProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for each in [self._open, *self._closed]:
            each.set()
        while self._tasks:  # some may just be connecting
            self.cut()
            await asyncio.wait(self._tasks, timeout=0.05)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._keep(asyncio.current_task())
        is_open = self._open
        try:
            self._writers.add(writer)
            await is_open.wait()
            if self.refuses:
                return
            with contextlib.suppress(OSError):
                there = await asyncio.open_connection(self._to.hostname, self._to.port)
                self._writers.add(there[1])
                try:
                    await self._carry_both((reader, writer), there, is_open)
                finally:
                    self._forget(there[1])
        finally:
            self._forget(writer)

    async def _carry_both(
        self,
        here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        is_open: asyncio.Event,
    ) -> None:
        back = asyncio.create_task(_carry(there[0], here[1], is_open))
        self._keep(back)
        while piece := await here[0].read(65536):
            await is_open.wait()
            what = self.ahead(piece)
            if what == "pass" and self.refuses:
                what = "cut"
            if what != "pass":
                self.cuts += 1
                back.cancel()
                await asyncio.gather(back, return_exceptions=True)
            if what == "cut":
                return
            there[1].write(piece)
            await there[1].drain()
            if what == "deafen":
                await there[0].read(65536)  # the server has answered; nobody hears it
                return

    def _keep(self, task: asyncio.Task[None] | None) -> None:
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, writer: asyncio.StreamWriter) -> None:
        self._writers.discard(writer)
        writer.close()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_open: asyncio.Event
) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            await is_open.wait()
            writer.write(piece)
            await writer.drain()
    writer.close()
