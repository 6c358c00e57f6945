"""Files that only their owner and who is entitled may read: outside MEDIA_ROOT, sent through a view that asks."""

from typing import Any
from urllib.parse import quote

from django.core.files.storage import Storage, storages
from django.http import FileResponse, Http404, HttpRequest


def private_storage() -> Storage:
    """The private storage. Pass the function itself to a FileField."""
    return storages["private"]


def serve_private(
    request: HttpRequest,
    *,
    storage_name: str,
    filename: str,
    content_type: str,
    download_name: str,
    inline: bool = False,
) -> FileResponse:
    """The file as a response that no cache keeps. The caller has asked for permission already.

    `filename` is the name inside the storage, `download_name` what the person's device calls it; 404 if it is gone.
    """
    storage: Any = storages[storage_name]
    if not storage.exists(filename):
        raise Http404
    response = FileResponse(storage.open(filename, "rb"), content_type=content_type)
    kind = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=utf-8''{quote(download_name)}"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
