"""The door of those who watch: WebSocket and Server-Sent Events, without the framework.

A connection is held for hours and by the thousands, so it keeps no more than it needs.
"""

import asyncio
import re
from collections.abc import Awaitable, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from laurels.api.access import Scope, header, origin_allowed, readable_board
from laurels.api.answer import Answer, send_answer
from laurels.api.live_json import Form, classic_frame, server_sent_event, text_frame
from laurels.api.live_outlets import QueueOutlet, WireOutlet
from laurels.api.plain_requests import path_fault
from laurels.api.problems import fault_answer, problem_answer
from laurels.api.routes.classic import fitting, player_of
from laurels.rules.errors import Forbidden, InvalidRequest, LaurelsError, NotFound
from laurels.rules.player import PLAYER_ID_RULE, is_player_id
from laurels.rules.season import ALL_TIME
from laurels.usecases.seasons import refuse_segment
from laurels.usecases.watch_leaderboards import Ask, WatchLeaderboards
from laurels.wiring import GLOBAL, Laurels

ABORT = "laurels.abort"  # the message by which the server below drops a connection at once
ENDED = "laurels.ended"  # the message by which an outlet ends what is received from its wire
LONGEST_REASON = 123  # bytes of a close frame
WIRE = "laurels.wire"  # the extension by which the server below takes frames
TOP, MOST_TOP = 10, 100
MOST_PLAYERS = 20
EVENT_STREAM = "text/event-stream"
GONE = 1008  # a close code: what was watched may not be watched any more
RETRY = b"retry: 2000\n\n"  # milliseconds, for browsers
_LIVE = re.compile(r"/api/v1/leaderboards/([^/]+)/live")
_CLASSIC = re.compile(r"/ws/leaderboard/([^/]+)")
_WHOLE = re.compile(r"[0-9]{1,16}")
_HEADERS = [
    (b"content-type", EVENT_STREAM.encode()),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
]


