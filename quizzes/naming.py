"""What the objects of this room are called in a person's learning record."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from quizzes.bank.models import Task
from quizzes.delivery.models import Attempt
from quizzes.framework.models import Competence


def attempts(ids: Collection[str]) -> dict[str, str]:
    rows = Attempt.objects.filter(uuid__in=ids).values_list("uuid", "quiz__title", "number")
    return {
        str(uuid): _("%(quiz)s, attempt %(number)d") % {"quiz": title, "number": number} for uuid, title, number in rows
    }


def tasks(ids: Collection[str]) -> dict[str, str]:
    return dict(Task.objects.filter(slug__in=ids).values_list("slug", "title"))


def competences(ids: Collection[str]) -> dict[str, str]:
    return {
        code: f"{code} {name}" for code, name in Competence.objects.filter(code__in=ids).values_list("code", "name")
    }
