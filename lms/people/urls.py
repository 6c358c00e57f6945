"""Addresses of accounts, slips, roles and the audit log; deputies and rosters are in `roster_urls`.

Those below /accounts/ stand before the sign-in library's own and close what is not offered here: there is no sign-up
and no mail.
"""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from lms.people import roster_urls
from lms.people.views import account, audit, roles, sign_in, slips

app_name = "people"

to_account = RedirectView.as_view(pattern_name="people:account")

urlpatterns: list[URLPattern | URLResolver] = [
    path("s/<str:token>/", sign_in.slip, name="slip"),
    path("me/password/", sign_in.choose_password, name="choose_password"),
    path("me/unsent/", account.unsent_form, name="unsent"),
    path("me/account/", account.account, name="account"),
    path("me/account/sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("people/slips/", slips.slips_page, name="slips"),
    path("people/slips/make/", slips.make, name="make_slips"),
    path("people/slips/sheets/<str:name>", slips.sheet, name="sheet"),
    path("people/roles/", roles.roles_page, name="roles"),
    path("people/roles/new/", roles.new_account, name="new_account"),
    path("people/roles/security/", roles.security, name="security"),
    path("people/roles/security/unlock/", roles.unlock, name="unlock"),
    path("people/roles/grants/<int:pk>/end/", roles.end, name="end_role"),
    path("people/roles/<uuid:uuid>/", roles.person_page, name="staff"),
    path("people/roles/<uuid:uuid>/grant/", roles.grant, name="grant_role"),
    path("people/roles/<uuid:uuid>/active/", roles.set_active, name="set_active"),
    path("people/roles/<uuid:uuid>/anonymise/", roles.anonymise, name="anonymise"),
    path("people/roles/<uuid:uuid>/slip/", roles.new_slip, name="new_slip"),
    path("audit/", audit.audit_page, name="audit"),
    path("audit/export/", audit.export, name="audit_export"),
    path("audit/verify/", audit.verify, name="audit_verify"),
    path("accounts/password/reset/", sign_in.forgotten, name="forgotten"),
    path("accounts/signup/", sign_in.no_sign_up, name="no_sign_up"),
    path("accounts/email/", to_account),
    path("accounts/password/set/", to_account),
    path("accounts/confirm-email/", to_account),
    path("accounts/login/code/confirm/", to_account),
    path("people/", include(roster_urls)),
]
