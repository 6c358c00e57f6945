"""Office files are ZIPs, and a ZIP holds the time of each member."""

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the format has no earlier one."""


def without_time(content: bytes) -> bytes:
    """The same ZIP with all its dates set to one day, so that making it again gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, EPOCH)
            member.external_attr = 0o600 << 16
            target.writestr(member, source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
