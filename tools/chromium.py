"""The Chromium that the browser tests and the pictures use: one that is here, never a download.

    python -m tools.chromium --install

installs Debian's package where there is no Chromium, apt-get is there, and root asks.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)
NEEDED = (
    "needs a Chromium: install one (Debian: apt-get install chromium), name one with "
    "LAURELS_CHROMIUM=/path/to/it, or run .venv/bin/playwright install chromium"
)
INSTALL_SECONDS = 420


class NoChromium(Exception):
    """There is none here, or not where it is said to be."""


def executable(playwright: Playwright) -> str:
    """Where a Chromium is. NoChromium says what to do where none is."""
    if named := os.environ.get("LAURELS_CHROMIUM") or os.environ.get("CHROMIUM"):
        if found := shutil.which(named):
            return found
        raise NoChromium(f"LAURELS_CHROMIUM is '{named}', which is not a program")
    for name in NAMES:
        if found := shutil.which(name):
            return found
    own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    raise NoChromium(NEEDED)


def launch(playwright: Playwright) -> Browser:
    """A Chromium without a window. NoChromium where there is none."""
    flags = [*FLAGS, "--no-sandbox"] if _is_root() else [*FLAGS]
    return playwright.chromium.launch(
        executable_path=executable(playwright), headless=True, args=flags
    )


def install() -> None:
    """Get Debian's package where this can be done; in any other case say nothing, do nothing:
    the tests tell what they need."""
    with sync_playwright() as playwright:
        try:
            executable(playwright)
        except NoChromium:
            pass
        else:
            return
    if not (_is_root() and shutil.which("apt-get")):
        return
    print("Installing Debian's package chromium for the browser tests (once) ...", flush=True)
    get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for command in (
        [*get, "update"],
        [*get, "-y", "install", "--no-install-recommends", "chromium"],
    ):
        told = subprocess.run(
            command,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    if told.returncode:
        print(f"That did not work:\n{told.stdout[-2000:]}", file=sys.stderr)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


if __name__ == "__main__":
    if sys.argv[1:] != ["--install"]:
        sys.exit(__doc__)
    install()
