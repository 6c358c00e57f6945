"""Texts that may carry HTML, on a page."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from quizzes.types import richtext

register = template.Library()


@register.filter
def rich(given: Mapping[str, Any], name: str) -> SafeString:
    """The html of a stem or an option, where it has some, else its plain text under that name."""
    html = given.get("html")
    return richtext.render(html) if html else conditional_escape(given.get(name, ""))
