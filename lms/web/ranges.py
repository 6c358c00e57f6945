"""Parts of a file on request (RFC 9110, section 14): an iPhone plays no film from a server that cannot give them."""

from collections.abc import Callable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from whitenoise.responders import SlicedFile, StaticFile

CHUNK = 64 * 1024


class RangeMiddleware:
    """Cuts a whole file that a view would send down to the part that was asked for.

    WhiteNoise does this for our own static files; its two pieces serve uploaded and private files here. One range is
    answered; several at once, a range we cannot read, or a reply that is no file is sent whole, as the standard allows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, FileResponse) or response.status_code != 200:
            return response
        response["Accept-Ranges"] = "bytes"
        asked = request.headers.get("Range", "")
        if request.method != "GET" or not asked or "Content-Length" not in response or "If-Range" in request.headers:
            return response
        size = int(response["Content-Length"])
        try:
            start, end = _bounds(asked, size)
        except ValueError:
            return response
        return _part(response, start, end, size)


def _bounds(asked: str, size: int) -> tuple[int, int]:
    """First and last byte, both within the file; start == size where there is nothing to give. ValueError when it is
    no single range of bytes."""
    start, end = StaticFile.parse_byte_range(asked)
    if start < 0:
        start = max(size + start, 0)
    end = size - 1 if end is None else min(end, size - 1)
    return (start, end) if start <= end else (size, size)


def _part(whole: FileResponse, start: int, end: int, size: int) -> HttpResponseBase:
    if start >= size:
        for close in whole._resource_closers:  # type: ignore[attr-defined]
            close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_chunks(SlicedFile(whole.file_to_stream, start, end)), status=206)
    part._resource_closers.extend(whole._resource_closers)  # type: ignore[attr-defined]
    for name, value in whole.items():
        part[name] = value
    part["Content-Length"] = str(end - start + 1)
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part


def _chunks(file: SlicedFile) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
