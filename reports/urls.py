from django.urls import URLPattern, URLResolver, path

from reports.views import dashboard, reports

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", dashboard.dashboard, name="dashboard"),
    path("reports/all/", reports.all_reports, name="list"),
    path("reports/refresh/<slug:slug>/", dashboard.refresh, name="refresh"),
    path("reports/snapshots/<uuid:uuid>/draft/", reports.draft, name="draft"),
    path("reports/snapshots/<uuid:uuid>/tables.xlsx", dashboard.tables, name="tables"),
    path("reports/<uuid:uuid>/", reports.report, name="report"),
    path("reports/<uuid:uuid>/documents/", reports.documents, name="documents"),
    path("reports/<uuid:uuid>/review/", reports.review, name="review"),
    path("reports/<uuid:uuid>/give-back/", reports.give_back, name="give_back"),
    path("reports/<uuid:uuid>/send/", reports.send, name="send"),
    path("reports/<uuid:uuid>/files/<int:pk>/", reports.download, name="download"),
]
