"""What the shared components need; rooms above may use it too."""

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.web.glyphs import with_drawings

register = template.Library()


class FixedNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.kept: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.kept:
            bare = Context()
            bare.template = context.template
            self.kept[language] = self.nodelist.render(bare)
        return self.kept[language]


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """{% fixed %}…{% endfixed %}: words and names of files that are the same on every page, put together once for each
    language and kept with the template. Nothing of the page can get in: its variables are not there."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist)


@register.simple_tag
def steps(done: int, total: int) -> list[str]:
    """The marks of a progress bar: "done", "now" for the one after, "" for the rest; at most twelve marks."""
    done, total = int(done or 0), int(total or 0)
    if total > 12:
        done, total = 12 * done // total, 12
    return ["done" if mark < done else "now" if mark == done else "" for mark in range(total)]


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
