"""Where the gaps of a cloze text are: `{{id}}`."""

import re

from django.utils.translation import gettext as _

from quizzes.exchange.question import Unfaithful

MARK = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def mark_of(id: object) -> str:
    return "{{" + str(id) + "}}"


def guarded(text: str) -> str:
    """The text, which must not hold such marks of its own."""
    if "{{" in text or "}}" in text:
        raise Unfaithful(_("Its text holds double braces, which mean a gap here."))
    return text
