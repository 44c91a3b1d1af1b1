"""The compiled parts, built where a C compiler is; without them the Python ones serve.
And the web app, built where Node.js is; without it the server has no pages, but all else.

Everything else about the package stands in pyproject.toml.
"""

import os
import subprocess
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

SOURCES = sorted(Path("src/laurels/native").glob("*.pyx"))


def extensions() -> list[Extension]:
    """One extension a Cython file; none where LAURELS_PURE is true."""
    if os.environ.get("LAURELS_PURE", "").lower() in ("true", "1"):
        return []
    from Cython.Build import cythonize

    return cythonize(
        [
            Extension(
                f"laurels.native.{path.stem}",
                [path.as_posix()],
                extra_compile_args=["-O2"],
            )
            for path in SOURCES
        ],
        build_dir="build",
        language_level=3,
        include_path=["src"],
    )


class BuildAllOrNone(build_ext):
    """Goes on without the compiled parts where they cannot be built: without a compiler, say."""

    def build_extensions(self) -> None:
        """Build them, or say why not; `optional` extensions need a compiler all the same."""
        try:
            super().build_extensions()
        except Exception as error:
            self.warn(f"nothing is compiled, plain Python serves instead: {error}")
            self.extensions = []


class BuildWithWeb(build_py):
    """Builds the web app first, so that it is packed; `make` does so itself while developing."""

    def run(self) -> None:
        """Build it, or say why the server will have no pages."""
        npm, built = Path("web/tools/npm.py"), Path("src/laurels/web/index.html")
        if not self.editable_mode and npm.exists() and not built.exists():
            code = subprocess.run([sys.executable, npm, "build"], check=False).returncode  # noqa: S603
            if code:
                self.warn("the web app is not built; the server answers without its pages")
        super().run()


setup(
    ext_modules=extensions(),
    cmdclass={"build_ext": BuildAllOrNone, "build_py": BuildWithWeb},
)
