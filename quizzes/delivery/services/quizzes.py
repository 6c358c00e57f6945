"""The rules of a quiz, from files or from the editor."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import log
from lms.people.models import Person, Role
from lms.people.permissions import require
from lms.web.errors import BadInput
from quizzes.bank.models import ItemBank
from quizzes.delivery.models import Quiz, QuizSection
from quizzes.framework.models import Competence

DEFAULTS: dict[str, Any] = {
    "attempts": None,
    "pass_share": 0.6,
    "minutes": None,
    "feedback": "after_attempt",
    "shuffle_options": True,
}
FEEDBACK = ("never", "after_attempt")


@transaction.atomic
def load_quiz(
    *,
    slug: str,
    title: str,
    purpose: str,
    competence: Competence | None,
    policy: dict[str, Any],
    sections: list[dict[str, Any]],
) -> tuple[Quiz, str]:
    """The quiz of this slug and "created", "changed" or "same". A section is {"bank": ItemBank or its slug, "level":
    1..4 or None, "count": int}. Attempts under way keep the rules they began with. BadInput for rules that make no
    sense."""
    policy = _checked_policy(policy)
    wanted = _checked_sections(sections, Quiz.Purpose(purpose))
    new = {"title": title, "purpose": purpose, "competence": competence, "policy": policy}
    quiz = Quiz.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    if quiz is None:
        quiz = Quiz.objects.create(slug=slug, **new)
        _write_sections(quiz, wanted)
        return quiz, "created"
    changed = [field for field, value in new.items() if getattr(quiz, field) != value]
    for field in changed:
        setattr(quiz, field, new[field])
    if changed:
        quiz.save(update_fields=changed)
    have = [(section.bank_id, section.level, section.count) for section in quiz.sections.all()]
    if have != [(bank.pk, level, count) for bank, level, count in wanted]:
        quiz.sections.all().delete()
        _write_sections(quiz, wanted)
        return quiz, "changed"
    return quiz, "changed" if changed else "same"


Section = tuple[ItemBank, int | None, int]


def _write_sections(quiz: Quiz, wanted: list[Section]) -> None:
    QuizSection.objects.bulk_create(
        QuizSection(quiz=quiz, order=order, bank=bank, level=level, count=count)
        for order, (bank, level, count) in enumerate(wanted)
    )


def _checked_policy(policy: dict[str, Any]) -> dict[str, Any]:
    if unknown := policy.keys() - DEFAULTS.keys():
        raise BadInput(_("A quiz has no rule called “%(name)s”.") % {"name": sorted(unknown)[0]})
    policy = DEFAULTS | policy
    if not _whole_or_none(policy["attempts"]) or not _whole_or_none(policy["minutes"]):
        raise BadInput(_("Attempts and minutes are whole numbers from 1 on, or empty for no limit."))
    share = policy["pass_share"]
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise BadInput(_("The share that must be right lies above 0 and is 1 at most."))
    if policy["feedback"] not in FEEDBACK or not isinstance(policy["shuffle_options"], bool):
        raise BadInput(_("Feedback is “never” or “after_attempt”, and shuffling is true or false."))
    return policy


def _whole_or_none(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 1)


def _checked_sections(sections: list[dict[str, Any]], purpose: Quiz.Purpose) -> list[Section]:
    slugs = [section["bank"] for section in sections if isinstance(section["bank"], str)]
    banks = ItemBank.objects.in_bulk(slugs, field_name="slug")
    wanted: list[Section] = []
    for section in sections:
        bank = banks.get(section["bank"]) if isinstance(section["bank"], str) else section["bank"]
        level, count = section.get("level"), section["count"]
        if bank is None:
            raise BadInput(_("There is no bank “%(bank)s”.") % {"bank": section["bank"]})
        if purpose != Quiz.Purpose.SURVEY and bank.purpose != purpose:
            raise BadInput(
                _("The bank “%(bank)s” serves another purpose than the quiz; items are never shared between purposes.")
                % {"bank": bank.title}
            )
        if level not in (None, 1, 2, 3, 4) or not _whole_or_none(count) or count is None:
            raise BadInput(_("A section draws at least one item, of level 1 to 4 or of any level."))
        wanted.append((bank, level, count))
    if not wanted:
        raise BadInput(_("A quiz needs at least one section to draw from."))
    return wanted


@transaction.atomic
def save_quiz(
    *,
    slug: str,
    title: str,
    purpose: str,
    competence: Competence | None,
    policy: dict[str, Any],
    sections: list[dict[str, Any]],
    open: bool,
    by: Person,
    now: datetime,
) -> tuple[Quiz, str]:
    """The same from the editor: committee only, audited, with the switch that closes a quiz to new attempts."""
    require(by, Role.COMMITTEE)
    quiz, state = load_quiz(
        slug=slug, title=title, purpose=purpose, competence=competence, policy=policy, sections=sections
    )
    if quiz.open != open:
        quiz.open, state = open, "changed" if state == "same" else state
        quiz.save(update_fields=["open"])
    if state != "same":
        log.record(
            actor_uuid=by.uuid, verb="quiz.saved", object_type="quiz", object_id=quiz.slug, purpose=state, now=now
        )
    return quiz, state
