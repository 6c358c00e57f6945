"""What the pages of deputies and rosters need to show a value of a mandate or a row."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from lms.people.models import Mandate

register = template.Library()
_TAGS = {Mandate.State.SERVING: "ok", Mandate.State.SUSPENDED: "", Mandate.State.ENDED: "stop"}


@register.simple_tag
def state_tag(state: str | None) -> SafeString:
    """The state of a mandate as a coloured word; a mandate that has not begun yet says so."""
    if not state:
        return format_html('<span class="tag plain">{}</span>', pgettext("mandate", "not begun"))
    known = Mandate.State(state)
    return format_html('<span class="tag {}">{}</span>', _TAGS[known], known.label)
