"""Questions of a file as a learner would see them, before any item is made of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.bank.models import Item
from quizzes.bank.selectors.previews import Preview, preview_of
from quizzes.exchange.planning import Planned


@dataclass(frozen=True)
class Shown:
    planned: Planned
    preview: Preview


def shown_questions(planned: Iterable[Planned]) -> list[Shown]:
    found = []
    for each in planned:
        question = each.question
        content = (question.body, question.key, question.feedback)
        found.append(Shown(each, preview_of(Item(kind=question.kind, slug=each.slug), content)))
    return found
