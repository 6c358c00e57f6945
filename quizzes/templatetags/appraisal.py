"""The readiness test on the pages of other rooms."""

from typing import Any

from django import template

from lms.people.models import Person
from quizzes.appraisal.selectors.pages import card_of

register = template.Library()


@register.inclusion_tag("quizzes/appraisal/card.html")
def readiness_test_card(person: Person, show_done: bool = False) -> dict[str, Any]:
    """What the person's test waits for; nothing where there is none, or where it is done and not asked for."""
    return {"card": card_of(person), "show_done": show_done}
