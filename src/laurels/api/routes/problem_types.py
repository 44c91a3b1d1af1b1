"""What a problem's `type` leads to: each code with its status and its meaning."""

from collections.abc import Iterator
from html import escape

from litestar import get

from laurels.api.problems import FRAMEWORK, STATUSES
from laurels.rules.errors import LaurelsError

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems of the Laurels API</title>
<style>
body {{ font:16px/1.6 system-ui, sans-serif; max-width:42rem; margin:3rem auto; padding:0 1rem }}
:target {{ background:#ffe9a8 }} code {{ font-size:1.05em }}
</style>
</head>
<body>
<h1>Problems</h1>
<p>Errors are <code>application/problem+json</code>. <code>code</code> is stable, for programs.</p>
<dl>{rows}</dl>
</body>
</html>
"""


@get("/docs/problems", include_in_schema=False, media_type="text/html")
async def get_problem_types() -> str:
    """All of them on one page."""
    rows = "".join(
        f'<dt id="{code}"><code>{code}</code> {status}</dt><dd>{escape(meaning)}</dd>'
        for code, status, meaning in sorted(problem_types(), key=lambda row: row[1])
    )
    return PAGE.format(rows=rows)


def problem_types() -> Iterator[tuple[str, int, str]]:
    """Code, status and meaning of every problem that the API can answer with."""
    seen = {LaurelsError.code}
    yield (
        LaurelsError.code,
        STATUSES[LaurelsError],
        "A fault of Laurels itself; its log tells more.",
    )
    for error in _errors(LaurelsError):
        if error.code in seen:  # to clients it is what its base is
            continue
        status = next(STATUSES[cls] for cls in error.__mro__ if cls in STATUSES)
        seen.add(error.code)
        yield error.code, status, (error.__doc__ or "").partition("\n")[0]
    for status, (code, title) in FRAMEWORK.items():
        if code not in seen:
            yield code, status, f"{title}."


def _errors(error: type[LaurelsError]) -> Iterator[type[LaurelsError]]:
    if error is not LaurelsError:
        yield error
    for child in error.__subclasses__():
        yield from _errors(child)


ROUTES = [get_problem_types]
