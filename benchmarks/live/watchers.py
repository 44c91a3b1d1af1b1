"""Clients that watch, by the thousands, in a process of their own.

`python -m benchmarks.live.watchers`: a line of JSON on stdin tells what to connect to; `ready` on
stdout tells that each client has its snapshot; another line on stdin ends it, and what has come
is written as JSON to the file that the first line names.

They share the machine with the server, so they do next to nothing: all who watch the same get
the same bytes, and bytes that have come before are one look into a dictionary.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter  # the system's one clock: other processes' times compare with it
from typing import Any, cast

from benchmarks.client import request
from benchmarks.measure import run

AT_ONCE = 64  # connections under way
PATIENCE_SECONDS = 120
SHAKE = (
    "connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13",
    "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
)  # fmt: skip
STREAM = ("accept: text/event-stream",)
PING, PONG = 0x89, b"\x8a"
NO_MASK = b"\0\0\0\0"  # a client must mask; with zeros the bytes stay as they are


class Crowd:
    """All of them, and what has come to them."""

    def __init__(self) -> None:
        # By frame: first and last arrival, how often it came, where its text begins.
        self.seen: dict[bytes, list[Any]] = {}
        self.others: list[float] = []  # when what shows no entries has come
        self.shown = 0  # clients that have a snapshot
        self.lost = 0
        self.all_shown = asyncio.Event()
        self.most = 0

    def note(self, frame: bytes, start: int) -> None:
        """A frame that has come to someone; its text begins at `start`."""
        now = perf_counter()
        seen = self.seen.get(frame)
        if seen is not None:
            seen[1] = now
            seen[2] += 1
            return
        head = frame[start : start + 80]
        if b'"type":"change"' in head or b'"type":"snapshot"' in head:
            self.seen[frame] = [now, now, 1, start]
        else:
            self.others.append(now)

    def has_snapshot(self) -> None:
        """One more client has."""
        self.shown += 1
        if self.shown == self.most:
            self.all_shown.set()


class Watcher(asyncio.Protocol):
    """One client, by WebSocket."""

    __slots__ = ("_crowd", "_is_open", "_is_shown", "_request", "_rest", "_transport")
    headers: Sequence[str] = SHAKE
    status = b"HTTP/1.1 101 "

    def __init__(self, crowd: Crowd, path: str, key: Sequence[str]) -> None:
        self._crowd = crowd
        self._request = request("GET", path, headers=(*key, *self.headers))
        self._rest = b""
        self._is_open = self._is_shown = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of `asyncio.Protocol`, as the next two."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """What came; most often exactly the frame that others have got too."""
        if not self._rest:
            seen = self._crowd.seen.get(data)
            if seen is not None:
                seen[1] = perf_counter()
                seen[2] += 1
                if not self._is_shown:
                    self._note_snapshot(data)
                return
        data = self._rest + data
        if not self._is_open:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._rest = data
                return
            if not data.startswith(self.status):
                raise SystemExit(data.decode(errors="replace"))
            self._is_open, data = True, data[end + 4 :]
        self._rest = self._take(data)

    def connection_lost(self, error: Exception | None) -> None:
        """The server has closed it."""
        self._crowd.lost += 1

    def _take(self, data: bytes) -> bytes:
        """Note whole frames; what is left."""
        while (found := self.frame(data)) is not None:
            start, end = found
            frame, data = data[:end], data[end:]
            if frame[0] == PING and start == 2:
                self._transport.write(PONG + bytes([0x80 | frame[1]]) + NO_MASK + frame[2:])
                continue
            self._crowd.note(frame, start)
            if not self._is_shown:
                self._note_snapshot(frame)
        return data

    def _note_snapshot(self, frame: bytes) -> None:
        if b'"type":"snapshot"' in frame:
            self._is_shown = True
            self._crowd.has_snapshot()

    @staticmethod
    def frame(data: bytes) -> tuple[int, int] | None:
        """Where the text of the first frame begins and ends, if it is there to its last byte.

        >>> Watcher.frame(b"\\x81\\x02{}\\x81"), Watcher.frame(b"\\x81\\x7e\\x01")
        ((2, 4), None)
        """
        if len(data) < 2:
            return None
        start, length = 2, data[1]
        if length == 126:
            start, length = 4, int.from_bytes(data[2:4])
        elif length == 127:
            start, length = 10, int.from_bytes(data[2:10])
        end = start + length
        return (start, end) if start <= len(data) >= end else None


class StreamWatcher(Watcher):
    """One client, by Server-Sent Events, which come as HTTP chunks."""

    __slots__ = ()
    headers = STREAM
    status = b"HTTP/1.1 200 "

    @staticmethod
    def frame(data: bytes) -> tuple[int, int] | None:
        """As the base's, of a chunk.

        >>> StreamWatcher.frame(b"3\\r\\nabc\\r\\n2"), StreamWatcher.frame(b"3\\r\\nabc")
        ((3, 8), None)
        """
        line = data.find(b"\r\n")
        if line < 0:
            return None
        end = line + 2 + int(data[:line], 16) + 2
        return (line + 2, end) if len(data) >= end else None


async def watch(told: dict[str, Any]) -> dict[str, Any]:
    """Connect, wait for the word on stdin, and tell what has come."""
    crowd, kind = Crowd(), StreamWatcher if told["events"] else Watcher
    paths: list[str] = told["paths"]
    crowd.most = len(paths)
    loop = asyncio.get_running_loop()
    room = asyncio.Semaphore(AT_ONCE)

    async def connect(path: str) -> None:
        async with room:
            await loop.create_connection(
                lambda: kind(crowd, path, told["headers"]), told["host"], told["port"]
            )

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*map(connect, paths))
        await crowd.all_shown.wait()
    gc.collect()
    gc.disable()  # a pause here would be measured as the server's
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    frames = [[*seen, _json(frame[start:])] for frame, (*seen, start) in crowd.seen.items()]
    return {"frames": frames, "others": crowd.others, "lost": crowd.lost}


def _json(text: bytes) -> str:
    """Of an event, what comes after its names."""
    return text[text.index(b"{") :].decode().rstrip()


def main() -> None:
    """As stdin says."""
    told = json.loads(sys.stdin.readline())
    Path(told["output"]).write_text(json.dumps(run(watch(told))), encoding="utf-8")


if __name__ == "__main__":
    main()
