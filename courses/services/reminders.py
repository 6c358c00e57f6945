"""A text for the group chat of a unit, and a list for calling people one by one. Both are audited."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Programme
from courses.permissions import units_in_hand
from courses.selectors import stuck
from courses.selectors.stuck import Hold, Stuck
from lms.audit.services import log
from lms.people.models import OrganisingUnit, Person
from lms.web.errors import NotAllowed


@dataclass(frozen=True)
class Reminder:
    """`group` names nobody and may be pasted into the group chat. `names` is "" or the list for calling one by one,
    which must not."""

    group: str
    names: str

    @property
    def text(self) -> str:
        """Both, as the file to be saved."""
        return f"{self.group}\n\n{self.names}".strip() + "\n"


@transaction.atomic
def compose(
    *, programme: Programme, unit: OrganisingUnit, with_names: bool, by: Person, now: datetime | None = None
) -> Reminder:
    """The text of one unit, by its organiser or the committee."""
    now = now or timezone.now()
    if not units_in_hand(by).filter(pk=unit.pk).exists():
        raise NotAllowed(_("You can write to the deputies of your own unit only."))
    people = [one for one in stuck.without_result(by, programme, now=now) if one.unit.pk == unit.pk]
    log.record(
        actor_uuid=by.uuid,
        verb="reminder.composed_with_names" if with_names else "reminder.composed",
        object_type="unit",
        object_id=unit.slug,
        purpose=programme.slug,
        now=now,
    )
    return Reminder(_group(programme, unit, now), _names(people) if with_names else "")


def _group(programme: Programme, unit: OrganisingUnit, now: datetime) -> str:
    """The same lines for everybody, whoever is held up by what: nobody can be recognised."""
    today = timezone.localdate(now)
    lines = [
        _("Dear deputies,"),
        _(
            "the learning of “%(programme)s” is under way. Whoever has not finished yet, please do so by"
            " %(year)s-%(month)s-%(day)s:"
        )
        % {
            "programme": programme.title,
            "year": programme.ends.year,
            "month": programme.ends.month,
            "day": programme.ends.day,
        },
        _(
            "1. Not signed in yet: scan the code on your account slip with WeChat."
            " If the slip is lost, we print another."
        ),
        _(
            "2. Begun already: open the Digital School for Deputies and choose “Go on learning”;"
            " you continue where you were."
        ),
        _("3. Lessons and assessment done: please make an appointment with us to do the task in person."),
        _("4. No attempts left at the assessment: we arrange further training, after which you can take it again."),
        _("We are glad to help, by telephone or on site. Contact: %(contact)s") % {"contact": unit.contact}
        if unit.contact
        else _("We are glad to help, by telephone or on site. Please contact us."),
        _("Thank you for your support!"),
        unit.name,
        _("%(year)s-%(month)s-%(day)s") % {"year": today.year, "month": today.month, "day": today.day},
    ]
    return "\n".join(lines)


def _names(people: list[Stuck]) -> str:
    lines = [_("For calling one by one. Please do not forward this list or send it to a group.")]
    for hold in Hold:
        held = [one for one in people if one.hold == hold]
        if held:
            lines.append(f"{hold.label}（{_advice(hold)}）")
            lines += [f"　{_line(one)}" for one in held]
    if len(lines) == 1:
        return _("Everybody in this unit has a result.")
    return "\n".join(lines)


def _line(one: Stuck) -> str:
    what = [task.title for task in one.tasks] if one.hold == Hold.WAITING else [quiz.title for quiz in one.quizzes]
    return f"{one.name}：{'、'.join(what)}" if what else one.name


def _advice(hold: Hold) -> str:
    return {
        Hold.NEVER: _("bring the account slip, help with the first sign-in"),
        Hold.USED_UP: _("arrange further training, then grant another attempt"),
        Hold.WAITING: _("make an appointment for the observed task"),
        Hold.HOURS: _("let a class be attended or made up"),
        Hold.NOT_BEGUN: _("help to open the first lesson"),
        Hold.UNDER_WAY: _("ask where help is needed"),
    }[hold]
