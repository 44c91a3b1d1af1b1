"""The picture that is shown with a link to a leaderboard."""

from litestar import Response, get

from laurels.api.access import header, laurels_of
from laurels.api.answer import NOT_MODIFIED, Answer, response
from laurels.api.previews import SHOWN, Previews, preview_of
from laurels.api.problems import AnyRequest
from laurels.api.reads import NO_CACHE, Asked, Reads, has_tag
from laurels.api.routes.leaderboards import LeaderboardId

PNG = "image/png"


@get(
    "/leaderboards/{id:str}/preview.png",
    media=PNG,
    not_modified=True,
    readable=True,
)
async def get_preview(request: AnyRequest, id: LeaderboardId) -> Response[bytes]:
    """A leaderboard's picture for those who show links, 1200 x 630. Its title, and the first
    three of the open season of its first window."""
    reads: Reads = request.app.state.reads
    previews: Previews = request.app.state.previews
    board, season = await reads.season(request.scope, id, Asked())
    page = await laurels_of(request).read_ranks.page(season, 0, SHOWN)
    preview = preview_of(board, page)
    tag = f'"{preview.tag}"'
    headers = (("ETag", tag), NO_CACHE)
    if has_tag(header(request.scope, b"if-none-match"), tag):
        return response(Answer(b"", NOT_MODIFIED, headers, PNG))
    return response(Answer(await previews.picture(preview), 200, headers, PNG))


ROUTES = [get_preview]
