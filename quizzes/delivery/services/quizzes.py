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
from quizzes.delivery.policy import checked
from quizzes.framework.models import Competence


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
    """The quiz of this slug and "created", "changed" or "same". A section is {"bank": ItemBank or its slug, "count":
    int}, and where it is narrower "level" (1..4), "competence" (or its code), "min_band", "max_band". Attempts under
    way keep the rules they began with. BadInput for rules that make no sense."""
    if purpose == Quiz.Purpose.READINESS:
        policy = {"feedback": "never"} | policy
        if policy["feedback"] != "never":
            raise BadInput(_("A readiness test never shows its answers."))
    policy = checked(policy)
    if purpose == Quiz.Purpose.TASK and policy["layout"] == "all":
        raise BadInput(_("Simulated tasks are shown one by one, never all on one page."))
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
    have = [_as_data(section) for section in quiz.sections.all()]
    if have != [_as_data(section) for section in wanted]:
        quiz.sections.all().delete()
        _write_sections(quiz, wanted)
        return quiz, "changed"
    return quiz, "changed" if changed else "same"


def make_laid_out(*, slug: str, title: str) -> Quiz:
    """A readiness test whose sittings a room above lays out (`hooks.Instrument`), so that it has no sections; without
    limit of time or attempts, and its answers are never shown."""
    policy = checked({"feedback": "never"})
    return Quiz.objects.create(slug=slug, title=title, purpose=Quiz.Purpose.READINESS, policy=policy)


def _as_data(section: QuizSection) -> tuple[Any, ...]:
    return (
        section.bank_id,
        section.level,
        section.competence_id,
        section.min_band,
        section.max_band,
        section.count,
    )


def _write_sections(quiz: Quiz, wanted: list[QuizSection]) -> None:
    for order, section in enumerate(wanted):
        section.quiz, section.order = quiz, order
    QuizSection.objects.bulk_create(wanted)


def _checked_sections(sections: list[dict[str, Any]], purpose: Quiz.Purpose) -> list[QuizSection]:
    banks = ItemBank.objects.in_bulk(_names(sections, "bank"), field_name="slug")
    competences = Competence.objects.in_bulk(_names(sections, "competence"), field_name="code")
    wanted: list[QuizSection] = []
    for section in sections:
        bank, competence = section["bank"], section.get("competence")
        found = banks.get(bank) if isinstance(bank, str) else bank
        if found is None:
            raise BadInput(_("There is no bank “%(bank)s”.") % {"bank": bank})
        if purpose != Quiz.Purpose.SURVEY and found.purpose != purpose:
            raise BadInput(
                _("The bank “%(bank)s” serves another purpose than the quiz; items are never shared between purposes.")
                % {"bank": found.title}
            )
        if isinstance(competence, str):
            if competence not in competences:
                raise BadInput(_("There is no competence “%(code)s”.") % {"code": competence})
            competence = competences[competence]
        level, count = section.get("level"), section["count"]
        if level not in (None, 1, 2, 3, 4) or not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise BadInput(_("A section draws at least one item, of level 1 to 4 or of any level."))
        least, most = _bands(section)
        wanted.append(
            QuizSection(bank=found, level=level, competence=competence, min_band=least, max_band=most, count=count)
        )
    if not wanted:
        raise BadInput(_("A quiz needs at least one section to draw from."))
    return wanted


def _names(sections: list[dict[str, Any]], field: str) -> list[str]:
    return [section[field] for section in sections if isinstance(section.get(field), str)]


def _bands(section: dict[str, Any]) -> tuple[float | None, float | None]:
    least, most = section.get("min_band"), section.get("max_band")
    for band in (least, most):
        if band is not None and (isinstance(band, bool) or not isinstance(band, int | float) or abs(band) > 4):
            raise BadInput(_("An expected difficulty is a number from −4 to 4."))
    if least is not None and most is not None and least > most:
        raise BadInput(_("The range of difficulty must begin below its end."))
    return None if least is None else float(least), None if most is None else float(most)


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
