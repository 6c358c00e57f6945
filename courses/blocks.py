"""What a lesson is made of. The templates are in `templates/courses/blocks/`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

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
        ("video", VideoBlock()),
        ("audio", AudioBlock()),
        ("document", DocumentBlock()),
        ("callout", CalloutBlock()),
        ("steps", StepsBlock()),
        ("try", TryBlock()),
        ("check", CheckBlock()),
    ]
