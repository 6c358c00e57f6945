from django.urls import URLPattern, URLResolver, path

from quizzes.appraisal.views import cases, staff, taking

urlpatterns: list[URLPattern | URLResolver] = [
    path("readiness/test/", taking.home, name="appraisal"),
    path("readiness/test/begin/", taking.begin, name="appraisal_begin"),
    path("readiness/test/results/<uuid:uuid>/", taking.result, name="appraisal_result"),
    path("readiness/test/results/<uuid:uuid>/second/", taking.second, name="appraisal_second"),
    path("readiness/test/staff/", staff.overview, name="appraisal_staff"),
    path("readiness/test/staff/offer/", staff.offer_index, name="appraisal_offers"),
    path("readiness/test/staff/offer/<uuid:uuid>/", staff.offer, name="appraisal_offer"),
    path("readiness/test/cases/", cases.case_list, name="appraisal_cases"),
    path("readiness/test/cases/<uuid:uuid>/", cases.case_detail, name="appraisal_case"),
]
