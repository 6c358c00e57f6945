from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask


class PackageApprovalTask(GroupApprovalTask):
    """Approval of a module as one package: the page with its lessons, items and task go live together or not at all."""

    class Meta:
        verbose_name = _("approval of a module with all that belongs to it")
        verbose_name_plural = _("approvals of modules with all that belongs to them")
