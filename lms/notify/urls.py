from django.urls import URLPattern, URLResolver, path

from lms.notify.views import jobs

app_name = "notify"
urlpatterns: list[URLPattern | URLResolver] = [path("jobs/<uuid:uuid>/", jobs.job, name="job")]
