"""The Lua scripts, each atomic on one server, sent by their digest and anew where it forgot."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from redis.exceptions import NoScriptError

from laurels.adapters.redis_client import Client

Argument = bytes | str | int


class Script:
    """One script: the parts it is put together from, by the names of their files."""

    def __init__(self, *parts: str) -> None:
        folder = files("laurels.adapters") / "redis_lua"
        self.text = "".join((folder / f"{part}.lua").read_text() for part in parts)
        # Redis names scripts so; nothing is kept secret by it.
        self.digest = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(
        self, client: Client, keys: Sequence[str], arguments: Sequence[Argument]
    ) -> Any:
        """Its answer. All keys are of one slot."""
        rest = (len(keys), *keys, *arguments)
        try:
            return await client.execute_command("EVALSHA", self.digest, *rest)
        except NoScriptError:
            return await client.execute_command("EVAL", self.text, *rest)

    async def together(
        self, client: Client, calls: Sequence[tuple[Sequence[str], Sequence[Argument]]]
    ) -> list[Any]:
        """The answers to several calls, keys and arguments each: one round trip to each server,
        which costs the client a fraction of as many single ones."""
        pipeline = client.pipeline(transaction=False)
        for keys, arguments in calls:
            pipeline.execute_command("EVALSHA", self.digest, len(keys), *keys, *arguments)
        answers = await pipeline.execute(raise_on_error=False)
        for place, answer in enumerate(answers):
            if isinstance(answer, NoScriptError):
                answers[place] = await self(client, *calls[place])
            elif isinstance(answer, Exception):
                raise answer
        return answers


MOVE = Script("season", "records", "move")
COUNT = Script("season", "count")
PAGE = Script("season", "rows", "page")
NEAR = Script("season", "rows", "near")
LOAD = Script("loading", "records", "load")
PUBLISH = Script("publish")
HOLD = Script("hold")
HELD = Script("season", "held")
COUNTED = Script("season", "counted")
