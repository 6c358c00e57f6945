from django.urls import URLPattern, URLResolver, path

from quizzes.delivery.views import attempts, quizzes, responses, reviews

urlpatterns: list[URLPattern | URLResolver] = [
    path("quizzes/<slug:slug>/", quizzes.start, name="start"),
    path("attempts/<uuid:uuid>/", attempts.take, name="take"),
    path("attempts/<uuid:uuid>/responses/", responses.save, name="save"),
    path("attempts/<uuid:uuid>/submit/", attempts.submit, name="submit"),
    path("attempts/<uuid:uuid>/help/", attempts.assist, name="assist"),
    path("attempts/<uuid:uuid>/review/", reviews.review, name="review"),
]
