"""More time, further attempts or another window for one person: what was granted, and granting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.people.permissions import roles_required
from lms.people.selectors.people import Filters, mandates
from lms.people.sign_in import signed_in
from lms.web.errors import BadInput
from quizzes.delivery.extension_form import ExtensionForm
from quizzes.delivery.models import Quiz
from quizzes.delivery.selectors.extensions import find_extensions, people_in_hand
from quizzes.delivery.services import extensions

ON_A_PAGE, PEOPLE_ON_A_PAGE = 50, 20


@roles_required(*extensions.GRANTORS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What was granted to the people in one's hands, latest first, with search."""
    now, text, holding = timezone.now(), request.GET.get("q", "").strip()[:64], request.GET.get("holding") == "1"
    found = find_extensions(signed_in(request), text=text, holding=holding, now=now)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, extensions.in_words(row), row.until >= timezone.localdate(now)) for row in page.object_list]
    context = {"page": page, "rows": rows, "text": text, "holding": holding}
    return render(request, "quizzes/delivery/extension_list.html", context)


@roles_required(*extensions.GRANTORS)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """A quiz, then a person by name; both stand in the address."""
    by, now = signed_in(request), timezone.now()
    quizzes = list(Quiz.objects.exclude(purpose=Quiz.Purpose.PRACTICE).order_by("title", "slug"))
    quiz = next((one for one in quizzes if one.slug == request.GET.get("quiz")), None)
    filters = Filters.of({"q": request.GET.get("q", "")})
    context: dict[str, Any] = {"quizzes": quizzes, "quiz": quiz, "text": filters.text}
    if quiz is not None:
        found = mandates(by, filters, day=timezone.localdate(now)).filter(person__in=people_in_hand(by))
        context["page"] = Paginator(found, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "quizzes/delivery/extension_choose.html", context)


@roles_required(*extensions.GRANTORS)
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The form for one person and one quiz, with what holds already."""
    by, now = signed_in(request), timezone.now()
    quiz = get_object_or_404(Quiz, slug=slug)
    person = get_object_or_404(people_in_hand(by), uuid=uuid)
    form = ExtensionForm(request.POST or None, quiz=quiz, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            extensions.grant(
                person=person,
                quiz=quiz,
                given=form.grant(),
                reason=form.cleaned_data["reason"],
                until=form.cleaned_data["until"],
                by=by,
                now=now,
            )
        except BadInput as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("Granted; the deputy has been told."))
            return redirect("quizzes:extensions")
    held = find_extensions(by, holding=True, now=now).filter(person=person, quiz=quiz)[:10]
    context = {
        "form": form,
        "quiz": quiz,
        "person": person,
        "held": [(row, extensions.in_words(row)) for row in held],
    }
    return render(request, "quizzes/delivery/extension_form.html", context, status=400 if form.errors else 200)
