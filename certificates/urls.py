from django.urls import URLPattern, URLResolver, path, register_converter

from certificates.converters import SerialConverter
from certificates.views import badge, bundles, holding, manage, verify

register_converter(SerialConverter, "serial")
app_name = "certificates"

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/certificates/", holding.mine, name="mine"),
    path("me/certificates/hours/<slug:slug>/", holding.prove, name="prove_hours"),
    path("me/certificates/<serial:serial>/", holding.holding, name="holding"),
    path("certificates/", verify.find, name="find"),
    path("certificates/check/", verify.check, name="check"),
    path("certificates/manage/", manage.register, name="manage"),
    path("certificates/manage/issue/", manage.issue_batch, name="issue"),
    path("certificates/manage/renew/", manage.renew_batch, name="renew_due"),
    path("certificates/manage/obstacles/", manage.obstacles, name="obstacles"),
    path("certificates/manage/obstacles/<int:pk>/", manage.try_again, name="try_again"),
    path("certificates/manage/bundles/", bundles.bundles, name="bundles"),
    path("certificates/manage/bundles/<uuid:uuid>/", bundles.download, name="bundle"),
    path("certificates/manage/<serial:serial>/", manage.detail, name="detail"),
    path("certificates/manage/<serial:serial>/revoke/", manage.revoke_one, name="revoke"),
    path("certificates/manage/<serial:serial>/renew/", manage.renew_one, name="renew"),
    path("certificates/manage/<serial:serial>/replace/", manage.replace_one, name="replace"),
    path("certificates/issuer.json", badge.issuer, name="issuer"),
    path("certificates/achievements/<slug:slug>.json", badge.achievement, name="achievement"),
    path("certificates/<serial:serial>.pdf", holding.pdf, name="pdf"),
    path("certificates/<serial:serial>.png", holding.png, name="png"),
    path("certificates/<serial:serial>.json", badge.credential, name="badge"),
    path("certificates/<serial:serial>.jwt", badge.token, name="token"),
    path("certificates/keys/<str:thumbprint>.json", badge.key, name="key"),
    path("certificates/<serial:serial>/", verify.verify, name="verify"),
]
