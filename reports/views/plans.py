"""The training plan of a programme, to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.models import Programme
from lms.audit.services.log import record as audit
from lms.people.models import Role
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from reports.services import training_plan
from reports.services.documents import TYPES


@require_safe
@roles_required(Role.COMMITTEE, Role.ORGANISER, Role.CHAIR, Role.TRAINER)
def training_plan_file(request: HttpRequest, slug: str) -> HttpResponse:
    """As DOCX, noted in the audit; 404 for a programme without a training plan."""
    programme = get_object_or_404(Programme.objects.visible_to(signed_in(request)), slug=slug)
    if not programme.training_plan:
        raise Http404
    audit(actor_uuid=signed_in(request).uuid, verb="programme.plan", object_type="programme", object_id=programme.slug)
    response = HttpResponse(training_plan.docx(programme, now=timezone.localtime()), content_type=TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="training-plan-{programme.slug}.docx"'
    response["Cache-Control"] = "private, no-store"
    return response
