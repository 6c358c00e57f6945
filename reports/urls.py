from django.urls import URLPattern, URLResolver, path, re_path

from reports.views import annexes, dashboard, duty, excerpts, invited, plans, reports, steps

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("reports/", dashboard.dashboard, name="dashboard"),
    path("reports/excerpt/", excerpts.page, name="excerpt"),
    path("reports/excerpt.pdf", excerpts.pdf, name="excerpt_pdf"),
    path("reports/duty-files/", duty.files, name="duty_files"),
    path("reports/duty-files/schema.json", duty.schema, name="duty_schema"),
    re_path(r"^reports/duty-files/learning\.(?P<kind>csv|xlsx|json)$", duty.download, name="duty_file"),
    path("reports/hours/<uuid:uuid>.pdf", duty.statement_pdf, name="statement_pdf"),
    path("me/hours/statement/", duty.own_statement, name="own_statement"),
    path("me/hours/statement.pdf", duty.own_statement_pdf, name="own_statement_pdf"),
    path("reports/snapshots/<uuid:uuid>/names/", annexes.requests, name="named"),
    path("reports/names/<uuid:uuid>.xlsx", annexes.download, name="names"),
    path("reports/all/", reports.all_reports, name="list"),
    path("reports/plans/<slug:slug>.docx", plans.training_plan_file, name="training_plan"),
    path("reports/refresh/<slug:slug>/", dashboard.refresh, name="refresh"),
    path("reports/snapshots/<uuid:uuid>/draft/", reports.draft, name="draft"),
    path("reports/snapshots/<uuid:uuid>/tables.xlsx", dashboard.tables, name="tables"),
    path("reports/<uuid:uuid>/", reports.report, name="report"),
    path("reports/<uuid:uuid>/documents/", reports.documents, name="documents"),
    path("reports/<uuid:uuid>/review/", steps.review, name="review"),
    path("reports/<uuid:uuid>/give-back/", steps.give_back, name="give_back"),
    path("reports/<uuid:uuid>/send/", steps.send, name="send"),
    path("reports/<uuid:uuid>/archive/", steps.archive, name="archive"),
    path("reports/<uuid:uuid>/link/<slug:purpose>/", steps.invite, name="invite"),
    path("reports/<uuid:uuid>/withdraw/", steps.withdraw, name="withdraw"),
    path("reports/<uuid:uuid>/paper/<slug:answer>/", steps.paper, name="paper"),
    path("reports/<uuid:uuid>/final/", steps.final, name="final"),
    path("reports/<uuid:uuid>/kept/<slug:what>/<int:pk>/", steps.kept, name="kept"),
    path("reports/plan/<slug:slug>/", steps.plan, name="plan"),
    path("reports/read/<str:token>/", invited.invited, name="invited"),
    path("reports/read/<str:token>/report.pdf", invited.invited_pdf, name="invited_pdf"),
    path("reports/<uuid:uuid>/files/<int:pk>/", reports.download, name="download"),
]
