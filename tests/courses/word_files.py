"""Word documents for the tests, made by python-docx and, where it cannot, by hand."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
SHAPE = """<w:r {names} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
 <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>{inner}</wps:wsp></w:drawing></mc:Choice>
 <mc:Fallback><w:pict><v:shape>{older}</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
BOX = "<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"


def drawn(colour: str = "red", format: str = "PNG", size: tuple[int, int] = (60, 40)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, format)
    out.seek(0)
    return out


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The archive with each member passed through `change`, and further members."""
    out, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            copy.writestr(info.filename, change(info.filename, source.read(info.filename)))
        for name, extra in more.items():
            copy.writestr(name, extra)
    return out.getvalue()


def lesson(*paragraphs: str, title: str = "一课") -> Any:
    document = docx.Document()
    styles = document.styles.element
    for style in [each for each in styles if each.tag == qn("w:latentStyles") or each.get(qn("w:type")) == "table"]:
        styles.remove(style)  # most of the template, and read every time
    document.add_paragraph(title, "Title")
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def linked(document: Any, text: str, address: str) -> None:
    """A link behind the last paragraph."""
    relation = document.part.relate_to(address, HYPERLINK, is_external=True)
    xml = f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'
    document.paragraphs[-1]._p.append(parse_xml(xml))


def formula(document: Any) -> None:
    xml = f"<m:oMathPara {nsdecls('m')}><m:oMath><m:r><m:t>a</m:t></m:r></m:oMath></m:oMathPara>"
    document.paragraphs[-1]._p.append(parse_xml(xml))


def text_box(document: Any, text: str, *, older: bool = True) -> None:
    """A text box as Word writes it; WPS and others leave the older form out."""
    inner = BOX.format(text=text)
    old = f"<v:textbox>{inner}</v:textbox>" if older else ""
    document.paragraphs[-1]._p.append(parse_xml(SHAPE.format(names=nsdecls("w"), inner=inner, older=old)))


def arrow(document: Any) -> None:
    document.paragraphs[-1]._p.append(parse_xml(SHAPE.format(names=nsdecls("w"), inner="", older="")))


def smart_art(document: Any) -> None:
    xml = (
        f'<w:r {nsdecls("w", "wp", "a")}><w:drawing><wp:inline><wp:docPr id="9" name="图示"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"/></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    document.paragraphs[-1]._p.append(parse_xml(xml))


def embedded(document: Any) -> None:
    document.paragraphs[-1]._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:object/></w:r>"))


def inserted(document: Any, text: str, gone: str) -> None:
    """A tracked change: one text came in, another went."""
    for tag, part, words in (("ins", "t", text), ("del", "delText", gone)):
        xml = f'<w:{tag} {nsdecls("w")} w:id="7" w:author="甲"><w:r><w:{part}>{words}</w:{part}></w:r></w:{tag}>'
        document.paragraphs[-1]._p.append(parse_xml(xml))


def remote_picture(document: Any, address: str) -> None:
    """The last picture becomes a link to one on another host."""
    blip = next(document.element.body.iter(qn("a:blip")))
    del blip.attrib[qn("r:embed")]
    blip.set(qn("r:link"), document.part.relate_to(address, IMAGE, is_external=True))


def numbered(document: Any, format: str, text: str) -> str:
    """A list of the document's own in this format; its number."""
    root = document.part.numbering_part.element
    known = len(root.findall(qn("w:abstractNum"))) + 50
    abstract, num = OxmlElement("w:abstractNum"), OxmlElement("w:num")
    abstract.set(qn("w:abstractNumId"), str(known))
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", format), ("w:lvlText", text)):
        level.append(_with(tag, value))
    abstract.append(level)
    num.set(qn("w:numId"), str(known))
    num.append(_with("w:abstractNumId", str(known)))
    root.insert(0, abstract)
    root.append(num)
    return str(known)


def listed(document: Any, num: str, text: str, style: str | None = None) -> None:
    paragraph = document.add_paragraph(text, style)
    properties = OxmlElement("w:numPr")
    properties.append(_with("w:ilvl", "0"))
    properties.append(_with("w:numId", num))
    paragraph._p.get_or_add_pPr().append(properties)


def _with(tag: str, value: str) -> Any:
    child = OxmlElement(tag)
    child.set(qn("w:val"), value)
    return child
