"""Editorial pages. Each points to its domain row; nothing of a learner points back at a page."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import lesson_blocks
from courses.models.module import Lesson, Module
from courses.models.programme import Programme


class CataloguePage(Page):
    """The root of the site's pages, at /programme/: the list of programmes."""

    subpage_types = ["courses.ProgrammePage"]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("list of programmes")


class ProgrammePage(Page):
    """The first page of a programme. A copy has no programme until it is given one of its own."""

    programme = models.OneToOneField(Programme, models.PROTECT, null=True, blank=True, related_name="page")
    intro = RichTextField(_("Introduction"), blank=True)

    subpage_types = ["courses.ModulePage"]
    parent_page_types = ["courses.CataloguePage"]
    exclude_fields_in_copy = ["programme"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("programme page")


class ModulePage(Page):
    """The first page of a module."""

    module = models.OneToOneField(Module, models.PROTECT, null=True, blank=True, related_name="page")
    intro = RichTextField(_("Introduction"), blank=True)

    subpage_types = ["courses.LessonPage"]
    parent_page_types = ["courses.ProgrammePage"]
    exclude_fields_in_copy = ["module"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("module page")


class LessonPage(Page):
    """The text of a lesson."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, null=True, blank=True, related_name="page")
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=6)
    summary = models.CharField(_("Summary"), max_length=300, blank=True)
    body = StreamField(lesson_blocks(), verbose_name=_("Text"), blank=True)

    subpage_types: list[str] = []
    parent_page_types = ["courses.ModulePage"]
    exclude_fields_in_copy = ["lesson"]
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("minutes"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson page")
