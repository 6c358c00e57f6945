"""The editors' start page begins with what waits, as the school's own start page does."""

from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from reports.selectors.waiting import waiting_for


class WaitingPanel(Component):
    name = "waiting"
    template_name = "reports/admin/waiting_panel.html"
    order = 90

    def get_context_data(self, parent_context):
        return {"waiting": waiting_for(parent_context["request"].user, now=timezone.now())}


@hooks.register("construct_homepage_panels")
def begin_with_what_waits(request, panels):
    panels.append(WaitingPanel())
