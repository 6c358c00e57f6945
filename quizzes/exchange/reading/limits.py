"""How much a file of questions may be. Whatever is larger is refused before it costs time or memory."""

from lms.web.errors import BadInput

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_UNPACKED = 120 * MEGABYTE
MAX_MEMBER = 60 * MEGABYTE
MAX_MEMBERS = 3_000
MAX_RATIO = 150
"""A member of more than a megabyte that was packed tighter than this is a bomb; pictures and prose stay below 30."""
MAX_DEPTH = 120
MAX_ELEMENTS = 400_000
MAX_QUESTIONS = 5_000
MAX_PICTURE = 5 * MEGABYTE
MAX_SECONDS = 50
"""For all questions of a file: hundreds of keys with thousands of possible answers each would take hours."""


class Unreadable(BadInput):
    """The whole file cannot be read: nothing of it was imported."""
