"""What a lesson is made of. The templates are in `templates/courses/blocks/`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

WAGTAILS_WORDS = (
    gettext_noop("A heading that identifies the overall topic of the table, and is useful for screen reader users."),
)
"""Of the table's editor, which Wagtail's Chinese catalogue lacks."""
FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "blockquote", "link", "document-link", "hr"]
CARD_FEATURES = ["h2", "h3", "bold", "ol", "ul", "blockquote", "hr"]
INTRO_FEATURES = ["bold", "ol", "ul", "link"]


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("What the picture shows, for those who cannot see it"), max_length=300)
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/image.html"


class TableBlock(blocks.StructBlock):
    """Cells of plain text below one row of headings. A table all of whose headings are empty has none; then it scrolls
    sideways on a phone, where others of three columns or more fold into a card for each row."""

    table = TypedTableBlock([("text", blocks.TextBlock(label=_("Text"), required=False, rows=1))], label=_("Table"))
    row_headers = blocks.BooleanBlock(label=_("The first column names the rows"), required=False)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["table"].columns or not cleaned["table"].row_data:
            raise StructBlockValidationError(
                block_errors={"table": ValidationError(_("Give the table a column and a row at least."))}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """`headings`, `folds`, and `rows`: for each row [(heading, text)]."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        table = value["table"]
        headings = [column["heading"] for column in table.columns] if table else []
        context["headings"] = headings if any(headings) else []
        context["folds"] = len(headings) > 2 and all(headings)
        context["rows"] = [list(zip(headings, row["values"], strict=True)) for row in table.row_data] if table else []
        return context


class MediaBlock(blocks.StructBlock):
    """A video or sound file, served by ourselves, with captions and a text to read instead."""

    file = DocumentChooserBlock(label=_("File (MP4, WebM, MP3)"))
    captions = DocumentChooserBlock(label=_("Captions (WebVTT)"), required=False)
    transcript = blocks.RichTextBlock(label=_("Text to read instead"), features=["bold", "ol", "ul"])


class VideoBlock(MediaBlock):
    class Meta:
        icon = "media"
        label = _("Video")
        template = "courses/blocks/video.html"


class AudioBlock(MediaBlock):
    class Meta:
        icon = "media"
        label = _("Sound")
        template = "courses/blocks/audio.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    text = blocks.CharBlock(label=_("What it is"), max_length=150)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "courses/blocks/document.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("tip", _("Tip")), ("law", _("What the law says")), ("warning", _("Take care"))],
        default="tip",
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=60)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "ol", "ul", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=60)
    steps = blocks.ListBlock(blocks.RichTextBlock(features=["bold"]), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "courses/blocks/steps.html"


class TryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=60)
    text = blocks.RichTextBlock(label=_("What to try"), features=["bold", "ol", "ul"])

    class Meta:
        icon = "pick"
        label = _("Try it yourself")
        template = "courses/blocks/try.html"


class CheckOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=200)
    correct = blocks.BooleanBlock(label=pgettext_lazy("answer", "Right"), required=False)


class CheckBlock(blocks.StructBlock):
    """A question inside a lesson: for thinking, not for marks. Nothing is recorded, so its answer may stand on the
    page."""

    question = blocks.TextBlock(label=_("Question"))
    options = blocks.ListBlock(CheckOptionBlock(), label=_("Answers"), min_num=2)
    explanation = blocks.RichTextBlock(label=_("Explanation"), features=["bold"])

    class Meta:
        icon = "help"
        label = _("Check question")
        template = "courses/blocks/check.html"


def lesson_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks of a lesson by name."""
    return [
        ("text", blocks.RichTextBlock(label=_("Text"), features=FEATURES, template="courses/blocks/text.html")),
        ("image", ImageBlock()),
        ("table", TableBlock()),
        ("video", VideoBlock()),
        ("audio", AudioBlock()),
        ("document", DocumentBlock()),
        ("callout", CalloutBlock()),
        ("steps", StepsBlock()),
        ("try", TryBlock()),
        ("check", CheckBlock()),
    ]
