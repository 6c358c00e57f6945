"""What our screens in the editors' admin share: a place in the menu, a permission, a heading with its way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from lms.people.models import Person
from lms.people.sign_in import signed_in
from lms.web.errors import Refusal

PER_PAGE = 50


class RoleViewSet(ViewSet):
    """Screens whose menu item shows only to whoever may look. There is no chooser, no generic history or usage, no bulk
    action and no delete view: what is not built cannot leak."""

    policy: BasePermissionPolicy

    @property
    def menu_item_class(self) -> type[MenuItem]:
        policy = self.policy

        class RoleMenuItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return policy.user_has_permission(request.user, "view")

        return RoleMenuItem

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"permission_policy": self.policy, "header_icon": self.icon, **kwargs}

    def list_patterns(self, view: type[View]) -> list[URLPattern]:
        """A list of Wagtail's kind, and its rows alone, which its search and filters fetch."""
        names = {"index_url_name": f"{self.name}:index", "index_results_url_name": f"{self.name}:index_results"}
        whole = self.construct_view(view, **names, paginate_by=PER_PAGE)
        rows = self.construct_view(view, **names, paginate_by=PER_PAGE, results_only=True)
        return [path("", whole, name="index"), path("results/", rows, name="index_results")]


class Screen(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """One page of ours. A Refusal becomes a message above the page that the form came from. `trail` is the list that
    the page is reached from: the name of its address and its label; a list itself has none."""

    permission_policy: BasePermissionPolicy
    permission_required = "view"
    trail: tuple[str, Any] = ("", "")
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refusal as refusal:
            if request.method != "POST":
                raise
            messages.error(request, str(refusal))
            return redirect(self.after_refusal())

    def after_refusal(self) -> str:
        """Where a refused POST leads."""
        return self.request.path

    @property
    def person(self) -> Person:
        return signed_in(self.request)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name, label = self.trail
        above = [{"url": reverse(name), "label": label}] if name else []
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]
