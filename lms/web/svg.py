"""The frame of every picture that the server draws: attributes only, no style, no script, a title and a description for
those who cannot see it. The same text serves the page and the PDF."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def svg(title: str, description: str, width: int, height: int, inner: SafeString) -> SafeString:
    """A picture of that size; `description` may be empty."""
    words = format_html("<desc>{}</desc>", description) if description else ""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{}" height="{}" viewBox="0 0 {} {}">'
        "<title>{}</title>{}{}</svg>",
        width, height, width, height, title, words, inner,
    )  # fmt: skip
