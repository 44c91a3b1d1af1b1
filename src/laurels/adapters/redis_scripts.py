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


MOVE = Script("season", "records", "move")
COUNT = Script("season", "count")
PAGE = Script("season", "page")
NEAR = Script("season", "near")
LOAD = Script("loading", "records", "load")
PUBLISH = Script("publish")
HOLD = Script("hold")
