"""API keys: create, list, revoke, and tell who calls."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from unicodedata import category

from laurels.ports.catalog import ApiKey, Catalog
from laurels.rules.errors import InvalidRequest, NotFound, Unauthorized

UNSHOWN = ("Cc", "Cs")  # Unicode's categories of control characters and half characters
SCOPES = ("read", "submit", "manage", "moderate")


class ManageKeys:
    """A key reads `lk-<prefix>_<secret>`; only the SHA-256 of all of it is kept."""

    def __init__(self, catalog: Catalog, clock: Callable[[], int]) -> None:
        self._catalog = catalog
        self._clock = clock

    async def create(self, name: str, scopes: Collection[str]) -> str:
        """A new key's text, which is shown this once. InvalidRequest for a name that is empty
        or cannot be shown, and for scopes that do not exist."""
        if not name.strip() or any(category(c) in UNSHOWN for c in name):
            raise InvalidRequest(
                "A key's name is not empty and has no control characters.", field="name"
            )
        unknown = set(scopes) - set(SCOPES)
        if unknown or not scopes:
            raise InvalidRequest(f"Scopes are some of {', '.join(SCOPES)}.", field="scopes")
        prefix = "lk-" + secrets.token_hex(4)
        text = f"{prefix}_{secrets.token_urlsafe(32)}"
        key = ApiKey(prefix, name, frozenset(scopes), self._clock())
        await self._catalog.add_key(key, _digest(text))
        return text

    async def all(self) -> list[ApiKey]:
        """All keys, revoked ones too."""
        return await self._catalog.keys()

    async def revoke(self, prefix: str) -> None:
        """End a key, within two seconds also in a running server."""
        if not await self._catalog.revoke_key(prefix, self._clock()):
            raise NotFound(f"There is no unrevoked key '{prefix}'.")

    async def scopes_of(self, text: str) -> frozenset[str]:
        """What a key may do. Unauthorized when it is unknown or revoked."""
        key = await self._catalog.find_key(_digest(text))
        if key is None or key.revoked_at is not None:
            raise Unauthorized("The key is unknown or revoked.")
        return key.scopes


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
