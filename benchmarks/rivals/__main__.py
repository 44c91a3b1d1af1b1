"""`python -m benchmarks.rivals NAME FOLDER PLAYERS`: fill a rival, serve it until SIGTERM.

Its first line of output is JSON: the port, and the pid of each server that it stands on.
"""

import asyncio
import importlib
import json
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from benchmarks.server import with_noop


def main() -> None:
    """One worker process, as Laurels is one."""
    name, folder, players = sys.argv[1:]
    # uvicorn raises the signal that ended it once more: that must not end the clean-up below.
    signal.signal(signal.SIGTERM, lambda *_: None)
    rival = importlib.import_module(f"benchmarks.rivals.{name}")
    app, parts = rival.build(Path(folder))
    try:
        asyncio.run(rival.fill(int(players)))
        listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        pids = {part: started.pid for part, started in parts.items()}
        print(json.dumps({"port": listener.getsockname()[1], "parts": pids}), flush=True)
        config = uvicorn.Config(
            with_noop(app), loop="uvloop", http="httptools", ws="none", access_log=False,
            log_level="warning", server_header=False,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        if "Redis" in parts:  # PostgreSQL ends by itself
            os.kill(parts["Redis"].pid, signal.SIGTERM)


if __name__ == "__main__":
    main()
