"""The readiness test on the pages of other rooms."""

from typing import Any

from django import template

from lms.people.models import Person
from quizzes.appraisal.selectors.pages import card_of
from quizzes.readiness.scope import Scope

register = template.Library()


@register.inclusion_tag("quizzes/appraisal/card.html")
def readiness_test_card(person: Person, scope: Scope | None, show_done: bool = False) -> dict[str, Any]:
    """What the person's test waits for, in the first of their scopes; nothing where there is none, or where it is done
    and not asked for."""
    return {"card": card_of(person, scope), "show_done": show_done}
