"""What courses adds to Wagtail: the gate before a page, and the guard before deleting."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.models import ModulePage
from courses.permissions import may_add_lessons
from courses.selectors import learners
from courses.views import pages
from courses.views.inbox import QuestionViewSet
from courses.views.week import WeekViewSet
from courses.views.word import WordViewSet


class TeachingGroup(ViewSetGroup):
    menu_label = pgettext_lazy("menu", "Teaching")
    menu_name = "teaching"
    menu_icon = "group"
    menu_order = 205
    items = (WeekViewSet, QuestionViewSet)


@hooks.register("register_admin_viewset")
def teaching_screens():
    return TeachingGroup()


@hooks.register("register_admin_viewset")
def lessons_from_word():
    return WordViewSet()


@hooks.register("register_page_header_buttons")
def word_button(page, user, view_name, next_url=None):
    if page.specific_class is ModulePage and may_add_lessons(user, page.specific):
        yield _word_button(page)


@hooks.register("register_page_listing_more_buttons")
def word_button_in_lists(page, user, next_url=None):
    if page.specific_class is ModulePage and not page.alias_of_id:
        yield _word_button(page)


def _word_button(page):
    return Button(
        _("Lesson from Word"), reverse("word_lessons:upload", args=[page.pk]), icon_name="upload", priority=15
    )


@hooks.register("before_serve_page")
def before_serve(page, request, serve_args, serve_kwargs):
    return pages.before_serving(page, request)


@hooks.register("before_delete_page")
def before_delete(request, page):
    """What somebody has learnt from stays; it can be withdrawn from publication."""
    if learners.left_traces(page):
        return _keep(request, page)
    return None


@hooks.register("before_bulk_action")
def before_bulk(request, action_type, objects, action_class_instance):
    if action_type != "delete":
        return None
    for page in objects:
        if isinstance(page, Page) and learners.left_traces(page):
            return _keep(request, page)
    return None


def _keep(request, page):
    messages.error(
        request,
        _("“%(title)s” cannot be deleted: deputies have learnt from it, and their records point to it. Unpublish it.")
        % {"title": page.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
