"""Whether the needs survey can be answered on a phone in a few minutes."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.content.material import Finding, Material
from courses.content.words import LONGEST, MARKS, SENTENCE
from courses.files.needs_survey import FILE, KINDS, questions_of

FEWEST, MOST = 14, 18
OPTIONS = 10


def check(material: Material) -> Iterator[Finding]:
    survey = material.plan.needs_survey
    if not survey:
        return
    asked = questions_of(survey)
    if not FEWEST <= len(asked) <= MOST:
        words = {"have": len(asked), "least": FEWEST, "most": MOST}
        yield _finding("survey-count", _("%(have)d questions; between %(least)d and %(most)d.") % words)
    if missing := [kind for kind in KINDS if kind not in {question["kind"] for question in asked}]:
        yield _finding("survey-kinds", _("no question of the kind %(kinds)s.") % {"kinds": "、".join(missing)})
    for question in asked:
        if len(question["options"]) > OPTIONS:
            words = {"name": question["id"], "have": len(question["options"]), "most": OPTIONS}
            yield _finding("survey-options", _("%(name)s has %(have)d options; %(most)d at most.") % words)
    for line in material.lines:
        if line.file == FILE:
            longest = max((len(one) for one in SENTENCE.split(MARKS.sub("", line.text))), default=0)
            if longest > LONGEST:
                advice = _("a sentence of %(have)d characters; %(most)d at most: make two of it.")
                yield line.finding("sentence-long", advice % {"have": longest, "most": LONGEST})


def _finding(rule: str, advice: str) -> Finding:
    return Finding(FILE, 1, "", rule, advice)
