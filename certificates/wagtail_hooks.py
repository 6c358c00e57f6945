"""The certificates' place in the editors' admin."""

from wagtail import hooks

from certificates.views.designs import DesignViewSet


@hooks.register("register_admin_viewset")
def design_screens():
    return DesignViewSet()
