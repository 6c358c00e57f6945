"""What happens to files: bytes flipped, lost, doubled, moved, words of other formats, wrong encodings."""

import contextlib
import copy
import io
import random
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

TOKENS = [
    b"{", b"}", b"~", b"=", b"#", b"->", b"\\", b"::", b"%50%", b"%-100%", b"$CATEGORY:", b"//", b"\n\n", b"\r", b"\0",
    b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"&x;",
    b"<script>alert(1)</script>", b"<img src=x onerror=y>", b"9" * 40, b"-1", b"1e999", b"NaN", b'"', b"'", b",", b"\t",
    "答案：".encode(), "题干".encode(), "（B）".encode(), "１．".encode(), b"ANSWER: Z", b"A) ", b"*a", b"&a ", b"? ",
    b"{1:SHORTANSWER:", b"{{1}}", b"../../etc/passwd", b"PK\x03\x04", b"=1+1", "\ue000".encode(), "\u202e".encode(),
    b"\xd6\xd0\xb9\xfa", b"</question>", b"<question type='x'>", b"fraction='1000'", b"<a>" * 50,
]  # fmt: skip
WORDS = [
    "", "-1", "1e99", "NaN", "0", "100", "甲", "true", "A", "<b>x</b>", "<script>y</script>", "{1:SHORTANSWER:=a}", "[[1]]", "{{1}}",
    "../../x.png", "http://example.org/x.png", "data:image/png;base64,AAAA", "\\(x^2\\)", "x" * 6000, "single", "multiple", "ordered",
]  # fmt: skip
Mutation = Callable[[bytes, random.Random], bytes]


def flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) or 1)
    return content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]


def lose(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + content[place + chance.choice([1, 2, 7, 40, 400]) :]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def double(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    piece = content[start : start + chance.choice([3, 30, 300])]
    return content[:start] + piece * chance.choice([2, 3, 20]) + content[start:]


def insert(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(TOKENS) + content[place:]


def move(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def encode(content: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(["utf-16", "utf-16-le", "gb18030", "big5", "utf-8-sig", "utf-32", "latin-1"])
    return content.decode("utf-8", "replace").encode(encoding, "replace")


MUTATIONS: list[Mutation] = [flip, flip, lose, lose, cut, double, insert, insert, insert, move, encode]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One to four of them, one after another."""
    for _time in range(chance.choice([1, 1, 2, 4])):
        content = chance.choice(MUTATIONS)(content, chance)
    return content[:2_000_000]


def mutated_archive(content: bytes, chance: random.Random) -> bytes:
    """Mostly a member is mutated, so that what unpacks is read; now and then the archive itself."""
    if chance.random() < 0.2:
        return mutated(content, chance)
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            names = [info.filename for info in source.infolist()]
            likely = [name for name in names if name.endswith(("document.xml", "sheet1.xml", "numbering.xml", ".xml"))]
            chosen = chance.choice(likely or names)
            for name in names:
                data = source.read(name)
                copy.writestr(name, mutated(data, chance) if name == chosen else data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, IndexError):
        return mutated(content, chance)
    return out.getvalue()


def mutated_xml(content: bytes, chance: random.Random) -> bytes:
    """Mostly elements are lost, doubled, emptied or filled with strange words: what comes out is still XML."""
    root = None
    if chance.random() < 0.7:
        with contextlib.suppress(etree.XMLSyntaxError, ValueError):
            root = etree.fromstring(content, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    if root is None:
        return mutated(content, chance)
    for _time in range(chance.choice([1, 2, 5])):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        _reshape(chance.choice(nodes), chance)
    return etree.tostring(root)[:2_000_000]


def _reshape(node: etree._Element, chance: random.Random) -> None:
    parent, said = node.getparent(), chance.choice(WORDS)
    act = chance.choice(["lose", "double", "say", "say", "attribute", "attribute", "rename", "move"])
    if act == "lose" and parent is not None:
        parent.remove(node)
    elif act == "double" and parent is not None and len(etree.tostring(node)) < 50_000:
        parent.append(copy.deepcopy(node))
    elif act == "say":
        node.text = said
    elif act == "attribute" and node.attrib:
        node.set(chance.choice(list(node.attrib)), said)
    elif act == "rename" and parent is not None:
        node.tag = chance.choice([str(other.tag) for other in parent.iter() if isinstance(other.tag, str)])
    elif act == "move" and parent is not None and parent.getparent() is not None:
        parent.getparent().append(node)
