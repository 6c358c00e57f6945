"""A few words: their words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.types import accepted
from quizzes.types.problems import FEEDBACK, KEY, Problem
from quizzes.types.right import earning_problems, right_lines
from quizzes.types.short.scoring import LONGEST
from quizzes.types.stems import canonical_feedback, canonical_stem, notes_of, plain, stem_problems

LABEL = pgettext_lazy("item", "A few words")
PLACE = 70
FIELDS: dict[str, bool] = {}
UNFIT = gettext_lazy("Please write a few words, 200 characters at most.")
Data = dict[str, Any]


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    return canonical_stem(body), canonical_key(key), canonical_feedback(feedback)


def canonical_key(key: Data) -> Data:
    """Accepted texts without empty ones; what is not asked for goes without saying."""
    answers = [{"text": plain(row.get("text"))} | accepted.shared(row) for row in accepted.rows_of(key)]
    rest = {name: value for name, value in key.items() if name != "answers" and value not in (None, "", False)}
    return rest | {"answers": [answer for answer in answers if answer["text"]]}


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    found = [*stem_problems(body), *key_problems(key)]
    if feedback["options"]:
        found.append(Problem(FEEDBACK, _("explains an option that is not there.")))
    return found


def key_problems(key: Data) -> list[Problem]:
    answers = key.get("answers", [])
    found = accepted.problems(answers)
    if any(len(answer["text"]) > LONGEST for answer in answers):
        found.append(Problem(KEY, _("an accepted text is longer than %(count)d characters.") % {"count": LONGEST}))
    if key.get("wildcards") and any(not answer["text"].replace("*", "").strip() for answer in answers):
        found.append(Problem(KEY, _("“*” alone would accept everything.")))
    return found or earning_problems("short", key)


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return [str(payload["text"])]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, [])


def preview(body: Data, key: Data, feedback: Data) -> Data:
    also = [_("accepted: %(range)s") % {"range": answer["text"]} for answer in key.get("answers", [])]
    return {"lines": [*right_lines("short", describe, body, key), *also][:20]}
