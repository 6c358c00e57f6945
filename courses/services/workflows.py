"""The way of approval: one step, the committee's, for a module as a whole."""

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from courses.models import PackageApprovalTask
from lms.people.models import Role


def ensure(root: Page) -> Workflow:
    """The workflow of all pages below `root`; one that somebody has put there instead is left alone."""
    assigned = WorkflowPage.objects.filter(page_id=root.pk).select_related("workflow").first()
    if assigned is not None:
        return assigned.workflow
    workflow = Workflow.objects.create(name=_("Approval of modules"))
    task = PackageApprovalTask.objects.create(name=_("Approval by the committee"))
    task.groups.add(Group.objects.get_or_create(name=Role.COMMITTEE.value)[0])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=root.pk)
    return workflow
