"""The place of the quality page in the editors' admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet
from quizzes.quality.models import QualityReport
from quizzes.quality.views.attesters import AttesterList, SecondLookScreen
from quizzes.quality.views.banks import QualityDetail, QualityIndex


class QualityViewSet(RoleViewSet):
    name = "quality"
    url_prefix = "quality"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Quality of measurement")
    policy = BankPolicy(QualityReport)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(QualityIndex), name="index"),
            path("attestations/", self.construct_view(AttesterList), name="attesters"),
            path("attestations/<int:pk>/", self.construct_view(SecondLookScreen), name="second_look"),
            path("<int:pk>/", self.construct_view(QualityDetail), name="detail"),
        ]
