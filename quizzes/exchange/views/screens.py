"""The addresses of import and export in the editors' admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from quizzes.bank.models import Item
from quizzes.bank.permissions import KeyPolicy
from quizzes.bank.screens import RoleViewSet
from quizzes.exchange.views.files import Export, Template
from quizzes.exchange.views.uploads import Confirm, Frame, GiveUp, Look, Picture, Refusals, Upload


class ExchangeViewSet(RoleViewSet):
    name = "exchange"
    url_prefix = "exchange"
    icon = "upload"
    menu_label = gettext_lazy("Import and export")
    policy = KeyPolicy(Item)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(Upload), name="index"),
            path("import/", self.construct_view(Upload), name="upload"),
            path("import/<uuid:uuid>/", self.construct_view(Look), name="look"),
            path("import/<uuid:uuid>/questions/", self.construct_view(Frame), name="frame"),
            path("import/<uuid:uuid>/pictures/<uuid:name>/", self.construct_view(Picture), name="picture"),
            path("import/<uuid:uuid>/confirm/", self.construct_view(Confirm), name="confirm"),
            path("import/<uuid:uuid>/give-up/", self.construct_view(GiveUp), name="give_up"),
            path("import/<uuid:uuid>/refused/", self.construct_view(Refusals), name="refused"),
            path("templates/<slug:ending>/", self.construct_view(Template), name="template"),
            path("export/", self.construct_view(Export), name="export"),
        ]
