"""The admin's own static files, from the installed packages: no collecting, no internet."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise that answers whole files, since Django warns of file iterators under ASGI."""

    def __call__(self, request: HttpRequest) -> Any:
        """A file; what looks like one and is none is not found, signed in or not."""
        known = request.path_info in self.files
        if not known and request.path_info.startswith(self.static_prefix):
            return HttpResponseNotFound()
        return super().__call__(request)

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """The file, or the part of it that was asked for; at most a few megabytes."""
        answer = static_file.get_response(request.method, request.META)
        body = b""
        if answer.file is not None:
            with answer.file as file:
                body = file.read()
        response = HttpResponse(body, status=int(answer.status))
        del response["content-type"]  # the file's own follows
        for name, value in answer.headers:
            response[name] = value
        return response
