"""The web app's files as the build has left them: looked up, with what browsers need to know.

Vite puts a hash of the contents into the names below /assets, so those files never change.
"""

import contextlib
from pathlib import Path

from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

from laurels.api.access import Scope
from laurels.api.answer import Answer

WEB = Path(__file__).parent.parent / "web"
INDEX = "index.html"
HASHED = r"^/assets/"
SAFE = ("X-Content-Type-Options", "nosniff")
LOOKED_AT = {  # headers that decide how a file is answered, as WhiteNoise names them
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"if-none-match": "HTTP_IF_NONE_MATCH",
    b"if-modified-since": "HTTP_IF_MODIFIED_SINCE",
    b"range": "HTTP_RANGE",
}
OWN = ("content-type", "content-length")  # what an Answer says otherwise


class WebFiles:
    """The files of one build. A new build is taken up as soon as someone asks."""

    def __init__(self, folder: Path = WEB) -> None:
        self._folder = folder
        self._built_at: int | None = None
        self._index: str | None = None
        self._files: dict[str, StaticFile] = {}

    def index(self) -> str | None:
        """The page that all others begin as; None where the app is not built. O(1)."""
        self._look()
        return self._index

    def file(self, scope: Scope) -> Answer | None:
        """The file at a request's path, whole, in part or not modified; None where there is
        none. Compressed where the build has left it so and the client takes it. O(bytes)."""
        self._look()
        found = self._files.get(scope["path"])
        if found is None:
            return None
        asked = {
            LOOKED_AT[name]: value.decode("latin-1")
            for name, value in scope["headers"]
            if name in LOOKED_AT
        }
        try:
            answer = found.get_response("GET", asked)
        except OSError:  # a build that is under way has taken it
            return None
        body = b""
        if answer.file is not None:
            with answer.file as file:
                body = file.read()
        headers = {name.lower(): value for name, value in answer.headers}
        media, _, _ = headers.get("content-type", "").partition(";")  # the framework adds a charset
        kept = [(name, value) for name, value in answer.headers if name.lower() not in OWN]
        return Answer(body, int(answer.status), (*kept, SAFE), media)

    def _look(self) -> None:
        """Take up another build: its index is another file then."""
        index, built_at = self._folder / INDEX, None
        with contextlib.suppress(OSError):
            built_at = index.stat().st_mtime_ns
        if built_at == self._built_at:
            return
        self._built_at, self._index, self._files = built_at, None, {}
        if built_at is None:
            return
        with contextlib.suppress(OSError):
            self._index = index.read_text()
            self._files = WhiteNoise(
                None, self._folder, max_age=0, allow_all_origins=False, immutable_file_test=HASHED
            ).files
