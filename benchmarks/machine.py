"""The facts of a machine that figures depend on; nothing that names it."""

import importlib
import os
import platform
import sqlite3
import statistics
import time
from pathlib import Path

import psutil

import laurels

SYNCS = 50


def facts(folder: Path) -> dict[str, str]:
    """What the figures were measured with; `folder` is where the data sets lie."""
    return {
        "Laurels": f"{laurels.__version__}, {_structures()} structures",
        "Cores": f"{os.cpu_count()}, shared with the load generator",
        "Processor": _processor(),
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "System": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "File system": f"{_file_system(folder)}, {_sync_us(folder):.0f} µs a sync of 4 KiB",
        "Load before": f"{os.getloadavg()[0]:.1f}",
    }


def _structures() -> str:
    """Whether the compiled structures serve, which are built where a compiler is."""
    try:
        importlib.import_module("laurels.native.season")
    except ImportError:
        return "plain Python"
    return "compiled"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"


def _file_system(folder: Path) -> str:
    resolved = folder.resolve()
    mounted = [p for p in psutil.disk_partitions(all=True) if resolved.is_relative_to(p.mountpoint)]
    return max(mounted, key=lambda p: len(p.mountpoint)).fstype if mounted else "unknown"


def _sync_us(folder: Path) -> float:
    """How long a durable write of one page takes here; the least a lone commit costs."""
    path, took = folder / "sync", []
    with path.open("wb") as file:
        for _ in range(SYNCS):
            file.write(b"\0" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    path.unlink()
    return statistics.median(took) * 1e6
