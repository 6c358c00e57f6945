"""The job card of a module: what to do, on one page of A4 to print and to pin up beside the phone."""

from datetime import datetime
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.web.errors import BadInput
from lms.web.pdf import TooLong, render_pdf

CSS = """
@page { size: A4; margin: 16mm 18mm 20mm;
  @bottom-center { content: element(foot); font-family: "School Sans", "School Rare"; font-size: 9pt } }
body { font-family: "School Sans", "School Rare"; font-size: 14pt; line-height: 1.55 }
h1 { font-size: 24pt; line-height: 1.3; margin: 0 0 5mm; padding-bottom: 3mm; border-bottom: 1.2mm solid #8c1d18 }
h2 { font-size: 17pt; line-height: 1.35; margin: 5mm 0 2mm } h3 { font-size: 15pt; margin: 4mm 0 1mm }
p, ul, ol, blockquote { margin: 0 0 2.5mm } ul, ol { padding-left: 8mm } li { margin-bottom: 1mm }
blockquote { border-left: 1mm solid #888; padding-left: 4mm } hr { border: 0; border-top: .3mm solid #888 }
a { color: inherit; text-decoration: none }
.foot { position: running(foot); text-align: center; color: #444 }
"""


@lru_cache(maxsize=64)
def pdf(*, title: str, html: str, day: datetime | None = None) -> bytes:
    """The card as a PDF of one page; `html` is tidy rich text, `day` when it was published. BadInput that names the
    card when it runs over the page. Each text is set once in a process."""
    text = render_to_string("courses/card_sheet.html", {"title": title, "html": html, "day": day})
    try:
        return render_pdf(text, stylesheets=[CSS], now=day, most_pages=1)
    except TooLong as refusal:
        raise BadInput(
            _("The job card “%(title)s” runs over its page of A4: shorten it, or leave out what the lessons say.")
            % {"title": title}
        ) from refusal


def check(title: str, html: str) -> None:
    """BadInput when the card does not fit on its page."""
    pdf(title=title, html=html)
