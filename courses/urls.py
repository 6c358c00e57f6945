"""Addresses of courses. The pages themselves are Wagtail's, below /programme/."""

from django.urls import URLPattern, URLResolver, include, path

from courses.views import cards, lessons, programmes, questions

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("lessons/<int:pk>/done/", lessons.complete, name="complete_lesson"),
    path("lessons/<int:pk>/questions/", questions.ask, name="ask_question"),
    path("questions/<uuid:uuid>/withdraw/", questions.withdraw, name="withdraw_question"),
    path("modules/<slug:slug>/card/", cards.show, name="card"),
    path("modules/<slug:slug>/card.pdf", cards.printed, name="card_pdf"),
    path("programmes/<slug:slug>/join/", programmes.join, name="join"),
    path("programmes/<slug:slug>/rules/", programmes.rules, name="programme_rules"),
    path("", include("courses.training_urls")),
    path("", include("courses.needs.urls")),
]
