"""API keys in memory, read again now and then, since other processes make and revoke them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from laurels.ports.catalog import ApiKey

NEW_KEY_SECONDS = 0.1  # how long a key that another process made may still be unknown
KEYS_SECONDS = 2.0  # how long a key that another process revoked may still be taken
KEYS = "SELECT digest, prefix, name, scopes, created_at, revoked_at FROM api_keys"


class MemoryKeys:
    """Keys by digest. `read` fetches the rows of KEYS."""

    def __init__(self, read: Callable[[], Awaitable[Sequence[Sequence[Any]]]]) -> None:
        self._read = read
        self._keys: dict[bytes, ApiKey] = {}
        self._reading = asyncio.Lock()
        self._read_at = float("-inf")

    async def find(self, digest: bytes) -> ApiKey | None:
        """The key of a digest. O(1), and O(keys) every two seconds."""
        if self._are_old(digest):
            async with self._reading:  # one reads, and all that came meanwhile have it
                if self._are_old(digest):
                    await self._read_all()
        return self._keys.get(digest)

    async def all(self) -> list[ApiKey]:
        """All keys as they are now, oldest first."""
        await self._read_all()
        return sorted(self._keys.values(), key=lambda key: key.created_at)

    def forget(self) -> None:
        """Have them read again before the next answer."""
        self._read_at = float("-inf")

    def _are_old(self, digest: bytes) -> bool:
        age = time.monotonic() - self._read_at
        return age > KEYS_SECONDS or (age > NEW_KEY_SECONDS and digest not in self._keys)

    async def _read_all(self) -> None:
        self._keys = {
            bytes(digest): ApiKey(prefix, name, frozenset(scopes.split()), created, revoked)
            for digest, prefix, name, scopes, created, revoked in await self._read()
        }
        self._read_at = time.monotonic()
