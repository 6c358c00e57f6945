from django.urls import URLPattern, URLResolver, path

from lms.web import elder, health

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("elder/", elder.switch, name="elder"),
]
