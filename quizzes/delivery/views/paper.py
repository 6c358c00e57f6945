"""Forms on paper: what was printed, printing more, the PDF."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from quizzes.delivery import paper_codes
from quizzes.delivery.models import Quiz
from quizzes.delivery.selectors.paper import candidates, find_forms, forms_of, units_in_hand
from quizzes.delivery.services import paper, paper_sheets

ON_A_PAGE, A_PDF = 50, 20
STATES = {
    "printed": gettext_lazy("Printed"),
    "entered": gettext_lazy("Entered once"),
    "differs": gettext_lazy("To be compared"),
    "scored": pgettext_lazy("paper form", "Scored"),
    "void": gettext_lazy("Set aside"),
}


@roles_required(*paper.KEEPERS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The forms in one's hands, latest first; a whole number leads to its form."""
    by, text = signed_in(request), request.GET.get("q", "").strip()[:64]
    code = paper_codes.read(text)
    if code and forms_of(by).filter(code=code).exists():
        return redirect("quizzes:paper_form", code)
    state, batch = request.GET.get("state", ""), _uuid(request.GET.get("batch", ""))
    page = Paginator(find_forms(by, text=text, state=state, batch=batch), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(form, paper_codes.grouped(form.code), STATES[form.state]) for form in page.object_list],
        "text": text,
        "state": state,
        "states": STATES.items(),
        "batch": batch,
        "parts": range(1, -(-page.paginator.count // A_PDF) + 1) if batch else (),
        "wrong": bool(text) and len(text) >= 10 and code is None and not page.object_list,
    }
    return render(request, "quizzes/delivery/paper_list.html", context)


@roles_required(*paper.KEEPERS)
@require_http_methods(["GET", "POST"])
def print_new(request: HttpRequest) -> HttpResponse:
    """A quiz and a unit, then whom a form is for; both stand in the address."""
    by, now = signed_in(request), timezone.now()
    quizzes = list(Quiz.objects.filter(purpose__in=paper.ON_PAPER, open=True).order_by("title", "slug"))
    units = list(units_in_hand(by))
    quiz = next((one for one in quizzes if one.slug == request.GET.get("quiz")), None)
    unit = next((one for one in units if one.slug == request.GET.get("unit")), units[0] if len(units) == 1 else None)
    people = candidates(quiz, unit, now) if quiz and unit else None
    if request.method == "POST" and quiz and unit and people is not None:
        wanted = people.filter(uuid__in=[one for one in map(_uuid, request.POST.getlist("person")) if one])
        printed = paper.print_forms(quiz=quiz, unit=unit, people=list(wanted), by=by, now=now)
        told = ngettext("One form is ready.", "%(n)d forms are ready.", printed.forms) % {"n": printed.forms}
        messages.success(request, told)
        for person, reason in printed.left_out:
            messages.warning(request, _("%(name)s: %(reason)s") % {"name": person.name, "reason": reason})
        return redirect(f"{reverse('quizzes:paper')}?{urlencode({'batch': str(printed.batch)})}")
    context = {"quizzes": quizzes, "units": units, "quiz": quiz, "unit": unit}
    if people is not None:
        context["page"] = Paginator(people, paper.AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "quizzes/delivery/paper_print.html", context)


@roles_required(*paper.KEEPERS)
@require_GET
def form_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """One form to print."""
    form = get_object_or_404(forms_of(signed_in(request)).select_related("person", "quiz", "unit"), code=code)
    return _pdf(paper_sheets.render(forms=[form], by=signed_in(request), now=timezone.now()), code)


@roles_required(*paper.KEEPERS)
@require_GET
def batch_pdf(request: HttpRequest, batch: UUID, part: int) -> HttpResponse:
    """Twenty forms of a batch to print."""
    forms = find_forms(signed_in(request), batch=str(batch))
    page = Paginator(forms, A_PDF)
    if not forms or part > page.num_pages:
        raise Http404
    content = paper_sheets.render(forms=list(page.page(part).object_list), by=signed_in(request), now=timezone.now())
    return _pdf(content, f"{batch.hex[:8]}-{part}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
