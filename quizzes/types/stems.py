"""The question itself, which every kind has, and the explanation that follows it."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.types import richtext
from quizzes.types.problems import STEM, Problem

LONGEST_STEM = 5000
LONGEST_HTML = 20_000


def plain(value: Any) -> str:
    """A text without blanks around it; "" for nothing."""
    return "" if value is None else str(value).strip()


def canonical_stem(body: dict[str, Any]) -> dict[str, Any]:
    """Stem and, where there is any, its harmless HTML; without a stem the HTML's own text."""
    return canonical_text(body, "stem")


def canonical_text(given: dict[str, Any], name: str) -> dict[str, Any]:
    """The same for any text that may carry HTML beside it."""
    html = richtext.clean(plain(given.get("html")))
    text = plain(given.get(name)) or (richtext.to_text(html) if html else "")
    return {name: text} | ({"html": html} if html else {})


def stem_problems(body: dict[str, Any]) -> list[Problem]:
    stem = body.get("stem", "")
    if not stem:
        return [Problem(STEM, _("write the question."))]
    if len(stem) > LONGEST_STEM or len(body.get("html", "")) > LONGEST_HTML:
        return [Problem(STEM, _("is longer than %(count)d characters.") % {"count": LONGEST_STEM})]
    return []


def canonical_feedback(feedback: dict[str, Any]) -> dict[str, Any]:
    """{"general": str, "options": {id: str}} without empty explanations."""
    explained = feedback.get("options")
    rows = explained.items() if isinstance(explained, dict) else []
    return {
        "general": plain(feedback.get("general")),
        "options": {str(id): plain(text) for id, text in rows if plain(text)},
    }


def notes_of(feedback: Any, ids: list[str]) -> list[str]:
    """The explanations of these, then the general one."""
    explained = feedback.get("options", {})
    told = [explained[one] for one in ids if explained.get(one)]
    return [*told, feedback["general"]] if feedback.get("general") else told
