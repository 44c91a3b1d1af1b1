"""Games that play on several processes, and send again to another what was not answered."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx

from tests.faults.boards import WINDOWS, Board, JournalEvent, Place
from tests.faults.ledger import SENT, Item, Ledger
from tests.faults.load import API, Player, UnexpectedAnswerError
from tests.faults.scale.sights import Later, Page, States, page_of

TIMEOUT_SECONDS = 3.0  # a game's, shorter than a server's patience
TRIES = 4
CLOCKS_DIFFER = 1_000_000  # by how many microseconds the processes' may


class SharedItem(Item):
    """A score that is sent to several processes, at once or one after the other."""

    sequence = 0

    def answered(self, receipt: dict[str, Any]) -> None:
        """As always; the event is the same, too, where no ranks were asked for."""
        assert self.sequence in (0, receipt["sequence"]), f"{self.sequence}, then {receipt}"
        self.sequence = receipt["sequence"]
        super().answered(receipt)


class SharedLedger(Ledger):
    """What the games know together."""

    item_class = SharedItem

    def __init__(self) -> None:
        super().__init__()
        self.states = self.fold = States(CLOCKS_DIFFER)
        self.later = Later(self.fold)
        self.later_ranks = 0  # answers that tell of an instant after their event
        self.seen: Counter[str] = Counter()  # by leaderboard, the last event that was answered
        self.pages: list[Page] = []
        self.unavailable = 0  # answers 503
        self.unanswered = 0  # refused, cut off, or too late
        self.unexpected: list[str] = []  # answers that no server may give

    def begin(self) -> None:
        """Forget how what is on its way could be explained: nothing is any more."""
        self.later = Later(self.fold)

    def take(self, events: Iterable[JournalEvent]) -> None:
        """As always."""
        new = list(events)
        self.later.events += new
        super().take(new)

    def check_places(self, item: Item, places: list[Place]) -> None:
        """As always, or as counted while the answer was on its way: whoever heals the index
        before a process has moved it leaves that process to tell the present."""
        if item.answer is None or item.told() == places:
            return
        (event,) = [event for event in self.later.events if event.token == item.token]
        for told in item.told():
            if not self.later.explains(event, told):
                item.check_places(places)
        self.later_ranks += 1

    def check_pages(self, seasons: Mapping[tuple[str, str, int], str]) -> None:
        """Note the pages that were wrong."""
        for page in self.pages:
            season = seasons.get((page.board, page.window, page.number))
            if wrong := self.states.wrong(page, season):
                self.unexpected.append(wrong)
        self.pages.clear()


class Game(Player):
    """A client of processes, by `clients`; plays until it is cancelled."""

    def __init__(
        self, ledger: SharedLedger, clients: Sequence[httpx.AsyncClient], seed: str
    ) -> None:
        super().__init__(ledger, clients[0], seed)
        self._shared, self._clients = ledger, clients

    async def play(self) -> None:
        """Send without an end; what should not be is noted, and gone on from."""
        while True:
            try:
                await super().play()
            except (UnexpectedAnswerError, AssertionError) as error:
                self._shared.unexpected.append(str(error))

    async def _send(self, method: str, path: str, allowed: Iterable[int], body: Any = None) -> Any:
        """The answer's JSON. Where there is none, what counts once is sent to the next process;
        None where nobody answers."""
        board, at = path.partition("/")[0], self._random.randrange(len(self._clients))
        allowed = {*allowed, *([200] if 201 in allowed else [])}  # another may send it as well
        for number in range(TRIES):
            client = self._clients[(at + number) % len(self._clients)]
            since = self._shared.seen[board]
            answer = await self._ask(client, method, path, body)
            if answer is not None:
                if answer.status_code not in allowed:
                    told = f"{method} {path} {body}: {answer.status_code} {answer.text}"
                    raise UnexpectedAnswerError(told)
                told = json.loads(answer.content, parse_float=str) if answer.content else {}
                self._learn(board, told, since, str(client.base_url))
                return told
            if not _counts_once(method, body):
                return None
            await asyncio.sleep(self._random.uniform(0, 0.2))
        return None

    async def _ask(
        self, client: httpx.AsyncClient, method: str, path: str, body: Any
    ) -> httpx.Response | None:
        try:
            answer = await client.request(method, f"{API}/{path}", json=body)
        except httpx.TransportError:
            self._shared.unanswered += 1
            await asyncio.sleep(0.02)  # a refused connection costs nothing, and would be all
            return None
        if answer.status_code == 503 and "retry-after" in answer.headers:
            self._shared.unavailable += 1
            return None
        return answer

    def _learn(self, board: str, told: Any, since: int, by: str) -> None:
        if "entries" in told:
            self._shared.pages.append(page_of(by, board, told, since))
        seen = self._shared.seen
        for receipt in [told, *told.get("results", ())]:
            seen[board] = max(seen[board], receipt.get("sequence", 0))

    async def _repeat(self, board: Board) -> None:
        """Also what nobody has answered yet."""
        recent = self._ledger.named(SENT)[-50:]
        if recent and self._random.random() < 0.5:
            await self.retry(self._random.choice(recent))
        else:
            await super()._repeat(board)

    async def _read(self, board: Board) -> None:
        window = self._random.choice(list(WINDOWS))
        await self.page(board.id, window)

    async def page(self, board: str, window: str) -> bool:
        """See a whole season; whether it was shown."""
        path = f"{board}/entries?limit=1000&window={window}"
        return await self._send("GET", path, (200,)) is not None

    async def score(self, board: Board) -> bool:
        """Whether a score with an id is taken."""
        item = self._item(board, named=True)
        receipt = await self._send("POST", f"{board.id}/scores", (201,), item.body)
        if receipt is not None:
            item.answered(receipt)
        return receipt is not None


def _counts_once(method: str, body: Any) -> bool:
    items = body if isinstance(body, list) else [body]
    return method == "POST" and all(item.get("submission_id") for item in items)
