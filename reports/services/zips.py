"""Office files are ZIPs, and a ZIP holds the time of each member."""

import io
import zipfile
from collections.abc import Iterable, Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the format has no earlier one."""


def without_time(content: bytes) -> bytes:
    """The same ZIP with all its dates set to one day, so that making it again gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        _write(target, ((name, source.read(name)) for name in source.namelist()))
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files by name; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        _write(target, files.items())
    return out.getvalue()


def _write(target: zipfile.ZipFile, files: Iterable[tuple[str, bytes]]) -> None:
    for name, content in files:
        member = zipfile.ZipInfo(name, EPOCH)
        member.external_attr = 0o600 << 16
        target.writestr(member, content, zipfile.ZIP_DEFLATED)
