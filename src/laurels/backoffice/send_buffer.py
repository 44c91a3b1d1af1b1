"""How much the system holds for a connection whose other side takes nothing."""

import socket
from typing import Any

HELD = 256 * 1024  # bytes; left alone it grows to megabytes. Less makes each write dearer


def hold_little(transport: Any) -> None:
    """Bound a connection's send buffer. For those that are held by the thousands."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, HELD)
