"""Many questions in one form: each one's fields carry its number, so that none reads another's."""

import re

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from quizzes.delivery.selectors.sittings import Line

_NAMED = re.compile(r'(\s(?:name|id|for|list|form|aria-labelledby|aria-describedby|aria-controls))="([^"]+)"')


def prefix(position: int) -> str:
    return f"q{position}-"


def part_of(sent: QueryDict, position: int) -> QueryDict:
    """What was sent for the item at `position`, under the names that its kind knows."""
    start, found = prefix(position), QueryDict(mutable=True)
    for name in sent:
        if name.startswith(start):
            found.setlist(name.removeprefix(start), sent.getlist(name))
    return found


def widget_of(line: Line, sent: QueryDict | None = None) -> SafeString:
    """The widget of the kind as it stands on a page of its own, its names and ids led by the item's number."""
    context = {"line": line, "body": line.body, "widget": line.widget(sent)}
    html = render_to_string(line.kind.widget_template, context)
    start = prefix(line.position)
    return mark_safe(_NAMED.sub(lambda found: f'{found[1]}="{_led(start, found[2])}"', html))  # noqa: S308 - our template


def _led(start: str, names: str) -> str:
    return " ".join(start + name for name in names.split())
