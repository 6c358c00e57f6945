"""Archives: looked at before anything is unpacked, and never unpacked onto a disk."""

import io
import posixpath
import stat
import zipfile
import zlib

from django.utils.translation import gettext as _

from quizzes.exchange.reading import limits
from quizzes.exchange.reading.limits import Unreadable

PACKED = (".zip", ".imscc", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".mbz")


class Archive:
    """The members of a package, by name. `read` refuses what would lead out of it or is itself an archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {info.filename: info for info in archive.infolist() if not info.is_dir()}

    @property
    def names(self) -> list[str]:
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """The bytes of one member. Unreadable when it is missing, damaged, or an archive inside the archive."""
        info = self._names.get(name)
        if info is None:
            raise Unreadable(_("The package has no file “%(name)s”.") % {"name": name[:100]})
        if name.lower().endswith(PACKED):
            raise Unreadable(
                _("The package holds another package, “%(name)s”; unpack it first.") % {"name": name[:100]}
            )
        try:
            with self._archive.open(info) as member:
                return member.read(limits.MAX_MEMBER)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
            raise Unreadable(_("The file “%(name)s” in the package is damaged.") % {"name": name[:100]}) from None

    def beside(self, member: str, reference: str) -> str | None:
        """The member that a reference inside another one means, or None where it leads out or to nothing."""
        reference = reference.split("#")[0].split("?")[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(member), reference))
        return path if path in self._names else None


def open_archive(content: bytes) -> Archive:
    """Unreadable, in words, for bombs, slips, links, locked or damaged archives."""
    if len(content) > limits.MAX_BYTES:
        raise Unreadable(_("The file is larger than %(limit)d MB.") % {"limit": limits.MAX_BYTES // limits.MEGABYTE})
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Unreadable(_("The package is damaged; it cannot be opened as a zip file.")) from None
    members = archive.infolist()
    if len(members) > limits.MAX_MEMBERS:
        raise Unreadable(_("The package holds more than %(limit)d files.") % {"limit": limits.MAX_MEMBERS})
    if sum(info.file_size for info in members) > limits.MAX_UNPACKED or any(map(_is_bomb, members)):
        raise Unreadable(_("The package unpacks to far more than such a file can be."))
    for info in members:
        _refuse_slips(info)
    return Archive(archive)


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    tight = info.file_size > limits.MAX_RATIO * max(info.compress_size, 1)
    return info.file_size >= limits.MAX_MEMBER or (info.file_size > limits.MEGABYTE and tight)


def _refuse_slips(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable(_("The package holds a file that would lead outside it: “%(name)s”.") % {"name": name[:100]})
    if info.flag_bits & 1:
        raise Unreadable(_("The package is locked by a password. Save it without one."))
