"""Editorial pages. Each points to its domain row; nothing of a learner points back at a page.

A page's row is made when the page is published for the first time (`services.following`). A copy begins without a row;
an alias shows its original's. What a learner sees of the own progress comes from template tags (`courses_tags`).
"""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from courses import cards
from courses.blocks import CARD_FEATURES, INTRO_FEATURES, lesson_blocks
from courses.models.module import Lesson, Module
from courses.models.programme import Programme
from lms.web.errors import Refusal
from quizzes.models import Competence, Quiz, Task


class CataloguePage(Page):
    """The root of the site's pages, at /programme/: the list of programmes."""

    subpage_types = ["courses.ProgrammePage"]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("list of programmes")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Straight to the page below, with its row, in one query: each kind of page has a depth of its own. Wagtail
        goes from page to page, in two queries for each."""
        kinds = (ProgrammePage, ModulePage, LessonPage)
        if not 0 < len(path_components) <= len(kinds):
            return super().route(request, path_components)
        kind = kinds[len(path_components) - 1]
        address = "/".join([*path_components, ""])
        page = kind.objects.filter(url_path=f"{self.url_path}{address}").select_related(kind.row_path).first()
        if page is None:
            raise Http404
        return page.route(request, [])


class PageOfRow(Page):
    """What the three kinds have in common: one of their fields, `row_field`, points one to one to a domain row;
    `row_path` leads through it to the row above, where there is one that the page shows as well."""

    row_field: ClassVar[str]
    row_path: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def row(self) -> Any:
        """The domain row that this page shows: the own one, an alias' original's, or None before publication."""
        if self.alias_of_id and isinstance(original := self.alias_of.specific, PageOfRow):
            return getattr(original, self.row_field)
        return getattr(self, self.row_field)

    @property
    def row_id(self) -> int | None:
        """The row's primary key, without reading the row of a page that is no alias."""
        if self.alias_of_id:
            return self.row.pk if self.row else None
        return getattr(self, f"{self.row_field}_id")

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """An old revision must not take the row away: it belongs to the page, not to a text of it."""
        page = super().with_content_json(content)
        setattr(page, f"{self.row_field}_id", getattr(self, f"{self.row_field}_id"))
        return page

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Wagtail copies every field to an alias; without this the relation would not stay one to one."""
        if self.alias_of_id:
            setattr(self, self.row_field, None)
        return super().save(*args, **kwargs)


class ProgrammePage(PageOfRow):
    """The first page of a programme. Its rules are not edited here but by the committee (`courses:programme_rules`)."""

    programme = models.OneToOneField(Programme, models.PROTECT, null=True, blank=True, related_name="page")
    intro = RichTextField(_("Introduction"), blank=True, features=INTRO_FEATURES)

    row_field = row_path = "programme"
    subpage_types = ["courses.ModulePage"]
    parent_page_types = ["courses.CataloguePage"]
    exclude_fields_in_copy = ["programme"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        HelpPanel(template="courses/admin/rules_panel.html", heading=_("Rules of the programme")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("programme page")


class ModulePage(PageOfRow):
    """The first page of a module; it goes for approval together with its lessons, items and task."""

    module = models.OneToOneField(Module, models.PROTECT, null=True, blank=True, related_name="page")
    competence = models.ForeignKey(
        Competence, models.PROTECT, null=True, related_name="+", verbose_name=_("Competence")
    )
    hours = models.DecimalField(_("Class hours"), max_digits=4, decimal_places=1, default=1)
    summary = models.CharField(_("Summary"), max_length=300, blank=True)
    outcomes = models.TextField(
        _("What one can do afterwards"),
        blank=True,
        help_text=_("One sentence a line; each begins with what one can do."),
    )
    card = RichTextField(
        _("Job card"),
        blank=True,
        features=CARD_FEATURES,
        help_text=_("What to do, step by step, on one page of A4 to print. It is refused when it runs over the page."),
    )

    practice_quiz = models.ForeignKey(
        Quiz,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"purpose": Quiz.Purpose.PRACTICE},
        verbose_name=_("Practice"),
    )
    assessment_quiz = models.ForeignKey(
        Quiz,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"purpose": Quiz.Purpose.MODULE},
        verbose_name=_("Assessment"),
    )
    task_quiz = models.ForeignKey(
        Quiz,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"purpose": Quiz.Purpose.TASK},
        verbose_name=_("Simulated task"),
        help_text=_("Whoever passes it need not do the task before an observer."),
    )
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("module", "Task")
    )

    row_field = row_path = "module"
    subpage_types = ["courses.LessonPage"]
    parent_page_types = ["courses.ProgrammePage"]
    exclude_fields_in_copy = ["module", "practice_quiz", "assessment_quiz", "task_quiz", "task"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("outcomes"),
        FieldPanel("card"),
        FieldRowPanel([FieldPanel("competence"), FieldPanel("hours")]),
        FieldRowPanel([FieldPanel("practice_quiz"), FieldPanel("assessment_quiz")]),
        FieldRowPanel([FieldPanel("task_quiz"), FieldPanel("task")]),
        HelpPanel(template="courses/admin/package_panel.html", heading=_("What goes live together")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("outcomes")]

    class Meta:
        verbose_name = _("module page")

    def clean(self) -> None:
        """An assessment, and a task, belongs to one module only; the job card fits on its page."""
        super().clean()
        if self.card:
            try:
                cards.check(self.title, self.card)
            except Refusal as refusal:
                raise ValidationError({"card": str(refusal)}) from refusal
        if self.alias_of_id:
            return
        for name in ("assessment_quiz", "task_quiz", "task"):
            chosen = getattr(self, f"{name}_id")
            others = Module.objects.filter(**{name: chosen}).exclude(pk=self.module_id)
            if chosen and (other := others.first()) is not None:
                words = {"title": other.title}
                raise ValidationError({name: _("This belongs to the module “%(title)s” already.") % words})

    @property
    def outcome_lines(self) -> list[str]:
        return [line.strip() for line in self.outcomes.splitlines() if line.strip()]


class LessonPage(PageOfRow):
    """The text of a lesson."""

    lesson = models.OneToOneField(Lesson, models.PROTECT, null=True, blank=True, related_name="page")
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=6)
    summary = models.CharField(_("Summary"), max_length=300, blank=True)
    body = StreamField(lesson_blocks(), verbose_name=_("Text"), blank=True)

    row_field, row_path = "lesson", "lesson__module"
    subpage_types: list[str] = []
    parent_page_types = ["courses.ModulePage"]
    exclude_fields_in_copy = ["lesson"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        HelpPanel(_("Save the draft; it goes for approval from the page of its module.")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("lesson page")

    def get_workflow(self) -> None:
        """A lesson is approved with its module, never alone."""
        return
