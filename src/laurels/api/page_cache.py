"""Pages as they were encoded last, for as long as nothing on them can have changed."""

from collections import OrderedDict
from collections.abc import Hashable

MOST_PAGES = 512
MOST_BYTES = 16 * 1024 * 1024


class PageCache:
    """Bodies by what was asked for, each good for one version only. The page that was asked
    for longest ago goes first.

    >>> pages = PageCache()
    >>> pages.put("top 10", "v1", b"{}")
    >>> pages.get("top 10", "v1"), pages.get("top 10", "v2")
    (b'{}', None)
    """

    def __init__(self, most_pages: int = MOST_PAGES, most_bytes: int = MOST_BYTES) -> None:
        self._most_pages = most_pages
        self._most_bytes = most_bytes
        self._pages: OrderedDict[Hashable, tuple[str, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, asked: Hashable, version: str) -> bytes | None:
        """The body of this version, or None. O(1)."""
        kept = self._pages.get(asked)
        if kept is None or kept[0] != version:
            return None
        self._pages.move_to_end(asked)
        return kept[1]

    def put(self, asked: Hashable, version: str, body: bytes) -> None:
        """Keep a body in place of the one of another version. O(1), and what has to go."""
        before = self._pages.pop(asked, None)
        if before is not None:
            self._bytes -= len(before[1])
        self._pages[asked] = (version, body)
        self._bytes += len(body)
        while len(self._pages) > self._most_pages or self._bytes > self._most_bytes:
            _, (_, gone) = self._pages.popitem(last=False)
            self._bytes -= len(gone)

    def check(self) -> None:
        """AssertionError, with what is held, where the parts contradict each other. O(n)."""
        sizes = {asked: len(body) for asked, (_, body) in self._pages.items()}
        assert self._bytes == sum(sizes.values()) <= self._most_bytes, (self._bytes, sizes)
        assert len(sizes) <= self._most_pages, sizes
