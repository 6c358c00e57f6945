"""Items, their pictures and the manifest in one archive."""

import io
import zipfile
from typing import Any

from lxml import etree

from quizzes.exchange.formats.qti.writing.nodes import picture_file
from quizzes.exchange.question import Question

CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
SPACES: Any = {None: CONTENT}
ITEM = "imsqti_item_xmlv2p2"
MOMENT = (2020, 1, 1, 0, 0, 0)
"""Every file bears the same date, so that the archive depends on the questions alone."""


def pack(items: list[tuple[Question, etree._Element]]) -> bytes:
    target = io.BytesIO()
    root, resources = _manifest()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        written: set[str] = set()
        for question, item in items:
            name = f"items/{item.get('identifier')}.xml"
            pictures = {picture_file(question, each): content for each, content in question.pictures.items()}
            _resource(resources, str(item.get("identifier")), name, list(pictures))
            _put(archive, name, _bytes(item))
            for path, content in pictures.items():
                if path not in written:
                    _put(archive, path, content)
                    written.add(path)
        _put(archive, "imsmanifest.xml", _bytes(root))
    return target.getvalue()


def _manifest() -> tuple[etree._Element, etree._Element]:
    root = etree.Element(f"{{{CONTENT}}}manifest", nsmap=SPACES, identifier="MANIFEST")
    metadata = etree.SubElement(root, f"{{{CONTENT}}}metadata")
    etree.SubElement(metadata, f"{{{CONTENT}}}schema").text = "QTIv2.2 Package"
    etree.SubElement(metadata, f"{{{CONTENT}}}schemaversion").text = "1.0.0"
    etree.SubElement(root, f"{{{CONTENT}}}organizations")
    return root, etree.SubElement(root, f"{{{CONTENT}}}resources")


def _resource(resources: etree._Element, identifier: str, name: str, pictures: list[str]) -> None:
    resource = etree.SubElement(resources, f"{{{CONTENT}}}resource", identifier=identifier, type=ITEM, href=name)
    for path in [name, *pictures]:
        etree.SubElement(resource, f"{{{CONTENT}}}file", href=path)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _bytes(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content
