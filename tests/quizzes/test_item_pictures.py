"""Pictures of questions: hostile files in, harmless ones out."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image, ImageFile

from lms.web.errors import BadInput, NotAllowed
from lms.web.pictures import MOST_BYTES
from quizzes.bank.services import pictures
from quizzes.models import ItemPicture
from quizzes.types import richtext
from tests.quizzes.bank_factories import NOW, make_trainer
from tests.quizzes.delivery_factories import make_learner

pytestmark = pytest.mark.django_db


def file(format="PNG", size=(60, 40), mode="RGB", colour="red", **more):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, format, **more)
    return out.getvalue()


def keep(content, **more):
    return pictures.keep(**({"content": content, "name": "图.png", "alt": "一幅图", "by": None, "now": NOW} | more))


def kept(picture):
    return Image.open(io.BytesIO(pictures.content_of(picture.uuid)))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "WEBP"])
def test_that_a_still_picture_is_kept_with_its_size(format):
    picture = keep(file(format))
    assert (picture.width, picture.height, picture.alt) == (60, 40, "一幅图")
    assert kept(picture).format == "WEBP"
    assert kept(picture).size == (60, 40)


def test_that_the_same_file_is_kept_once():
    one, two = keep(file()), keep(file(), name="另一个名字.png")
    assert one == two
    assert ItemPicture.objects.count() == 1


def test_that_pixels_of_a_drawing_stay_as_they_were():
    content = file(mode="RGBA", colour=(10, 200, 30, 120))
    assert kept(keep(content)).convert("RGBA").getpixel((5, 5)) == (10, 200, 30, 120)


def test_that_nothing_hidden_in_the_file_survives():
    exif = Image.Exif()
    exif[0x010E] = "拍摄地点 31.2,121.4"
    content = file("JPEG", exif=exif) + b"<script>alert(1)</script>PK\x03\x04"
    written = pictures.content_of(keep(content).uuid)
    assert b"script" not in written
    assert b"EXIF" not in written
    assert not Image.open(io.BytesIO(written)).getexif()


def test_that_a_photograph_stands_upright_and_is_made_smaller():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = keep(file("JPEG", size=(3000, 1500), exif=exif))
    assert (picture.width, picture.height) == (1000, 2000)


def png_that_claims(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def moving():
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        file()[:60],
        file("BMP"),
        file("TIFF"),
        png_that_claims(7000, 7000),
        png_that_claims(60000, 60000),
        png_that_claims(0, 10),
        moving(),
        b"\0" * (MOST_BYTES + 1),
    ],
    ids=["empty", "svg", "pdf", "torn", "bmp", "tiff", "large", "bomb", "flat", "moving", "heavy"],
)
def test_that_what_is_no_still_picture_is_refused_in_words(content, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    with pytest.raises(BadInput):
        keep(content)
    assert not ItemPicture.objects.exists()


def test_that_a_learner_keeps_no_picture():
    assert keep(file(), by=make_trainer()).by is not None
    with pytest.raises(NotAllowed):
        keep(file(colour="blue"), by=make_learner())


def test_that_the_database_refuses_a_second_row_of_the_same_file_and_a_picture_without_size():
    picture = keep(file())
    values = {"name": "图", "at": NOW, "width": 1, "height": 1}
    for changes in ({"sha256": picture.sha256}, {"sha256": "x", "width": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ItemPicture.objects.create(**(values | changes))


def test_that_a_page_shows_it_where_a_text_names_it(client):
    picture = keep(file())
    html = richtext.render(f'<img src="{picture.source}" alt="一幅图">')
    address = default_storage.url(picture.file_name)
    assert f'src="{address}"' in html
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    answer.close()
