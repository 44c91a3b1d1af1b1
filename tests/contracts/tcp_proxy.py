"""A network between two, which a test cuts where it wants."""

import asyncio
import contextlib
from collections.abc import Callable
from urllib.parse import urlsplit


class TcpProxy:
    """Carries bytes to a PostgreSQL and back. Use it as a context.

    `ahead` is asked about every piece that goes to the server: "pass" it, "cut" the connection
    before it gets there, or "deafen" it: it gets there, and the answer does not come back.
    """

    def __init__(self, url: str) -> None:
        self._url, self._to = url, urlsplit(url)
        self.ahead: Callable[[bytes], str] = lambda piece: "pass"
        self.refuses = False  # whatever comes from now on
        self.cuts = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        """The server's URL, by way of here."""
        return self._url.replace(f":{self._to.port}/", f":{self._port}/")

    async def __aenter__(self) -> "TcpProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        closed = [writer.wait_closed() for writer in self._writers]
        await asyncio.gather(*closed, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.append(writer)
        if self.refuses:
            writer.close()
            return
        there = await asyncio.open_connection(self._to.hostname, self._to.port)
        self._writers.append(there[1])
        back = asyncio.create_task(_carry(there[0], writer))
        self._tasks.add(back)
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                what = self.ahead(piece)
                if what == "pass" and self.refuses:
                    what = "cut"
                if what != "pass":
                    self.cuts += 1
                    back.cancel()
                    await asyncio.gather(back, return_exceptions=True)
                if what == "cut":
                    break
                there[1].write(piece)
                await there[1].drain()
                if what == "deafen":
                    await there[0].read(65536)  # the server has answered; nobody hears it
                    break
        writer.close()
        there[1].close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()
