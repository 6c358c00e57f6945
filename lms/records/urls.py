from django.urls import URLPattern, URLResolver, path

from lms.records.views import mine

app_name = "records"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/record/", mine.mine, name="mine"),
    path("me/record.csv", mine.export, name="export"),
]
