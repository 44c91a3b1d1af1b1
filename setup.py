"""The compiled parts, built where a C compiler is; without them the Python ones serve.

Everything else about the package stands in pyproject.toml.
"""

import os
from pathlib import Path

from setuptools import Extension, setup

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
                optional=True,  # no compiler: no error
            )
            for path in SOURCES
        ],
        build_dir="build",
        language_level=3,
        include_path=["src"],
    )


setup(ext_modules=extensions())
