"""Which kinds of items can stand on paper: those whose folder says how, by a template paper.html."""

from functools import cache

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from quizzes.types import registry


@cache
def on_paper() -> frozenset[str]:
    return frozenset(name for name, kind in registry.kinds().items() if _has(kind.template("paper")))


def _has(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True
