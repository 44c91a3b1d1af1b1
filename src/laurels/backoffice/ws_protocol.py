"""uvicorn's WebSocket protocol, with a way past it for frames that are ready.

A live message goes to thousands as the same bytes; written by uvicorn it would be made anew for
each. Handshake, pings, what clients send and the closing stay uvicorn's.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from laurels.api.live_door import ENDED, WIRE
from laurels.backoffice.send_buffer import hold_little


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """A connection that watches."""

    def handle_connect(self, event: Any) -> None:
        """As uvicorn's, which makes the scope here; the app looks at it later."""
        super().handle_connect(event)
        hold_little(self.transport)
        if self.conn.state is self.conn.state.CONNECTING and hasattr(self, "scope"):
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[WIRE] = self

    async def send(self, message: Any) -> None:
        """As uvicorn's, which takes an app that has refused for one that has failed."""
        await super().send(message)
        if self.close_sent:
            self.handshake_complete = True

    def write_frame(self, frame: bytes) -> None:
        """As `Wire.write_frame`."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.transport.write(frame)

    def waiting(self) -> int:
        """As `Wire.waiting`."""
        return self.transport.get_write_buffer_size()

    def end(self, reason: str) -> None:
        """As `Wire.end`."""
        ended: Any = {"type": ENDED, "reason": reason}
        self.queue.put_nowait(ended)
