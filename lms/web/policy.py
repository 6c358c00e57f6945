"""The content security policy: strict on the site, what Wagtail's own screens need below /cms/."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/cms/"):
            response._csp_update = dict(settings.CONTENT_SECURITY_POLICY_EDITORS)  # type: ignore[attr-defined]
        return super().process_response(request, response)
