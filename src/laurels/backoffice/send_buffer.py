"""How much the system holds for a connection whose other side takes nothing."""

import socket
from typing import Any

HELD = 64 * 1024  # bytes; the system would let it grow to megabytes for each who watches


def hold_little(transport: Any) -> None:
    """Bound a connection's send buffer. For those that are held by the thousands."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, HELD)
