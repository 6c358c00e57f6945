"""A programme: begun by oneself; its rules edited by the committee."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.forms import ProgrammeRulesForm
from courses.models import Programme
from courses.selectors import progress
from courses.services import enrolments
from courses.services import programmes as services
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in


@login_required
@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Enrolled, and straight to the first lesson."""
    person, now = signed_in(request), timezone.now()
    programme = get_object_or_404(Programme.objects.visible_to(person), slug=slug)
    enrolments.join(person=person, programme=programme, now=now)
    step = progress.next_step(person, programme, now=now)
    return redirect(step.url if step else programme.url or "/learn/")


@roles_required(Role.COMMITTEE)
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Basis, audience, period, hours, pass rule and approvals."""
    programme = get_object_or_404(Programme.objects.prefetch_related("programme_modules__module"), slug=slug)
    form = ProgrammeRulesForm(request.POST or None, programme=programme)
    if request.method == "POST" and form.is_valid():
        services.change_rules(
            programme=programme, changes=form.changes(), uses=form.uses(), by=signed_in(request), now=timezone.now()
        )
        messages.success(request, _("The rules of the programme are saved."))
        return redirect("courses:programme_rules", slug=slug)
    return render(request, "courses/programme_rules.html", {"form": form, "programme": programme})
