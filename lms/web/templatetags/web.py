"""What the shared components need; rooms above may use it too."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django import forms, template
from django.forms import BoundField
from django.template import Context, Template, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.web.glyphs import with_drawings

register = template.Library()
KEPT = 128
"""How many texts one place of a template keeps at most."""


class FixedNode(Node):
    child_nodelists = ()  # no block within can be filled by another template

    def __init__(self, nodelist: NodeList, named: dict[str, FilterExpression]) -> None:
        self.nodelist, self.named = nodelist, named
        self.kept = lru_cache(maxsize=KEPT, typed=True)(self.put_together)

    def render(self, context: Context) -> SafeString:
        return self.kept(get_language(), *[value.resolve(context) for value in self.named.values()])

    def put_together(self, language: str | None, *values: object) -> SafeString:
        bare = Context(dict(zip(self.named, values, strict=True)))
        bare.template = Template("")
        return self.nodelist.render(bare)


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """{% fixed %}…{% endfixed %}: words and names of files that are the same on every page, put together once for each
    language and kept with the template. Nothing of the page can get in: its variables are not there.

    {% fixed last=turn.is_last %}…{% endfixed %} lets in what is named, and keeps a text for each of its values, the
    latest KEPT of them. They are numbers, words and the like of which there are few; never a secret, never what
    somebody typed, and no object whose insides change."""
    _name, *given = token.split_contents()
    named = token_kwargs(given, parser)
    if given:
        raise TemplateSyntaxError("fixed takes name=value only")
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist, named)


@register.simple_tag
def steps(done: int, total: int) -> list[str]:
    """The marks of a progress bar: "done", "now" for the one after, "" for the rest; at most twelve marks."""
    done, total = int(done or 0), int(total or 0)
    if total > 12:
        done, total = 12 * done // total, 12
    return ["done" if mark < done else "now" if mark == done else "" for mark in range(total)]


@register.filter
def clock(moment: datetime) -> str:
    """The time of day to the second, in the site's zone: `date:"H:i:s"` a tenth of the time."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def squares(marks: Sequence[str]) -> SafeString:
    """The marks of a progress bar, each with its word as its class: a loop of the template takes ten times as long."""
    return format_html('<i class="{}"></i>' * len(marks), *marks)


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    """This page's address with another page number, every filter kept."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def drawn(text: object) -> SafeString:
    """A name with those of its characters as pictures that the visitor's device may lack."""
    return with_drawings(str(text))


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the field is a set of radio buttons or check boxes, which needs a legend instead of a label."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
