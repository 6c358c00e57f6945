"""What organisers and the committee do about other people's sittings."""

from django.urls import URLPattern, URLResolver, path

from quizzes.delivery.views import extensions, paper, paper_entry

urlpatterns: list[URLPattern | URLResolver] = [
    path("extensions/", extensions.index, name="extensions"),
    path("extensions/new/", extensions.choose, name="extension_choose"),
    path("extensions/new/<slug:slug>/<uuid:uuid>/", extensions.grant, name="extension_grant"),
    path("paper/", paper.index, name="paper"),
    path("paper/print/", paper.print_new, name="paper_print"),
    path("paper/batches/<uuid:batch>/<int:part>.pdf", paper.batch_pdf, name="paper_batch"),
    path("paper/<str:code>/", paper_entry.show, name="paper_form"),
    path("paper/<str:code>/form.pdf", paper.form_pdf, name="paper_pdf"),
    path("paper/<str:code>/enter/", paper_entry.enter, name="paper_enter"),
    path("paper/<str:code>/set-aside/", paper_entry.set_aside, name="paper_void"),
]
