"""The bank's place in the editors' admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from quizzes.appraisal.views.rescorings import RescoringViewSet
from quizzes.bank.views.banks import BankViewSet
from quizzes.bank.views.items import ItemViewSet
from quizzes.bank.views.rechecks import RecheckViewSet
from quizzes.bank.views.reviews import ReviewViewSet
from quizzes.bank.views.sources import SourceViewSet
from quizzes.bank.views.tasks import TaskViewSet
from quizzes.calibration.views.links import LinkViewSet
from quizzes.delivery.views.analysis import AnalysisViewSet
from quizzes.delivery.views.markings import MarkingViewSet
from quizzes.delivery.views.quiz_rules import QuizViewSet
from quizzes.delivery.views.regrades import RegradeViewSet
from quizzes.exchange.views.screens import ExchangeViewSet
from quizzes.panels.views.screens import PanelViewSet
from quizzes.quality.views.viewset import QualityViewSet
from quizzes.readiness.views.standards import StandardViewSet


class BankGroup(ViewSetGroup):
    menu_label = _("Question bank")
    menu_name = "bank"
    menu_icon = "help"
    menu_order = 210
    items = (
        ItemViewSet,
        ReviewViewSet,
        RecheckViewSet,
        SourceViewSet,
        BankViewSet,
        ExchangeViewSet,
        TaskViewSet,
        QuizViewSet,
        AnalysisViewSet,
        RegradeViewSet,
        MarkingViewSet,
        QualityViewSet,
        LinkViewSet,
        RescoringViewSet,
        StandardViewSet,
        PanelViewSet,
    )


@hooks.register("register_admin_viewset")
def bank_screens():
    return BankGroup()