class LiveDoor:
    """Takes WebSockets, and requests for an event stream."""

    def __init__(self, laurels: Laurels, watch: WatchLeaderboards) -> None:
        self._laurels = laurels
        self._watch = watch

    def wants_events(self, scope: Scope) -> bool:
        """Whether a request is for a live event stream, or for the head of one. O(headers)."""
        if scope["method"] not in ("GET", "HEAD") or not _LIVE.fullmatch(scope["path"]):
            return False
        return EVENT_STREAM in (header(scope, b"accept") or "").lower()

    async def events(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer with Server-Sent Events until the client goes."""
        try:
            ask = await self._ask(scope, header(scope, b"last-event-id"))
        except LaurelsError as error:
            await send_answer(send, problem_answer(error))
            return
        except Exception as error:
            await send_answer(send, fault_answer(scope["method"], scope["path"], error))
            return
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": b""})
            return
        scope["endless"] = True  # the server below ends it, rather than wait, when it stops
        outlet = QueueOutlet(server_sent_event)
        leave = self._watch.watch(ask, outlet)
        sending = asyncio.create_task(_send_events(outlet, send))
        try:
            await _first(_gone(receive), outlet.is_cut_off.wait(), sending)
        finally:
            leave()
        if outlet.is_cut_off.is_set():
            await send({"type": ABORT})

    async def socket(self, scope: Any, receive: Any, send: Any) -> None:
        """Take a WebSocket, or refuse it with an ordinary answer, and serve it to its end."""
        try:
            ask, form = await self._asked_by_socket(scope)
        except LaurelsError as error:
            await _refuse(send, problem_answer(error))
            return
        except Exception as error:
            await _refuse(send, fault_answer("WebSocket", scope["path"], error))
            return
        await receive()  # that it wants to connect
        await send({"type": "websocket.accept"})
        leave = self._watch.watch(ask, WireOutlet(scope["extensions"][WIRE], form))
        try:  # no task beside this one: it would be held by the thousands, for hours
            while (message := await receive())["type"] == "websocket.receive":
                pass  # what clients say is not for anyone
            if message["type"] == ENDED:
                reason = message["reason"].encode()[:LONGEST_REASON].decode(errors="ignore")
                await send({"type": "websocket.close", "code": GONE, "reason": reason})
        finally:
            leave()

    async def _asked_by_socket(self, scope: Any) -> tuple[Ask, Form]:
        path = scope["path"]
        if (fault := path_fault(scope["raw_path"])) is not None:
            raise InvalidRequest(fault, field="path")
        if _LIVE.fullmatch(path):
            return await self._ask(scope, None), text_frame
        if classic := _CLASSIC.fullmatch(path):
            self._check_origin(scope)
            board = fitting(await readable_board(self._laurels, scope, GLOBAL))
            player = player_of(classic[1])
            await self._laurels.indexed_ranks.season(board, ALL_TIME)
            return self._with_room(Ask(board, ALL_TIME, TOP, (player,))), classic_frame
        raise NotFound(f"There is no WebSocket at {path}; /docs lists what there is.")

    def _check_origin(self, scope: Scope) -> None:
        """Forbidden for a page of another site: a browser asks for a socket on behalf of any."""
        if not origin_allowed(self._laurels.settings, scope):
            origin = header(scope, b"origin")
            raise Forbidden(f"Pages of {origin} may not watch; see LAURELS_ALLOWED_ORIGINS.")

    async def _ask(self, scope: Any, last: str | None) -> Ask:
        """What a request wants to watch, checked as a read would be."""
        self._check_origin(scope)
        found = _LIVE.fullmatch(scope["path"])
        assert found is not None
        asked = live_query(scope["query_string"])
        board = await readable_board(self._laurels, scope, found[1])
        season = await self._laurels.indexed_ranks.season(board, asked.window)
        since = asked.since if last is None else _number(last, "Last-Event-ID", 2**53)
        return self._with_room(Ask(board, season.window, asked.top, asked.players, since))

    def _with_room(self, ask: Ask) -> Ask:
        self._watch.check_room(ask)
        return ask


class LiveQuery(NamedTuple):
    """The parameters of a live address."""

    top: int = TOP
    players: Sequence[str] = ()
    window: str | None = None
    since: int | None = None


def live_query(query: bytes) -> LiveQuery:
    """Read the parameters. InvalidRequest names the one that is wrong. O(bytes).

    >>> live_query(b"top=3&player=ann&player=bob&window=weekly")
    LiveQuery(top=3, players=('ann', 'bob'), window='weekly', since=None)
    """
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise InvalidRequest("The query is not UTF-8.", field="query") from None
    given: dict[str, str] = {}
    players: dict[str, None] = {}
    for name, value in pairs:
        if name == "player":
            if not is_player_id(value):
                raise InvalidRequest(PLAYER_ID_RULE, field="player")
            players[value] = None
        elif name in given:
            raise InvalidRequest(f"'{name}' is there twice; it must be there once.", field=name)
        else:
            given[name] = value
    if len(players) > MOST_PLAYERS:
        raise InvalidRequest(
            f"{len(players)} players are followed; up to {MOST_PLAYERS} can be.", field="player"
        )
    refuse_segment(given.get("segment"))
    top = _number(given["top"], "top", MOST_TOP) if "top" in given else TOP
    since = _number(given["since"], "since", 2**53) if "since" in given else None
    return LiveQuery(top, tuple(players), given.get("window"), since)


def _number(text: str, name: str, most: int) -> int:
    if not _WHOLE.fullmatch(text) or int(text) > most:
        raise InvalidRequest(
            f"'{name}' is '{text[:40]}'; it must be a whole number from 0 to {most}.", field=name
        )
    return int(text)


async def _gone(receive: Any) -> None:
    """Wait until the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first(*waiting: Awaitable[Any]) -> None:
    """Wait for the first of several, and let go of the others."""
    tasks = [asyncio.ensure_future(one) for one in waiting]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _send_events(outlet: QueueOutlet, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": RETRY, "more_body": True})
    while (part := await outlet.take()) is not None:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Any, answer: Answer) -> None:
    """Answer a request for a WebSocket as an ordinary one."""

    async def as_denial(message: Any) -> None:
        await send({**message, "type": f"websocket.{message['type']}"})

    await send_answer(as_denial, answer)
